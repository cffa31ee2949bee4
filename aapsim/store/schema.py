"""The tables, portable between SQLite and PostgreSQL, and what makes the log append-only.

Values are kept as canonical JSON text rather than in a JSON column: the hash covers bytes, and
a database that reorders keys or rewrites numbers would break it. Times are ISO texts in UTC.
No personal data has a table of its own: an application holds the name of a body, not of a person.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    inspect,
)

SCHEMA_VERSION = 2
"""Version of these tables; each has a migration of its number (``migrations/versions``)."""

metadata = MetaData()

schema_version = Table("schema_version", metadata, Column("version", Integer, primary_key=True, autoincrement=False))

workspaces = Table(
    "workspaces",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("title", Text, nullable=False),
    Column("opened_at", Text, nullable=False),
    Column("saved_at", Text, nullable=False),
    Column("revision", Integer, nullable=False),
)
"""One row per workspace; ``revision`` and ``saved_at`` are part of the projection."""

commands = Table(
    "commands",
    metadata,
    Column("id", Text, primary_key=True),
    Column("workspace", Text, ForeignKey("workspaces.id"), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("effective", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("label", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("undoes", Integer),
    Column("motive", Text, nullable=False, server_default=""),
    Index("commands_by_revision", "workspace", "revision"),
)
"""One row per accepted command. ``effective`` is 0 for one that changed nothing; ``undoes`` is a revision."""

events = Table(
    "events",
    metadata,
    Column("workspace", Text, ForeignKey("workspaces.id"), primary_key=True),
    Column("stream", Text, primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("revision", Integer, nullable=False),
    Column("command", Text, ForeignKey("commands.id"), nullable=False),
    Column("path", Text, nullable=False),
    Column("before", Text, nullable=False),
    Column("after", Text, nullable=False),
    Column("previous", Text, nullable=False),
    Column("hash", Text, nullable=False),
    UniqueConstraint("workspace", "stream", "previous"),
    Index("events_by_revision", "workspace", "revision"),
)

documents = Table(
    "documents",
    metadata,
    Column("workspace", Text, ForeignKey("workspaces.id"), primary_key=True),
    Column("path", Text, primary_key=True),
    Column("value", Text, nullable=False),
)
"""The projection: what each path holds now, as canonical JSON. It can always be rebuilt from the events."""

heads = Table(
    "heads",
    metadata,
    Column("workspace", Text, ForeignKey("workspaces.id"), primary_key=True),
    Column("stream", Text, primary_key=True),
    Column("seq", Integer, nullable=False),
    Column("hash", Text, nullable=False),
)
"""Where each stream ends, so that a log cut short is seen."""

shows = Table(
    "shows",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("workspace", Text, ForeignKey("workspaces.id"), nullable=False),
    Column("revision", Integer),
    Column("black", Integer, nullable=False),
    Column("file", Text, nullable=False, server_default=""),
    Column("scores", Integer, nullable=False, server_default="1"),
    Column("actor", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("command", Text, nullable=False, unique=True),
    Index("shows_by_workspace", "workspace", "number"),
)
"""What the room screen was told to show, act by act; the last row counts. Not part of the chained log:
showing changes nothing of what is decided."""

_APPEND_ONLY = ("events", "commands", "shows")

_SQLITE_TRIGGER = """
CREATE TRIGGER IF NOT EXISTS {table}_no_{verb} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, 'append-only'); END
"""

_POSTGRESQL_FUNCTION = """
CREATE OR REPLACE FUNCTION aapsim_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'append-only'; END $$
"""

_POSTGRESQL_TRIGGER = """
CREATE OR REPLACE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION aapsim_append_only()
"""


def alone(connection: Connection) -> None:
    """Wait until no other process makes or migrates the tables; until the end of the transaction.

    SQLite has one writer at a time already.
    """
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(20210830)")


def create(connection: Connection) -> None:
    """Create what is missing, triggers included, and write the schema version. Safe to repeat."""
    metadata.create_all(connection)
    guard(connection, _APPEND_ONLY)
    if connection.execute(schema_version.select()).first() is None:
        connection.execute(schema_version.insert().values(version=SCHEMA_VERSION))


def guard(connection: Connection, tables: Iterable[str]) -> None:
    """Let the database itself refuse to change or remove a row of these tables. Safe to repeat."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(_POSTGRESQL_FUNCTION)
        for table in tables:
            connection.exec_driver_sql(_POSTGRESQL_TRIGGER.format(table=table))
    else:
        for table in tables:
            for verb in ("UPDATE", "DELETE"):
                connection.exec_driver_sql(_SQLITE_TRIGGER.format(table=table, verb=verb))


def touch(connection: Connection) -> None:
    """Write the schema version over itself: a database that can only be read says so here, not later."""
    connection.execute(schema_version.update().values(version=schema_version.c.version))


def version(connection: Connection) -> int:
    """Return the schema version of a database, 0 where there is none of ours yet."""
    if not inspect(connection).has_table(schema_version.name):
        return 0
    return int(connection.execute(schema_version.select()).scalar() or 0)
