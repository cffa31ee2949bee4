"""Opening the database so that what was acknowledged is on the disk, and saying so when it cannot be.

SQLite (the default): write-ahead log, ``synchronous=FULL`` read back at each connection, one
writer at a time from the start of its transaction, twenty seconds of patience. PostgreSQL: the
same code, the row of the workspace locked by the writer.
"""

from __future__ import annotations

import logging
import random
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import StaticPool

from aapsim.store import schema

_LOG = logging.getLogger(__name__)
BACKUPS = "sauvegardes"
"""Folder of the backups made before a migration."""
_BUSY_MS = 20_000
"""With twenty processes on a busy machine five seconds were not enough."""
_SHORTEST_S = 0.0005
_BEGIN = "aapsim_begin"
_PRIMARY = 0xFF
"""The part of a SQLite code that says what happened; the rest says where."""
_CHANCE = random.Random()  # noqa: S311 - who waits how many milliseconds is no secret
_FULL = 2
_CAUSES = (
    (("readonly", "read-only", "unable to open"), "la base est en lecture seule ou inaccessible"),
    (("full", "no space left"), "le disque est plein"),
    (
        ("connection", "terminating", "server closed", "starting up", "shutting down"),
        "le serveur de la base ne répond pas",
    ),
    (("locked", "busy"), "la base est occupée par un autre programme"),
    (("malformed", "not a database", "corrupt"), "le fichier de la base est abîmé"),
)


class StoreError(Exception):
    """The database refused. ``reason`` is a French clause for the screen."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class NotSavedError(StoreError):
    """The database could not write; nothing was changed."""


class UnreadableError(StoreError):
    """The database could not be read."""


def reason_of(error: Exception) -> str:
    """Return a French clause saying what a database error means to an officer."""
    words = str(error).lower()
    for marks, clause in _CAUSES:
        if any(mark in words for mark in marks):
            return clause
    return "la base n'a pas pu écrire"


class Database:
    """One database, its connections and its writer lock. Safe to share between threads.

    ``problem`` is empty when the database can be written; else a French clause says why it
    is only readable (quick check failed, read-only file …) and every :meth:`writing` raises
    ``NotSavedError``. Opening raises ``StoreError`` when not even reading is possible.
    """

    def __init__(self, url: str, backups: Path | None = None) -> None:
        self.problem = ""
        self._backups = backups or _beside(url)
        self._engine = _engine(url)
        self._writer = threading.Lock()
        # A database in memory has one connection for all: readers take their turn as well.
        in_memory = isinstance(self._engine.pool, StaticPool)
        self._readers: AbstractContextManager[Any] = self._writer if in_memory else nullcontext()
        try:
            self._check()
            self._prepare()
        except StoreError:
            self._engine.dispose()
            raise

    def _check(self) -> None:
        if self._engine.dialect.name != "sqlite":
            return
        with self.reading() as connection:
            verdict = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar_one()
        if verdict != "ok":
            _LOG.error("quick check: %s", verdict)
            self.problem = "le fichier de la base est abîmé"

    def _prepare(self) -> None:
        """Create or migrate the tables, or fall back to reading where they exist and cannot be written."""
        with self.reading() as connection:
            found = schema.version(connection)
        try:
            if 0 < found < schema.SCHEMA_VERSION:
                self._migrate(found)
            with self.writing() as connection:
                if not found:
                    # Never on a database at work: PostgreSQL would lock the tables against the writers.
                    schema.alone(connection)
                    if not schema.version(connection):
                        schema.create(connection)
                schema.touch(connection)
        except NotSavedError as error:
            if found < schema.SCHEMA_VERSION:
                raise
            self.problem = error.reason
        if found > schema.SCHEMA_VERSION:
            self.problem = "la base vient d'une version plus récente du logiciel"

    def _migrate(self, found: int) -> None:
        """Bring older tables to the present version, after a backup; both or nothing.

        Raises ``NotSavedError`` where the backup or the migration cannot be written.
        """
        # Alembic is loaded only where there is something to migrate: the screens start sooner.
        from aapsim.store.backup import write_backup  # noqa: PLC0415
        from aapsim.store.migrating import upgrade  # noqa: PLC0415

        at = datetime.now(UTC)
        path = self._backups / f"avant-version-{schema.SCHEMA_VERSION}-{at:%Y%m%dT%H%M%S}.aapsim"
        with self.writing() as connection:
            schema.alone(connection)
            # Another process may have done it while this one waited for its turn.
            if schema.version(connection) != found:
                return
            schema.touch(connection)
            try:
                write_backup(connection, path, at.isoformat())
            except OSError as error:
                raise NotSavedError("la sauvegarde d'avant mise à niveau n'a pas pu être écrite") from error
            upgrade(connection, found, schema.SCHEMA_VERSION)
        _LOG.warning("tables migrated from version %s to %s, backup in %s", found, schema.SCHEMA_VERSION, path)

    def freeze(self, reason: str) -> None:
        """Refuse every later write, giving this French clause as the reason."""
        self.problem = reason

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give a connection inside one transaction that is committed on leaving, or not at all.

        Raises ``NotSavedError`` when the database cannot write. Other exceptions roll back
        and pass through.
        """
        if self.problem:
            raise NotSavedError(self.problem)
        with self._writer:
            try:
                with self._engine.execution_options(**{_BEGIN: "BEGIN IMMEDIATE"}).begin() as connection:
                    yield connection
            except DBAPIError as error:
                _LOG.exception("write refused by the database")
                raise NotSavedError(reason_of(error)) from error

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection that sees one consistent state and writes nothing.

        Raises ``UnreadableError`` when the database cannot be read.
        """
        engine = self._engine
        if engine.dialect.name != "sqlite":
            engine = engine.execution_options(isolation_level="REPEATABLE READ")
        try:
            with self._readers, engine.connect() as connection:
                yield connection
        except DBAPIError as error:
            _LOG.exception("read refused by the database")
            raise UnreadableError(reason_of(error)) from error

    def close(self) -> None:
        """Give every connection back; the object can no longer be used for writing."""
        self.problem = "la base est fermée"
        self._engine.dispose()


def _beside(url: str) -> Path:
    """Return where the backups of a database go: beside a SQLite file, else in the working folder."""
    path = url.removeprefix("sqlite:///")
    return (Path(path).parent if path != url and path and not path.startswith("file:") else Path()) / BACKUPS


def _engine(url: str) -> Engine:
    if url.startswith(("postgresql://", "postgres://")):
        # The usual way of writing an address; SQLAlchemy would look for another driver than ours.
        url = f"postgresql+psycopg://{url.split('://', 1)[1]}"
    if not url.startswith("sqlite"):
        return create_engine(url, pool_pre_ping=True, isolation_level="READ COMMITTED", hide_parameters=True)
    in_memory = url in ("sqlite://", "sqlite:///:memory:")
    options: dict[str, Any] = {"poolclass": StaticPool} if in_memory else {}
    options["connect_args"] = {"timeout": _BUSY_MS / 1000, "check_same_thread": False}
    # Parameters hold what applicants filed: an error in the log shows the statement alone.
    engine = create_engine(url, hide_parameters=True, **options)
    event.listen(engine, "connect", _configure)
    event.listen(engine, "begin", _begin)
    return engine


def _configure(connection: sqlite3.Connection, _record: object) -> None:
    """Set the promises of one SQLite connection and read them back."""
    connection.isolation_level = None  # transactions are begun below, by name
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={_BUSY_MS}")
    cursor.execute("PRAGMA foreign_keys=ON")
    try:
        cursor.execute("PRAGMA journal_mode=WAL")
    except sqlite3.OperationalError:  # a read-only file keeps the journal it has
        _LOG.warning("the journal of a read-only database is left as it is")
    cursor.execute("PRAGMA synchronous=FULL")
    read_back = cursor.execute("PRAGMA synchronous").fetchone()[0]
    cursor.close()
    if read_back != _FULL:
        raise NotSavedError("la base n'accepte pas l'écriture synchrone")


def _begin(connection: Connection) -> None:
    how = connection.get_execution_options().get(_BEGIN)
    if how is None:
        connection.exec_driver_sql("BEGIN")
    else:
        _take_turn(connection, how)


def _take_turn(connection: Connection, how: str) -> None:
    """Begin to write when no other process does: the longer one waits, the more often one asks.

    SQLite's own waiting sleeps longer and longer: whoever has waited most is served last. With twenty
    processes some waited for more than twenty seconds, and on a machine at its limit so they did with
    the same chance for all.
    """
    raw: Any = connection.connection.dbapi_connection
    start = time.monotonic()
    raw.execute("PRAGMA busy_timeout=0")
    try:
        while not _begun(raw, how, last=(waited := time.monotonic() - start) >= _BUSY_MS / 1000):
            time.sleep(max(_SHORTEST_S, _CHANCE.uniform(0.001, 0.02) / (1 + waited / 2) ** 3))
    finally:
        raw.execute(f"PRAGMA busy_timeout={_BUSY_MS}")


def _begun(raw: sqlite3.Connection, how: str, *, last: bool) -> bool:
    """Try once to begin; ``False`` when another process writes, unless this was the last try: then raise."""
    try:
        raw.execute(how)
    except sqlite3.OperationalError as error:
        if last or error.sqlite_errorcode & _PRIMARY != sqlite3.SQLITE_BUSY:
            raise NotSavedError(reason_of(error)) from error
        return False
    return True
