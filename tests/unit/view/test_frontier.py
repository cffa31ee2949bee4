"""The curve in words and rows; no name stands outside the rows of a chart."""

from __future__ import annotations

from fractions import Fraction

import pytest

from aapsim.domain.french import NARROW, NO_BREAK
from aapsim.simulation.difference import difference
from aapsim.simulation.frontier import Point, Sweep, curve
from aapsim.view import frontier as view
from tests.unit.simulation.makers import three
from tests.unit.view.conftest import NASTY
from tests.unit.view.test_safety import outside_rows

HERE = view.Here(Fraction(20_000), 2, Fraction(2, 3), Fraction(1_700_000))


@pytest.fixture(scope="module")
def points() -> list[Point]:
    return list(curve(three(), Sweep(tuple(Fraction(value) for value in (10_000, 20_000, 30_000)))))


def spaces(text: str) -> str:
    return text.replace(NARROW, " ").replace(NO_BREAK, " ")


def test_the_sentence_says_from_where_to_where_and_today(points: list[Point]) -> None:
    assert spaces(view.curve_sentence(points, "envelope", HERE)) == (
        "De 10 000 € à 30 000 €, l'argent fait passer de 1 à 3 projets retenus (2 aujourd'hui, à 20 000 €). "
        "1 projet est retenu partout ; aucun ne sort une fois entré."
    )
    assert view.curve_sentence([], "envelope", HERE) == "La courbe n'a pas encore de point."


def test_the_next_to_enter_is_named(points: list[Point]) -> None:
    said = spaces(view.entries_sentence(points, "envelope", HERE, {"C": "Berceuses"}))
    assert said.endswith("Le prochain à entrer est « Berceuses », à 30 000 €.")
    assert "les mêmes projets" in view.entries_sentence(points[:1], "envelope", HERE, {})
    assert [one for one, _ in view.entry_rows(points)] == ["B", "C"]


def test_the_table_says_what_the_curve_shows(points: list[Point]) -> None:
    table = view.curve_table(points, "envelope", {"B": "Jardin"}, HERE)
    rows = [[spaces(cell) for cell in row] for row in table.texts()]
    assert rows[0] == ["10 000 €", "1", "33,3 %", "52,9 %", "10 000 €", "au départ", "", "prouvé"]
    assert rows[1] == ["20 000 €", "2", "66,7 %", "100 %", "20 000 €", "Jardin", "", "prouvé"]


def test_each_project_says_when_it_is_funded(points: list[Point]) -> None:
    datasets = view.entries_chart(points, "envelope", {}, HERE).to_dict()["datasets"].values()
    said = [(row["name"], spaces(row["text"])) for rows in datasets for row in rows if "text" in row]
    assert said == [("B", "dès 20 000 €"), ("C", "dès 30 000 €")]


@pytest.mark.parametrize("measure", list(view.MEASURES))
@pytest.mark.parametrize("against", ["envelope", "common_rate"])
def test_names_stay_in_the_rows(points: list[Point], measure: view.Measure, against: view.Against) -> None:
    names = dict.fromkeys("ABC", NASTY)
    for chart in (
        view.curve_chart(points, measure, against, HERE, large=True),
        view.entries_chart(points, against, names, HERE),
    ):
        outside = outside_rows(chart.to_dict())
        assert "example.org" not in outside
        assert "expr" not in outside


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ({"a": 1_000}, {"a": 1_000}, "Essai : rien ne changerait."),
        ({"a": 1_000}, {"a": 1_000, "b": 500}, "Essai : « b » entrerait."),
        ({"a": 1_000, "b": 2}, {"c": 5, "d": 6}, "Essai : « c » et « d » entreraient ; « a » et « b » sortiraient."),
        ({"a": 1_000}, {"a": 4_000}, "Essai : « a » recevrait 3 000 € de plus."),
        ({"a": 9, "b": 9}, {"a": 8, "b": 7}, "Essai : 2 projets recevraient 3 € de moins au total."),
    ],
)
def test_a_change_is_said_in_names_and_euros(before: dict[str, int], after: dict[str, int], said: str) -> None:
    assert spaces(view.change_sentence("Essai", difference(before.items(), after.items()), {})) == said


def test_measures_are_written_the_french_way() -> None:
    assert view.measure_words(Fraction(1), "projects") == "1 projet"
    assert spaces(view.measure_words(Fraction(1, 3), "coverage")) == "33,3 %"
    assert spaces(view.amount_words(Fraction(4, 5), "common_rate")) == "80 %"
    nothing = view.Here(Fraction(0), 0, Fraction(0), Fraction(0))
    assert nothing.measured("value") == 0
    assert HERE.measured("value") == 1
