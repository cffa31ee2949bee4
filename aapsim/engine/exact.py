"""The optimum by sweeps: exact, proved and first in the tie order, without an integer program where possible.

Where the bound of the whole problem is near, all of it is swept at once (:mod:`aapsim.engine.best`).
Where it is further away, the funded sets that may hold the optimum are listed, each is bounded by
prices of its own, and only those that stay promising are swept. Where they are too many, the solver
names the next one, and shows in the end that no other set can be worth as much.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np

from aapsim.engine.authorities import asks_alone, can_be_alone
from aapsim.engine.best import MOST_EXACT, Best, Grants, Unproved, best_at, best_in, counts_heads, equals_of
from aapsim.engine.blocks import TooWide
from aapsim.engine.box import Box
from aapsim.engine.field import Field, field_of
from aapsim.engine.leaves import leaf_box, leaf_prices
from aapsim.engine.model import build_model, maximise_worth
from aapsim.engine.problem import Problem
from aapsim.engine.rows import Row
from aapsim.engine.sets import MOST_LISTED, Queue, Sides, TooManySets, listed, sides_under
from aapsim.engine.solver import solve
from aapsim.engine.split import fewest_two_authorities
from aapsim.engine.tables import Floats, Ints, RowTable, money_worths, worths
from aapsim.engine.ties import first_in_order

_WHOLE_WIDTH = 20_000
"""Partial allocations kept at a time where every funded set is swept at once: past it they are swept one by one."""
_NEAR_WIDTH = 5_000
"""The same where sets could be listed as well."""
_FIXED_WIDTH = 1_000
"""The same where each amount is fixed and there is more than one limit: the solver is quick there."""
_KNOWN_WIDTH = 20_000
"""The same where the value of the optimum is known."""
MOST_SETS = 12
"""Funded sets swept one by one; past it the search is left to the solver."""
_MOST_SPLIT_SETS = 48
"""The same where who pays what must be decided too: the solver is slow there."""
_MOST_PRICED = 200
"""Funded sets that are given prices of their own."""
_FEW_LISTED = 2_000
"""Funded sets listed while no allocation is known: past it the solver names one."""
_SET_NODES = 20_000


def exact_optimum(
    problem: Problem, rows: Sequence[Row], table: RowTable, box: Box, multipliers: Mapping[str, Fraction]
) -> tuple[Grants, Fraction] | None:
    """Return the optimum, first in the tie order, with its exact value; ``None`` where sweeps cannot find it."""
    whole = whole_field(problem, table, box, multipliers)
    leaves = _Leaves(problem, whole, box)
    try:
        best = _without_solver(problem, leaves) or _by_sets(problem, rows, leaves)
    except TooWide:
        return None
    return None if best is None else (_chosen(problem, rows, whole, best), best.value)


def whole_field(problem: Problem, table: RowTable, box: Box, multipliers: Mapping[str, Fraction]) -> Field:
    """Return the field of a problem under multipliers by row name."""
    prices = np.array([float(multipliers.get(name, 0)) for name in table.names]) / table.scale
    return field_of(problem, table, box, prices, worths(problem))


def first_worth(
    problem: Problem, rows: Sequence[Row], table: RowTable, box: Box, multipliers: Mapping[str, Fraction],
    value: Fraction,
) -> Grants | None:
    """Return the optimum, first in the tie order, where its value is known; ``None`` where sweeps cannot find it."""
    whole = whole_field(problem, table, box, multipliers)
    try:
        best = best_at(problem, whole, value, _KNOWN_WIDTH)
    except TooWide:
        return None
    return None if best is None else _chosen(problem, rows, whole, best)


def _chosen(problem: Problem, rows: Sequence[Row], whole: Field, best: Best) -> Grants:
    grants = _fewest_shared(problem, best)
    if grants is None:
        window = whole.window(max(0.0, whole.bound - float(best.value)) + 2 * whole.margin)
        grants = first_in_order(problem, rows, window, _first_of(problem, best), best.value)
    return grants


def _without_solver(problem: Problem, leaves: _Leaves) -> Best | None:
    """Sweep the whole problem where whole sets are many or amounts are fixed, else set by set; ``None``: too far.

    Raises ``TooWide`` where funded sets are too many to be worth looking at one by one.
    """
    if counts_heads(problem):
        return None
    whole = leaves.whole
    if problem.policy != "partial":
        return _at_once(problem, leaves, np.inf, _FIXED_WIDTH if (whole.prices > 0).sum() > 1 else _WHOLE_WIDTH)
    if all(candidate.least <= problem.step for candidate in problem.candidates):
        # Without floors a project can enter with a single step: nearly every set is as good as another.
        return best_in(problem, whole, limit=_WHOLE_WIDTH)
    near = _near_sets(whole)
    if near is None or len(near) > MOST_SETS:
        at_once = _at_once(problem, leaves, whole.step_worth, _NEAR_WIDTH)
        if at_once is not None:
            return at_once
    return _by_listed_sets(leaves, near)


def _near_sets(whole: Field) -> Ints | None:
    """Return the funded sets as good as the bound, to half a step; ``None`` where they are many."""
    try:
        return listed(whole, whole.step_worth / 2, limit=8 * MOST_SETS)
    except TooManySets:
        return None


def _at_once(problem: Problem, leaves: _Leaves, within: float, limit: int) -> Best | None:
    """Sweep the whole problem, where its bound is near; ``None`` where it is too far: the best known is kept."""
    try:
        return best_in(problem, leaves.whole, within=within, limit=limit)
    except Unproved as found:
        leaves.hint = found.known
    except TooWide:
        pass
    return None


def _fewest_shared(problem: Problem, best: Best) -> Grants | None:
    """Return, among equals, the one with fewest projects that two authorities pay, then the largest in order.

    ``None`` where the equals are too many to be compared one by one.
    """
    first = _first_of(problem, best)
    if len(problem.authorities) == 1 or (best.complete and len(best.equals) == 1):
        return first
    none_shared = can_be_alone(problem, first)
    if none_shared is None:
        none_shared = not fewest_two_authorities(problem, first)
    # Of too many grants, whether none need be shared is not asked: their order decides.
    if none_shared or not (problem.needs_explicit_split or asks_alone(problem, first)):
        return first
    try:
        equals = best.equals if best.complete else equals_of(problem, best)
    except TooWide:
        return None
    if len(equals) > MOST_EXACT:
        return None
    return _fewest_of(problem, sorted(equals, key=lambda grants: _falling(problem, grants)))


def _fewest_of(problem: Problem, in_order: Sequence[Grants]) -> Grants:
    """Return the first of those with fewest projects that two authorities pay."""
    # Whether none need be shared is quickly asked, how many must be is not: one is the least then.
    least = 1
    for grants in in_order:
        none_shared = can_be_alone(problem, grants)
        if none_shared:
            return grants
        if none_shared is None:
            least = 0
    fewest, chosen = len(problem.candidates) + 1, in_order[0]
    for grants in in_order:
        count = fewest_two_authorities(problem, grants)
        if count < fewest:
            fewest, chosen = count, grants
        if count <= least:
            break
    return chosen


def _first_of(problem: Problem, best: Best) -> Grants:
    return min(best.equals, key=lambda grants: _falling(problem, grants))


def _falling(problem: Problem, grants: Grants) -> list[int]:
    return [-grants.get(problem.candidates[place].id, 0) for place in problem.ranked]


def _most_sets(problem: Problem) -> int:
    return _MOST_SPLIT_SETS if problem.needs_explicit_split else MOST_SETS


def _by_listed_sets(leaves: _Leaves, near: Ints | None) -> Best | None:
    """Sweep the funded sets that may hold the optimum; ``None`` where the bound is too far for them to be listed.

    ``near`` are those of :func:`_near_sets`, where they are known.
    Raises ``TooWide`` where too many must be swept, or one of them is too wide: what the solver would
    name next is no better. Where who pays what must be decided too, the solver alone may take minutes:
    it is worth asking.
    """
    try:
        return _best_listed(leaves, near)
    except TooManySets:
        return None
    except TooWide:
        if not leaves.problem.needs_explicit_split:
            raise
        return None


def _best_listed(leaves: _Leaves, near: Ints | None) -> Best | None:
    """Sweep the listed sets, the most promising first, further from the bound until none can be better."""
    whole = leaves.whole
    loss, sets = leaves.reach(0.0) if leaves.value is not None else whole.step_worth / 2, near
    while loss <= abs(whole.bound) + whole.step_worth:
        if sets is None:
            sets = leaves.listed(loss, _FEW_LISTED if leaves.value is None else MOST_LISTED)
        leaves.look_at(sets, whole.bound - loss)
        if leaves.best is not None and whole.bound - float(leaves.best.value) <= loss:
            return leaves.best
        loss, sets = leaves.reach(loss), None
    return None


@dataclass(slots=True)
class _Leaves:
    """The funded sets looked at so far, each under prices of its own, and the best allocations of those swept.

    ``priced`` holds the prices of each set (``None``: impossible), ``known`` what they say of every set, ``top``
    the most that one of them may be worth under its own. ``done`` are the sets of which nothing more is to be
    found, ``hint`` an allocation known from elsewhere.
    """

    problem: Problem
    whole: Field
    box: Box
    known: list[Sides] = field(init=False)
    priced: dict[bytes, Floats | None] = field(default_factory=dict)
    done: dict[bytes, Ints] = field(default_factory=dict)
    top: float = -np.inf
    hint: Best | None = None
    best: Best | None = None

    def __post_init__(self) -> None:
        self.known = [sides_under(self.whole.rows, self.box, self.whole.worth, self.whole.prices)]

    @property
    def value(self) -> Fraction | None:
        """The worth of the best allocation known."""
        return max((one.value for one in (self.hint, self.best) if one is not None), default=None)

    @property
    def least(self) -> float:
        """What a set must be worth to matter."""
        return -np.inf if self.value is None else float(self.value) - self.whole.margin

    @property
    def floor(self) -> float:
        """What a set must be worth to be listed: the best known, or about what the best set is likely to hold."""
        return self.least if self.value is not None else self.top - self.whole.step_worth / 2

    @property
    def window(self) -> Box:
        """The choices that may still be as good as the best known."""
        return self.box if self.value is None else self.whole.window(self.reach(0.0) + self.whole.margin)

    def reach(self, loss: float) -> float:
        """Return how far from the bound sets are listed after a loss."""
        if self.value is not None:
            return self.whole.bound - float(self.value) + self.whole.margin
        return max(2 * loss, self.whole.bound - self.floor) if self.top > -np.inf else 4 * loss

    def listed(self, loss: float, limit: int) -> Ints:
        """Return the sets within a loss of the bound that may be worth the floor. May raise ``TooManySets``."""
        known = self.known if self.floor > -np.inf else ()
        return listed(self.whole, loss, limit=limit, known=known, floor=self.floor)

    def look_at(self, sets: Ints, horizon: float) -> None:
        """Price the sets, then sweep them, the best bounded first, as long as one may be worth what is known.

        A set that is worth less than ``horizon`` is not swept: those not listed may be worth more.
        Raises ``TooWide`` where too many are looked at, or one is too wide.
        """
        queue = Queue.of(sets, self.known)
        while queue.still(self.least):
            place = queue.first
            funded = queue.sets[place]
            key = funded.tobytes()
            if key not in self.priced:
                self.price(funded)
                if key not in self.done:
                    queue.cut(self.known[-1])
                    self.top = max(self.top, float(queue.bounds[place]))
                    continue
            if key not in self.done:
                if queue.bounds[place] < horizon - 2 * self.whole.margin:
                    return
                if len(self.done) >= _most_sets(self.problem):
                    raise TooWide
                self.sweep(funded)
            queue.drop(place)

    def price(self, funded: Ints) -> None:
        """Find the prices of a set. Raises ``TooWide`` where that was done for too many."""
        if len(self.priced) >= _MOST_PRICED:
            raise TooWide
        key, heads = funded.tobytes(), counts_heads(self.problem)
        worth = money_worths(self.problem) if heads else self.whole.worth
        prices = leaf_prices(self.whole.rows, leaf_box(self.box, funded), worth)
        self.priced[key] = prices
        if prices is None:
            self.done[key] = funded
        elif not heads:
            self.known.append(sides_under(self.whole.rows, self.box, worth, prices))

    def sweep(self, funded: Ints) -> None:
        """Find the best allocations of a set. May raise ``TooWide``."""
        key = funded.tobytes()
        if key not in self.priced:
            self.price(funded)
        prices = self.priced[key]
        if prices is None or key in self.done:
            return
        worth = money_worths(self.problem) if counts_heads(self.problem) else self.whole.worth
        leaf = field_of(self.problem, self.whole.rows, leaf_box(self.box, funded), prices, worth)
        found = _swept(self.problem, leaf, self.value)
        self.best = found if self.best is None else self.best.joined(found)
        self.done[key] = funded


def _by_sets(problem: Problem, rows: Sequence[Row], leaves: _Leaves) -> Best | None:
    """Sweep one funded set after the other, as the solver names them, until no other can be worth as much."""
    if leaves.hint is not None:
        leaves.sweep(_set_of(problem, leaves.hint))
    tried: Fraction | None = None
    for _ in range(_most_sets(problem) + 1):
        funded = _next_set(problem, rows, leaves)
        if funded is None:
            return leaves.best
        leaves.sweep(funded)
        if leaves.value != tried and problem.policy == "partial" and not counts_heads(problem):
            # Now that a good one is known, the sets that may be as good are mostly few enough to be listed.
            tried = leaves.value
            with suppress(TooWide):
                return _best_listed(leaves, None)
    raise TooWide


def _set_of(problem: Problem, best: Best) -> Ints:
    return np.array([int(candidate.id in best.equals[0]) for candidate in problem.candidates], dtype=np.int64)


def _swept(problem: Problem, leaf: Field, value: Fraction | None) -> Best | None:
    """Return the best allocations of one funded set, if they can be worth the value known."""
    if value is None or counts_heads(problem):
        return best_in(problem, leaf)
    within = leaf.bound - float(value) + leaf.margin
    return best_in(problem, leaf, within=within) if within >= 0 else None


def _next_set(problem: Problem, rows: Sequence[Row], leaves: _Leaves) -> Ints | None:
    """Return the best funded set not done that may be worth as much as the best known, ``None`` if there is none."""
    model = build_model(problem, rows, leaves.window, lattice=False)
    maximise_worth(model)
    if leaves.value is not None:
        worths = [term for terms in model.worth_terms for term in terms]
        model.linear.row(worths, float(leaves.value) / model.unit - 1e-7, np.inf)
    for funded in leaves.done.values():
        terms = [(column, -1.0 if f else 1.0) for column, f in zip(model.funded, funded, strict=True)]
        model.linear.row(terms, 1.0 - float(funded.sum()), np.inf)
    answer = solve(model.linear, nodes=_SET_NODES)
    if answer.status == "infeasible":
        return None
    if answer.status == "limit" or not answer.has_point:
        raise TooWide
    return (answer.point[model.funded] > 0.5).astype(np.int64)
