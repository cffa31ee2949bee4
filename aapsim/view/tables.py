"""A table to show: plain values in columns, how each column is written, and its caption."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from types import MappingProxyType
from typing import Any, Literal

from aapsim.domain.french import NO_BREAK, decimal, euros, percent, signed_euros

Kind = Literal["text", "euros", "change", "number", "percent"]


@dataclass(frozen=True, slots=True)
class Frame:
    """Rows under the names of their columns. Values are exact; without any row the columns stay."""

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]

    def __len__(self) -> int:
        return len(self.rows)

    def column(self, name: str) -> list[Any]:
        """Return the values under one name, first row first. Raises ``ValueError`` if it is not there."""
        place = self.columns.index(name)
        return [row[place] for row in self.rows]

    def without(self, name: str) -> Frame:
        """Return the same rows without one column. Raises ``ValueError`` if it is not there."""
        place = self.columns.index(name)
        return Frame(
            (*self.columns[:place], *self.columns[place + 1 :]),
            [(*row[:place], *row[place + 1 :]) for row in self.rows],
        )


@dataclass(frozen=True)
class Table:
    """Rows to read, never to edit. ``kinds`` names the columns that are not plain text.

    ``empty`` is the sentence to show instead of no row.
    """

    caption: str
    frame: Frame
    kinds: Mapping[str, Kind] = field(default_factory=lambda: MappingProxyType({}))
    empty: str = "Aucune ligne."

    @property
    def headers(self) -> list[str]:
        """Column headers, in order."""
        return list(self.frame.columns)

    @property
    def right(self) -> list[bool]:
        """For each column, whether it holds figures (written against the right edge)."""
        return [self.kinds.get(name, "text") != "text" for name in self.headers]

    def texts(self) -> list[list[str]]:
        """Return every cell as French text, row by row; ``None`` is an empty text."""
        kinds = [self.kinds.get(name, "text") for name in self.headers]
        return [
            [written(value, kind) for value, kind in zip(row, kinds, strict=True)]
            for row in self.frame.rows
        ]


def written(value: object, kind: Kind = "text") -> str:
    """Write one value the French way; ``None`` gives an empty text."""
    if value is None:
        return ""
    if kind == "text" or not isinstance(value, int | Fraction):
        return str(value)
    if kind == "euros":
        return whole_euros(value)
    if kind == "change":
        return signed_euros(int(value))
    return percent(value, 1) if kind == "percent" else decimal(value)


def whole_euros(value: Fraction | int) -> str:
    """Write an exact amount rounded to the euro (shares of a grant need not be whole)."""
    return euros(value) if isinstance(value, int) else f"{decimal(value, 0)}{NO_BREAK}€"


def framed(columns: tuple[str, ...], rows: list[tuple[Any, ...]]) -> Frame:
    """Set rows under their columns."""
    return Frame(columns, rows)
