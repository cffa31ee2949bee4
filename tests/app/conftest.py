"""Every page through Streamlit's AppTest, entered by ``app.py`` as in real life."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).resolve().parents[2]
TIMEOUT_S = 120


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.app)


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Give the dashboard a data folder of its own."""
    monkeypatch.setenv("AAPSIM_DATA_DIR", str(tmp_path))
    monkeypatch.delenv("AAPSIM_DATABASE_URL", raising=False)
    st.cache_resource.clear()
    yield tmp_path
    st.cache_resource.clear()


@pytest.fixture
def open_page(data: Path) -> Callable[[str], AppTest]:
    """Return a function that opens a page by its file name and runs it once."""
    assert data.is_dir()

    def opened(name: str) -> AppTest:
        run = AppTest.from_file(str(ROOT / "app.py"), default_timeout=TIMEOUT_S).run()
        return run if name == "accueil" else run.switch_page(f"pages/{name}.py").run()

    return opened
