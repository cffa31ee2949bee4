"""A desk on a real SQLite file, with one small call and three applications."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from aapsim.domain.application import Application
from aapsim.service.desk import Desk
from aapsim.store.database import Database
from aapsim.store.ledger import Ledger
from tests.postgresql import Server
from tests.unit.service.hands import APPLICATIONS, CALL, Hand, application


@pytest.fixture
def url(tmp_path: Path, request: pytest.FixtureRequest) -> str:
    """Return the address of an empty database: SQLite, or PostgreSQL for ``make postgresql``."""
    if os.environ.get("AAPSIM_TEST_DATABASE") == "postgresql":
        server: Server = request.getfixturevalue("postgresql")
        return server.database()
    return f"sqlite:///{tmp_path / 'aapsim.db'}"


@pytest.fixture
def open_desk(url: str) -> Iterator[Callable[[], Desk]]:
    """Return a function that opens one more desk on the same file, as another process would."""
    desks: list[Desk] = []

    def opened() -> Desk:
        desks.append(Desk(Ledger(Database(url))))
        return desks[-1]

    yield opened
    for desk in desks:
        desk.close()


@pytest.fixture
def desk(open_desk: Callable[[], Desk]) -> Desk:
    return open_desk()


@pytest.fixture
def workspace(desk: Desk) -> str:
    return desk.open_call(CALL, "Essai", APPLICATIONS, "Anne")


@pytest.fixture
def anne(desk: Desk, workspace: str) -> Hand:
    return Hand(desk, workspace, "Anne")


@pytest.fixture
def bob(open_desk: Callable[[], Desk], workspace: str) -> Hand:
    """Return somebody else, in another process."""
    return Hand(open_desk(), workspace, "Bob")


@pytest.fixture
def call_document() -> dict[str, Any]:
    return CALL


@pytest.fixture
def make_application() -> Callable[..., Application]:
    return application
