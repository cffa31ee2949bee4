"""${message}."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}


def upgrade() -> None:
    """Go from version ${down_revision} to version ${up_revision}."""
    op.execute(sa.text("UPDATE schema_version SET version = ${int(up_revision)}"))
