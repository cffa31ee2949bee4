"""Version 2: what the room screen shows, and the motive of each command."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from aapsim.store.schema import guard

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Go from version 1 to version 2; nothing of the log changes."""
    columns = {column["name"] for column in sa.inspect(op.get_bind()).get_columns("commands")}
    if "motive" not in columns:
        op.add_column("commands", sa.Column("motive", sa.Text, nullable=False, server_default=""))
    # Between two releases this table was made without its last columns.
    if sa.inspect(op.get_bind()).has_table("shows"):
        op.drop_table("shows")
    _shows()
    guard(op.get_bind(), ("shows",))
    op.execute(sa.text("UPDATE schema_version SET version = 2"))


def _shows() -> None:
    op.create_table(
        "shows",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("workspace", sa.Text, sa.ForeignKey("workspaces.id"), nullable=False),
        sa.Column("revision", sa.Integer),
        sa.Column("black", sa.Integer, nullable=False),
        sa.Column("file", sa.Text, nullable=False, server_default=""),
        sa.Column("scores", sa.Integer, nullable=False, server_default="1"),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("command", sa.Text, nullable=False, unique=True),
    )
    op.create_index("shows_by_workspace", "shows", ["workspace", "number"])
