"""The log: append-only, gapless, chained; the projection is its fold."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from aapsim.store.database import Database
from aapsim.store.events import START_HASH, Changed, Entry
from aapsim.store.ledger import Ledger
from aapsim.store.queries import events_after
from aapsim.store.verify import verify_chain

Record = Callable[..., int]


def tamper(path: Path, *statements: str) -> None:
    """Write behind the software's back: no triggers, another connection."""
    raw = sqlite3.connect(path)
    raw.execute("PRAGMA foreign_keys=OFF")
    for table in ("events", "commands"):
        for verb in ("UPDATE", "DELETE"):
            raw.execute(f"DROP TRIGGER {table}_no_{verb}")
    for statement in statements:
        assert raw.execute(statement).rowcount >= 1, statement
    raw.commit()
    raw.close()


def test_each_stream_counts_without_a_gap(ledger: Ledger, record: Record) -> None:
    record(rules__rate="0.8", applications__a={"id": "a"})
    record(applications__b={"id": "b"})
    with ledger.database.reading() as connection:
        events = events_after(connection, "w1", 0)
    for stream, expected in (("call", 3), ("scenario", 2)):
        own = [event for event in events if event.stream == stream]
        assert [event.seq for event in own] == list(range(1, expected + 1))
        assert [event.previous for event in own] == [START_HASH, *(event.hash for event in own[:-1])]
    assert verify_chain(ledger, "w1") == ()


def test_the_projection_is_the_fold_of_the_events(path: Path, ledger: Ledger, record: Record) -> None:
    record(rules__rate="0.8", locks__a="funded")
    record(locks__a=None, locks__b=12_000)
    record(rules__rate="0.7")
    expected = {"document": {"title": "Appel"}, "rules.rate": "0.7", "locks.b": 12_000}
    assert ledger.read("w1")[1] == expected
    assert Ledger(ledger.database).read("w1")[1] == expected
    tamper(path, "DELETE FROM documents WHERE path = 'rules.rate'")
    assert verify_chain(ledger, "w1") == ("the projection is not the fold of the events",)
    assert ledger.rebuild("w1") == expected
    assert verify_chain(ledger, "w1") == ()


def test_a_command_without_changes_keeps_the_revision(ledger: Ledger, record: Record) -> None:
    assert record() == 1
    assert record(rules__rate="0.8") == 2
    assert ledger.read("w1")[0].revision == 2
    assert verify_chain(ledger, "w1") == ()


def test_an_exception_leaves_no_trace(ledger: Ledger, record: Record) -> None:
    changes = [Changed("rules.rate", "0.9", "0.1"), Changed("rules.x", None, {1, 2})]
    with pytest.raises(TypeError), ledger.turn("w1") as turn:
        turn.append(Entry("c0", "Anne", "2021", "rules", "x", ""), changes)
    assert ledger.read("w1")[1]["rules.rate"] == "0.9"
    assert record(rules__rate="0.8") == 2


def test_an_unknown_workspace_is_a_key_error(ledger: Ledger) -> None:
    with pytest.raises(KeyError):
        ledger.read("nowhere")
    with pytest.raises(KeyError), ledger.turn("nowhere"):
        pass


def test_the_last_undoable_goes_back_over_undone_commands(ledger: Ledger, record: Record) -> None:
    assert ledger.read("w1")[2] is None
    record(rules__rate="0.8")
    record(rules__rate="0.7")
    record()
    found = ledger.read("w1")[2]
    assert found is not None
    assert found.revision == 3
    record(undoes=3, rules__rate="0.8")
    found = ledger.read("w1")[2]
    assert found is not None
    assert found.revision == 2


def test_two_ledgers_on_one_file_see_each_other(path: Path, record: Record) -> None:
    other = Ledger(Database(f"sqlite:///{path}"))
    assert other.read("w1")[0].revision == 1
    record(rules__rate="0.8")
    row, state, _ = other.read("w1")
    assert (row.revision, state["rules.rate"]) == (2, "0.8")
    other.database.close()


def test_only_the_latest_workspaces_stay_in_memory(ledger: Ledger) -> None:
    for number in range(20):
        entry = Entry(f"o{number}", "Anne", "2021", "open", "x", "")
        ledger.open(f"v{number}", "x", entry, [Changed("document", None, number)])
        assert ledger.read(f"v{number}")[1] == {"document": number}
    assert len(ledger._states) == 16
    assert ledger.read("v0")[1] == {"document": 0}


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE events SET after = '\"0.81\"' WHERE revision = 2 AND stream = 'scenario'",
        "UPDATE events SET before = '\"0.91\"' WHERE revision = 2 AND stream = 'scenario'",
        "UPDATE events SET path = 'rules.step' WHERE revision = 2 AND stream = 'scenario'",
        "UPDATE events SET hash = 'f' || substr(hash, 2) WHERE revision = 2",
        "UPDATE events SET previous = 'f' || substr(previous, 2) WHERE revision = 3",
        "UPDATE events SET revision = 9 WHERE revision = 3",
        "UPDATE events SET command = 'c1' WHERE revision = 3",
        "UPDATE commands SET actor = 'Bob' WHERE id = 'c2'",
        "UPDATE commands SET at = '2021-08-30T10:00:00+00:00' WHERE id = 'c2'",
        "UPDATE commands SET label = 'rien' WHERE id = 'c2'",
        "UPDATE commands SET kind = 'open' WHERE id = 'c2'",
        "UPDATE commands SET undoes = 2 WHERE id = 'c2'",
        "DELETE FROM events WHERE revision = 3",
        "DELETE FROM events WHERE revision = 2",
        "DELETE FROM commands WHERE id = 'c1'",
        "UPDATE documents SET value = '\"0.5\"' WHERE path = 'rules.rate'",
        "UPDATE heads SET seq = seq - 1",
    ],
)
def test_what_was_written_behind_the_back_is_seen(path: Path, ledger: Ledger, record: Record, statement: str) -> None:
    record(rules__rate="0.8", applications__a={"id": "a"})
    record(rules__rate="0.7")
    assert verify_chain(ledger, "w1") == ()
    tamper(path, statement)
    assert verify_chain(ledger, "w1") != ()


def test_a_log_cut_short_with_its_projection_is_seen_by_the_head(path: Path, ledger: Ledger, record: Record) -> None:
    record(rules__rate="0.8")
    record(rules__rate="0.7")
    projected = "UPDATE documents SET value = '\"0.8\"' WHERE path = 'rules.rate'"
    tamper(path, "DELETE FROM events WHERE revision = 3", projected)
    assert verify_chain(ledger, "w1")[0] == "scenario: does not end where its head says"
