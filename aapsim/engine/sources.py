"""Which source pays how much of each grant, once it is known how much each authority pays.

Where nothing need be transferred, no search is needed. What is still to be paid can be paid if and only
if, for every set of sources, what only these may pay does not exceed what they have left (Gale's
condition). So the most that a source can pay of a grant is the least of some differences.
"""

from __future__ import annotations

from collections.abc import Iterator

from aapsim.engine.authorities import Loads
from aapsim.engine.problem import Problem

_MOST_POOLS = 8
"""Sources beyond which their sets are too many to be listed."""

Payments = dict[str, tuple[tuple[str, int], ...]]
"""Euros by id, as pairs of source code and amount in the call's order; only positive amounts."""


def payments_of(problem: Problem, loads: Loads) -> Payments | None:
    """Return who pays what, down the ranking each source in the call's order as much as it can.

    ``None`` where the sources cannot pay these loads without transfers, or are too many.
    """
    if len(problem.pools) > _MOST_POOLS:
        return None
    parts = list(_parts(problem, loads))
    room = [_room(problem, chosen, parts) for chosen in range(1 << len(problem.pools))]
    if min(room) < 0:
        return None
    paid: dict[str, dict[int, int]] = {one: {} for one in loads}
    for one, mask, amount in parts:
        paid[one] |= _paid(room, mask, amount)
    return {
        one: tuple((problem.pools[s].code, euros) for s, euros in sorted(paid[one].items()))
        for one in sorted(loads, key=problem.index.__getitem__)
    }


def _parts(problem: Problem, loads: Loads) -> Iterator[tuple[str, int, int]]:
    """Yield, down the ranking, what each authority pays: id, sources that may pay it (a mask), euros."""
    for place in problem.ranked:
        candidate = problem.candidates[place]
        for authority, amount in loads.get(candidate.id, {}).items():
            theirs = sum(1 << s for s, pool in enumerate(problem.pools) if pool.authority == authority)
            yield candidate.id, candidate.open & theirs, amount


def _room(problem: Problem, chosen: int, parts: list[tuple[str, int, int]]) -> int:
    """Return what a set of sources has left once all that only they may pay is paid."""
    have = sum(pool.available for s, pool in enumerate(problem.pools) if chosen >> s & 1)
    return have - sum(amount for _, mask, amount in parts if not mask & ~chosen)


def _paid(room: list[int], mask: int, amount: int) -> dict[int, int]:
    """Return what each source pays of one part, and take it from the room of every set that holds the source."""
    paid: dict[int, int] = {}
    for chosen in range(len(room)):
        room[chosen] += 0 if mask & ~chosen else amount
    for s in range(len(room).bit_length() - 1):
        if not mask >> s & 1:
            continue
        mask &= ~(1 << s)
        # Only the sets that hold this source, and not all of those that could pay the rest, bound it.
        bounds = [have for chosen, have in enumerate(room) if chosen >> s & 1 and mask & ~chosen]
        euros = min([amount, *bounds])
        for chosen in range(len(room)):
            room[chosen] -= euros if chosen >> s & 1 else 0
        amount -= euros
        if euros:
            paid[s] = euros
    return paid
