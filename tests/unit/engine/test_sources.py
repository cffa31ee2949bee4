"""Which source pays how much: by sums, against the linear program that decides where money is transferred."""

from __future__ import annotations

from dataclasses import replace

import pytest

from aapsim.engine import split as splitting
from aapsim.engine.problem import Problem
from aapsim.engine.sources import payments_of
from aapsim.engine.split import split_grants
from tests.unit.engine.makers import a_call, a_problem, an_application, purse, three_sources
from tests.unit.engine.payments import any_authorities, two_authorities


def by_program(problem: Problem, grants: dict[str, int], monkeypatch: pytest.MonkeyPatch) -> object:
    with monkeypatch.context() as without:
        without.setattr(splitting, "payments_of", lambda *_: None)
        return split_grants(problem, grants)


@pytest.mark.parametrize("seed", range(60))
def test_sums_and_the_linear_program_agree(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    for problem, grants in (any_authorities(seed), two_authorities(seed, most=8, unit=37)):
        assert split_grants(problem, grants) == by_program(problem, grants, monkeypatch)


def test_a_source_leaves_to_the_next_what_only_it_can_pay_for_those_below() -> None:
    sources = three_sources(0, 500, 500)
    applications = [an_application("a", 9_000, 90), an_application("b", 9_000, 80, sources=("304-17",))]
    problem = a_problem(a_call(sources=sources), applications)
    found = payments_of(problem, {"a": {"prefet": 600}, "b": {"prefet": 400}})
    assert found == {"a": (("304-17", 100), ("304-19", 500)), "b": (("304-17", 400),)}


def test_too_little_money_or_too_many_sources_are_left_to_the_program() -> None:
    problem = a_problem(a_call(sources=three_sources(0, 500, 500)), [an_application("a", 9_000)])
    assert payments_of(problem, {"a": {"prefet": 1_001}}) is None
    many = a_call(sources=tuple(replace(purse(100)[0], code=f"s{number}") for number in range(9)))
    assert payments_of(a_problem(many, [an_application("a", 9_000)]), {"a": {"ars": 100}}) is None
