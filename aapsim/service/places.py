"""Where the database is, and what it holds the first time it is opened."""

from __future__ import annotations

import logging
import os
import sys
import threading
from pathlib import Path

from aapsim.service.desk import Desk
from aapsim.service.opening import Opening, open_workspace, shipped_document
from aapsim.store.database import Database, NotSavedError
from aapsim.store.ledger import Ledger

_LOG = logging.getLogger(__name__)
DEMO_CALL = "occitanie-2021"
_FIRST_START = "first-start"
_desks: dict[str, Desk] = {}
_guard = threading.Lock()


def data_folder() -> Path:
    """Return the folder of the database: ``AAPSIM_DATA_DIR``, else the user's own data folder."""
    chosen = os.environ.get("AAPSIM_DATA_DIR")
    if chosen:
        return Path(chosen)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "aapsim"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "aapsim"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "aapsim"


def database_url() -> str:
    """Return ``AAPSIM_DATABASE_URL``, else the address of the SQLite file of :func:`data_folder`."""
    return os.environ.get("AAPSIM_DATABASE_URL") or f"sqlite:///{data_folder() / 'aapsim.db'}"


def default_desk() -> Desk:
    """Return the desk of this process, opening its database the first time (see :func:`open_desk`)."""
    url = database_url()
    with _guard:
        if url not in _desks:
            _desks[url] = open_desk(url)
        return _desks[url]


def open_desk(url: str) -> Desk:
    """Open a database and return its desk; an empty one gets the demonstration workspace.

    When the database can be neither read nor made, the desk shows the demonstration from
    memory and refuses every change with the reason (``Desk.problem``): the screens start and
    say what is wrong.
    """
    try:
        _make_folder(url)
        ledger = Ledger(Database(url))
        first_start(ledger)
    except (NotSavedError, OSError) as error:
        reason = error.reason if isinstance(error, NotSavedError) else "le dossier des données est inaccessible"
        _LOG.exception("the database cannot be opened")
        ledger = Ledger(Database("sqlite://"))
        first_start(ledger)
        ledger.database.freeze(reason)
    return Desk(ledger)


def first_start(ledger: Ledger) -> None:
    """Create the demonstration workspace where there is no workspace at all. Happens once."""
    if ledger.workspaces():
        return
    from aapsim.service.interim import demo_applications, demo_overrides

    document = shipped_document(DEMO_CALL)
    applications = demo_applications()
    opening = Opening(
        document["title"],
        document,
        applications,
        overrides=demo_overrides(),
        demo=True,
        command_id=_FIRST_START,
    )
    open_workspace(ledger, opening)


def _make_folder(url: str) -> None:
    """Create the folder of a SQLite file; other addresses have none."""
    path = url.removeprefix("sqlite:///")
    if path not in (url, "", ":memory:") and not path.startswith("file:"):
        Path(path).parent.mkdir(parents=True, exist_ok=True)
