"""A log that somebody touched: one bit, or its end cut off with all that depends on it. Everything is seen.

Fifteen of each in the normal run; ``AAPSIM_TAMPERINGS=100`` for more. The seed is in each test's name.
"""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from aapsim.service.commands import PutApplications, SetLock, SetRules, Undo
from aapsim.service.desk import Desk
from aapsim.service.outcomes import Accepted
from aapsim.service.session_actions import Recuse
from aapsim.store.database import Database, StoreError
from aapsim.store.events import STREAMS
from aapsim.store.ledger import Ledger
from aapsim.store.queries import events_after
from aapsim.store.verify import verify_chain
from tests.unit.service.hands import APPLICATIONS, CALL, Hand, application

COUNT = int(os.environ.get("AAPSIM_TAMPERINGS", "15"))
SEED = 2021
WORKSPACE_QUERY = "SELECT id FROM workspaces"


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a database of one workspace with some forty commands."""
    path = tmp_path_factory.mktemp("tamper") / "whole.db"
    desk = Desk(Ledger(Database(f"sqlite:///{path}")))
    hand = Hand(desk, desk.open_call(CALL, "Essai", APPLICATIONS, "Anne"), "Anne")
    for number in range(10):
        for action in (
            SetRules({"sources.fir.notified": 1_000 * number + 7}),
            PutApplications((application("d", 10_000 + number),)),
            SetLock("a", 1_000 + number),
            Recuse("b", f"membre {number}", "liens"),
            Undo(),
        ):
            assert isinstance(hand.do(action), Accepted)
    desk.close()
    return path


@pytest.fixture
def copy(whole: Path, tmp_path: Path) -> Iterator[Callable[[], Path]]:
    """Return a function that gives a fresh copy of the database."""

    def fresh() -> Path:
        path = tmp_path / "copy.db"
        for suffix in ("", "-wal", "-shm"):
            Path(f"{path}{suffix}").unlink(missing_ok=True)
        shutil.copyfile(whole, path)
        return path

    return fresh


def behind_the_back(path: Path) -> sqlite3.Connection:
    """Open a database as somebody would who wants to rewrite it: no triggers, no keys."""
    raw = sqlite3.connect(path, isolation_level=None)
    raw.execute("PRAGMA foreign_keys=OFF")
    for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        raw.execute(f"DROP TRIGGER {name}")
    return raw


def verdict(path: Path, known: tuple[str, ...] = ()) -> tuple[str, ...]:
    try:
        database = Database(f"sqlite:///{path}")
    except StoreError as error:
        return (error.reason,)
    try:
        ledger = Ledger(database)
        if database.problem:
            return (database.problem,)
        return tuple(line for row in ledger.workspaces() for line in verify_chain(ledger, row.id, known))
    except StoreError as error:
        return (error.reason,)
    finally:
        database.close()


def flipped(value: Any, chance: random.Random) -> Any:
    """Return a value with one of its bits turned over."""
    if isinstance(value, int):
        return value ^ (1 << chance.randrange(16))
    content = bytearray(str(value).encode())
    content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    return bytes(content)


def flip_one(raw: sqlite3.Connection, chance: random.Random) -> str:
    """Turn one bit over in one value of the log; say where."""
    while True:
        table = chance.choice(("events", "events", "commands"))
        # What changed nothing left no event: the chain is about the others.
        rows = raw.execute(f"SELECT rowid, * FROM {table}{' WHERE effective = 1' * (table == 'commands')}")  # noqa: S608
        names = [one[0] for one in rows.description]
        row = chance.choice(rows.fetchall())
        column = chance.randrange(1, len(names))
        if row[column] is None or row[column] == "":
            continue
        new = flipped(row[column], chance)
        wanted = "CAST(? AS TEXT)" if isinstance(new, bytes) else "?"
        try:
            update = f'UPDATE {table} SET "{names[column]}" = {wanted} WHERE rowid = ?'  # noqa: S608
            raw.execute(update, (new, row[0]))
        except sqlite3.IntegrityError:  # two rows of one key: the database itself refuses
            continue
        return f"{table}.{names[column]} of row {row[0]}: {row[column]!r} became {new!r}"


def test_every_flipped_bit_of_the_log_is_seen(copy: Callable[[], Path], report: Callable[[str], None]) -> None:
    chance = random.Random(SEED)
    for number in range(COUNT):
        path = copy()
        with closing(behind_the_back(path)) as raw:
            where = flip_one(raw, chance)
        assert verdict(path), f"seed {SEED}, flip {number}: {where}"
    report(f"{COUNT} single-bit flips in the log, all seen")


def test_a_flipped_bit_of_the_file_is_seen_or_changes_nothing(
    whole: Path, copy: Callable[[], Path], report: Callable[[str], None]
) -> None:
    chance = random.Random(SEED)
    before, harmless = content_of(whole), 0
    for number in range(COUNT):
        path = copy()
        content = bytearray(path.read_bytes())
        place, bit = chance.randrange(100, len(content)), chance.randrange(8)
        content[place] ^= 1 << bit
        path.write_bytes(content)
        if not verdict(path):
            harmless += 1
            assert content_of(path) == before, f"seed {SEED}, flip {number}: byte {place}, bit {bit}"
    report(f"{COUNT} single-bit flips in the file: {COUNT - harmless} seen, {harmless} without effect on the log")


def content_of(path: Path) -> object:
    """Return everything that the log says."""
    database = Database(f"sqlite:///{path}")
    try:
        ledger = Ledger(database)
        with database.reading() as connection:
            return [(row, events_after(connection, row.id, 0)) for row in ledger.workspaces()]
    finally:
        database.close()


def cut(raw: sqlite3.Connection, keep: int) -> None:
    """Cut a log after a revision and rewrite all that depends on it: nothing inside can tell."""
    (workspace,) = raw.execute(WORKSPACE_QUERY).fetchone()
    raw.execute("DELETE FROM events WHERE revision > ?", (keep,))
    raw.execute("DELETE FROM commands WHERE revision > ?", (keep,))
    for stream in STREAMS:
        last = raw.execute("SELECT seq, hash FROM events WHERE stream = ? ORDER BY seq DESC", (stream,)).fetchone()
        raw.execute("UPDATE heads SET seq = ?, hash = ? WHERE stream = ?", (*(last or (0, "0" * 64)), stream))
    raw.execute("DELETE FROM documents")
    for path, after in raw.execute("SELECT path, after FROM events ORDER BY revision, stream, seq").fetchall():
        raw.execute("DELETE FROM documents WHERE path = ?", (path,))
        if after != "null":
            raw.execute("INSERT INTO documents VALUES (?, ?, ?)", (workspace, path, after))
    raw.execute("UPDATE workspaces SET revision = ?", (keep,))


def test_every_log_cut_short_is_seen(whole: Path, copy: Callable[[], Path], report: Callable[[str], None]) -> None:
    chance = random.Random(SEED)
    with closing(sqlite3.connect(whole)) as raw:
        printed = tuple(one for (one,) in raw.execute("SELECT hash FROM heads"))
        (last,) = raw.execute("SELECT revision FROM workspaces").fetchone()
    assert verdict(whole, printed) == ()
    for number in range(COUNT):
        keep = chance.randrange(1, last)
        path = copy()
        with closing(behind_the_back(path)) as raw:
            if number % 2:
                raw.execute("DELETE FROM events WHERE revision > ?", (keep,))
            else:
                cut(raw, keep)
        if number % 2:
            assert verdict(path), f"cut after {keep}"
        else:
            assert verdict(path) == (), "a perfect forgery is only seen from outside"
            assert verdict(path, printed), f"forged after {keep}"
    report(f"{COUNT} truncations, all seen: by the log itself, or for perfect forgeries by the hash printed elsewhere")


def test_a_file_cut_short_is_seen(whole: Path, copy: Callable[[], Path]) -> None:
    chance = random.Random(SEED)
    for _ in range(COUNT):
        path = copy()
        path.write_bytes(whole.read_bytes()[: chance.randrange(1, whole.stat().st_size)])
        assert verdict(path)
