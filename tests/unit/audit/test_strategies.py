"""The checker rechecks what the strategies promise: the same percentage, the largest; nothing left to raise."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from aapsim.audit.checker import check, fingerprint
from aapsim.domain.call import Strategy
from aapsim.engine.allocate import allocate
from tests.unit.engine.makers import a_call, an_application

THREE = (an_application("a", 6_000, 80), an_application("b", 5_000, 70), an_application("c", 4_000, 60))


def complaints(strategy: Strategy, grants: Mapping[str, int], threshold: Any = None, **rules: Any) -> str:
    """Return what the checker says of other amounts, the totals and the certificate left as they were."""
    document = allocate(a_call(**rules), THREE, strategy=strategy, threshold=threshold).to_document()
    for award in document["awards"]:
        award["grant"] = grants.get(award["id"], 0)
    document["fingerprint"] = fingerprint(document["inputs"], document["engine_version"])
    return "\n".join(check(document))


def test_uneven_shares_are_noticed() -> None:
    assert "aucun pourcentage commun" in complaints("prorata", {"a": 4_000, "b": 3_000, "c": 2_600})


def test_a_smaller_percentage_than_possible_is_noticed() -> None:
    assert "un pourcentage plus grand" in complaints("prorata", {"a": 3_900, "b": 3_200, "c": 2_600})


def test_serving_below_the_mark_or_passing_somebody_is_noticed() -> None:
    said = complaints("prorata", {"a": 6_000, "c": 4_000}, Fraction(70))
    assert "le seuil est 70" in said
    assert "dossier « b » : noté 70, il devrait être servi" in said


def test_what_equal_coverage_could_still_raise_is_noticed() -> None:
    assert "peut encore l'augmenter" in complaints("equity", {"a": 5_400, "b": 4_500})


def test_nothing_is_claimed_where_agreements_may_bind() -> None:
    document = allocate(a_call(), THREE, strategy="equity").to_document()
    assert check(document) == []
