"""What PostgreSQL does differently from SQLite: it goes away, it is migrated in place, it is restored into."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect

from aapsim.domain.issues import InvalidInput
from aapsim.service import keeping, places
from aapsim.service.commands import Command, SetLock, SetRules
from aapsim.service.outcomes import Accepted, Refused
from aapsim.service.session_actions import Decide, Show
from aapsim.store import migrating, schema
from aapsim.store.database import Database, NotSavedError
from aapsim.store.ledger import Ledger
from tests import postgresql as server_of_our_own
from tests.postgresql import Server
from tests.unit.service.hands import APPLICATIONS, CALL, Hand


@pytest.fixture
def server() -> Iterator[Server]:
    """Return a server that this test may stop."""
    if server_of_our_own.binaries() is None:
        pytest.skip(server_of_our_own.WHY_NOT)
    with server_of_our_own.running() as server:
        yield server


def test_a_server_that_stops_is_said_and_the_same_command_works_afterwards(server: Server) -> None:
    url = server.database()
    desk = places.open_desk(url)
    workspace = desk.last_opened()
    command = Command("x", "Anne", workspace, 1, SetRules({"rate": "0.8"}))
    server.stop("immediate")
    outcome = desk.apply(command)
    assert isinstance(outcome, Refused)
    assert outcome.not_saved
    assert "le serveur de la base ne répond pas" in outcome.sentence()
    with pytest.raises(InvalidInput, match="ne peut pas être lue"):
        desk.snapshot(workspace)
    unreachable = places.open_desk(url)
    assert "NON enregistré" in unreachable.problem
    assert unreachable.snapshot(unreachable.last_opened()).demo
    server.start()
    assert isinstance(desk.apply(command), Accepted)
    assert desk.verify(workspace) == ()
    desk.close()


def test_older_tables_are_migrated_in_place_after_a_backup(postgresql: Server, tmp_path: Path) -> None:
    old, new = postgresql.database(), postgresql.database()
    engine = create_engine(old)
    with engine.begin() as connection:
        migrating.upgrade(connection, 0, 1)
    engine.dispose()
    database = Database(old, tmp_path)
    assert len(list(tmp_path.glob("avant-version-*.aapsim"))) == 1
    made = Database(new, tmp_path)
    found = []
    for one in (database, made):
        with one.reading() as connection:
            assert schema.version(connection) == schema.SCHEMA_VERSION
            seen = inspect(connection)
            tables = sorted(set(seen.get_table_names()) - {"alembic_version"})
            found.append({table: sorted(column["name"] for column in seen.get_columns(table)) for table in tables})
            triggers = connection.exec_driver_sql("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1")
            found[-1]["triggers"] = list(triggers.scalars())
    assert found[0] == found[1]
    with pytest.raises(NotSavedError), made.writing() as connection:
        connection.exec_driver_sql("DELETE FROM events")
    database.close()
    made.close()


def test_what_was_on_one_computer_goes_to_a_shared_server(
    postgresql: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AAPSIM_DATA_DIR", str(tmp_path))
    desk = places.open_desk(places.database_url())
    workspace = desk.open_call(CALL, "Essai", APPLICATIONS, "Anne")
    for action in (Decide(("a",), "retained"), SetLock("b", "funded"), Show(2)):
        assert isinstance(Hand(desk, workspace, "Anne").do(action), Accepted)
    before, shown = desk.snapshot(workspace), desk.shown(workspace)
    desk.close()
    path, _ = keeping.backup()
    monkeypatch.setenv("AAPSIM_DATABASE_URL", postgresql.database())
    assert keeping.restore(path).aside is None
    shared = places.open_desk(places.database_url())
    assert (shared.snapshot(workspace), shared.shown(workspace)) == (before, shown)
    assert isinstance(Hand(shared, workspace, "Bob").do(SetLock("c", "funded")), Accepted)
    assert isinstance(Hand(shared, workspace, "Bob").do(Show(3)), Accepted)
    assert shared.open_call(CALL, "Autre", APPLICATIONS, "Anne")
    assert shared.verify(workspace) == ()
    with pytest.raises(InvalidInput, match="base vide"):
        keeping.restore(path)
    shared.close()


def test_an_answer_is_the_same_on_both_databases(postgresql: Server, tmp_path: Path) -> None:
    found = []
    for url in (f"sqlite:///{tmp_path / 'aapsim.db'}", postgresql.database()):
        ledger = Ledger(Database(url, tmp_path))
        places.first_start(ledger)
        desk = places.Desk(ledger)
        optimum = desk.answer(desk.last_opened()).optimum
        assert optimum is not None
        found.append(optimum.to_document())
        desk.close()
    assert found[0] == found[1]
