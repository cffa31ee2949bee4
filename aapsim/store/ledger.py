"""The ledger: commands and their events are appended, the projection follows in the same transaction."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, delete, insert, select, update

from aapsim.store import schema
from aapsim.store.database import Database
from aapsim.store.events import START_HASH, STREAMS, Changed, Entry, Recorded, canonical, event_hash, fold, stream_of

State = Mapping[str, Any]
"""What every path of a workspace holds: plain JSON values by path."""

OPENING = "open"
UNDOING = "undo"
"""Kinds of command that cannot be undone."""


@dataclass(frozen=True, slots=True)
class WorkspaceRow:
    """A workspace as listed; times are ISO texts in UTC."""

    id: str
    title: str
    opened_at: str
    saved_at: str
    revision: int


@dataclass(frozen=True, slots=True)
class Past:
    """A command found in the log, with the workspace and revision it led to."""

    entry: Entry
    workspace: str
    revision: int


@dataclass(frozen=True, slots=True)
class Turn:
    """One writer's turn on one workspace: what there is, read inside the transaction that will write.

    Nothing is saved before the transaction that gave the turn is committed.
    """

    connection: Connection
    row: WorkspaceRow
    state: State

    def past(self, command_id: str) -> Past | None:
        """Return the command of that id if it was accepted before, in whatever workspace."""
        return past_command(self.connection, command_id)

    def events_after(self, revision: int) -> tuple[Recorded, ...]:
        """Return the events of this workspace later than a revision, oldest first."""
        return events_after(self.connection, self.row.id, revision)

    def last_undoable(self) -> Past | None:
        """Return the last command that can be undone and is not, or ``None``."""
        return last_undoable(self.connection, self.row.id)

    def append(self, entry: Entry, changes: Sequence[Changed]) -> int:
        """Record a command and its events, update the projection, return the new revision.

        A command without changes is recorded, for its id, at the present revision.
        """
        revision = self.row.revision + bool(changes)
        _write_entry(self.connection, self.row.id, revision, entry, effective=bool(changes))
        if changes:
            _write_events(self.connection, self.row.id, revision, entry, changes)
            _write_documents(self.connection, self.row.id, changes)
            _write_revision(self.connection, self.row.id, revision, entry.at)
        return revision


class Ledger:
    """Every workspace of one database. Safe to share between threads and between processes."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._states: dict[str, tuple[int, State]] = {}
        self._guard = threading.Lock()

    def workspaces(self) -> tuple[WorkspaceRow, ...]:
        """List the workspaces, oldest first."""
        with self.database.reading() as connection:
            rows = connection.execute(_workspace_query().order_by(schema.workspaces.c.number))
            return tuple(WorkspaceRow(*row) for row in rows)

    def workspace(self, workspace: str) -> WorkspaceRow:
        """Return one workspace. Raises ``KeyError`` for an unknown id."""
        with self.database.reading() as connection:
            return _workspace(connection, workspace)

    def read(self, workspace: str) -> tuple[WorkspaceRow, State, Past | None]:
        """Return a workspace, what it holds, and its last undoable command, all of one moment."""
        with self.database.reading() as connection:
            row = _workspace(connection, workspace)
            return row, self._state(connection, row), last_undoable(connection, workspace)

    def past(self, command_id: str) -> Past | None:
        """Return the command of that id if it was accepted before."""
        with self.database.reading() as connection:
            return past_command(connection, command_id)

    def history(self, workspace: str) -> tuple[Past, ...]:
        """Return the accepted commands of a workspace, oldest first."""
        query = _command_query().where(schema.commands.c.workspace == workspace)
        with self.database.reading() as connection:
            return tuple(_past(row) for row in connection.execute(query.order_by(schema.commands.c.revision)))

    def open(self, workspace: str, title: str, entry: Entry, changes: Sequence[Changed]) -> str:
        """Create a workspace whose first revision holds these changes; return its id.

        If the command was accepted before, nothing happens and the id of the workspace opened
        then is returned. Raises ``NotSavedError`` when the database cannot write.
        """
        with self.database.writing() as connection:
            # One opening at a time, also between processes that share a server database.
            connection.execute(select(schema.schema_version).with_for_update())
            past = past_command(connection, entry.id)
            if past is not None:
                return past.workspace
            values = {"id": workspace, "title": title, "opened_at": entry.at, "saved_at": entry.at, "revision": 0}
            connection.execute(insert(schema.workspaces).values(values))
            rows = [{"workspace": workspace, "stream": one, "seq": 0, "hash": START_HASH} for one in STREAMS]
            connection.execute(insert(schema.heads), rows)
            turn = Turn(connection, _workspace(connection, workspace), {})
            turn.append(entry, changes)
        return workspace

    @contextmanager
    def turn(self, workspace: str) -> Iterator[Turn]:
        """Give the turn to write to a workspace; committed on leaving, rolled back on an exception.

        Raises ``KeyError`` for an unknown workspace and ``NotSavedError`` when the database
        cannot write.
        """
        with self.database.writing() as connection:
            row = _workspace(connection, workspace, lock=True)
            yield Turn(connection, row, self._state(connection, row))

    def rebuild(self, workspace: str) -> State:
        """Write the projection again from the events alone, and return it."""
        with self.database.writing() as connection:
            row = _workspace(connection, workspace, lock=True)
            state = fold({}, (event.changed for event in events_after(connection, workspace, 0)))
            connection.execute(delete(schema.documents).where(schema.documents.c.workspace == workspace))
            _write_documents(connection, workspace, [Changed(path, None, value) for path, value in state.items()])
        with self._guard:
            self._states[workspace] = (row.revision, MappingProxyType(state))
        return MappingProxyType(state)

    def _state(self, connection: Connection, row: WorkspaceRow) -> State:
        """Return the projection, brought up to date in memory by the events that are new."""
        with self._guard:
            revision, state = self._states.get(row.id, (0, {}))
        if revision == row.revision:
            return state
        if 0 < revision < row.revision:
            later = events_after(connection, row.id, revision)
            state = MappingProxyType(fold(state, (event.changed for event in later)))
        else:
            state = MappingProxyType(projection(connection, row.id))
        with self._guard:
            self._states[row.id] = (row.revision, state)
        return state


def projection(connection: Connection, workspace: str) -> dict[str, Any]:
    """Read what every path of a workspace holds, from the projection table."""
    query = select(schema.documents.c.path, schema.documents.c.value).where(schema.documents.c.workspace == workspace)
    return {path: json.loads(value) for path, value in connection.execute(query)}


def events_after(connection: Connection, workspace: str, revision: int) -> tuple[Recorded, ...]:
    """Return the events of a workspace later than a revision, in the order they were recorded."""
    event, command = schema.events.c, schema.commands.c
    query = (
        select(schema.events, *_entry_columns())
        .join(schema.commands, command.id == event.command)
        .where(event.workspace == workspace, event.revision > revision)
        .order_by(event.revision, event.stream, event.seq)
    )
    return tuple(_recorded(row) for row in connection.execute(query))


def past_command(connection: Connection, command_id: str) -> Past | None:
    """Return an accepted command by its id, or ``None``."""
    row = connection.execute(_command_query().where(schema.commands.c.id == command_id)).first()
    return None if row is None else _past(row)


def last_undoable(connection: Connection, workspace: str) -> Past | None:
    """Return the last effective command that is neither an undo nor undone, or ``None``."""
    command = schema.commands.c
    undone = select(command.undoes).where(command.workspace == workspace, command.undoes.is_not(None))
    query = (
        _command_query()
        .where(command.workspace == workspace, command.effective == 1)
        .where(command.kind.not_in((OPENING, UNDOING)), command.revision.not_in(undone))
        .order_by(command.revision.desc())
        .limit(1)
    )
    row = connection.execute(query).first()
    return None if row is None else _past(row)


def heads(connection: Connection, workspace: str) -> dict[str, tuple[int, str]]:
    """Return where each stream ends: its last number and hash."""
    query = select(schema.heads).where(schema.heads.c.workspace == workspace)
    return {row.stream: (row.seq, row.hash) for row in connection.execute(query)}


def _entry_columns() -> tuple[Any, ...]:
    one = schema.commands.c
    return (
        one.id.label("entry_id"),
        one.actor,
        one.at,
        one.kind,
        one.label,
        one.digest,
        one.undoes,
    )


def _command_query() -> Select[Any]:
    return select(schema.commands.c.workspace, schema.commands.c.revision, *_entry_columns())


def _entry(row: Row[Any]) -> Entry:
    return Entry(row.entry_id, row.actor, row.at, row.kind, row.label, row.digest, row.undoes)


def _past(row: Row[Any]) -> Past:
    return Past(_entry(row), row.workspace, row.revision)


def _recorded(row: Row[Any]) -> Recorded:
    changed = Changed(row.path, json.loads(row.before), json.loads(row.after))
    return Recorded(row.workspace, row.stream, row.seq, row.revision, _entry(row), changed, row.previous, row.hash)


def _workspace_query() -> Select[Any]:
    one = schema.workspaces.c
    return select(one.id, one.title, one.opened_at, one.saved_at, one.revision)


def _workspace(connection: Connection, workspace: str, *, lock: bool = False) -> WorkspaceRow:
    query = _workspace_query().where(schema.workspaces.c.id == workspace)
    row = connection.execute(query.with_for_update() if lock else query).first()
    if row is None:
        raise KeyError(workspace)
    return WorkspaceRow(*row)


def _write_entry(connection: Connection, workspace: str, revision: int, entry: Entry, *, effective: bool) -> None:
    values = {
        "id": entry.id,
        "workspace": workspace,
        "revision": revision,
        "effective": int(effective),
        "kind": entry.kind,
        "label": entry.label,
        "actor": entry.actor,
        "at": entry.at,
        "digest": entry.digest,
        "undoes": entry.undoes,
    }
    connection.execute(insert(schema.commands).values(values))


def _write_events(
    connection: Connection, workspace: str, revision: int, entry: Entry, changes: Sequence[Changed]
) -> None:
    ends = heads(connection, workspace)
    rows = []
    for change in changes:
        stream = stream_of(change.path)
        seq, previous = ends[stream]
        event = Recorded(workspace, stream, seq + 1, revision, entry, change, previous)
        event = replace(event, hash=event_hash(event))
        ends[stream] = (event.seq, event.hash)
        rows.append(_event_row(event))
    connection.execute(insert(schema.events), rows)
    for stream, (seq, last) in ends.items():
        chosen = (schema.heads.c.workspace == workspace) & (schema.heads.c.stream == stream)
        connection.execute(update(schema.heads).where(chosen).values(seq=seq, hash=last))


def _event_row(event: Recorded) -> dict[str, Any]:
    return {
        "workspace": event.workspace,
        "stream": event.stream,
        "seq": event.seq,
        "revision": event.revision,
        "command": event.entry.id,
        "path": event.changed.path,
        "before": canonical(event.changed.before),
        "after": canonical(event.changed.after),
        "previous": event.previous,
        "hash": event.hash,
    }


def _write_documents(connection: Connection, workspace: str, changes: Sequence[Changed]) -> None:
    """Write the last value of every changed path over the projection."""
    last = {change.path: change.after for change in changes}
    one = schema.documents.c
    gone = [{"of": workspace, "at": path} for path in last]
    if gone:
        where = (one.workspace == bindparam("of")) & (one.path == bindparam("at"))
        connection.execute(delete(schema.documents).where(where), gone)
    rows = [
        {"workspace": workspace, "path": path, "value": canonical(value)}
        for path, value in last.items()
        if value is not None
    ]
    if rows:
        connection.execute(insert(schema.documents), rows)


def _write_revision(connection: Connection, workspace: str, revision: int, at: str) -> None:
    chosen = schema.workspaces.c.id == workspace
    connection.execute(update(schema.workspaces).where(chosen).values(revision=revision, saved_at=at))
