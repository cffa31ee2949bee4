"""A table to show: a frame of plain values, how each column is written, and its caption."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from types import MappingProxyType
from typing import Any, Literal

import pandas as pd

from aapsim.domain.french import NO_BREAK, decimal, euros, percent, signed_euros

Kind = Literal["text", "euros", "change", "number", "percent"]


@dataclass(frozen=True)
class Table:
    """Rows to read, never to edit. ``kinds`` names the columns that are not plain text.

    An empty frame keeps its columns; ``empty`` is the sentence to show instead of no row.
    """

    caption: str
    frame: pd.DataFrame
    kinds: Mapping[str, Kind] = field(default_factory=lambda: MappingProxyType({}))
    empty: str = "Aucune ligne."

    @property
    def headers(self) -> list[str]:
        """Column headers, in order."""
        return [str(name) for name in self.frame.columns]

    @property
    def right(self) -> list[bool]:
        """For each column, whether it holds figures (written against the right edge)."""
        return [self.kinds.get(name, "text") != "text" for name in self.headers]

    def texts(self) -> list[list[str]]:
        """Return every cell as French text, row by row; ``None`` is an empty text."""
        kinds = [self.kinds.get(name, "text") for name in self.headers]
        return [
            [written(value, kind) for value, kind in zip(row, kinds, strict=True)]
            for row in self.frame.itertuples(index=False, name=None)
        ]


def written(value: object, kind: Kind = "text") -> str:
    """Write one value the French way; ``None`` gives an empty text."""
    if value is None:
        return ""
    if kind == "text" or not isinstance(value, int | Fraction):
        return str(value)
    exact = Fraction(value)
    if kind == "euros":
        return whole_euros(exact)
    if kind == "change":
        return signed_euros(int(exact))
    return percent(exact, 1) if kind == "percent" else decimal(exact)


def whole_euros(value: Fraction | int) -> str:
    """Write an exact amount rounded to the euro (shares of a grant need not be whole)."""
    return euros(value) if isinstance(value, int) else f"{decimal(value, 0)}{NO_BREAK}€"


def framed(columns: tuple[str, ...], rows: list[tuple[Any, ...]]) -> pd.DataFrame:
    """Build a frame of objects: exact values stay exact, and no row keeps the columns."""
    return pd.DataFrame(rows, columns=list(columns), dtype=object)
