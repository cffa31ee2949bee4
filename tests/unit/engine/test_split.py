"""Who pays what in whole euros, by the stated rule."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from aapsim.engine import split as splitting
from aapsim.engine.case import prepare
from aapsim.engine.optimum import find_optimum, optimum_by_sweeps
from aapsim.engine.problem import Problem
from aapsim.engine.solver import LinearModel, SolverAnswer, solve
from aapsim.engine.split import Split, can_split, fewest_two_authorities, is_payable, split_grants
from tests.reference.generator import generate
from tests.unit.engine.makers import a_call, a_problem, an_application, three_sources
from tests.unit.engine.payments import any_authorities, best_loads, complaints, loads_of, two_authorities


@pytest.mark.parametrize("seed", range(45))
def test_any_authorities_follow_the_rule(seed: int) -> None:
    problem, grants = any_authorities(seed)
    split, expected = split_grants(problem, grants), best_loads(problem, grants)
    assert can_split(problem, grants) == (expected is not None)
    if split is None or expected is None:
        assert split is expected
        return
    assert loads_of(problem, split) == expected
    assert complaints(problem, grants, split) == []
    assert split.two_authorities == sum(sum(part > 0 for part in parts) > 1 for parts in expected.values())
    assert fewest_two_authorities(problem, grants) == split.two_authorities


@pytest.mark.parametrize("seed", range(300, 330))
def test_the_usual_shape_holds_to_the_euro(seed: int) -> None:
    problem, grants = two_authorities(seed, most=4, unit=37)
    split = split_grants(problem, grants)
    if split is None:
        assert not can_split(problem, grants)
    else:
        assert complaints(problem, grants, split) == []


def by_hand(grants: dict[str, int], **changes: object) -> Split | None:
    sources = list(three_sources(1_000, 1_000, 1_000))
    sources[1] = replace(sources[1], **changes)  # type: ignore[arg-type]
    applications = [an_application(one, 9_000, 90 - place) for place, one in enumerate(grants)]
    return split_grants(a_problem(a_call(sources=tuple(sources)), applications), grants)


def test_sources_of_one_authority_pay_in_the_order_of_the_call() -> None:
    split = by_hand({"a": 900, "b": 1_600})
    assert split is not None
    assert split.payments == {"a": (("fir", 900),), "b": (("304-17", 1_000), ("304-19", 600))}
    assert (split.transfers, split.two_authorities) == ((), 0)


def test_the_least_money_is_transferred() -> None:
    nineteen_only = an_application("b", 9_000, 50, sources=("304-19",))
    sources = list(three_sources(1_000, 1_000, 1_000))
    sources[1] = replace(sources[1], fungible_with=("304-19",), transfer_limit=400)
    problem = a_problem(a_call(sources=tuple(sources)), [an_application("a", 9_000, 90), nineteen_only])
    assert split_grants(problem, {"a": 600, "b": 1_400}) == Split(
        {"a": (("fir", 600),), "b": (("304-19", 1_400),)}, (("304-17", "304-19", 400),), 0
    )
    assert split_grants(problem, {"a": 600, "b": 1_401}) is None


@pytest.mark.parametrize("seed", [5000381, 5000429])
def test_what_presolve_calls_impossible_is_asked_again(seed: int) -> None:
    # Found by a campaign: who pays first is a linear program that HiGHS, with presolve, called impossible.
    instance = generate(seed)
    problem = prepare(instance.call, instance.applications, instance.locks).problem
    best = find_optimum(problem)
    assert best is not None
    found = split_grants(problem, best.grants)
    assert found is not None
    assert {one: sum(euros for _, euros in parts) for one, parts in found.payments.items()} == dict(best.grants)


def test_one_purse_pays_everything() -> None:
    problem = a_problem(a_call(), [an_application("a", 900), an_application("b", 900)])
    assert split_grants(problem, {"a": 900, "b": 0}) == Split({"a": (("fir", 900),)}, (), 0)
    assert fewest_two_authorities(problem, {"a": 900}) == 0
    assert split_grants(a_problem(a_call(sources=three_sources(1, 1, 1)), []), {}) == Split({}, (), 0)


def test_one_authority_with_several_sources() -> None:
    sources = tuple(replace(source, authority="prefet") for source in three_sources(500, 500, 500))
    problem = a_problem(a_call(sources=sources), [an_application("a", 900), an_application("b", 600)])
    assert split_grants(problem, {"a": 900, "b": 600}) == Split(
        {"a": (("fir", 500), ("304-17", 400)), "b": (("304-17", 100), ("304-19", 500))}, (), 0
    )
    assert split_grants(problem, {"a": 900, "b": 601}) is None
    assert can_split(problem, {})
    assert not can_split(problem, {"a": 900, "b": 700})


@pytest.mark.parametrize(
    ("most", "agreement", "paid"),
    [
        (2, 0, (("fir", 1_000), ("304-17", 200))),
        (2, 300, (("fir", 900), ("304-17", 300))),
        (2, 600, (("fir", 600), ("304-17", 600))),
        (2, 601, None),
        (1, 0, None),
    ],
)
def test_agreements_and_the_number_of_authorities(
    most: int, agreement: int, paid: tuple[tuple[str, int], ...] | None
) -> None:
    call = a_call(sources=three_sources(1_000, 600, 0), max_authorities=most, minimum_agreement=agreement)
    split = split_grants(a_problem(call, [an_application("a", 9_000)]), {"a": 1_200})
    assert (None if split is None else split.payments["a"]) == paid


def sent_and_shared() -> tuple[Problem, dict[str, int]]:
    sources = list(three_sources(700, 1_000, 0))
    sources[1] = replace(sources[1], fungible_with=("304-19",))
    applications = [an_application("a", 9_000, 90), an_application("b", 9_000, 50, sources=("304-19",))]
    return a_problem(a_call(sources=tuple(sources)), applications), {"a": 900, "b": 600}


@pytest.mark.parametrize("stop", range(8))
@pytest.mark.parametrize("searched", [True, False])
def test_a_solver_that_gives_up_gives_no_wrong_split(
    stop: int, *, searched: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    problem, grants = sent_and_shared()
    calls = iter(range(1_000))

    def gives_up(model: LinearModel, **options: Any) -> SolverAnswer:
        nothing = np.zeros(0)
        return SolverAnswer("limit", nothing, 0.0, 0.0, nothing) if next(calls) == stop else solve(model, **options)

    monkeypatch.setattr(splitting, "solve", gives_up)
    if searched:
        monkeypatch.setattr(splitting, "authority_loads", lambda *_: None)
    split = split_grants(problem, grants)
    assert split is None or complaints(problem, grants, split) == []


def test_a_point_that_does_not_add_up_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    problem, grants = sent_and_shared()
    assert split_grants(problem, grants) is not None
    monkeypatch.setattr(splitting, "_euros", lambda *_: 1)
    assert split_grants(problem, grants) is None


def test_a_search_that_gave_up_rules_nothing_out(monkeypatch: pytest.MonkeyPatch) -> None:
    applications = [an_application(name, 600) for name in ("a", "b", "c")]
    ars, prefet, _ = three_sources(900, 900, 0)
    sources = (ars, replace(prefet, fungible_with=("fir",), transfer_limit=100))
    problem = a_problem(a_call(sources=sources, max_authorities=1), applications)
    grants = {"a": 600, "b": 600, "c": 600}
    assert is_payable(problem, grants) is False
    swept = optimum_by_sweeps(problem)
    assert swept is not None
    assert swept.grants != grants
    gave_up = SolverAnswer("limit", np.zeros(0), -np.inf, np.inf, np.zeros(0))
    monkeypatch.setattr(splitting, "solve", lambda *_, **__: gave_up)
    monkeypatch.setattr(splitting, "can_be_paid", lambda *_: None)
    assert is_payable(problem, grants) is None
    assert not can_split(problem, grants)
    assert optimum_by_sweeps(problem) is None
