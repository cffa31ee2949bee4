"""Rules are named in French, from their row name or their code."""

from __future__ import annotations

from fractions import Fraction

import pytest

from aapsim.domain.call import Axis, DepartmentLimits, Limit
from aapsim.engine.words import rule_words, source_words
from tests.unit.engine.makers import a_call, three_sources

CALL = a_call(
    sources=three_sources(1, 2, 3),
    axes=(
        Axis("1", "", ceiling=Limit("euros", Fraction(12_000)), floor=Limit("envelope", Fraction(1, 8))),
        Axis("2", "", ceiling=Limit("granted", Fraction(1, 5))),
    ),
    departments=(DepartmentLimits("48", 1_000, 9_000, 1, 4),),
    minimum_projects=2,
    maximum_projects=9,
    maximum_per_applicant=5_000,
)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("sources:fir", "les crédits de FIR"),
        ("sources:fir+304-17", "les crédits de FIR et 304-17"),
        ("sources:fir+304-17+304-19", "les crédits de FIR, 304-17 et 304-19"),
        ("sources:", "l'absence de financeur ouvert"),
        ("axis:1:ceiling", "le plafond de l'axe 1 (12\u202f000\u00a0€)"),
        ("axis:1:floor", "le plancher de l'axe 1 (12,5\u00a0% de l’enveloppe)"),
        ("axis:2:ceiling", "le plafond de l'axe 2 (20\u00a0% de ce qui est accordé)"),
        ("axis:2:floor", "le plancher de l'axe 2"),
        ("axis:9:floor", "le plancher de l'axe 9"),
        ("department:48:ceiling", "le plafond du département 48 (9\u202f000\u00a0€)"),
        ("department:48:floor", "le plancher du département 48 (1\u202f000\u00a0€)"),
        ("department:48:maximum_projects", "le nombre maximal de projets du département 48 (4)"),
        ("department:48:minimum_projects", "le nombre minimal de projets du département 48 (1)"),
        ("department:31:ceiling", "une limite du département 31"),
        ("projects:maximum", "le nombre maximal de projets (9)"),
        ("projects:minimum", "le nombre minimal de projets (2)"),
        ("applicant:caf", "le plafond par porteur (5\u202f000\u00a0€)"),
        ("lock:2021-044", "la décision prise sur 2021-044"),
        ("exclusive:0", "une exclusion mutuelle entre projets"),
        ("requires:0", "la dépendance à un autre projet"),
        ("ranking:a>b", "le respect du classement (a avant b)"),
        ("ranking", "le respect du classement dans chaque axe"),
        ("floor", "le montant minimal utile, supérieur à ce qui reste"),
        ("rounding", "l'arrondi"),
        ("autre", "autre"),
    ],
)
def test_every_rule_has_words(name: str, words: str) -> None:
    assert rule_words(CALL, name) == words


def test_sources_without_a_label_keep_their_code() -> None:
    assert source_words(CALL, ["inconnu"]) == "inconnu"
    assert source_words(CALL, []) == ""
