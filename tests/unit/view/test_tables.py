"""Tables to read: plain values under their columns, written the French way."""

from __future__ import annotations

from fractions import Fraction

import pytest

from aapsim.view.tables import Table, framed, written


def test_columns_stay_without_rows_and_one_may_be_left_out() -> None:
    frame = framed(("Projet", "Note", "Proposé"), [("A", 3, 10), ("B", None, 20)])
    assert frame.column("Note") == [3, None]
    assert frame.without("Note").columns == ("Projet", "Proposé")
    assert frame.without("Note").rows == [("A", 10), ("B", 20)]
    assert Table("vide", framed(("Projet",), [])).headers == ["Projet"]
    with pytest.raises(ValueError, match="not in tuple"):
        frame.column("Avis")


@pytest.mark.parametrize(
    ("value", "kind", "said"),
    [
        (12_345, "euros", "12\u202f345\u00a0€"),
        (Fraction(24_691, 2), "euros", "12\u202f346\u00a0€"),
        (-3_000, "change", "−\u00a03\u202f000\u00a0€"),
        (Fraction(1, 8), "percent", "12,5\u00a0%"),
        (1, "percent", "100\u00a0%"),
        (Fraction(5, 2), "number", "2,5"),
        (None, "euros", ""),
        ("A", "euros", "A"),
    ],
)
def test_values_are_written_the_french_way(value: object, kind: str, said: str) -> None:
    assert written(value, kind) == said  # type: ignore[arg-type]
