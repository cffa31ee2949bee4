"""More or less money in the purses: proportional, by steps, and never less for anybody when there is more."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

import pytest

from aapsim.domain.call import Source
from aapsim.engine.purses import dealt, moved_to, notified_changes, notified_for, with_available, with_more
from tests.unit.engine.makers import a_call, three_sources


@pytest.mark.parametrize(
    ("total", "weights", "unit", "parts"),
    [
        (20_000, [150_000, 100_000, 100_000], 100, [8_600, 5_700, 5_700]),
        (250, [1, 1], 100, [150, 100]),
        (1_000, [0, 0], 100, [1_000, 0]),
        (500, [], 100, []),
        (150, [100, 50], 100, [100, 50]),
        (300, [3, 0], 100, [300, 0]),
    ],
)
def test_money_is_dealt_in_proportion(total: int, weights: list[int], unit: int, parts: list[int]) -> None:
    assert dealt(total, weights, unit) == parts


@pytest.mark.parametrize("weights", [[6, 6, 2], [15, 100, 7], [1, 1, 1], [0, 5, 9]])
def test_more_money_is_less_for_nobody(weights: list[int]) -> None:
    shares = [dealt(units * 10, weights, 10) for units in range(40)]
    assert all(sum(parts) == units * 10 for units, parts in enumerate(shares))
    assert all(before <= after for one, other in pairwise(shares) for before, after in zip(one, other, strict=True))


@pytest.mark.parametrize("available", [0, 1, 999, 12_345])
def test_what_is_notified_leaves_exactly_what_is_available(available: int) -> None:
    for source in (
        Source("a", "", "x", committed=50),
        Source("a", "", "x", gross=True, reserve=Fraction("0.05"), committed=7),
        Source("a", "", "x", gross=True, reserve=Fraction(1, 3)),
    ):
        assert replace(source, notified=notified_for(source, available)).available == available


def test_calls_with_more_with_moved_and_with_set_money() -> None:
    call = a_call(sources=three_sources(6_000, 3_000, 1_000))
    assert [source.available for source in with_more(call, 1_000).sources] == [6_600, 3_300, 1_100]
    moved = moved_to(call, "fir", 2_000)
    assert [source.available for source in moved.sources] == [8_000, 1_500, 500]
    assert moved.envelope == call.envelope
    changed = with_available(call, {"fir": 1})
    assert notified_changes(call, changed) == {"sources.fir.notified": 1}
