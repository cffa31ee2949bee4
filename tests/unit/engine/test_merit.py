"""Down the ranking, by hand: what committees do today."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from aapsim.audit.checker import check
from aapsim.domain.application import Application
from aapsim.domain.call import Axis, Call, DepartmentLimits, Limit
from aapsim.engine.allocate import allocate
from aapsim.engine.merit import MeritOrder, merit_order, relaxed_bound
from aapsim.engine.room import walked
from aapsim.engine.rows import rows_of
from tests.reference.generator import generate
from tests.unit.engine.makers import a_call, a_case, a_problem, an_application, grants_of, three_sources

THREE = [an_application("a", 6_000, 80), an_application("b", 5_000, 70), an_application("c", 2_000, 60)]


def walk(
    call: Call, applications: list[Application] | None = None, locks: dict[str, Any] | None = None
) -> MeritOrder | None:
    return merit_order(a_problem(call, applications or THREE, locks))


@pytest.mark.parametrize(
    ("rules", "grants", "stopped"),
    [
        ({}, {"a": 6_000, "b": 4_000}, {"b": "sources:fir", "c": "sources:fir"}),
        ({"policy": "all-or-nothing"}, {"a": 6_000, "c": 2_000}, {"b": "sources:fir"}),
        ({"maximum_projects": 1}, {"a": 6_000}, {"b": "projects:maximum", "c": "projects:maximum"}),
        ({"minimum_share": Fraction(9, 10)}, {"a": 6_000, "c": 2_000}, {"b": "sources:fir"}),
        ({"exclusive": (("a", "b"),)}, {"a": 6_000, "c": 2_000}, {"b": "exclusive:0"}),
        ({"requires": (("a", "b"), ("c", "b"))}, {"b": 5_000, "c": 2_000}, {"a": "requires:0"}),
        ({"requires": (("a", "a"),)}, {"a": 6_000, "b": 4_000}, {"b": "sources:fir", "c": "sources:fir"}),
        ({"maximum_per_applicant": 1_550}, {"a": 1_500, "b": 1_500, "c": 1_500},
         {"a": "applicant:#a", "b": "applicant:#b", "c": "applicant:#c"}),
        ({"ranking": "strict", "policy": "all-or-nothing"}, {"a": 6_000, "c": 2_000}, {"b": "sources:fir"}),
    ],
)
def test_each_receives_the_most_that_remains_and_what_does_not_fit_is_passed_over(
    rules: dict[str, Any], grants: dict[str, int], stopped: dict[str, str]
) -> None:
    assert walk(a_call(**rules)) == MeritOrder(grants, stopped, ())


@pytest.mark.parametrize(
    ("locks", "grants"),
    [
        ({"c": 1_000}, {"a": 6_000, "b": 3_000, "c": 1_000}),
        ({"c": "funded"}, {"a": 6_000, "b": 3_900, "c": 100}),
        ({"a": "excluded"}, {"b": 5_000, "c": 2_000}),
    ],
)
def test_money_of_locked_projects_is_set_aside_first(locks: dict[str, Any], grants: dict[str, int]) -> None:
    order = walk(a_call(), locks=locks)
    assert order is not None
    assert order.grants == grants


def test_what_a_locked_project_needs_is_set_aside_with_it() -> None:
    call = a_call(10_500, requires=(("c", "b"), ("b", "a")), minimum_grant=5_000)
    applications = [an_application("a", 6_000, 50), an_application("b", 6_000, 60), an_application("c", 6_000, 90)]
    assert walk(call, applications, {"c": "funded"}) is None
    order = walk(replace(call, minimum_grant=2_000), applications, {"c": "funded"})
    assert order is not None
    assert order.grants == {"a": 2_000, "b": 2_500, "c": 6_000}
    assert walk(a_call(requires=(("c", "z"),)), locks={"c": "funded"}) is None
    both = walk(a_call(requires=(("c", "b"),)), locks={"c": "funded", "b": 1_000})
    assert both is not None
    assert both.grants == {"a": 6_000, "b": 1_000, "c": 2_000}


def test_locks_that_do_not_fit_leave_no_order() -> None:
    assert walk(a_call(), locks={"a": 6_000, "b": 5_000}) is None


def test_minima_are_not_sought_but_listed() -> None:
    call = a_call(
        minimum_projects=3,
        departments=(DepartmentLimits("48", floor=500, minimum_projects=1), DepartmentLimits("31", ceiling=7_000)),
        axes=(Axis("1", "", floor=Limit("euros", Fraction(1))), Axis("2", "", floor=Limit("granted", Fraction(1, 2)))),
    )
    applications = [replace(one, departments=(("31", Fraction(1)),)) for one in THREE]
    order = walk(call, applications)
    assert order is not None
    assert order.grants == {"a": 6_000, "b": 1_000}
    assert order.stopped_by == {"b": "department:31:ceiling", "c": "department:31:ceiling"}
    assert order.missed == (
        "axis:2:floor", "department:48:floor", "department:48:minimum_projects", "projects:minimum"
    )


def test_an_applicant_named_like_a_minimum_keeps_its_ceiling() -> None:
    twice = [replace(one, applicant="x:floor") for one in THREE[:2]]
    order = walk(a_call(maximum_per_applicant=7_000), twice)
    assert order is not None
    assert order.grants == {"a": 6_000, "b": 1_000}


def test_a_ceiling_on_what_is_granted_holds_for_what_is_really_granted() -> None:
    half = (Axis("1", "", ceiling=Limit("granted", Fraction(1, 2))), Axis("2", ""))
    applications = [an_application("a", 6_000, 80), an_application("b", 3_000, 70, axis="2")]
    order = walk(a_call(axes=half), applications)
    assert order is not None
    assert order.grants == {"a": 3_000, "b": 3_000}
    assert order.stopped_by == {"a": "axis:1:ceiling"}
    assert walk(a_call(axes=half), applications, {"a": 6_000}) is None


def test_amounts_that_the_authorities_cannot_pay_are_lowered() -> None:
    sources = three_sources(1_000, 600, 0)
    call = a_call(sources=sources, max_authorities=1)
    one = [an_application("a", 1_500, 80), an_application("b", 800, 70)]
    stopped = {"a": "authorities", "b": "sources:fir+304-17+304-19"}
    assert walk(call, one) == MeritOrder({"a": 1_000, "b": 600}, stopped, ())
    agreement = a_call(sources=sources, minimum_agreement=700)
    assert walk(agreement, one) == MeritOrder({"a": 1_000}, stopped, ())
    assert walk(call, one, {"a": 1_100}) is None


def test_the_walk_obeys_neither_minima_nor_the_ranking_rule() -> None:
    instance = next(
        case for case in map(generate, range(60)) if case.call.ranking == "strict" and case.call.departments
    )
    problem = walked(a_case(instance.call, instance.applications, instance.locks).problem)
    assert not [row for row in rows_of(problem) if row.name.startswith("ranking:") or row.name.endswith("floor")]
    assert problem.minimum_projects == 0


def test_the_bound_of_the_relaxation_is_proven() -> None:
    problem = a_problem(a_call(), THREE)
    bound = relaxed_bound(problem, {"a": 6_000, "b": 4_000})
    assert bound.value == bound.upper_bound == bound.solver_bound == 6_000 * 80 + 4_000 * 70
    assert bound.multipliers == {"sources:fir": 70}


@pytest.mark.parametrize("seed", range(500, 520))
def test_every_order_passes_the_checker_and_stays_under_its_bound(seed: int) -> None:
    instance = generate(seed, size=9)
    answer = allocate(instance.call, instance.applications, instance.locks, strategy="merit")
    assert list(check(answer.to_document())) == []
    if answer.certificate is not None:
        assert answer.certificate.value <= answer.certificate.upper_bound
    assert answer.status == ("infeasible" if answer.certificate is None else "optimal")


def test_the_answer_lists_who_was_passed_over_and_why() -> None:
    answer = allocate(a_call(policy="all-or-nothing", minimum_projects=3), THREE, strategy="merit")
    assert grants_of(answer) == {"a": 6_000, "c": 2_000}
    assert [(gap.id, gap.below, gap.cause) for gap in answer.gaps] == [("b", ("c",), "sources:fir")]
    assert answer.gaps[0].message == "Passé dans l'ordre du classement : les crédits de FIR."
    assert answer.missed == ("N'atteint pas le nombre minimal de projets (3).",)
