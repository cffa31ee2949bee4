"""The first allocation: valid, never above the optimum, never above its own bound."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from functools import cache

import pytest

from aapsim.domain.allocation import Allocation, Certificate
from aapsim.domain.issues import InvalidInput
from aapsim.engine.allocate import allocate
from aapsim.engine.case import prepare
from aapsim.engine.feasible import respects
from aapsim.engine.provisional import far_off, first_allocation
from aapsim.engine.rows import rows_of
from tests.reference.generator import generate


@cache
def first_of(seed: int) -> tuple[Allocation, Allocation | None, Allocation] | None:
    """Return merit, the first allocation and the optimum of a seed; ``None`` where the inputs cannot be used."""
    instance = generate(seed)
    try:
        merit = allocate(instance.call, instance.applications, instance.locks, strategy="merit")
    except InvalidInput:
        return None
    first = first_allocation(instance.call, instance.applications, instance.locks, merit)
    return merit, first, allocate(instance.call, instance.applications, instance.locks)


@pytest.mark.parametrize("seed", range(1, 41))
def test_it_obeys_every_rule_and_is_never_better_than_the_optimum(seed: int) -> None:
    found = first_of(seed)
    if found is None or found[1] is None:
        return
    instance, (_, first, optimum) = generate(seed), found
    grants = {award.id: award.grant for award in first.awards if award.grant}
    problem = prepare(instance.call, instance.applications, instance.locks).problem
    assert respects(problem, rows_of(problem), grants)
    assert first.certificate is not None
    assert optimum.certificate is not None
    assert first.certificate.value <= optimum.certificate.value <= first.certificate.upper_bound
    paid = dict.fromkeys(first.granted, 0)
    for award in first.awards:
        assert sum(amount for _, amount in award.by_source) == award.grant
        assert not award.reasons
        for code, amount in award.by_source:
            paid[code] += amount
    assert paid == dict(first.granted)
    assert min(first.unspent.values()) >= 0
    assert sum(first.by_axis.values()) == first.total_granted
    assert (first.status, first.fingerprint, dict(first.inputs)) == ("feasible", "", {})


def test_most_cases_have_one_at_once() -> None:
    found = [one for seed in range(1, 41) if (one := first_of(seed)) is not None and one[2].status == "optimal"]
    assert sum(first is not None for _, first, _ in found) > len(found) * 3 // 4


def test_what_is_impossible_has_none() -> None:
    instance = generate(1)
    merit = allocate(instance.call, instance.applications, instance.locks, strategy="merit")
    none = replace(merit, status="infeasible")
    assert first_allocation(instance.call, instance.applications, instance.locks, none) is None


def test_how_far_off_it_may_be() -> None:
    def share(value: int, upper: int) -> Fraction:
        bound = Fraction(upper)
        return far_off(Certificate(Fraction(value), bound, bound, Fraction(0), {}))

    assert share(90, 100) == Fraction(1, 10)
    assert share(100, 100) == share(0, 0) == 0
    assert share(0, 10) == 1
