"""The dashboard's server: ``python -m aapsim.serve`` is ``streamlit run app.py``, ready sooner.

Streamlit imports nothing of a dashboard before its first window opens, so after each start that window
waits for pandas, Altair, SQLAlchemy and a first answer. Here they are there once the browser has fetched the page.
"""

from __future__ import annotations

import importlib
import sys
import threading
from pathlib import Path

from streamlit.web import cli

APP = Path(__file__).resolve().parent.parent / "app.py"
FIRST = ("pandas", "altair", "sqlalchemy", "highspy", "aapsim.ui.front_door", "aapsim.ui.allocation_ranking")
"""What the first page needs, the heaviest first."""


def main() -> None:
    """Start the server with the options of ``streamlit run`` that were given."""
    threading.Thread(target=_prepare, name="aapsim-prepare", daemon=True).start()
    sys.argv = ["streamlit", "run", str(APP), *sys.argv[1:]]
    cli.main()


def _prepare() -> None:
    for name in FIRST:
        try:
            importlib.import_module(name)
        except ImportError:
            # highspy may be missing; of anything else the page says it.
            continue
    importlib.import_module("aapsim.ui.session").prepare()


if __name__ == "__main__":
    main()
