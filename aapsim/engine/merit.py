"""The strategy *Dans l'ordre du classement*: what committees do by hand.

Down the weighted scores (equal scores by id), each project receives the most that remains
admissible under every ceiling; what does not fit is passed over and marked. Money for locked
projects is set aside first. Minima are not sought: those missed are listed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from aapsim.engine.box import Span, full_box
from aapsim.engine.certify import multipliers_of, prices_of, upper_bound
from aapsim.engine.model import build_model, read_grants
from aapsim.engine.optimum import Optimum
from aapsim.engine.problem import Candidate, Problem
from aapsim.engine.room import Room, has_granted_ceiling, missed_minima, room_of
from aapsim.engine.rows import rows_of
from aapsim.engine.solver import solve
from aapsim.engine.split import can_split
from aapsim.engine.value import total_worth

_NODES = 2_000


def relaxed_bound(problem: Problem, grants: Mapping[str, int]) -> Optimum:
    """Return grants with the bound that the relaxation's multipliers prove; nothing is searched."""
    rows, box = rows_of(problem), full_box(problem)
    multipliers = multipliers_of(problem, rows, box)
    upper = upper_bound(problem, prices_of(problem, rows, multipliers), box)
    return Optimum(grants, total_worth(problem, grants), upper, upper, multipliers, proved=True)


@dataclass(frozen=True, slots=True)
class MeritOrder:
    """Grants by id, the row that stopped each project short of its cap, and the minima missed (row names)."""

    grants: Mapping[str, int]
    stopped_by: Mapping[str, str]
    missed: tuple[str, ...]


def merit_order(problem: Problem) -> MeritOrder | None:
    """Walk down the ranking; ``None`` when even the locked projects do not fit."""
    total = problem.envelope
    while True:
        order = _one_pass(problem, total)
        granted = sum(order.grants.values()) if order is not None else total
        # Ceilings as a share of what is granted are met over a total that was really granted.
        if order is None or granted >= total or not has_granted_ceiling(problem):
            return order
        total = granted


def _one_pass(problem: Problem, total: int) -> MeritOrder | None:
    walk = room_of(problem, total)
    stopped: dict[str, str] = {}
    needs: dict[str, list[tuple[str, int]]] = {}
    for number, one, needed in problem.requires:
        if needed != one:
            needs.setdefault(one, []).append((needed, number))
    if not _set_aside(walk, needs):
        return None
    if problem.needs_explicit_split and not can_split(problem, walk.grants):
        return None
    for place in problem.ranked:
        candidate = problem.candidates[place]
        if isinstance(candidate.lock, int):
            continue
        waiting = [number for needed, number in needs.get(candidate.id, ()) if needed not in walk.grants]
        if waiting:
            stopped[candidate.id] = f"requires:{waiting[0]}"
            continue
        stop = _serve(walk, place, candidate)
        if stop:
            stopped[candidate.id] = stop
    grants = {one: amount for one, amount in walk.grants.items() if amount}
    return MeritOrder(dict(sorted(grants.items())), stopped, missed_minima(problem, grants))


def _set_aside(walk: Room, needs: Mapping[str, list[tuple[str, int]]]) -> bool:
    """Reserve the locked amounts, and the least grant of what a locked project needs; false if they do not fit."""
    index, candidates = walk.problem.index, walk.problem.candidates
    waiting = [candidate.id for candidate in candidates if candidate.lock is not None]
    while waiting:
        one = waiting.pop()
        if one not in index:
            return False
        if one in walk.grants:
            continue
        place = index[one]
        lock = candidates[place].lock
        amount = lock if isinstance(lock, int) else candidates[place].least
        if walk.most(place)[0] < amount:
            return False
        walk.give(place, amount)
        waiting += [needed for needed, _ in needs.get(one, ())]
    return True


def _serve(walk: Room, place: int, candidate: Candidate) -> str:
    reserved = walk.take_back(place) if candidate.id in walk.grants else 0
    amount, stop = walk.most(place)
    if walk.problem.needs_explicit_split:
        amount, stop = _payable(walk, candidate, amount, stop)
    if max(amount, reserved):
        walk.give(place, max(amount, reserved))
    return stop if amount < candidate.cap else ""


def _payable(walk: Room, candidate: Candidate, amount: int, stop: str) -> tuple[int, str]:
    """Lower an amount until the authorities can really pay it (agreements, number of authorities)."""
    problem = walk.problem
    if not amount or can_split(problem, {**walk.grants, candidate.id: amount}):
        return amount, stop
    box = tuple(
        Span(candidate.least, amount)
        if other.id == candidate.id
        else Span(walk.grants.get(other.id, 0), walk.grants.get(other.id, 0), optional=not walk.grants.get(other.id))
        for other in problem.candidates
    )
    model = build_model(problem, (), box, lattice=True, explicit_split=True)
    for column, value in model.grant[problem.index[candidate.id]]:
        model.linear.cost[column] += value
    answer = solve(model.linear, nodes=_NODES)
    found = read_grants(model, answer.point, box).get(candidate.id, 0) if answer.has_point else 0
    return found, "authorities"
