"""Words of the frame: what is undone, and the title once fictional data is gone."""

from __future__ import annotations

import pytest

from aapsim.domain.call import Axis, Call, DepartmentLimits, RuleText
from aapsim.ui import changes, text, words

CALL = Call(
    "Appel",
    axes=(Axis("2", "Prévention"),),
    departments=(DepartmentLimits("48"),),
    rules=(RuleText("rate", "Taux maximal", "", "", hypothesis=False),),
)


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("rate", "règle « Taux maximal »"),
        ("axes.2.priority", "règle « axe 2, priorité »"),
        ("departments.48.ceiling", "règle « 48 – Lozère, plafond »"),
    ],
)
def test_undo_names_a_rule_in_words(path: str, said: str) -> None:
    assert changes.undo_words(f"modification de la règle {path}", CALL) == said


@pytest.mark.parametrize("label", ["", "modification de l'enveloppe", "modification des règles"])
def test_undo_keeps_the_other_labels(label: str) -> None:
    assert changes.undo_words(label, CALL) == label


def test_real_data_is_not_called_fictional() -> None:
    title = "Démonstration – 1000 premiers jours, Occitanie 2021 (données fictives)"
    assert words.workspace_title(title, demo=True) == title
    assert words.workspace_title(title, demo=False) == "1000 premiers jours, Occitanie 2021"
    assert words.workspace_title("FDVA 2021", demo=False) == "FDVA 2021"


@pytest.mark.parametrize(("name", "said"), [("Zoé", "de Zoé"), ("Instruction", "d'Instruction"), ("Élise", "d'Élise")])
def test_a_name_is_elided_before_a_vowel(name: str, said: str) -> None:
    assert text.of(name) == said
