"""How sure each project is: the exact optimum in many drawn worlds, counted.

A draw depends on the seed and its number alone. Nothing here is written back: the present
allocation is only compared with what each world would have made of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import partial

import numpy as np

from aapsim.engine.feasible import fits, respects
from aapsim.engine.problem import Problem
from aapsim.engine.rows import Row, rows_of
from aapsim.engine.tables import Ints, RowTable, all_rows
from aapsim.engine.value import admissible_below, total_worth
from aapsim.simulation.doubts import Doubts, World, world_of
from aapsim.simulation.intervals import Verdict, verdict_of, wilson
from aapsim.simulation.parallel import pieces_of, spread
from aapsim.simulation.question import Found, Question, impossible, solved
from aapsim.simulation.worlds import Base, Posed, base_of, posed_in

_PIECE = 10
"""Draws a piece of work: small, so that progress is seen and a cancel waits for nothing."""
_REGRET_PARTS = 10**12
"""Regrets are summed in these parts of one."""
DECILES = (Fraction(0), Fraction(1, 10), Fraction(1, 2), Fraction(9, 10), Fraction(1))
"""What is told of a grant's distribution: least, first decile, median, ninth decile, most."""


@dataclass(frozen=True, slots=True)
class Draw:
    """The optimum of one world, and what the present allocation is still worth there.

    ``regret`` is the part (0–1) of that optimum's value that the present allocation would miss, the
    last of the ranking taken out until the money suffices; ``tenable`` says that nothing had to be taken out.
    """

    number: int
    answer: Found
    regret: Fraction
    tenable: bool


def draws(
    question: Question, doubts: Doubts, present: Mapping[str, int], numbers: int | range, seed: int, workers: int = 1
) -> Iterator[Draw]:
    """Yield draws in order: the first ``numbers`` of them, or those of a range.

    ``present`` holds today's grants by id. Raises ``InvalidInput``.
    """
    if isinstance(numbers, range):
        yield from _piece(question, doubts, tuple(sorted(present.items())), seed, numbers)
        return
    work = partial(_piece, question, doubts, tuple(sorted(present.items())), seed)
    for piece in spread(work, pieces_of(numbers, _PIECE), workers):
        yield from piece


def _piece(
    question: Question, doubts: Doubts, present: tuple[tuple[str, int], ...], seed: int, numbers: range
) -> list[Draw]:
    base = base_of(question)
    known: dict[World, Draw] = {}
    found = []
    for number in numbers:
        world = world_of(question, doubts, seed, number)
        if world not in known:
            known[world] = draw_in(base, world, dict(present), number)
        same = known[world]
        found.append(Draw(number, same.answer, same.regret, same.tenable))
    return found


def draw_in(base: Base, world: World, present: Mapping[str, int], number: int = 0) -> Draw:
    """Answer one world, and judge the present allocation in it."""
    posed = posed_in(base, world)
    problem, answer = posed.problem, _answered(posed)
    kept = still_possible(problem, present)
    value = total_worth(problem, kept)
    regret = max(Fraction(0), 1 - value / answer.value) if answer.value else Fraction(0)
    return Draw(number, answer, regret, kept == dict(present))


def answer_in(base: Base, world: World) -> Found:
    """Answer one world."""
    return _answered(posed_in(base, world))


def _answered(posed: Posed) -> Found:
    return solved(posed.problem) if posed.possible else impossible(posed.problem)


def still_possible(problem: Problem, present: Mapping[str, int]) -> dict[str, int]:
    """Return the present grants as far as a world allows: caps first, then the last of the ranking leave.

    Only what limits the money counts: an allocation that stands is not undone for an order that moved.
    """
    left = _Room.of(problem)
    grants = {}
    for place, candidate in enumerate(problem.candidates):
        have = present.get(candidate.id, 0)
        grant = admissible_below(problem, candidate, have) if have else 0
        if grant:
            grants[candidate.id] = min(grant, have)
            left.give(place, -grants[candidate.id])
    for place in reversed(problem.ranked):
        one = problem.candidates[place].id
        if one in grants:
            if left.holds(grants):
                break
            left.give(place, grants.pop(one))
    return grants


@dataclass(slots=True)
class _Room:
    """What is left of each limiting row, kept up to date in whole numbers; without a table, rows are judged anew."""

    problem: Problem
    rows: tuple[Row, ...]
    table: RowTable | None
    left: Ints

    @classmethod
    def of(cls, problem: Problem) -> _Room:
        table = all_rows(problem)
        if table is None:
            rows = tuple(row for row in rows_of(problem) if _limits(row))
            return cls(problem, rows, None, np.zeros(0, dtype=np.int64))
        kept = ~((table.x < 0).any(axis=1) | (table.y < 0).any(axis=1))
        limits = RowTable((), table.x[kept], table.y[kept], table.bound[kept], table.scale[kept])
        return cls(problem, (), limits, limits.bound.copy())

    def give(self, place: int, grant: int) -> None:
        """Give back what a grant uses; a negative one takes."""
        if self.table is not None:
            count = 1 if grant > 0 else -1
            self.left += self.table.x[:, place] * grant + self.table.y[:, place] * count

    def holds(self, grants: Mapping[str, int]) -> bool:
        """Whether these grants, those that were taken, respect everything that limits them."""
        if self.table is None:
            return respects(self.problem, self.rows, grants)
        return bool(np.all(self.left >= 0)) and fits(self.problem, grants)


def _limits(row: Row) -> bool:
    """Whether a row only ever asks for less: neither a floor, nor a rule that somebody must come first."""
    return not (any(value < 0 for _, value in row.x) or any(value < 0 for _, value in row.y))


@dataclass(slots=True)
class Tally:
    """Draws counted so far. ``grants`` holds, by project, how often it received each amount (0 left out).

    ``missed`` sums the regrets, each rounded to ``_REGRET_PARTS``: a thousand exact ones have no common unit
    that could be written down.
    """

    seed: int
    trials: int = 0
    impossible: int = 0
    provisional: int = 0
    tenable: int = 0
    missed: int = 0
    grants: dict[str, Counter[int]] = field(default_factory=dict)

    def add(self, draw: Draw) -> None:
        """Count one more draw."""
        self.trials += 1
        self.impossible += draw.answer.outcome == "infeasible"
        self.provisional += draw.answer.outcome == "feasible"
        self.tenable += draw.tenable
        self.missed += round(draw.regret * _REGRET_PARTS)
        for one, amount in draw.answer.grants:
            self.grants.setdefault(one, Counter())[amount] += 1


@dataclass(frozen=True, slots=True)
class Chance:
    """What the draws say of one project.

    ``funded`` of ``trials``; ``low`` and ``high`` bound the frequency (0–1) at 95 %; ``mean`` and
    ``deciles`` describe its grant over all trials, those without a grant counted as 0 (euros, see ``DECILES``).
    """

    id: str
    funded: int
    trials: int
    low: float
    high: float
    verdict: Verdict
    mean: Fraction
    deciles: tuple[int, ...]

    @property
    def frequency(self) -> Fraction:
        """Trials in which it is funded over all trials; 0 without any."""
        return Fraction(self.funded, self.trials) if self.trials else Fraction(0)


def chances(tally: Tally, ids: Iterable[str]) -> list[Chance]:
    """Return what the draws say of each of ``ids``, in that order."""
    return [_chance(one, tally.grants.get(one, Counter()), tally.trials) for one in ids]


def _chance(one: str, amounts: Counter[int], trials: int) -> Chance:
    funded = sum(amounts.values())
    low, high = wilson(funded, trials)
    mean = Fraction(sum(amount * times for amount, times in amounts.items()), trials) if trials else Fraction(0)
    every = Counter(amounts)
    every[0] += trials - funded
    deciles = tuple(_quantile(every, trials, part) for part in DECILES)
    return Chance(one, funded, trials, low, high, verdict_of(funded, trials), mean, deciles)


def _quantile(amounts: Counter[int], trials: int, part: Fraction) -> int:
    """Return the smallest amount that at least a part of the trials do not exceed."""
    needed, seen = max(Fraction(1), part * trials), 0
    for amount in sorted(amounts):
        seen += amounts[amount]
        if amounts[amount] and seen >= needed:
            return amount
    return 0


def agenda(found: Iterable[Chance]) -> list[Chance]:
    """Return the projects that depend on the choices, the most open first: the committee's agenda."""
    open_ones = [one for one in found if one.verdict == "depends"]
    return sorted(open_ones, key=lambda one: (abs(one.frequency - Fraction(1, 2)), one.id))


def mean_regret(tally: Tally) -> Fraction:
    """Return the part of the value that the present allocation misses on average (0–1), to twelve decimals."""
    return Fraction(tally.missed, _REGRET_PARTS * tally.trials) if tally.trials else Fraction(0)


@dataclass(frozen=True, slots=True)
class Report:
    """Everything a robustness run says, whole or partial: what screens and files show.

    ``regret`` is the mean part (0–1) of the value that the present allocation misses, ``tenable`` the number of
    trials in which it could stay as it is. Without doubts there is nothing to try: ``trials`` is 0
    and ``chances`` holds every project as it is today.
    """

    seed: int
    trials: int
    wanted: int
    impossible: int
    provisional: int
    tenable: int
    regret: Fraction
    chances: tuple[Chance, ...]


def report(tally: Tally, ids: Iterable[str], wanted: int) -> Report:
    """Sum up what was drawn so far."""
    found = tuple(chances(tally, ids))
    return Report(
        tally.seed, tally.trials, wanted, tally.impossible, tally.provisional, tally.tenable, mean_regret(tally), found
    )


def certain(present: Mapping[str, int], ids: Iterable[str], seed: int = 0) -> Report:
    """Return the deterministic answer: without any doubt, each project is in or out, for today's amount."""
    found = tuple(
        Chance(
            one, int(one in present), 1, float(one in present), float(one in present),
            "always" if one in present else "never", Fraction(present.get(one, 0)),
            (present.get(one, 0),) * len(DECILES),
        )
        for one in ids
    )  # fmt: skip
    return Report(seed, 0, 0, 0, 0, 0, Fraction(0), found)


def reports(
    question: Question, doubts: Doubts, present: Mapping[str, int], count: int, seed: int, workers: int = 1
) -> Iterator[tuple[Tally, list[str]]]:
    """Yield the tally after each draw with the ids it is about: :func:`report` sums it up when it is wanted."""
    ids, tally = universe(question.case().problem), Tally(seed)
    for draw in draws(question, doubts, present, count, seed, workers):
        tally.add(draw)
        yield tally, ids


def universe(problem: Problem) -> list[str]:
    """Return the ids that can be funded at all, sorted."""
    return [candidate.id for candidate in problem.candidates]
