"""The optimum by sweeps: exact, proved and first in the tie order, without an integer program where possible.

Where the bound of the whole problem is near, all of it is swept at once (:mod:`aapsim.engine.best`).
Where it is further away, the funded sets that may hold the optimum are listed, each is bounded by
prices of its own, and only those that stay promising are swept. Where they are too many, the solver
names the next one, and shows in the end that no other set can be worth as much.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np

from aapsim.engine.authorities import asks_alone
from aapsim.engine.best import MOST_EXACT, Best, Grants, best_in, counts_heads, equals_of
from aapsim.engine.blocks import TooWide
from aapsim.engine.box import Box
from aapsim.engine.field import Field, field_of
from aapsim.engine.leaves import leaf_box, leaf_prices
from aapsim.engine.model import build_model, maximise_worth
from aapsim.engine.problem import Problem
from aapsim.engine.rows import Row
from aapsim.engine.sets import Queue, Sides, TooManySets, listed, sides_under
from aapsim.engine.solver import solve
from aapsim.engine.split import fewest_two_authorities
from aapsim.engine.tables import Floats, Ints, RowTable, money_worths, worths
from aapsim.engine.ties import first_in_order

_WHOLE_WIDTH = 20_000
"""Partial allocations kept at a time where every funded set is swept at once: past it they are swept one by one."""
MOST_SETS = 12
"""Funded sets looked at one by one; past it the search is left to the solver."""
_MOST_SPLIT_SETS = 48
"""The same where who pays what must be decided too: the solver is slow there."""
_SET_NODES = 20_000


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
        equals = best.equals if best.complete else equals_of(problem, best)
    except TooWide:
        return None
    if len(equals) > MOST_EXACT:
        return None
    return min(equals, key=lambda grants: (fewest_two_authorities(problem, grants), _falling(problem, grants)))


def _first_of(problem: Problem, best: Best) -> Grants:
    return min(best.equals, key=lambda grants: _falling(problem, grants))


def _falling(problem: Problem, grants: Grants) -> list[int]:
    return [-grants.get(problem.candidates[place].id, 0) for place in problem.ranked]


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
    leaves = _Leaves(problem, whole, box)
    loss, sets = whole.step_worth / 2, near
    while loss <= abs(whole.bound) + whole.step_worth:
        if sets is None:
            sets = listed(whole, loss, known=leaves.known if leaves.floor > -np.inf else (), floor=leaves.floor)
        leaves.look_at(sets, whole.bound - loss)
        if leaves.best is not None and whole.bound - float(leaves.best.value) <= loss:
            return leaves.best
        loss, sets = leaves.reach(loss), None
    return None


@dataclass(slots=True)
class _Leaves:
    """The funded sets looked at so far, each under prices of its own, and the best allocations of those swept.

    ``priced`` holds the prices of each set (``None``: impossible), ``known`` what they say of every set, ``top``
    the most that one of them may be worth under its own.
    """

    problem: Problem
    whole: Field
    box: Box
    known: list[Sides] = field(init=False)
    priced: dict[bytes, Floats | None] = field(default_factory=dict)
    swept: set[bytes] = field(default_factory=set)
    top: float = -np.inf
    best: Best | None = None

    def __post_init__(self) -> None:
        self.known = [sides_under(self.whole.rows, self.box, self.whole.worth, self.whole.prices)]

    @property
    def least(self) -> float:
        """What a set must be worth to matter."""
        return -np.inf if self.best is None else float(self.best.value) - self.whole.margin

    @property
    def floor(self) -> float:
        """What a set must be worth to be listed: the best known, or about what the best set is likely to hold."""
        return self.least if self.best is not None else self.top - self.whole.step_worth / 2

    def reach(self, loss: float) -> float:
        """Return how far from the bound sets are listed after a loss."""
        if self.best is not None:
            return self.whole.bound - float(self.best.value) + self.whole.margin
        return max(2 * loss, self.whole.bound - self.floor) if self.top > -np.inf else 4 * loss

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
                self._price(key, funded)
                if self.priced[key] is not None:
                    queue.cut(self.known[-1])
                    self.top = max(self.top, float(queue.bounds[place]))
                    continue
            prices = self.priced[key]
            if prices is not None and key not in self.swept:
                if queue.bounds[place] < horizon - 2 * self.whole.margin:
                    return
                self._sweep(key, leaf_box(self.box, funded), prices)
            queue.drop(place)

    def _price(self, key: bytes, funded: Ints) -> None:
        if len(self.priced) >= _most_sets(self.problem):
            raise TooWide
        prices = leaf_prices(self.whole.rows, leaf_box(self.box, funded), self.whole.worth)
        self.priced[key] = prices
        if prices is not None:
            self.known.append(sides_under(self.whole.rows, self.box, self.whole.worth, prices))

    def _sweep(self, key: bytes, inside: Box, prices: Floats) -> None:
        self.swept.add(key)
        leaf = field_of(self.problem, self.whole.rows, inside, prices, self.whole.worth)
        found = _swept(self.problem, leaf, self.best)
        self.best = found if self.best is None else self.best.joined(found)


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
