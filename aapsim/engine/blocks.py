"""Blocks: projects that the open rows cannot tell apart, with what they may receive together.

Money moved between two projects of a block leaves the rows as they are. So of all the ways to reach
the same sum, only those worth most, and of these the first in the order of the ranking, matter.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import gcd

import numpy as np
from numpy.typing import NDArray

from aapsim.engine.field import Choices
from aapsim.engine.tables import Floats, Ints

Bits = NDArray[np.uint8]
Bools = NDArray[np.bool_]

_ROOMY = 16
"""Keys that spread over no more than so many times their count are used as they are; others are numbered."""


class TooWide(ArithmeticError):
    """Raised when more partial allocations must be kept than is allowed."""


@dataclass(frozen=True, slots=True)
class Block:
    """Candidates decided together, with their choices by ascending sum.

    ``members`` are positions in the order of the ranking; ``exact`` is what a choice is worth as a
    whole number (0 where there is no common unit); ``parts`` turns numbers of choices into grants, a
    row for each choice and a column for each member. ``dropped`` says that equals were left out.
    """

    members: tuple[int, ...]
    sums: Ints
    regrets: Floats
    exact: Ints
    parts: Callable[[Ints], Ints]
    gap: int
    dropped: bool = False

    @property
    def count(self) -> int:
        """How many choices there are."""
        return len(self.sums)

    @property
    def none(self) -> bool:
        """Whether its candidates may receive nothing."""
        return not self.sums[0]

    @property
    def first(self) -> int:
        """The least sum above nothing (0 where there is none)."""
        return int(self.sums[0]) or int(self.sums[min(1, len(self.sums) - 1)])

    @property
    def last(self) -> int:
        """The largest sum."""
        return int(self.sums[-1])

    def within(self, loss: float) -> Block:
        """Return the block of the choices whose regret is not above a loss."""
        kept = np.flatnonzero(self.regrets <= loss)
        if len(kept) == len(self.regrets):
            return self
        parts = self.parts
        return Block(self.members, self.sums[kept], self.regrets[kept], self.exact[kept],
                     lambda chosen: parts(kept[chosen]), self.gap, self.dropped)

    def reach(self, loss: Floats) -> tuple[Ints, Ints]:
        """Return, per allowed loss, the first and last choice whose regret is within it."""
        from_left = np.minimum.accumulate(self.regrets)
        from_right = np.minimum.accumulate(self.regrets[::-1])[::-1]
        return (-from_left).searchsorted(-loss), from_right.searchsorted(loss, side="right") - 1


@dataclass(frozen=True, slots=True)
class Rule:
    """What is kept of partial allocations with the same future: ``alike`` equals (0: everything is kept).

    ``counts`` says that worth is counted in whole numbers; if not, what is within ``margin`` is equal.
    """

    alike: int
    counts: bool
    margin: float


def block_of(place: int, choices: Choices, loss: float, step: int) -> Block:
    """Return the block of one candidate: its choices within a loss."""
    kept = choices.regrets <= loss
    sums, regrets = choices.amounts[kept], choices.regrets[kept]
    exact = choices.exact[kept] if len(choices.exact) else np.zeros(len(sums), dtype=np.int64)
    gap = _gap(sums, step)
    if choices.none <= loss:
        sums, exact = np.concatenate([[0], sums]), np.concatenate([[0], exact])
        regrets = np.concatenate([[choices.none], regrets])
    return Block((place,), sums, regrets, exact, lambda chosen: sums[chosen][:, None], gap)


def _gap(sums: Ints, step: int) -> int:
    """Return the common divisor of what positive sums are apart (0: one or none)."""
    if len(sums) > 2 and sums[-2] - sums[0] == (len(sums) - 2) * step:
        # Multiples of the step, then a cap: no need to look at each.
        return gcd(step, int(sums[-1] - sums[-2]))
    return int(np.gcd.reduce(np.diff(sums))) if len(sums) > 1 else 0


def joined(one: Block, other: Block, rank: Ints, loss: float, rule: Rule) -> Block:
    """Return the block of two blocks together."""
    both = np.add.outer(one.regrets, other.regrets)
    left, right = np.nonzero(both <= loss)
    regrets = both[left, right]
    sums, exact = one.sums[left] + other.sums[right], one.exact[left] + other.exact[right]

    def parts(chosen: Ints) -> Ints:
        return np.concatenate([one.parts(left[chosen]), other.parts(right[chosen])], axis=1)

    return _in_order((one, other), rank, (sums, regrets, exact), parts, rule)


def bundled(blocks: Sequence[Block], rank: Ints, loss: float, rule: Rule) -> Block:
    """Return the block of several blocks with few choices together."""
    regrets, zero = np.zeros(1), np.zeros(1, dtype=np.int64)
    sums, exact, number = zero, zero, zero
    for block in blocks:
        regrets = np.add.outer(regrets, block.regrets).ravel()
        kept = np.flatnonzero(regrets <= loss)
        regrets, sums = regrets[kept], np.add.outer(sums, block.sums).ravel()[kept]
        exact = np.add.outer(exact, block.exact).ravel()[kept]
        number = np.add.outer(number * block.count, np.arange(block.count)).ravel()[kept]

    def parts(chosen: Ints) -> Ints:
        left, columns = number[chosen], list[Ints]()
        for block in reversed(blocks):
            left, pick = np.divmod(left, block.count)
            columns.append(block.parts(pick))
        return np.concatenate(columns[::-1], axis=1)

    return _in_order(blocks, rank, (sums, regrets, exact), parts, rule)


def _in_order(
    blocks: Sequence[Block], rank: Ints, choices: tuple[Ints, Floats, Ints], unordered: Callable[[Ints], Ints],
    rule: Rule,
) -> Block:
    """Return the block of several blocks' choices (sums, regrets, exact worths): of each sum, what can come first."""
    sums, regrets, exact = choices
    members = np.array([place for block in blocks for place in block.members])
    by_rank = np.argsort(rank[members])

    def parts(chosen: Ints) -> Ints:
        return unordered(chosen)[:, by_rank]

    best, dropped = best_alike(sums, regrets, exact, sums, rule, parts)
    order = best[np.argsort(sums[best], kind="stable")]
    sums = sums[order]
    return Block(tuple(members[by_rank].tolist()), sums, regrets[order], exact[order],
                 lambda chosen: parts(order[chosen]), _gap(sums[sums > 0], 0),
                 dropped or any(block.dropped for block in blocks))


def pooled(blocks: Sequence[Block], rank: Ints, worth_per_euro: int) -> Block:
    """Return the block of candidates whose euros are worth the same: what they earn follows from their sum.

    The sums they can reach are found with bit sets. Of each sum, the largest grants in the order of the
    ranking are worked out when asked for.
    """
    ordered = sorted((block for block in blocks), key=lambda block: rank[block.members[0]])
    reached = [1]
    for block in reversed(ordered):
        reached.append(_shifted(reached[-1], block.sums))
    reached.reverse()
    packed = [_packed(bits) for bits in reached]
    sums = np.flatnonzero(np.unpackbits(packed[0], bitorder="little"))
    # One block tells the price of a euro; the best sum has no regret.
    steepest = max(blocks, key=lambda block: int(block.sums[-1] - block.sums[0]))
    spread = float(steepest.sums[-1] - steepest.sums[0])
    slope = float(steepest.regrets[-1] - steepest.regrets[0]) / spread if spread else 0.0
    regrets = slope * (sums - (sums[0] if slope > 0 else sums[-1]))

    def parts(chosen: Ints) -> Ints:
        return _largest_parts(ordered, packed, sums[chosen])

    return Block(tuple(b.members[0] for b in ordered), sums, regrets, worth_per_euro * sums, parts,
                 _gap(sums[sums > 0], 0), dropped=True)


def _shifted(reached: int, amounts: Ints) -> int:
    """Return the bit set of one element of a set plus one of the amounts (runs of equal gaps by doubling)."""
    total, at, values = 0, 0, amounts.tolist()
    while at < len(values):
        end = at + 1
        gap = values[end] - values[at] if end < len(values) else 0
        while end < len(values) and values[end] - values[end - 1] == gap:
            end += 1
        run, have, need = reached << values[at], 1, end - at
        while have < need:
            more = min(have, need - have)
            run |= run << gap * more
            have += more
        total |= run
        at = end
    return total


def _packed(bits: int) -> Bits:
    """Return a bit set as bytes, lowest bit first."""
    return np.frombuffer(bits.to_bytes(-(-bits.bit_length() // 8), "little"), dtype=np.uint8)


def _holds(packed: Bits, numbers: Ints) -> Bools:
    """Return which numbers (not negative) are in a bit set."""
    inside = numbers >> 3 < len(packed)
    kept = np.where(inside, numbers, 0)
    held: Bools = inside & ((packed[kept >> 3] >> (kept & 7).astype(np.uint8) & 1) == 1)
    return held


def _largest_parts(ordered: Sequence[Block], packed: Sequence[Bits], totals: Ints) -> Ints:
    """Return, a row for each total, the grants that sum to it, each in turn as large as the rest allows."""
    left, grants = totals.astype(np.int64), np.zeros((len(totals), len(ordered)), dtype=np.int64)
    for place, block in enumerate(ordered):
        at = np.searchsorted(block.sums, left, side="right") - 1
        wrong = np.flatnonzero(~_holds(packed[place + 1], left - block.sums[at]))
        while len(wrong):
            at[wrong] -= 1
            wrong = wrong[~_holds(packed[place + 1], left[wrong] - block.sums[at[wrong]])]
        grants[:, place] = block.sums[at]
        left -= grants[:, place]
    return grants


def best_alike(
    key: Ints, losses: Floats, exact: Ints, money: Ints, rule: Rule, grants: Callable[[Ints], Ints]
) -> tuple[Ints, bool]:
    """Return the positions, ascending, of what can come first in the tie order among those of equal key.

    The second answer says whether equals were left out.
    """
    if not len(key):
        return key, False
    group, count = _numbered(key)
    if not rule.counts:
        least = np.full(count, np.inf)
        np.minimum.at(least, group, losses)
        return np.flatnonzero(losses <= least[group] + rule.margin), False
    equals = np.arange(len(key))
    for amounts in (exact,) if money is key else (exact, money):
        equals = equals[_is_most(group[equals], amounts[equals], count)]
    chosen = _largest(equals, group[equals], rule.alike, grants)
    return np.sort(chosen), len(chosen) < len(equals)


def _numbered(key: Ints) -> tuple[Ints, int]:
    """Return small numbers from 0, equal where keys are, and how many to make room for."""
    low = key.min()
    span = int(key.max() - low) + 1
    if span <= _ROOMY * len(key):
        return key - low, span
    found, number = np.unique(key, return_inverse=True)
    return number, len(found)


def _is_most(group: Ints, amounts: Ints, count: int) -> Bools:
    """Return which amounts are the largest of their group."""
    most = np.full(count, np.iinfo(np.int64).min)
    np.maximum.at(most, group, amounts)
    return np.asarray(amounts == most[group])


def _largest(chosen: Ints, group: Ints, alike: int, grants: Callable[[Ints], Ints]) -> Ints:
    """Keep, of each group of equals, the first ``alike`` in the order of the ranking."""
    crowded = np.bincount(group)[group] > alike
    if not crowded.any():
        return chosen
    few, many, of = chosen[~crowded], chosen[crowded], group[crowded]
    columns = -grants(many)
    order = np.lexsort((*columns.T[::-1], of))
    start = np.concatenate([[True], np.diff(of[order]) != 0])
    place = np.arange(len(order)) - np.maximum.accumulate(np.where(start, np.arange(len(order)), 0))
    return np.concatenate([few, many[order[place < alike]]])
