"""Checking a log from its first event to its last, and the projection against it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from aapsim.store.database import UnreadableError
from aapsim.store.events import START_HASH, STREAMS, Recorded, canonical, event_hash, stream_of
from aapsim.store.ledger import Ledger
from aapsim.store.queries import CommandRow, command_rows, events_after, heads, projection


def verify_chain(ledger: Ledger, workspace: str, known: Iterable[str] = ()) -> tuple[str, ...]:
    """Return what is wrong with a workspace's log, one English line each; empty when everything holds.

    Every event must follow the one before by number and hash, hash to what it says, start
    from the value the path then had, and the streams must end where their heads say. Commands
    and events must agree, and the projection must be the fold of the events. ``known`` are
    hashes, or their beginnings, kept elsewhere (printed on a record): each must still be that of an event, which a
    log rewritten from end to end, or cut short with everything that depends on it, cannot give.
    """
    try:
        with ledger.database.reading() as connection:
            events = events_after(connection, workspace, 0)
            ends = heads(connection, workspace)
            projected = projection(connection, workspace)
            commands = command_rows(connection, workspace)
    except (UnreadableError, ValueError):
        return ("the log cannot be read",)
    wrong = [line for stream in STREAMS for line in _broken_links(events, stream, ends.get(stream))]
    wrong += _disagreements(events, commands)
    state: dict[str, Any] = {}
    for event in events:
        if canonical(state.get(event.changed.path)) != canonical(event.changed.before):
            wrong.append(f"{event.stream} {event.seq}: does not start from what {event.changed.path} held")
        state[event.changed.path] = event.changed.after
    folded = {path: value for path, value in state.items() if value is not None}
    if canonical(folded) != canonical(projected):
        wrong.append("the projection is not the fold of the events")
    wrong += [
        f"no event has the hash {one}" for one in known if not any(event.hash.startswith(one) for event in events)
    ]
    return tuple(wrong)


def _broken_links(events: tuple[Recorded, ...], stream: str, end: tuple[int, str] | None) -> Iterator[str]:
    seq, previous = 0, START_HASH
    for event in events:
        if event.stream != stream:
            continue
        seq += 1
        if event.seq != seq or event.previous != previous:
            yield f"{stream} {event.seq}: does not follow the event before it"
        if event_hash(event) != event.hash or stream_of(event.changed.path) != stream:
            yield f"{stream} {event.seq}: is not what was recorded"
        seq, previous = event.seq, event.hash
    if end != (seq, previous):
        yield f"{stream}: does not end where its head says"


def _disagreements(events: tuple[Recorded, ...], commands: tuple[CommandRow, ...]) -> Iterator[str]:
    """Yield what does not fit between commands and events: numbers without a gap, nobody without the other."""
    revisions: dict[str, set[int]] = {}
    for event in events:
        revisions.setdefault(event.entry.id, set()).add(event.revision)
        if event.stream not in STREAMS:
            yield f"{event.stream} {event.seq}: no such stream"
    for command in commands:
        own = revisions.pop(command.id, set())
        if command.effective not in (0, 1) or own != ({command.revision} if command.effective else set()):
            yield f"command {command.id}: does not fit its events"
    yield from (f"command {one}: belongs to another workspace" for one in revisions)
    effective = sorted(command.revision for command in commands if command.effective)
    if effective != list(range(1, len(effective) + 1)):
        yield "the revisions have a gap"
