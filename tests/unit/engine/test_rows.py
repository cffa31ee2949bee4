"""The rows of a problem: names, coefficients, bounds, and the ranking reduced to what transitivity leaves."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from aapsim.domain.application import Shares, equal_shares
from aapsim.domain.call import Axis, Call, DepartmentLimits, Limit
from aapsim.engine.problem import Problem
from aapsim.engine.removals import without
from aapsim.engine.rows import Row, outside_ranking, rows_of, source_sets
from tests.reference.generator import generate
from tests.reference.problem import Problem as Reference
from tests.reference.problem import ranking_pairs
from tests.unit.engine.makers import HALF, a_call, a_case, a_problem, an_application, purse, three_sources

THIRD: Shares = (("1", Fraction(1, 3)), ("2", Fraction(2, 3)))


def by_name(problem: Problem) -> dict[str, Row]:
    rows = rows_of(problem)
    found = {row.name: row for row in rows}
    assert len(found) == len(rows)
    return found


def test_one_row_per_set_of_sources_that_can_bind() -> None:
    sources = (replace(three_sources(1_000, 0, 0)[0], axes=("1",)), *three_sources(0, 2_000, 4_000)[1:])
    applications = [
        an_application("a", 900, axis="1"),
        an_application("b", 900, axis="2"),
        an_application("c", 900, axis="2", sources=("304-19",)),
        an_application("d", 900, axis="1", sources=("304-17",)),
    ]
    problem = a_problem(a_call(sources=sources), applications)
    rows = by_name(problem)
    assert {name: row.bound for name, row in rows.items()} == {
        "sources:304-17": 2_000, "sources:304-19": 4_000, "sources:304-17+304-19": 6_000,
        "sources:fir+304-17+304-19": 7_000,
    }
    inside = {name: [problem.candidates[place].id for place, _ in row.x] for name, row in rows.items()}
    assert inside["sources:304-19"] == ["c"]
    assert inside["sources:304-17+304-19"] == ["b", "c", "d"]
    assert inside["sources:fir+304-17+304-19"] == ["a", "b", "c", "d"]
    assert source_sets(problem) == [0, 0b010, 0b100, 0b110, 0b111]


def test_a_project_without_an_open_source_gets_a_row_of_nothing() -> None:
    problem = a_problem(a_call(sources=purse(500, axes=("2",))), [an_application("a", 900)])
    assert by_name(problem) == {"sources:": Row("sources:", ((0, Fraction(1)),), (), Fraction(0))}


@pytest.mark.parametrize(
    ("limit", "coefficients", "bound"),
    [
        (Limit("euros", Fraction(3_000)), (Fraction(1), Fraction(1, 3)), 3_000),
        (Limit("envelope", Fraction(1, 4)), (Fraction(1), Fraction(1, 3)), 2_500),
        (Limit("granted", Fraction(1, 4)), (Fraction(3, 4), Fraction(1, 12), Fraction(-1, 4)), 0),
    ],
)
@pytest.mark.parametrize("side", ["ceiling", "floor"])
def test_axis_limits_in_their_three_readings(
    side: str, limit: Limit, coefficients: tuple[Fraction, ...], bound: int
) -> None:
    axis = replace(Axis("1", ""), ceiling=limit) if side == "ceiling" else replace(Axis("1", ""), floor=limit)
    applications = [
        an_application("a", 900, axis="1"), an_application("b", 900, axes=THIRD), an_application("c", 900, axis="2")
    ]
    row = by_name(a_problem(a_call(axes=(axis, Axis("2", ""))), applications))[f"axis:1:{side}"]
    sign = 1 if side == "ceiling" else -1
    assert row.x == tuple((place, sign * value) for place, value in enumerate(coefficients))
    assert (row.y, row.bound) == ((), sign * bound)


def test_a_project_exactly_at_the_share_does_not_appear() -> None:
    axis = Axis("1", "", ceiling=Limit("granted", HALF))
    half = an_application("a", 900, axes=equal_shares(["1", "2"]))
    assert by_name(a_problem(a_call(axes=(axis, Axis("2", ""))), [half]))["axis:1:ceiling"].x == ()


def test_department_limits_by_shares_and_by_heads() -> None:
    call = a_call(departments=(DepartmentLimits("31", 1_000, 4_000, 1, 3), DepartmentLimits("48")))
    applications = [
        an_application("a", 900, departments=(("31", Fraction(1, 4)), ("48", Fraction(3, 4)))),
        an_application("b", 900, departments=(("REG", Fraction(1)),)),
        an_application("c", 900, departments=(("31", Fraction(1)),)),
    ]
    rows = by_name(a_problem(call, applications))
    quarter = Fraction(1, 4)
    assert rows["department:31:ceiling"] == Row("department:31:ceiling", ((0, quarter), (2, Fraction(1))), (),
                                                Fraction(4_000))
    assert rows["department:31:floor"].x == ((0, -quarter), (2, Fraction(-1)))
    assert rows["department:31:floor"].bound == -1_000
    assert (rows["department:31:maximum_projects"].y, rows["department:31:maximum_projects"].bound) == (
        ((0, 1), (2, 1)), 3
    )
    assert (rows["department:31:minimum_projects"].y, rows["department:31:minimum_projects"].bound) == (
        ((0, -1), (2, -1)), -1
    )
    assert not [name for name in rows if name.startswith("department:48")]


def applicants(**rules: int) -> Problem:
    applications = [
        an_application("a", 900, applicant="CAF"), an_application("b", 900, applicant=" caf"),
        an_application("c", 1_000), an_application("d", 1_001),
    ]
    return a_problem(a_call(**rules), applications)


def test_the_ceiling_per_applicant_groups_names_and_leaves_the_unnamed_alone() -> None:
    assert not [name for name in by_name(applicants()) if name.startswith("applicant")]
    rows = by_name(applicants(maximum_per_applicant=1_000))
    assert [name for name in rows if name.startswith("applicant")] == ["applicant:caf", "applicant:#d"]
    assert rows["applicant:caf"].x == ((0, Fraction(1)), (1, Fraction(1)))
    assert rows["applicant:#d"].bound == 1_000


def test_numbers_exclusions_and_dependencies() -> None:
    call = a_call(
        maximum_projects=2, minimum_projects=1,
        exclusive=(("a", "b", "a"), ("a", "z")), requires=(("a", "b"), ("b", "z"), ("c", "c"), ("z", "a")),
    )
    rows = by_name(a_problem(call, [an_application(one, 900) for one in "abc"]))
    assert (rows["projects:maximum"].y, rows["projects:maximum"].bound) == (((0, 1), (1, 1), (2, 1)), 2)
    assert (rows["projects:minimum"].y, rows["projects:minimum"].bound) == (((0, -1), (1, -1), (2, -1)), -1)
    assert rows["exclusive:0"] == Row("exclusive:0", (), ((0, 1), (1, 1)), Fraction(1))
    assert rows["requires:0"] == Row("requires:0", (), ((0, 1), (1, -1)), Fraction(0))
    assert rows["requires:1"] == Row("requires:1", (), ((1, 1),), Fraction(0))
    assert {name for name in rows if name.startswith(("exclusive", "requires"))} == {
        "exclusive:0", "requires:0", "requires:1"
    }


def ranking(problem: Problem) -> list[str]:
    return [row.name for row in rows_of(problem) if row.name.startswith("ranking:")]


def test_the_ranking_chains_the_projects_of_one_axis() -> None:
    applications = [
        an_application("a", 900, 80), an_application("b", 900, 70), an_application("c", 900, 60),
        an_application("d", 900, 70), an_application("e", 900, 65, axis="2"),
    ]
    assert ranking(a_problem(a_call(ranking="strict"), applications)) == [
        "ranking:a>b", "ranking:b>c", "ranking:d>c", "ranking:a>d"
    ]
    assert ranking(a_problem(a_call(), applications)) == []


def test_only_projects_whose_sources_are_all_open_to_the_lower_one_hold_it_back() -> None:
    call = a_call(ranking="strict", sources=three_sources(5_000, 5_000, 5_000))
    applications = [
        an_application("a", 900, 80), an_application("b", 900, 70, sources=("fir",)), an_application("c", 900, 60)
    ]
    assert ranking(a_problem(call, applications)) == ["ranking:b>c", "ranking:a>c"]


def test_locked_projects_are_outside_the_ranking() -> None:
    applications = [an_application("a", 900, 80), an_application("b", 900, 70), an_application("c", 900, 60)]
    assert ranking(a_problem(a_call(ranking="strict"), applications, {"b": 100})) == ["ranking:a>c"]
    assert ranking(a_problem(a_call(ranking="strict"), applications, {"b": "excluded"})) == ["ranking:a>c"]


def limited(ceiling: Limit) -> tuple[Axis, ...]:
    return (Axis("1", "", ceiling=ceiling), Axis("2", ""))


OUTSIDE: list[tuple[Call, bool]] = [
    (a_call(2_999, minimum_grant=3_000), True),
    (a_call(3_000, minimum_grant=3_000), False),
    (a_call(axes=limited(Limit("euros", Fraction(999))), minimum_grant=3_000), True),
    (a_call(axes=limited(Limit("euros", Fraction(1_000))), minimum_grant=3_000), False),
    (a_call(axes=limited(Limit("envelope", Fraction(9, 100))), minimum_grant=3_000), True),
    (a_call(axes=limited(Limit("granted", Fraction(0))), minimum_grant=3_000), False),
    (a_call(departments=(DepartmentLimits("31", ceiling=1_499),), minimum_grant=3_000), True),
    (a_call(departments=(DepartmentLimits("31", ceiling=1_500), DepartmentLimits("48")), minimum_grant=3_000), False),
]


@pytest.mark.parametrize(("call", "outside"), OUTSIDE)
def test_outside_the_ranking_by_the_smallest_grant(call: Call, *, outside: bool) -> None:
    application = an_application("a", 6_000, axes=THIRD, departments=equal_shares(["31", "48"]))
    problem = a_problem(call, [application])
    assert outside_ranking(problem, problem.candidates[0]) is outside


def test_a_project_outside_the_ranking_holds_nobody_back_but_is_held_back() -> None:
    applications = [
        an_application("a", 900, 80), an_application("b", 9_000, 70, own_floor=6_000), an_application("c", 900, 60)
    ]
    assert ranking(a_problem(a_call(5_000, ranking="strict"), applications)) == ["ranking:a>b", "ranking:a>c"]


def closure(pairs: set[tuple[str, str]]) -> set[tuple[str, str]]:
    known = set(pairs)
    while True:
        more = {(a, d) for a, b in known for c, d in known if b == c} - known
        if not more:
            return known
        known |= more


@pytest.mark.parametrize("seed", range(40))
def test_the_reduced_ranking_implies_every_pair_and_no_other(seed: int) -> None:
    instance = generate(seed, size=14)
    call = replace(instance.call, ranking="strict")
    problem = a_case(call, instance.applications, instance.locks).problem
    names = {name.removeprefix("ranking:") for name in ranking(problem)}
    kept = {(first, then) for first, _, then in (name.partition(">") for name in names)}
    reference = Reference({**instance.inputs(), "ranking": "strict"})
    ids = [project.id for project in reference.projects]
    every = {(ids[i], ids[j]) for i, j in ranking_pairs(reference)}
    locked = {project.id for project in reference.projects if project.lock in ("excluded", 0)}
    every = {(i, j) for i, j in every if not {i, j} & locked}
    assert closure(kept) == closure(every)
    assert kept <= every
    assert all((a, b) not in closure(kept - {(a, b)}) for a, b in kept)


def test_rows_are_computed_once_for_a_problem() -> None:
    problem = applicants(maximum_per_applicant=1_000)
    assert rows_of(problem) == rows_of(problem)
    freed = without(problem, "applicant:caf")
    assert "applicant:caf" in by_name(problem)
    assert "applicant:caf" not in by_name(freed)
    assert "applicant:#a" not in by_name(freed)
