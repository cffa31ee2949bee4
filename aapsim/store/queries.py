"""Reading the ledger's tables: workspaces, commands, events, projection."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, Select, select

from aapsim.store import schema
from aapsim.store.events import Changed, Entry, Recorded

OPENING = "open"
UNDOING = "undo"
"""Kinds of command that cannot be undone."""


class UnknownWorkspaceError(KeyError):
    """There is no workspace of that id."""


class UnknownRevisionError(KeyError):
    """A workspace never had that revision."""


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
class CommandRow:
    """A command as its row says: where it led, and whether it changed something (``effective``: 1 or 0)."""

    id: str
    revision: int
    effective: int


def command_rows(connection: Connection, workspace: str) -> tuple[CommandRow, ...]:
    """Return every command of a workspace, those without effect included."""
    one = schema.commands.c
    rows = connection.execute(select(one.id, one.revision, one.effective).where(one.workspace == workspace))
    return tuple(CommandRow(row.id, row.revision, row.effective) for row in rows)


def event_hashes(connection: Connection, workspace: str) -> tuple[str, ...]:
    """Return the hash of every event of a workspace."""
    one = schema.events.c
    return tuple(connection.execute(select(one.hash).where(one.workspace == workspace)).scalars())


def workspace_rows(connection: Connection) -> tuple[WorkspaceRow, ...]:
    """Return the workspaces, oldest first."""
    rows = connection.execute(_workspace_query().order_by(schema.workspaces.c.number))
    return tuple(WorkspaceRow(*row) for row in rows)


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


def saved_at(connection: Connection, workspace: str, revision: int) -> str:
    """Return when a revision was saved (ISO text in UTC). Raises ``NoResultFound`` for one that never was."""
    command = schema.commands.c
    query = select(command.at).where(command.workspace == workspace, command.revision == revision)
    return str(connection.execute(query.where(command.effective == 1)).scalar_one())


def actor_of(connection: Connection, workspace: str, revision: int) -> str:
    """Return who saved a revision. Raises ``NoResultFound`` for one that never was."""
    command = schema.commands.c
    query = select(command.actor).where(command.workspace == workspace, command.revision == revision)
    return str(connection.execute(query.where(command.effective == 1)).scalar_one())


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


def heads_at(connection: Connection, workspace: str, revision: int) -> dict[str, tuple[int, str]]:
    """Return where each stream ended at a revision; a stream without an event yet is left out."""
    event = schema.events.c
    query = (
        select(event.stream, event.seq, event.hash)
        .where(event.workspace == workspace, event.revision <= revision)
        .order_by(event.seq)
    )
    return {row.stream: (row.seq, row.hash) for row in connection.execute(query)}


def last_changes(connection: Connection, workspace: str, revision: int) -> dict[str, tuple[int, str]]:
    """Return, by path, the last revision up to this one that changed it and the label of its command."""
    event, command = schema.events.c, schema.commands.c
    query = (
        select(event.path, event.revision, command.label)
        .join(schema.commands, command.id == event.command)
        .where(event.workspace == workspace, event.stream == "scenario", event.revision <= revision)
        .order_by(event.revision, event.seq)
    )
    return {row.path: (row.revision, row.label) for row in connection.execute(query)}


def journal(connection: Connection, workspace: str) -> tuple[Past, ...]:
    """Return the commands that changed a workspace, the latest first."""
    command = schema.commands.c
    query = _command_query().where(command.workspace == workspace, command.effective == 1)
    return tuple(_past(row) for row in connection.execute(query.order_by(command.revision.desc())))


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
        one.motive,
    )


def _command_query() -> Select[Any]:
    return select(schema.commands.c.workspace, schema.commands.c.revision, *_entry_columns())


def _entry(row: Row[Any]) -> Entry:
    return Entry(row.entry_id, row.actor, row.at, row.kind, row.label, row.digest, row.undoes, row.motive)


def _past(row: Row[Any]) -> Past:
    return Past(_entry(row), row.workspace, row.revision)


def _recorded(row: Row[Any]) -> Recorded:
    changed = Changed(row.path, json.loads(row.before), json.loads(row.after))
    return Recorded(row.workspace, row.stream, row.seq, row.revision, _entry(row), changed, row.previous, row.hash)


def _workspace_query() -> Select[Any]:
    one = schema.workspaces.c
    return select(one.id, one.title, one.opened_at, one.saved_at, one.revision)


def workspace_row(connection: Connection, workspace: str, *, lock: bool = False) -> WorkspaceRow:
    """Return one workspace, its row locked where the database knows how. Raises ``KeyError`` for an unknown id."""
    query = _workspace_query().where(schema.workspaces.c.id == workspace)
    row = connection.execute(query.with_for_update() if lock else query).first()
    if row is None:
        raise UnknownWorkspaceError(workspace)
    return WorkspaceRow(*row)
