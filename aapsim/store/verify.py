"""Checking a log from its first event to its last, and the projection against it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from aapsim.store.events import START_HASH, STREAMS, Recorded, canonical, event_hash, stream_of
from aapsim.store.ledger import Ledger
from aapsim.store.queries import events_after, heads, projection


def verify_chain(ledger: Ledger, workspace: str) -> tuple[str, ...]:
    """Return what is wrong with a workspace's log, one English line each; empty when everything holds.

    Every event must follow the one before by number and hash, hash to what it says, start
    from the value the path then had, and the streams must end where their heads say. The
    projection must be the fold of the events.
    """
    with ledger.database.reading() as connection:
        events = events_after(connection, workspace, 0)
        ends = heads(connection, workspace)
        projected = projection(connection, workspace)
    wrong = [line for stream in STREAMS for line in _broken_links(events, stream, ends.get(stream))]
    state: dict[str, Any] = {}
    for event in events:
        if canonical(state.get(event.changed.path)) != canonical(event.changed.before):
            wrong.append(f"{event.stream} {event.seq}: does not start from what {event.changed.path} held")
        state[event.changed.path] = event.changed.after
    folded = {path: value for path, value in state.items() if value is not None}
    if canonical(folded) != canonical(projected):
        wrong.append("the projection is not the fold of the events")
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
