"""A process killed while it saves: whatever it acknowledged is there, and the log holds.

Three kills in the normal run; ``AAPSIM_KILLS=N`` for more.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from aapsim.service.commands import Command, SetRules
from aapsim.service.desk import Desk
from aapsim.service.outcomes import Accepted
from aapsim.store.database import Database
from aapsim.store.ledger import Ledger

KILLS = int(os.environ.get("AAPSIM_KILLS", "3"))
CALL = {
    "title": "Appel d'essai",
    "axes": [{"code": "1", "label": "Un"}],
    "sources": [{"code": "fir", "label": "FIR", "authority": "ARS", "notified": 1}],
}

CHILD = """
import sys
from aapsim.domain.application import Application
from aapsim.service.commands import Command, ImportApplications, SetRules, Undo
from aapsim.service.desk import Desk
from aapsim.service.outcomes import Accepted
from aapsim.store.database import Database
from aapsim.store.ledger import Ledger

url, workspace, turn = sys.argv[1:]
desk = Desk(Ledger(Database(url)))
number = 0
while True:
    number += 1
    if number % 7 == 0:
        action = Undo()
    elif number % 5 == 0:
        action = ImportApplications(tuple(Application(f"{number}-{n}", title="x" * 200) for n in range(40)), "replace")
    else:
        action = SetRules({"sources.fir.notified": number})
    command = Command(f"{turn}-{number}", "enfant", workspace, desk.snapshot(workspace).revision, action)
    outcome = desk.apply(command)
    assert isinstance(outcome, Accepted), outcome
    print(outcome.revision, command.id, flush=True)
"""


def acknowledged_before_kill(root: Path, url: str, workspace: str, turn: int, patience: float) -> list[tuple[int, str]]:
    """Let a child save until it is killed without warning; return the revisions and ids it had printed."""
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
    lines = [line.split() for line in (first + rest).splitlines(keepends=True) if line.endswith("\n")]
    return [(int(revision), command) for revision, command in lines]


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is a POSIX signal")
def test_nothing_acknowledged_is_lost(tmp_path: Path, root: Path) -> None:
    url = f"sqlite:///{tmp_path / 'aapsim.db'}"
    desk = Desk(Ledger(Database(url)))
    workspace = desk.open_call(CALL, "Essai", actor="Anne")
    desk.close()
    chance = random.Random(2021)
    for turn in range(KILLS):
        acknowledged = acknowledged_before_kill(root, url, workspace, turn, chance.uniform(0, 0.5))
        assert acknowledged
        desk = Desk(Ledger(Database(url)))
        last = desk.snapshot(workspace).revision
        assert acknowledged[-1][0] <= last <= acknowledged[-1][0] + 1
        with desk._ledger.database.reading() as connection:
            for revision, command in acknowledged:
                row = connection.exec_driver_sql("SELECT revision FROM commands WHERE id = ?", (command,)).first()
                assert row == (revision,)
        assert desk.verify(workspace) == ()
        replay = Command(acknowledged[0][1], "enfant", workspace, 1, SetRules({"sources.fir.notified": 1}))
        outcome = desk.apply(replay)
        assert isinstance(outcome, Accepted)
        assert outcome.revision == acknowledged[0][0]
        assert desk.snapshot(workspace).revision == last
        desk.close()
