"""What the room screen shows: the last act of each workspace, found again after a crash."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, insert, select

from aapsim.store import schema
from aapsim.store.database import Database
from aapsim.store.queries import UnknownRevisionError, workspace_row


@dataclass(frozen=True, slots=True)
class ShowRow:
    """One act: ``revision`` is what is shown (``None``: nothing yet), ``black`` that the screen is dark.

    ``file`` is the application under discussion (empty: none), ``scores`` whether marks may be
    read. ``at`` is an ISO text in UTC, ``number`` grows with every act.
    """

    number: int
    revision: int | None
    black: bool
    file: str
    scores: bool
    actor: str
    at: str


_NOTHING = ShowRow(0, None, black=False, file="", scores=True, actor="", at="")


def last_show(connection: Connection, workspace: str) -> ShowRow | None:
    """Return the last act for a workspace, ``None`` before the first one."""
    one = schema.shows.c
    query = select(one.number, one.revision, one.black, one.file, one.scores, one.actor, one.at)
    row = connection.execute(query.where(one.workspace == workspace).order_by(one.number.desc()).limit(1)).first()
    if row is None:
        return None
    return ShowRow(row.number, row.revision, bool(row.black), row.file, bool(row.scores), row.actor, row.at)


def shown(database: Database, workspace: str) -> ShowRow | None:
    """Read the last act for a workspace. Raises ``KeyError`` for an unknown one."""
    with database.reading() as connection:
        found = last_show(connection, workspace)
        if found is None:
            workspace_row(connection, workspace)
        return found


@dataclass(frozen=True, slots=True)
class Act:
    """What is asked of the room screen; ``None`` leaves that part as it is. ``command`` acts once."""

    command: str
    actor: str
    at: str
    revision: int | None = None
    black: bool | None = None
    file: str | None = None
    scores: bool | None = None


def show(database: Database, workspace: str, act: Act) -> tuple[int, str]:
    """Record an act unless its command was recorded before; return the workspace's revision and save time.

    Raises ``KeyError`` for an unknown workspace, ``UnknownRevisionError`` for a revision that
    never was, ``NotSavedError`` when the database cannot write.
    """
    with database.writing() as connection:
        row = workspace_row(connection, workspace, lock=True)
        if act.revision is not None and not 1 <= act.revision <= row.revision:
            raise UnknownRevisionError(act.revision)
        again = connection.execute(select(schema.shows.c.number).where(schema.shows.c.command == act.command)).first()
        if again is None:
            before = last_show(connection, workspace) or _NOTHING
            values = {
                "workspace": workspace,
                "revision": before.revision if act.revision is None else act.revision,
                "black": int(before.black if act.black is None else act.black),
                "file": before.file if act.file is None else act.file,
                "scores": int(before.scores if act.scores is None else act.scores),
            }
            connection.execute(
                insert(schema.shows).values(actor=act.actor, at=act.at, command=act.command, **values)
            )
        return row.revision, row.saved_at
