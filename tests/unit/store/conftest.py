"""A real SQLite file and a ledger over it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from aapsim.store.database import Database
from aapsim.store.events import Changed, Entry
from aapsim.store.ledger import Ledger

WORKSPACE = "w1"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "log.db"


@pytest.fixture
def ledger(path: Path) -> Iterator[Ledger]:
    database = Database(f"sqlite:///{path}")
    ledger = Ledger(database)
    start = [Changed("document", None, {"title": "Appel"}), Changed("rules.rate", None, "0.9")]
    ledger.open(WORKSPACE, "Appel", entry("opening", kind="open"), start)
    yield ledger
    database.close()


def entry(command: str, kind: str = "rules", undoes: int | None = None) -> Entry:
    return Entry(command, "Anne", "2021-08-30T09:00:00+00:00", kind, "un libellé", "0" * 64, undoes)


@pytest.fixture
def record(ledger: Ledger) -> Callable[..., int]:
    """Return a function that records changes of some paths and returns the revision."""
    count = iter(range(1, 10_000))

    def record(undoes: int | None = None, **after: object) -> int:
        kind = "rules" if undoes is None else "undo"
        with ledger.turn(WORKSPACE) as turn:
            paths = {name.replace("__", "."): value for name, value in after.items()}
            changes = [Changed(one, turn.state.get(one), value) for one, value in paths.items()]
            return turn.append(entry(f"c{next(count)}", kind, undoes), changes)

    return record
