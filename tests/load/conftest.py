"""The two databases that the load tests run on."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.postgresql import Server


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the address of an empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'aapsim.db'}"
    server: Server = request.getfixturevalue("postgresql")
    return server.database()


@pytest.fixture
def report() -> Callable[[str], None]:
    """Return a function that says what was measured; shown with ``pytest -s``, as the Make targets do."""
    return lambda line: print(f"\n{line}", file=sys.stderr)  # noqa: T201 - figures for whoever asked for the long run
