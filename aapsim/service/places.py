"""Where the database is, and what it holds the first time it is opened."""

from __future__ import annotations

import logging
import os
import sys
import threading
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

from aapsim.domain.issues import InvalidInput
from aapsim.files.calls import load_demo
from aapsim.service.desk import Desk
from aapsim.service.opening import Opening, open_workspace, shipped_document
from aapsim.store.database import BACKUPS, Database, StoreError
from aapsim.store.ledger import Ledger

_LOG = logging.getLogger(__name__)
_FIRST_START = "first-start"
_PATIENCE_S = 0.8
_STARTING, _STARTING_S = "start", 10.0
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


def patience_s() -> float:
    """Return how long a screen waits for an exact answer: ``AAPSIM_PATIENCE_S``, in seconds, else 0.8."""
    try:
        return max(0.0, float(os.environ.get("AAPSIM_PATIENCE_S", "")))
    except ValueError:
        return _PATIENCE_S


def default_desk() -> Desk:
    """Return the desk of this process, opening its database the first time (see :func:`open_desk`)."""
    url = database_url()
    with _guard:
        if url not in _desks:
            _desks[url] = open_desk(url)
        return _desks[url]


def prepare() -> None:
    """Open the store and have the workspace opened last answered, so that the first page finds its answer there.

    What fails here is left to that page, which says it.
    """
    with suppress(InvalidInput, KeyError, OSError):
        desk = default_desk()
        desk.look_forward()
        desk.look(desk.last_opened(), _STARTING, _STARTING_S)


def open_desk(url: str) -> Desk:
    """Open a database and return its desk; an empty one gets the demonstration workspace.

    A database that can only be read is shown as it is; one that can be neither read nor made
    gives way to the demonstration, from memory. In both cases every change is refused with
    the reason (``Desk.problem``): the screens start and say what is wrong.
    """
    try:
        _make_folder(url)
        return Desk(_started(Database(url, data_folder() / BACKUPS)))
    except (StoreError, OSError) as error:
        _LOG.exception("the database cannot be opened for writing")
        reason = error.reason if isinstance(error, StoreError) else "le dossier des données est inaccessible"
        return Desk(_read_only(url) or _demonstration(reason))


def _started(database: Database) -> Ledger:
    ledger = Ledger(database)
    first_start(ledger)
    return ledger


def _read_only(url: str) -> Ledger | None:
    """Return the ledger of a whole SQLite file in a folder that cannot be written, or ``None``.

    SQLite reads a write-ahead database without its side files only when told that nothing
    changes it; with a journal beside it, part of the data would be missing: not opened then.
    """
    path = sqlite_path(url)
    try:
        if path is None or not path.is_file() or Path(f"{path}-wal").exists():
            return None
        ledger = Ledger(Database(f"sqlite:///file:{quote(str(path))}?mode=ro&immutable=1&uri=true"))
        return ledger if ledger.workspaces() else None
    except (StoreError, OSError):
        return None


def _demonstration(reason: str) -> Ledger:
    ledger = _started(Database("sqlite://"))
    ledger.database.freeze(reason)
    return ledger


def first_start(ledger: Ledger) -> None:
    """Create the demonstration workspace where there is no workspace at all. Happens once."""
    if ledger.workspaces():
        return
    open_workspace(ledger, demonstration(_FIRST_START))


def demonstration(command_id: str = "") -> Opening:
    """Return what the demonstration starts with; with a ``command_id`` it is opened once."""
    demo = load_demo()
    return Opening(
        demo.title,
        shipped_document(demo.call),
        demo.applications,
        overrides=demo.overrides,
        demo=True,
        command_id=command_id,
    )


def _make_folder(url: str) -> None:
    """Create the folder of a SQLite file; other addresses have none."""
    path = sqlite_path(url)
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True)


def sqlite_path(url: str) -> Path | None:
    """Return the file of a SQLite address, ``None`` for a database in memory or on a server."""
    path = url.removeprefix("sqlite:///")
    return None if path in (url, "", ":memory:") or path.startswith("file:") else Path(path)
