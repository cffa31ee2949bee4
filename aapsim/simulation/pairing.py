"""Two scenarios in the same drawn worlds: what one changes for each project, the luck being the same.

Both answer each world of one seed, so what differs between them is never the draw. The interval of
a difference is therefore much narrower than two frequencies drawn apart would allow.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from functools import partial
from math import inf

from aapsim.simulation.doubts import Doubts, World, world_of
from aapsim.simulation.intervals import Z_95, paired_difference
from aapsim.simulation.parallel import pieces_of, spread
from aapsim.simulation.question import Found, Question
from aapsim.simulation.robustness import answer_in, universe
from aapsim.simulation.worlds import base_of

_PIECE = 5


@dataclass(frozen=True, slots=True)
class Pair:
    """The optima of two scenarios in one world."""

    number: int
    first: Found
    second: Found


@dataclass(frozen=True, slots=True)
class Shift:
    """What the second scenario changes for one project.

    ``first`` and ``second`` count the trials in which each funds it, ``lost`` those in which only the
    first does, ``won`` only the second. ``low`` and ``high`` bound the difference of the frequencies
    (−1 to 1) at 95 %; ``euros`` is the mean difference of its grant, trials without one counted as 0.
    """

    id: str
    first: int
    second: int
    lost: int
    won: int
    trials: int
    low: float
    high: float
    euros: Fraction

    @property
    def difference(self) -> Fraction:
        """Frequency in the second scenario less that in the first (−1 to 1)."""
        return Fraction(self.won - self.lost, self.trials) if self.trials else Fraction(0)

    @property
    def sign(self) -> int:
        """1 or −1 where the interval leaves zero out, else 0: nothing can be said."""
        return 1 if self.low > 0 else -1 if self.high < 0 else 0


@dataclass(frozen=True, slots=True)
class Gap:
    """A mean difference (second less first) over the trials, and the half-width of its 95 % interval."""

    mean: float
    half_width: float


@dataclass(frozen=True, slots=True)
class PairReport:
    """What two scenarios under the same draws say, whole or partial.

    ``impossible`` and ``provisional`` count, for each scenario, the trials without an allocation and those
    not proved. ``projects`` and ``euros`` compare how many are funded and what is granted in all.
    ``trials`` is 0 where nothing is left to chance: then one pair, today's, is what ``shifts`` compare.
    """

    seed: int
    trials: int
    wanted: int
    impossible: tuple[int, int]
    provisional: tuple[int, int]
    projects: Gap
    euros: Gap
    shifts: tuple[Shift, ...]


def pairs(first: Question, second: Question, doubts: Doubts, count: int, seed: int, workers: int = 1) -> Iterator[Pair]:
    """Yield both answers of each world, in order. Raises ``InvalidInput``."""
    for piece in spread(partial(_piece, first, second, doubts, seed), pieces_of(count, _PIECE), workers):
        yield from piece


def _piece(first: Question, second: Question, doubts: Doubts, seed: int, numbers: range) -> list[Pair]:
    known: dict[tuple[int, World], Found] = {}
    bases = base_of(first), base_of(second)

    def answered(place: int, number: int) -> Found:
        key = place, world_of(bases[place].question, doubts, seed, number)
        if key not in known:
            known[key] = answer_in(bases[place], key[1])
        return known[key]

    return [Pair(number, answered(0, number), answered(1, number)) for number in numbers]


@dataclass(slots=True)
class PairTally:
    """Pairs counted so far: per project, how often (first, second) funded it, and the euros that moved."""

    seed: int
    trials: int = 0
    impossible: list[int] = field(default_factory=lambda: [0, 0])
    provisional: list[int] = field(default_factory=lambda: [0, 0])
    projects: Counter[int] = field(default_factory=Counter)
    granted: Counter[int] = field(default_factory=Counter)
    funded: dict[str, Counter[tuple[bool, bool]]] = field(default_factory=dict)
    euros: Counter[str] = field(default_factory=Counter)

    def add(self, pair: Pair) -> None:
        """Count one more pair."""
        self.trials += 1
        for place, answer in enumerate((pair.first, pair.second)):
            self.impossible[place] += answer.outcome == "infeasible"
            self.provisional[place] += answer.outcome == "feasible"
        before, after = dict(pair.first.grants), dict(pair.second.grants)
        self.projects[len(after) - len(before)] += 1
        self.granted[pair.second.granted - pair.first.granted] += 1
        for one in {*before, *after}:
            self.funded.setdefault(one, Counter())[one in before, one in after] += 1
            self.euros[one] += after.get(one, 0) - before.get(one, 0)


def pair_report(tally: PairTally, ids: Iterable[str], wanted: int) -> PairReport:
    """Sum up what was drawn so far. ``wanted`` 0 says that the one pair counted is today's, not a draw."""
    return PairReport(
        tally.seed,
        tally.trials if wanted else 0,
        wanted,
        (tally.impossible[0], tally.impossible[1]),
        (tally.provisional[0], tally.provisional[1]),
        mean_gap(tally.projects),
        mean_gap(tally.granted),
        tuple(_shift(tally, one, drawn=bool(wanted)) for one in ids),
    )


def _shift(tally: PairTally, one: str, *, drawn: bool) -> Shift:
    seen, trials = tally.funded.get(one, Counter()), tally.trials
    both, lost, won = seen[True, True], seen[True, False], seen[False, True]
    low, high = paired_difference(lost, won, trials) if drawn else (float(won - lost),) * 2
    euros = Fraction(tally.euros[one], trials) if trials else Fraction(0)
    return Shift(one, both + lost, both + won, lost, won, trials, low, high, euros)


def mean_gap(gaps: Counter[int]) -> Gap:
    """Return the mean of counted differences and its 95 % half-width, infinite below two trials."""
    count = gaps.total()
    if not count:
        return Gap(0.0, inf)
    mean = Fraction(sum(gap * times for gap, times in gaps.items()), count)
    if count < 2:
        return Gap(float(mean), inf)
    variance = sum((times * (gap - mean) ** 2 for gap, times in gaps.items()), Fraction(0)) / (count - 1)
    return Gap(float(mean), Z_95 * float(variance / count) ** 0.5)


def pair_reports(
    first: Question, second: Question, doubts: Doubts, count: int, seed: int, workers: int = 1
) -> Iterator[tuple[PairTally, list[str], int]]:
    """Yield the tally after each pair, the ids it is about, and the number of trials wanted.

    Without doubts there is one pair, today's answers, and none is wanted. Raises ``InvalidInput``.
    """
    ids = sorted({*universe(first.case().problem), *universe(second.case().problem)})
    tally, wanted = PairTally(seed), count if doubts.any else 0
    for pair in pairs(first, second, doubts, wanted or 1, seed, workers):
        tally.add(pair)
        yield tally, ids, wanted


def by_size(shifts: Iterable[Shift]) -> list[Shift]:
    """Return the projects whose frequency differs, the surest first, then the largest difference."""
    moved = [one for one in shifts if one.difference]
    return sorted(moved, key=lambda one: (not one.sign, -abs(one.difference), one.id))
