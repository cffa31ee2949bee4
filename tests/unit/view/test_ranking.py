"""The ranking table, chart and sentences."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from aapsim.domain.allocation import Allocation
from aapsim.domain.call import Call
from aapsim.view.ranking import (
    MOST_BARS,
    crumbs,
    crumbs_sentence,
    ranking_bars,
    ranking_chart,
    ranking_sentence,
    ranking_table,
)
from aapsim.view.standing import funds_end, is_crumb, ranked_awards
from tests.unit.view.conftest import NASTY, Applications, Many, award


def test_the_table_reads_in_rank_order_with_french_amounts(
    call: Call, applications: Applications, allocation: Allocation
) -> None:
    table = ranking_table(call, applications, allocation)
    rows = [dict(zip(table.headers, row, strict=True)) for row in table.texts()]
    assert [row["Dossier"] for row in rows] == ["A1", "A2", "A3", "A4", "A5", "A6"]
    assert rows[0]["Proposé"] == "10\u202f000\u00a0€"
    assert rows[0]["Plafonné par"] == "le taux de 90\u00a0%"
    assert rows[0]["Par source"] == "FIR 10\u202f000\u00a0€"
    assert [row["État"][0] for row in rows] == ["●", "●", "◐", "✕", "✕", "✕"]
    assert rows[5]["Rang"] == ""
    assert rows[5]["Projet"] == NASTY


def test_the_weighted_mark_has_a_column_only_where_priorities_move_it(
    call: Call, applications: Applications, allocation: Allocation
) -> None:
    assert "Pondérée" not in ranking_table(call, applications, allocation).headers
    first, *others = allocation.awards
    weighted = replace(allocation, awards=(replace(first, weighted_score=Fraction("118.8")), *others))
    table = ranking_table(call, applications, weighted)
    column = [row[table.headers.index("Pondérée")] for row in table.texts()]
    assert column == ["118,8", "98", "97", "96", "95", ""]


def test_an_unknown_application_still_has_its_line(call: Call, allocation: Allocation) -> None:
    assert len(ranking_table(call, (), allocation).frame) == 6


def test_the_money_ends_only_where_the_order_holds(allocation: Allocation, disordered: Allocation) -> None:
    assert funds_end(ranked_awards(allocation)) == 3
    assert funds_end(ranked_awards(disordered)) is None
    assert funds_end([award("A", 1, 0)]) is None
    assert funds_end([award("A", 1, 10_000)]) is None


def test_the_sentence_says_where_the_money_ends(allocation: Allocation, disordered: Allocation) -> None:
    assert "après la place 3" in ranking_sentence(allocation)
    assert "pas suivi partout" in ranking_sentence(disordered)
    assert ranking_sentence(replace(allocation, awards=())) == "Aucune candidature ne prend part au classement."


def test_marks_of_gaps_and_ties_stand_in_the_state(
    call: Call, applications: Applications, disordered: Allocation
) -> None:
    table = ranking_table(call, applications, disordered)
    states = dict(zip(table.frame.column("Dossier"), table.frame.column("État"), strict=True))
    assert states["A3"].endswith("▲ écart")
    assert states["A5"].endswith("= ex æquo")


def test_a_crumb_is_below_half_and_without_floor(allocation: Allocation, applications: Applications) -> None:
    assert [one.id for one in crumbs(allocation)] == ["A3"]
    assert "Projet 3" in crumbs_sentence(allocation, applications)
    assert not is_crumb(award("A", 1, 4_000, floor=3_000))
    assert not is_crumb(award("A", 1, 5_000))
    assert crumbs_sentence(replace(allocation, awards=()), applications) == ""


def test_the_line_is_drawn_only_where_the_order_holds(
    call: Call, applications: Applications, allocation: Allocation, disordered: Allocation
) -> None:
    assert "fin des crédits" in ranking_chart(call, applications, allocation).to_json()
    assert "fin des crédits" not in ranking_chart(call, applications, disordered).to_json()


def test_beyond_the_limit_the_chart_shows_the_places_around_the_end(
    call: Call, allocation: Allocation, many: Many
) -> None:
    applications, awards = many(300, 150)
    bars = ranking_bars(call, applications, replace(allocation, awards=awards))
    assert len(bars) == MOST_BARS
    assert bars["place"].iloc[0] < 149 < bars["place"].iloc[-1]
    assert bars["place"].is_unique


def test_an_empty_allocation_draws_an_empty_chart(call: Call, allocation: Allocation) -> None:
    assert ranking_bars(call, (), replace(allocation, awards=())).empty
    assert ranking_chart(call, (), replace(allocation, awards=())).to_dict()
