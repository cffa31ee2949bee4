"""The references agree with each other before they judge anybody."""

from __future__ import annotations

import math

import pytest

from tests.reference import brute, textbook
from tests.reference.generator import generate
from tests.reference.problem import Problem


def combinations(problem: Problem) -> int:
    return math.prod(len(brute.choices_of(problem, project)) for project in problem.projects)


# Written down, not counted at each collection: every process of a run collects every test.
TINY = (0, 2, 5, 6, 7, 10, 11, 13, 15, 16, 17, 18, 21, 27, 30, 32, 33, 35, 39)
SMALL = (3, 4, 6, 7, 13, 14, 15, 19, 20, 21, 22, 24, 25, 28, 32, 35, 36, 40, 42, 46, 47, 52, 53, 56)


def test_what_is_compared_is_all_that_can_be_enumerated() -> None:
    tiny = (seed for seed in range(40) if combinations(Problem(generate(seed, size=3).inputs())) <= 1_000)
    small = (seed for seed in range(60) if combinations(Problem(generate(seed).inputs())) <= 10**6)
    assert (tuple(tiny), tuple(small)) == (TINY, SMALL)
    assert min(len(TINY), len(SMALL)) >= 12


@pytest.mark.parametrize("seed", TINY)
def test_the_search_finds_what_plain_enumeration_finds(seed: int) -> None:
    problem = Problem(generate(seed, size=3).inputs())
    plain, found = brute.plain_best(problem), brute.better_than(problem, None)
    assert (plain is None) == (found is None) == (brute.feasible(problem) is None)
    assert plain is None or found is None or plain.value == found.value


@pytest.mark.parametrize("seed", SMALL)
def test_the_textbook_model_finds_what_the_search_finds(seed: int) -> None:
    problem = Problem(generate(seed).inputs())
    found = brute.better_than(problem, None)
    answer, bound = textbook.solve(problem, admissible=True), textbook.solve(problem, admissible=False)
    assert answer.infeasible == (found is None)
    if found is not None:
        assert answer.found is not None
        assert math.isclose(float(answer.found.value), float(found.value), rel_tol=1e-6)
        assert bound.bound >= float(found.value) * (1 - 1e-6)
