"""Contradictions, repairs, decisions' cost and « et si » in French."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from aapsim.domain.application import Application
from aapsim.domain.call import Call
from aapsim.domain.explanation import CommonRate, Contradiction, OverrideCost, Overrides, Repair, WhatIf, WhatIfAnswer
from aapsim.domain.issues import Issue
from aapsim.view import what_if_words
from aapsim.view.repair_words import (
    contradiction_in_short,
    contradiction_sentence,
    overrides_sentences,
    repair_sentence,
    repairs_sentence,
)
from aapsim.view.story import by_id

REPAIR = Repair("lock", ("lock:A1",), "libérer la décision sur A1", locks=(("A1", None),))


def plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def test_a_contradiction_and_its_repairs() -> None:
    two = Contradiction(("a", "b"), ("le plafond de l'axe 1", "la décision prise sur A1"), (REPAIR,))
    assert contradiction_sentence(two).endswith("le plafond de l'axe 1 ; la décision prise sur A1.")
    assert contradiction_sentence(replace(two, names=("a",), words=("x",))) == "Aucune répartition ne peut respecter x."
    assert contradiction_sentence(Contradiction()) == ""
    assert repair_sentence(REPAIR) == "Libérer la décision sur A1."
    assert repairs_sentence(two).startswith("Chacune")
    assert repairs_sentence(replace(two, repairs=(replace(REPAIR, names=("a", "b")),))).startswith("Aucune règle")
    assert repairs_sentence(replace(two, repairs=())).startswith("Aucune réparation")


def test_files_are_named_beside_their_number() -> None:
    titled = Application("A1", title="Relais sur A2 (été)")
    known = by_id([titled, Application("A10", applicant="CAF"), Application("A2")])
    names = ("lock:A1", "axis:1:ceiling", "lock:A10", "lock:A2")
    taken = "la décision prise sur"
    words = (f"{taken} A1", "le plafond sur A1 (1)", f"{taken} A10", f"{taken} A2")
    said = contradiction_sentence(Contradiction(names, words), known)
    assert "sur Relais sur A2 (été) (A1) ; le plafond sur A1 (1) ; " in said
    assert said.endswith("la décision prise sur CAF (A10) ; la décision prise sur A2.")
    assert contradiction_in_short(Contradiction(names, words), known) == said
    freed = replace(REPAIR, words="libérer les décisions sur A1, A2, A10", names=("lock:A1", "lock:A2", "lock:A10"))
    assert repair_sentence(freed, known) == "Libérer les décisions sur Relais sur A2 (été) (A1), A2, CAF (A10)."
    moved = replace(REPAIR, words="abaisser de 5 € le montant imposé à A1, à 7 €")
    assert repair_sentence(moved, known) == "Abaisser de 5 € le montant imposé à Relais sur A2 (été) (A1), à 7 €."
    assert repair_sentence(REPAIR, {}) == "Libérer la décision sur A1."


def test_what_decisions_cost(applications: tuple[Application, ...]) -> None:
    alone = OverrideCost(
        ("A1",), value_before=Fraction(100), value_lost=Fraction(1), before={"A2": 3_000}, after={"A1": 3_000}
    )
    away = OverrideCost(("A2",), value_before=Fraction(100), before={"A2": 3_000}, after={"A1": 3_000})
    needed = OverrideCost(("A3",), possible=False, after={"A3": 10})
    better = replace(alone, ids=("A1", "A2"), value_lost=Fraction(-1))
    known = by_id(applications)
    said = [plain(one) for one in overrides_sentences(
        Overrides((alone, away, needed), better), {"A1": 3_000, "A2": "excluded"}, known
    )]  # fmt: skip
    assert said[0].startswith("3 000 € pour Projet 1 (montant imposé : 3 000 €), au lieu de 0 € : Projet 2 sort (3 000")
    assert "valeur de la répartition − 1 %" in said[0]
    assert said[1].startswith("Projet 2 écarté, au lieu de 3 000 € : Projet 1 entre")
    assert said[2].endswith("sans cela, aucune répartition ne serait possible.")
    assert said[3].startswith("Les 2 décisions ensemble : ")
    assert "+ 1 %" in said[3]
    same = replace(alone, before=alone.after, value_lost=Fraction(0))
    assert "comme sans la décision : rien d'autre ne change" in overrides_sentences(Overrides((same,)), {}, known)[0]


def test_what_if_in_words(call: Call, applications: tuple[Application, ...]) -> None:
    answer = WhatIfAnswer(
        WhatIf("department", "48", 20_000), 14_400, Fraction(14_400), 35_000, 49_400,
        {"A1": 1}, {"A1": 1, "A2": 14_400}, ("le plafond de l'axe 1",), past_ranking=("A2",),
    )  # fmt: skip
    said = plain(what_if_words.headline(call, answer))
    assert said.startswith("Lozère (48) ne peut recevoir que 14 400 € de plus sur 20 000 €, en plus de l'enveloppe ;")
    assert plain(what_if_words.counts_sentence(answer)) == "+ 1 projet retenu, aucun ne sort."
    assert plain(what_if_words.moves_sentence(answer, by_id(applications))) == (
        "Projet 2 entre (14 400 €). Hors classement, par décision : Projet 2."
    )
    full = replace(answer, added=20_000, received=Fraction(20_000), what=WhatIf("axis", "1", 20_000, taken=True))
    assert plain(what_if_words.headline(call, full)) == "l'axe 1 (Thème 1) : 20 000 € de plus, pris ailleurs."
    assert "rien recevoir" in what_if_words.headline(call, replace(answer, added=0))
    source = replace(answer, what=WhatIf("source", "fir", 20_000))
    assert "FIR ne paierait que" in what_if_words.headline(call, source)
    assert "accordés" in what_if_words.headline(call, replace(answer, what=WhatIf("envelope", "", 20_000)))
    refused = replace(answer, issues=(Issue("x", "Non."),))
    assert what_if_words.headline(call, refused) == "Non."
    away = replace(answer, before={"A1": 1}, after={})
    assert what_if_words.counts_sentence(away) == "aucun projet n'entre, 1 sort."


def test_the_common_rate_in_words(applications: tuple[Application, ...]) -> None:
    found = CommonRate(Fraction(70), Fraction("0.785"), Fraction(1, 1000), 3, ("A1",), {}, {"A2": 5, "A3": 6})
    said = plain(what_if_words.rate_sentence(found, by_id(applications)))
    assert said.startswith("À 78,5 %, les 2 projets notés au moins 70 entrent ; 2 projets reçoivent 11 €")
    assert said.endswith("Projet 1.")
    assert "Aucun taux" in what_if_words.rate_sentence(replace(found, rate=None), {})
    assert what_if_words.rate_sentence(replace(found, issues=(Issue("x", "Non."),)), {}) == "Non."


def test_many_decisions_are_counted_in_a_room() -> None:
    ids = [f"F-{number}" for number in range(5)]
    names = (*(f"lock:{one}" for one in ids), "money")
    words = (*(f"la décision prise sur {one}" for one in ids), "les crédits disponibles")
    many = Contradiction(names, words)
    said = contradiction_in_short(many)
    assert said.endswith(" ne tiennent pas ensemble : les crédits disponibles ; 5 des décisions prises.")
    assert contradiction_in_short(many, most=5) == contradiction_sentence(many)
