"""Bringing a database to the present version of its tables, after a backup."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

_FOLDER = Path(__file__).parent / "migrations"


def upgrade(connection: Connection, found: int, wanted: int) -> None:
    """Run the migrations from one version of the tables to another, in the transaction of the connection.

    ``found`` 0 means an empty database. What Alembic or the database raises passes through:
    the transaction is then to be rolled back, and nothing was changed.
    """
    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    if found:
        # Our own table says which version it is; Alembic's is written from it.
        command.stamp(config, f"{found:04d}", purge=True)
    command.upgrade(config, f"{wanted:04d}")
