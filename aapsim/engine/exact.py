"""The optimum by sweeps: exact, proved and first in the tie order, without an integer program where possible.

A sweep (:mod:`aapsim.engine.sweep`) returns every allocation within a loss of the bound. The loss
starts tiny and grows until something is found: nothing better can then exist. Where the bound of
the whole problem is too far, the solver names the funded set, each set is swept with prices of its
own, and the solver shows that no other set can be worth as much.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from aapsim.engine.authorities import asks_alone
from aapsim.engine.blocks import TooWide
from aapsim.engine.box import Box
from aapsim.engine.field import Field, field_of
from aapsim.engine.leaves import leaf_box, leaf_prices
from aapsim.engine.model import build_model, maximise_worth
from aapsim.engine.problem import Problem
from aapsim.engine.rows import Row
from aapsim.engine.sets import TooManySets, listed, promising, sides_under
from aapsim.engine.solver import count_work, solve
from aapsim.engine.split import fewest_two_authorities, is_payable
from aapsim.engine.sweep import Found, sweep
from aapsim.engine.tables import Ints, RowTable, money_worths, worths
from aapsim.engine.ties import first_in_order
from aapsim.engine.value import step_worth, total_worth

WIDTH = 300_000
"""Partial allocations of one funded set kept at a time; past it the search is left to the solver."""
_WHOLE_WIDTH = 20_000
"""The same where every funded set is swept at once: past it they are swept one by one."""
_STRIDE_WIDTH = 10_000
"""The same for a stride that can be taken again in a shorter one."""
_SPLIT_WIDTH = 4_000
"""The same where who pays what must be decided too: nothing can be left out there, and more seldom helps."""
MOST_SETS = 12
"""Funded sets looked at one by one; past it the search is left to the solver."""
_MOST_SPLIT_SETS = 48
"""The same where who pays what must be decided too: the solver is slow there."""
EVERY = 1_000_000
"""Stands for all equal allocations, none left out."""
_SET_NODES = 20_000
_NEAREST, _NEAR = 4, 14
"""Set the least loss and the first one tried: with less than that, a first sweep was seldom seen to find anything."""
_PAYABLE = 200
"""Allocations whose payment is tried before the search is left to the solver."""
_MOST_EXACT = 400
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


def exact_optimum(
    problem: Problem, rows: Sequence[Row], table: RowTable, box: Box, multipliers: Mapping[str, Fraction]
) -> tuple[Grants, Fraction] | None:
    """Return the optimum, first in the tie order, with its exact value; ``None`` where sweeps cannot find it."""
    prices = np.array([float(multipliers.get(name, 0)) for name in table.names]) / table.scale
    whole = field_of(problem, table, box, prices, worths(problem))
    try:
        best = _without_solver(problem, whole, box) or _by_sets(problem, rows, whole, box)
    except TooWide:
        return None
    if best is None:
        return None
    grants = _fewest_shared(problem, best)
    if grants is None:
        window = whole.window(max(0.0, whole.bound - float(best.value)) + 2 * whole.margin)
        grants = first_in_order(problem, rows, window, _first_of(problem, best), best.value)
    return grants, best.value


def _without_solver(problem: Problem, whole: Field, box: Box) -> Best | None:
    """Sweep the whole problem where whole sets are many or amounts are fixed, else set by set; ``None``: too far.

    Raises ``TooWide`` where funded sets are too many to be worth looking at one by one.
    """
    if counts_heads(problem):
        return None
    if problem.policy != "partial":
        return _at_once(problem, whole, np.inf)
    if all(candidate.least <= problem.step for candidate in problem.candidates):
        # Without floors a project can enter with a single step: nearly every set is as good as another.
        return best_in(problem, whole, limit=_WHOLE_WIDTH)
    near = _near_sets(whole)
    few = near is not None and len(near) <= MOST_SETS
    at_once = None if few else _at_once(problem, whole, whole.step_worth)
    return at_once or _by_listed_sets(problem, whole, box, near)


def _near_sets(whole: Field) -> Ints | None:
    """Return the funded sets as good as the bound, to half a step; ``None`` where they are many."""
    try:
        return listed(whole, whole.step_worth / 2, limit=8 * MOST_SETS)
    except TooManySets:
        return None


def _at_once(problem: Problem, whole: Field, within: float) -> Best | None:
    """Sweep the whole problem, where its bound is near; ``None`` where it is too far."""
    try:
        return best_in(problem, whole, within=within, limit=_WHOLE_WIDTH)
    except TooWide:
        return None


def counts_heads(problem: Problem) -> bool:
    """Whether amounts are worth nothing by themselves: then the money granted is what a funded set is swept for."""
    return problem.objective == "projects" and problem.policy == "partial"


def best_in(problem: Problem, ground: Field, *, within: float = np.inf, limit: int = WIDTH) -> Best | None:
    """Return the best allocations of a field; ``None`` if there is none within a loss of the bound.

    Raises ``TooWide`` when that cannot be found by sweeps of the stated width.
    """
    merge = not problem.needs_explicit_split
    end = min(within, abs(ground.bound) + float(step_worth(problem)))
    # The more projects there are, the nearer to the bound the first one is found.
    least, loss = (min(end, ground.step_worth * min(0.25, (near / max(1, len(problem.candidates))) ** 2))
                   for near in (_NEAREST, _NEAR))
    limit = limit if merge else _SPLIT_WIDTH
    while True:
        width = limit if loss <= least else min(limit, _STRIDE_WIDTH)
        try:
            found = sweep(ground, loss + 2 * ground.margin, limit=width, merge=merge)
        except TooWide:
            # A stride that was too long is taken again in shorter ones.
            if loss <= least:
                raise
            loss = least
            continue
        count_work(found.work)
        if len(found.losses) and (found.losses.min() <= loss + ground.margin or loss >= end):
            best = _first(problem, ground, found)
            if best is not None:
                return best
        if loss >= end:
            return None
        least, loss = min(end, 2 * loss), min(end, loss * _growth(found.work))


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
    if len(near) > _MOST_EXACT:
        raise TooWide
    values = [Fraction(-1)] * len(found.losses)
    for k in near:
        values[k] = total_worth(problem, _named(problem, found.grants[k]))
    return values


def _fewest_shared(problem: Problem, best: Best) -> Grants | None:
    """Return, among equals, the one with fewest projects that two authorities pay, then the largest in order.

    ``None`` where the equals are too many to be compared one by one.
    """
    first = _first_of(problem, best)
    alone = best.complete and len(best.equals) == 1
    if alone or len(problem.authorities) == 1 or not fewest_two_authorities(problem, first):
        return first
    if not problem.needs_explicit_split and not asks_alone(problem, first):
        # Of so many grants, whether none need be shared is not asked: their order decides.
        return first
    try:
        equals = best.equals if best.complete else _equals(problem, best)
    except TooWide:
        return None
    if len(equals) > _MOST_EXACT:
        return None
    return min(equals, key=lambda grants: (fewest_two_authorities(problem, grants), _falling(problem, grants)))


def _first_of(problem: Problem, best: Best) -> Grants:
    return min(best.equals, key=lambda grants: _falling(problem, grants))


def _falling(problem: Problem, grants: Grants) -> list[int]:
    return [-grants.get(problem.candidates[place].id, 0) for place in problem.ranked]


def _equals(problem: Problem, best: Best) -> Sequence[Grants]:
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


def _most_sets(problem: Problem) -> int:
    return _MOST_SPLIT_SETS if problem.needs_explicit_split else MOST_SETS


def _by_listed_sets(problem: Problem, whole: Field, box: Box, near: Ints | None = None) -> Best | None:
    """Sweep the funded sets that may hold the optimum; ``None`` where the bound is too far for them to be listed.

    ``near`` are those of :func:`_near_sets`, where they are known.
    Raises ``TooWide`` where too many must be swept, or one of them is too wide: what the solver would
    name next is no better. Where who pays what must be decided too, the solver alone may take minutes:
    it is worth asking.
    """
    try:
        return _best_listed(problem, whole, box, near)
    except TooManySets:
        return None
    except TooWide:
        if not problem.needs_explicit_split:
            raise
        return None


def _best_listed(problem: Problem, whole: Field, box: Box, near: Ints | None) -> Best | None:
    """Sweep the listed sets, the most promising first, further from the bound until none can be better."""
    best: Best | None = None
    known = [sides_under(whole.rows, box, whole.worth, whole.prices)]
    seen: set[bytes] = set()

    def floor() -> float:
        return -np.inf if best is None else float(best.value) - whole.margin

    loss = whole.step_worth / 2
    while loss <= abs(whole.bound) + whole.step_worth:
        for funded in promising(whole, loss, seen, lambda: known, floor, near):
            if len(seen) > _most_sets(problem):
                raise TooWide
            inside = leaf_box(box, funded)
            prices = leaf_prices(whole.rows, inside, whole.worth)
            if prices is not None:
                known.append(sides_under(whole.rows, box, whole.worth, prices))
                found = _swept(problem, field_of(problem, whole.rows, inside, prices, whole.worth), best)
                best = found if best is None else best.joined(found)
        if best is not None and whole.bound - float(best.value) <= loss:
            return best
        loss, near = 4 * loss if best is None else whole.bound - float(best.value) + whole.margin, None
    return None


def _by_sets(problem: Problem, rows: Sequence[Row], whole: Field, box: Box) -> Best | None:
    """Sweep one funded set after the other, until the solver shows that no other is worth as much."""
    best: Best | None = None
    worth = money_worths(problem) if counts_heads(problem) else whole.worth
    seen: list[Ints] = []
    while len(seen) <= _most_sets(problem):
        inside = box if best is None else whole.window(whole.bound - float(best.value) + 2 * whole.margin)
        funded = _next_set(problem, rows, inside, seen, best)
        if funded is None:
            return best
        seen.append(funded)
        prices = leaf_prices(whole.rows, leaf_box(box, funded), worth)
        if prices is None:
            continue
        leaf = field_of(problem, whole.rows, leaf_box(box, funded), prices, worth)
        found = _swept(problem, leaf, best)
        best = found if best is None else best.joined(found)
    raise TooWide


def _swept(problem: Problem, leaf: Field, best: Best | None) -> Best | None:
    """Return the best allocations of one funded set, if they can be as good as the best known."""
    if best is None or counts_heads(problem):
        return best_in(problem, leaf)
    within = leaf.bound - float(best.value) + leaf.margin
    return best_in(problem, leaf, within=within) if within >= 0 else None


def _next_set(problem: Problem, rows: Sequence[Row], box: Box, seen: list[Ints], best: Best | None) -> Ints | None:
    """Return the best funded set not yet seen that may be worth as much as the best, ``None`` if there is none."""
    model = build_model(problem, rows, box, lattice=False)
    maximise_worth(model)
    if best is not None:
        worths = [term for terms in model.worth_terms for term in terms]
        model.linear.row(worths, float(best.value) / model.unit - 1e-7, np.inf)
    for funded in seen:
        terms = [(column, -1.0 if f else 1.0) for column, f in zip(model.funded, funded, strict=True)]
        model.linear.row(terms, 1.0 - float(funded.sum()), np.inf)
    answer = solve(model.linear, nodes=_SET_NODES)
    if answer.status == "infeasible":
        return None
    if answer.status == "limit" or not answer.has_point:
        raise TooWide
    return (answer.point[model.funded] > 0.5).astype(np.int64)
