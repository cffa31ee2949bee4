"""The tie order against plain enumeration: value, money, shared projects, then the largest grants down the ranking."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from itertools import product
from typing import Any

import pytest

from aapsim.domain.application import Application, equal_shares
from aapsim.domain.call import Axis, Call, DepartmentLimits, Limit, Source
from aapsim.engine import ties
from aapsim.engine.allocate import allocate
from aapsim.engine.box import full_box
from aapsim.engine.case import prepare
from aapsim.engine.optimum import find_optimum
from aapsim.engine.problem import Problem
from aapsim.engine.rows import rows_of
from tests.reference.generator import generate, inputs_of
from tests.reference.problem import Problem as Reference
from tests.unit.engine.makers import a_call, a_problem, an_application, grants_of, purse, three_sources
from tests.unit.engine.payments import best_loads


def money(rng: random.Random) -> tuple[Source, ...]:
    if rng.random() < 0.5:
        return purse(rng.randint(3, 14) * 100)
    sources = three_sources(*(rng.randint(1, 6) * 100 for _ in range(3)))
    closed = rng.choice(((), (), ("1",)))
    return (replace(sources[0], axes=closed), *sources[1:])


def tiny(seed: int) -> tuple[Call, list[Application]]:
    """Return two to four projects with caps in hundreds, so that nothing is left to rounding, and many ties."""
    rng = random.Random(seed)
    objective = rng.choice(("euros", "euros", "needs", "projects"))
    euros = Limit("euros", Fraction(rng.randint(3, 9) * 100))
    ceiling = rng.choice((None, None, euros, Limit("granted", Fraction(3, 5))))
    rules: dict[str, Any] = {
        "sources": money(rng),
        "objective": objective,
        "policy": rng.choice(("partial", "partial", "all-or-nothing")),
        "ranking": rng.choice(("free", "strict")),
        "curve": rng.choice(("none", "none", "seed")),
        "minimum_grant": 200 if objective == "projects" else rng.choice((0, 0, 300)),
        "maximum_projects": rng.choice((0, 0, 2)),
        "axes": (Axis("1", "", ceiling=ceiling), Axis("2", "")),
        "departments": rng.choice(((), (DepartmentLimits("31", ceiling=rng.randint(2, 6) * 100),))),
    }
    applications = [
        an_application(
            f"d{number}", rng.randint(2, 5) * 100, rng.choice((50, 50, 60)), axis=rng.choice("112"),
            departments=rng.choice((equal_shares(["31"]), equal_shares(["31", "48"]), equal_shares(["48"]))),
        )
        for number in range(rng.randint(2, 4))
    ]
    return a_call(**rules), applications


def admissible(reference: Reference) -> Iterator[dict[str, int]]:
    """Yield every allocation that breaks no rule, read from the documentation alone."""
    for amounts in product(*([0, *reference.amounts(project)] for project in reference.projects)):
        ways = [reference.pieces(one, x)[0] for one, x in zip(reference.projects, amounts, strict=True)]
        if not reference.fits(amounts, ways):
            yield {one.id: x for one, x in zip(reference.projects, amounts, strict=True) if x}


def shared(problem: Problem, grants: Mapping[str, int]) -> int:
    funded = replace(problem, candidates=tuple(c for c in problem.candidates if c.id in grants))
    loads = best_loads(funded, grants)
    assert loads is not None
    return sum(sum(part > 0 for part in parts) > 1 for parts in loads.values())


def first(reference: Reference, problem: Problem) -> dict[str, int]:
    def worth(grants: Mapping[str, int]) -> tuple[Fraction, int]:
        gains = (reference.worth(one, grants.get(one.id, 0)) for one in reference.projects)
        return sum(gains, Fraction(0)), sum(grants.values())

    every = list(admissible(reference))
    best = max(map(worth, every))
    equal = [grants for grants in every if worth(grants) == best]
    order = [problem.candidates[place].id for place in problem.ranked]
    if len(equal) > 1 and len(problem.authorities) > 1:
        fewest = min(shared(problem, grants) for grants in equal)
        equal = [grants for grants in equal if shared(problem, grants) == fewest]
    return max(equal, key=lambda grants: [grants.get(one, 0) for one in order])


@pytest.mark.parametrize("seed", range(60))
def test_the_first_of_all_equal_allocations_wins(seed: int) -> None:
    call, applications = tiny(seed)
    reference = Reference(inputs_of(call, tuple(applications), {}, "optimum"))
    expected = first(reference, a_problem(call, applications))
    assert grants_of(allocate(call, applications)) == expected


def test_equal_scores_are_served_by_id_and_the_money_is_spent() -> None:
    applications = [an_application(one, 400) for one in "abc"]
    assert grants_of(allocate(a_call(1_000), applications)) == {"a": 400, "b": 400, "c": 200}
    assert grants_of(allocate(a_call(1_050), applications)) == {"a": 400, "b": 400, "c": 200}


def test_more_money_comes_before_the_order_of_the_ranking() -> None:
    worthless = [an_application("a", 300, 0), an_application("b", 500, 0)]
    assert grants_of(allocate(a_call(500, policy="all-or-nothing"), worthless)) == {"b": 500}


def test_fewer_shared_projects_come_before_the_order_of_the_ranking() -> None:
    applications = [an_application("a", 300), an_application("b", 200), an_application("c", 400)]
    call = a_call(sources=three_sources(200, 400, 0), policy="all-or-nothing")
    # a + b and c + b are worth as little as 500 and 600: c + b grants most and nobody shares.
    assert grants_of(allocate(call, applications)) == {"b": 200, "c": 400}
    tied = [an_application("a", 300), an_application("b", 300), an_application("c", 200), an_application("d", 400)]
    assert grants_of(allocate(call, tied)) == {"c": 200, "d": 400}


def test_where_every_equal_allocation_is_shared_the_ranking_decides() -> None:
    call = a_call(sources=three_sources(200, 200, 0), policy="all-or-nothing")
    assert grants_of(allocate(call, [an_application(one, 400) for one in "abc"])) == {"a": 400}


def test_an_allocation_below_the_best_grows_down_the_ranking_to_the_end() -> None:
    problem = a_problem(a_call(500), [an_application("a", 300), an_application("b", 200)])
    level = ties._Level(problem, rows_of(problem), full_box(problem), Fraction(0))
    assert ties._largest_grants(level, {"a": 100}) == {"a": 300, "b": 200}
    assert ties._lexicographically_better(level, {"a": 300, "b": 200}) is None
    assert ties._another(level, {"a": 300, "b": 200}) is None


def test_of_many_equal_allocations_the_fewest_shared_then_the_largest_is_found_whatever_the_path() -> None:
    # Found by a campaign: the two problems differ by a project that receives nothing in either.
    instance = generate(2001424)
    problem = prepare(instance.call, instance.applications, instance.locks).problem
    others = [one for one in instance.applications if one.id != "0007"]
    lighter = prepare(instance.call, others, instance.locks).problem
    first, second = find_optimum(problem), find_optimum(lighter)
    assert first is not None
    assert second is not None
    assert first.grants == second.grants
    assert "0007" not in first.grants


def test_a_project_that_receives_nothing_changes_no_amount_of_the_others() -> None:
    # Found by a campaign: HiGHS, with presolve, called the next allocation in the order impossible.
    instance = generate(4006832)
    problem = prepare(instance.call, instance.applications, instance.locks).problem
    others = [one for one in instance.applications if one.id != "d009"]
    lighter = prepare(instance.call, others, instance.locks).problem
    first, second = find_optimum(problem), find_optimum(lighter)
    assert first is not None
    assert second is not None
    assert first.grants == second.grants
    assert (sum(first.grants.values()), first.grants["0011"]) == (171_402, 28_800)
