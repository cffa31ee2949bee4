"""Each rule answers yes, no or to be checked, with a sentence that can be sent."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from aapsim.domain.application import equal_shares
from aapsim.engine.eligibility import Verdict, french_date, listed, overall, verdicts
from tests.unit.engine.makers import a_call, an_application

EURO = "\u00a0€"
DEADLINE = {"deadline": "2021-07-25T23:59"}


def verdict(rule: str, rules: dict[str, Any], fields: dict[str, Any]) -> tuple[str, str]:
    call = a_call(**rules)
    application = replace(an_application("a", 12_000), **fields)
    found = {one.rule: one for one in verdicts(call, application)}[rule]
    return found.answer, found.sentence


@pytest.mark.parametrize(
    ("codes", "answer", "sentence"),
    [
        (["1"], "yes", "Le projet se rattache à l'axe 1 de l'appel."),
        (["1", "2"], "yes", "Le projet se rattache aux axes 1 et 2 de l'appel."),
        ([], "no", "Le projet ne se rattache à aucun axe de l'appel."),
        (["1", "9"], "no", "L'axe « 9 » n'existe pas dans cet appel."),
        (["8", "{9}"], "no", "Les axes « 8 et {9} » n'existent pas dans cet appel."),
    ],
)
def test_axes(codes: list[str], answer: str, sentence: str) -> None:
    assert verdict("axes", {}, {"axes": equal_shares(codes)}) == (answer, sentence)


@pytest.mark.parametrize(
    ("fields", "answer", "sentence"),
    [
        ({"departments": equal_shares(["31", "REG"])}, "yes", "Le projet se déroule uniquement dans la région."),
        ({"departments": equal_shares(["75"])}, "no", "Le projet sort de la région : département 75."),
        ({"departments": equal_shares(["75", "31", "13"])}, "no",
         "Le projet sort de la région : départements 75 et 13."),
        ({}, "to_check", "Le dossier ne dit pas où se déroule le projet."),
        ({"departments": equal_shares(["31"]), "scope": "extraregionale"}, "no",
         "Le projet est de portée extrarégionale."),
    ],
)
def test_territory(fields: dict[str, Any], answer: str, sentence: str) -> None:
    assert verdict("territory", {"territory": ("31", "48")}, fields) == (answer, sentence)


@pytest.mark.parametrize(
    ("fields", "answer", "sentence"),
    [
        ({"total_cost": 10_000}, "yes", f"Les dépenses éligibles (10\u202f000{EURO}) atteignent le seuil de "),
        ({"total_cost": 9_999}, "no", f"Les dépenses éligibles (9\u202f999{EURO}) sont inférieures au seuil de "),
        ({"total_cost": 12_000, "investment": 2_001}, "no", f"Les dépenses éligibles (9\u202f999{EURO}) sont inf"),
        ({"total_cost": None}, "to_check", "Le coût du projet est inconnu ; il doit atteindre "),
        ({"investment": None}, "to_check", "La part d'investissement n'est pas connue ; hors investissement, "),
    ],
)
def test_minimum_cost(fields: dict[str, Any], answer: str, sentence: str) -> None:
    found = verdict("minimum_cost", {"minimum_cost": 10_000, "investment": False}, fields)
    assert found[0] == answer
    assert found[1].startswith(sentence)
    assert found[1].endswith(f"10\u202f000{EURO}.")


def test_minimum_cost_asks_nothing_about_investment_that_the_call_funds() -> None:
    assert verdict("minimum_cost", {"minimum_cost": 10_000}, {"investment": None})[0] == "yes"


@pytest.mark.parametrize(
    ("deadline", "filed", "answer"),
    [
        ("2021-07-25T23:59", "2021-07-25T23:59", "yes"),
        ("2021-07-25T23:59", "2021-07-25T23:59:30", "yes"),
        ("2021-07-25T12:00", "2021-07-25T12:01", "no"),
        ("2021-07-25T12:00", "2021-07-25", "yes"),
        ("2021-07-25", "2021-07-25T23:59", "yes"),
        ("2021-07-25", "2021-07-26", "no"),
        ("2021-07-25", None, "to_check"),
    ],
)
def test_deadline(deadline: str, filed: str | None, answer: str) -> None:
    assert verdict("deadline", {"deadline": deadline}, {"filed_at": filed})[0] == answer


def test_deadline_sentences_give_date_and_hour() -> None:
    late = verdict("deadline", DEADLINE, {"filed_at": "2021-07-26T00:01"})[1]
    assert late == "Le dossier a été déposé le 26/07/2021 à 00 h 01, après la limite du 25/07/2021 à 23 h 59."
    assert verdict("deadline", DEADLINE, {"filed_at": "2021-07-20"})[1] == (
        "Le dossier a été déposé le 20/07/2021, dans les délais."
    )
    assert verdict("deadline", DEADLINE, {})[1] == (
        "La date de dépôt est inconnue ; la limite était le 25/07/2021 à 23 h 59."
    )


@pytest.mark.parametrize(
    ("complete", "answer", "sentence"),
    [
        (True, "yes", "Le dossier est complet."),
        (False, "no", "Le dossier est incomplet."),
        (None, "to_check", "La complétude du dossier n'est pas encore vérifiée."),
    ],
)
def test_complete(complete: bool | None, answer: str, sentence: str) -> None:
    assert verdict("complete", DEADLINE, {"complete": complete}) == (answer, sentence)


@pytest.mark.parametrize(
    ("start", "answer", "sentence"),
    [
        ("2021-10-31", "yes", "Le projet démarre le 31/10/2021."),
        ("2021-11-01", "no", "Le projet démarre le 01/11/2021, après le 31/10/2021."),
        (None, "to_check", "La date de démarrage est inconnue ; au plus tard le 31/10/2021."),
    ],
)
def test_start(start: str | None, answer: str, sentence: str) -> None:
    assert verdict("latest_start", {"latest_start": "2021-10-31"}, {"start_date": start}) == (answer, sentence)


@pytest.mark.parametrize(
    ("kind", "answer", "sentence"),
    [
        ("association", "yes", "Ce type de porteur peut répondre à l'appel."),
        ("particulier", "no", "Ce type de porteur ne peut pas répondre à l'appel."),
        ("", "to_check", "La nature juridique du porteur est inconnue."),
    ],
)
def test_applicant_type(kind: str, answer: str, sentence: str) -> None:
    rules = {"applicant_types": ("association", "collectivite")}
    assert verdict("applicant_types", rules, {"applicant_type": kind}) == (answer, sentence)


@pytest.mark.parametrize(
    ("revenue", "in_kind", "answer", "sentence"),
    [
        (1, None, "yes", "Un cofinancement est prévu."),
        (None, 1, "yes", "Un cofinancement est prévu."),
        (0, 0, "no", "Aucun cofinancement n'est prévu."),
        (None, 0, "to_check", "Le plan de financement ne dit pas si un cofinancement est prévu."),
        (0, None, "to_check", "Le plan de financement ne dit pas si un cofinancement est prévu."),
        (None, None, "to_check", "Le plan de financement ne dit pas si un cofinancement est prévu."),
    ],
)
def test_cofunding(revenue: int | None, in_kind: int | None, answer: str, sentence: str) -> None:
    fields = {"other_revenue": revenue, "in_kind": in_kind}
    assert verdict("cofunding", {"cofunding_required": True}, fields) == (answer, sentence)


def test_a_call_without_rules_gives_no_verdict() -> None:
    assert verdicts(a_call(axes=()), an_application("a", 100)) == ()
    assert overall(()) == "eligible"


def test_verdicts_come_in_a_fixed_order() -> None:
    call = a_call(
        territory=("31",), applicant_types=("x",), minimum_cost=1, latest_start="2021-10-31", cofunding_required=True,
        **DEADLINE,
    )
    rules = [one.rule for one in verdicts(call, an_application("a", 100))]
    assert rules == [
        "axes", "territory", "applicant_types", "minimum_cost", "deadline", "complete", "latest_start", "cofunding"
    ]


@pytest.mark.parametrize(
    ("answers", "together"),
    [(["yes", "to_check", "no"], "ineligible"), (["yes", "to_check"], "to_check"), (["yes", "yes"], "eligible")],
)
def test_one_no_is_enough_and_unknown_is_never_satisfied(answers: list[Any], together: str) -> None:
    assert overall(Verdict("r", answer, "") for answer in answers) == together


def test_dates_and_lists_are_written_the_french_way() -> None:
    assert french_date("2021-07-25T23:59") == "25/07/2021 à 23 h 59"
    assert french_date("2021-07-25") == "25/07/2021"
    assert [listed(["1"]), listed(["1", "2", "4"]), listed([])] == ["1", "1, 2 et 4", ""]


def test_shares_are_not_looked_at_for_eligibility() -> None:
    uneven = (("1", Fraction(3, 4)), ("2", Fraction(1, 4)))
    assert verdict("axes", {}, {"axes": uneven})[0] == "yes"
