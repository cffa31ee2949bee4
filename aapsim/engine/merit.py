"""The strategy *Dans l'ordre du classement*: what committees do by hand.

Down the weighted scores (equal scores by id), each project receives the most that remains
admissible under every ceiling; what does not fit is passed over and marked. Money for locked
projects is set aside first. Minima are not sought: those missed are listed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction

from aapsim.engine.certify import multipliers_of, prices_of, upper_bound
from aapsim.engine.feasible import slack
from aapsim.engine.model import Span, build_model, full_box, read_grants
from aapsim.engine.optimum import Optimum
from aapsim.engine.problem import Candidate, Problem
from aapsim.engine.rows import Row, rows_of
from aapsim.engine.solver import solve
from aapsim.engine.split import can_split
from aapsim.engine.value import admissible_below, total_worth

_NODES = 2_000


def _is_minimum(row: Row) -> bool:
    """Whether a row bounds from below (an applicant's name may well end like one)."""
    limits = row.name.startswith(("axis:", "department:")) and row.name.endswith((":floor", ":minimum_projects"))
    return limits or row.name == "projects:minimum"


def walked(problem: Problem) -> Problem:
    """Return the problem that the walk obeys: no minimum, no rule on the ranking but its own order."""
    axes = tuple(replace(axis, floor=None) for axis in problem.axes)
    departments = tuple(replace(one, floor=0, minimum_projects=0) for one in problem.departments)
    return replace(problem, axes=axes, departments=departments, minimum_projects=0, ranking="free")


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


@dataclass(slots=True)
class _Walk:
    """The money still free in every row while walking down the ranking."""

    problem: Problem
    rows: tuple[Row, ...]
    left: list[Fraction]
    of: list[list[tuple[int, Fraction, int]]]
    grants: dict[str, int] = field(default_factory=dict)

    def most(self, place: int) -> tuple[int, str]:
        """Return the most that a project may still be given, and the row that stops it."""
        candidate = self.problem.candidates[place]
        room, stop = Fraction(candidate.cap), ""
        for number, coefficient, count in self.of[place]:
            free = self.left[number]
            limit = (free - count) / coefficient if coefficient > 0 else (Fraction(candidate.cap) if free >= count
                                                                          else Fraction(0))
            if limit < room:
                room, stop = max(limit, Fraction(0)), self.rows[number].name
        return admissible_below(self.problem, candidate, room), stop

    def give(self, place: int, amount: int) -> None:
        """Grant an amount and take it out of every row."""
        for number, coefficient, count in self.of[place]:
            self.left[number] -= coefficient * amount + count
        self.grants[self.problem.candidates[place].id] = amount

    def take_back(self, place: int) -> int:
        """Undo a grant and return it."""
        amount = self.grants.pop(self.problem.candidates[place].id)
        for number, coefficient, count in self.of[place]:
            self.left[number] += coefficient * amount + count
        return amount


def _ceilings(problem: Problem, total: int) -> tuple[Row, ...]:
    """Return the rows that bound from above; shares of what is granted are taken over ``total`` euros."""
    kept = []
    shares = {f"axis:{a.code}:ceiling": (a.code, a.ceiling) for a in problem.axes if a.ceiling is not None}
    for row in rows_of(problem):
        if _is_minimum(row) or row.name.startswith(("ranking:", "requires:")):
            continue
        code, limit = shares.get(row.name, ("", None))
        if limit is not None and limit.kind == "granted":
            spread = tuple(
                (i, dict(c.axes)[code]) for i, c in enumerate(problem.candidates) if dict(c.axes).get(code)
            )
            kept.append(Row(row.name, spread, (), limit.value * total))
        else:
            kept.append(row)
    return tuple(kept)


def _walk(problem: Problem, total: int) -> _Walk:
    rows = _ceilings(problem, total)
    of: list[list[tuple[int, Fraction, int]]] = [[] for _ in problem.candidates]
    for number, row in enumerate(rows):
        counts = dict(row.y)
        for place, coefficient in row.x:
            of[place].append((number, coefficient, 0))
        for place, count in counts.items():
            of[place].append((number, Fraction(0), count))
    return _Walk(problem, rows, [row.bound for row in rows], of)


def merit_order(problem: Problem) -> MeritOrder | None:
    """Walk down the ranking; ``None`` when even the locked projects do not fit."""
    total = problem.envelope
    while True:
        order = _one_pass(problem, total)
        granted = sum(order.grants.values()) if order is not None else total
        # Ceilings as a share of what is granted are met over a total that was really granted.
        if order is None or granted >= total or not _has_granted_ceiling(problem):
            return order
        total = granted


def _has_granted_ceiling(problem: Problem) -> bool:
    return any(axis.ceiling is not None and axis.ceiling.kind == "granted" for axis in problem.axes)


def _one_pass(problem: Problem, total: int) -> MeritOrder | None:
    walk = _walk(problem, total)
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
    missed = [row.name for row in rows_of(problem) if _is_minimum(row) and slack(problem, row, grants) < 0]
    return MeritOrder(dict(sorted(grants.items())), stopped, tuple(missed))


def _set_aside(walk: _Walk, needs: Mapping[str, list[tuple[str, int]]]) -> bool:
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


def _serve(walk: _Walk, place: int, candidate: Candidate) -> str:
    reserved = walk.take_back(place) if candidate.id in walk.grants else 0
    amount, stop = walk.most(place)
    if walk.problem.needs_explicit_split:
        amount, stop = _payable(walk, candidate, amount, stop)
    if max(amount, reserved):
        walk.give(place, max(amount, reserved))
    return stop if amount < candidate.cap else ""


def _payable(walk: _Walk, candidate: Candidate, amount: int, stop: str) -> tuple[int, str]:
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
