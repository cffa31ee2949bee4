"""What every test may rely on: a data folder of its own, and the shared real data or a reason to skip."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests import postgresql as postgresql_server

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"

# No deadline: a shared machine is slow at times. Derandomised: the same commit gives the same run.
settings.register_profile("house", deadline=None, derandomize=True, database=None, print_blob=True)
settings.load_profile("house")


def pytest_configure(config: pytest.Config) -> None:
    """Keep the tests away from the officer's own data: every worker writes to a folder of its own."""
    folder = tempfile.mkdtemp(prefix="aapsim-tests-")
    os.environ["AAPSIM_DATA_DIR"] = folder
    os.environ.pop("AAPSIM_DATABASE_URL", None)
    config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark tests by the folder they are in."""
    for item in items:
        if "hostile" in item.path.relative_to(ROOT).parts:
            item.add_marker("hostile")


@pytest.fixture(scope="session")
def root() -> Path:
    """Return the top folder of the project."""
    return ROOT


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Return the folder of real data beside the project; skip where it is absent."""
    if not (SHARED / "data").is_dir():
        pytest.skip("no ../shared/data beside this clone")
    return SHARED / "data"


@pytest.fixture(scope="session")
def postgresql() -> Iterator[postgresql_server.Server]:
    """Return a PostgreSQL server of our own, started at the first test that needs it."""
    if postgresql_server.binaries() is None:
        pytest.skip(postgresql_server.WHY_NOT)
    with postgresql_server.running() as server:
        yield server
