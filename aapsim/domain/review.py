"""Reviews of applications: levels per criterion, several reviewers, departmental opinions, and what they add up to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import sqrt
from types import MappingProxyType
from typing import Any, Literal

from aapsim.domain.application import Application
from aapsim.domain.call import Call

Counting = Literal["finished", "any"]
DEFAULT_LEVELS = ("absent", "insuffisant", "à consolider", "satisfaisant", "très satisfaisant")
"""Wording of the levels, the lowest first: a hypothesis, since the call has no scale."""
DISAGREEMENT_POINTS = 20
"""Points out of 100 between two reviewers from which their marks are shown as a disagreement (hypothesis)."""
FAVOURABLE, RESERVED, UNFAVOURABLE = "favorable", "réservé", "défavorable"
OPINION_WORDS = (FAVOURABLE, RESERVED, UNFAVOURABLE)
_HUNDRED = Fraction(100)


@dataclass(frozen=True, slots=True)
class ReviewSettings:
    """The scale (wording of each level, lowest first) and which reviews count in the mark."""

    levels: tuple[str, ...] = DEFAULT_LEVELS
    counting: Counting = "finished"

    def mark(self, level: int) -> Fraction:
        """Return the mark out of 100 of a level (0 is the first)."""
        return _HUNDRED * level / (len(self.levels) - 1)

    def to_document(self) -> dict[str, Any]:
        """Return plain JSON values. Inverse of :meth:`from_document`."""
        return {"levels": list(self.levels), "counting": self.counting}

    @classmethod
    def from_document(cls, document: Mapping[str, Any] | None) -> ReviewSettings:
        """Rebuild what :meth:`to_document` wrote; ``None`` gives the defaults."""
        given = document or {}
        return cls(tuple(given.get("levels", DEFAULT_LEVELS)), given.get("counting", "finished"))


@dataclass(frozen=True, slots=True)
class Review:
    """What one reviewer says of one application: a level per criterion, a comment, and whether it is finished.

    ``recused`` is a conflict of interest: the reviewer no longer sees or scores that application,
    and the levels are empty; ``comment`` is then the reason.
    """

    levels: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    comment: str = ""
    done: bool = False
    recused: bool = False

    def to_document(self) -> dict[str, Any]:
        """Return plain JSON values. Inverse of :meth:`from_document`."""
        levels = dict(sorted(self.levels.items()))
        return {"levels": levels, "comment": self.comment, "done": self.done, "recused": self.recused}

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Review:
        """Rebuild what :meth:`to_document` wrote."""
        levels = MappingProxyType(dict(document["levels"]))
        return cls(levels, document["comment"], document["done"], document["recused"])


@dataclass(frozen=True, slots=True)
class Opinion:
    """A department's opinion on one application: asked (``word`` empty) or answered, with its comment."""

    word: str = ""
    comment: str = ""

    def to_document(self) -> dict[str, Any]:
        """Return plain JSON values. Inverse of :meth:`from_document`."""
        return {"word": self.word, "comment": self.comment}

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Opinion:
        """Rebuild what :meth:`to_document` wrote."""
        return cls(document["word"], document["comment"])


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the review of one application stands.

    ``scores`` gives each reviewer's mark out of 100 (``None`` while a weighted criterion lacks a
    level); ``mean``, ``spread`` (highest minus lowest) and ``deviation`` (standard deviation, for
    display only) are over the complete reviews that count, ``None`` without any.
    """

    scores: Mapping[str, Fraction | None]
    finished: tuple[str, ...]
    unfinished: tuple[str, ...]
    recused: tuple[str, ...]
    mean: Fraction | None
    spread: Fraction | None
    deviation: float | None

    @property
    def disagreement(self) -> bool:
        """True when two reviewers are far apart."""
        return self.spread is not None and self.spread >= DISAGREEMENT_POINTS


def counted(reviews: Mapping[str, Review], settings: ReviewSettings) -> dict[str, Review]:
    """Return the reviews that count in the mark, by reviewer."""
    return {
        who: review
        for who, review in reviews.items()
        if not review.recused and review.levels and (review.done or settings.counting == "any")
    }


def mean_marks(reviews: Mapping[str, Review], call: Call, settings: ReviewSettings) -> tuple[tuple[str, Fraction], ...]:
    """Return the mean mark of each criterion over the reviews that count; empty when none does."""
    counting = counted(reviews, settings).values()
    marks: list[tuple[str, Fraction]] = []
    for criterion in call.criteria:
        given = [settings.mark(one.levels[criterion.code]) for one in counting if criterion.code in one.levels]
        if given:
            marks.append((criterion.code, sum(given, Fraction(0)) / len(given)))
    return tuple(marks)


def review_score(review: Review, call: Call, settings: ReviewSettings) -> Fraction | None:
    """Return one reviewer's mark out of 100; ``None`` while a weighted criterion lacks its level."""
    weighted = [one for one in call.criteria if one.weight]
    if review.recused or not weighted or any(one.code not in review.levels for one in weighted):
        return None
    total = sum((one.weight for one in weighted), Fraction(0))
    return sum((settings.mark(review.levels[one.code]) * one.weight for one in weighted), Fraction(0)) / total


def missing_levels(review: Review, call: Call) -> tuple[str, ...]:
    """Return the weighted criteria without a level, in the call's order."""
    return tuple(one.code for one in call.criteria if one.weight and one.code not in review.levels)


def standing(reviews: Mapping[str, Review], call: Call, settings: ReviewSettings) -> Standing:
    """Add up the reviews of one application, by reviewer."""
    scores = {who: review_score(review, call, settings) for who, review in reviews.items()}
    counting = counted(reviews, settings)
    given = [score for who, score in scores.items() if who in counting and score is not None]
    mean = sum(given, Fraction(0)) / len(given) if given else None
    return Standing(
        scores,
        tuple(who for who, one in reviews.items() if one.done and not one.recused),
        tuple(who for who, one in reviews.items() if not one.done and not one.recused),
        tuple(who for who, one in reviews.items() if one.recused),
        mean,
        max(given) - min(given) if given else None,
        _deviation(given, mean),
    )


def _deviation(given: Sequence[Fraction], mean: Fraction | None) -> float | None:
    if mean is None:
        return None
    return sqrt(float(sum(((one - mean) ** 2 for one in given), Fraction(0)) / len(given)))


def opinion_of(opinions: Mapping[str, Opinion], application: Application) -> str:
    """Return the opinions of the departments as one text: the word they share, else each with its department."""
    answered = {code: one.word for code, one in opinions.items() if one.word}
    words = set(answered.values())
    if not words:
        return ""
    own = [code for code, _ in application.departments]
    if len(words) == 1 and all(code in answered for code in own):
        return words.pop()
    return " ; ".join(f"{code or 'département non précisé'} : {answered[code]}" for code in sorted(answered))
