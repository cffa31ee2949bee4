"""When nothing is possible: the rules named contradict each other, and removing any one of them lifts it."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from aapsim.domain.call import Axis, DepartmentLimits, Limit
from aapsim.engine.contradiction import contradiction, is_feasible, minimal_conflict
from aapsim.engine.problem import Problem
from aapsim.engine.removals import rule_names, without
from tests.reference.generator import generate
from tests.unit.engine.makers import a_call, a_case, a_problem, an_application, purse

TWO = [an_application("a", 6_000, 80, applicant="CAF"), an_application("b", 6_000, 70)]


@pytest.mark.parametrize(
    ("rules", "locks", "names"),
    [
        ({}, {"a": 6_000, "b": 4_100}, ["lock:a", "lock:b", "money"]),
        ({"minimum_projects": 3}, {}, ["projects:minimum"]),
        ({"minimum_projects": 2, "minimum_grant": 5_100}, {}, ["projects:minimum", "floors", "money"]),
        ({"minimum_projects": 2, "exclusive": (("a", "b"),)}, {}, ["projects:minimum", "exclusive:0"]),
        ({"maximum_per_applicant": 4_000}, {"a": 5_000}, ["applicant:caf", "lock:a"]),
        ({"maximum_per_applicant": 4_000}, {"b": 5_000}, ["applicant:#b", "lock:b"]),
        ({"requires": (("a", "z"),)}, {"a": "funded"}, ["requires:0", "lock:a"]),
        ({"sources": purse(9_000, axes=("2",))}, {"a": "funded"}, ["closed", "lock:a"]),
        ({"departments": (DepartmentLimits("48", floor=1),)}, {}, ["department:48:floor"]),
        (
            {"axes": (Axis("1", "", ceiling=Limit("granted", Fraction(1, 2))), Axis("2", ""))}, {"a": "funded"},
            ["axis:1:ceiling", "lock:a"],
        ),
    ],
)
def test_the_rules_at_fault_by_hand(rules: dict[str, Any], locks: dict[str, Any], names: list[str]) -> None:
    problem = a_problem(a_call(**rules), TWO, locks)
    assert not is_feasible(problem)
    assert minimal_conflict(problem) == names


def infeasible() -> list[Problem]:
    found: list[Problem] = []
    for seed in range(1_000):
        instance = generate(seed, size=6)
        call = replace(instance.call, minimum_projects=instance.call.minimum_projects or 4, minimum_agreement=0)
        problem = a_case(call, instance.applications, instance.locks).problem
        if not is_feasible(problem):
            found.append(problem)
        if len(found) == 24:
            break
    return found


def test_random_contradictions_are_minimal() -> None:
    cases = infeasible()
    assert len(cases) == 24
    for problem in cases:
        names = minimal_conflict(problem)
        alone = only(problem, names)
        assert not is_feasible(alone)
        assert [name for name in names if not is_feasible(without(alone, name))] == []


def only(problem: Problem, names: list[str]) -> Problem:
    """Return the problem with these rules only: two contradictions at once are named one at a time."""
    for name in [*rule_names(problem), "money"]:
        problem = problem if name in names else without(problem, name)
    return problem


def test_the_sentence_names_the_rules() -> None:
    call = a_call()
    issues = contradiction(call, a_problem(call, TWO, {"a": 6_000, "b": 4_100}))
    assert [(issue.code, issue.where) for issue in issues] == [("contradiction", "lock:a+lock:b+money")]
    assert issues[0].message == (
        "Ces règles se contredisent : la décision prise sur a ; la décision prise sur b ; les crédits disponibles. "
        "Assouplissez l'une d'elles."
    )


def test_one_rule_alone_is_no_contradiction() -> None:
    call = a_call(minimum_projects=3)
    assert contradiction(call, a_problem(call, TWO))[0].message == (
        "Aucune répartition ne peut respecter le nombre minimal de projets (3). Assouplissez cette règle."
    )


def test_a_lock_alone_is_to_be_lifted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aapsim.engine.contradiction.minimal_conflict", lambda _: ["lock:a"])
    assert contradiction(a_call(), a_problem(a_call(), TWO))[0].message == (
        "Aucune répartition ne peut respecter la décision prise sur a. Levez-la."
    )


def test_without_a_rule_at_fault_the_sentence_is_plain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aapsim.engine.contradiction.minimal_conflict", lambda _: [])
    assert contradiction(a_call(), a_problem(a_call(), TWO))[0].message == (
        "Aucune répartition n'est possible avec ces règles."
    )
