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

from aapsim.engine.blocks import Block, Bools, Rule, TooWide, best_alike
from aapsim.engine.field import Field
from aapsim.engine.plan import Plan, Stage, least_idle, plan_of, stage_of
from aapsim.engine.tables import Floats, Ints

_MOST_EXTENDED = 2_400_000
"""Choices of one more project, over all partial allocations, that are looked at together (memory)."""
_JOINED = 50_000
"""Choices of two blocks looked at together, so that they are decided as one; more where there is more to decide."""
_JOINED_EACH = 16
"""The same, for each partial allocation at hand."""
_ALL = 1_000
"""Choices of one more project, over all partial allocations, that are looked at without ruling out any before."""
_ROWS = 40
"""Rows with which as many partial allocations as allowed are kept; fewer where there are more rows."""
_FEW = 32
"""Up to so many partial allocations, looking for equals costs more than it saves."""


@dataclass(frozen=True, slots=True)
class Found:
    """Allocations within the loss: grants in euros, one row each, with their losses.

    ``exact`` holds what the open candidates' grants are worth as whole numbers (empty: no common unit):
    differences between two rows are exact. ``work`` counts the partial allocations kept on the way;
    ``dropped`` says that equals were left out, ``complete`` that nothing else was.
    """

    grants: Ints
    losses: Floats
    exact: Ints
    work: int
    dropped: bool
    complete: bool = True


def sweep(ground: Field, loss: float, *, limit: int, alike: int = 1, merge: bool = True, beam: int = 0) -> Found:
    """Return the allocations whose loss is at most ``loss``.

    With ``merge`` only what can come first in the tie order is kept: of equal allocations that leave
    the same room, the ``alike`` largest in the order of the ranking. ``limit`` bounds the partial
    allocations kept at a time. Past it only the ``beam`` most promising go on, so that something good is
    found though not everything; without a beam, raises ``TooWide``.
    """
    rule = Rule(alike if merge else 0, ground.worth.whole is not None, ground.margin)
    plan = plan_of(ground, loss)
    if plan is None:
        nothing = np.zeros(0, dtype=np.int64)
        return Found(np.zeros((0, len(ground.choices)), dtype=np.int64), np.zeros(0), nothing, 0, dropped=False)
    walk = _Walk(plan, max(1, limit * _ROWS // max(_ROWS, len(plan.prices))), rule, ground.problem.ranked, beam)
    for turn in range(len(plan.turns)):
        if not len(walk.losses):
            break
        walk.allowed = plan.allowed[turn]
        walk.enter(stage_of(ground, plan, turn, walk.rows, walk.left, walk.most_joined, rule))
        for level in range(len(walk.stage.blocks)):
            if len(walk.losses):
                walk.advance(level)
    return Found(walk.followed(), walk.losses, walk.exact, walk.work, walk.dropped, walk.complete)


@dataclass(slots=True)
class _Walk:
    """The partial allocations at hand, as arrays: the room they leave in the open rows, and what they lose.

    ``exact`` and ``money`` are what they are worth and grant so far; ``trail`` holds, per level, where
    each came from and which choice of the block it made.
    """

    plan: Plan
    limit: int
    rule: Rule
    ranked: tuple[int, ...]
    beam: int
    room: Ints = field(init=False)
    losses: Floats = field(init=False)
    exact: Ints = field(init=False)
    money: Ints = field(init=False)
    rows: Ints = field(init=False)
    prices: Floats = field(init=False)
    stage: Stage = field(init=False)
    blocks: list[Block] = field(default_factory=list)
    trail: list[tuple[Ints, Ints]] = field(default_factory=list)
    work: int = 0
    dropped: bool = False
    complete: bool = True
    allowed: float = 0.0

    def __post_init__(self) -> None:
        self.room, self.losses = self.plan.room[None, :].copy(), np.array([self.plan.loss])
        self.exact, self.money = np.zeros(1, dtype=np.int64), np.zeros(1, dtype=np.int64)
        self.rows, self.prices = np.arange(len(self.plan.prices)), self.plan.prices

    @property
    def left(self) -> float:
        """What the partial allocation that has lost least may still lose."""
        return self.allowed - float(self.losses.min())

    @property
    def most_joined(self) -> int:
        """How many choices of two blocks are looked at together."""
        return min(self.limit, max(_JOINED, _JOINED_EACH * len(self.losses)))

    def enter(self, stage: Stage) -> None:
        """Take up the blocks of the next turn."""
        self.stage = stage
        self.blocks += stage.blocks
        self.dropped = self.dropped or any(block.dropped for block in stage.blocks)
        # Some choices were out of reach: what is to come may be less than it seemed.
        kept = self._possible(0, self.room, self.losses)
        if not kept.all():
            self._keep(np.flatnonzero(kept))

    def _possible(self, level: int, room: Ints, losses: Floats) -> Bools:
        """Return which partial allocations can still end within the loss, from a level on."""
        to_come = self.stage.to_come
        kept = losses + least_idle(to_come, level, room) @ self.prices <= self.allowed
        return np.asarray(kept & (room >= to_come.least[level]).all(axis=1))

    def _keep(self, kept: Ints) -> None:
        if self.trail:
            origin, pick = self.trail[-1]
            self.trail[-1] = origin[kept], pick[kept]
        self.room, self.losses = self.room[kept], self.losses[kept]
        self.exact, self.money = self.exact[kept], self.money[kept]

    def advance(self, level: int) -> None:
        """Decide one more block in every partial allocation."""
        stage, block = self.stage, self.stage.blocks[level]
        if block.count == 1:
            self._settle(block, level)
            return
        origin, pick = self._extended(block, level)
        sums = block.sums[pick]
        room = self.room[origin] - sums[:, None] * stage.x[level]
        if stage.counts:
            room -= (sums > 0)[:, None] * stage.y[level]
        losses = self.losses[origin] + block.regrets[pick]
        kept = self._possible(level + 1, room, losses)
        origin, pick, self.room, self.losses = origin[kept], pick[kept], room[kept], losses[kept]
        self.exact, self.money = self.exact[origin] + block.exact[pick], self.money[origin] + sums[kept]
        self.trail.append((origin, pick))
        self._close(level)
        self._merge()
        self.work += len(self.losses)
        if len(self.losses) > self.limit:
            self._narrow(level + 1, self.beam)

    def _narrow(self, level: int, count: int) -> None:
        """Go on with the most promising partial allocations only. Raises ``TooWide`` where that is not asked for."""
        if not self.beam:
            raise TooWide
        if count < len(self.losses):
            at_least = self.losses + least_idle(self.stage.to_come, level, self.room) @ self.prices
            self._keep(np.sort(np.argpartition(at_least, count)[:count]))
            self.complete = False

    def _settle(self, block: Block, level: int) -> None:
        """Decide a block that has one choice left: without regret, it changes what is to come of nothing."""
        sums = block.sums[0]
        self.room = self.room - sums * self.stage.x[level] - (sums > 0) * self.stage.y[level]
        self.losses = self.losses + block.regrets[0]
        self.exact, self.money = self.exact + block.exact[0], self.money + sums
        self.trail.append((np.arange(len(self.losses)), np.zeros(len(self.losses), dtype=np.int64)))
        self._close(level)

    def _extended(self, block: Block, level: int) -> tuple[Ints, Ints]:
        """Return every choice of a block for every partial allocation: where it comes from, which choice."""
        if len(self.losses) * block.count <= _ALL:
            return np.arange(len(self.losses)).repeat(block.count), np.tile(np.arange(block.count), len(self.losses))
        low, many = self._within_reach(block, level)
        most = min(16 * self.limit, _MOST_EXTENDED)
        if many.sum() > most:
            self._narrow(level, max(1, min(self.beam, int(most * len(many) // many.sum()))))
            low, many = self._within_reach(block, level)
        total = int(many.sum())
        if total > most:
            raise TooWide
        origin = np.repeat(np.arange(len(many)), many)
        return origin, np.arange(total) - np.repeat(np.cumsum(many) - many - low, many)

    def _within_reach(self, block: Block, level: int) -> tuple[Ints, Ints]:
        """Return, per partial allocation, the first choice that may still be within the loss, and how many there are.

        All from the first to the last are counted.
        """
        x, y, price, to_come = self.stage.x[level], self.stage.y[level], self.prices, self.stage.to_come
        left = self.allowed - self.losses
        low, high = block.reach(left)
        for r in x.nonzero()[0]:
            # Nothing granted uses no place: where places count, either end may only be looser.
            ceiling = self.room[:, r] - min(y[r], 0) - to_come.least[level + 1, r]
            spare = self.room[:, r] - max(y[r], 0) - to_come.most[level + 1, r]
            # With a price, the row must be used up to what the loss still allows.
            full = (spare - left / price[r]) / x[r] if price[r] else None
            if x[r] > 0:
                high = np.minimum(high, block.sums.searchsorted(ceiling // x[r], side="right") - 1)
                low = low if full is None else np.maximum(low, block.sums.searchsorted(full - 1e-6))
            else:
                low = np.maximum(low, block.sums.searchsorted(-(ceiling // -x[r])))
                high = high if full is None else np.minimum(
                    high, block.sums.searchsorted(full + 1e-6, side="right") - 1)
        return low, np.maximum(0, high - low + 1)

    def _close(self, level: int) -> None:
        """Charge for what is left unused in the rows that have no block left, and forget them."""
        remain = self.stage.closes > level
        if not remain.all():
            self.losses = self.losses + self.room[:, ~remain] @ self.prices[~remain]
            self.room, self.rows, self.prices = self.room[:, remain], self.rows[remain], self.prices[remain]
            self.stage = self.stage.of_rows(remain)

    def _merge(self) -> None:
        """Of the partial allocations that leave the same room, keep what can come first in the tie order."""
        key = _room_key(self.room) if self.rule.alike and len(self.losses) > _FEW else None
        if key is None:
            return
        kept, dropped = best_alike(key, self.losses, self.exact, self.money, self.rule, self._in_order)
        self.dropped = self.dropped or dropped
        self._keep(kept)

    def _in_order(self, chosen: Ints) -> Ints:
        """Return the grants decided so far of some partial allocations, in the order of the ranking."""
        places = [place for block in self.blocks[: len(self.trail)] for place in block.members]
        column = {place: number for number, place in enumerate(places)}
        return self._decided(chosen)[:, [column[place] for place in self.ranked if place in column]]

    def _decided(self, chosen: Ints) -> Ints:
        """Return the grants decided so far of some partial allocations, block by block."""
        columns, at = [np.zeros((len(chosen), 0), dtype=np.int64)], chosen
        for level in range(len(self.trail) - 1, -1, -1):
            origin, pick = self.trail[level]
            columns.append(self.blocks[level].parts(pick[at]))
            at = origin[at]
        return np.concatenate(columns[::-1], axis=1)

    def followed(self) -> Ints:
        """Return the grants of what is left, candidate by candidate."""
        grants = np.tile(self.plan.base, (len(self.losses), 1))
        if not len(grants):
            return grants
        places = [place for block in self.blocks for place in block.members]
        grants[:, places] = self._decided(np.arange(len(self.losses)))
        return grants


def _room_key(room: Ints) -> Ints | None:
    """Return one number per row of an array, equal where the rows are; ``None`` if they vary too much."""
    key: Ints = np.zeros(len(room), dtype=np.int64)
    if room.shape[1]:
        room = room - room.min(axis=0)
        # Money comes in steps: what all differences have in common is left out, so that keys stay small.
        room //= np.maximum(np.gcd.reduce(room, axis=0), 1)
        span = room.max(axis=0) + 1
        if np.prod(span.astype(float)) > 2.0**62:
            return None
        for column in range(room.shape[1]):
            key = key * span[column] + room[:, column]
    return key
