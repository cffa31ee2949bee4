"""The table of simulations: what was asked, how far it is, what came of it. It holds no decision.

Kept apart from the log: a simulation can always be run again, and its progress is written several
times a second. Beside the SQLite file it is a file of its own, so that no officer's change ever waits
for it; on PostgreSQL it is one more table.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import (
    Column,
    Connection,
    Float,
    Index,
    Integer,
    MetaData,
    Row,
    Table,
    Text,
    create_engine,
    event,
    func,
    select,
)
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from aapsim.store.database import StoreError, reason_of

State = Literal["queued", "running", "done", "cancelled", "interrupted", "failed"]
ALIVE: tuple[State, ...] = ("queued", "running")
SILENCE_S = 20.0
"""Seconds without a sign of life after which a job's process is taken for dead."""
KEPT = 20
"""Jobs kept per workspace and kind; older ones leave."""

metadata = MetaData()

jobs = Table(
    "simulation_jobs",
    metadata,
    Column("id", Text, primary_key=True),
    Column("workspace", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("question", Text, nullable=False),
    Column("settings", Text, nullable=False),
    Column("inputs", Text, nullable=False),
    Column("seed", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("done", Integer, nullable=False),
    Column("total", Integer, nullable=False),
    Column("result", Text, nullable=False),
    Column("problem", Text, nullable=False),
    Column("created", Float, nullable=False),
    Column("started", Float, nullable=False),
    Column("beat", Float, nullable=False),
    Column("host", Text, nullable=False),
    Column("pid", Integer, nullable=False),
    Index("simulation_jobs_by_workspace", "workspace", "kind", "created"),
)
_SHOWN = [column for column in jobs.c if column.name != "inputs"]


@dataclass(frozen=True, slots=True)
class JobRow:
    """One job. Times are seconds since 1970, 0 where not yet; ``result`` is ``None`` before anything usable.

    ``question`` is the fingerprint of what was asked; ``problem`` a French sentence where it failed.
    """

    id: str
    workspace: str
    revision: int
    kind: str
    question: str
    settings: Mapping[str, Any]
    seed: int
    state: State
    done: int
    total: int
    result: Mapping[str, Any] | None
    problem: str
    created: float
    started: float
    beat: float
    host: str
    pid: int

    @property
    def alive(self) -> bool:
        """Whether it waits or runs."""
        return self.state in ALIVE

    @property
    def remaining_s(self) -> float | None:
        """Seconds still needed at the pace so far; ``None`` before the first piece is done."""
        if not (self.done and self.total and self.started):
            return None
        return (time.time() - self.started) / self.done * (self.total - self.done)


class JobStore:
    """The jobs of one database. Safe between threads and processes; raises ``StoreError`` where it cannot work."""

    def __init__(self, url: str) -> None:
        # A connection each time: threads, forks and a dozen processes share this file for a few bytes.
        self._engine = create_engine(url, poolclass=NullPool, hide_parameters=True)
        if url.startswith("sqlite"):
            event.listen(self._engine, "connect", _configure)
        with self._connection() as connection:
            metadata.create_all(connection)

    def add(self, row: JobRow, inputs: str) -> None:
        """Write a new job with its inputs (canonical JSON), and let the oldest of its kind go."""
        values = {name: getattr(row, name) for name in JobRow.__dataclass_fields__}
        values |= {"settings": json.dumps(dict(row.settings)), "result": "", "inputs": inputs}
        with self._connection() as connection:
            connection.execute(jobs.insert().values(**values))
            _forget_old(connection, row.workspace, row.kind)

    def job(self, job_id: str) -> JobRow | None:
        """Return a job, or ``None``; one whose process gave no sign of life is told interrupted."""
        with self._connection() as connection:
            return _first(connection, jobs.c.id == job_id)

    def latest(self, workspace: str, kind: str) -> JobRow | None:
        """Return the last job of a kind in a workspace, or ``None``."""
        with self._connection() as connection:
            return _first(connection, (jobs.c.workspace == workspace) & (jobs.c.kind == kind))

    def inputs(self, job_id: str) -> dict[str, Any]:
        """Return the inputs of a job. Raises ``KeyError`` for an unknown id."""
        with self._connection() as connection:
            text = connection.execute(select(jobs.c.inputs).where(jobs.c.id == job_id)).scalar()
        if text is None:
            raise KeyError(job_id)
        found: dict[str, Any] = json.loads(text)
        return found

    def ahead(self, job: JobRow) -> bool:
        """Whether a job that is older still waits or runs."""
        fresh = time.time() - SILENCE_S
        older = (jobs.c.created < job.created) & jobs.c.state.in_(ALIVE) & (jobs.c.beat > fresh)
        with self._connection() as connection:
            return bool(connection.execute(select(func.count()).where(older)).scalar_one())

    def change(self, job_id: str, **values: Any) -> bool:  # noqa: ANN401 - columns of the table
        """Change a job that is still alive; ``False`` where it is not (any more), and nothing is written."""
        if "result" in values:
            values["result"] = json.dumps(values["result"], separators=(",", ":"))
        mine = (jobs.c.id == job_id) & jobs.c.state.in_(ALIVE)
        with self._connection() as connection:
            return connection.execute(jobs.update().where(mine).values(**values)).rowcount == 1

    def close(self) -> None:
        """Give the database back."""
        self._engine.dispose()

    @contextmanager
    def _connection(self) -> Iterator[Connection]:
        try:
            with self._engine.begin() as connection:
                yield connection
        except DBAPIError as error:
            raise StoreError(reason_of(error)) from error


def _configure(connection: sqlite3.Connection, _record: object) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA busy_timeout=5000")
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=NORMAL")  # progress is not a promise: a power cut may forget it
    cursor.close()


def _first(connection: Connection, where: Any) -> JobRow | None:  # noqa: ANN401 - an SQL expression
    row = connection.execute(select(*_SHOWN).where(where).order_by(jobs.c.created.desc()).limit(1)).first()
    if row is None:
        return None
    found = _read(row)
    if not found.alive or found.beat > time.time() - SILENCE_S:
        return found
    connection.execute(jobs.update().where(jobs.c.id == found.id).values(state="interrupted"))
    return _read(row, "interrupted")


def _read(row: Row[Any], state: State | None = None) -> JobRow:
    values = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's documented way to a dictionary
    values["settings"] = json.loads(values["settings"])
    values["result"] = json.loads(values["result"]) if values["result"] else None
    return JobRow(**values | ({"state": state} if state else {}))


def _forget_old(connection: Connection, workspace: str, kind: str) -> None:
    mine = (jobs.c.workspace == workspace) & (jobs.c.kind == kind)
    kept = select(jobs.c.id).where(mine).order_by(jobs.c.created.desc()).limit(KEPT).scalar_subquery()
    connection.execute(jobs.delete().where(mine, jobs.c.id.not_in(kept), jobs.c.state.not_in(ALIVE)))
