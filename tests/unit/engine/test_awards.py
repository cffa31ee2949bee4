"""Status and reasons of every award, and the totals by axis and department."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from aapsim.domain.allocation import Award, Reason
from aapsim.domain.application import Application, equal_shares
from aapsim.domain.call import Axis, DepartmentLimits, Limit
from aapsim.domain.french import euros
from aapsim.engine.allocate import allocate
from aapsim.engine.awards import by_axis, by_department
from tests.unit.engine.makers import a_call, a_case, an_application, purse, three_sources

ONE_CAP = "plafonné par le montant demandé"
BETTER_USE = "Le même argent sert mieux l'objectif ailleurs, dans les règles de l'appel."


def the_award(rules: dict[str, Any], *applications: Application, locks: dict[str, Any] | None = None) -> Award:
    return allocate(a_call(**rules), applications, locks or {}).award(applications[0].id)


ONE = an_application("a", 8_000, 60)
RIVAL = an_application("b", 8_000, 70)


@pytest.mark.parametrize(
    ("rules", "applications", "locks", "status", "grant", "reasons"),
    [
        ({}, [ONE], {}, "funded", 8_000, [("cap:requested", "Accordé au plafond : plafonné par le montant demandé.")]),
        (
            {}, [ONE], {"a": "funded"}, "funded", 8_000,
            [("lock:a", "Retenu par décision du comité."),
             ("cap:requested", "Accordé au plafond : plafonné par le montant demandé.")],
        ),
        ({}, [ONE], {"a": 3_000}, "partial", 3_000, [("lock:a", "Montant fixé par décision du comité.")]),
        ({}, [ONE], {"a": "excluded"}, "excluded", 0, [("excluded", "Écarté par décision du comité.")]),
        (
            {}, [ONE, RIVAL], {}, "partial", 2_000,
            [("limit:sources:fir", "Limité par les crédits de FIR.")],
        ),
        (
            {}, [ONE, RIVAL], {"a": "funded"}, "partial", 2_000,
            [("lock:a", "Retenu par décision du comité."), ("limit:sources:fir", "Limité par les crédits de FIR.")],
        ),
        (
            {"sources": purse(8_000)}, [ONE, RIVAL], {}, "waiting", 0,
            [("limit:sources:fir", "Arrêté par les crédits de FIR.")],
        ),
        (
            {"maximum_projects": 1}, [ONE, RIVAL], {}, "waiting", 0,
            [("limit:projects:maximum", "Arrêté par le nombre maximal de projets (1).")],
        ),
        (
            {"sources": purse(8_000), "maximum_projects": 1}, [ONE, RIVAL], {}, "waiting", 0,
            [("limit:sources:fir", "Arrêté par les crédits de FIR et le nombre maximal de projets (1).")],
        ),
        (
            {"departments": (DepartmentLimits("48", ceiling=500),)},
            [replace(ONE, departments=equal_shares(["48", "31"]))], {}, "partial", 1_000,
            [("limit:department:48:ceiling", "Limité par le plafond du département 48 (500\u00a0€).")],
        ),
        (
            {"ranking": "strict", "policy": "all-or-nothing"},
            [ONE, RIVAL], {}, "waiting", 0, [("limit:sources:fir", "Arrêté par les crédits de FIR.")],
        ),
        ({}, [replace(ONE, score=None)], {}, "to_check", 0,
         [("score", "Aucune note : le dossier ne peut pas être classé.")]),
        (
            {}, [replace(ONE, axes=())], {}, "ineligible", 0,
            [("axes", "Le projet ne se rattache à aucun axe de l'appel.")],
        ),
        (
            {}, [replace(ONE, axes=(), score=None)], {}, "ineligible", 0,
            [("axes", "Le projet ne se rattache à aucun axe de l'appel."),
             ("score", "Aucune note : le dossier ne peut pas être classé.")],
        ),
        ({}, [replace(ONE, axes=())], {"a": "excluded"}, "excluded", 0,
         [("excluded", "Écarté par décision du comité.")]),
        ({"minimum_score": Fraction(61)}, [ONE], {}, "refused", 0,
         [("minimum_score", "Note inférieure au minimum de l'appel.")]),
        ({}, [replace(ONE, other_revenue=8_000)], {}, "waiting", 0,
         [("unfundable", "Rien ne peut être accordé : plafonné par le besoin (0\u00a0€).")]),
        ({}, [replace(ONE, requested=None)], {}, "waiting", 0,
         [("unfundable", "Rien ne peut être accordé : montant demandé inconnu.")]),
        ({}, [replace(ONE, total_cost=None)], {}, "waiting", 0,
         [("unfundable", "Rien ne peut être accordé : coût total inconnu.")]),
        (
            {"minimum_grant": 8_001}, [ONE], {}, "waiting", 0,
            [("unfundable", f"Le plancher de {euros(8_001)} dépasse le plafond de {euros(8_000)} ({ONE_CAP}).")],
        ),
        (
            {"rate": Fraction(1, 2)}, [replace(ONE, in_kind=8_000)], {}, "funded", 8_000,
            [("cap:requested", "Accordé au plafond : plafonné par le montant demandé."),
             ("in_kind", "Ne tient au taux que grâce aux contributions en nature.")],
        ),
        (
            {"rate": Fraction(1, 2), "sources": purse(6_000)}, [replace(ONE, in_kind=8_000)], {}, "partial", 6_000,
            [("limit:sources:fir", "Limité par les crédits de FIR."),
             ("in_kind", "Ne tient au taux que grâce aux contributions en nature.")],
        ),
        (
            {"sources": purse(9_000, axes=("2",))}, [ONE], {}, "waiting", 0,
            [("limit:sources:", "Arrêté par l'absence de financeur ouvert.")],
        ),
    ],
)
def test_status_and_reasons(
    rules: dict[str, Any], applications: list[Application], locks: dict[str, Any], status: str, grant: int,
    reasons: list[tuple[str, str]],
) -> None:
    award = the_award(rules, *applications, locks=locks)
    assert (award.status, award.grant) == (status, grant)
    assert [(reason.code, reason.message) for reason in award.reasons] == reasons


def test_a_gap_gives_its_cause_as_the_reason() -> None:
    capped = (Axis("1", "", ceiling=Limit("euros", Fraction(0))), Axis("2", ""))
    award = the_award({"axes": capped}, ONE, an_application("b", 500, 10, axis="2"))
    assert award.reasons == (
        Reason("gap:axis:1:ceiling", "Écart au classement : le plafond de l'axe 1 (0\u00a0€)."),
    )


def test_agreements_and_the_number_of_authorities_are_named() -> None:
    rules = {"sources": three_sources(1_000, 600, 0), "max_authorities": 1}
    award = the_award(rules, ONE)
    assert award.grant == 1_000
    assert award.reasons == (
        Reason(
            "limit:authorities", "Limité par les conditions des autorités (convention minimale, nombre d'autorités)."
        ),
    )


def test_where_no_rule_forbids_more_the_money_serves_better_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aapsim.engine.awards._blocking", lambda *_: [])
    assert the_award({}, ONE, RIVAL).reasons == (Reason("better_use", BETTER_USE),)


def test_a_strict_reading_leaves_out_what_is_to_be_checked() -> None:
    unsure = replace(ONE, total_cost=None)
    answer = allocate(a_call(minimum_cost=100), [unsure], strict_eligibility=True)
    award = answer.award("a")
    assert (award.status, award.rank) == ("to_check", 0)
    assert [reason.code for reason in award.reasons] == ["minimum_cost"]


def test_a_waiting_project_of_an_impossible_allocation_says_so() -> None:
    award = the_award({"minimum_projects": 2}, ONE)
    assert (award.status, award.by_source) == ("waiting", ())
    assert award.reasons == (
        Reason("contradiction", "Aucune répartition ne respecte à la fois toutes les règles et décisions."),
    )


def test_only_the_smallest_exhausted_sets_of_sources_are_named() -> None:
    call = {"sources": three_sources(8_000, 0, 0)}
    award = the_award(call, replace(ONE, sources=("304-17",)), RIVAL)
    assert award.reasons == (Reason("limit:sources:304-17", "Arrêté par les crédits de 304-17."),)


def test_ranks_are_shared_by_equals_and_given_to_those_that_take_part() -> None:
    applications = [
        an_application("a", 500, 60), an_application("b", 500, 70), an_application("c", 500, 60),
        an_application("d", 500, 50), an_application("e", 500, 90, axis="9"), an_application("f", 0, 99),
    ]
    awards = allocate(a_call(), applications).awards
    assert {award.id: award.rank for award in awards} == {"a": 3, "b": 2, "c": 3, "d": 5, "e": 0, "f": 1}
    assert [award.id for award in awards] == sorted("abcdef")


def test_totals_by_shares() -> None:
    third = (("31", Fraction(1, 3)), ("48", Fraction(2, 3)))
    applications = [
        an_application("a", 900, axes=equal_shares(["1", "2"]), departments=third),
        an_application("b", 500, axis="2"),
        an_application("c", 400, departments=equal_shares(["REG"])),
        an_application("d", 400, departments=equal_shares(["11"])),
    ]
    case = a_case(a_call(territory=("11", "31", "48", "65")), applications)
    grants = {"a": 900, "b": 500, "c": 400}
    assert by_axis(case, grants) == {"1": 850, "2": 950}
    totals = by_department(case, grants)
    assert totals == {"11": 0, "31": 300, "48": 600, "65": 0, "REG": 400, "?": 500}
    assert list(totals) == ["11", "31", "48", "65", "REG", "?"]
    assert by_department(case, {}) == {"11": 0, "31": 0, "48": 0, "65": 0}


def test_an_axis_that_the_call_does_not_know_is_counted_apart() -> None:
    case = a_case(a_call(axes=()), [an_application("a", 900)])
    assert by_axis(case, {"a": 900}) == {"1": 900}
