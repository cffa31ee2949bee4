"""The references agree with each other before they judge anybody."""

from __future__ import annotations

import math

import pytest

from tests.reference import brute, textbook
from tests.reference.generator import generate
from tests.reference.problem import Problem


def tiny(seed: int) -> Problem | None:
    problem = Problem(generate(seed, size=3).inputs())
    count = math.prod(len(brute.choices_of(problem, project)) for project in problem.projects)
    return problem if count <= 1_500 else None


@pytest.mark.parametrize("seed", range(30))
def test_the_search_finds_what_plain_enumeration_finds(seed: int) -> None:
    problem = tiny(seed)
    if problem is None:
        pytest.skip("too many combinations to try them all")
    plain, found = brute.plain_best(problem), brute.better_than(problem, None)
    assert (plain is None) == (found is None) == (brute.feasible(problem) is None)
    assert plain is None or found is None or plain.value == found.value


@pytest.mark.parametrize("seed", range(40))
def test_the_textbook_model_finds_what_the_search_finds(seed: int) -> None:
    problem = Problem(generate(seed).inputs())
    try:
        found = brute.better_than(problem, None, most_nodes=5_000)
    except brute.TooMany:
        pytest.skip("too many combinations to enumerate them")
    answer = textbook.solve(problem, admissible=True, seconds=5)
    if not answer.infeasible and (answer.found is None or not textbook.proves_at_most(answer, answer.found.value)):
        pytest.skip("the textbook model is too slow on this one")
    bound = textbook.solve(problem, admissible=False)
    assert answer.infeasible == (found is None)
    if found is not None:
        assert answer.found is not None
        assert math.isclose(float(answer.found.value), float(found.value), rel_tol=1e-6)
        assert bound.bound >= float(found.value) * (1 - 1e-6)
