"""The money still free under every ceiling: what strategies other than the optimum spend step by step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction

from aapsim.engine.feasible import slack
from aapsim.engine.problem import Problem
from aapsim.engine.rows import Row, rows_of
from aapsim.engine.value import admissible_below


def is_minimum(row: Row) -> bool:
    """Whether a row bounds from below (an applicant's name may well end like one)."""
    limits = row.name.startswith(("axis:", "department:")) and row.name.endswith((":floor", ":minimum_projects"))
    return limits or row.name == "projects:minimum"


def walked(problem: Problem) -> Problem:
    """Return the problem that these strategies obey: no minimum, no rule on the ranking but their own order."""
    axes = tuple(replace(axis, floor=None) for axis in problem.axes)
    departments = tuple(replace(one, floor=0, minimum_projects=0) for one in problem.departments)
    return replace(problem, axes=axes, departments=departments, minimum_projects=0, ranking="free")


def missed_minima(problem: Problem, grants: Mapping[str, int]) -> tuple[str, ...]:
    """Return the names of the minima that grants do not reach."""
    return tuple(row.name for row in rows_of(problem) if is_minimum(row) and slack(problem, row, grants) < 0)


def has_granted_ceiling(problem: Problem) -> bool:
    """Whether a ceiling is a share of what is granted."""
    return any(axis.ceiling is not None and axis.ceiling.kind == "granted" for axis in problem.axes)


@dataclass(slots=True)
class Room:
    """The money still free in every row while projects are served one by one."""

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


def ceilings(problem: Problem, total: int) -> tuple[Row, ...]:
    """Return the rows that bound from above; shares of what is granted are taken over ``total`` euros."""
    kept = []
    shares = {f"axis:{a.code}:ceiling": (a.code, a.ceiling) for a in problem.axes if a.ceiling is not None}
    for row in rows_of(problem):
        if is_minimum(row) or row.name.startswith(("ranking:", "requires:")):
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


def room_of(problem: Problem, total: int) -> Room:
    """Return the room of a problem before anything is granted; see :func:`ceilings` for ``total``."""
    rows = ceilings(problem, total)
    of: list[list[tuple[int, Fraction, int]]] = [[] for _ in problem.candidates]
    for number, row in enumerate(rows):
        counts = dict(row.y)
        for place, coefficient in row.x:
            of[place].append((number, coefficient, 0))
        for place, count in counts.items():
            of[place].append((number, Fraction(0), count))
    return Room(problem, rows, [row.bound for row in rows], of)
