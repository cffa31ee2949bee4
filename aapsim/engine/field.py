"""A problem under multipliers: what each choice of each project loses, and the bound that this proves.

With multipliers λ ≥ 0 of the rows, no allocation is worth more than ``λ·bound + Σ_i best_i``, where
``best_i`` is the most that project *i* earns once its rows are paid for. What another choice earns
less is its *regret*.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from aapsim.engine.box import Box, Span
from aapsim.engine.problem import Problem
from aapsim.engine.tables import Floats, Ints, RowTable, Worths, amounts_of


@dataclass(frozen=True, slots=True)
class Choices:
    """What one candidate may still receive: ``amounts`` (positive, ascending) with their regrets.

    ``none`` is the regret of receiving nothing (infinite where it must be funded); ``exact`` what the
    amounts are worth as whole numbers (empty where there is no common unit).
    """

    amounts: Ints
    regrets: Floats
    none: float
    exact: Ints

    def within(self, loss: float) -> Choices:
        """Return the choices whose regret is not above a loss."""
        kept = self.regrets <= loss
        exact = self.exact[kept] if len(self.exact) else self.exact
        return Choices(self.amounts[kept], self.regrets[kept], self.none if self.none <= loss else np.inf, exact)

    @property
    def count(self) -> int:
        """How many choices there are."""
        return len(self.amounts) + (self.none < np.inf)


@dataclass(frozen=True, slots=True)
class Field:
    """A problem inside a box, with multipliers: choices and their regrets, and the bound they prove.

    ``best`` is what each candidate earns at most, ``favourites`` are the grants without regret,
    ``runner_up`` each candidate's smallest positive regret: below it one choice is left. ``least`` and ``none``
    are the smallest regret of receiving something, and that of receiving nothing.
    """

    problem: Problem
    rows: RowTable
    worth: Worths
    prices: Floats
    choices: tuple[Choices, ...]
    best: Floats
    favourites: Ints
    runner_up: Floats
    least: Floats
    none: Floats
    bound: float

    @property
    def margin(self) -> float:
        """What float arithmetic may be wrong by, generously."""
        return 1e-9 * max(1.0, abs(self.bound))

    @property
    def step_worth(self) -> float:
        """About the most that one rounding step can add to one project."""
        if self.worth.per_project:
            return float(self.worth.unit.max(initial=0.0))
        steps = np.minimum(self.problem.step, self.worth.caps)
        return float((self.worth.unit * steps).max(initial=0.0))

    def value_of(self, amounts: Ints) -> float:
        """Return what an allocation is worth (euros, one per candidate), in floats."""
        return float(self.worth.of(np.arange(len(amounts)), amounts).sum())

    def window(self, loss: float) -> Box:
        """Return the box of the choices whose regret is at most a loss."""
        spans = []
        for kept in (one.within(loss) for one in self.choices):
            if len(kept.amounts):
                spans.append(Span(int(kept.amounts[0]), int(kept.amounts[-1]), optional=kept.none < np.inf))
            else:
                spans.append(Span(0, 0))
        return tuple(spans)


def field_of(problem: Problem, rows: RowTable, box: Box, prices: Floats, worth: Worths) -> Field:
    """Return the field of a box under multipliers (per unit of the table's rows) and worths."""
    per_euro, once = prices @ rows.x, prices @ rows.y
    lists = [amounts_of(problem, candidate, span) for candidate, span in zip(problem.candidates, box, strict=True)]
    counts = np.array([len(amounts) for amounts in lists], dtype=np.int64)
    # All amounts of all candidates in one array: a candidate's are the segment that ends at its end.
    place, ends = np.repeat(np.arange(len(box)), counts), np.cumsum(counts)
    every = np.concatenate([*lists, np.zeros(0, dtype=np.int64)])
    profits = worth.of(place, every) - per_euro[place] * every - once[place]
    optional = np.array([_may_be_nothing(span) for span in box], dtype=bool)
    best = np.maximum(np.where(optional, 0.0, -np.inf), -_least(-profits, counts, ends))
    regrets, none = best[place] - profits, np.where(optional, best, np.inf)
    exact = worth.exact(place, every) if worth.whole is not None else np.zeros(0, dtype=np.int64)
    starts, stops = (ends - counts).tolist(), ends.tolist()
    choices = tuple(
        Choices(amounts, regrets[start:stop], float(no), exact[start:stop])
        for amounts, start, stop, no in zip(lists, starts, stops, none, strict=True)
    )
    least = _least(regrets, counts, ends)
    favourites, runner_up = _two_first(every, regrets, none, place, counts, least)
    bound = float(prices @ rows.bound) + float(best.sum())
    return Field(problem, rows, worth, prices, choices, best, favourites, runner_up, least, none, bound)


def _least(values: Floats, counts: Ints, ends: Ints) -> Floats:
    """Return the least value of each segment, infinite where it is empty."""
    least, filled = np.full(len(counts), np.inf), np.flatnonzero(counts)
    if len(filled):
        least[filled] = np.minimum.reduceat(values, (ends - counts)[filled])
    return least


def _two_first(
    every: Ints, regrets: Floats, none: Floats, place: Ints, counts: Ints, least: Floats
) -> tuple[Ints, Floats]:
    """Return, per candidate, the amount without regret (0: nothing) and the second smallest regret."""
    at_least = np.flatnonzero(regrets == least[place])
    owners, first = np.unique(place[at_least], return_index=True)
    others = regrets.copy()
    others[at_least[first]] = np.inf
    favourites = np.zeros(len(counts), dtype=np.int64)
    favourites[owners] = np.where(least[owners] == 0, every[at_least[first]], 0)
    # Of three numbers of which two are in order, the second.
    return favourites, np.maximum(least, np.minimum(none, _least(others, counts, np.cumsum(counts))))


def _may_be_nothing(span: Span) -> bool:
    return span.optional or not span.high
