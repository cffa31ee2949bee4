"""A problem as arrays: rows in whole numbers, worth in floats, admissible amounts as lists.

Rows are multiplied by their common denominator, so that what is added and compared stays exact.
Worth is a float with a stated margin: it orders the search, and is recomputed exactly at the end.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import lcm

import numpy as np
from numpy.typing import NDArray

from aapsim.engine.box import Span
from aapsim.engine.problem import Candidate, Problem
from aapsim.engine.rows import Row, rows_of
from aapsim.engine.value import curve_of, largest_multiple

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

_LARGEST = 2**61
"""Beyond this, sums of 64-bit integers could overflow and the tables are not made."""
_MOST_CELLS = 500_000_000
"""Rows times candidates beyond which the tables are not made (memory): the strict ranking of over 5 000 projects."""


@dataclass(frozen=True, slots=True)
class RowTable:
    """``x[r, i] × grant_i + y[r, i] × funded_i ≤ bound[r]``, each row times ``scale[r]``."""

    names: tuple[str, ...]
    x: Ints
    y: Ints
    bound: Ints
    scale: Floats

    def room(self, amounts: Ints) -> Ints:
        """Return what grants (euros, one per candidate) leave of each row; negative where one is broken."""
        return np.asarray(self.bound - self.x @ amounts - self.y @ (amounts > 0))


def row_table(problem: Problem, rows: Sequence[Row]) -> RowTable | None:
    """Return the rows as whole numbers; ``None`` where they do not fit 64 bits with room to spare, or memory."""
    count = len(problem.candidates)
    if len(rows) * count > _MOST_CELLS:
        return None
    x, y = (np.zeros((len(rows), count), dtype=np.int64) for _ in range(2))
    bound, scale = np.zeros(len(rows), dtype=np.int64), np.ones(len(rows))
    largest = max((candidate.cap for candidate in problem.candidates), default=0)
    counts: list[tuple[int, int, int]] = []
    for r, row in enumerate(rows):
        if not row.x and row.bound.denominator == 1 and abs(row.bound.numerator) <= _LARGEST:
            counts += [(r, place, value) for place, value in row.y]
            bound[r] = row.bound.numerator
            continue
        common = lcm(row.bound.denominator, *{value.denominator for _, value in row.x})
        whole = [value.numerator * (common // value.denominator) for _, value in row.x]
        most = max((abs(value) for value in whole), default=0) * largest + common * len(row.y)
        limit = row.bound.numerator * (common // row.bound.denominator)
        if most * count + abs(limit) > _LARGEST:
            return None
        x[r, [place for place, _ in row.x]] = whole
        y[r, [place for place, _ in row.y]] = [value * common for _, value in row.y]
        bound[r], scale[r] = limit, float(common)
    if counts:
        lines, places, values = np.array(counts, dtype=np.int64).T
        y[lines, places] = values
    return RowTable(tuple(row.name for row in rows), x, y, bound, scale)


def all_rows(problem: Problem) -> RowTable | None:
    """Return the table of every row of a problem (computed once)."""
    if "_row_table" not in problem.__dict__:
        problem.__dict__["_row_table"] = row_table(problem, rows_of(problem))
    known: RowTable | None = problem.__dict__["_row_table"]
    return known


@dataclass(frozen=True, slots=True)
class Worths:
    """What grants are worth, in floats: ``unit`` per euro (per project for the objective ``projects``).

    ``whole`` is the same as whole numbers, for exact comparisons: weights times a common denominator;
    ``None`` where that does not fit 64 bits, as when each project's worth is a share of its own cap.
    """

    unit: Floats
    caps: Floats
    per_project: bool
    curve: tuple[tuple[float, float], ...]
    whole: Ints | None

    def exact(self, places: Ints | int, amounts: Ints) -> Ints:
        """Return the exact worth of positive amounts, in an unstated unit that all candidates share."""
        if self.whole is None:
            raise ValueError("no common unit")
        if self.per_project:
            return np.asarray(self.whole[places] * (amounts > 0))
        if len(self.curve) == 1:
            return np.asarray(self.whole[places] * amounts)
        total, done, cap = np.zeros(len(amounts), dtype=np.int64), 0, self.caps[places].astype(np.int64)
        for end, slope in self.curve:
            tenths = round(10 * end)
            total += round(10 * slope) * np.clip(10 * amounts - done * cap, 0, (tenths - done) * cap)
            done = tenths
        return np.asarray(self.whole[places] * total)

    def of(self, places: Ints | int, amounts: Floats | Ints) -> Floats:
        """Return the worth of positive amounts granted to the candidates at some places."""
        unit, caps = self.unit[places], self.caps[places]
        if self.per_project:
            return np.asarray(unit * (amounts > 0))
        if len(self.curve) == 1:
            return np.asarray(unit * amounts)
        total, done = np.zeros(np.shape(amounts)), 0.0
        for end, slope in self.curve:
            total = total + slope * np.clip(amounts - done * caps, 0.0, (end - done) * caps)
            done = end
        return np.asarray(unit * total)


def worths(problem: Problem) -> Worths:
    """Return the worth of grants as arrays (computed once a problem)."""
    known: Worths | None = problem.__dict__.get("_worths")
    if known is None:
        caps = np.array([candidate.cap for candidate in problem.candidates], dtype=float)
        unit = np.array([float(candidate.weight) for candidate in problem.candidates])
        if problem.objective == "needs":
            unit = unit / caps
        curve = tuple((float(end), float(slope)) for end, slope in curve_of(problem))
        known = Worths(unit, caps, problem.objective == "projects", curve, _whole_weights(problem))
        problem.__dict__["_worths"] = known
    return known


def money_worths(problem: Problem) -> Worths:
    """Return worths in which a euro is worth one, whoever receives it."""
    count = len(problem.candidates)
    caps = np.array([candidate.cap for candidate in problem.candidates], dtype=float)
    return Worths(np.ones(count), caps, per_project=False, curve=((1.0, 1.0),), whole=np.ones(count, dtype=np.int64))


def _whole_weights(problem: Problem) -> Ints | None:
    if problem.objective == "needs":
        return None
    common = lcm(*(candidate.weight.denominator for candidate in problem.candidates))
    weights = [int(candidate.weight * common) for candidate in problem.candidates]
    most = max((abs(w) * 100 * c.cap for w, c in zip(weights, problem.candidates, strict=True)), default=0)
    return None if most * len(weights) > _LARGEST else np.array(weights, dtype=np.int64)


def amounts_of(problem: Problem, candidate: Candidate, span: Span) -> Ints:
    """Return the positive admissible amounts of a span, ascending. Not to be written to: they are made once."""
    top = min(span.high, largest_multiple(problem, candidate))
    return _amounts(problem.step, problem.policy == "partial", span.low, span.high, candidate.cap, top)


@lru_cache(maxsize=4096)
def _amounts(step: int, partial: bool, low: int, high: int, cap: int, top: int) -> Ints:  # noqa: FBT001
    if high == 0:
        amounts = np.zeros(0, dtype=np.int64)
    elif not partial or low == high:
        amounts = np.array([low] if low == high else [cap], dtype=np.int64)
    else:
        amounts = np.arange(max(1, -(-low // step)) * step, top + 1, step, dtype=np.int64)
        amounts = np.append(amounts, cap) if high == cap else amounts
    amounts.flags.writeable = False
    return amounts


def prices(table: RowTable, multipliers: Mapping[str, float]) -> Floats:
    """Return the multiplier of each row, per unit of the row as it stands in the table."""
    return np.array([multipliers.get(name, 0.0) for name in table.names]) / table.scale
