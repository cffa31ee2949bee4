"""From applications to candidates: masks, pools, order, folded names."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from aapsim.domain.application import equal_shares
from aapsim.domain.call import Axis, Source
from aapsim.engine.problem import folded, open_mask, pools_of
from tests.unit.engine.makers import a_call, a_problem, an_application, three_sources

SOURCES = three_sources(100, 200, 400)


@pytest.mark.parametrize(
    ("closed", "listed", "axis", "mask"),
    [
        ((), (), "1", 0b111),
        ((), ("304-19", "fir"), "1", 0b101),
        (("2",), (), "1", 0b110),
        (("2",), (), "2", 0b111),
        (("2",), ("fir",), "1", 0),
        ((), ("inconnu",), "1", 0),
    ],
)
def test_open_sources_follow_the_list_and_the_main_axis(
    closed: tuple[str, ...], listed: tuple[str, ...], axis: str, mask: int
) -> None:
    sources = (replace(SOURCES[0], axes=closed), *SOURCES[1:])
    assert open_mask(sources, an_application("a", 100, axis=axis, sources=listed)) == mask


def test_the_main_axis_decides_alone() -> None:
    sources = (replace(SOURCES[0], axes=("2",)),)
    larger = (("1", Fraction(2, 5)), ("2", Fraction(3, 5)))
    assert open_mask(sources, an_application("a", 100, axes=larger)) == 1
    assert open_mask(sources, an_application("a", 100, axes=equal_shares(["1", "2"]))) == 0


def fungible(*, limit: int | None) -> tuple[Source, ...]:
    into = ("304-19", "304-17", "fir", "fir")
    return (SOURCES[0], replace(SOURCES[1], fungible_with=into, transfer_limit=limit), SOURCES[2])


def test_a_pool_sends_to_others_and_never_to_itself() -> None:
    pools = pools_of(fungible(limit=150))
    assert [(pool.available, pool.sendable, pool.targets) for pool in pools] == [
        (100, 0, 0), (200, 150, 0b101), (400, 0, 0)
    ]
    assert pools_of(fungible(limit=None))[1].sendable == 200
    assert pools_of(fungible(limit=900))[1].sendable == 200


def test_capacity_of_a_set_counts_what_may_be_transferred_into_it() -> None:
    problem = a_problem(a_call(sources=fungible(limit=150)), [])
    capacities = [problem.pool_capacity(mask) for mask in range(8)]
    assert capacities == [0, 100 + 150, 200, 300, 400 + 150, 500 + 150, 600, 700]
    assert problem.envelope == 700


def test_candidates_are_the_fundable_that_take_part_sorted_by_id() -> None:
    applications = [
        an_application("b", 900, 70, applicant=" CAF "),
        an_application("a", 900, 70),
        an_application("É", 900, 90),
        an_application("d", 900, requested=0),
        an_application("e", 900),
        replace(an_application("f", 900), score=None),
        an_application("g", 900, axis="9"),
        an_application("h", 900, 10),
    ]
    problem = a_problem(a_call(minimum_score=Fraction(11)), applications, {"e": "excluded", "b": 400})
    assert [candidate.id for candidate in problem.candidates] == ["a", "b", "É"]
    assert problem.index == {"a": 0, "b": 1, "É": 2}
    assert problem.ranked == (2, 0, 1)
    assert [candidate.lock for candidate in problem.candidates] == [None, 400, None]
    assert problem.candidates[1].applicant == "caf"


def test_weights_and_scores_are_kept_apart() -> None:
    call = a_call(axes=(Axis("1", "", Fraction(3, 2)),))
    candidate = a_problem(call, [an_application("a", 900, 70)]).candidates[0]
    assert (candidate.score, candidate.weight, candidate.axis) == (70, 105, "1")


def test_names_are_compared_after_normalisation() -> None:
    assert folded(" Mutualite\u0301 ") == folded("MUTUALITÉ") == "mutualité"


@pytest.mark.parametrize(
    ("most", "agreement", "explicit"), [(2, 0, False), (1, 0, True), (2, 1, True), (3, 0, False)]
)
def test_the_split_is_explicit_only_where_it_can_bind(most: int, agreement: int, *, explicit: bool) -> None:
    call = a_call(sources=SOURCES, max_authorities=most, minimum_agreement=agreement)
    problem = a_problem(call, [])
    assert problem.authorities == ("ars", "prefet")
    assert problem.needs_explicit_split is explicit
    assert not a_problem(a_call(max_authorities=1, minimum_agreement=500), []).needs_explicit_split


@pytest.mark.parametrize(("objective", "curve"), [("euros", "seed"), ("needs", "seed"), ("projects", "none")])
def test_the_curve_is_for_euros_and_needs(objective: str, curve: str) -> None:
    call = a_call(objective=objective, curve="seed", minimum_grant=1)
    assert a_problem(call, []).curve == curve
