"""The optimum by sweeps and the optimum by integer programs are the same, to the last euro of the last tie."""

from __future__ import annotations

import pytest

from aapsim.domain.issues import InvalidInput
from aapsim.engine.case import lock_issues, prepare
from aapsim.engine.optimum import Undecided, optimum_by_solver, optimum_by_sweeps
from aapsim.engine.problem import Problem
from aapsim.engine.split import fewest_two_authorities
from tests.reference.generator import generate


def problem_of(seed: int, size: int = 0) -> Problem | None:
    instance = generate(seed, size)
    try:
        case = prepare(instance.call, instance.applications, instance.locks)
    except InvalidInput:
        return None
    return None if lock_issues(case) else case.problem


@pytest.mark.engine
@pytest.mark.parametrize("first", range(9_000, 9_080, 10))
def test_two_ways_give_the_same_grants(first: int) -> None:
    swept = 0
    for seed in range(first, first + 10):
        problem = problem_of(seed)
        by_sweeps = None if problem is None else optimum_by_sweeps(problem)
        if problem is None or by_sweeps is None:
            continue
        swept += 1
        try:
            by_solver = optimum_by_solver(problem)
        except Undecided:
            continue
        assert by_solver is not None, seed
        assert by_sweeps.value == by_solver.value, seed
        assert sum(by_sweeps.grants.values()) == sum(by_solver.grants.values()), seed
        if by_sweeps.grants != by_solver.grants:
            # Only the first few equals are compared for fewer shared projects, and not the same few.
            shared = fewest_two_authorities(problem, by_sweeps.grants)
            assert shared < fewest_two_authorities(problem, by_solver.grants), seed
    assert swept >= 5
