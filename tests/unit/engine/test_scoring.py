"""Marks, priorities and weights, by hand."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from aapsim.domain.application import equal_shares
from aapsim.domain.call import Axis, Criterion, Public
from aapsim.engine.scoring import mark_of, priority_of, score_of
from tests.unit.engine.makers import HALF, a_call, an_application

CRITERIA = (Criterion("A1", "A", "Public", Fraction(2)), Criterion("B1", "B", "Potentiel"))
MARKS = (("A1", Fraction(90)), ("B1", Fraction(60)))


def test_a_given_mark_wins_over_marks_per_criterion() -> None:
    call = a_call(criteria=CRITERIA)
    assert score_of(call, replace(an_application("a", 100, 70), marks=MARKS)) == 70


def test_the_mark_is_the_exact_weighted_mean() -> None:
    marked = replace(an_application("a", 100), score=None, marks=MARKS)
    assert score_of(a_call(criteria=CRITERIA), marked) == 80
    equal = tuple(replace(criterion, weight=Fraction(1, 3)) for criterion in CRITERIA)
    assert score_of(a_call(criteria=equal), marked) == 75


def test_a_missing_mark_counts_only_if_its_criterion_weighs() -> None:
    partly = replace(an_application("a", 100), score=None, marks=MARKS[:1])
    assert score_of(a_call(criteria=CRITERIA), partly) is None
    unweighted = (CRITERIA[0], replace(CRITERIA[1], weight=Fraction(0)))
    assert score_of(a_call(criteria=unweighted), partly) == 90
    nothing = tuple(replace(criterion, weight=Fraction(0)) for criterion in CRITERIA)
    assert score_of(a_call(criteria=nothing), partly) is None
    assert score_of(a_call(), partly) is None


def test_priority_is_the_mean_of_the_axes_by_shares() -> None:
    axes = (Axis("1", "", Fraction(3, 2)), Axis("2", "", HALF))
    both = an_application("a", 100, 80, axes=(("1", Fraction(3, 4)), ("2", Fraction(1, 4))))
    assert priority_of(a_call(axes=axes), both) == Fraction(5, 4)
    assert mark_of(a_call(axes=axes), both).weighted == 100


def test_an_unknown_axis_weighs_nothing_and_no_axis_is_no_priority() -> None:
    assert priority_of(a_call(), an_application("a", 100, axes=equal_shares(["1", "9"]))) == HALF
    assert priority_of(a_call(), an_application("a", 100, axes=())) == 0
    assert priority_of(a_call(axes=()), an_application("a", 100, axes=())) == 1


@pytest.mark.parametrize(
    ("publics", "factor"),
    [((), "1"), (("p",), "1.1"), (("p", "p"), "1.1"), (("p", "h"), "1.15"), (("inconnu",), "1")],
)
def test_each_priority_public_adds_its_bonus_once(publics: tuple[str, ...], factor: str) -> None:
    call = a_call(publics=(Public("p", "", Fraction(1, 10)), Public("h", "", Fraction(1, 20))))
    assert mark_of(call, an_application("a", 100, 60, publics=publics)).weighted == 60 * Fraction(factor)


def test_no_mark_no_weight() -> None:
    assert mark_of(a_call(), replace(an_application("a", 100), score=None)).weighted is None
