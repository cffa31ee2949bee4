"""Inputs are checked before anything is computed; decisions that cannot be obeyed are named."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from aapsim.domain.issues import InvalidInput
from aapsim.engine.caps import cap_of
from aapsim.engine.case import _NOT_JUDGING, judging, lock_issues, prepare
from aapsim.engine.eligibility import verdicts
from tests.reference.generator import generate
from tests.unit.engine.makers import a_call, a_case, an_application, three_sources

CRUMBS = (
    "Retenir le plus de projets avec des subventions partielles exige un montant ou une part minimale, "
    "sinon chacun ne recevrait que des miettes."
)
TWO = [an_application("a", 900), an_application("b", 900)]


@pytest.mark.parametrize(
    ("rules", "applications", "locks", "code", "message"),
    [
        ({}, [*TWO, TWO[0]], {}, "duplicate", "Le dossier a est présent deux fois."),
        ({"sources": ()}, TWO, {}, "envelope", "Aucune enveloppe : indiquez le montant de chaque financeur."),
        ({}, TWO, {"z": "funded"}, "lock", "Décision sur un dossier inconnu : z."),
        (
            {"objective": "projects"}, TWO, {}, "crumbs", CRUMBS,
        ),
    ],
)
def test_unusable_inputs_are_refused(
    rules: dict[str, Any], applications: list[Any], locks: dict[str, Any], code: str, message: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        prepare(a_call(**rules), applications, locks)
    assert [(issue.code, issue.message) for issue in refused.value.issues] == [(code, message)]


def test_every_problem_is_listed_at_once() -> None:
    with pytest.raises(InvalidInput) as refused:
        prepare(a_call(sources=(), objective="projects"), [*TWO, *TWO], {"z": 1, "y": 2})
    assert [issue.code for issue in refused.value.issues] == [
        "duplicate", "duplicate", "envelope", "lock", "lock", "crumbs"
    ]


@pytest.mark.parametrize(
    "rules", [{"minimum_grant": 1}, {"minimum_share": Fraction(1, 2)}, {"policy": "all-or-nothing"}]
)
def test_projects_with_a_minimum_or_without_partial_grants_are_fine(rules: dict[str, Any]) -> None:
    assert a_case(a_call(objective="projects", **rules), TWO).taking_part == {"a": True, "b": True}


def test_who_takes_part() -> None:
    applications = [
        an_application("eligible", 900),
        an_application("ineligible", 900, axis="9"),
        replace(an_application("unscored", 900), score=None),
        an_application("weak", 900, 49),
        an_application("unsure", 900, total_cost=None),
    ]
    call = a_call(minimum_score=Fraction(50), minimum_cost=100)
    case = prepare(call, applications)
    assert {one for one, takes in case.taking_part.items() if takes} == {"eligible", "unsure"}
    strict = prepare(call, applications, strict_eligibility=True)
    assert {one for one, takes in strict.taking_part.items() if takes} == {"eligible"}


def test_an_amount_of_nothing_excludes() -> None:
    case = a_case(a_call(), [*TWO, an_application("c", 900, requested=0)], {"a": 0, "c": "excluded"})
    assert dict(case.locks) == {"a": "excluded", "c": "excluded"}
    assert [candidate.id for candidate in case.excluded] == ["a"]
    assert [candidate.id for candidate in case.problem.candidates] == ["b"]


@pytest.mark.parametrize(
    ("lock", "message"),
    [
        (("weak", "funded"), "verrouillé mais ne peut pas participer (irrecevable ou sans note suffisante)."),
        (("nothing", 500), "verrouillé mais rien ne peut lui être accordé (plafond 0\u00a0€)."),
        (("a", 150), "150\u00a0€ n'est pas admissible pour a : entre 100\u00a0€ et 900\u00a0€, par pas de 100\u00a0€."),
        (("a", 1_000), "n'est pas admissible pour a"),
        (("a", -100), "n'est pas admissible pour a"),
    ],
)
def test_locks_that_cannot_be_obeyed_are_named(lock: tuple[str, Any], message: str) -> None:
    applications = [*TWO, an_application("weak", 900, 5), an_application("nothing", 900, requested=0)]
    case = a_case(a_call(minimum_score=Fraction(50)), applications, dict([lock]))
    issues = lock_issues(case)
    assert [issue.application for issue in issues] == [lock[0]]
    assert message in issues[0].message


@pytest.mark.parametrize("lock", ["funded", "excluded", 0, 100, 900])
def test_locks_that_can_be_obeyed_pass(lock: Any) -> None:
    assert lock_issues(a_case(a_call(), TWO, {"a": lock})) == []


def test_a_bare_envelope_ignores_the_sources_that_applications_list() -> None:
    listed = [an_application("a", 900, sources=("304-17",))]
    closed = a_call(sources=three_sources(500, 0, 0))
    assert [candidate.open for candidate in a_case(closed, listed).problem.candidates] == [0b010]
    case = a_case(closed.with_single_source(500), listed)
    assert [candidate.open for candidate in case.problem.candidates] == [1]
    assert [application.sources for application in case.applications] == [()]


@pytest.mark.parametrize("seed", range(9_100_001, 9_100_041))
def test_verdicts_and_caps_are_those_of_the_call_whatever_was_prepared_before(seed: int) -> None:
    instance = generate(seed)
    aside = {one: getattr(generate(seed + 1).call, one) for one in _NOT_JUDGING}
    for call in (instance.call, replace(instance.call, **aside), replace(instance.call, rate=Fraction(1, 2))):
        assert [verdicts(call, one) for one in instance.applications] == [
            verdicts(judging(call), one) for one in instance.applications
        ]
        try:
            case = prepare(call, instance.applications)
        except InvalidInput:
            continue
        for one in case.applications:
            assert case.verdicts[one.id] == verdicts(call, one)
            assert case.caps[one.id] == cap_of(call, one)


def test_an_application_that_changes_is_judged_again() -> None:
    call, one = a_call(), an_application("a", 5_000)
    assert prepare(call, [one]).caps["a"].amount == 5_000
    assert prepare(call, [replace(one, requested=3_000)]).caps["a"].amount == 3_000
    assert prepare(replace(call, rate=Fraction(1, 2)), [one]).caps["a"].amount == 2_500
    assert prepare(call, [one]).caps["a"].amount == 5_000
