"""Version 1: the log, its projection and its heads, as the first releases made them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from aapsim.store.schema import guard

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables of version 1."""
    op.create_table("schema_version", sa.Column("version", sa.Integer, primary_key=True, autoincrement=False))
    op.create_table(
        "workspaces",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("id", sa.Text, nullable=False, unique=True),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("opened_at", sa.Text, nullable=False),
        sa.Column("saved_at", sa.Text, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
    )
    _log()
    _projection()
    guard(op.get_bind(), ("events", "commands"))
    op.execute(sa.text("INSERT INTO schema_version (version) VALUES (1)"))


def _log() -> None:
    op.create_table(
        "commands",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("workspace", sa.Text, sa.ForeignKey("workspaces.id"), nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("effective", sa.Integer, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("kind", "label", "actor", "at", "digest")),
        sa.Column("undoes", sa.Integer),
    )
    op.create_index("commands_by_revision", "commands", ["workspace", "revision"])
    op.create_table(
        "events",
        sa.Column("workspace", sa.Text, sa.ForeignKey("workspaces.id"), primary_key=True),
        sa.Column("stream", sa.Text, primary_key=True),
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("command", sa.Text, sa.ForeignKey("commands.id"), nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("path", "before", "after", "previous", "hash")),
        sa.UniqueConstraint("workspace", "stream", "previous"),
    )
    op.create_index("events_by_revision", "events", ["workspace", "revision"])


def _projection() -> None:
    op.create_table(
        "documents",
        sa.Column("workspace", sa.Text, sa.ForeignKey("workspaces.id"), primary_key=True),
        sa.Column("path", sa.Text, primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
    )
    op.create_table(
        "heads",
        sa.Column("workspace", sa.Text, sa.ForeignKey("workspaces.id"), primary_key=True),
        sa.Column("stream", sa.Text, primary_key=True),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("hash", sa.Text, nullable=False),
    )
