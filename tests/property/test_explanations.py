"""A sample of the campaign over explanations; ``make explain-campaign`` for hundreds."""

from __future__ import annotations

import pytest

from tests.reference.explain_campaign import judged, main


@pytest.mark.parametrize("seed", range(700, 703))
def test_statements_are_exactly_true(seed: int) -> None:
    assert judged(seed, statements=True).complaints == []


@pytest.mark.parametrize("seed", [*range(30, 45), 1076])
def test_conflicts_are_minimal_and_repairs_the_cheapest_of_their_kind(seed: int) -> None:
    assert judged(seed, statements=False).complaints == []


def test_the_campaign_runs(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--statements", "1", "--infeasible", "1", "--seed", "702"]) == 0
    assert "infeasible" in capsys.readouterr().out
