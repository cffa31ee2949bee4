"""The dashboard's server: ``python -m aapsim.ui.serve`` is ``streamlit run app.py``, ready sooner.

Streamlit imports nothing of a dashboard before its first window opens, so after each start that window
waits for SQLAlchemy, the engine and a first answer. Here they are there once the browser has fetched the page.
"""

from __future__ import annotations

import gc
import importlib
import sys
import threading
import time
from pathlib import Path

from aapsim.service import solvers

APP = Path(__file__).resolve().parents[2] / "app.py"
PAGE = ("board", "changes", "file", "ranking", "style", "together", "top", "what_if")
NEEDED = ("aapsim.ui.front_door", *(f"aapsim.ui.seance_{part}" for part in PAGE), "aapsim.ui.room_screen")
"""What both windows of a session need, the first to be opened again after a cut."""
LATER = ("altair", "aapsim.ui.allocation_ranking", "aapsim.papers.record", "aapsim.files.workbook_writing")
"""What pages with charts, papers and workbooks need, imported once the first page is surely there."""
LATER_S = 6.0


def main() -> None:
    """Start the server with the options of ``streamlit run`` that were given."""
    # Collections in the midst of imports find nothing, and take a tenth of them.
    gc.disable()
    # The process that solves imports what it needs beside this one.
    solvers.shared.warm()
    cli = importlib.import_module("streamlit.web.cli")
    threading.Thread(target=_prepare, name="aapsim-prepare", daemon=True).start()
    sys.argv = ["streamlit", "run", str(APP), *sys.argv[1:]]
    cli.main()


def _prepare() -> None:
    try:
        places = importlib.import_module("aapsim.service.places")
        threading.Thread(target=places.prepare, name="aapsim-first-answer", daemon=True).start()
        _import(NEEDED)
    finally:
        _collect_again()
    time.sleep(LATER_S)
    _import(LATER)
    _collect_again()


def _collect_again() -> None:
    # What is loaded stays: a full collection in the midst of a press would look through it for 0.1 s.
    gc.freeze()
    gc.enable()


def _import(names: tuple[str, ...]) -> None:
    for name in names:
        try:
            importlib.import_module(name)
        except ImportError:
            # Whatever is missing, the page says it.
            continue


if __name__ == "__main__":
    main()
