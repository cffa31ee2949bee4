"""Two scenarios in words: who is funded more often, how sure; no name outside the rows of the chart."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from aapsim.domain.french import NARROW, NO_BREAK
from aapsim.service.pairing import report_document, report_from
from aapsim.simulation.intervals import paired_difference
from aapsim.simulation.pairing import Gap, PairReport, Shift
from aapsim.view import pairing as view
from tests.unit.view.conftest import NASTY
from tests.unit.view.test_safety import outside_rows


def shift(one: str, lost: int, won: int, both: int = 10) -> Shift:
    low, high = paired_difference(lost, won, 100)
    return Shift(one, both + lost, both + won, lost, won, 100, low, high, Fraction(100 * (won - lost)))


SHIFTS = (shift("A", 0, 40), shift("B", 30, 2), shift("C", 0, 0, 100), shift("D", 1, 2))
RUN = PairReport(1, 100, 100, (0, 0), (0, 0), Gap(0.09, 0.02), Gap(900.0, 200.0), SHIFTS)


def spaces(text: str) -> str:
    return text.replace(NARROW, " ").replace(NO_BREAK, " ")


def test_the_sentence() -> None:
    assert spaces(view.pair_sentence(replace(RUN, projects=Gap(1.4, 0.2)), "Un", "Deux")) == (
        "Sur 100 essais, tirés à l'identique pour les deux, « Deux » retient en moyenne 1,4 projet de plus (de +1,2 à "
        "+1,6) que « Un ». 1 projet y est plus souvent retenu, 1 moins souvent, 2 ne changent pas de façon sûre."
    )
    assert "2,5 projets de moins (de −2,7 à −2,3)" in spaces(
        view.pair_sentence(replace(RUN, projects=Gap(-2.5, 0.2)), "Un", "Deux")
    )
    even = spaces(view.pair_sentence(replace(RUN, projects=Gap(0.01, 0.2), wanted=300), "Un", "Deux"))
    assert "(résultat partiel, sur 300 demandés)" in even
    assert "retient autant de projets, en moyenne, que" in even


def test_without_doubts_today_is_compared() -> None:
    sure = (Shift("A", 0, 1, 0, 1, 1, 1.0, 1.0, Fraction(9)), Shift("B", 1, 1, 0, 0, 1, 0.0, 0.0, Fraction(0)))
    run = replace(RUN, trials=0, wanted=0, shifts=sure, projects=Gap(1.0, float("inf")))
    said = spaces(view.pair_sentence(run, "Un", "Deux"))
    assert "« Deux » retient 1 projet que « Un » ne retient pas, et n'en laisse aucun." in said
    assert view.pair_table(run, {}, "Un", "Deux").texts()[0][5] == "–"


def test_a_project_is_told_with_its_interval() -> None:
    assert spaces(view.shift_words(SHIFTS[0])) == "10 % → 50 %, +40 pts (+29 à +49)"
    assert spaces(view.shift_words(SHIFTS[3])) == "11 % → 12 %, +1 pt (−3 à +5)"
    assert [view.points_words(part) for part in (0.001, 0.625, -0.625)] == ["0", "+63", "−63"]


def test_the_table_and_the_chart() -> None:
    rows = [[spaces(cell) for cell in row] for row in view.pair_table(RUN, {"A": "Relais"}, "Un", "Deux").texts()]
    assert rows[0] == ["Relais", "A", "10 %", "50 %", "+40 pt", "+29 à +49", "+ 4 000 €"]
    drawn = view.pair_chart(SHIFTS, {"A": NASTY}, large=True).to_dict()
    outside = outside_rows(drawn)
    assert "example.org" not in outside
    assert "expr" not in outside


def test_a_report_travels_as_plain_values() -> None:
    unsure = replace(RUN, projects=Gap(1.0, float("inf")))
    assert report_from(report_document(unsure)) == unsure
    assert report_from(report_document(RUN)) == RUN
    assert report_from(None) is None


def test_names_are_kept_apart_from_the_line_of_no_change() -> None:
    layers = view.pair_chart((), {}).to_dict()["layer"]
    kinds = [(one["mark"]["type"], one["mark"].get("stroke")) for one in layers]
    assert kinds.index(("rule", None)) < kinds.index(("text", "#FFFFFF")) < kinds.index(("text", None))
