"""Every admissible allocation within a loss of the bound, found project by project, all at once.

With the multipliers of a :mod:`field <aapsim.engine.field>`, ``bound − worth`` of an allocation is its
*loss*: the regret of each choice, plus the multiplier of each row times what the row leaves unused.
Partial allocations are kept in arrays; one is dropped as soon as its loss so far, with the least that
its rows must still leave unused, exceeds what is allowed. Two partial allocations that leave the same
room in every row still open have the same futures: of these only those worth most are kept, then
those that grant most, then the first few in the order of the ranking.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from aapsim.engine.field import Choices, Field
from aapsim.engine.plan import Plan, least_idle, plan_of
from aapsim.engine.tables import Floats, Ints


class TooWide(ArithmeticError):
    """Raised when more partial allocations must be kept than is allowed."""


@dataclass(frozen=True, slots=True)
class Found:
    """Allocations within the loss: grants in euros, one row each, with their losses.

    ``exact`` holds what the open candidates' grants are worth as whole numbers (empty: no common unit):
    differences between two rows are exact, ``work`` counts the partial allocations that were looked at.
    """

    grants: Ints
    losses: Floats
    exact: Ints
    work: int


def sweep(ground: Field, loss: float, *, limit: int, alike: int = 1, merge: bool = True) -> Found:
    """Return the allocations whose loss is at most ``loss``.

    With ``merge`` only what can come first in the tie order is kept: of equal allocations that leave
    the same room, the ``alike`` largest in the order of the ranking. ``limit`` bounds the partial
    allocations kept at a time. Raises ``TooWide`` past it.
    """
    plan = plan_of(ground, loss)
    if plan is None:
        nothing = np.zeros(0, dtype=np.int64)
        return Found(np.zeros((0, len(ground.choices)), dtype=np.int64), np.zeros(0), nothing, 0)
    walk = _Walk(plan, limit, alike if merge else 0, ground.margin)
    for level in range(len(plan.order)):
        walk.advance(level)
    return Found(walk.followed(), walk.losses, walk.exact, walk.work)


@dataclass(slots=True)
class _Walk:
    """The partial allocations at hand, as arrays: the room they leave in the open rows, and what they lose.

    ``exact`` and ``money`` are what they are worth and grant so far, ``trail`` where each came from.
    """

    plan: Plan
    limit: int
    alike: int
    margin: float
    room: Ints = field(init=False)
    losses: Floats = field(init=False)
    exact: Ints = field(init=False)
    money: Ints = field(init=False)
    rows: Ints = field(init=False)
    trail: list[tuple[Ints, Ints]] = field(default_factory=list)
    work: int = 0

    def __post_init__(self) -> None:
        self.room, self.losses = self.plan.room[None, :].copy(), np.array([self.plan.loss])
        self.exact, self.money = np.zeros(1, dtype=np.int64), np.zeros(1, dtype=np.int64)
        self.rows = np.arange(len(self.plan.prices))

    def advance(self, level: int) -> None:
        """Decide one more candidate in every partial allocation."""
        plan, rows = self.plan, self.rows
        one, x, y, price = plan.choices[level], plan.x[rows, level], plan.y[rows, level], plan.prices[rows]
        origin, amounts, regrets, exact = self._extended(one, level, x, y, price)
        room = self.room[origin] - amounts[:, None] * x
        if y.any():
            room -= (amounts > 0)[:, None] * y
        losses = self.losses[origin] + regrets
        kept = (room >= plan.least[level + 1, rows]).all(axis=1)
        kept &= losses + least_idle(plan, level + 1, rows, room) @ price <= plan.loss_allowed
        origin, amounts, self.room, self.losses = origin[kept], amounts[kept], room[kept], losses[kept]
        self.exact, self.money = self.exact[origin] + exact[kept], self.money[origin] + amounts
        self.trail.append((origin, amounts))
        self.work += len(losses)
        self._close(level, price)
        self._merge()
        if len(self.losses) > self.limit:
            raise TooWide

    def _extended(
        self, one: Choices, level: int, x: Ints, y: Ints, price: Floats
    ) -> tuple[Ints, Ints, Floats, Ints]:
        """Return every choice of a candidate for every partial allocation: its origin, amount, regret, worth."""
        low, high = self._reach(one, level, x, y, price)
        many = np.maximum(0, high - low + 1)
        total = int(many.sum())
        if total > 8 * self.limit:
            raise TooWide
        origin = np.repeat(np.arange(len(many)), many)
        pick = np.arange(total) - np.repeat(np.cumsum(many) - many - low, many)
        amounts, regrets = one.amounts[pick], one.regrets[pick]
        exact = one.exact[pick] if len(one.exact) else np.zeros(total, dtype=np.int64)
        if one.none < np.inf:
            idle = np.flatnonzero(self.losses + one.none <= self.plan.loss_allowed)
            nothing = np.zeros(len(idle), dtype=np.int64)
            origin, amounts = np.concatenate([origin, idle]), np.concatenate([amounts, nothing])
            regrets, exact = np.concatenate([regrets, nothing + one.none]), np.concatenate([exact, nothing])
        return origin, amounts, regrets, exact

    def _reach(self, one: Choices, level: int, x: Ints, y: Ints, price: Floats) -> tuple[Ints, Ints]:
        """Return, per partial allocation, the first and last positive amount that may still be within the loss."""
        plan, rows = self.plan, self.rows
        if not len(one.amounts):
            return np.zeros(len(self.losses), dtype=np.int64), np.full(len(self.losses), -1)
        left = plan.loss_allowed - self.losses
        peak = int(np.argmin(one.regrets))
        low = np.searchsorted(-one.regrets[: peak + 1], -left, side="left")
        high = peak + np.searchsorted(one.regrets[peak:], left, side="right") - 1
        free = self.room - y - plan.least[level + 1, rows]
        for r in np.flatnonzero(x):
            # With a price, the row must be used up to what the loss still allows.
            spare = self.room[:, r] - y[r] - plan.most[level + 1, rows[r]]
            full = (spare - left / price[r]) / x[r] if price[r] else None
            if x[r] > 0:
                high = np.minimum(high, np.searchsorted(one.amounts, free[:, r] // x[r], side="right") - 1)
                low = low if full is None else np.maximum(low, np.searchsorted(one.amounts, full - 1e-6))
            else:
                low = np.maximum(low, np.searchsorted(one.amounts, -(free[:, r] // -x[r])))
                high = high if full is None else np.minimum(
                    high, np.searchsorted(one.amounts, full + 1e-6, side="right") - 1)
        return low, high

    def _close(self, level: int, price: Floats) -> None:
        """Charge for what is left unused in the rows that have no candidate left, and forget them."""
        remain = self.plan.closes[self.rows] > level
        if not remain.all():
            self.losses = self.losses + self.room[:, ~remain] @ price[~remain]
            self.room, self.rows = self.room[:, remain], self.rows[remain]

    def _merge(self) -> None:
        """Of the partial allocations that leave the same room, keep what can come first in the tie order."""
        if not self.alike or len(self.losses) <= 32:
            return
        key = _room_key(self.room)
        if key is None:
            return
        order = np.lexsort((-self.money, -self.exact, self.losses, key) if not self._counts else (
            -self.money, -self.exact, key))
        first = np.concatenate([[True], np.diff(key[order]) != 0])
        group = np.cumsum(first) - 1
        if self._counts:
            exact, money = self.exact[order], self.money[order]
            kept = (exact == exact[first][group]) & (money == money[first][group])
            chosen = self._largest(order[kept], group[kept])
        else:
            losses = self.losses[order]
            chosen = order[losses <= losses[first][group] + self.margin]
        self._keep(np.sort(chosen))

    @property
    def _counts(self) -> bool:
        """Whether worth is counted in whole numbers."""
        return any(len(one.exact) for one in self.plan.choices)

    def _largest(self, chosen: Ints, group: Ints) -> Ints:
        """Keep, of each group of equals, the first ``alike`` in the order of the ranking."""
        size = np.bincount(group)
        crowded = size[group] > self.alike
        if not crowded.any():
            return chosen
        few, many, of = chosen[~crowded], chosen[crowded], group[crowded]
        decided = self.plan.ranks[self.plan.ranks < len(self.trail)]
        grants = self._levels(many)[:, decided]
        order = np.lexsort((*(-grants[:, column] for column in range(len(decided) - 1, -1, -1)), of))
        start = np.concatenate([[True], np.diff(of[order]) != 0])
        place = np.arange(len(order)) - np.maximum.accumulate(np.where(start, np.arange(len(order)), 0))
        return np.concatenate([few, many[order[place < self.alike]]])

    def _levels(self, chosen: Ints) -> Ints:
        """Return the amounts decided so far, level by level, of some partial allocations."""
        amounts, at = np.zeros((len(chosen), len(self.trail)), dtype=np.int64), chosen
        for level in range(len(self.trail) - 1, -1, -1):
            origin, decided = self.trail[level]
            amounts[:, level] = decided[at]
            at = origin[at]
        return amounts

    def _keep(self, chosen: Ints) -> None:
        origin, amounts = self.trail[-1]
        self.trail[-1] = origin[chosen], amounts[chosen]
        self.room, self.losses = self.room[chosen], self.losses[chosen]
        self.exact, self.money = self.exact[chosen], self.money[chosen]

    def followed(self) -> Ints:
        """Return the grants of what is left, candidate by candidate."""
        grants = np.tile(self.plan.base, (len(self.losses), 1))
        grants[:, self.plan.order] = self._levels(np.arange(len(self.losses)))
        return grants


def _room_key(room: Ints) -> Ints | None:
    """Return one number per row of an array, equal where the rows are; ``None`` if they vary too much."""
    key: Ints = np.zeros(len(room), dtype=np.int64)
    if room.shape[1]:
        low = room.min(axis=0)
        span = room.max(axis=0) - low + 1
        if np.prod(span.astype(float)) > 2.0**62:
            return None
        for column in range(room.shape[1]):
            key = key * span[column] + (room[:, column] - low[column])
    return key
