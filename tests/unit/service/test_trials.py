"""The reviewers' own spread becomes a doubt, application by application."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import pytest

from aapsim.service import trials
from aapsim.service.desk import Desk


def test_nobody_reviewed(desk: Desk, workspace: str) -> None:
    assert trials.reviewers_spreads(desk.snapshot(workspace)) == ()


def test_each_application_has_the_deviation_of_its_reviewers(
    desk: Desk, workspace: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = {
        "a": SimpleNamespace(scores={"x": Fraction(60), "y": Fraction(70)}, deviation=5.0),
        "b": SimpleNamespace(scores={"x": Fraction(60), "y": None}, deviation=0.0),
        "c": SimpleNamespace(scores={"x": Fraction(60), "y": Fraction(60)}, deviation=0.0),
    }

    def given(reviews: Any, *_: Any) -> Any:
        return found[reviews]

    monkeypatch.setattr(trials, "standing", given)
    shown = desk.snapshot(workspace)
    reviews: Any = {"c": "c", "a": "a", "b": "b"}
    shown = replace(shown, prepared=replace(shown.prepared, reviews=reviews))
    assert trials.reviewers_spreads(shown) == (("a", Fraction(5)),)
