"""Every single kind of violation is detected and named; a valid document passes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from aapsim.audit.checker import check, fingerprint
from tests.unit.audit.documents import Document, infeasible, put, seal, tampered, valid
from tests.unit.audit.violations import GROUPS, A, B, C, Change, D, F, both, moved
from tests.unit.audit.violations_of_proof import IDENTITIES, PROOF


def test_a_valid_document_passes() -> None:
    assert check(valid()) == []


def test_a_document_read_back_from_json_passes() -> None:
    assert check(json.loads(json.dumps(valid(), sort_keys=True))) == []


def test_an_infeasible_document_passes() -> None:
    assert check(infeasible()) == []


def test_the_fingerprint_follows_the_documented_recipe() -> None:
    document = valid()
    assert fingerprint(document["inputs"], "1.0.0") == document["fingerprint"]
    assert fingerprint(document["inputs"], "1.0.1") != document["fingerprint"]


def cases() -> Iterator[Any]:
    for group in (*GROUPS, PROOF, IDENTITIES):
        for name, (change, sentence) in group.items():
            yield pytest.param(change, sentence, id=name)


@pytest.mark.parametrize(("change", "sentence"), list(cases()))
def test_every_violation_has_its_sentence(change: Change, sentence: str) -> None:
    plain = [found.replace("\u202f", " ").replace("\u00a0", " ") for found in check(tampered(change))]
    assert sentence in plain


def test_the_fingerprint_is_recomputed() -> None:
    document = valid()
    document["inputs"]["applications"][A]["applicant"] = "Autre"
    assert check(document) == ["empreinte : elle ne correspond pas aux données, aux règles et à la version du moteur."]


def test_the_engine_version_belongs_to_the_fingerprint() -> None:
    document = valid()
    document["engine_version"] = "1.0.1"
    assert check(document) == ["empreinte : elle ne correspond pas aux données, aux règles et à la version du moteur."]


def test_merit_may_miss_a_minimum_that_it_lists() -> None:
    change = both(
        put("strategy", "merit"),
        put("inputs", "strategy", "merit"),
        put("inputs", "minimum_projects", 5),
        put("missed", ["Il manque un projet."]),
    )
    assert check(tampered(change)) == []


def test_merit_may_not_miss_a_minimum_in_silence() -> None:
    change = both(put("strategy", "merit"), put("inputs", "strategy", "merit"), put("inputs", "minimum_projects", 5))
    assert check(tampered(change)) == ["nombre de projets : 4, sous le minimum de 5."]


def test_merit_may_not_exceed_a_ceiling_even_if_it_lists_minima() -> None:
    change = both(
        put("strategy", "merit"),
        put("inputs", "strategy", "merit"),
        put("inputs", "maximum_projects", 3),
        put("missed", ["Il manque un projet."]),
    )
    assert check(tampered(change)) == ["nombre de projets : 4, au-dessus du maximum de 3."]


def test_merit_is_not_bound_by_the_ranking_rule() -> None:
    change = both(
        put("strategy", "merit"),
        put("inputs", "strategy", "merit"),
        put("inputs", "locks", {}),
        put("awards", F, "status", "waiting"),
        put("certificate", "upper_bound", "2535000"),
        put("certificate", "gap_steps", "205/6"),
    )
    assert check(tampered(change)) == []


def test_transfers_within_their_limit_pass() -> None:
    def change(document: Document) -> None:
        moved("304-17", "304-19", 1000)(document)
        document["transfers"] = [{"from": "304-17", "to": "304-19", "amount": 1000}]
        document["unspent"].update({"304-17": 0, "304-19": 50})

    assert check(tampered(change)) == []


def test_money_in_an_infeasible_answer() -> None:
    document = infeasible()
    document["awards"][A].update(grant=12000, by_source={"fir": 12000}, status="funded")
    assert "dossier « a » : reçoit de l'argent dans une répartition déclarée impossible." in check(document)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (put("issues", []), "répartition impossible : aucune règle en cause n'est citée."),
        (put("certificate", valid()["certificate"]), "certificat : une répartition impossible n'en a pas."),
        (
            put("transfers", [{"from": "304-17", "to": "304-19", "amount": 1}]),
            "transferts : il y en a dans une répartition déclarée impossible.",
        ),
    ],
)
def test_infeasible_answers_are_empty_and_say_why(change: Change, sentence: str) -> None:
    document = infeasible()
    change(document)
    assert sentence in check(seal(document))


def test_changing_any_single_amount_is_noticed() -> None:
    for position in (A, B, C, D, F):
        for difference in (-100, 100, 1):
            document = valid()
            document["awards"][position]["grant"] += difference
            if document["awards"][position]["grant"] >= 0:
                assert check(document), f"{position} {difference}"
