"""Grants are checked against every rule, exactly."""

from __future__ import annotations

from typing import Any

import pytest

from aapsim.engine.feasible import respects, slack
from aapsim.engine.rows import rows_of
from tests.unit.engine.makers import a_call, a_problem, an_application, three_sources

APPLICATIONS = [an_application("a", 900, 80), an_application("b", 550, 70)]


@pytest.mark.parametrize(
    ("locks", "grants", "holds"),
    [
        ({}, {"a": 900, "b": 100}, True),
        ({}, {"a": 900}, True),
        ({}, {}, True),
        ({}, {"a": 900, "b": 200}, False),  # 1 100 for 1 000
        ({}, {"a": 850}, False),  # not a multiple of the step
        ({"b": "funded"}, {"a": 900}, False),
        ({"b": "funded"}, {"a": 400, "b": 550}, True),
        ({"b": 200}, {"a": 800, "b": 100}, False),
        ({"b": 200}, {"a": 800, "b": 200}, True),
    ],
)
def test_amounts_money_and_locks(locks: dict[str, Any], grants: dict[str, int], *, holds: bool) -> None:
    problem = a_problem(a_call(1_000), APPLICATIONS, locks)
    assert respects(problem, rows_of(problem), grants) is holds


@pytest.mark.parametrize(("most", "holds"), [(2, True), (1, False)])
def test_the_split_is_checked_where_it_can_bind(most: int, *, holds: bool) -> None:
    call = a_call(sources=three_sources(500, 300, 200), max_authorities=most, minimum_agreement=100)
    problem = a_problem(call, APPLICATIONS)
    assert respects(problem, rows_of(problem), {"a": 900}) is holds


def test_slack_counts_euros_and_heads() -> None:
    problem = a_problem(a_call(1_000, maximum_projects=1), APPLICATIONS)
    left = {row.name: slack(problem, row, {"a": 300, "b": 550}) for row in rows_of(problem)}
    assert left == {"sources:fir": 150, "projects:maximum": -1}
