"""Every rule that is named can be removed, and nothing else changes."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from aapsim.domain.call import Axis, DepartmentLimits, Limit
from aapsim.engine.problem import Problem
from aapsim.engine.removals import rule_names, without
from aapsim.engine.rows import rows_of
from tests.unit.engine.makers import a_call, a_problem, an_application, three_sources

FIFTH = Limit("envelope", Fraction(1, 5))


def everything() -> Problem:
    call = a_call(
        ranking="strict",
        sources=(replace(three_sources(5_000, 0, 0)[0], axes=("1",)), *three_sources(0, 3_000, 2_000)[1:]),
        axes=(Axis("1", "", floor=FIFTH, ceiling=FIFTH), Axis("2", "", ceiling=Limit("euros", Fraction(900)))),
        departments=(DepartmentLimits("31", 10, 5_000, 1, 4), DepartmentLimits("48")),
        minimum_projects=1, maximum_projects=3, maximum_per_applicant=1_000, minimum_agreement=200,
        exclusive=(("a", "b"), ("c", "d")), requires=(("a", "b"),),
    )
    applications = [
        an_application("a", 1_500, 80, applicant="CAF", departments=(("31", Fraction(1)),)),
        an_application("b", 1_500, 70, applicant="caf", axis="2"),
        an_application("c", 1_500, 60),
        an_application("d", 900, 50),
    ]
    return a_problem(call, applications, {"a": 300, "d": "funded"})


NAMES = [
    "axis:1:floor", "department:31:floor", "department:31:minimum_projects", "projects:minimum", "axis:1:ceiling",
    "axis:2:ceiling", "department:31:ceiling", "department:31:maximum_projects", "projects:maximum", "applicant:#c",
    "applicant:caf", "closed", "exclusive:0", "exclusive:1", "requires:0", "ranking", "authorities", "floors",
    "lock:a", "lock:d",
]


def test_every_rule_of_a_problem_is_named_once_minima_first() -> None:
    assert rule_names(everything()) == NAMES
    assert rule_names(a_problem(a_call(), [an_application("a", 900)])) == []


@pytest.mark.parametrize("name", NAMES)
def test_a_removed_rule_is_gone_and_the_others_stay(name: str) -> None:
    lighter = without(everything(), name)
    # Without agreements no minimum is left, and the other way round: both hold the least grants.
    assert rule_names(lighter) == [other for other in NAMES if other != name]


@pytest.mark.parametrize(
    "name", [name for name in NAMES if name.startswith(("axis", "department", "projects", "exclusive", "requires"))]
)
def test_removing_a_limit_removes_its_row_alone(name: str) -> None:
    before = {row.name for row in rows_of(everything())}
    assert {row.name for row in rows_of(without(everything(), name))} == before - {name}


def test_removing_an_applicant_lifts_the_ceiling_of_all_its_projects() -> None:
    names = {row.name for row in rows_of(without(everything(), "applicant:caf"))}
    assert not names & {"applicant:caf", "applicant:#a", "applicant:#b"}
    assert "applicant:#c" in names


def test_removing_money_keeps_what_shares_of_it_stood_for() -> None:
    problem = without(everything(), "money")
    bounds = {row.name: row.bound for row in rows_of(problem)}
    assert bounds["axis:1:ceiling"] == 2_000
    assert bounds["axis:1:floor"] == -2_000
    assert bounds["axis:2:ceiling"] == 900
    assert all(bound >= 5_400 for name, bound in bounds.items() if name.startswith("sources:"))


def test_removing_money_closes_no_transfer_that_mattered() -> None:
    sources = list(three_sources(0, 1_000, 0))
    sources[1] = replace(sources[1], fungible_with=("304-19",))
    problem = without(a_problem(a_call(sources=tuple(sources)), [an_application("a", 900)]), "money")
    assert [(pool.available, pool.sendable, pool.targets) for pool in problem.pools] == [(900, 0, 0)] * 3


def test_floors_and_rounding_ease_the_amounts() -> None:
    problem = a_problem(a_call(minimum_grant=450), [an_application("a", 900), an_application("b", 480)])
    assert [(c.least, c.floor) for c in problem.candidates] == [(500, 500), (480, 480)]
    assert [(c.least, c.floor) for c in without(problem, "floors").candidates] == [(100, 0), (100, 0)]
    to_the_euro = without(problem, "rounding")
    assert to_the_euro.step == 1
    assert [c.least for c in to_the_euro.candidates] == [500, 480]
    free = without(a_problem(a_call(), [an_application("a", 900)]), "rounding")
    assert [c.least for c in free.candidates] == [1]
    whole = a_problem(a_call(policy="all-or-nothing"), [an_application("a", 900)])
    assert [c.least for c in without(whole, "rounding").candidates] == [900]
    assert (without(whole, "floors").policy, without(whole, "floors").candidates[0].least) == ("partial", 100)


def test_the_objective_falls_back_to_euros() -> None:
    problem = a_problem(a_call(objective="needs", curve="seed"), [an_application("a", 900)])
    assert (without(problem, "objective").objective, without(problem, "objective").curve) == ("euros", "none")


@pytest.mark.parametrize("name", ["", "sources:fir", "inconnu"])
def test_an_unknown_rule_is_an_error(name: str) -> None:
    with pytest.raises(ValueError, match="unknown rule"):
        without(everything(), name)
