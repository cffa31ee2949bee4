"""The four strategies side by side, in figures and in words."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from aapsim.domain.allocation import Allocation
from aapsim.domain.application import Application
from aapsim.domain.call import Call
from aapsim.view import strategies
from aapsim.view.proof import proof_sentences
from aapsim.view.story import by_id


def ways(allocation: Allocation, disordered: Allocation) -> strategies.Ways:
    impossible = replace(allocation, status="infeasible", certificate=None)
    uniform = replace(allocation, strategy="prorata", inputs={"step": 100, "threshold": "72.5"})
    return {"optimum": allocation, "merit": disordered, "prorata": uniform, "equity": impossible}


def test_money_projects_coverage_and_gaps(allocation: Allocation, disordered: Allocation) -> None:
    table = strategies.summary_table(ways(allocation, disordered))
    assert table.texts()[0][:7] == [
        "Répartition optimisée", "3", "24\u202f000\u00a0€", "11\u202f000\u00a0€", "80\u00a0%", "40\u00a0%", "0",
    ]  # fmt: skip
    assert table.texts()[1][6] == "1"
    assert table.texts()[3][0] == "Couverture égale : impossible ici"
    said = strategies.summary_sentence(ways(allocation, disordered))
    assert "1 entre et 1 sort" in said
    assert "les mêmes projets" in said


def test_who_differs_and_where(
    call: Call, allocation: Allocation, disordered: Allocation, applications: tuple[Application, ...]
) -> None:
    table = strategies.differing_table(ways(allocation, disordered), by_id(applications))
    assert [row[1:4] for row in table.texts()] == [
        ["Projet 3", "4\u202f000\u00a0€", "0\u00a0€"],
        ["Projet 4", "0\u00a0€", "4\u202f000\u00a0€"],
    ]
    assert len(strategies.axis_table(call, ways(allocation, disordered)).texts()) == 5
    assert strategies.department_table(ways(allocation, disordered)).texts()[0][0] == "Haute-Garonne (31)"


def test_without_an_optimum_there_is_nothing_to_compare(allocation: Allocation) -> None:
    nothing = {"optimum": replace(allocation, status="infeasible")}
    assert strategies.summary_sentence(nothing).startswith("Sans répartition")  # type: ignore[arg-type]
    assert strategies.differing_table({}, {}).texts() == []


def test_the_mark_from_which_the_uniform_reduction_serves(allocation: Allocation, disordered: Allocation) -> None:
    assert strategies.threshold_of(allocation) == Fraction(97)
    uniform = ways(allocation, disordered)["prorata"]
    assert "à partir de la note pondérée 72,5" in strategies.uniform_sentence(uniform)
    assert any("72,5" in one for one in proof_sentences(uniform))
    nobody = replace(allocation, awards=())
    assert strategies.uniform_sentence(nobody) == ""
    assert strategies.coverage(nobody) is None
