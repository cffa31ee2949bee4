"""Scores, priorities and the applications' weights in the objective."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from aapsim.domain.application import Application
from aapsim.domain.call import Call
from aapsim.domain.review import RESERVED, UNFAVOURABLE


@dataclass(frozen=True, slots=True)
class Mark:
    """What an application is worth: its mark out of 100, and that mark times its priority (``None``: no mark)."""

    score: Fraction | None
    weighted: Fraction | None


def mark_of(call: Call, application: Application, priority: Fraction | None = None) -> Mark:
    """Return both marks of an application; ``priority`` where it is known already."""
    score = score_of(call, application)
    if score is None:
        return Mark(None, None)
    return Mark(score, score * (priority_of(call, application) if priority is None else priority))


def score_of(call: Call, application: Application) -> Fraction | None:
    """Return the mark out of 100: the one given, else the weighted mean of the criterion marks.

    Where the call says so, an unfavourable departmental opinion takes points off, half of them
    for a reserved one; never below 0. ``None`` when there is neither a mark nor a mark on every
    weighted criterion.
    """
    score = _score(call, application)
    return score if score is None else less_malus(score, malus_of(call, application))


def less_malus(score: Fraction, malus: Fraction) -> Fraction:
    """Take points off a mark, never below 0."""
    return max(min(score, Fraction(0)), score - malus) if malus else score


def malus_of(call: Call, application: Application) -> Fraction:
    """Return the points that the departmental opinion takes off the mark; the worst opinion counts."""
    if call.opinion_effect != "malus":
        return Fraction(0)
    if UNFAVOURABLE in application.opinion:
        return call.opinion_malus
    return call.opinion_malus / 2 if RESERVED in application.opinion else Fraction(0)


def _score(call: Call, application: Application) -> Fraction | None:
    if application.score is not None:
        return application.score
    marks = dict(application.marks)
    weighted = [(marks.get(criterion.code), criterion.weight) for criterion in call.criteria if criterion.weight]
    if not weighted or any(mark is None for mark, _ in weighted):
        return None
    total = sum((weight for _, weight in weighted), Fraction(0))
    return sum((mark * weight for mark, weight in weighted if mark is not None), Fraction(0)) / total


def priority_of(call: Call, application: Application) -> Fraction:
    """Return Σ share × priority of the axis, times 1 + the bonuses of its priority publics.

    An axis that the call does not know counts with priority 0; no axis at all gives 0, unless
    the call has no axis, where every application has priority 1.
    """
    if not call.axes:
        base = Fraction(1)
    else:
        priorities = {axis.code: axis.priority for axis in call.axes}
        base = sum((share * priorities.get(code, Fraction(0)) for code, share in application.axes), Fraction(0))
    bonuses = {public.code: public.bonus for public in call.publics}
    bonus = sum((bonuses.get(code, Fraction(0)) for code in dict.fromkeys(application.publics)), Fraction(0))
    return base * (1 + bonus)
