"""Why not: each figure is what solving again says, on both sides of a threshold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any, Literal

import pytest

from aapsim.domain.call import Axis, Limit
from aapsim.engine.asking import Question, Reply, reply_to
from aapsim.engine.why_not import Envelopes, entries_of, forced, precision_of, score_needed, why_not
from tests.reference.generator import generate
from tests.unit.engine.makers import a_call, an_application

FOUR = (
    an_application("a", 6_000, 90),
    an_application("b", 4_000, "80.5"),
    an_application("c", 5_000, 70, axis="2"),
    an_application("d", 5_000, 60),
)


def question(locks: Mapping[str, Any] | None = None, **rules: Any) -> Question:
    return Question(a_call(10_000, **rules), FOUR, locks or {})


def present(asked: Question) -> Reply:
    reply = reply_to(asked)
    assert reply is not None
    return reply


def test_forcing_one_in_costs_what_the_others_lose() -> None:
    asked = question(minimum_share=Fraction(1, 2))
    why = why_not(asked, present(asked), "c")
    assert why.kind == "unfunded"
    assert why.forced is not None
    assert (why.forced.grant, dict(why.forced.after)) == (2_500, {"a": 5_500, "b": 2_000, "c": 2_500})
    assert why.forced.value_lost == 90 * 500 + Fraction("80.5") * 2_000 - 70 * 2_500


def test_what_cannot_be_forced_names_the_rules() -> None:
    axes = (Axis("1", "Éveil"), Axis("2", "Répit", ceiling=Limit("euros", Fraction(1_000))))
    asked = question(axes=axes, minimum_share=Fraction(1, 2))
    cost = forced(asked, present(asked), "c", "funded")
    assert not cost.possible
    assert any("axe 2" in words for words in cost.conflict)


def test_the_mark_needed_is_exact_to_its_precision() -> None:
    asked = question(minimum_share=Fraction(1, 2))
    needed = score_needed(asked, "d", present(asked))
    assert needed.precision == Fraction(1, 10)
    assert needed.score is not None
    assert "d" in present(asked.with_score("d", needed.score)).grants
    assert "d" not in present(asked.with_score("d", needed.score - needed.precision)).grants
    axes = (Axis("1", "Éveil", ceiling=Limit("euros", Fraction(0))), Axis("2", ""))
    closed = question(axes=axes, minimum_share=Fraction(1, 2))
    assert score_needed(closed, "d", present(closed)).score is None


@pytest.mark.parametrize("ranking", ["free", "strict"])
@pytest.mark.parametrize("seed", [3, 11, 14, 23, 31, 37])
def test_the_mark_needed_is_the_one_found_by_halves(seed: int, ranking: Literal["free", "strict"]) -> None:
    instance = generate(seed, size=7)
    asked = Question(replace(instance.call, ranking=ranking), instance.applications, {})
    now = present(asked)
    refused = [one for one in asked.case().problem.index if one not in now.grants]
    for one in refused:
        cost = forced(asked, now, one, "funded")
        found = score_needed(asked, one, now, cost)
        assert found == score_needed(asked, one, now)
        assert found.score == by_halves(asked, one, found.precision)


def by_halves(asked: Question, one: str, precision: Fraction) -> Fraction | None:
    application = next(each for each in asked.applications if each.id == one)
    low = -1 if application.score is None else int(application.score // precision)
    high = int(100 / precision)
    if one not in present(asked.with_score(one, Fraction(100))).grants:
        return None
    while high - low > 1:
        middle = (low + high) // 2
        funded = one in present(asked.with_score(one, middle * precision)).grants
        low, high = (low, middle) if funded else (middle, high)
    return high * precision


def test_the_precision_is_that_of_the_marks() -> None:
    assert precision_of(Question(a_call(), (an_application("a", 1, "78.25"),))) == Fraction(1, 100)
    assert precision_of(Question(a_call(), (an_application("a", 1, 78),))) == 1
    by_criteria = an_application("a", 1, 78, marks=(("A1", Fraction(3)),))
    assert precision_of(Question(a_call(), (by_criteria,))) == 1
    assert precision_of(Question(a_call(), (replace(by_criteria, score=None),))) == Fraction(1, 100)


@pytest.mark.parametrize(("one", "first"), [("c", 11_900), ("d", 16_300)])
def test_the_envelope_at_which_it_enters(one: str, first: int) -> None:
    asked, told = question(minimum_share=Fraction(1, 2)), list[tuple[int, int]]()
    envelopes = Envelopes(asked)
    found = entries_of(envelopes, one, progress=lambda done, whole: told.append((done, whole)))
    assert found.first is not None
    assert found.inside[-1][1] is None
    assert envelopes.grants(found.first).get(one)
    assert not envelopes.grants(found.first - found.step).get(one)
    assert told[-1][0] == told[-1][1]
    assert found.first <= first + 1_000


def test_entry_need_not_be_monotone() -> None:
    whole = (an_application("a", 10_000, 90), an_application("b", 4_000, 60))
    asked = Question(a_call(4_000, policy="all-or-nothing"), whole)
    found = entries_of(Envelopes(asked), "b")
    assert found.inside == ((4_000, 9_900), (14_000, None))


def test_a_partly_funded_project_is_explained_up_to_its_cap() -> None:
    asked = question()
    assert why_not(asked, present(asked), "a").kind == "funded"
    short = Question(a_call(8_000), FOUR)
    why = why_not(short, present(short), "b")
    assert why.kind == "partial"
    assert why.forced is not None
    assert why.forced.after == {"a": 4_000, "b": 4_000}
    assert entries_of(Envelopes(short), "b", full=True).first == 10_000
    fixed = question({"b": 2_000})
    assert why_not(fixed, present(fixed), "b").forced is None


def test_who_cannot_take_part_has_what_makes_sense() -> None:
    low = question(minimum_score=Fraction(65))
    why = why_not(low, present(low), "d")
    assert (why.kind, why.forced) == ("outside", None)
    assert why.score is not None
    excluded = question({"a": "excluded"})
    why = why_not(excluded, present(excluded), "a")
    assert why.score is None
    assert why.forced is not None
    assert why.forced.grant == 6_000
    nothing = Question(a_call(10_000), (*FOUR, an_application("e", 0, 90)))
    assert why_not(nothing, present(nothing), "e").forced is None
