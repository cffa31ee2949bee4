"""Data never reaches an expression, an address or a mark of a chart: only rows hold it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from aapsim.domain.allocation import Allocation
from aapsim.domain.call import Axis, Call, Source
from aapsim.view.money import axis_chart, department_chart, source_chart
from aapsim.view.ranking import ranking_chart
from aapsim.view.theme import specification
from tests.unit.view.conftest import NASTY, Applications


def outside_rows(node: Any) -> str:
    """Return every text of a specification but those of its rows."""
    if isinstance(node, dict):
        return " ".join(f"{key} {outside_rows(value)}" for key, value in node.items() if key != "datasets")
    if isinstance(node, list):
        return " ".join(outside_rows(value) for value in node)
    return str(node)


def test_no_name_stands_outside_the_rows(call: Call, applications: Applications, allocation: Allocation) -> None:
    evil = replace(
        call,
        axes=tuple(Axis(axis.code, f"{NASTY} {axis.code}") for axis in call.axes),
        sources=tuple(Source(source.code, NASTY, source.authority) for source in call.sources),
        territory=(*call.territory, NASTY),
    )
    awards = tuple(replace(one, rank=6, cap=5) if one.id == "A6" else one for one in allocation.awards)
    drawn = [
        ranking_chart(evil, applications, replace(allocation, awards=awards)),
        *(draw(evil, allocation) for draw in (source_chart, axis_chart, department_chart)),
    ]
    for chart in drawn:
        document = chart.to_dict()
        assert "example.org" in str(document["datasets"])
        assert "example.org" not in outside_rows(document)
        assert "expr" not in outside_rows(document)
        assert specification(chart) == document
