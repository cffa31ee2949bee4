"""Whether two authorities can pay, against plain enumeration."""

from __future__ import annotations

from dataclasses import replace

import pytest

from aapsim.engine.payable import can_be_paid, loads_alone
from tests.unit.engine.makers import a_call, a_problem, an_application, three_sources
from tests.unit.engine.payments import any_authorities, best_loads, two_authorities


@pytest.mark.parametrize("seed", range(1_000, 1_120))
def test_the_verdict_is_that_of_enumeration(seed: int) -> None:
    problem, grants = any_authorities(seed) if seed % 2 else two_authorities(seed, most=3)
    expected = best_loads(problem, grants)
    verdict = can_be_paid(problem, grants)
    assert verdict is None if len(problem.authorities) > 2 else verdict == (expected is not None)
    alone = loads_alone(problem, grants)
    if alone is not None:
        assert {one: sum(parts.values()) for one, parts in alone.items()} == grants
        assert expected is not None
        paid = {one: {a for a, part in zip(problem.authorities, parts, strict=True) if part}
                for one, parts in expected.items()}
        assert {one: set(parts) for one, parts in alone.items()} == paid


def test_transfers_between_authorities_are_counted() -> None:
    applications = [an_application(name, 600) for name in ("a", "b", "c")]
    ars, prefet, _ = three_sources(900, 900, 0)
    grants = {"a": 600, "b": 600, "c": 600}
    for sent, expected in ((299, False), (300, True)):
        sources = (ars, replace(prefet, fungible_with=("fir",), transfer_limit=sent))
        problem = a_problem(a_call(sources=sources, max_authorities=1), applications)
        assert can_be_paid(problem, grants) is expected


def test_a_share_below_the_least_agreement_is_no_share() -> None:
    ars, prefet, _ = three_sources(900, 900, 0)
    problem = a_problem(a_call(sources=(ars, prefet), minimum_agreement=500), [an_application("a", 1_000)])
    assert can_be_paid(problem, {"a": 1_000}) is True
    assert can_be_paid(problem, {"a": 499}) is False
    assert can_be_paid(replace(problem, minimum_agreement=501), {"a": 1_000}) is False
    assert can_be_paid(replace(problem, max_authorities=1), {"a": 1_000}) is False


def test_what_is_too_large_is_left_to_the_solver() -> None:
    ars, prefet, _ = three_sources(90_000_000, 90_000_000, 0)
    problem = a_problem(a_call(sources=(ars, prefet), minimum_agreement=500), [an_application("a", 60_000_000)])
    assert can_be_paid(problem, {"a": 60_000_000}) is None
    assert loads_alone(problem, {"a": 60_000_000}) is not None
