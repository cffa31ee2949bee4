"""The plan of a sweep: what is settled, in which order the rest is decided, what the later ones can still use."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from aapsim.engine.blocks import Block, Rule, block_of, joined, pooled
from aapsim.engine.field import Field
from aapsim.engine.tables import Floats, Ints, RowTable

_WIDE = 6
"""Projects with more choices than this are decided together where the rows cannot tell them apart."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The blocks in the order in which they are decided, and what the later ones can still do per row.

    ``most`` and ``least`` hold, per level, the most and the least that the blocks from there on can
    use of each row; ``grid`` the common divisor of all that they can use, counted from ``start``.
    ``closes`` is the level after which a row has no block left. ``base`` are the settled grants.
    """

    allowed: float
    blocks: tuple[Block, ...]
    x: Ints
    y: Ints
    prices: Floats
    room: Ints
    loss: float
    base: Ints
    most: Ints
    least: Ints
    grid: Ints
    start: Ints
    closes: Ints


def plan_of(ground: Field, loss: float, limit: int, rule: Rule) -> Plan | None:
    """Settle what has one choice left and put the others in order; ``None`` if nothing can be within the loss."""
    rows, prices = ground.rows, ground.prices
    open_places = np.flatnonzero(ground.runner_up <= loss)
    base = ground.favourites.copy()
    base[open_places] = 0
    room = rows.room(base)
    blocks = [block_of(int(place), ground.choices[place], loss) for place in open_places]
    least, most, _ = _ends(rows, blocks)
    if np.any(least.sum(axis=0) > room):
        return None
    moving = (most > least).any(axis=0)
    total = most.sum(axis=0)
    spent = float(prices[~moving] @ (room - total)[~moving])
    kept = np.flatnonzero(moving & ((total > room) | (prices > 0)))
    rows = RowTable((), rows.x[kept], rows.y[kept], rows.bound[kept], rows.scale[kept])
    if rule.alike:
        blocks = _together(ground, rows, blocks, loss, limit, rule)
    uses = _uses(rows, blocks, ground.problem.step)
    order = _ordered(prices[kept], blocks, uses)
    uses, blocks = uses.of(order), [blocks[place] for place in order]
    member = (uses.most != uses.least) | (uses.least != 0)
    last = len(order) - 1 - np.argmax(member[::-1], axis=0) if len(order) else np.zeros(len(kept), dtype=np.int64)
    heads = [block.members[0] for block in blocks]
    return Plan(
        loss, tuple(blocks), rows.x[:, heads], rows.y[:, heads], prices[kept], room[kept], spent, base,
        _suffix(uses.most), _suffix(uses.least), _suffix_gcd(uses.grid), _suffix(uses.start), last,
    )


def _together(
    ground: Field, rows: RowTable, blocks: Sequence[Block], loss: float, limit: int, rule: Rule
) -> list[Block]:
    """Join the wide blocks that the rows cannot tell apart; rows that count projects tell all apart."""
    rank = np.empty(len(ground.choices), dtype=np.int64)
    rank[list(ground.problem.ranked)] = np.arange(len(rank))
    kept = [block for block in blocks if block.count <= _WIDE or rows.y[:, block.members[0]].any()]
    alike: dict[bytes, list[Block]] = {}
    for block in blocks:
        if block.count > _WIDE and not rows.y[:, block.members[0]].any():
            alike.setdefault(rows.x[:, block.members[0]].tobytes(), []).append(block)
    for group in alike.values():
        kept += _joined_while_small(_pooled(ground, group, rank, rule), rank, loss, limit, rule)
    return kept


def _pooled(ground: Field, group: Sequence[Block], rank: Ints, rule: Rule) -> list[Block]:
    """Pool, in a group that the rows cannot tell apart, the candidates whose euros are worth the same."""
    worth = ground.worth.whole
    if rule.alike != 1 or worth is None or ground.worth.per_project or len(ground.worth.curve) > 1:
        return list(group)
    same: dict[int, list[Block]] = {}
    for block in group:
        same.setdefault(int(worth[block.members[0]]), []).append(block)
    return [pooled(some, rank, euro) if len(some) > 1 else some[0] for euro, some in same.items()]


def _joined_while_small(blocks: list[Block], rank: Ints, loss: float, limit: int, rule: Rule) -> list[Block]:
    blocks = sorted(blocks, key=lambda block: (block.count, block.members))
    done: list[Block] = []
    for block in blocks:
        if done and done[-1].count * block.count <= limit:
            done[-1] = joined(done[-1], block, rank, loss, rule)
        else:
            done.append(block)
    return done


@dataclass(frozen=True, slots=True)
class _Uses:
    """What blocks can use of each row (blocks × rows): least, most, one of the uses, common divisor.

    ``odd`` says which blocks may receive what is not a multiple of the step.
    """

    least: Ints
    most: Ints
    start: Ints
    grid: Ints
    odd: NDArray[np.bool_]

    def of(self, order: Ints) -> _Uses:
        return _Uses(self.least[order], self.most[order], self.start[order], self.grid[order], self.odd[order])


def _ends(rows: RowTable, blocks: Sequence[Block]) -> tuple[Ints, Ints, Ints]:
    """Return the least and the most that blocks can use of each row, and what their first positive choice uses."""
    heads = [block.members[0] for block in blocks]
    x, y = rows.x[:, heads].T, rows.y[:, heads].T
    # What a row is used for is linear in the sum once something is granted: its ends are extremes.
    first = np.array([block.sums[0] or block.sums[min(1, block.count - 1)] for block in blocks], dtype=np.int64)
    last = np.array([block.sums[-1] for block in blocks], dtype=np.int64)
    never = _never(blocks)
    low = x * first[:, None] + y * (first[:, None] > 0)
    high = x * last[:, None] + y * (last[:, None] > 0)
    least, most = np.minimum(low, high), np.maximum(low, high)
    return np.where(never, np.minimum(least, 0), least), np.where(never, np.maximum(most, 0), most), low


def _never(blocks: Sequence[Block]) -> NDArray[np.bool_]:
    """Return, as a column, which blocks may receive nothing."""
    return np.array([block.sums[0] == 0 for block in blocks], dtype=bool)[:, None]


def _uses(rows: RowTable, blocks: Sequence[Block], step: int) -> _Uses:
    least, most, low = _ends(rows, blocks)
    gaps = np.array([np.gcd.reduce(np.diff(b.sums[b.sums > 0])) for b in blocks], dtype=np.int64)[:, None]
    # Multiples of the step are a multiple of it apart; then the last tells for all.
    last = np.array([block.sums[-1] for block in blocks], dtype=np.int64)
    odd = (gaps[:, 0] % step != 0) | (last % step != 0)
    x = rows.x[:, [block.members[0] for block in blocks]].T
    return _Uses(least, most, low, np.gcd(np.abs(x) * gaps, np.where(_never(blocks), low, 0)), odd)


def _suffix(values: Ints) -> Ints:
    after = np.zeros((1, values.shape[1]), dtype=np.int64)
    return np.concatenate([np.cumsum(values[::-1], axis=0)[::-1], after])


def _suffix_gcd(values: Ints) -> Ints:
    after = np.zeros((1, values.shape[1]), dtype=np.int64)
    return np.concatenate([np.gcd.accumulate(values[::-1], axis=0)[::-1], after]) if len(values) else after


def _ordered(prices: Floats, blocks: Sequence[Block], uses: _Uses) -> Ints:
    """Close the rows that have a price first, the smallest first; inside a row the odd amounts first."""
    odd = uses.odd.tolist()
    members = [np.flatnonzero((uses.most[:, r] != 0) | (uses.least[:, r] != 0)).tolist() for r in range(len(prices))]
    order: dict[int, None] = {}
    for r in sorted(range(len(prices)), key=lambda r: (prices[r] == 0, len(members[r]), r)):
        order |= dict.fromkeys(sorted(members[r], key=lambda b: (not odd[b] or blocks[b].count > _WIDE, blocks[b].count,
                                                                 blocks[b].members)))
    return np.array([*order, *(b for b in range(len(blocks)) if b not in order)], dtype=np.int64)


def least_idle(plan: Plan, level: int, rows: Ints, room: Ints) -> Ints:
    """Return the least that each row must leave unused: beyond reach of the rest, and off its grid."""
    unused: Ints = np.maximum(room - plan.most[level, rows], 0)
    grid = plan.grid[level, rows]
    coarse = np.flatnonzero(grid > 1)
    if len(coarse):
        off = room[:, coarse] - plan.start[level, rows[coarse]] - unused[:, coarse]
        unused[:, coarse] += off % grid[coarse]
    return unused
