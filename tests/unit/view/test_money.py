"""Money by source, axis and department."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import pytest

from aapsim.domain.allocation import Allocation
from aapsim.domain.call import Call
from aapsim.view import money
from aapsim.view.departments import department_label
from aapsim.view.theme import Drawing


def test_sources_show_what_is_left_in_each(call: Call, allocation: Allocation) -> None:
    rows = money.source_table(call, allocation).texts()
    assert rows[0] == ["FIR", "24\u202f000\u00a0€", "6\u202f000\u00a0€", "30\u202f000\u00a0€", "0\u00a0€", "ARS"]
    assert "il reste FIR 6\u202f000\u00a0€ et BOP 304 5\u202f000\u00a0€" in money.source_sentence(call, allocation)


def test_nothing_left_is_said(call: Call, allocation: Allocation) -> None:
    spent = replace(allocation, unspent={"fir": 0, "304": 0})
    assert money.source_sentence(call, spent).endswith("il ne reste rien.")


def test_transfers_are_signed(call: Call, allocation: Allocation) -> None:
    moved = replace(allocation, transfers=(("fir", "304", 1_000),))
    assert [row[4] for row in money.source_table(call, moved).texts()] == [
        "−\u00a01\u202f000\u00a0€",
        "+\u00a01\u202f000\u00a0€",
    ]


def test_axes_sum_to_the_total_and_name_the_empty_ones(call: Call, allocation: Allocation) -> None:
    table = money.axis_table(call, allocation)
    assert sum(table.frame.column("Proposé")) == allocation.total_granted
    assert table.frame.column("Axe")[1] == "■ 2 · Thème 2"
    assert table.frame.column("Axe")[4] == "○ 5 · Thème 5"
    assert "rien pour les axes 1 et 5" in money.axis_sentence(call, allocation)


def test_thirds_of_a_grant_are_written_to_the_euro(call: Call, allocation: Allocation) -> None:
    thirds = replace(allocation, by_axis={"1": Fraction(10_000, 3)})
    assert money.axis_table(call, thirds).texts()[0][1] == "3\u202f333\u00a0€"


def test_departments_of_the_territory_are_all_there(call: Call, allocation: Allocation) -> None:
    table = money.department_table(call, allocation)
    assert table.frame.column("Département") == ["Haute-Garonne (31)", "Lozère (48)", "Hautes-Pyrénées (65)"]
    said = money.department_sentence(call, allocation)
    assert said.startswith("2 départements sur 3 reçoivent une dotation")
    assert "rien pour Hautes-Pyrénées (65)" in said


def test_no_money_gives_sentences_rather_than_errors(call: Call, allocation: Allocation) -> None:
    nothing = replace(allocation, by_axis={}, by_department={})
    assert money.axis_sentence(call, nothing) == "Aucun axe ne reçoit de dotation."
    assert money.department_sentence(call, nothing) == "Aucun département ne reçoit de dotation."
    assert money.axis_chart(call, nothing).to_dict()


def test_names_of_departments() -> None:
    assert department_label("2A") == "Corse-du-Sud (2A)"
    assert department_label("REG") == "Toute la région"
    assert department_label("Quartier nord") == "Quartier nord"


@pytest.mark.parametrize("draw", [money.source_chart, money.axis_chart, money.department_chart])
def test_charts_are_french_and_stretch(
    call: Call, allocation: Allocation, draw: Callable[[Call, Allocation], Drawing]
) -> None:
    drawn = draw(call, allocation).to_dict()
    assert drawn["config"]["locale"]["number"]["decimal"] == ","
    assert drawn["config"]["axis"]["labelColor"] == "#3A3A3A"
    assert drawn["width"] == "container"
