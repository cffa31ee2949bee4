"""What the room sees: three figures, the file under discussion, a dozen lines of the ranking, as plain text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

MOST_ROWS = 12
"""Lines of the ranking at once: names stay 24 px high at 1280×720."""


@dataclass(frozen=True, slots=True)
class RoomFile:
    """The file under discussion: its place in the queue, its name, where it lies, its money and its state in words.

    ``reason`` says why less than its cap is proposed, in the room's one sentence; empty where there is nothing to say.
    """

    place: str
    name: str
    facts: str
    money: str
    state: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class RoomRow:
    """One line of the ranking as texts; ``here`` marks the file under discussion."""

    cells: tuple[str, ...]
    here: bool = False


@dataclass(frozen=True, slots=True)
class RoomPicture:
    """All that the room screen may show. ``headers`` names the cells of ``rows``; ``right`` says which are figures.

    ``figures`` are (label, amount) pairs, ``beside`` the sentence under them. ``line`` is the
    number of rows before the end of the money, 0 for no line. ``black`` hides everything.
    """

    title: str
    mark: str
    figures: tuple[tuple[str, str], ...] = ()
    beside: str = ""
    file: RoomFile | None = None
    headers: tuple[str, ...] = ()
    right: tuple[bool, ...] = ()
    rows: tuple[RoomRow, ...] = ()
    line: int = 0
    words: str = ""
    black: bool = False

    def to_data(self) -> dict[str, Any]:
        """Return the picture as plain values for the browser; a black one carries nothing at all."""
        if self.black:
            return {"black": True}
        return {
            "black": False,
            "title": self.title,
            "mark": self.mark,
            "figures": [list(pair) for pair in self.figures],
            "beside": self.beside,
            "file": None if self.file is None else _file_data(self.file),
            "headers": list(self.headers),
            "right": list(self.right),
            "rows": [{"cells": list(row.cells), "here": row.here} for row in self.rows],
            "line": self.line,
            "words": self.words,
        }


def _file_data(file: RoomFile) -> Mapping[str, str]:
    return {
        "place": file.place,
        "name": file.name,
        "facts": file.facts,
        "money": file.money,
        "state": file.state,
        "reason": file.reason,
    }


def around(rows: Sequence[RoomRow], most: int = MOST_ROWS) -> tuple[int, tuple[RoomRow, ...]]:
    """Return the lines to show and the index of the first: those around the file under discussion.

    Without one, the first ``most`` lines.
    """
    here = next((place for place, row in enumerate(rows) if row.here), 0)
    start = max(0, min(here - most // 2, len(rows) - most))
    return start, tuple(rows[start : start + most])
