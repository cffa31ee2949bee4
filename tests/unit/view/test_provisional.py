"""The words of a provisional answer."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from aapsim.domain.allocation import Allocation, Certificate
from aapsim.engine.allocate import allocate
from aapsim.view.provisional import NOTHING_YET, distance_sentence, headline
from tests.reference.generator import generate


def worth(value: int, upper: int) -> Allocation:
    instance = generate(1)
    found = allocate(instance.call, instance.applications, instance.locks, strategy="merit")
    bound = Fraction(upper)
    return replace(found, certificate=Certificate(Fraction(value), bound, bound, Fraction(1), {}))


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def test_the_headline_counts_the_seconds_until_it_is_stopped() -> None:
    assert plain(headline(12, stopped=False)) == "PROVISOIRE – le calcul exact continue (12 s)"
    assert plain(headline(12, stopped=True)) == "PROVISOIRE – le calcul exact est arrêté"


def test_the_distance_is_said_in_per_cent() -> None:
    assert "sa valeur est à 3,6 % au plus de la meilleure" in plain(distance_sentence(worth(964, 1000)))
    assert "à 0,1 % au plus" in plain(distance_sentence(worth(99_999, 100_000)))
    assert "rien ne peut valoir mieux" in distance_sentence(worth(1000, 1000))
    assert distance_sentence(None) == NOTHING_YET
    assert distance_sentence(replace(worth(1, 2), certificate=None)) == NOTHING_YET
