"""What every test may rely on: a data folder of its own, the shared real data if any, a browser or a reason."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")

# No deadline: a shared machine is slow at times. Derandomised: the same commit gives the same run.
settings.register_profile("house", deadline=None, derandomize=True, database=None, print_blob=True)
settings.load_profile("house")


def browser_path() -> str | None:
    """Return the path of an installed Chromium, or ``None``."""
    return next((found for name in BROWSERS if (found := shutil.which(name))), None)


def pytest_configure(config: pytest.Config) -> None:
    """Keep the tests away from the officer's own data: every worker writes to a folder of its own."""
    folder = tempfile.mkdtemp(prefix="aapsim-tests-")
    os.environ["AAPSIM_DATA_DIR"] = folder
    os.environ.pop("AAPSIM_DATABASE_URL", None)
    config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark tests by the folder they are in."""
    for item in items:
        folders = item.path.relative_to(ROOT).parts
        if "e2e" in folders:
            item.add_marker("e2e")
        if "hostile" in folders:
            item.add_marker("hostile")


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip browser tests where there is no browser; in continuous integration that is a failure."""
    if item.get_closest_marker("e2e") is None or browser_path() is not None:
        return
    reason = f"no browser: none of {', '.join(BROWSERS)} is installed"
    if os.environ.get("CI"):
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


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
