"""The ledger: commands and their events are appended, the projection follows in the same transaction."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from aapsim.store import schema
from aapsim.store.database import Database
from aapsim.store.events import START_HASH, STREAMS, Changed, Entry, Recorded, canonical, event_hash, fold, stream_of
from aapsim.store.queries import (
    Past,
    UnknownRevisionError,
    WorkspaceRow,
    actor_of,
    event_hashes,
    events_after,
    heads,
    heads_at,
    journal,
    last_changes,
    last_undoable,
    past_command,
    projection,
    saved_at,
    workspace_row,
    workspace_rows,
)

State = Mapping[str, Any]
"""What every path of a workspace holds: plain JSON values by path."""

_REMEMBERED = 16
"""Workspaces whose state is kept in memory, the latest used."""

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

    def saved_at(self, revision: int) -> str:
        """Return when a revision of this workspace was saved."""
        return saved_at(self.connection, self.row.id, revision)

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
            return workspace_rows(connection)

    def read(self, workspace: str) -> tuple[WorkspaceRow, State, Past | None]:
        """Return a workspace, what it holds, and its last undoable command, all of one moment."""
        with self.database.reading() as connection:
            row = workspace_row(connection, workspace)
            return row, self._state(connection, row), last_undoable(connection, workspace)

    def revision(self, workspace: str) -> int:
        """Return the present revision of a workspace, at the least cost. Raises ``KeyError`` for an unknown one."""
        with self.database.reading() as connection:
            return workspace_row(connection, workspace).revision

    def last_saved(self, workspace: str) -> tuple[int, str, str]:
        """Return the present revision with who saved it and when (ISO text). Raises ``KeyError``."""
        with self.database.reading() as connection:
            row = workspace_row(connection, workspace)
            return row.revision, actor_of(connection, workspace, row.revision), row.saved_at

    def past(self, command_id: str) -> Past | None:
        """Return the command of that id if it was accepted before, in whatever workspace."""
        with self.database.reading() as connection:
            return past_command(connection, command_id)

    def journal(self, workspace: str) -> tuple[Past, ...]:
        """Return the commands that changed a workspace, the latest first. Raises ``KeyError``."""
        with self.database.reading() as connection:
            workspace_row(connection, workspace)
            return journal(connection, workspace)

    def hashes(self, workspace: str) -> tuple[str, ...]:
        """Return the hash of every event of a workspace: what a hash printed on paper is looked for in."""
        with self.database.reading() as connection:
            return event_hashes(connection, workspace)

    def last_changes(self, workspace: str, revision: int) -> dict[str, tuple[int, str]]:
        """Return, by path of the scenario, the last revision that changed it and its command's label."""
        with self.database.reading() as connection:
            return last_changes(connection, workspace, revision)

    def heads_at(self, workspace: str, revision: int) -> dict[str, tuple[int, str]]:
        """Return where each stream ended at a revision: its last number and hash."""
        with self.database.reading() as connection:
            return heads_at(connection, workspace, revision)

    def read_at(self, workspace: str, revision: int) -> tuple[WorkspaceRow, State]:
        """Return a workspace as it was at one revision, by taking back what came later.

        Raises ``KeyError`` for an unknown workspace and ``UnknownRevisionError`` (a ``KeyError``)
        for a revision that never was.
        """
        with self.database.reading() as connection:
            row = workspace_row(connection, workspace)
            if not 1 <= revision <= row.revision:
                raise UnknownRevisionError(revision)
            state = self._state(connection, row)
            if revision == row.revision:
                return row, state
            later = events_after(connection, workspace, revision)
            at = saved_at(connection, workspace, revision)
        before = fold(state, (event.changed.inverse for event in reversed(later)))
        return replace(row, revision=revision, saved_at=at), MappingProxyType(before)

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
            turn = Turn(connection, workspace_row(connection, workspace), {})
            turn.append(entry, changes)
        return workspace

    @contextmanager
    def turn(self, workspace: str) -> Iterator[Turn]:
        """Give the turn to write to a workspace; committed on leaving, rolled back on an exception.

        Raises ``KeyError`` for an unknown workspace and ``NotSavedError`` when the database
        cannot write.
        """
        with self.database.writing() as connection:
            row = workspace_row(connection, workspace, lock=True)
            yield Turn(connection, row, self._state(connection, row))

    def rebuild(self, workspace: str) -> State:
        """Write the projection again from the events alone, and return it."""
        with self.database.writing() as connection:
            row = workspace_row(connection, workspace, lock=True)
            state = fold({}, (event.changed for event in events_after(connection, workspace, 0)))
            connection.execute(delete(schema.documents).where(schema.documents.c.workspace == workspace))
            _write_documents(connection, workspace, [Changed(path, None, value) for path, value in state.items()])
        self._remember(row, MappingProxyType(state))
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
        self._remember(row, state)
        return state

    def _remember(self, row: WorkspaceRow, state: State) -> None:
        with self._guard:
            self._states.pop(row.id, None)
            self._states[row.id] = (row.revision, state)
            while len(self._states) > _REMEMBERED:
                del self._states[next(iter(self._states))]


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
        "motive": entry.motive,
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
    for name, (seq, last) in ends.items():
        chosen = (schema.heads.c.workspace == workspace) & (schema.heads.c.stream == name)
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
