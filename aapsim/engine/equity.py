"""The strategy *Couverture égale*: among the projects that the optimum funds, the least covered is raised first.

Each starts from its smallest grant (an imposed amount stays as it is); then the one whose grant is
the smallest part of its cap is raised by the next admissible amount, the better ranked first among
equals, as long as every ceiling holds. What cannot be raised once cannot be raised later. Minima are
not sought: those missed are listed.
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from aapsim.engine.problem import Candidate, Problem
from aapsim.engine.room import Room, has_granted_ceiling, missed_minima, room_of
from aapsim.engine.split import can_split
from aapsim.engine.value import admissible_above

_LEAP_AFTER = 32
"""After so many raises in a row, everybody is raised at once as far as it goes."""
_HALVINGS = 24


@dataclass(frozen=True, slots=True)
class Equity:
    """Grants by id, the row that stopped each project short of its cap, and the minima missed (row names)."""

    grants: Mapping[str, int]
    stopped_by: Mapping[str, str]
    missed: tuple[str, ...]


def equal_coverage(problem: Problem, optimum: Mapping[str, int]) -> Equity | None:
    """Raise the least covered first among the ids that ``optimum`` funds; ``None`` if even the least does not fit."""
    funded = [place for place in problem.ranked if optimum.get(problem.candidates[place].id)]
    total = problem.envelope
    while True:
        found = _one_pass(problem, funded, total)
        granted = sum(found.grants.values()) if found is not None else total
        # Ceilings as a share of what is granted are met over a total that was really granted.
        if found is None or granted >= total or not has_granted_ceiling(problem):
            return found
        total = granted


def _one_pass(problem: Problem, funded: list[int], total: int) -> Equity | None:
    room = room_of(problem, total)
    for place in funded:
        candidate = problem.candidates[place]
        start = candidate.lock if isinstance(candidate.lock, int) else candidate.least
        if room.most(place)[0] < start:
            return None
        room.give(place, start)
    if problem.needs_explicit_split and not can_split(problem, room.grants):
        return None
    stopped = _raised(room, funded)
    grants = {one: amount for one, amount in room.grants.items() if amount}
    return Equity(dict(sorted(grants.items())), stopped, missed_minima(problem, grants))


def _raised(room: Room, funded: list[int]) -> dict[str, str]:
    problem, stopped = room.problem, dict[str, str]()
    order = {place: number for number, place in enumerate(funded)}
    free = [place for place in funded if not isinstance(problem.candidates[place].lock, int)]
    waiting = _queue(room, free, order)
    in_a_row = _LEAP_AFTER
    while waiting:
        if in_a_row >= _LEAP_AFTER:
            _leap(room, [place for _, _, place in waiting])
            waiting, in_a_row = _queue(room, [place for _, _, place in waiting], order), 0
        _, _, place = heapq.heappop(waiting)
        candidate = problem.candidates[place]
        if room.grants[candidate.id] >= candidate.cap:
            continue
        stop = _raise(room, place, candidate)
        if stop:
            stopped[candidate.id] = stop
            continue
        in_a_row += 1
        heapq.heappush(waiting, (_covered(room, place), order[place], place))
    return stopped


def _covered(room: Room, place: int) -> Fraction:
    candidate = room.problem.candidates[place]
    return Fraction(room.grants[candidate.id], candidate.cap)


def _queue(room: Room, places: list[int], order: Mapping[int, int]) -> list[tuple[Fraction, int, int]]:
    waiting = [(_covered(room, place), order[place], place) for place in places]
    heapq.heapify(waiting)
    return waiting


def _leap(room: Room, places: list[int]) -> None:
    """Raise everybody at once to a coverage that the ceilings allow: where single raises would come to as well.

    Up to the moment when all are covered to a level, each has been raised to the first admissible
    amount that reaches it, in whatever order; if that fits, nothing was stopped on the way.
    """
    problem = room.problem
    low, high = Fraction(0), Fraction(1)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        amounts = {place: _reaching(room, place, middle) for place in places}
        low, high = (middle, high) if _fit(room, amounts) else (low, middle)
    amounts = {place: _reaching(room, place, low) for place in places}
    if not _fit(room, amounts):
        return
    for place, amount in amounts.items():
        if amount > room.grants[problem.candidates[place].id]:
            room.take_back(place)
            room.give(place, amount)


def _reaching(room: Room, place: int, level: Fraction) -> int:
    """Return the smallest admissible amount that covers a project to a level, never less than it has."""
    candidate = room.problem.candidates[place]
    present = room.grants[candidate.id]
    return max(present, admissible_above(room.problem, candidate, level * candidate.cap))


def _fit(room: Room, amounts: Mapping[int, int]) -> bool:
    problem = room.problem
    used: dict[int, Fraction] = {}
    for place, amount in amounts.items():
        more = amount - room.grants[problem.candidates[place].id]
        for number, coefficient, _ in room.of[place]:
            used[number] = used.get(number, Fraction(0)) + coefficient * more
    if any(room.left[number] < total for number, total in used.items()):
        return False
    after = {**room.grants, **{problem.candidates[place].id: amount for place, amount in amounts.items()}}
    return not problem.needs_explicit_split or can_split(problem, after)


def _raise(room: Room, place: int, candidate: Candidate) -> str:
    """Raise one grant to the next admissible amount, or return what forbids it."""
    problem = room.problem
    before = room.take_back(place)
    higher = admissible_above(problem, candidate, before + 1)
    most, stop = room.most(place)
    payable = most >= higher and (
        not problem.needs_explicit_split or can_split(problem, {**room.grants, candidate.id: higher})
    )
    room.give(place, higher if payable else before)
    if payable:
        return ""
    return stop if most < higher else "authorities"
