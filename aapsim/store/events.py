"""The one kind of event there is, its canonical writing, its hash, and the fold of a log.

A workspace is a set of *paths*, each holding one plain JSON value. An event says that a path
went from one value to another; ``None`` means that the path does not exist. The first word of
a path decides the stream: what applicants filed goes to ``call``, what officers decide over
it to ``scenario``.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any, Literal

Stream = Literal["call", "scenario"]
STREAMS: tuple[Stream, ...] = ("call", "scenario")
_CALL_WORDS = frozenset(
    {
        "title", "document", "demo", "applications", "refused", "base", "reviewers", "reviews", "review_settings",
        "opinions", "budgets", "seen", "given", "mapping",
    }
)  # fmt: skip

START_HASH = "0" * 64
"""What the first event of a stream follows."""


@dataclass(frozen=True, slots=True)
class Changed:
    """A path went from ``before`` to ``after`` (plain JSON values, ``None``: absent)."""

    path: str
    before: Any
    after: Any

    @property
    def inverse(self) -> Changed:
        """The change that takes this one back."""
        return Changed(self.path, self.after, self.before)


@dataclass(frozen=True, slots=True)
class Entry:
    """The command behind events: who did what, when, and under which idempotency key.

    ``kind`` is a stable word, ``label`` French, ``at`` an ISO text in UTC, ``digest`` the hash
    of what was asked, ``undoes`` the revision that an undo takes back, ``motive`` what the
    person gave as the reason (may be empty).
    """

    id: str
    actor: str
    at: str
    kind: str
    label: str
    digest: str
    undoes: int | None = None
    motive: str = ""


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event as the log holds it.

    ``seq`` counts 1, 2, 3 … without a gap in its stream; ``revision`` is that of its command
    in the workspace. ``hash`` covers all the rest, the command and ``previous`` included.
    """

    workspace: str
    stream: Stream
    seq: int
    revision: int
    entry: Entry
    changed: Changed
    previous: str
    hash: str = ""


# Made once: an import of thousands of files writes some hundred thousand values.
_WRITER = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
_ENTRY_FIELDS = tuple(field.name for field in fields(Entry))


def same(one: object, other: object) -> bool:
    """Tell whether two plain values are written the same (``True`` is not ``1``, a tuple is a list)."""
    return canonical(one) == canonical(other)


def stream_of(path: str) -> Stream:
    """Return the stream that a path belongs to."""
    return "call" if path.split(".", 1)[0] in _CALL_WORDS else "scenario"


def canonical(value: object) -> str:
    """Write a plain value as the one JSON text it has: keys sorted, no spaces, no NaN.

    Raises ``ValueError`` or ``TypeError`` for a value that JSON cannot hold.
    """
    return _WRITER.encode(value)


def event_hash(event: Recorded) -> str:
    """Return the hexadecimal SHA-256 of an event chained to the one before (its own hash left out)."""
    command = {name: getattr(event.entry, name) for name in _ENTRY_FIELDS}
    if not event.entry.motive:
        # Logs written before commands had a motive keep their hashes.
        del command["motive"]
    body = {
        "workspace": event.workspace,
        "stream": event.stream,
        "seq": event.seq,
        "revision": event.revision,
        "command": command,
        "path": event.changed.path,
        "before": event.changed.before,
        "after": event.changed.after,
    }
    return hashlib.sha256(f"{event.previous}{canonical(body)}".encode()).hexdigest()


def fold(state: Mapping[str, Any], changes: Iterable[Changed]) -> dict[str, Any]:
    """Return the state after the changes, in their order. The given mapping is left alone."""
    after = dict(state)
    for change in changes:
        if change.after is None:
            after.pop(change.path, None)
        else:
            after[change.path] = change.after
    return after
