"""Two authorities, one with a single source: who pays what, against plain enumeration."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from aapsim.engine import authorities
from aapsim.engine.authorities import authority_loads
from aapsim.engine.problem import Problem
from aapsim.engine.split import can_split
from tests.unit.engine.makers import a_call, a_problem, an_application, three_sources
from tests.unit.engine.payments import best_loads, two_authorities


def named(problem: Problem, loads: dict[str, tuple[int, ...]] | None) -> dict[str, dict[str, int]] | None:
    if loads is None:
        return None
    return {
        one: {name: part for name, part in zip(problem.authorities, parts, strict=True) if part}
        for one, parts in loads.items()
    }


@pytest.mark.parametrize("seed", range(110))
def test_fewest_shared_then_the_most_from_the_first_authority(seed: int) -> None:
    problem, grants = two_authorities(seed, most=4)
    assert authority_loads(problem, grants) == named(problem, best_loads(problem, grants))


@pytest.mark.parametrize("seed", range(200, 230))
def test_money_that_is_no_multiple_of_the_grants_is_used_to_the_euro(seed: int) -> None:
    problem, grants = two_authorities(seed, most=3, unit=50)
    assert authority_loads(problem, grants) == named(problem, best_loads(problem, grants, unit=50))


def by_hand(fir: int, seventeen: int, nineteen: int, **grants: int) -> dict[str, dict[str, int]] | None:
    applications = [an_application(one, 30_000, 90 - place) for place, one in enumerate(grants)]
    problem = a_problem(a_call(sources=three_sources(fir, seventeen, nineteen)), applications)
    return authority_loads(problem, grants)


def test_by_hand() -> None:
    assert by_hand(5_000, 0, 4_000, a=4_000, b=5_000) == {"a": {"prefet": 4_000}, "b": {"ars": 5_000}}
    assert by_hand(5_000, 2_000, 3_000, a=4_000, b=5_000) == {"a": {"ars": 4_000}, "b": {"prefet": 5_000}}
    assert by_hand(5_000, 2_000, 2_000, a=3_000, b=3_000, c=3_000) == {
        "a": {"ars": 3_000}, "b": {"ars": 2_000, "prefet": 1_000}, "c": {"prefet": 3_000}
    }
    assert by_hand(5_000, 2_000, 1_999, a=3_000, b=3_000, c=3_000) is None


def test_two_sources_of_one_authority_pay_one_act_together() -> None:
    assert by_hand(0, 14_000, 9_000, a=23_000) == {"a": {"prefet": 23_000}}
    assert by_hand(1, 14_000, 9_000, a=23_001) == {"a": {"ars": 1, "prefet": 23_000}}
    assert by_hand(0, 14_000, 9_000, a=23_001) is None


def test_each_source_closed_to_an_axis_leaves_its_surplus_to_the_other_authority() -> None:
    fir, seventeen, nineteen = three_sources(600, 300, 300)
    sources = (fir, replace(seventeen, axes=("1",)), replace(nineteen, axes=("2",)))
    applications = [an_application(f"d{n}", 900, 90 - n, axis="12"[n % 2]) for n in range(4)]
    problem = a_problem(a_call(sources=sources), applications)
    grants = dict.fromkeys(("d0", "d1", "d2", "d3"), 300)
    assert authority_loads(problem, grants) == {
        "d0": {"ars": 300}, "d1": {"ars": 300}, "d2": {"prefet": 300}, "d3": {"prefet": 300}
    }


def test_grants_of_nothing_need_nobody() -> None:
    problem, _ = two_authorities(1, most=3)
    assert authority_loads(problem, {}) == {}


def other_shapes() -> list[Problem]:
    three = three_sources(5_000, 5_000, 5_000)
    one = [an_application("a", 900)]
    return [
        a_problem(a_call(), one),
        a_problem(a_call(sources=(*three[:2], replace(three[2], authority="caf"))), one),
        a_problem(a_call(sources=(*three, replace(three[2], code="304-20"), replace(three[0], code="fir2"))), one),
        a_problem(a_call(sources=(replace(three[0], fungible_with=("304-17",)), *three[1:])), one),
        a_problem(a_call(sources=tuple(replace(source, axes=("2",)) for source in three)), one),
    ]


def test_one_authority_a_project_is_answered_exactly() -> None:
    applications = [an_application(name, 600) for name in ("a", "b", "c")]
    sources = (three_sources(900, 900, 0)[0], three_sources(900, 900, 0)[1])
    problem = a_problem(a_call(sources=sources, max_authorities=1), applications)
    assert authority_loads(problem, {"a": 600, "b": 600}) == {"a": {"ars": 600}, "b": {"prefet": 600}}
    grants = {"a": 600, "b": 600, "c": 600}
    assert authority_loads(problem, grants) is None
    assert not can_split(problem, grants)


@pytest.mark.parametrize("problem", other_shapes())
def test_other_shapes_are_left_to_the_solver(problem: Problem) -> None:
    assert authority_loads(problem, {"a": 900}) is None


def test_beyond_the_size_that_is_searched_grants_may_be_shared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(authorities, "_LARGEST", 10)
    assert by_hand(5_000, 0, 4_000, a=4_000, b=5_000) == {"a": {"ars": 4_000}, "b": {"ars": 1_000, "prefet": 4_000}}


@pytest.mark.parametrize("seed", range(20))
def test_bit_sets_of_sums(seed: int) -> None:
    rng = random.Random(seed)
    a, b = rng.getrandbits(40), rng.getrandbits(25)
    first, second = ({n for n in range(40) if bits >> n & 1} for bits in (a, b))
    sums = {m + n for m in first for n in second}
    assert authorities._sum_set(a, b) == sum(1 << total for total in sums)
    low = rng.randint(0, 60)
    high = low + rng.randint(0, 3)
    assert authorities._meet(a, b, low, high) == any(low <= total <= high for total in sums)


@pytest.mark.parametrize("seed", range(20))
def test_all_the_sums_of_some_grants_read_the_same_from_both_ends(seed: int) -> None:
    rng = random.Random(seed)
    a, b = rng.getrandbits(40), 1
    for amount in rng.sample(range(1, 12), 4):
        b |= b << amount
    low = rng.randint(0, 70)
    high = low + rng.randint(0, 3)
    assert authorities._meet(a, b, low, high, even=True) == authorities._meet(a, b, low, high)


def test_empty_sets_have_no_sum() -> None:
    assert authorities._sum_set(0, 5) == authorities._sum_set(5, 0) == 0
    assert not authorities._meet(0, 5, 0, 9)
    assert not authorities._meet(5, 0, 0, 9)
