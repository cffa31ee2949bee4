"""Many people saving at once, each in a process of their own: no change lost, nobody told that it is locked.

Four writers of ten edits in the normal run; ``AAPSIM_WRITERS`` and ``AAPSIM_EDITS`` for more.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from aapsim.service.desk import Desk
from aapsim.store.database import Database
from aapsim.store.ledger import Ledger
from tests.unit.service.hands import CALL, application

WRITERS = int(os.environ.get("AAPSIM_WRITERS", "4"))
EDITS = int(os.environ.get("AAPSIM_EDITS", "10"))

CHILD = """
import sys, time
from dataclasses import replace
from aapsim.service.commands import Command, PutApplications
from aapsim.service.desk import Desk
from aapsim.service.outcomes import Accepted
from aapsim.store.database import Database
from aapsim.store.ledger import Ledger

url, workspace, own, edits = sys.argv[1:]
desk = Desk(Ledger(Database(url)))
for number in range(1, int(edits) + 1):
    snapshot = desk.snapshot(workspace)
    changed = replace(snapshot.application(own), summary=f"{own} {number}")
    command = Command(f"{own}-{number}", own, workspace, snapshot.revision, PutApplications((changed,)))
    start = time.perf_counter()
    outcome = desk.apply(command)
    print(type(outcome).__name__, time.perf_counter() - start, flush=True)
    assert isinstance(outcome, Accepted), outcome
desk.close()
"""


@pytest.mark.slow
def test_nothing_is_lost_between_many_writers(url: str, root: Path, report: Callable[[str], None]) -> None:
    names = [f"w{number}" for number in range(WRITERS)]
    desk = Desk(Ledger(Database(url)))
    workspace = desk.open_call(CALL, "Essai", tuple(application(name) for name in names), "Anne")
    children = [
        subprocess.Popen(
            [sys.executable, "-c", CHILD, url, workspace, name, str(EDITS)],
            cwd=root,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for name in names
    ]
    answers = [child.communicate(timeout=1200) for child in children]
    assert [child.returncode for child in children] == [0] * WRITERS, [err[-600:] for _, err in answers if err]
    lines = [line.split() for out, _ in answers for line in out.splitlines()]
    assert [kind for kind, _ in lines] == ["Accepted"] * (WRITERS * EDITS)
    snapshot = desk.snapshot(workspace)
    assert snapshot.revision == 1 + WRITERS * EDITS
    assert {one.id: one.summary for one in snapshot.applications} == {name: f"{name} {EDITS}" for name in names}
    assert desk.verify(workspace) == ()
    saves = sorted(float(seconds) * 1000 for _, seconds in lines)
    report(
        f"{url.split(':', maxsplit=1)[0]}: {WRITERS} writers × {EDITS} edits, none lost, none refused; a save took "
        f"{statistics.median(saves):.0f} ms (median), {saves[len(saves) * 95 // 100]:.0f} ms (p95), "
        f"{saves[-1]:.0f} ms at most"
    )
    desk.close()
