"""The best allocations of a field, by sweeps that reach further and further from its bound.

A sweep (:mod:`aapsim.engine.sweep`) returns every allocation within a loss of the bound. The loss
starts tiny and grows until something is found: nothing better can then exist.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from aapsim.engine.blocks import TooWide
from aapsim.engine.field import Field
from aapsim.engine.problem import Problem
from aapsim.engine.solver import count_work
from aapsim.engine.split import is_payable
from aapsim.engine.sweep import Found, sweep
from aapsim.engine.tables import Ints
from aapsim.engine.value import step_worth, total_worth

WIDTH = 300_000
"""Partial allocations of one funded set kept at a time; past it the search is left to the solver."""
_STRIDE_WIDTH = 10_000
"""The same while nothing is known: past it strides are shorter, then something good is looked for first."""
_SHORTER = 2
"""How often a stride is shortened."""
_DIVE_WIDTH, _BEAM = 1_000, 300
"""Where something good is looked for: past the first, only the second go on. They nearly always reach the best."""
EVERY = 1_000_000
"""Stands for all equal allocations, none left out."""
_NEAREST, _NEAR = 4, 14
"""Set the least loss and the first one tried: with less than that, a first sweep was seldom seen to find anything."""
_DIVES, _DIVE = 3, 1.5
"""How often what is good is looked for further away, and by how much further each time."""
_PAYABLE = 200
"""Allocations whose payment is tried before the search is left to the solver."""
MOST_EXACT = 400
"""Allocations whose worth is computed in fractions, where there is no common unit."""

Grants = dict[str, int]


@dataclass(frozen=True, slots=True)
class Best:
    """Allocations of equal worth and money, the first in the ranking's order among them, and where they were found.

    ``complete`` says that there are no others.
    """

    value: Fraction
    money: int
    equals: tuple[Grants, ...]
    fields: tuple[Field, ...]
    complete: bool

    def joined(self, other: Best | None) -> Best:
        """Return the better of two, or both together where they are worth as much."""
        if other is None or (other.value, other.money) < (self.value, self.money):
            return self
        if (other.value, other.money) > (self.value, self.money):
            return other
        return Best(self.value, self.money, (*self.equals, *other.equals), (*self.fields, *other.fields),
                    self.complete and other.complete)


def counts_heads(problem: Problem) -> bool:
    """Whether amounts are worth nothing by themselves: then the money granted is what a funded set is swept for."""
    return problem.objective == "projects" and problem.policy == "partial"


class Unproved(TooWide):
    """Raised with the best allocation known where sweeps do not show that there is none better."""

    def __init__(self, known: Best) -> None:
        super().__init__()
        self.known = known


def best_in(problem: Problem, ground: Field, *, within: float = np.inf, limit: int = WIDTH) -> Best | None:
    """Return the best allocations of a field; ``None`` if there is none within a loss of the bound.

    Raises ``TooWide`` when that cannot be found by sweeps of the stated width, ``Unproved`` with what is known.
    """
    end = min(within, abs(ground.bound) + float(step_worth(problem)))
    # The more projects there are, the nearer to the bound the first one is found.
    least, loss = (min(end, ground.step_worth * min(0.25, (near / max(1, len(problem.candidates))) ** 2))
                   for near in (_NEAREST, _NEAR))
    width, done = min(limit, _STRIDE_WIDTH), 0.0
    try:
        while True:
            best, work = _best_within(problem, ground, loss, width, last=loss >= end)
            if best is not None or loss >= end:
                return best
            done, loss = loss, min(end, loss * _growth(work))
    except TooWide:
        if limit < _STRIDE_WIDTH:
            raise
    try:
        # A stride that was too long is taken again in shorter ones.
        for _ in range(_SHORTER):
            middle = (done * loss) ** 0.5 if done else least
            best, _ = _best_within(problem, ground, middle, width)
            if best is not None:
                return best
            done = middle
    except TooWide:
        loss = middle
    return _proved(problem, ground, _dived(problem, ground, loss, end), 2 * done or least, end, limit)


def _best_within(
    problem: Problem, ground: Field, loss: float, limit: int, *, last: bool = False
) -> tuple[Best | None, int]:
    """Return the best allocations within a loss, and the work done; a little beyond where it is the ``last``.

    Raises ``TooWide``.
    """
    found = sweep(ground, loss + 2 * ground.margin, limit=limit, merge=not problem.needs_explicit_split)
    count_work(found.work)
    if len(found.losses) and (last or found.losses.min() <= loss + ground.margin):
        return _first(problem, ground, found), found.work
    return None, found.work


def _dived(problem: Problem, ground: Field, loss: float, end: float) -> Best | None:
    """Look ever further from the bound for something good, not for everything; ``None`` if nothing is found."""
    for _ in range(_DIVES):
        try:
            found = sweep(ground, loss, limit=_DIVE_WIDTH, merge=not problem.needs_explicit_split, beam=_BEAM)
            count_work(found.work)
            best = _first(problem, ground, found) if len(found.losses) else None
        except TooWide:
            return None
        if best is not None:
            return replace(best, complete=False)
        if loss >= end:
            return None
        loss = min(end, _DIVE * loss)
    return None


def _proved(
    problem: Problem, ground: Field, known: Best | None, loss: float, end: float, limit: int
) -> Best | None:
    """Return what :func:`best_in` does, from a loss on, with all the partial allocations that are allowed.

    Where a good allocation is known, nothing further from the bound matters.
    """
    if known is not None:
        end = min(end, max(0.0, ground.bound - float(known.value)) + ground.margin)
    try:
        while True:
            loss = min(loss, end)
            best, _ = _best_within(problem, ground, loss, limit, last=loss >= end)
            if best is not None or loss >= end:
                return best
            loss *= 1.5
    except TooWide:
        if known is None:
            raise
        raise Unproved(known) from None


def best_at(problem: Problem, ground: Field, value: Fraction, limit: int) -> Best | None:
    """Return the best allocations of a field worth a value at least; ``None``: none. May raise ``TooWide``."""
    loss = max(0.0, ground.bound - float(value)) + 2 * ground.margin
    found = sweep(ground, loss, limit=limit, merge=not problem.needs_explicit_split)
    count_work(found.work)
    return _first(problem, ground, found) if len(found.losses) else None


def _growth(work: int) -> int:
    """Return by how much a loss grows: twice as much was seen to make up to twenty times the work."""
    return 4 if work < 16 else 2


def _first(problem: Problem, ground: Field, found: Found) -> Best | None:
    """Return the best allocations found that the sources can pay; ``None`` if they can pay none."""
    values = _values(problem, ground, found)
    money = found.grants.sum(axis=1)
    order = sorted(range(len(values)), key=lambda k: (-values[k], -int(money[k])))
    first, equals = -1, list[Grants]()
    for tried, k in enumerate(order):
        if equals and (values[k], money[k]) != (values[first], money[first]):
            break
        grants = _named(problem, found.grants[k])
        payable = is_payable(problem, grants) if problem.needs_explicit_split else True
        if not payable:
            # Not known to be payable is not known to be impossible: nothing better may be ruled out.
            if payable is None or tried >= _PAYABLE:
                raise TooWide
            continue
        first = first if equals else k
        equals.append(grants)
    if not equals:
        return None
    return Best(total_worth(problem, equals[0]), int(money[first]), tuple(equals), (ground,), not found.dropped)


def _named(problem: Problem, amounts: Ints) -> Grants:
    return {c.id: int(amount) for c, amount in zip(problem.candidates, amounts, strict=True) if amount}


def _values(problem: Problem, ground: Field, found: Found) -> Sequence[int | Fraction]:
    """Return exact worths, comparable with one another; what is surely not the best is given the least."""
    if ground.worth.whole is not None:
        return [int(value) for value in found.exact]
    least = found.losses.min() + 2 * ground.margin
    near = [k for k, loss in enumerate(found.losses) if problem.needs_explicit_split or loss <= least]
    if len(near) > MOST_EXACT:
        raise TooWide
    values = [Fraction(-1)] * len(found.losses)
    for k in near:
        values[k] = total_worth(problem, _named(problem, found.grants[k]))
    return values


def equals_of(problem: Problem, best: Best) -> Sequence[Grants]:
    """Return every allocation that equals the best in worth and money. May raise ``TooWide``."""
    found: list[Grants] = []
    for ground in best.fields:
        loss = max(0.0, ground.bound - ground.value_of(_amounts(problem, best.equals[0]))) + 2 * ground.margin
        near = _first(problem, ground, sweep(ground, loss, limit=WIDTH, alike=EVERY))
        if near is not None and (near.value, near.money) == (best.value, best.money):
            found += near.equals
    return found


def _amounts(problem: Problem, grants: Grants) -> Ints:
    return np.array([grants.get(candidate.id, 0) for candidate in problem.candidates], dtype=np.int64)
