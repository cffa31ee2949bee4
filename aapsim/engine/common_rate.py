"""The common cap rate that lets every project above a given mark receive something."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from aapsim.domain.explanation import CommonRate
from aapsim.domain.issues import Issue
from aapsim.engine.asking import Question, Reply, reply_to

COARSE = Fraction(1, 100)
FINE = Fraction(1, 1000)


def common_rate_for(question: Question, now: Reply | None, score: Fraction) -> CommonRate:
    """Find the largest common rate, in whole percents then tenths, that lets them all in.

    From the call's own rate down, percent by percent; the first that works is then raised tenth by
    tenth. Whoever cannot receive anything today (ineligible, decided already, nothing requested) is
    not counted; whoever the rate itself rules out, its floor being above its cap, is named in
    ``ruled_out``. Raises ``InvalidInput`` and ``Undecided`` as solving does.
    """
    if now is None:
        return CommonRate(score, None, FINE, issues=(Issue("common_rate", "Aucune répartition à comparer."),))
    wanted = frozenset(c.id for c in question.case().problem.candidates if c.score >= score and c.lock is None)
    if not wanted:
        message = "aucun projet recevable n'a une note aussi haute : indiquez une note plus basse."
        return CommonRate(score, None, FINE, issues=(Issue("common_rate", message),))
    found = _first(question, wanted)
    if found is None:
        return CommonRate(score, None, FINE, len(wanted), before=now.grants)
    return CommonRate(score, found.rate, FINE, len(wanted), found.ruled_out, now.grants, found.reply.grants)


@dataclass(frozen=True, slots=True)
class _Found:
    """A rate at which every project that it allows receives something, and those it rules out."""

    rate: Fraction
    ruled_out: tuple[str, ...]
    reply: Reply


def _first(question: Question, wanted: frozenset[str]) -> _Found | None:
    top = question.call.rate
    for rate in _down(top):
        found = _lets_in(question, rate, wanted)
        if found is None:
            continue
        finer = (rate + tenth * FINE for tenth in range(9, 0, -1) if rate + tenth * FINE < top)
        return next((one for one in (_lets_in(question, each, wanted) for each in finer) if one), found)
    return None


def _down(top: Fraction) -> Iterator[Fraction]:
    yield top
    for percents in range(int(-(-top // COARSE)) - 1, 0, -1):
        yield percents * COARSE


def _lets_in(question: Question, rate: Fraction, wanted: frozenset[str]) -> _Found | None:
    asked = replace(question, call=replace(question.call, common_rate=rate))
    problem = asked.case().problem
    able = [c for c in problem.candidates if c.id in wanted]
    # Their smallest grants alone may already exceed the money: nothing to solve then.
    if not able or sum(c.least for c in able) > problem.envelope:
        return None
    reply = reply_to(asked)
    if reply is None or any(c.id not in reply.grants for c in able):
        return None
    return _Found(rate, tuple(sorted(wanted - {c.id for c in able})), reply)
