"""The plan of a sweep: what is settled, in which order the rest is decided, what the later ones can still use."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from aapsim.engine.field import Choices, Field
from aapsim.engine.problem import Problem
from aapsim.engine.tables import Floats, Ints, RowTable


@dataclass(frozen=True, slots=True)
class Plan:
    """The order in which open candidates are decided, and what the later ones can still do per row.

    ``most`` and ``least`` hold, per level, the most and the least that the candidates from there on
    can use of each row; ``grid`` the common divisor of all that they can use, from ``start`` on.
    ``closes`` is the level after which a row has no candidate left.
    """

    loss_allowed: float
    order: Ints
    ranks: Ints
    choices: tuple[Choices, ...]
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


def plan_of(ground: Field, loss: float) -> Plan | None:
    """Settle what has one choice left and put the others in order; ``None`` if nothing can be within the loss."""
    rows, prices = ground.rows, ground.prices
    open_places = np.flatnonzero(ground.runner_up <= loss)
    base = ground.favourites.copy()
    base[open_places] = 0
    room = rows.bound - rows.x @ base - rows.y @ (base > 0)
    inside = [ground.choices[place].within(loss) for place in open_places]
    uses = _uses(rows, open_places, inside)
    if np.any(uses.least.sum(axis=0) > room):
        return None
    moving = (uses.most > uses.least).any(axis=0)
    total = uses.most.sum(axis=0)
    spent = float(prices[~moving] @ (room - total)[~moving])
    kept = np.flatnonzero(moving & ((total > room) | (prices > 0)))
    order = _ordered(ground, kept, inside, uses)
    uses = uses.of(order, kept)
    places = open_places[order]
    member = (uses.most != uses.least) | (uses.least != 0)
    last = len(order) - 1 - np.argmax(member[::-1], axis=0) if len(order) else np.zeros(len(kept), dtype=np.int64)
    return Plan(
        loss, places, _ranks(ground.problem, places), tuple(inside[place] for place in order),
        rows.x[np.ix_(kept, places)], rows.y[np.ix_(kept, places)], prices[kept], room[kept], spent, base,
        _suffix(uses.most), _suffix(uses.least), _suffix_gcd(uses.grid), _suffix(uses.start), last,
    )


@dataclass(frozen=True, slots=True)
class _Uses:
    """What open candidates can use of each row (candidates × rows): least, most, one of the uses, common divisor."""

    least: Ints
    most: Ints
    start: Ints
    grid: Ints

    def of(self, order: Ints, kept: Ints) -> _Uses:
        cut = np.ix_(order, kept)
        return _Uses(self.least[cut], self.most[cut], self.start[cut], self.grid[cut])


def _uses(rows: RowTable, places: Ints, inside: list[Choices]) -> _Uses:
    first = np.array([one.amounts[0] if len(one.amounts) else 0 for one in inside], dtype=np.int64)[:, None]
    last = np.array([one.amounts[-1] if len(one.amounts) else 0 for one in inside], dtype=np.int64)[:, None]
    gaps = np.array([np.gcd.reduce(np.diff(one.amounts)) for one in inside], dtype=np.int64)[:, None]
    never = np.array([one.none < np.inf for one in inside], dtype=bool)[:, None]
    x, y = rows.x[:, places].T, rows.y[:, places].T
    low, high = x * first + y * (first > 0), x * last + y * (last > 0)
    least, most = np.minimum(low, high), np.maximum(low, high)
    least, most = np.where(never, np.minimum(least, 0), least), np.where(never, np.maximum(most, 0), most)
    return _Uses(least, most, low, np.gcd(np.abs(x) * gaps, np.where(never, low, 0)))


def _ranks(problem: Problem, places: Ints) -> Ints:
    """Return the levels in the order of the ranking."""
    level = {int(place): number for number, place in enumerate(places)}
    return np.array([level[place] for place in problem.ranked if place in level], dtype=np.int64)


def _suffix(values: Ints) -> Ints:
    after = np.zeros((1, values.shape[1]), dtype=np.int64)
    return np.concatenate([np.cumsum(values[::-1], axis=0)[::-1], after])


def _suffix_gcd(values: Ints) -> Ints:
    after = np.zeros((1, values.shape[1]), dtype=np.int64)
    return np.concatenate([np.gcd.accumulate(values[::-1], axis=0)[::-1], after]) if len(values) else after


def _ordered(ground: Field, kept: Ints, inside: list[Choices], uses: _Uses) -> Ints:
    """Close the rows that have a price first, the smallest first; inside a row the odd amounts first."""
    step = ground.problem.step
    odd = [bool(np.any(one.amounts % step)) for one in inside]
    members = {int(r): np.flatnonzero((uses.most[:, r] != 0) | (uses.least[:, r] != 0)).tolist() for r in kept}
    order: dict[int, None] = {}
    for r in sorted(members, key=lambda r: (ground.prices[r] == 0, len(members[r]), r)):
        order |= dict.fromkeys(sorted(members[r], key=lambda p: (not odd[p], inside[p].count, p)))
    return np.array([*order, *(p for p in range(len(inside)) if p not in order)], dtype=np.int64)


def least_idle(plan: Plan, level: int, rows: Ints, room: Ints) -> Ints:
    """Return the least that each row must leave unused: beyond reach of the rest, and off its grid."""
    unused: Ints = np.maximum(room - plan.most[level, rows], 0)
    grid = plan.grid[level, rows]
    coarse = np.flatnonzero(grid > 1)
    if len(coarse):
        off = room[:, coarse] - plan.start[level, rows[coarse]] - unused[:, coarse]
        unused[:, coarse] += off % grid[coarse]
    return unused
