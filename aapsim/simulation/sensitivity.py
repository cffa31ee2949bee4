"""Which setting matters: each moved alone, how far the list of winners stays, who moves first beyond.

Moves are parts of the present value, tried outwards on a ladder, then halved between the last
move that changed nothing and the first that did, down to one percent. The answer is exact at each move
tried; a list that changes and comes back between two rungs is not looked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from typing import Any

from aapsim.domain.application import Application
from aapsim.domain.call import Call, Limit
from aapsim.simulation.difference import Difference, difference
from aapsim.simulation.parallel import spread
from aapsim.simulation.question import Found, Question, found

LADDER = tuple(Fraction(percent, 100) for percent in (1, 2, 5, 10, 20, 50, 90))
"""Moves tried, as parts of the value, on either side."""
FINEST = Fraction(1, 100)
USUAL = Fraction(1, 10)
"""The move that settings are compared by: ten percent."""


@dataclass(frozen=True, slots=True)
class Lever:
    """One setting that can be moved: its path in the call document, and its present value (never 0)."""

    path: str
    value: Fraction


@dataclass(frozen=True, slots=True)
class Side:
    """What happens on one side of a setting.

    ``stable`` is the largest move tried under which the winners stay (a part of the value, 0–0.9);
    ``first`` what the smallest move tried that changes them does, ``None`` where none does;
    ``usual`` what a move of ten percent does. ``impossible``: beyond the range there is no allocation.
    """

    stable: Fraction
    first: Difference | None
    usual: Difference
    impossible: bool = False


@dataclass(frozen=True, slots=True)
class Effect:
    """A lever with what moving it down and up does."""

    lever: Lever
    down: Side
    up: Side


def moved_euros(change: Difference) -> int:
    """Return the euros that change hands: the larger of what is given and what is taken."""
    every = (*change.entered, *change.left, *change.more, *change.less)
    given = sum(max(0, after - before) for _, before, after in every)
    taken = sum(max(0, before - after) for _, before, after in every)
    return max(given, taken)


def levers_of(question: Question) -> tuple[Lever, ...]:
    """Return every setting that can be moved: priorities, weights that count, caps and floors that are set."""
    return (*_of_the_list(question.call, question.applications), *_of_the_limits(question.call))


def _of_the_list(call: Call, applications: tuple[Application, ...]) -> Iterator[Lever]:
    for axis in call.axes:
        if axis.priority:
            yield Lever(f"axes.{axis.code}.priority", axis.priority)
    if any(one.score is None and one.marks for one in applications):
        for criterion in call.criteria:
            if criterion.weight:
                yield Lever(f"criteria.{criterion.code}.weight", criterion.weight)


def _of_the_limits(call: Call) -> Iterator[Lever]:
    for axis in call.axes:
        for name, limit in (("floor", axis.floor), ("ceiling", axis.ceiling)):
            if limit is not None and limit.value:
                yield Lever(f"axes.{axis.code}.{name}", limit.value)
    for limits in call.departments:
        for name in ("floor", "ceiling"):
            if getattr(limits, name):
                yield Lever(f"departments.{limits.code}.{name}", Fraction(getattr(limits, name)))
    for name in ("rate", "common_rate", "minimum_share", "minimum_grant", "maximum_grant", "maximum_per_applicant"):
        value = getattr(call, name)
        if value:
            yield Lever(name, Fraction(value))


def with_lever(call: Call, path: str, value: Fraction) -> Call:
    """Return the call with one setting at another value: rates stay within 0–1, euros are whole."""
    parts = path.split(".")
    if len(parts) == 1:
        plain = min(Fraction(1), value) if path in ("rate", "common_rate", "minimum_share") else round(value)
        changes: dict[str, Any] = {path: plain}
        return replace(call, **changes)
    table, code, name = parts
    rows: Any = tuple(_row(one, code, name, value) for one in getattr(call, table))
    changes = {table: rows}
    return replace(call, **changes)


def _row(row: Any, code: str, name: str, value: Fraction) -> Any:  # noqa: ANN401 - rows of three kinds
    if row.code != code:
        return row
    old = getattr(row, name)
    if isinstance(old, Limit):
        return replace(row, **{name: Limit(old.kind, value if old.kind == "euros" else min(Fraction(1), value))})
    return replace(row, **{name: round(value) if isinstance(old, int) else value})


def effects(question: Question, workers: int = 1) -> Iterator[Effect]:
    """Yield what each lever does, in the order of :func:`levers_of`. Raises ``InvalidInput``."""
    base = found(question)
    yield from spread(partial(effect_of, question, base), levers_of(question), workers)


def effect_of(question: Question, base: Found, lever: Lever) -> Effect:
    """Move one lever both ways from the present answer ``base``."""
    down, up = (_side(partial(_at, question, lever, sign), base) for sign in (-1, 1))
    return Effect(lever, down, up)


def _at(question: Question, lever: Lever, sign: int, move: Fraction) -> Found:
    call = with_lever(question.call, lever.path, lever.value * (1 + sign * move))
    return found(replace(question, call=call))


def _side(at: Callable[[Fraction], Found], base: Found) -> Side:
    known: dict[Fraction, Found] = {}

    def tried(move: Fraction) -> Found:
        if move not in known:
            known[move] = at(move)
        return known[move]

    stable, breaking = _bracket(tried, base)
    while breaking is not None and breaking - stable > FINEST:
        middle = Fraction(round((stable + breaking) * 50), 100)
        if tried(middle).ids == base.ids:
            stable = middle
        else:
            breaking = middle
    usual = difference(base.grants, tried(USUAL).grants)
    if breaking is None:
        return Side(stable, None, usual)
    beyond = tried(breaking)
    return Side(stable, difference(base.grants, beyond.grants), usual, beyond.outcome == "infeasible")


def _bracket(tried: Callable[[Fraction], Found], base: Found) -> tuple[Fraction, Fraction | None]:
    """Return the last rung that keeps the winners (0 if none) and the first that does not (``None`` if none)."""
    stable = Fraction(0)
    for move in LADDER:
        if tried(move).ids != base.ids:
            return stable, move
        stable = move
    return stable, None
