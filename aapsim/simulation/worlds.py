"""A question prepared once, then as each drawn world puts it: the very case that preparing it anew would give.

Most of what preparing costs (eligibility, caps, floors) does not hang on marks, priorities or money,
which are what worlds move most. ``tests/unit/simulation/test_worlds.py`` compares both ways.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from aapsim.domain.application import Application
from aapsim.domain.call import Call
from aapsim.engine.caps import Cap, cap_of
from aapsim.engine.case import Case
from aapsim.engine.eligibility import Verdict, overall, verdicts
from aapsim.engine.problem import Candidate, Problem, candidate_of, pools_of
from aapsim.engine.scoring import Mark, mark_of, priority_of
from aapsim.simulation.doubts import World, before_opinions, call_in, changed_in
from aapsim.simulation.question import Question

_MAY_TAKE_PART = ("eligible", "to_check")


@dataclass(frozen=True, slots=True)
class Base:
    """A question, its case today, and its candidates by id. Mappings must not be written to."""

    question: Question
    case: Case
    candidates: dict[str, Candidate]
    priorities: dict[str, Fraction]


@dataclass(frozen=True, slots=True)
class _One:
    """What a world makes of one application."""

    application: Application
    verdicts: tuple[Verdict, ...]
    cap: Cap
    takes_part: bool
    mark: Mark


def base_of(question: Question) -> Base:
    """Prepare a question. Raises ``InvalidInput``."""
    case = question.case()
    priorities = {one.id: priority_of(case.call, one) for one in case.applications}
    return Base(question, case, {candidate.id: candidate for candidate in case.problem.candidates}, priorities)


def case_in(base: Base, world: World) -> Case:
    """Return the case of a world, equal to ``in_world(question, world).case()``."""
    call, gone = call_in(base.question.call, world), set(world.gone)
    ones = _ones(base, call, world, gone)
    locks = {one: lock for one, lock in base.case.locks.items() if one not in gone}
    participants = [one for one in ones if one.takes_part and one.cap.fundable]
    same = not world.weights
    candidates = tuple(
        _candidate(base, call, one, same_weights=same)
        for one in participants
        if locks.get(one.application.id) != "excluded"
    )
    excluded = tuple(
        candidate_of(call, one.application, one.cap, one.mark, None)
        for one in participants
        if locks.get(one.application.id) == "excluded"
    )
    return Case(
        call,
        tuple(one.application for one in ones),
        locks,
        {one.application.id: one.cap for one in ones},
        {one.application.id: one.verdicts for one in ones},
        {one.application.id: one.takes_part for one in ones},
        _problem(base.case.problem, call, candidates),
        excluded,
        {one.application.id: one.mark for one in ones},
    )


def _problem(before: Problem, call: Call, candidates: tuple[Candidate, ...]) -> Problem:
    return replace(before, candidates=candidates, pools=pools_of(call.sources), axes=call.axes)


def _ones(base: Base, call: Call, world: World, gone: set[str]) -> list[_One]:
    case, shrunk, moved = base.case, set(world.shrunk), dict(world.scores)
    ones, plain = list[_One](), before_opinions(call)
    for before in case.applications:
        if before.id in gone:
            continue
        smaller = before.id in shrunk
        one = changed_in(plain, before, shrunk=smaller, hundredths=moved.get(before.id, 0))
        judged = verdicts(call, one) if smaller else case.verdicts[one.id]
        cap = cap_of(call, one) if smaller else case.caps[one.id]
        mark = mark_of(call, one, None if world.weights else base.priorities[one.id])
        scored = mark.score is not None and mark.score >= call.minimum_score
        ones.append(_One(one, judged, cap, overall(judged) in _MAY_TAKE_PART and scored, mark))
    return ones


def _candidate(base: Base, call: Call, one: _One, *, same_weights: bool) -> Candidate:
    """Return a candidate: the one of today where only its mark can have moved."""
    known, mark = base.candidates.get(one.application.id), one.mark
    same_cap = one.cap is base.case.caps[one.application.id]
    if known is None or mark.score is None or mark.weighted is None or not same_cap:
        lock = base.case.locks.get(one.application.id)
        return candidate_of(call, one.application, one.cap, mark, lock)
    if same_weights and mark.score == known.score:
        return known
    return replace(known, score=mark.score, weight=mark.weighted)
