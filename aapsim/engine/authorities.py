"""Which authority pays how much of each grant, when one of two authorities has a single source.

That is the usual case: the ARS with its fund, the préfet with the actions of one programme. Whether
every grant can be paid by one authority alone is a question of subset sums, answered exactly with
bit sets; the general case is left to the solver (:mod:`aapsim.engine.split`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import gcd

import numpy as np
from numpy.typing import NDArray

from aapsim.engine.problem import Problem

_LARGEST = 200_000_000
"""Bits of the subset sums of one group beyond which the exact question is not asked (about 25 MB)."""

Loads = dict[str, dict[str, int]]
"""Euros by id and authority; only positive amounts."""


@dataclass(frozen=True, slots=True)
class _Item:
    """One grant in units: its class (which sources of the second authority may pay it) and who may pay."""

    id: str
    amount: int
    kind: int
    first: bool
    second: bool


@dataclass(frozen=True, slots=True)
class _Sides:
    """The single-source authority (``one``) against the other, with their money in units.

    ``rooms`` holds what the other can pay for the classes 0 (its first source only), 1 (its second
    only) and 2 (all).
    """

    one: str
    other: str
    one_room: int
    rooms: tuple[int, int, int]
    items: tuple[_Item, ...]
    unit: int
    one_first: bool


@dataclass(frozen=True, slots=True)
class _Shape:
    """What of the two sides hangs on the problem alone, in euros; ``others`` are the pools of ``other``."""

    one: str
    other: str
    mask: int
    others: list[int]
    one_room: int
    rooms: tuple[int, int, int]


def _shape(problem: Problem) -> _Shape | None:
    """Return the two sides of a problem, ``None`` where the shape is another (computed once)."""
    if "_shape" not in problem.__dict__:
        problem.__dict__["_shape"] = _shape_of(problem)
    known: _Shape | None = problem.__dict__["_shape"]
    return known


def _shape_of(problem: Problem) -> _Shape | None:
    authorities = problem.authorities
    if len(authorities) != 2:
        return None
    places = {a: [s for s, pool in enumerate(problem.pools) if pool.authority == a] for a in authorities}
    one, other = sorted(authorities, key=lambda a: (len(places[a]), authorities.index(a)))
    if len(places[one]) != 1 or len(places[other]) > 2:
        return None
    masks = {a: sum(1 << s for s in places[a]) for a in authorities}
    if any(pool.targets & ~masks[pool.authority] for pool in problem.pools):
        return None
    singles = [problem.pool_capacity(1 << s) for s in places[other]]
    rooms = singles[0], singles[-1], problem.pool_capacity(masks[other])
    return _Shape(one, other, masks[one], places[other], problem.pool_capacity(masks[one]), rooms)


def _sides(problem: Problem, grants: Mapping[str, int], unit: int) -> _Sides | None:
    """Describe the two sides in units that divide every grant, or ``None`` where the shape is another."""
    shape = _shape(problem)
    if shape is None:
        return None
    items = tuple(
        _item(candidate.open, shape.mask, shape.others, candidate.id, grant // unit)
        for candidate in (problem.candidates[i] for i in problem.ranked)
        if (grant := grants.get(candidate.id))
    )
    if any(not item.first and not item.second for item in items):
        return None
    first, second, both = shape.rooms
    rooms = first // unit, second // unit, both // unit
    return _Sides(shape.one, shape.other, shape.one_room // unit, rooms, items, unit,
                  shape.one == problem.authorities[0])


def _item(mask: int, one: int, others: list[int], name: str, amount: int) -> _Item:
    open_places = [number for number, s in enumerate(others) if mask >> s & 1]
    kind = open_places[0] if len(open_places) == 1 and len(others) == 2 else 2
    return _Item(name, amount, kind, bool(mask & one), bool(open_places))


@dataclass(slots=True)
class _State:
    """What is already decided: units paid by the one, and by the other per class."""

    sides: _Sides
    one: int
    other: list[int]

    def fits(self, left: tuple[int, int, int]) -> tuple[int, int, tuple[int, int]]:
        """Return the interval that the one must still take of what is left, and the least per class 0 and 1."""
        rooms = self.sides.rooms
        least = (max(0, self.other[0] + left[0] - rooms[0]), max(0, self.other[1] + left[1] - rooms[1]))
        low = max(sum(self.other) + sum(left) - rooms[2], least[0] + least[1], 0)
        return low, self.sides.one_room - self.one, least

    def roomy(self, left: tuple[int, int, int]) -> bool:
        """Whether the rest can be paid when grants may be shared freely."""
        low, high, least = self.fits(left)
        return least[0] <= left[0] and least[1] <= left[1] and low <= min(high, sum(left))


def _suffix_sums(items: list[_Item], kinds: tuple[int, ...]) -> list[int]:
    """Return, per position, the bit set of the sums that the items from there on can make."""
    sums = [1]
    for item in reversed(items):
        sums.append(sums[-1] | sums[-1] << item.amount if item.kind in kinds else sums[-1])
    return sums[::-1]


def _sum_set(a: int, b: int) -> int:
    """Return the bit set of all sums of one element of each (a convolution: the sets may be dense)."""
    if not a or not b:
        return 0
    size = a.bit_length() + b.bit_length() - 1
    length = 1 << size.bit_length()
    product = np.fft.irfft(np.fft.rfft(bits_of(a), length) * np.fft.rfft(bits_of(b), length), length)
    return int.from_bytes(np.packbits(product[:size] > 0.5, bitorder="little").tobytes(), "little")


def bits_of(number: int) -> NDArray[np.uint8]:
    """Return a bit set as an array of zeros and ones, lowest first."""
    raw = number.to_bytes(-(-number.bit_length() // 8), "little")
    return np.unpackbits(np.frombuffer(raw, dtype=np.uint8), bitorder="little")


def widened(sums: int, width: int) -> int:
    """Return a bit set of sums with anything from 0 to ``width`` added."""
    done = 1
    while done <= width:
        shift = min(done, width + 1 - done)
        sums |= sums << shift
        done += shift
    return sums


def _meet(a: int, b: int, low: int, high: int, *, even: bool = False) -> bool:
    """Whether one element of each bit set sum to something between two bounds.

    The second set is mirrored and widened to the window, so that one intersection answers; ``even`` says
    that it reads the same from both ends.
    """
    if not a or not b:
        return False
    length = b.bit_length()
    mirrored = b if even else int(f"{b:b}"[::-1], 2)
    wide = widened(mirrored, min(high - low, a.bit_length() + length))
    offset = low - length + 1
    return bool(a & (wide << offset if offset >= 0 else wide >> -offset))


@dataclass(slots=True)
class _Exact:
    """Answers whether the rest can be paid with every grant paid by one authority alone.

    The sums that the grants from a position on can make are worked out per group of classes, when asked for.
    """

    items: list[_Item]
    known: dict[tuple[int, ...], list[int]] = field(default_factory=dict)

    def sums(self, *kinds: int) -> list[int]:
        """Return, per position, the sums that the grants of some classes from there on can make."""
        present = tuple(kind for kind in kinds if any(item.kind == kind for item in self.items))
        if present not in self.known:
            self.known[present] = _suffix_sums(self.items, present)
        return self.known[present]

    def possible(self, state: _State, position: int, left: tuple[int, int, int]) -> bool:
        low, high, least = state.fits(left)
        if high < low:
            return False
        if least == (0, 0):
            return bool(self.sums(0, 1, 2)[position] >> low & ((1 << (high - low + 1)) - 1))
        zero = self.sums(0)[position] >> least[0] << least[0]
        one = self.sums(1)[position] >> least[1] << least[1]
        # All the sums of some grants read the same from both ends: what is taken or what is left.
        if least[1] == 0:
            return _meet(zero, self.sums(1, 2)[position], low, high, even=True)
        if least[0] == 0:
            return _meet(one, self.sums(0, 2)[position], low, high, even=True)
        return _meet(zero, _sum_set(one, self.sums(2)[position]), low, high)


def authority_loads(problem: Problem, grants: Mapping[str, int]) -> Loads | None:
    """Return who pays how much of each grant (all positive), fewest shared grants first.

    In the ranking, the first authority of the call pays all it can. ``None`` where this module
    does not apply or the grants cannot be paid; under agreements or a single authority a project,
    only grants that need not be shared are answered. The answer to the last grants asked about is kept.
    """
    known: tuple[dict[str, int], Loads | None] | None = problem.__dict__.get("_loads")
    if known is None or known[0] != grants:
        known = problem.__dict__["_loads"] = dict(grants), _authority_loads(problem, grants)
    return known[1]


def _authority_loads(problem: Problem, grants: Mapping[str, int]) -> Loads | None:
    sides = _sides(problem, grants, gcd(*grants.values()) or 1)
    if sides is None:
        return None
    alone = _loads(sides, shared=False)
    if alone is not None or problem.needs_explicit_split:
        return alone
    # A shared grant is cut to the euro: money left by whole grants need not be a multiple of their unit.
    by_euro = _sides(problem, grants, 1)
    return None if by_euro is None else _loads(by_euro, shared=True)


def asks_alone(problem: Problem, grants: Mapping[str, int]) -> bool:
    """Whether these grants are few and small enough to know if each can be paid by one authority alone."""
    sides = _sides(problem, grants, gcd(*grants.values()) or 1)
    return sides is None or _exact([item for item in sides.items if item.first and item.second]) is not None


def can_be_alone(problem: Problem, grants: Mapping[str, int]) -> bool | None:
    """Whether each of these grants (all positive) can be paid by one authority alone; ``None``: not known here."""
    sides = _sides(problem, grants, gcd(*grants.values()) or 1)
    if sides is None:
        return None
    free, state = _start(sides)
    exact = _exact(free)
    return None if exact is None else exact.possible(state, 0, _left(free))


def _start(sides: _Sides) -> tuple[list[_Item], _State]:
    """Return the grants that either may pay, and what is decided once the others are."""
    free = [item for item in sides.items if item.first and item.second]
    state = _State(sides, sum(i.amount for i in sides.items if not i.second), [0, 0, 0])
    for item in sides.items:
        if not item.first:
            state.other[item.kind] += item.amount
    return free, state


def _loads(sides: _Sides, *, shared: bool) -> Loads | None:
    """Walk down the ranking, every grant paid by one authority alone or, if ``shared``, some by both."""
    free, state = _start(sides)
    loads: Loads = {
        item.id: {(sides.other if not item.first else sides.one): item.amount * sides.unit}
        for item in sides.items
        if not (item.first and item.second)
    }
    exact = None if shared else _exact(free)
    if (exact is None and not shared) or not _possible(state, exact, 0, _left(free)):
        return None
    for position, item in enumerate(free, 1):
        taken = _share(state, item, _left(free[position:]), exact, position)
        state.one += taken
        state.other[item.kind] += item.amount - taken
        parts = {sides.one: taken * sides.unit, sides.other: (item.amount - taken) * sides.unit}
        loads[item.id] = {authority: amount for authority, amount in parts.items() if amount}
    return loads


def _exact(free: list[_Item]) -> _Exact | None:
    """Return the sums that the free grants can make; ``None`` beyond the size that is searched."""
    if sum(item.amount for item in free) * max(1, len(free)) > _LARGEST:
        return None
    return _Exact(free)


def _possible(state: _State, exact: _Exact | None, position: int, left: tuple[int, int, int]) -> bool:
    return state.roomy(left) if exact is None else exact.possible(state, position, left)


def _left(items: list[_Item]) -> tuple[int, int, int]:
    totals = [0, 0, 0]
    for item in items:
        totals[item.kind] += item.amount
    return totals[0], totals[1], totals[2]


def _share(state: _State, item: _Item, left: tuple[int, int, int], exact: _Exact | None, position: int) -> int:
    """Return the units that the single-source authority pays of a grant."""
    wanted = item.amount if state.sides.one_first else 0
    for taken in (wanted, item.amount - wanted):
        trial = _State(state.sides, state.one + taken, state.other.copy())
        trial.other[item.kind] += item.amount - taken
        if (exact is not None or taken == wanted) and _possible(trial, exact, position, left):
            return taken
    return _largest_part(state, item, left)


def _largest_part(state: _State, item: _Item, left: tuple[int, int, int]) -> int:
    """Return the part of a shared grant that lets the first authority pay most and the rest be paid.

    The parts that leave the rest payable form an interval: its lower end is explicit, its upper
    end is found by bisection.
    """
    sides = state.sides
    low = max(0, sum(state.other) + item.amount - sides.rooms[2])
    if item.kind < 2:
        low = max(low, state.other[item.kind] + item.amount - sides.rooms[item.kind])
    if not sides.one_first:
        return min(low, item.amount)
    high = item.amount
    while low < high:
        middle = (low + high + 1) // 2
        trial = _State(sides, state.one + middle, state.other.copy())
        trial.other[item.kind] += item.amount - middle
        low, high = (middle, high) if trial.roomy(left) else (low, middle - 1)
    return low
