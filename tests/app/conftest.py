"""What holds for every test of a page; what opens one is in ``workbench``."""

from __future__ import annotations

import pytest

LONG_S = "600"


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages wait for the exact answer, however busy the machine is."""
    monkeypatch.setenv("AAPSIM_PATIENCE_S", LONG_S)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "app" in item.path.parts:
            item.add_marker("app")
