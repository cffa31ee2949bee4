"""*Réduction uniforme* and *Couverture égale*, by hand and by the independent checker."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import pytest

from aapsim.audit.checker import check
from aapsim.domain.allocation import Allocation
from aapsim.domain.call import Axis, Limit, Strategy
from aapsim.engine.allocate import allocate, other_ways
from tests.reference.generator import generate
from tests.unit.engine.makers import a_call, an_application, grants_of, three_sources

THREE = (an_application("a", 6_000, 80), an_application("b", 5_000, 70), an_application("c", 4_000, 60))


def way(strategy: Strategy, locks: Mapping[str, Any] | None = None, threshold: Any = None, **rules: Any) -> Allocation:
    answer = allocate(a_call(**rules), THREE, locks or {}, strategy=strategy, threshold=threshold)
    assert check(answer.to_document()) == []
    return answer


@pytest.mark.parametrize(
    ("rules", "locks", "threshold", "grants"),
    [
        ({}, {}, None, {"a": 4_000, "b": 3_300, "c": 2_700}),
        ({"minimum_share": Fraction(9, 10)}, {}, None, {"a": 5_500, "b": 4_500}),
        ({}, {}, Fraction(70), {"a": 5_500, "b": 4_500}),
        ({}, {}, Fraction(75), {"a": 6_000}),
        ({}, {"c": 1_000}, Fraction(70), {"a": 4_900, "b": 4_100, "c": 1_000}),
        ({}, {"c": "funded"}, Fraction(75), {"a": 6_000, "c": 4_000}),
        ({"policy": "all-or-nothing"}, {}, None, {"a": 6_000}),
        ({"maximum_projects": 1}, {}, None, {"a": 6_000}),
        ({"exclusive": (("a", "b"),)}, {}, None, {"a": 6_000, "c": 4_000}),
        ({"requires": (("b", "a"), ("a", "z"))}, {}, None, {"c": 4_000}),
    ],
)
def test_all_receive_the_same_percentage_of_their_cap(
    rules: dict[str, Any], locks: dict[str, Any], threshold: Fraction | None, grants: dict[str, int]
) -> None:
    assert grants_of(way("prorata", locks, threshold, **rules)) == grants


def test_an_amount_says_the_percentage_and_an_exclusion_the_mark() -> None:
    answer = way("prorata", threshold=Fraction(70))
    assert "91,7\u00a0% de son plafond" in answer.award("a").reasons[0].message
    assert "inférieure à 70" in answer.award("c").reasons[0].message
    assert answer.inputs["threshold"] == "70"


def test_a_better_project_left_out_is_a_gap_with_its_cause() -> None:
    answer = way("prorata", {"c": "funded"}, Fraction(75))
    assert [(gap.id, gap.cause) for gap in answer.gaps] == [("b", "threshold")]


def test_no_percentage_at_all_is_said() -> None:
    answer = way("prorata", threshold=Fraction(0), minimum_share=Fraction(9, 10))
    assert (answer.status, answer.issues[0].code) == ("infeasible", "prorata")
    assert way("prorata", {"c": 4_000, "a": 6_000, "b": 5_000}).status == "infeasible"


def test_the_least_covered_is_raised_first() -> None:
    assert grants_of(way("equity")) == {"a": 5_500, "b": 4_500}
    answer = way("equity", {"b": 3_000}, minimum_projects=3)
    assert grants_of(answer)["b"] == 3_000
    assert abs(Fraction(answer.award("a").grant, 6_000) - Fraction(answer.award("c").grant, 4_000)) < Fraction(1, 20)


def test_equal_coverage_follows_the_optimum_where_there_is_none_and_says_what_stops_it() -> None:
    assert way("equity", minimum_projects=9).status == "infeasible"
    axes = (Axis("1", "", ceiling=Limit("euros", Fraction(7_000))), Axis("2", ""))
    assert "plafond de l'axe 1" in way("equity", axes=axes).award("a").reasons[0].message


def test_equal_coverage_holds_a_ceiling_on_what_is_granted() -> None:
    axes = (Axis("1", "", ceiling=Limit("granted", Fraction(3, 5))), Axis("2", ""))
    others = (*THREE, an_application("d", 4_000, 50, axis="2"))
    answer = allocate(a_call(axes=axes), others, strategy="equity")
    assert check(answer.to_document()) == []
    assert answer.by_axis["1"] <= Fraction(3, 5) * answer.total_granted


def test_two_purses_with_agreements() -> None:
    rules = {"sources": three_sources(5_000, 3_000, 2_000), "minimum_agreement": 1_000, "max_authorities": 1}
    for strategy in ("prorata", "equity"):
        assert way(strategy, **rules).status == "optimal"


def test_the_two_beside_a_known_optimum_are_the_same() -> None:
    call = a_call()
    optimum = allocate(call, THREE)
    uniform, equal = other_ways(call, THREE, {}, optimum)
    assert uniform == allocate(call, THREE, strategy="prorata")
    assert equal == allocate(call, THREE, strategy="equity")
    assert [one.status for one in other_ways(call, THREE, {"a": 7_000}, optimum)] == ["infeasible", "infeasible"]


@pytest.mark.parametrize("seed", range(900, 925))
def test_generated_answers_hold_their_definition(seed: int) -> None:
    instance = generate(seed, 0)
    for strategy in ("prorata", "equity"):
        answer = allocate(instance.call, instance.applications, instance.locks, strategy=strategy)
        assert check(answer.to_document()) == []
