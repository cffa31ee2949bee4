"""Whether grants respect every rule of a problem, in exact arithmetic."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from aapsim.engine.problem import Problem
from aapsim.engine.rows import Row
from aapsim.engine.split import can_split
from aapsim.engine.value import is_admissible


def slack(problem: Problem, row: Row, grants: Mapping[str, int]) -> Fraction:
    """Return bound − left side of a row for these grants (negative: broken)."""
    used = Fraction(0)
    for place, coefficient in row.x:
        used += coefficient * grants.get(problem.candidates[place].id, 0)
    for place, count in row.y:
        used += count * (grants.get(problem.candidates[place].id, 0) > 0)
    return row.bound - used


def respects(problem: Problem, rows: Sequence[Row], grants: Mapping[str, int]) -> bool:
    """Whether grants (ids to whole euros, absent is 0) are admissible and break no row, lock or split rule."""
    return all(slack(problem, row, grants) >= 0 for row in rows) and fits(problem, grants)


def fits(problem: Problem, grants: Mapping[str, int]) -> bool:
    """Whether grants are admissible one by one, locks included, and can be split: all but the rows."""
    for candidate in problem.candidates:
        grant = grants.get(candidate.id, 0)
        if not is_admissible(problem, candidate, grant):
            return False
        if candidate.lock == "funded" and grant == 0:
            return False
        if isinstance(candidate.lock, int) and grant != candidate.lock:
            return False
    return not problem.needs_explicit_split or can_split(problem, grants)
