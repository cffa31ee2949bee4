"""What was done to a workspace, line by line, for the officers' own journal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from aapsim.store.queries import Past


@dataclass(frozen=True, slots=True)
class JournalLine:
    """One command that changed something. ``label`` and ``motive`` are French, ``at`` is UTC.

    ``kind`` is a stable word; ``undoes`` is the revision that an undo takes back, else ``None``.
    """

    revision: int
    at: datetime
    actor: str
    kind: str
    label: str
    motive: str
    undoes: int | None


def line_of(past: Past) -> JournalLine:
    """Read a line out of a command of the log."""
    entry = past.entry
    at = datetime.fromisoformat(entry.at)
    return JournalLine(past.revision, at, entry.actor, entry.kind, entry.label, entry.motive, entry.undoes)
