"""The references agree with each other before they judge anybody."""

from __future__ import annotations

import math

import pytest

from tests.reference import brute, textbook
from tests.reference.generator import generate
from tests.reference.problem import Problem


def combinations(problem: Problem) -> int:
    return math.prod(len(brute.choices_of(problem, project)) for project in problem.projects)


TINY = [seed for seed in range(40) if combinations(Problem(generate(seed, size=3).inputs())) <= 1_000]
SMALL = [seed for seed in range(60) if combinations(Problem(generate(seed).inputs())) <= 10**6]


def test_there_is_something_to_compare() -> None:
    assert len(TINY) >= 12
    assert len(SMALL) >= 12


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
