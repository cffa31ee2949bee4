"""A whole database in one checked file, whatever the database; and back, into an empty one.

The file is gzip of JSON lines: a header, one line per row (table, values by column), and the
SHA-256 of all that comes before. It is written under another name first: a backup that exists
is complete. The log keeps its hashes, so what is restored is checked against them.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, insert, inspect, select, text

from aapsim.store import schema

FORMAT = "aapsim-backup"
_BATCH = 500
_LARGEST_LINE = 200_000_000


class BackupError(Exception):
    """A backup cannot be read or restored. ``reason`` is a French sentence."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


@dataclass(frozen=True, slots=True)
class Backup:
    """What a backup file holds: version of the tables, when it was made (ISO text), rows by table."""

    version: int
    at: str
    rows: dict[str, int]


def write_backup(connection: Connection, path: Path, at: str) -> Backup:
    """Write every row of a database to a new file and return what it holds.

    Raises ``OSError`` when the file cannot be written, whole or not at all.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f"{path.name}.partiel")
    try:
        with partial.open("wb") as raw:
            with gzip.GzipFile(fileobj=raw, mode="wb", mtime=0) as packed:
                backup = _write(connection, packed, at)
            raw.flush()
            os.fsync(raw.fileno())
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
    return backup


def _write(connection: Connection, packed: gzip.GzipFile, at: str) -> Backup:
    version, digest, rows = schema.version(connection), hashlib.sha256(), dict[str, int]()

    def line(value: object) -> None:
        written = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
        digest.update(written)
        packed.write(written)

    line({"format": FORMAT, "version": version, "at": at})
    for table in _present(connection):
        rows[table.name] = 0
        columns = [column for column in table.columns if column.name in _columns(connection, table)]
        for row in connection.execute(select(*columns).order_by(*table.primary_key.columns)):
            line([table.name, dict(row._mapping)])  # noqa: SLF001 - SQLAlchemy's documented name
            rows[table.name] += 1
    packed.write(json.dumps({"sha256": digest.hexdigest(), "rows": rows}).encode() + b"\n")
    return Backup(version, at, rows)


def _present(connection: Connection) -> list[Table]:
    names = set(inspect(connection).get_table_names())
    return [table for table in schema.metadata.sorted_tables if table.name in names and table.name != "schema_version"]


def _columns(connection: Connection, table: Table) -> set[str]:
    return {column["name"] for column in inspect(connection).get_columns(table.name)}


def read_backup(path: Path) -> Backup:
    """Read a backup from end to end and return what it holds. Raises ``BackupError``."""
    for name, value in _lines(path):
        if name is None:
            found: Backup = value
    return found


def restore_backup(connection: Connection, path: Path) -> Backup:
    """Write every row of a backup into an empty database that has the present tables.

    Raises ``BackupError`` for a file that is not whole, or a database that is not empty.
    """
    if connection.execute(select(schema.workspaces.c.id).limit(1)).first() is not None:
        raise BackupError("la base d'arrivée contient déjà un appel : restaurez dans une base vide.")
    tables = {table.name: table for table in schema.metadata.sorted_tables}
    backup: Backup | None = None
    waiting: dict[str, list[dict[str, Any]]] = {}
    for name, value in _lines(path):
        if name is None:
            backup = value
            continue
        rows = waiting.setdefault(name, [])
        rows.append(value)
        if len(rows) >= _BATCH or len(waiting) > 1:
            _insert(connection, tables, waiting)
    _insert(connection, tables, waiting)
    if backup is None:
        raise BackupError("la sauvegarde est vide.")
    _continue_counting(connection)
    return backup


def _insert(connection: Connection, tables: dict[str, Table], waiting: dict[str, list[dict[str, Any]]]) -> None:
    for name, rows in waiting.items():
        connection.execute(insert(tables[name]), rows)
    waiting.clear()


def _continue_counting(connection: Connection) -> None:
    """PostgreSQL numbers rows from a counter of its own, which does not see the numbers restored."""
    if connection.dialect.name != "postgresql":
        return
    for table in ("workspaces", "shows"):
        connection.execute(
            text(f"SELECT setval(pg_get_serial_sequence('{table}', 'number'), COALESCE(MAX(number), 0) + 1, false) "  # noqa: S608
                 f"FROM {table}")
        )


def _lines(path: Path) -> Iterator[tuple[str | None, Any]]:
    """Yield (table, row) for each row, then (``None``, ``Backup``). Raises ``BackupError``."""
    try:
        with gzip.open(path, "rb") as packed:
            yield from _checked(packed)
    except (OSError, EOFError, ValueError, KeyError, TypeError) as error:
        raise BackupError(f"« {path.name} » n'est pas une sauvegarde entière d'aapsim.") from error


def _checked(packed: gzip.GzipFile) -> Iterator[tuple[str | None, Any]]:
    digest, rows = hashlib.sha256(), dict[str, int]()
    first = packed.readline(_LARGEST_LINE)
    header = json.loads(first)
    if header["format"] != FORMAT:
        raise ValueError(FORMAT)
    if header["version"] > schema.SCHEMA_VERSION:
        raise BackupError("la sauvegarde vient d'une version plus récente du logiciel : mettez-le à jour d'abord.")
    digest.update(first)
    while line := packed.readline(_LARGEST_LINE):
        value = json.loads(line)
        if isinstance(value, dict):
            if value["sha256"] != digest.hexdigest() or packed.read(1):
                raise ValueError("sha256")
            yield None, Backup(header["version"], header["at"], rows)
            return
        digest.update(line)
        name, row = value
        rows[name] = rows.get(name, 0) + 1
        yield name, row
    raise EOFError
