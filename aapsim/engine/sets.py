"""Funded sets that may hold the optimum, without an integer program: listed, bounded, cut down by prices.

Where the bound is near, few projects are undecided, and few of their combinations fit. Each set looked at
brings prices of its own, which bound every other set too: most are never looked at.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from aapsim.engine.blocks import TooWide
from aapsim.engine.box import Box
from aapsim.engine.field import Field
from aapsim.engine.tables import Floats, Ints, RowTable, Worths

MOST_LISTED = 20_000
"""Funded sets listed at a time; past it the search is left to the solver."""

_EXACT = 2.0**53
"""Up to here, every whole number is a float."""


class TooManySets(TooWide):
    """Raised when the funded sets within a loss are more than are listed: the bound is too far."""


@dataclass(frozen=True, slots=True)
class Sides:
    """Per candidate, the most it can earn under prices if funded (``yes``) and if not (``no``, 0 or impossible)."""

    yes: Floats
    no: Floats
    constant: float

    def bounds(self, funded: Ints) -> Floats:
        """Return what each set (a row of zeros and ones) is worth at most."""
        return np.asarray(self.constant + np.where(funded > 0, self.yes, self.no).sum(axis=1))


def sides_under(rows: RowTable, box: Box, worth: Worths, prices: Floats) -> Sides:
    """Return the two sides of every candidate of a box under prices."""
    per_euro, once, places = prices @ rows.x, prices @ rows.y, np.arange(len(box))
    low, high = np.array([span.low for span in box]), np.array([span.high for span in box])
    yes = np.full(len(box), -np.inf)
    # Concave pieces: what is earned is most at an end of one of them.
    for corner in (low, high, *(np.clip(end * worth.caps, low, high) for end, _ in worth.curve[:-1])):
        yes = np.maximum(yes, worth.of(places, corner) - per_euro * corner - once)
    no = np.array([0.0 if span.optional or not span.high else -np.inf for span in box])
    return Sides(np.where(high > 0, yes, -np.inf), no, float(prices @ rows.bound))


def listed(
    ground: Field, loss: float, limit: int = MOST_LISTED, known: Sequence[Sides] = (), floor: float = -np.inf
) -> Ints:
    """Return every funded set (rows of zeros and ones) whose loss may be within ``loss``. May raise ``TooManySets``.

    Left out are those that one of the ``known`` prices shows to be worth less than ``floor``.
    """
    rows = ground.rows
    regret = np.array([ground.none, ground.least])
    open_places = np.flatnonzero((regret <= loss).all(axis=0))
    fixed = (regret[1] <= regret[0]).astype(np.int64)
    fixed[open_places] = 0
    open_places = open_places[_order(ground, open_places, regret[:, open_places].max(axis=0))]
    low = np.array([one.amounts[0] if len(one.amounts) else 0 for one in ground.choices], dtype=np.int64)
    high = np.array([one.amounts[-1] if len(one.amounts) else 0 for one in ground.choices], dtype=np.int64)
    one, other = rows.x * low + rows.y, rows.x * high + rows.y
    least, most = np.minimum(one, other), np.maximum(one, other)
    # Of what the decided ones use at least, only the rows that can break matter; at most, those that have a price.
    can_break = least @ fixed + np.maximum(least[:, open_places], 0).sum(axis=1) > rows.bound
    priced = ground.prices > 0
    left, least = (rows.bound - least @ fixed)[can_break], least[np.ix_(can_break, open_places)]
    spare, touched = _rest(np.minimum(least, 0)), least != 0
    # Whole numbers: floats hold them as exactly where they are small enough, and multiply faster.
    least = least.astype(float) if np.abs(least.astype(float)).sum() < _EXACT else least
    idle, more = (rows.bound - most @ fixed)[priced], _rest(np.maximum(most[np.ix_(priced, open_places)], 0))
    # Nothing to start from where a row is broken by what is decided already.
    broken = len(open_places) and np.any(left[~touched.any(axis=1)] < 0)
    start, prices = 0 if broken else 1, ground.prices[priced]
    taken = np.zeros((start, len(open_places)), dtype=np.int8)
    reach = np.zeros((start, len(idle)), dtype=np.int64)
    worth, without, funded = _under_prices(known, fixed, open_places)
    worth, losses = worth[:start], np.zeros(start)
    for number, place in enumerate(open_places):
        count = len(losses)
        losses = np.concatenate([losses + regret[0, place], losses + regret[1, place]])
        worth = np.concatenate([worth + without[:, number], worth + funded[:, number]])
        kept = np.flatnonzero((losses <= loss) & (worth >= floor).all(axis=1))
        reach = reach[kept % count] + (kept >= count)[:, None] * most[priced, place]
        fits = losses[kept] + np.maximum(idle - reach - more[:, number], 0) @ prices <= loss
        kept, reach = kept[fits], reach[fits]
        taken = taken[kept % count]
        taken[:, number] = kept >= count
        # Only the rows that this project is in can break now.
        used = taken[:, : number + 1] @ least[touched[:, number], : number + 1].T
        fits = (used <= (left - spare[:, number])[touched[:, number]]).all(axis=1)
        taken, reach, kept = taken[fits], reach[fits], kept[fits]
        losses, worth = losses[kept], worth[kept]
        if len(taken) > limit:
            raise TooManySets
        if not len(taken):
            break
    sets: Ints = np.tile(fixed, (len(taken), 1))
    sets[:, open_places] = taken
    # In an order of their own, whatever the order in which they were decided.
    order = np.lexsort(sets[:, np.sort(open_places)].T) if len(open_places) else np.arange(len(sets))
    return sets[order]


def _order(ground: Field, open_places: Ints, spread: Floats) -> Ints:
    """Return the order in which open places are decided, so that few partial sets are kept on the way.

    Those that lose most when they are decided the other way come first. Under a strict ranking, axis by axis
    and down the ranking: each axis is cut off somewhere, whatever the others do.
    """
    problem = ground.problem
    if problem.ranking != "strict" or not len(open_places):
        return np.argsort(-spread, kind="stable")
    rank = np.empty(len(problem.candidates), dtype=np.int64)
    rank[list(problem.ranked)] = np.arange(len(rank))
    axis = np.unique([problem.candidates[place].axis for place in open_places], return_inverse=True)[1]
    return np.lexsort((rank[open_places], axis, -np.bincount(axis, spread)[axis]))


def _under_prices(known: Sequence[Sides], fixed: Ints, open_places: Ints) -> tuple[Floats, Floats, Floats]:
    """Return the most that any set is worth under each prices, and what deciding an open place takes off it.

    First without that project, then with it: (1 × prices), (prices × places), (prices × places).
    """
    yes = np.array([sides.yes for sides in known]).reshape(len(known), len(fixed))
    no = np.array([sides.no for sides in known]).reshape(len(known), len(fixed))
    most = np.where(fixed > 0, yes, no)
    most[:, open_places] = np.maximum(yes, no)[:, open_places]
    top = np.array([sides.constant for sides in known]) + most.sum(axis=1)
    best = most[:, open_places]
    return top[None, :], no[:, open_places] - best, yes[:, open_places] - best


def _rest(values: Ints) -> Ints:
    """Return, row by row, the sum of what comes after each column."""
    after: Ints = values[:, ::-1].cumsum(axis=1)[:, ::-1] - values
    return after


@dataclass(slots=True)
class Queue:
    """Funded sets still to be looked at, with the most that each is worth under all prices known."""

    sets: Ints
    bounds: Floats

    @classmethod
    def of(cls, sets: Ints, known: Sequence[Sides]) -> Queue:
        """Return the queue of some sets (rows of zeros and ones) under some prices."""
        queue = cls(sets, np.full(len(sets), np.inf))
        for sides in known:
            queue.cut(sides)
        return queue

    def cut(self, sides: Sides) -> None:
        """Bound every set by some more prices."""
        self.bounds = np.minimum(self.bounds, sides.bounds(self.sets))

    def still(self, worth: float) -> bool:
        """Leave out the sets that cannot be worth so much, and say whether any is left."""
        kept = self.bounds >= worth
        self.sets, self.bounds = self.sets[kept], self.bounds[kept]
        return len(self.sets) > 0

    @property
    def first(self) -> int:
        """The place of the set that may be worth most (of equals, the first)."""
        return int(np.argmax(self.bounds))

    def drop(self, place: int) -> None:
        """Leave out one set."""
        self.sets, self.bounds = np.delete(self.sets, place, axis=0), np.delete(self.bounds, place)
