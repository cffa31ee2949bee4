"""A database of the first releases opens, after a backup, and its log still holds."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect

from aapsim.store import backup, migrating, schema
from aapsim.store.backup import read_backup
from aapsim.store.database import Database, NotSavedError, StoreError
from aapsim.store.events import Changed, Entry
from aapsim.store.ledger import Ledger
from aapsim.store.verify import verify_chain

OLD = (Path(__file__).parent / "version_1.sql").read_text(encoding="utf-8")
WORKSPACE = "CxIiqZvnqji9"


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """Return a database as the first release left it."""
    path = tmp_path / "aapsim.db"
    raw = sqlite3.connect(path)
    raw.executescript(OLD)
    raw.close()
    return path


def test_an_old_database_opens_after_a_backup(old: Path) -> None:
    database = Database(f"sqlite:///{old}")
    ledger = Ledger(database)
    assert database.problem == ""
    assert verify_chain(ledger, WORKSPACE) == ()
    row, state, _ = ledger.read(WORKSPACE)
    assert (row.revision, state["rules.rate"]) == (4, "0.8")
    (made,) = (old.parent / "sauvegardes").glob("*.aapsim")
    assert read_backup(made).version == 1
    with ledger.turn(WORKSPACE) as turn:
        entry = Entry("new", "Bob", "2026-11-22T19:00:00+00:00", "rules", "x", "0", motive="essai")
        turn.append(entry, [Changed("rules.rate", "0.8", "0.7")])
    assert verify_chain(ledger, WORKSPACE) == ()
    assert ledger.journal(WORKSPACE)[0].entry.motive == "essai"
    database.close()
    again = Database(f"sqlite:///{old}")
    assert len(list((old.parent / "sauvegardes").iterdir())) == 1
    again.close()


def test_without_a_backup_nothing_is_migrated(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(backup, "write_backup", full)
    with pytest.raises(NotSavedError, match="sauvegarde"):
        Database(f"sqlite:///{old}")
    raw = sqlite3.connect(old)
    assert raw.execute("SELECT version FROM schema_version").fetchone() == (1,)
    raw.close()


def test_a_migration_cut_short_leaves_the_old_tables(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = migrating.upgrade

    def cut(*arguments: object) -> None:
        whole(*arguments)  # type: ignore[arg-type]
        raise KeyboardInterrupt

    monkeypatch.setattr(migrating, "upgrade", cut)
    with pytest.raises(KeyboardInterrupt):
        Database(f"sqlite:///{old}")
    monkeypatch.undo()
    raw = sqlite3.connect(old)
    assert raw.execute("SELECT version FROM schema_version").fetchone() == (1,)
    assert raw.execute("SELECT name FROM sqlite_master WHERE name = 'shows'").fetchone() is None
    raw.close()
    database = Database(f"sqlite:///{old}")
    assert verify_chain(Ledger(database), WORKSPACE) == ()
    database.close()


def test_an_old_database_that_cannot_be_written_is_not_opened(old: Path) -> None:
    with pytest.raises(StoreError, match="lecture seule"):
        Database(f"sqlite:///file:{old}?mode=ro&uri=true")


def test_the_migrations_make_the_same_tables_as_the_software(tmp_path: Path) -> None:
    found = []
    for name in ("made", "migrated"):
        engine = create_engine(f"sqlite:///{tmp_path / name}.db")
        with engine.begin() as connection:
            if name == "made":
                schema.create(connection)
            else:
                migrating.upgrade(connection, 0, schema.SCHEMA_VERSION)
            seen = inspect(connection)
            assert schema.version(connection) == schema.SCHEMA_VERSION
            found.append(
                {
                    table: (
                        sorted((one["name"], str(one["type"]), one["nullable"]) for one in seen.get_columns(table)),
                        sorted(one["name"] or "" for one in seen.get_indexes(table)),
                        seen.get_pk_constraint(table)["constrained_columns"],
                        len(seen.get_unique_constraints(table)),
                    )
                    for table in seen.get_table_names()
                    if table != "alembic_version"
                }
            )
            triggers = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger' ORDER BY 1")
            found[-1]["triggers"] = tuple(triggers.scalars())  # type: ignore[assignment]
        engine.dispose()
    assert found[0] == found[1]
