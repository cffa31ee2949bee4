"""The plan of a sweep: what is settled, in which order the rest is decided, what the later ones can still use."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from aapsim.engine.blocks import Block, Rule, block_of, bundled, joined, pooled
from aapsim.engine.field import Field
from aapsim.engine.tables import Floats, Ints, RowTable

_WIDE = 6
"""Projects with more choices than this are decided together where the rows cannot tell them apart."""
_BUNDLED = 64
"""Choices of narrow blocks looked at together, so that they are decided as one."""
_FEW = 6
"""Projects alone in a row of which it is found out beforehand what they must lose there."""
_MOST_LOOKED_AT = 20_000
"""Choices looked at together to find that out."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is settled, the rows that can still bind, and the candidates left, in the order of these rows.

    ``turns`` holds blocks of one candidate each. ``to_come`` is what those of the turns from each one on can
    use of each row. ``base`` are the settled grants, ``loss`` what they already lose.
    """

    allowed: tuple[float, ...]
    turns: tuple[tuple[Block, ...], ...]
    to_come: tuple[_Uses, ...]
    rows: RowTable
    prices: Floats
    room: Ints
    loss: float
    base: Ints


@dataclass(frozen=True, slots=True)
class Stage:
    """The blocks of one turn in the order in which they are decided, and what is still to come per row.

    ``x`` and ``y`` are (levels × rows still open); ``to_come`` holds, per level, what the blocks from there on,
    those of later turns included, can use of each row. ``closes`` is the level after which a row has no block
    left (past the last: in a later turn), ``counts`` says whether a row counts projects.
    """

    blocks: tuple[Block, ...]
    x: Ints
    y: Ints
    to_come: _Uses
    closes: Ints
    counts: bool

    def of_rows(self, kept: NDArray[np.bool_]) -> Stage:
        """Return the stage with some of its rows only."""
        return Stage(self.blocks, self.x[:, kept], self.y[:, kept], self.to_come.of_rows(kept), self.closes[kept],
                     self.counts)


def plan_of(ground: Field, loss: float) -> Plan | None:
    """Settle what has one choice left and put the others in order; ``None`` if nothing can be within the loss."""
    rows, prices = ground.rows, ground.prices
    open_places = np.flatnonzero(ground.runner_up <= loss)
    base = ground.favourites.copy()
    base[open_places] = 0
    room = rows.room(base)
    blocks = [block_of(int(place), ground.choices[place], loss, ground.problem.step) for place in open_places]
    x, y = rows.x[:, open_places].T, rows.y[:, open_places].T
    least, most, start = _ends(x, y, blocks)
    if np.any(least.sum(axis=0) > room):
        return None
    moving = (most > least).any(axis=0)
    total = most.sum(axis=0)
    spent = float(prices[~moving] @ (room - total)[~moving])
    kept = np.flatnonzero(moving & ((total > room) | (prices > 0)))
    uses = _Uses(least[:, kept], most[:, kept], start[:, kept], _grid(x[:, kept], start[:, kept], blocks))
    rows = RowTable((), rows.x[kept], rows.y[kept], rows.bound[kept], rows.scale[kept])
    turns = _turns(prices[kept], uses)
    to_come = uses.of([number for turn in turns for number in turn.blocks]).from_each_on(None)
    idle = least_idle(to_come, 0, room[kept][None, :])[0]
    must = _must_lose(rows, prices[kept], room[kept], idle, turns, blocks, loss - spent)
    if turns and must[0] > loss - spent:
        return None
    ends = np.cumsum([0, *(len(turn.blocks) for turn in turns)])
    return Plan(
        tuple(loss - least for least in must[1:]),
        tuple(tuple(blocks[number] for number in turn.blocks) for turn in turns),
        tuple(to_come.of(slice(end, end + 1)) for end in ends), rows, prices[kept], room[kept], spent, base,
    )


@dataclass(frozen=True, slots=True)
class _Turn:
    """Numbers of the blocks decided together, and of the row that none but they can use (-1: there is none)."""

    blocks: list[int]
    alone: int = -1


def _turns(prices: Floats, uses: _Uses) -> list[_Turn]:
    """Close the rows that have a price first, the smallest first: the blocks of each, then those of no row."""
    inside = (uses.most != 0) | (uses.least != 0)
    count, left = inside.sum(axis=0).tolist(), np.ones(len(inside), dtype=bool)
    turns = []
    for r in sorted(range(len(prices)), key=lambda r: (prices[r] == 0, count[r], r)):
        blocks = np.flatnonzero(inside[:, r] & left).tolist()
        turns.append(_Turn(blocks, r if len(blocks) == count[r] else -1))
        left &= ~inside[:, r]
    turns.append(_Turn(np.flatnonzero(left).tolist()))
    return [turn for turn in turns if turn.blocks]


def _must_lose(
    rows: RowTable, prices: Floats, room: Ints, idle: Ints, turns: Sequence[_Turn], blocks: Sequence[Block],
    allowed: float,
) -> list[float]:
    """Return what the turns from each one on must lose at least, each in a row of its own; 0 after the last.

    What these rows are known to leave ``idle`` is not counted: it is charged as long as they are open. The
    first turn is left out: it is decided at once.
    """
    must = [0.0]
    for turn in turns[:0:-1]:
        r, least = turn.alone, 0.0
        if r >= 0 and prices[r] > 0 and len(turn.blocks) <= _FEW and must[-1] <= allowed:
            x, y = (part[r, [blocks[number].members[0] for number in turn.blocks]] for part in (rows.x, rows.y))
            if not y.any():
                some, known = [blocks[number] for number in turn.blocks], float(prices[r] * idle[r])
                least = max(0.0, _least_loss(x.tolist(), some, int(room[r]), float(prices[r]), allowed) - known)
        must.append(must[-1] + least)
    return [must[-1], *must[::-1]]


def _least_loss(x: Sequence[int], blocks: Sequence[Block], room: int, price: float, allowed: float) -> float:
    """Return the least that the blocks of a row lose there, with what they leave of it; more than allowed: infinite."""
    rooms, losses = np.array([room]), np.zeros(1)
    ends = [sorted((each * int(block.sums[0]), each * block.last)) for each, block in zip(x, blocks, strict=True)]
    least, most = (sum(end[side] for end in ends) for side in (0, 1))
    for number in sorted(range(len(blocks)), key=lambda number: blocks[number].count):
        if len(rooms) * blocks[number].count > _MOST_LOOKED_AT:
            return 0.0
        least, most = least - ends[number][0], most - ends[number][1]
        rooms = np.subtract.outer(rooms, x[number] * blocks[number].sums).ravel()
        losses = np.add.outer(losses, blocks[number].regrets).ravel()
        kept = np.flatnonzero((losses + np.maximum(rooms - most, 0) * price <= allowed) & (rooms >= least))
        rooms, losses = rooms[kept], losses[kept]
    return float((losses + rooms * price).min(initial=np.inf))


def stage_of(ground: Field, plan: Plan, turn: int, live: Ints, left: float, limit: int, rule: Rule) -> Stage:
    """Return the stage of a turn: its blocks within the loss that is left, those joined that no row tells apart.

    ``live`` are the rows still open, ``limit`` the most choices of two blocks that are joined.
    """
    blocks = [block.within(left) for block in plan.turns[turn]]
    if rule.alike:
        blocks = _together(ground, plan.rows, blocks, left, limit, rule)
    blocks = _ordered(blocks, ground.problem.step)
    heads = [block.members[0] for block in blocks]
    x, y = plan.rows.x[live][:, heads].T, plan.rows.y[live][:, heads].T
    least, most, start = _ends(x, y, blocks)
    rest = plan.to_come[turn + 1].of_rows(live)
    to_come = _Uses(least, most, start, _grid(x, start, blocks)).from_each_on(rest)
    member = (x != 0) | (y != 0)
    last = np.where(member.any(axis=0), len(heads) - 1 - np.argmax(member[::-1], axis=0), 0)
    waits = ((rest.most != 0) | (rest.least != 0))[0]
    return Stage(tuple(blocks), x, y, to_come, np.where(waits, len(heads), last), bool(y.any()))


def _together(
    ground: Field, rows: RowTable, blocks: Sequence[Block], loss: float, limit: int, rule: Rule
) -> list[Block]:
    """Join the wide blocks that the rows cannot tell apart; rows that count projects tell all apart."""
    rank = np.empty(len(ground.choices), dtype=np.int64)
    rank[list(ground.problem.ranked)] = np.arange(len(rank))
    kept, alike = list[Block](), dict[tuple[bool, bytes], list[Block]]()
    for block in blocks:
        head = block.members[0]
        if rows.y[:, head].any():
            kept.append(block)
        else:
            alike.setdefault((block.count > _WIDE, rows.x[:, head].tobytes()), []).append(block)
    for (wide, _), group in alike.items():
        if wide:
            kept += _joined_while_small(_pooled(ground, group, rank, rule), rank, loss, limit, rule)
        else:
            kept += _bundled_while_small(group, rank, loss, rule)
    return kept


def _bundled_while_small(blocks: Sequence[Block], rank: Ints, loss: float, rule: Rule) -> list[Block]:
    done: list[list[Block]] = []
    count = 1
    for block in sorted(blocks, key=lambda block: (block.count, block.members)):
        count *= block.count
        if not done or count > _BUNDLED:
            count = block.count
            done.append([])
        done[-1].append(block)
    return [bundled(some, rank, loss, rule) if len(some) > 1 else some[0] for some in done]


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
    """What blocks can use of each row (blocks × rows): least, most, one of the uses, common divisor."""

    least: Ints
    most: Ints
    start: Ints
    grid: Ints

    def of(self, order: list[int] | slice) -> _Uses:
        """Return those of some blocks."""
        return _Uses(self.least[order], self.most[order], self.start[order], self.grid[order])

    def of_rows(self, kept: Ints | NDArray[np.bool_]) -> _Uses:
        """Return those of some rows."""
        return _Uses(self.least[:, kept], self.most[:, kept], self.start[:, kept], self.grid[:, kept])

    def from_each_on(self, rest: _Uses | None) -> _Uses:
        """Return what the blocks from each one on can use together, and ``rest`` after them."""
        zero = np.zeros((1, self.least.shape[1]), dtype=np.int64)
        after = rest or _Uses(zero, zero, zero, zero)
        least, most, start, grid = (
            np.concatenate([here, there])[::-1] for here, there in (
                (self.least, after.least), (self.most, after.most), (self.start, after.start), (self.grid, after.grid))
        )
        least, most, start = (ends.cumsum(axis=0)[::-1] for ends in (least, most, start))
        grid = np.gcd.accumulate(grid, axis=0)[::-1]
        return _Uses(least, most, start, grid)


def _ends(x: Ints, y: Ints, blocks: Sequence[Block]) -> tuple[Ints, Ints, Ints]:
    """Return the least and the most that blocks can use of each row, and what their first positive choice uses."""
    # What a row is used for is linear in the sum once something is granted: its ends are extremes.
    first = np.array([block.first for block in blocks], dtype=np.int64)[:, None]
    last = np.array([block.last for block in blocks], dtype=np.int64)[:, None]
    low, high = x * first, x * last
    if y.any():
        low, high = low + y * (first > 0), high + y * (last > 0)
    least, most, never = np.minimum(low, high), np.maximum(low, high), _never(blocks)
    return np.where(never, np.minimum(least, 0), least), np.where(never, np.maximum(most, 0), most), low


def _never(blocks: Sequence[Block]) -> NDArray[np.bool_]:
    """Return, as a column, which blocks may receive nothing."""
    return np.array([block.none for block in blocks], dtype=bool)[:, None]


def _grid(x: Ints, start: Ints, blocks: Sequence[Block]) -> Ints:
    gaps = np.array([block.gap for block in blocks], dtype=np.int64)[:, None]
    return np.gcd(np.abs(x) * gaps, np.where(_never(blocks), start, 0))


def _ordered(blocks: Sequence[Block], step: int) -> list[Block]:
    """Put those that may receive what is not a multiple of the step first, then those with the fewest choices."""
    # Multiples of the step are a multiple of it apart; then the last tells for all.
    return sorted(blocks, key=lambda block: (
        block.gap % step == block.last % step == 0 or block.count > _WIDE, block.count, block.members))


def least_idle(to_come: _Uses, level: int, room: Ints) -> Ints:
    """Return the least that each row must leave unused: beyond reach of the rest, and off its grid."""
    unused: Ints = np.maximum(room - to_come.most[level], 0)
    unused += (room - to_come.start[level] - unused) % np.maximum(to_come.grid[level], 1)
    return unused
