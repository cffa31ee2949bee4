"""A question prepared once, then as each drawn world puts it: the very problem that preparing it anew would give.

Most of what preparing costs (eligibility, caps, floors) does not hang on marks, priorities or money,
which are what worlds move most. ``tests/unit/simulation/test_worlds.py`` compares both ways.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from aapsim.domain.application import Application
from aapsim.domain.call import Call
from aapsim.engine.caps import cap_of
from aapsim.engine.case import Case
from aapsim.engine.eligibility import overall, verdicts
from aapsim.engine.problem import Candidate, Problem, candidate_of, pools_of
from aapsim.engine.scoring import Mark, less_malus, malus_of, mark_of, priority_of, score_of
from aapsim.engine.value import is_admissible
from aapsim.simulation.doubts import World, before_opinions, call_in, changed_in, moved_score
from aapsim.simulation.question import Question

_MAY_TAKE_PART = ("eligible", "to_check")


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of an application before anything moves.

    ``score`` is its mark before opinions take ``malus`` off (``None``: none); ``eligible`` says that it may
    take part, whatever its mark; ``candidate`` is what it is today (``None``: no candidate).
    """

    application: Application
    score: Fraction | None
    malus: Fraction
    priority: Fraction
    eligible: bool
    candidate: Candidate | None


@dataclass(frozen=True, slots=True)
class Base:
    """A question, its case today, and what is known of each application, by id."""

    question: Question
    case: Case
    known: tuple[_Known, ...]


@dataclass(frozen=True, slots=True)
class Posed:
    """The problem that a world poses; ``possible`` says that every decision on those who are left can be obeyed."""

    problem: Problem
    possible: bool


def base_of(question: Question) -> Base:
    """Prepare a question. Raises ``InvalidInput``."""
    case = question.case()
    plain = before_opinions(case.call)
    candidates = {candidate.id: candidate for candidate in case.problem.candidates}
    known = tuple(
        _Known(
            one,
            score_of(plain, one),
            malus_of(case.call, one),
            priority_of(case.call, one),
            overall(case.verdicts[one.id]) in _MAY_TAKE_PART,
            candidates.get(one.id),
        )
        for one in case.applications
    )
    return Base(question, case, known)


@dataclass(frozen=True, slots=True)
class _Moves:
    """A world, quick to look things up in."""

    gone: frozenset[str]
    shrunk: frozenset[str]
    scores: dict[str, int]
    reweighed: bool


def posed_in(base: Base, world: World) -> Posed:
    """Return the problem of a world, equal to that of ``in_world(question, world).case()``."""
    call = call_in(base.question.call, world)
    moves = _Moves(frozenset(world.gone), frozenset(world.shrunk), dict(world.scores), bool(world.weights))
    candidates = tuple(
        candidate
        for known in base.known
        if known.application.id not in moves.gone and base.case.locks.get(known.application.id) != "excluded"
        if (candidate := _candidate(base, call, moves, known)) is not None
    )
    problem = replace(base.case.problem, candidates=candidates, pools=pools_of(call.sources), axes=call.axes)
    return Posed(problem, _can_be_obeyed(base, problem, moves))


def _candidate(base: Base, call: Call, moves: _Moves, known: _Known) -> Candidate | None:
    one = known.application.id
    if moves.reweighed or one in moves.shrunk:
        return _judged_anew(base, call, moves, known)
    return _marked_anew(base, call, known, moves.scores[one]) if one in moves.scores else known.candidate


def _can_be_obeyed(base: Base, problem: Problem, moves: _Moves) -> bool:
    """Whether :func:`aapsim.engine.case.lock_issues` would find nothing."""
    for one, lock in base.case.locks.items():
        if lock == "excluded" or one in moves.gone:
            continue
        if one not in problem.index:
            return False
        if isinstance(lock, int) and not is_admissible(problem, problem.candidates[problem.index[one]], lock):
            return False
    return True


def _judged_anew(base: Base, call: Call, moves: _Moves, known: _Known) -> Candidate | None:
    """Return the candidate that an application makes where its budget, or what marks it, has changed."""
    before, shrunk = known.application, known.application.id in moves.shrunk
    one = changed_in(before_opinions(call), before, shrunk=shrunk, hundredths=moves.scores.get(before.id, 0))
    eligible = overall(verdicts(call, one)) in _MAY_TAKE_PART if shrunk else known.eligible
    cap = cap_of(call, one) if shrunk else base.case.caps[one.id]
    mark = mark_of(call, one, None if moves.reweighed else known.priority)
    if not (eligible and cap.fundable and mark.score is not None and mark.score >= call.minimum_score):
        return None
    return candidate_of(call, one, cap, mark, base.case.locks.get(one.id))


def _marked_anew(base: Base, call: Call, known: _Known, hundredths: int) -> Candidate | None:
    """Return the candidate of an application of which nothing but the mark has moved."""
    cap = base.case.caps[known.application.id]
    if known.score is None or not (known.eligible and cap.fundable):
        return known.candidate
    score = less_malus(moved_score(known.score, hundredths), known.malus)
    if score < call.minimum_score:
        return None
    before, weight = known.candidate, score * known.priority
    if before is None:
        lock = base.case.locks.get(known.application.id)
        return candidate_of(call, known.application, cap, Mark(score, weight), lock)
    # As ``replace`` would, in a third of the time: there are thousands of worlds.
    return Candidate(
        before.id, before.cap, before.floor, before.least, weight, score, before.axis, before.axes,
        before.departments, before.applicant, before.open, before.lock, before.unlimited,
    )
