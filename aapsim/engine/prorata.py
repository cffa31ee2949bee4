"""The strategy *Réduction uniforme*: the same percentage of its cap for every project scored high enough.

All projects whose weighted score is at least X receive the same percentage of their cap, rounded down
to an admissible amount, the largest percentage that the limits allow. Without an X, it is the lowest
for which every share reaches its project's floor. Decisions come first: an imposed amount is paid as
it is, a project decided ``funded`` takes part whatever its score. Of two projects that exclude each
other the worse ranked stays out, and so does one whose needed project is out. Minima are not
sought: those missed are listed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from aapsim.engine.problem import Candidate, Problem
from aapsim.engine.room import ceilings, missed_minima
from aapsim.engine.rows import Row
from aapsim.engine.split import can_split
from aapsim.engine.value import admissible_above, admissible_below

_HALVINGS = 30
BELOW = "threshold"
"""What stopped a project whose weighted score is below X."""


@dataclass(frozen=True, slots=True)
class Prorata:
    """Grants by id, the weighted score X, the percentage (0–1), what left the others out, the minima missed."""

    grants: Mapping[str, int]
    threshold: Fraction
    share: Fraction
    stopped_by: Mapping[str, str]
    missed: tuple[str, ...]


def prorata(problem: Problem, threshold: Fraction | None = None) -> Prorata | None:
    """Share the money uniformly; ``None`` when no percentage respects every ceiling and decision.

    With a ``threshold`` (a weighted score) only that one is tried, and shares below a floor make it
    impossible too; without, the lowest weighted score that works, decided projects in any case.
    """
    if threshold is not None:
        return _at(problem, threshold)
    free = sorted({c.weight for c in problem.candidates if c.lock is None})
    highest = free[-1] + 1 if free else Fraction(0)
    return next((found for one in (*free, highest) if (found := _at(problem, one)) is not None), None)


def _at(problem: Problem, threshold: Fraction) -> Prorata | None:
    linked = problem.exclusive or problem.requires
    served = sum(c.least for c in problem.candidates if c.weight >= threshold and c.lock is None)
    if not linked and served > problem.envelope:
        return None  # their smallest grants alone exceed the money
    inside, stopped = _inside(problem, threshold)
    if any(candidate.lock is not None and candidate.id in stopped for candidate in problem.candidates):
        return None
    shared = [c for c in inside if not isinstance(c.lock, int)]
    fixed = {c.id: c.lock for c in inside if isinstance(c.lock, int)}
    share = _largest(problem, shared, fixed)
    if share is None:
        return None
    grants = {**fixed, **_parts(problem, shared, share)}
    return Prorata(dict(sorted(grants.items())), threshold, share, stopped, missed_minima(problem, grants))


def _inside(problem: Problem, threshold: Fraction) -> tuple[list[Candidate], dict[str, str]]:
    """Return who shares, in rank order, and what leaves each of the others out."""
    stopped = {c.id: BELOW for c in problem.candidates if c.lock is None and c.weight < threshold}
    ranked = sorted(
        (problem.candidates[place] for place in problem.ranked), key=lambda candidate: candidate.lock is None
    )
    taken: set[str] = set()
    for candidate in ranked:
        rivals = [number for number, ids in problem.exclusive if candidate.id in ids and taken.intersection(ids)]
        if rivals and candidate.id not in stopped:
            stopped[candidate.id] = f"exclusive:{rivals[0]}"
        if candidate.id not in stopped:
            taken.add(candidate.id)
    while True:
        without = [
            (one, number)
            for number, one, needed in problem.requires
            if one in taken and needed != one and needed not in taken
        ]
        if not without:
            return [candidate for candidate in ranked if candidate.id in taken], stopped
        for one, number in without:
            taken.discard(one)
            stopped[one] = f"requires:{number}"


def _parts(problem: Problem, shared: list[Candidate], share: Fraction) -> dict[str, int]:
    """Return that share of each cap, rounded down to an admissible amount."""
    return {c.id: admissible_below(problem, c, share * c.cap) for c in shared}


def _largest(problem: Problem, shared: list[Candidate], fixed: Mapping[str, int]) -> Fraction | None:
    """Return the largest share that fits, as the smallest that gives the same amounts; ``None`` if none does.

    What fits at a share fits below it: halves at a time, then from one change of amounts to the next.
    """

    def fits(share: Fraction) -> bool:
        return _fits(problem, {**fixed, **_parts(problem, shared, share)})

    low, high = max((Fraction(c.least, c.cap) for c in shared), default=Fraction(1)), Fraction(1)
    if not fits(low):
        return None
    if fits(high):
        return high
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if fits(middle) else (low, middle)
    while True:
        higher = min(_next_share(problem, c, low) for c in shared)
        if not fits(higher):
            return max(Fraction(part, c.cap) for c in shared if (part := _parts(problem, [c], low)[c.id]))
        low = higher


def _next_share(problem: Problem, candidate: Candidate, share: Fraction) -> Fraction:
    """Return the next share at which an amount changes; 2 at the cap, past every share."""
    amount = admissible_below(problem, candidate, share * candidate.cap)
    if amount == candidate.cap:
        return Fraction(2)
    return Fraction(admissible_above(problem, candidate, amount + 1), candidate.cap)


def _fits(problem: Problem, grants: Mapping[str, int]) -> bool:
    given = {one: amount for one, amount in grants.items() if amount}
    if any(_used(problem, row, given) > row.bound for row in ceilings(problem, sum(given.values()))):
        return False
    return not problem.needs_explicit_split or can_split(problem, given)


def _used(problem: Problem, row: Row, grants: Mapping[str, int]) -> Fraction:
    money = sum((part * grants.get(problem.candidates[i].id, 0) for i, part in row.x), Fraction(0))
    return money + sum(count for i, count in row.y if grants.get(problem.candidates[i].id))
