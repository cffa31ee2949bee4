"""The envelope curve: exact at every point, entries and exits, a total shared over the sources."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from aapsim.domain.issues import InvalidInput
from aapsim.engine.allocate import allocate
from aapsim.simulation.frontier import Point, Sweep, curve, evenly, presences, steps
from aapsim.simulation.money import codes_of, money_of, shared, with_money, with_part
from tests.unit.engine.makers import a_call, an_application, three_sources
from tests.unit.simulation.makers import a_region, asked, three


def points(question: object, *values: int, **more: object) -> list[Point]:
    return list(curve(question, Sweep(tuple(Fraction(value) for value in values), **more)))  # type: ignore[arg-type]


def test_every_point_is_the_allocation_of_its_own_money() -> None:
    question = a_region(15)
    whole = money_of(question.call)
    # A few: ``make curve`` asks 200 of them, on more applications.
    found = list(curve(question, Sweep(evenly(whole // 2, whole * 3 // 2, 5))))
    assert len(found) == 5
    for point in found:
        alone = allocate(with_money(question.call, int(point.at)), question.applications)
        assert dict(point.answer.grants) == {award.id: award.grant for award in alone.awards if award.grant}
        assert alone.certificate is not None
        assert point.answer.value == alone.certificate.value
        assert point.envelope == sum(alone.envelope.values()) == point.at


@pytest.mark.slow
def test_two_processes_give_the_curve_of_one() -> None:
    question = a_region(12)
    sweep = Sweep(evenly(10_000, money_of(question.call), 9))
    assert list(curve(question, sweep, workers=2)) == list(curve(question, sweep))


def test_entries_exits_and_coverage_are_marked() -> None:
    found = points(three(), 5_000, 10_000, 20_000, 30_000)
    assert [point.projects for point in found] == [0, 1, 2, 3]
    assert [point.coverage for point in found] == [0, Fraction(1, 3), Fraction(2, 3), 1]
    assert [[one for one, _, _ in change.entered] for change in steps(found)] == [[], ["A"], ["B"], ["C"]]
    assert [(row.id, row.spans, row.steady) for row in presences(found)] == [
        ("A", ((Fraction(10_000), Fraction(30_000)),), True),
        ("B", ((Fraction(20_000), Fraction(30_000)),), True),
        ("C", ((Fraction(30_000), Fraction(30_000)),), True),
    ]


def test_a_project_that_leaves_as_money_grows_is_marked() -> None:
    applications = [an_application("big", 30_000, 60), an_application("small", 20_000, 80)]
    found = points(asked(a_call(policy="all-or-nothing"), applications), 20_000, 30_000, 40_000, 50_000)
    small = next(row for row in presences(found) if row.id == "small")
    assert small.spans == ((Fraction(20_000), Fraction(20_000)), (Fraction(50_000), Fraction(50_000)))
    assert (small.enters, small.leaves, small.steady) == ((Fraction(50_000),), (Fraction(30_000),), False)


def test_the_common_rate_is_swept_alike() -> None:
    question = three()
    found = list(curve(question, Sweep((Fraction(1, 2), Fraction(1)), "common_rate")))
    assert [point.projects for point in found] == [3, 2]
    assert found[0].answer.granted == 15_000


def test_one_source_or_authority_moves_alone() -> None:
    call = replace(a_call(), sources=three_sources(30_000, 20_000, 10_000))
    assert codes_of(call, authority="prefet") == ("304-17", "304-19")
    assert codes_of(call, source="fir") == ("fir",)
    assert codes_of(call, source="nobody") == codes_of(call) == ()
    moved = with_money(call, 60_000, ("304-17", "304-19"))
    assert [source.available for source in moved.sources] == [30_000, 40_000, 20_000]
    assert [point.envelope for point in points(asked(call, []), 0, 5_000, codes=("fir",))] == [30_000, 35_000]


def test_a_total_is_shared_to_the_euro() -> None:
    assert shared(100, [1, 1, 1]) == [34, 33, 33]
    assert shared(7, [0, 0]) == [4, 3]
    assert shared(10, []) == []
    assert sum(shared(350_001, [150_000, 99_999, 17])) == 350_001
    call = a_call(1, sources=three_sources(1, 1, 0))
    assert [one.available for one in with_money(call, 5).sources] == [3, 2, 0]
    assert [one.available for one in with_part(call, Fraction(1, 2)).sources] == [0, 0, 0]


def test_what_is_held_back_does_not_count_twice() -> None:
    held = replace(three_sources(1_000, 0, 0)[0], gross=True, reserve=Fraction(1, 10), committed=100)
    call = a_call(1, sources=(held,))
    assert money_of(call) == 800
    assert money_of(with_money(call, 600)) == 600
    assert money_of(with_part(call, Fraction(1, 2))) == 400


def test_locks_that_cannot_be_obeyed_give_no_allocation() -> None:
    found = points(replace(three(), locks=(("A", 123),)), 30_000)
    assert found[0].answer.outcome == "infeasible"
    assert found[0].answer.grants == ()


@pytest.mark.parametrize(("low", "high", "count"), [(10, 5, 3), (0, 5, 0), (0, 5, 10**6), (-5, 5, 3)])
def test_a_range_turned_around_is_refused(low: int, high: int, count: int) -> None:
    with pytest.raises(InvalidInput):
        evenly(low, high, count)


def test_points_are_whole_euros_or_exact_rates() -> None:
    assert evenly(0, 10, 4) == (0, 3, 7, 10)
    assert evenly(5, 5, 3) == (5,)
    assert evenly(0, 1, 3, whole=False) == (0, Fraction(1, 2), 1)
