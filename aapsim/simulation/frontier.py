"""The envelope curve: the exact optimum at each amount of money, or at each common cap rate.

Every point is an optimum of its own, found without looking at its neighbours: a curve of 200 points
is 200 independent answers. What is shared is only what does not depend on the money.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from typing import Literal

from aapsim.domain.issues import InvalidInput, Issue
from aapsim.engine.case import lock_issues
from aapsim.engine.problem import pools_of
from aapsim.simulation.difference import Difference, difference
from aapsim.simulation.money import with_money
from aapsim.simulation.parallel import pieces_of, spread
from aapsim.simulation.question import Found, Question, found, impossible, solved

Against = Literal["envelope", "common_rate"]
MOST_POINTS = 5_000
_PIECE = 4
"""Points a piece of work: small, so that progress is seen and a cancel waits for nothing."""


@dataclass(frozen=True, slots=True)
class Sweep:
    """What moves: the money of the sources of ``codes`` (all where empty), in euros, or the common cap rate (0–1)."""

    values: tuple[Fraction, ...]
    against: Against = "envelope"
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Point:
    """The optimum where the moving quantity is ``at``; ``envelope`` is all the money there is then, in euros."""

    at: Fraction
    envelope: int
    answer: Found

    @property
    def projects(self) -> int:
        """Number of projects funded."""
        return len(self.answer.grants)

    @property
    def coverage(self) -> Fraction:
        """Euros granted over the sum of the caps (0–1); 0 where nothing is asked."""
        return Fraction(self.answer.granted, self.answer.demand) if self.answer.demand else Fraction(0)


@dataclass(frozen=True, slots=True)
class Presence:
    """Where one project is funded along a curve: intervals (first point, last point), in order.

    ``enters`` and ``leaves`` are the points at which it appears and disappears, the first point aside.
    """

    id: str
    spans: tuple[tuple[Fraction, Fraction], ...]
    enters: tuple[Fraction, ...]
    leaves: tuple[Fraction, ...]

    @property
    def steady(self) -> bool:
        """Whether it stays in once it has entered."""
        return not self.leaves


def evenly(low: Fraction | int, high: Fraction | int, count: int, *, whole: bool = True) -> tuple[Fraction, ...]:
    """Return ``count`` values from ``low`` to ``high``, evenly spaced, whole euros where ``whole``.

    Raises ``InvalidInput`` for less than one point, too many, or a range turned around.
    """
    if not 1 <= count <= MOST_POINTS:
        raise InvalidInput([Issue("points", f"Le nombre de points va de 1 à {MOST_POINTS}.")])
    if not 0 <= low <= high:
        raise InvalidInput([Issue("points", "Le début de la courbe doit être positif et avant sa fin.")])
    gap = Fraction(high - low, max(1, count - 1))
    values = [low + gap * place for place in range(count)]
    return tuple(dict.fromkeys(Fraction(round(value)) if whole else value for value in values))


def curve(question: Question, sweep: Sweep, workers: int = 1) -> Iterator[Point]:
    """Yield the points of a curve, in order. Raises ``InvalidInput`` for inputs that cannot be used."""
    pieces = [tuple(sweep.values[place] for place in piece) for piece in pieces_of(len(sweep.values), _PIECE)]
    for points in spread(partial(_points, question, sweep), pieces, workers):
        yield from points


def _points(question: Question, sweep: Sweep, values: tuple[Fraction, ...]) -> list[Point]:
    if sweep.against == "common_rate":
        return [_at_rate(question, rate) for rate in values]
    return _at_amounts(question, sweep.codes, values)


def _at_rate(question: Question, rate: Fraction) -> Point:
    call = replace(question.call, common_rate=rate)
    return Point(rate, call.envelope, found(replace(question, call=call)))


def _at_amounts(question: Question, codes: tuple[str, ...], values: tuple[Fraction, ...]) -> list[Point]:
    case = question.case()
    blocked, points = bool(lock_issues(case)), []
    for value in values:
        call = with_money(question.call, int(value), codes)
        # Neither eligibility nor a cap depends on the money: only the pools are new.
        problem = replace(case.problem, pools=pools_of(call.sources))
        answer = impossible(problem) if blocked else solved(problem)
        points.append(Point(value, call.envelope, answer))
    return points


def steps(points: Sequence[Point]) -> list[Difference]:
    """Return what changes at each point since the one before; at the first, everything enters."""
    before: tuple[tuple[str, int], ...] = ()
    changes = []
    for point in points:
        changes.append(difference(before, point.answer.grants))
        before = point.answer.grants
    return changes


def presences(points: Sequence[Point]) -> list[Presence]:
    """Return where each project that is funded somewhere is in, by first point then id."""
    ids = sorted({one for point in points for one in point.answer.ids})
    rows = [_presence(one, points) for one in ids]
    return sorted(rows, key=lambda row: (row.spans[0][0], row.id))


def _presence(one: str, points: Sequence[Point]) -> Presence:
    inside = [one in point.answer.ids for point in points]
    spans, enters, leaves, start = [], [], [], 0
    for place, here in enumerate(inside):
        before = place > 0 and inside[place - 1]
        if here and not before:
            start = place
            enters += [points[place].at] if place else []
        if before and not here:
            leaves.append(points[place].at)
        if here and (place + 1 == len(points) or not inside[place + 1]):
            spans.append((points[start].at, points[place].at))
    return Presence(one, tuple(spans), tuple(enters), tuple(leaves))
