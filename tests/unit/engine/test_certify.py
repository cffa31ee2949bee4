"""Bounds in exact arithmetic hold for any prices, and windows keep everything that can still be best."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from fractions import Fraction
from itertools import product

from aapsim.engine.box import Box, Span, full_box
from aapsim.engine.certify import multipliers_of, prices_of, upper_bound, window
from aapsim.engine.feasible import respects
from aapsim.engine.problem import Problem
from aapsim.engine.rows import rows_of
from aapsim.engine.value import admissible_below, total_worth
from tests.reference import brute
from tests.reference.generator import generate
from tests.reference.problem import Problem as Reference
from tests.unit.engine.makers import a_call, a_case, a_problem, an_application

TWO = [an_application("a", 6_000, 80), an_application("b", 6_000, 70)]


def proven(problem: Problem) -> Fraction:
    rows = rows_of(problem)
    prices = prices_of(problem, rows, multipliers_of(problem, rows, full_box(problem)))
    return upper_bound(problem, prices, full_box(problem))


def test_the_price_of_a_purse_is_the_last_weight_it_pays() -> None:
    problem = a_problem(a_call(), TWO)
    assert multipliers_of(problem, rows_of(problem), full_box(problem)) == {"sources:fir": 70}
    assert proven(problem) == 6_000 * 80 + 4_000 * 70


def test_without_pressure_there_is_no_price() -> None:
    problem = a_problem(a_call(20_000), TWO)
    assert multipliers_of(problem, rows_of(problem), full_box(problem)) == {}
    assert proven(problem) == 6_000 * 150


def test_a_choice_of_nothing_is_worth_nothing() -> None:
    problem = a_problem(a_call(), TWO)
    prices = prices_of(problem, rows_of(problem), {})
    assert upper_bound(problem, prices, (Span(0, 0), Span(100, 300))) == 300 * 70
    assert window(problem, prices, (Span(0, 0), Span(100, 300)), Fraction(0)) == (
        Span(0, 0), Span(300, 300, optional=False)
    )


def test_a_contradiction_has_no_multipliers() -> None:
    problem = a_problem(a_call(minimum_projects=3), TWO)
    assert multipliers_of(problem, rows_of(problem), full_box(problem)) == {}


def test_rows_in_heads_are_priced_by_the_head() -> None:
    problem = a_problem(a_call(20_000, maximum_projects=1), TWO)
    found = multipliers_of(problem, rows_of(problem), full_box(problem))
    assert set(found) == {"projects:maximum"}
    assert 6_000 * 70 <= found["projects:maximum"] <= 6_000 * 80  # any price between proves the same
    assert proven(problem) == 6_000 * 80


def test_prices_charge_euros_and_heads() -> None:
    problem = a_problem(a_call(maximum_projects=1), TWO)
    drawn = {"sources:fir": Fraction(70), "projects:maximum": Fraction(5), "inconnu": Fraction(9)}
    prices = prices_of(problem, rows_of(problem), drawn)
    assert (prices.per_euro, prices.once, prices.constant) == ((70, 70), (5, 5), 700_005)
    assert upper_bound(problem, prices, full_box(problem)) == 700_005 + 6_000 * 10 - 5


def enumerated(count: int) -> Iterator[tuple[int, Problem, Fraction]]:
    """Yield random problems that have an admissible allocation, with the value of the best one."""
    for seed in range(10 * count):
        instance = generate(seed, size=5)
        with suppress(brute.TooMany):
            found = brute.better_than(Reference(instance.inputs()), None, most_nodes=2_000)
            if found is not None:
                yield seed, a_case(instance.call, instance.applications, instance.locks).problem, found.value
                count -= 1
        if not count:
            return


def test_any_multipliers_bound_everything_that_is_admissible() -> None:
    seen = 0
    for seed, problem, best in enumerated(8):
        rows, box = rows_of(problem), full_box(problem)
        rng = random.Random(seed)
        drawn = {row.name: Fraction(rng.randint(0, 400), 3) for row in rows if rng.random() < 0.5}
        for multipliers in ({}, drawn, multipliers_of(problem, rows, box)):
            assert upper_bound(problem, prices_of(problem, rows, multipliers), box) >= best
        seen += 1
    assert seen == 8


def choices(problem: Problem, box: Box) -> Iterator[dict[str, int]]:
    """Yield every allocation of a box whose grants are whole steps or caps."""
    spans = []
    for candidate, span in zip(problem.candidates, box, strict=True):
        steps = range(span.low, span.high + 1, problem.step)
        amounts = {admissible_below(problem, candidate, amount) for amount in (*steps, span.high)} - {0}
        spans.append(sorted({x for x in amounts if span.low <= x <= span.high} | ({0} if span.optional else set())))
    for amounts_chosen in product(*spans):
        yield {c.id: x for c, x in zip(problem.candidates, amounts_chosen, strict=True) if x}


def test_a_window_keeps_every_allocation_within_the_gap() -> None:
    seen = 0
    for seed in range(20):
        instance = generate(seed, size=3)
        call = replace(instance.call, step=1_000, minimum_agreement=0, max_authorities=2)
        problem = a_case(call, instance.applications, {}).problem
        rows, box = rows_of(problem), full_box(problem)
        worths = [
            (total_worth(problem, grants), grants)
            for grants in choices(problem, box) if respects(problem, rows, grants)
        ]
        best = max((worth for worth, _ in worths), default=None)
        if best:
            prices = prices_of(problem, rows, multipliers_of(problem, rows, box))
            inside = list(choices(problem, window(problem, prices, box, upper_bound(problem, prices, box) - best)))
            assert [grants for worth, grants in worths if worth == best and grants not in inside] == []
            seen += len(inside) < len(list(choices(problem, box)))
    assert seen > 5


def test_a_window_of_nothing_to_lose_settles_what_is_clear() -> None:
    problem = a_problem(a_call(), [*TWO, an_application("c", 6_000, 10)])
    rows, box = rows_of(problem), full_box(problem)
    prices = prices_of(problem, rows, {"sources:fir": Fraction(70)})
    assert window(problem, prices, box, Fraction(0)) == (
        Span(6_000, 6_000, optional=False), Span(100, 6_000), Span(0, 0)
    )
    assert window(problem, prices, box, Fraction(10_000))[0] == Span(5_000, 6_000, optional=False)
    assert window(problem, prices, box, Fraction(70_000))[2] == Span(100, 1_100)


def test_a_window_never_overrides_an_amount_that_was_decided() -> None:
    problem = a_problem(a_call(), TWO, {"b": 100, "a": "funded"})
    prices = prices_of(problem, rows_of(problem), {"sources:fir": Fraction(90)})
    assert window(problem, prices, full_box(problem), Fraction(0)) == (
        Span(100, 100, optional=False), Span(100, 100, optional=False)
    )


def test_a_window_around_a_bend_of_the_curve() -> None:
    problem = a_problem(a_call(curve="seed"), [an_application("a", 1_000, 50)])
    rows, box = rows_of(problem), full_box(problem)
    prices = prices_of(problem, rows, {"sources:fir": Fraction(40)})
    # Best at half: 500 × 50 − 500 × 40; above, each euro loses 5; below, 10.
    assert window(problem, prices, box, Fraction(0)) == (Span(500, 500, optional=False),)
    assert window(problem, prices, box, Fraction(1_000)) == (Span(400, 700, optional=False),)
    hundred_and_half = replace(problem, candidates=(replace(problem.candidates[0], cap=1_100),))
    assert window(hundred_and_half, prices, full_box(hundred_and_half), Fraction(0)) == (Span(0, 0),)
