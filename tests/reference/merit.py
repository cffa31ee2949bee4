"""The order of the ranking by plain trial: each project in turn receives the most that still holds.

Only where the definition leaves nothing to interpret: no lock, no dependency, no minimum and no
limit as a share of what is granted (these look ahead), and few enough admissible amounts.
"""

from __future__ import annotations

from tests.reference.brute import Way
from tests.reference.problem import Problem

MOST_AMOUNTS = 400


def is_plain(problem: Problem) -> bool:
    """Say whether the definition alone decides on this problem."""
    inputs = problem.inputs
    minima = [
        row
        for row in problem.rows
        if row.name.endswith(":floor") or row.most < 0 or any(c < 0 for c in row.euros.values())
    ]
    long = any(len(problem.amounts(project)) > MOST_AMOUNTS for project in problem.projects)
    return not (inputs["locks"] or inputs["requires"] or minima or long)


def in_order(problem: Problem) -> dict[str, int]:
    """Return the grants, by id, of a plain problem read with the strategy ``merit``."""
    order = sorted(range(len(problem.projects)), key=lambda i: (-problem.projects[i].weight, problem.projects[i].id))
    amounts = [0] * len(problem.projects)
    for i in order:
        for amount in reversed(problem.amounts(problem.projects[i])):
            amounts[i] = amount
            if _holds(problem, amounts):
                break
            amounts[i] = 0
    return {project.id: amounts[i] for i, project in enumerate(problem.projects)}


def _holds(problem: Problem, amounts: list[int]) -> bool:
    for row in problem.rows:
        money = sum(c * amounts[i] for i, c in row.euros.items())
        if money + sum(c for i, c in row.heads.items() if amounts[i]) > row.most:
            return False
    demands = [problem.pieces(project, x) for project, x in zip(problem.projects, amounts, strict=True) if x]
    return _splits(problem, demands, [])


def _splits(problem: Problem, demands: list[list[Way]], chosen: list[Way]) -> bool:
    """Say whether every project can be paid, trying every set of authorities for each."""
    for held in problem.source_sets():
        if sum(x for way in chosen for allowed, x in way if allowed <= held) > problem.payable(held):
            return False
    if not demands:
        return True
    return any(_splits(problem, demands[1:], [*chosen, way]) for way in demands[0])
