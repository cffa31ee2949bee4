"""What grants are worth, and which are admissible, by hand."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from aapsim.engine.problem import Problem
from aapsim.engine.value import (
    admissible_above,
    admissible_below,
    breakpoints,
    curve_of,
    is_admissible,
    step_worth,
    tolerance,
    total_worth,
    worth,
)
from tests.unit.engine.makers import a_call, a_problem, an_application

CAP = 8_250


def one(**rules: Any) -> Problem:
    return a_problem(a_call(**rules), [an_application("a", CAP, 60)])


@pytest.mark.parametrize(
    ("rules", "grant", "expected"),
    [
        ({}, 1_000, "60000"),
        ({}, 0, "0"),
        ({"objective": "needs"}, 4_125, "30"),
        ({"objective": "projects", "minimum_grant": 1}, 1, "60"),
        ({"curve": "seed"}, 4_125, "247500"),  # half of the cap at slope 1
        ({"curve": "seed"}, 6_600, "351450"),  # 4125 + 0.7 × 2475 = 5857.5
        ({"curve": "seed"}, 8_250, "391050"),  # + 0.4 × 1650 = 6517.5
        ({"curve": "seed", "objective": "needs"}, 8_250, "47.4"),  # 0.5 + 0.21 + 0.08 = 0.79
        ({"curve": "seed", "objective": "projects", "minimum_grant": 1}, 4_000, "60"),
    ],
)
def test_worth_of_a_grant(rules: dict[str, Any], grant: int, expected: str) -> None:
    problem = one(**rules)
    assert worth(problem, problem.candidates[0], grant) == Fraction(expected)
    assert total_worth(problem, {"a": grant}) == Fraction(expected)


def test_the_projects_objective_has_no_curve() -> None:
    assert curve_of(one(objective="projects", curve="seed", minimum_grant=1)) == ((1, 1),)


def test_one_step_is_worth_the_most_that_a_first_step_brings() -> None:
    problem = a_problem(a_call(), [an_application("a", 50, 100), an_application("b", 900, 60)])
    assert step_worth(problem) == 6_000  # 60 × 100 against 100 × 50
    assert step_worth(problem, [one().candidates[0]]) == 6_000
    assert step_worth(problem, a_problem(a_call(), [an_application("c", 900, 90)]).candidates) == 9_000
    assert step_worth(a_problem(a_call(), [])) == 0


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ({}, 6_000),
        ({"objective": "needs"}, Fraction(60 * 100, CAP)),
        ({"policy": "all-or-nothing"}, 0),
        ({"objective": "projects", "minimum_grant": 1}, 0),
    ],
)
def test_only_free_amounts_leave_a_step_of_tolerance(rules: dict[str, Any], expected: Fraction) -> None:
    assert tolerance(one(**rules)) == expected


def test_breakpoints_cut_a_span_at_the_ends_of_the_curve() -> None:
    problem = one(curve="seed")
    candidate = problem.candidates[0]
    assert breakpoints(problem, candidate, 4_000, CAP) == [(125, 60), (2_475, 42), (1_650, 24)]
    assert breakpoints(problem, candidate, 7_000, 8_000) == [(1_000, 24)]
    assert breakpoints(problem, candidate, 0, 0) == []
    needs = one(objective="needs")
    assert breakpoints(needs, needs.candidates[0], 100, 200) == [(100, Fraction(60, CAP))]
    projects = one(objective="projects", minimum_grant=1)
    assert breakpoints(projects, projects.candidates[0], 100, 300) == [(200, 0)]
    assert breakpoints(projects, projects.candidates[0], 300, 300) == []


@pytest.mark.parametrize(
    ("rules", "admitted", "refused"),
    [
        ({}, [0, 100, 8_200, 8_250], [1, 50, 8_150 + 1, 8_249, 8_251, 8_300, -100]),
        ({"minimum_grant": 950}, [0, 1_000, 8_250], [100, 900, 950]),
        ({"policy": "all-or-nothing"}, [0, 8_250], [100, 8_200]),
        ({"step": 500}, [0, 500, 8_000, 8_250], [100, 8_200]),
    ],
)
def test_admissible_grants(rules: dict[str, Any], admitted: list[int], refused: list[int]) -> None:
    problem = one(**rules)
    candidate = problem.candidates[0]
    assert [grant for grant in admitted + refused if is_admissible(problem, candidate, grant)] == admitted


@pytest.mark.parametrize(
    ("rules", "amount", "below", "above"),
    [
        ({}, 8_250, 8_250, 8_250),
        ({}, 8_249, 8_200, 8_250),
        ({}, 150, 100, 200),
        ({}, 99, 0, 100),
        ({}, 0, 0, 100),
        ({}, 9_000, 8_250, 8_250),
        ({"minimum_grant": 950}, 999, 0, 1_000),
        ({"policy": "all-or-nothing"}, 8_249, 0, 8_250),
        ({"step": 1_000}, 8_100, 8_000, 8_250),
    ],
)
def test_nearest_admissible_grants(rules: dict[str, Any], amount: int, below: int, above: int) -> None:
    problem = one(**rules)
    candidate = problem.candidates[0]
    assert admissible_below(problem, candidate, amount) == below
    assert admissible_above(problem, candidate, amount) == above
    if amount == 150:
        assert admissible_below(problem, candidate, Fraction(301, 2)) == 100
        assert admissible_above(problem, candidate, 150.5) == 200
