"""The bars of the envelope: every amount in words, no label outside the rows."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from aapsim.domain.call import Source
from aapsim.domain.french import NARROW, NO_BREAK
from aapsim.view.envelope_chart import envelope_chart
from tests.unit.view.conftest import NASTY
from tests.unit.view.test_safety import outside_rows

SOURCES = (
    Source("a", NASTY, "ars", notified=30_000),
    Source("b", NASTY, "prefet", notified=10_000, gross=True, reserve=Fraction(1, 10), committed=1_000),
)


def rows_of(chart: Any) -> list[dict[str, Any]]:
    return [row for rows in chart.to_dict()["datasets"].values() for row in rows]


def test_what_is_held_back_is_said_and_equal_labels_stay_apart() -> None:
    rows = rows_of(envelope_chart(SOURCES))
    said = [row["text"].replace(NARROW, " ").replace(NO_BREAK, " ") for row in rows]
    assert said == ["30 000 €", "8 000 € sur 10 000 € notifiés"]
    assert [row["place"] for row in rows] == [0, 1]


def test_no_label_stands_outside_the_rows() -> None:
    document = envelope_chart(SOURCES, large=True).to_dict()
    assert "example.org" not in outside_rows(document)
    assert "expr" not in outside_rows(document)


def test_every_layer_leaves_the_axes_out() -> None:
    """A layer with an axis beside one without stops Vega: an empty place on the screen, and no word about it."""
    layers = envelope_chart(SOURCES).to_dict()["layer"]
    drawn = [layer["encoding"]["x"] for layer in layers if "field" in layer["encoding"]["x"]]
    assert len(drawn) == 3
    assert all(x["axis"] is None for x in drawn)
