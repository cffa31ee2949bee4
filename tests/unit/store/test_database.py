"""What the database promises at each connection, and what it says when it cannot keep it."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import event

from aapsim.store import database as database_module
from aapsim.store import schema
from aapsim.store.database import Database, NotSavedError, StoreError, UnreadableError, reason_of
from aapsim.store.ledger import Ledger

Record = Callable[..., int]


def pragma(database: Database, name: str) -> object:
    with database.reading() as connection:
        return connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()


def test_every_connection_writes_through_to_the_disk(ledger: Ledger) -> None:
    assert pragma(ledger.database, "journal_mode") == "wal"
    assert pragma(ledger.database, "synchronous") == 2
    assert pragma(ledger.database, "foreign_keys") == 1
    assert pragma(ledger.database, "busy_timeout") == 20_000
    assert ledger.database.problem == ""


@pytest.mark.parametrize("table", ["events", "commands"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET revision = 7", "DELETE FROM {}"])
def test_the_log_cannot_be_rewritten(ledger: Ledger, table: str, statement: str) -> None:
    with pytest.raises(NotSavedError), ledger.database.writing() as connection:
        connection.exec_driver_sql(statement.format(table))
    assert len(ledger.read("w1")[1]) == 2


def test_opening_twice_changes_nothing(path: Path, ledger: Ledger) -> None:
    again = Database(f"sqlite:///{path}")
    with again.reading() as connection:
        assert schema.version(connection) == schema.SCHEMA_VERSION
    assert Ledger(again).read("w1")[:2] == ledger.read("w1")[:2]
    again.close()


def test_a_newer_database_is_only_read(path: Path, ledger: Ledger) -> None:
    with ledger.database.writing() as connection:
        connection.execute(schema.schema_version.update().values(version=schema.SCHEMA_VERSION + 1))
    newer = Database(f"sqlite:///{path}")
    assert "plus récente" in newer.problem
    with pytest.raises(NotSavedError, match="plus récente"), newer.writing():
        pass
    newer.close()


def test_a_read_only_database_is_shown_and_refuses_to_write(path: Path, ledger: Ledger) -> None:
    ledger.database.close()
    opened = Database(f"sqlite:///file:{path}?mode=ro&uri=true")
    assert "lecture seule" in opened.problem
    assert Ledger(opened).read("w1")[0].revision == 1
    with pytest.raises(NotSavedError, match="lecture seule"), opened.writing():
        pass
    opened.close()


def test_what_applicants_filed_never_reaches_the_log_of_errors(
    ledger: Ledger, record: Record, caplog: pytest.LogCaptureFixture
) -> None:
    event.listen(ledger.database._engine, "checkout", lambda raw, *_: raw.execute("PRAGMA max_page_count=1"))
    with pytest.raises(NotSavedError):
        record(applications__a={"applicant": "Madame Nom" * 30_000})
    assert "full" in caplog.text
    assert "Nom" not in caplog.text


def test_a_full_disk_is_said_and_nothing_is_half_written(ledger: Ledger, record: Record) -> None:
    event.listen(ledger.database._engine, "checkout", lambda raw, *_: raw.execute("PRAGMA max_page_count=1"))
    with pytest.raises(NotSavedError, match="plein"):
        record(rules__text="x" * 500_000)
    row, state, _ = ledger.read("w1")
    assert row.revision == 1
    assert "rules.text" not in state
    event.listen(ledger.database._engine, "checkout", lambda raw, *_: raw.execute("PRAGMA max_page_count=100000"))
    assert record(rules__text="x" * 500_000) == 2


def test_a_file_that_is_no_database_is_said(tmp_path: Path) -> None:
    (tmp_path / "log.db").write_bytes(b"not a database at all, but long enough to be looked at" * 100)
    with pytest.raises(StoreError, match="abîmé"):
        Database(f"sqlite:///{tmp_path / 'log.db'}")


def test_damaged_pages_are_found_at_the_start(path: Path, ledger: Ledger, record: Record) -> None:
    for number in range(40):
        record(**{f"rules__r{number}": "x" * 3000})
    ledger.database.close()
    content = bytearray(path.read_bytes())
    middle = len(content) // 2 // 4096 * 4096
    content[middle : middle + 8192] = b"\xff" * 8192
    path.write_bytes(content)
    try:
        opened = Database(f"sqlite:///{path}")
    except StoreError as error:
        assert "abîmé" in error.reason  # noqa: PT017 - either way of noticing is right
    else:
        assert "abîmé" in opened.problem
        opened.close()


def test_a_database_that_becomes_unreadable_is_said(path: Path, ledger: Ledger) -> None:
    ledger.database.close()
    path.unlink()
    path.mkdir()
    with pytest.raises(UnreadableError, match="lecture seule ou inaccessible"):
        ledger.read("w1")


def test_another_program_that_holds_the_database_is_said(
    path: Path, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger.database.close()
    monkeypatch.setattr(database_module, "_BUSY_MS", 50)
    opened = Database(f"sqlite:///{path}")
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(NotSavedError, match="occupée"), opened.writing():
        pass
    other.execute("ROLLBACK")
    other.close()
    with opened.writing() as connection:
        assert connection.in_transaction()
    opened.close()


def test_without_synchronous_writing_nothing_is_promised(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database_module, "_FULL", 3)
    with pytest.raises(StoreError, match="synchrone"):
        Database(f"sqlite:///{path}")


def test_an_unknown_cause_is_said_plainly() -> None:
    assert reason_of(RuntimeError("something else")) == "la base n'a pas pu écrire"


def test_two_processes_write_in_turn(path: Path, ledger: Ledger, root: Path, record: Record) -> None:
    script = """
import sys
from aapsim.store.database import Database
from aapsim.store.events import Changed, Entry
from aapsim.store.ledger import Ledger
ledger = Ledger(Database(f"sqlite:///{sys.argv[1]}"))
for number in range(20):
    with ledger.turn("w1") as turn:
        before = turn.state.get("rules.n", 0)
        entry = Entry(f"p{number}", "Bob", "2021-08-30", "rules", "n", "")
        turn.append(entry, [Changed("rules.n", before or None, before + 1)])
"""
    child = subprocess.Popen([sys.executable, "-c", script, str(path)], cwd=root)
    for _ in range(20):
        with ledger.turn("w1") as turn:
            before = turn.state.get("rules.n", 0)
        record(rules__m=before + 1)
    assert child.wait(timeout=60) == 0
    row, state, _ = ledger.read("w1")
    assert state["rules.n"] == 20
    assert row.revision == 41


def test_closing_refuses_later_writes(ledger: Ledger, record: Record) -> None:
    ledger.database.close()
    with pytest.raises(NotSavedError, match="fermée"):
        record(rules__rate="0.7")
