"""A process killed while it saves: whatever it acknowledged is there, and the log holds.

Two kills on each database in the normal run; ``AAPSIM_KILLS=N`` for more.
"""

from __future__ import annotations

import os
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from aapsim.service.commands import Command, SetRules
from aapsim.service.desk import Desk
from aapsim.service.outcomes import Accepted
from aapsim.store.database import Database
from aapsim.store.ledger import Ledger
from aapsim.store.queries import past_command

KILLS = int(os.environ.get("AAPSIM_KILLS", "2"))
CALL = {
    "title": "Appel d'essai",
    "axes": [{"code": "1", "label": "Un"}],
    "sources": [{"code": "fir", "label": "FIR", "authority": "ARS", "notified": 1}],
}

CHILD = """
import sys
from aapsim.domain.application import Application
from aapsim.service.commands import Command, ImportApplications, KeepTrial, SetRules, Undo
from aapsim.service.desk import Desk
from aapsim.service.outcomes import Accepted
from aapsim.service.session_actions import Recuse, Show
from aapsim.store.database import Database
from aapsim.store.ledger import Ledger

url, workspace, turn = sys.argv[1:]
desk = Desk(Ledger(Database(url)))
applications = tuple(Application(f"{n}", title="x" * 200) for n in range(40))
number = 0
while True:
    number += 1
    snapshot = desk.snapshot(workspace)
    if number % 11 == 0:
        action = Show(snapshot.revision)
    elif number % 7 == 0:
        action = Undo()
    elif number % 5 == 0:
        action = ImportApplications(applications[: 10 + number % 30], "replace")
    elif number % 3 == 0 and snapshot.applications:
        action = KeepTrial((SetRules({"step": 1 + number % 100}), Recuse(snapshot.applications[0].id, f"m{number}")))
    else:
        action = SetRules({"sources.fir.notified": number})
    command = Command(f"{turn}-{number}", "enfant", workspace, snapshot.revision, action)
    outcome = desk.apply(command)
    assert isinstance(outcome, Accepted), outcome
    print(outcome.revision, command.id, type(action).__name__, flush=True)
"""


def acknowledged_before_kill(root: Path, url: str, workspace: str, turn: int, patience: float) -> list[list[str]]:
    """Let a child save until it is killed without warning; return the revisions, ids and actions it had printed."""
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, url, workspace, str(turn)], cwd=root, stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    first = child.stdout.readline()
    time.sleep(patience)
    child.kill()
    rest = child.stdout.read()
    child.wait()
    # A line cut short by the kill was not acknowledged: only whole lines count.
    return [line.split() for line in (first + rest).splitlines(keepends=True) if line.endswith("\n")]


def assert_all_there(desk: Desk, workspace: str, acknowledged: list[list[str]]) -> None:
    """Check every acknowledged command in the database itself, and what the room screen was told to show."""
    last = desk.snapshot(workspace).revision
    assert int(acknowledged[-1][0]) <= last <= int(acknowledged[-1][0]) + 1
    shown = [int(revision) for revision, _, action in acknowledged if action == "Show"]
    with desk._ledger.database.reading() as connection:
        for revision, command, action in acknowledged:
            past = past_command(connection, command)
            assert action == "Show" or (past is not None and past.revision == int(revision))
    if shown:
        assert (desk.shown(workspace).revision or 0) >= shown[-1]
    assert desk.verify(workspace) == ()


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is a POSIX signal")
def test_nothing_acknowledged_is_lost(url: str, root: Path, report: Callable[[str], None]) -> None:
    desk = Desk(Ledger(Database(url)))
    workspace = desk.open_call(CALL, "Essai", actor="Anne")
    desk.close()
    chance = random.Random(2021)
    count, back = 0, list[float]()
    for turn in range(KILLS):
        acknowledged = acknowledged_before_kill(root, url, workspace, turn, chance.uniform(0, 0.5))
        assert acknowledged
        count += len(acknowledged)
        start = time.perf_counter()
        desk = Desk(Ledger(Database(url)))
        last = desk.snapshot(workspace).revision
        desk.answer(workspace)
        back.append(time.perf_counter() - start)
        assert_all_there(desk, workspace, acknowledged)
        replay = Command(acknowledged[0][1], "enfant", workspace, 1, SetRules({"sources.fir.notified": 1}))
        outcome = desk.apply(replay)
        assert isinstance(outcome, Accepted)
        assert outcome.revision == int(acknowledged[0][0])
        assert desk.snapshot(workspace).revision == last
        desk.close()
    report(
        f"{url.split(':', maxsplit=1)[0]}: {KILLS} kills, {count} acknowledged changes, none lost; "
        f"back in {statistics.median(back) * 1000:.0f} ms (median), {max(back) * 1000:.0f} ms at most"
    )
