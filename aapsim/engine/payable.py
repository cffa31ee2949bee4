"""Whether two authorities can pay given grants under a least agreement or one authority a project: exactly.

What the first authority pays of the grants that are open to the same sources is a sum of what it may
pay of each: nothing, everything, or anything that leaves both their agreement. These sums are bit sets;
the money of every set of sources bounds them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import gcd, prod

import numpy as np

from aapsim.engine.authorities import Loads, bits_of, widened
from aapsim.engine.problem import Problem
from aapsim.engine.tables import Ints

_MOST_POOLS = 6
_MOST_SUMS = 2_000_000
"""Combinations of sums beyond which the question is left to the solver."""
_MOST_BITS = 50_000_000
"""Units granted × grants, beyond which the question is left to the solver."""


@dataclass(frozen=True, slots=True)
class _Kind:
    """Grants open to the same sources: what the first authority can pay of them together, in units."""

    first: int
    second: int
    total: int
    sums: Ints


@dataclass(frozen=True, slots=True)
class _Bound:
    """``constant + Σ signs[k] · sum of kind k ≤ 0`` in units."""

    constant: int
    signs: tuple[int, ...]


def can_be_paid(problem: Problem, grants: Mapping[str, int]) -> bool | None:
    """Whether the sources can pay these grants (all positive); ``None`` where the shape or size is another."""
    if len(problem.authorities) != 2 or len(problem.pools) > _MOST_POOLS:
        return None
    shared = problem.max_authorities > 1
    unit = 1 if shared else gcd(*grants.values())
    if sum(grants.values()) // unit * len(grants) > _MOST_BITS:
        return None
    least = problem.minimum_agreement
    if any(amount < least for amount in grants.values()):
        return False
    first, second = _masks(problem).values()
    groups: dict[tuple[int, int], list[int]] = {}
    for candidate in problem.candidates:
        if grants.get(candidate.id):
            key = (candidate.open & first, candidate.open & second)
            groups.setdefault(key, []).append(grants[candidate.id])
    if (0, 0) in groups:
        return False
    kinds = [_kind(key, amounts, unit, least if shared else None) for key, amounts in groups.items()]
    return _fits(kinds, [_bound(problem, kinds, mask, unit) for mask in range(1, 1 << len(problem.pools))])


def _masks(problem: Problem) -> dict[str, int]:
    """Return the sources of each authority, in the call's order."""
    return {a: sum(1 << s for s, pool in enumerate(problem.pools) if pool.authority == a) for a in problem.authorities}


def loads_alone(problem: Problem, grants: Mapping[str, int]) -> Loads | None:
    """Return who pays each grant (all positive), every one paid by one authority alone.

    Down the ranking the first authority of the call pays all it can. ``None`` where some grant must be
    shared, or that is not known.
    """
    alone = replace(problem, max_authorities=1)
    if not can_be_paid(alone, grants):
        return None
    loads: Loads = {}
    for place in problem.ranked:
        candidate = problem.candidates[place]
        if not grants.get(candidate.id):
            continue
        for authority, mask in _masks(problem).items():
            tried = _opened(alone, place, candidate.open & mask)
            if candidate.open & mask and can_be_paid(tried, grants):
                alone, loads[candidate.id] = tried, {authority: grants[candidate.id]}
                break
        else:
            return None
    return loads


def _opened(problem: Problem, place: int, mask: int) -> Problem:
    candidates = list(problem.candidates)
    candidates[place] = replace(candidates[place], open=mask)
    return replace(problem, candidates=tuple(candidates))


def _kind(key: tuple[int, int], amounts: Sequence[int], unit: int, least: int | None) -> _Kind:
    """Add up what may be paid; ``least`` is what each of two authorities pays at least, ``None``: no sharing."""
    first, second = key
    total = sum(amounts) // unit
    if not first or not second:
        return _Kind(first, second, total, np.array([total if first else 0], dtype=np.int64))
    reached = 1
    for amount in amounts:
        sums = reached | reached << amount // unit
        if least is not None and amount >= 2 * least:
            sums |= widened(reached << least, amount - 2 * least)
        reached = sums
    return _Kind(first, second, total, np.flatnonzero(bits_of(reached)).astype(np.int64))


def _bound(problem: Problem, kinds: Sequence[_Kind], mask: int, unit: int) -> _Bound:
    """Say that what only the sources of a set can pay does not exceed their money, transfers in included."""
    constant, signs = -(problem.pool_capacity(mask) // unit), []
    for kind in kinds:
        paid_by_first = bool(kind.first) and not kind.first & ~mask
        paid_by_second = bool(kind.second) and not kind.second & ~mask
        constant += kind.total if paid_by_second else 0
        signs.append(int(paid_by_first) - int(paid_by_second))
    return _Bound(constant, tuple(signs))


def _fits(kinds: Sequence[_Kind], bounds: Sequence[_Bound]) -> bool | None:
    """Whether some sum of every kind obeys every bound; the kind with most sums is searched, the others listed."""
    widest = max(range(len(kinds)), key=lambda k: len(kinds[k].sums))
    others = [k for k in range(len(kinds)) if k != widest]
    if prod(len(kinds[k].sums) for k in others) > _MOST_SUMS:
        return None
    listed = np.meshgrid(*(kinds[k].sums for k in others), indexing="ij") if others else []
    sums, size = kinds[widest].sums, listed[0].size if others else 1
    low, high = np.full(size, sums[0]), np.full(size, sums[-1])
    possible = np.ones(size, dtype=bool)
    for bound in bounds:
        used = np.full(size, bound.constant)
        for k, values in zip(others, listed, strict=True):
            if bound.signs[k]:
                used += bound.signs[k] * values.ravel()
        if bound.signs[widest] > 0:
            high = np.minimum(high, -used)
        elif bound.signs[widest] < 0:
            low = np.maximum(low, used)
        else:
            possible &= used <= 0
    found = np.searchsorted(sums, high, side="right") > np.searchsorted(sums, low, side="left")
    return bool((possible & (low <= high) & found).any())
