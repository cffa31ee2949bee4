"""Robustness in words: verdicts, agenda, regret; no name outside the rows of the chart."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from aapsim.domain.french import NARROW, NO_BREAK
from aapsim.simulation.intervals import verdict_of, wilson
from aapsim.simulation.robustness import Chance, Report, certain
from aapsim.view import robustness as view
from aapsim.view.theme import AXIS_TEXT
from tests.unit.view.conftest import NASTY
from tests.unit.view.test_safety import outside_rows


def chance(one: str, funded: int) -> Chance:
    low, high = wilson(funded, 100)
    return Chance(one, funded, 100, low, high, verdict_of(funded, 100), Fraction(100 * funded), (0, 0, 0, 9, 9))


RUN = Report(1, 100, 100, 0, 0, 80, Fraction(1, 50), (chance("A", 100), chance("B", 52), chance("C", 0)))


def spaces(text: str) -> str:
    return text.replace(NARROW, " ").replace(NO_BREAK, " ")


def test_the_sentences() -> None:
    assert view.chance_sentence(RUN) == (
        "Sur 100 essais : 1 projet retenu dans tous, 1 dépend des choix, 1 jamais retenu."
    )
    partial = replace(RUN, wanted=1000, impossible=1)
    assert "résultat partiel, sur 1 000 demandés" in spaces(view.chance_sentence(partial))
    assert "Dans 1 essai, aucune répartition n'était possible." in view.chance_sentence(partial)
    assert spaces(view.regret_sentence(RUN)) == (
        "La répartition d'aujourd'hui tient telle quelle dans 80 % des essais ; en moyenne, elle laisse échapper "
        "2 % de la valeur du meilleur choix de chaque essai."
    )


def test_without_doubts_the_answer_is_plain() -> None:
    sure = certain({"A": 5}, ["A", "B"])
    assert view.chance_sentence(sure) == (
        "Aucune incertitude n'est donnée : rien n'est tiré au sort. 1 projet est retenu aujourd'hui, 1 ne l’est pas."
    )
    assert view.regret_sentence(sure) == ""
    assert [row[3] for row in view.chance_table(sure, {}).texts()] == ["–", "–"]


def test_the_agenda_holds_what_depends_on_the_choices() -> None:
    assert [spaces(line) for line in view.agenda_lines(RUN, {"B": "Berceuses"}, {"B": 9_000})] == [
        "Berceuses (B) : retenu dans 52 % (42 à 62 %), proposé aujourd'hui : 9 000 €"
    ]
    assert view.agenda_lines(RUN, {}, {})[0].endswith("non retenu aujourd'hui")


def test_the_table_and_the_chart() -> None:
    rows = [[spaces(cell) for cell in row] for row in view.chance_table(RUN, {}).texts()]
    assert rows[0] == ["A", "A", "● retenu dans tous les essais", "100 % (96 à 100 %)", "10 000 €", "0 €", "0 €", "9 €"]
    outside = outside_rows(view.chance_chart(RUN, {"A": NASTY}, large=True).to_dict())
    assert "example.org" not in outside
    assert "expr" not in outside


def test_a_long_list_shows_what_is_in_question() -> None:
    many = replace(RUN, chances=tuple(chance(f"{n:02d}", 100 if n % 2 else 50) for n in range(60)))
    assert {one.verdict for one in view.drawn(many)} == {"depends"}


def test_the_bounds_of_the_verdicts_stand_out_and_cross_no_words() -> None:
    layers = view.chance_chart(RUN, {}).to_dict()["layer"]
    ticks = [one for one in layers if one["mark"]["type"] == "tick"]
    assert [one["encoding"]["x"]["datum"] for one in ticks] == [0.05, 0.95]
    assert {one["mark"]["color"] for one in ticks} == {AXIS_TEXT}
    assert not [one for one in layers if one["mark"]["type"] == "rule"]
    assert "Sur 3 000 essais" in spaces(view.chance_sentence(replace(RUN, trials=3000, wanted=3000)))
