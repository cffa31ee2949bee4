"""The dashboard's server: ``python -m aapsim.ui.serve`` is ``streamlit run app.py``, ready sooner.

Streamlit imports nothing of a dashboard before its first window opens, so after each start that window
waits for pandas, Altair, SQLAlchemy and a first answer. Here they are there once the browser has fetched the page.
"""

from __future__ import annotations

import importlib
import sys
import threading
import time
from pathlib import Path

from streamlit.web import cli

APP = Path(__file__).resolve().parents[2] / "app.py"
NEEDED = ("pandas", "aapsim.ui.seance_board")
"""What the first page needs beside the frame; Streamlit imports a page's own modules."""
LATER = ("altair", "aapsim.ui.allocation_ranking")
"""What pages with charts need, imported once the first page is surely there."""
LATER_S = 6.0


def main() -> None:
    """Start the server with the options of ``streamlit run`` that were given."""
    threading.Thread(target=_prepare, name="aapsim-prepare", daemon=True).start()
    sys.argv = ["streamlit", "run", str(APP), *sys.argv[1:]]
    cli.main()


def _prepare() -> None:
    _import(("aapsim.ui.front_door",))
    session = importlib.import_module("aapsim.ui.session")
    threading.Thread(target=session.prepare, name="aapsim-first-answer", daemon=True).start()
    _import(NEEDED)
    time.sleep(LATER_S)
    _import(LATER)


def _import(names: tuple[str, ...]) -> None:
    for name in names:
        try:
            importlib.import_module(name)
        except ImportError:
            # Whatever is missing, the page says it.
            continue


if __name__ == "__main__":
    main()
