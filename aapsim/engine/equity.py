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
    waiting = [
        (Fraction(room.grants[problem.candidates[place].id], problem.candidates[place].cap), order, place)
        for order, place in enumerate(funded)
        if not isinstance(problem.candidates[place].lock, int)
    ]
    heapq.heapify(waiting)
    while waiting:
        _, order, place = heapq.heappop(waiting)
        candidate = problem.candidates[place]
        if room.grants[candidate.id] >= candidate.cap:
            continue
        stop = _raise(room, place, candidate)
        if stop:
            stopped[candidate.id] = stop
        else:
            heapq.heappush(waiting, (Fraction(room.grants[candidate.id], candidate.cap), order, place))
    return stopped


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
