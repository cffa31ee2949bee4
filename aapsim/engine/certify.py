"""Upper bounds in exact arithmetic, and what they leave open.

With any non-negative multipliers λ of the coupling rows ``a·x + c·y ≤ b``, no allocation is worth
more than ``Σ λ b + Σ_i max (worth_i − λ a x − λ c y)``, the maximum over each project's own
choices: Lagrangian duality, which needs no trust in the solver that proposed λ.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import lcm

from aapsim.engine.box import Box, Span
from aapsim.engine.model import build_model, maximise_worth
from aapsim.engine.problem import Candidate, Problem
from aapsim.engine.rows import Row
from aapsim.engine.solver import solve
from aapsim.engine.value import admissible_above, admissible_below, curve_of, worth

_DIGITS = 12


@dataclass(frozen=True, slots=True)
class Prices:
    """Per candidate, what the multipliers charge: per euro granted and once if funded."""

    per_euro: tuple[Fraction, ...]
    once: tuple[Fraction, ...]
    constant: Fraction


def multipliers_of(
    problem: Problem, rows: Sequence[Row], box: Box, *, presolve: bool = True
) -> dict[str, Fraction]:
    """Return the relaxation's row duals as exact non-negative rationals; rows at 0 are left out.

    Where several sets of duals are as good, which one it is depends on ``presolve``.
    """
    model = build_model(problem, rows, box, lattice=False)
    maximise_worth(model)
    answer = solve(model.linear, relaxed=True, presolve=presolve)
    if answer.status == "infeasible" or answer.duals.size == 0:
        return {}
    has_x = {row.name: bool(row.x) for row in rows}
    found: dict[str, Fraction] = {}
    for name, dual in zip(model.row_names, answer.duals, strict=True):
        price = float(dual) * model.unit / (problem.step if has_x.get(name) else 1)
        if name and price > 0:
            found[name] = _rational(price)
    return {name: price for name, price in found.items() if price > 0}


def _rational(value: float) -> Fraction:
    """Return a float as a decimal rational of about twelve significant digits."""
    mantissa, exponent = f"{value:.{_DIGITS - 1}e}".split("e")
    return Fraction(mantissa) * Fraction(10) ** int(exponent)


def prices_of(problem: Problem, rows: Sequence[Row], multipliers: Mapping[str, Fraction]) -> Prices:
    """Charge every candidate with the multipliers of its rows; unknown row names are ignored."""
    per_euro = [Fraction(0)] * len(problem.candidates)
    once = [Fraction(0)] * len(problem.candidates)
    constant = Fraction(0)
    for row in rows:
        price = multipliers.get(row.name)
        if not price:
            continue
        constant += price * row.bound
        for place, coefficient in row.x:
            per_euro[place] += price * coefficient
        for place, count in row.y:
            once[place] += price * count
    return Prices(tuple(per_euro), tuple(once), constant)


def _corners(problem: Problem, candidate: Candidate, span: Span) -> list[Fraction]:
    inner = [end * candidate.cap for end, _ in curve_of(problem)]
    return [Fraction(span.low), *(x for x in inner if span.low < x < span.high), Fraction(span.high)]


def _profits(
    problem: Problem, prices: Prices, place: int, span: Span
) -> tuple[list[tuple[Fraction, Fraction]], Fraction]:
    """Return the profit at each corner of the span, and the best one (0 included where optional)."""
    candidate = problem.candidates[place]
    corners: list[tuple[Fraction, Fraction]] = []
    if span.high:
        for x in _corners(problem, candidate, span):
            profit = worth(problem, candidate, x) - prices.per_euro[place] * x - prices.once[place]
            corners.append((x, profit))
    best = max((profit for _, profit in corners), default=Fraction(0))
    if span.optional:
        best = max(best, Fraction(0))
    return corners, best


def upper_bound(problem: Problem, prices: Prices, box: Box) -> Fraction:
    """Return the exact bound that the prices prove over a box."""
    if problem.objective == "euros" and problem.curve == "none":
        return prices.constant + _straight_bound(problem, prices, box)
    return prices.constant + sum(
        (_profits(problem, prices, place, span)[1] for place, span in enumerate(box)), Fraction(0)
    )


def _straight_bound(problem: Problem, prices: Prices, box: Box) -> Fraction:
    """Return what candidates can earn at most where every euro of a grant is worth the same: in whole numbers."""
    weights = [candidate.weight for candidate in problem.candidates]
    common = lcm(*(value.denominator for value in (*weights, *prices.per_euro, *prices.once)))
    total = 0
    for weight, per_euro, once, span in zip(
        *(_times(common, values) for values in (weights, prices.per_euro, prices.once)), box, strict=True
    ):
        if span.high:
            margin = weight - per_euro
            best = margin * (span.high if margin > 0 else span.low) - once
            total += max(best, 0) if span.optional else best
    return Fraction(total, common)


def _times(common: int, values: Iterable[Fraction]) -> list[int]:
    return [value.numerator * (common // value.denominator) for value in values]


def window(problem: Problem, prices: Prices, box: Box, gap: Fraction) -> Box:
    """Shrink a box to the choices that an allocation within ``gap`` of the bound can still make.

    Exact: a choice is dropped only if it alone loses more than the gap.
    """
    return tuple(_shrink(problem, prices, place, span, gap) for place, span in enumerate(box))


def _shrink(problem: Problem, prices: Prices, place: int, span: Span, gap: Fraction) -> Span:
    corners, best = _profits(problem, prices, place, span)
    needed = best - gap
    optional = span.optional and needed <= 0
    kept = [(x, profit) for x, profit in corners if profit >= needed]
    if not kept:
        return Span(0, 0, optional=True)
    low, high = kept[0][0], kept[-1][0]
    for (x0, p0), (x1, p1) in pairwise(corners):
        # The profit is concave along the corners: it crosses the level at most once on each side.
        if p0 < needed <= p1:
            low = x0 + (x1 - x0) * (needed - p0) / (p1 - p0)
        if p1 < needed <= p0:
            high = x1 - (x1 - x0) * (needed - p1) / (p0 - p1)
    candidate = problem.candidates[place]
    lowest = admissible_above(problem, candidate, low)
    highest = admissible_below(problem, candidate, high)
    if candidate.lock is not None and candidate.lock != "funded":
        return span
    return Span(lowest, highest, optional) if lowest <= highest else Span(0, 0, optional=True)
