"""Means, spread and disagreement of reviews, by hand."""

from __future__ import annotations

from fractions import Fraction

from aapsim.domain.application import Application, equal_shares
from aapsim.domain.call import Call, Criterion
from aapsim.domain.review import (
    Opinion,
    Review,
    ReviewSettings,
    mean_marks,
    missing_levels,
    opinion_of,
    review_score,
    standing,
)

CALL = Call("Essai", criteria=(Criterion("A", "g", "a", Fraction(3)), Criterion("B", "g", "b", Fraction(1))))
FOUR = ReviewSettings(("nul", "faible", "bon", "très bon", "excellent"))


def test_levels_run_from_0_to_100() -> None:
    assert [FOUR.mark(level) for level in range(5)] == [0, 25, 50, 75, 100]


def test_a_score_is_weighted_and_needs_every_weighted_criterion() -> None:
    assert review_score(Review({"A": 4, "B": 0}), CALL, FOUR) == 75
    assert review_score(Review({"A": 4}), CALL, FOUR) is None
    assert missing_levels(Review({"A": 4}), CALL) == ("B",)


def test_only_finished_reviews_count_until_the_officer_decides_otherwise() -> None:
    reviews = {
        "x": Review({"A": 4, "B": 4}, done=True),
        "y": Review({"A": 2, "B": 0}),
        "z": Review(recused=True),
    }
    assert mean_marks(reviews, CALL, FOUR) == (("A", Fraction(100)), ("B", Fraction(100)))
    anyway = ReviewSettings(FOUR.levels, "any")
    assert mean_marks(reviews, CALL, anyway) == (("A", Fraction(75)), ("B", Fraction(50)))


def test_spread_and_disagreement() -> None:
    reviews = {"x": Review({"A": 4, "B": 4}, done=True), "y": Review({"A": 2, "B": 2}, done=True)}
    found = standing(reviews, CALL, FOUR)
    assert (found.mean, found.spread, found.deviation, found.disagreement) == (75, 50, 25.0, True)
    alone = standing({"x": reviews["x"]}, CALL, FOUR)
    assert (alone.spread, alone.disagreement) == (0, False)
    assert standing({}, CALL, FOUR).mean is None


def test_opinions_of_several_departments_are_one_word_only_when_they_agree() -> None:
    one = Application("1", departments=equal_shares(["31", "48"]))
    assert opinion_of({}, one) == ""
    assert opinion_of({"31": Opinion("favorable"), "48": Opinion("favorable")}, one) == "favorable"
    assert opinion_of({"31": Opinion("favorable"), "48": Opinion()}, one) == "31 : favorable"
    assert opinion_of({"31": Opinion("favorable"), "48": Opinion("réservé")}, one) == "31 : favorable ; 48 : réservé"
