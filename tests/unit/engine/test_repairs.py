"""Repairs: what a minimal conflict needs, to the euro, and what each decision costs."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import pytest

from aapsim.domain.call import Axis, DepartmentLimits, Limit
from aapsim.domain.explanation import Repair
from aapsim.engine.asking import Question, reply_to
from aapsim.engine.overrides import overrides_of
from aapsim.engine.repairs import contradiction_of
from tests.reference.explaining import applied
from tests.unit.engine.makers import HALF, a_call, an_application, three_sources

HERE, THERE = (("48", Fraction(1)),), (("31", Fraction(1)),)
THREE = (
    an_application("a", 6_000, 90, departments=THERE),
    an_application("b", 4_000, 80, departments=HERE, axis="2"),
    an_application("c", 5_000, 70, departments=HERE),
)


def question(locks: Mapping[str, Any] | None = None, applications: Any = THREE, **rules: Any) -> Question:
    return Question(a_call(10_000, **rules), applications, locks or {})


def plain(words: str) -> str:
    return words.replace("\u202f", " ").replace("\u00a0", " ")


def said(asked: Question) -> list[str]:
    """Return the repairs in words, each checked to make the question possible."""
    found = contradiction_of(asked)
    for repair in found.repairs:
        assert reply_to(applied(asked, repair)) is not None
    return [plain(repair.words) for repair in found.repairs]


def ceiling(code: str, limit: Limit) -> dict[str, Any]:
    return {"axes": tuple(Axis(one, "", ceiling=limit if one == code else None) for one in ("1", "2"))}


@pytest.mark.parametrize(
    ("locks", "rules", "expected"),
    [
        ({"b": 4_000}, {"departments": (DepartmentLimits("48", ceiling=3_000),)},
         ["relever le plafond du département 48 de 1 000 €, à 4 000 €", "libérer la décision sur b",
          "abaisser de 1 000 € le montant imposé à b, à 3 000 €"]),
        ({"b": 4_000}, ceiling("2", Limit("euros", Fraction(3_950))),
         ["relever le plafond de l'axe 2 de 50 €, à 4 000 €", "libérer la décision sur b",
          "abaisser de 100 € le montant imposé à b, à 3 900 €"]),
        ({"b": 4_000}, ceiling("2", Limit("envelope", Fraction(3, 10))),
         ["relever le plafond de l'axe 2 à 40 % de l'enveloppe", "libérer la décision sur b",
          "abaisser de 1 000 € le montant imposé à b, à 3 000 €"]),
        ({"a": 6_000, "b": 4_000, "c": 1_000}, {},
         ["augmenter l'enveloppe de 1 000 €, répartis entre les financeurs à proportion",
          "libérer la décision sur a", "libérer la décision sur b", "libérer la décision sur c",
          "abaisser de 1 000 € le montant imposé à a, à 5 000 €",
          "abaisser de 1 000 € le montant imposé à b, à 3 000 €"]),
        ({}, {"minimum_projects": 4}, ["abaisser le nombre minimal de projets de 1, à 3"]),
        ({"a": "funded", "b": "funded"}, {"exclusive": (("a", "b"), ("b", "c"))},
         ["libérer la décision sur a", "libérer la décision sur b", "lever l'exclusion mutuelle entre a et b"]),
        ({"a": "funded", "b": "excluded"}, {"requires": (("a", "b"),)},
         ["libérer la décision sur a", "lever la dépendance de a à b"]),
        ({"a": "funded", "b": "funded"}, {"maximum_projects": 1},
         ["relever le nombre maximal de projets de 1, à 2", "libérer la décision sur a", "libérer la décision sur b"]),
        ({}, {"departments": (DepartmentLimits("48", floor=9_500),)},
         ["abaisser le plancher du département 48 de 500 €, à 9 000 €"]),
        ({}, {"departments": (DepartmentLimits("48", minimum_projects=2, maximum_projects=1),)},
         ["relever le nombre maximal de projets du département 48 de 1, à 2",
          "abaisser le nombre minimal de projets du département 48 de 1, à 1"]),
        ({}, {"minimum_projects": 3, "minimum_share": Fraction(1)},
         ["abaisser la part minimale à 66 % du plafond",
          "augmenter l'enveloppe de 5 000 €, répartis entre les financeurs à proportion",
          "abaisser le nombre minimal de projets de 1, à 2"]),
        ({"a": "funded"}, {"maximum_per_applicant": 2_000, "minimum_grant": 3_000},
         ["relever le plafond par porteur de 1 000 €, à 3 000 €",
          "abaisser la subvention minimale de 1 000 €, à 2 000 €", "libérer la décision sur a"]),
    ],
)  # fmt: skip
def test_each_rule_of_the_conflict_gives_as_little_as_it_takes(
    locks: dict[str, Any], rules: dict[str, Any], expected: list[str]
) -> None:
    assert said(question(locks, **rules)) == expected


def test_a_source_alone_may_be_enough() -> None:
    only = tuple(an_application(one, 4_000, 80, sources=("fir",)) for one in ("a", "b"))
    asked = question({"a": 4_000, "b": 4_000}, only, sources=three_sources(6_000, 3_000, 0))
    assert "augmenter FIR de 2 000 €" in said(asked)


def test_ranking_policy_and_closed_sources_are_switched() -> None:
    floor = {"axes": (Axis("1", ""), Axis("2", ""))}
    ranked = (*THREE, an_application("d", 5_000, 95, departments=THERE))
    asked = question({}, ranked, **floor, ranking="strict", policy="all-or-nothing",
                     departments=(DepartmentLimits("48", floor=9_000),))  # fmt: skip
    assert "ne plus imposer le respect du classement" in said(asked)
    closed = tuple(
        source if source.code != "fir" else type(source)("fir", "FIR", "ars", notified=8_000, axes=("2",))
        for source in three_sources(8_000, 2_000, 0)
    )
    assert "ouvrir tous les financeurs à tous les axes" in said(question({"a": 6_000}, sources=closed))
    whole = question({"a": "funded", "c": "funded"}, policy="all-or-nothing")
    assert "permettre des subventions partielles" in said(whole)


def test_conditions_of_the_authorities_are_loosened() -> None:
    asked = question({"a": 6_000}, sources=three_sources(5_000, 5_000, 0), max_authorities=1)
    assert "permettre 2 autorités par projet" in said(asked)


def test_where_no_single_rule_is_enough_some_together_are() -> None:
    asked = question(
        {"b": 4_000}, departments=(DepartmentLimits("48", ceiling=3_000),), minimum_projects=4
    )
    words = said(asked)
    assert len(words) == 1
    assert " et " in words[0]


def test_decisions_that_cannot_be_obeyed_are_named_with_the_nearest_amounts() -> None:
    assert said(question({"a": 5_950})) == [
        "libérer la décision sur a", "imposer 5 900 € à a au lieu de 5 950 €", "imposer 6 000 € à a au lieu de 5 950 €",
    ]  # fmt: skip
    nothing = (*THREE, an_application("z", 0, 90))
    assert said(question({"z": "funded"}, nothing)) == ["libérer la décision sur z"]
    assert said(question({"z": "funded", "a": 5_950}, nothing)) == ["libérer les décisions sur a, z"]


def test_nothing_to_repair_where_something_is_possible() -> None:
    assert contradiction_of(question()).names == ()


def test_a_repair_touches_no_other_decision() -> None:
    asked = question({"a": 6_000, "b": 4_000, "c": 1_000})
    for repair in contradiction_of(asked).repairs:
        assert isinstance(repair, Repair)
        assert {one for one, _ in repair.locks} <= {name[5:] for name in repair.names if name.startswith("lock:")}


def test_what_decisions_cost_alone_and_together() -> None:
    asked = question({"c": 3_000, "a": "excluded"}, minimum_share=HALF)
    now = reply_to(asked)
    assert now is not None
    found = overrides_of(asked, now)
    assert [cost.ids for cost in found.alone] == [("a",), ("c",)]
    assert found.alone[0].before == {"a": 5_000, "b": 2_000, "c": 3_000}
    assert found.together is not None
    assert found.together.before == {"a": 6_000, "b": 4_000}
    assert found.together.value_lost > 0
    assert overrides_of(question(), now).together is None
    needed = question({"a": "funded"}, minimum_projects=4)
    assert not overrides_of(needed, now).alone[0].possible
