"""A table as it stands in a file: lines of cells, before anything is understood."""

from __future__ import annotations

import re
from dataclasses import dataclass

from aapsim.domain.issues import InvalidInput, Issue

LONGEST_TEXT = 32_000
"""Characters of the longest text in one cell (a spreadsheet holds 32 767)."""
MOST_LINES = 50_000
MOST_COLUMNS = 500
MOST_BYTES = 50 * 1024 * 1024
"""Largest file that is looked at at all."""

_CONTROLS = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"
_BIDIRECTIONAL = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_ZERO_WIDTH = "\u00ad\u180e\u200b-\u200d\u2060-\u2064\ufeff"
_NOT_TEXT = "\u2028\u2029\ufff9-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f"
_HIDDEN = re.compile(f"[{_CONTROLS}{_BIDIRECTIONAL}{_ZERO_WIDTH}{_NOT_TEXT}]")

_FORMULA_STARTS = tuple("=+-@\t\r＝＋－＠")


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell, as a text.

    ``number`` is true for a figure typed in a spreadsheet: ``text`` is then its plain decimal
    form (``12.5``), which leaves nothing to guess.
    """

    text: str
    number: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One line with its number as people see it in their file (1 is the first)."""

    number: int
    cells: tuple[Cell, ...]

    @property
    def blank(self) -> bool:
        """True when no cell holds anything."""
        return not any(cell.text.strip() for cell in self.cells)

    def texts(self) -> tuple[str, ...]:
        """Return the cells as they came."""
        return tuple(cell.text for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Sheet:
    """The lines that hold something, header first, with what was noticed while opening the file."""

    lines: tuple[Line, ...]
    issues: tuple[Issue, ...] = ()


def refusal(message: str, where: str = "", code: str = "file") -> InvalidInput:
    """Build the exception that refuses a whole file with one French sentence."""
    return InvalidInput([Issue(code, message, where=where)])


def visible(text: str) -> str:
    """Return a text without control, bidirectional and zero-width characters; line ends become line feeds."""
    return _HIDDEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def hides_something(text: str) -> bool:
    """Say whether :func:`visible` would take characters out."""
    return _HIDDEN.search(text) is not None


def neutralised(text: str) -> str:
    """Put an apostrophe before a text that a spreadsheet could take for a formula.

    A text that already starts with apostrophes before such a character gets one more, so that
    :func:`restored` gives back exactly what came in.
    """
    return f"'{text}" if text.lstrip("'").startswith(_FORMULA_STARTS) else text


def quoted(text: str) -> str:
    """Like :func:`neutralised`, for files whose cells are typed: only what :func:`restored` would alter."""
    return neutralised(text) if text.startswith("'") else text


def restored(text: str) -> str:
    """Take back the apostrophe of :func:`neutralised` or :func:`quoted`; other texts are unchanged."""
    return text[1:] if text.startswith("'") and text.lstrip("'").startswith(_FORMULA_STARTS) else text
