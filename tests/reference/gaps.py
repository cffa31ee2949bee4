"""*Écarts au classement* by plain enumeration over the ranking."""

from __future__ import annotations

from collections.abc import Mapping

from tests.reference.problem import Problem


def rank_gaps(problem: Problem, grants: Mapping[str, int]) -> dict[str, set[str]]:
    """Return, for every unfunded fundable project that outranks funded ones, those it outranks."""
    found: dict[str, set[str]] = {}
    for project in problem.projects:
        if grants[project.id] == 0:
            below = {p.id for p in problem.projects if grants[p.id] > 0 and p.weight < project.weight}
            if below:
                found[project.id] = below
    return found
