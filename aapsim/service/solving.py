"""Asking the engine about a snapshot: both strategies, every cap and verdict, the totals."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from types import MappingProxyType
from typing import TypeVar

from aapsim.domain.allocation import Allocation
from aapsim.domain.application import Application
from aapsim.domain.call import Call, Ranking
from aapsim.domain.issues import InvalidInput, Issue
from aapsim.engine.allocate import allocate, allocate_side_by_side, optimum_grants
from aapsim.engine.case import judgements
from aapsim.engine.eligibility import overall
from aapsim.service.answers import (
    Answer,
    Both,
    Changes,
    Purse,
    RankingPrice,
    Totals,
    Waiting,
    changes_between,
    grants_of,
)
from aapsim.service.snapshots import Snapshot

Answered = TypeVar("Answered")
"""Whatever the engine was asked for."""


def answer_for(snapshot: Snapshot, before: tuple[Snapshot, Answer] | None = None) -> Answer:
    """Return everything computed from a snapshot; what cannot be used is an answer with issues.

    ``before`` is an earlier snapshot with its answer: where the call, the applications and the
    locks are the same (a state was kept, nothing else), the engine is not asked again.
    """
    if before is not None and same_question(before[0], snapshot):
        known = before[1]
        return replace(known, revision=snapshot.revision, changes=_changes(snapshot, known.optimum))
    return answer_from(snapshot, solved(snapshot))


def solved(snapshot: Snapshot) -> Both:
    """Ask the engine, here and now."""
    call, applications, locks = snapshot.call, snapshot.applications, snapshot.scenario.locks
    issues: list[Issue] = []
    both = _attempt(lambda: allocate_side_by_side(call, applications, locks), issues)
    return Both(issues=tuple(issues)) if both is None else Both(*both)


def answer_from(
    snapshot: Snapshot, both: Both, *, waiting: Waiting | None = None, seeking: Waiting | None = None
) -> Answer:
    """Return everything computed from a snapshot and what the engine found.

    ``waiting`` marks it provisional, ``seeking`` exact but for the causes of its gaps.
    """
    call, applications, optimum = snapshot.call, snapshot.applications, both.optimum
    issues = (*both.issues, *(optimum.issues if optimum is not None else ()))
    judged, caps = judgements(call, applications)
    return Answer(
        workspace=snapshot.id,
        revision=snapshot.revision,
        optimum=optimum,
        merit=both.merit,
        issues=tuple(dict.fromkeys(issues)),
        totals=totals_of(call, optimum),
        changes=_changes(snapshot, optimum),
        caps=MappingProxyType(caps),
        verdicts=MappingProxyType(judged),
        eligibility=MappingProxyType({one: overall(given) for one, given in judged.items()}),
        waiting=waiting,
        seeking=seeking,
    )


def same_question(one: Snapshot, other: Snapshot) -> bool:
    """Tell whether two snapshots ask the engine the same thing: call, applications and all that binds."""
    return (
        one.call == other.call and one.applications == other.applications and one.scenario.locks == other.scenario.locks
    )


def first_allocation(call: Call, applications: tuple[Application, ...]) -> Allocation | None:
    """Return the proven optimum of a call without any decision, or ``None`` if there is none."""
    found = _attempt(lambda: allocate(call, applications), [])
    return found if found is not None and found.status == "optimal" else None


def ranking_price_for(snapshot: Snapshot, present: Allocation | None) -> RankingPrice:
    """Compare the optimum that respects the ranking with the one that is free of it.

    ``present`` is the answer under the call's own ranking rule: only the other one is solved.
    """
    call, issues = snapshot.call, list[Issue]()
    other: Ranking = "free" if call.ranking == "strict" else "strict"
    there = _attempt(
        lambda: optimum_grants(replace(call, ranking=other), snapshot.applications, snapshot.scenario.locks), issues
    )
    if present is None or present.status == "infeasible" or there is None:
        issues += present.issues if present is not None else ()
        return RankingPrice(issues=tuple(dict.fromkeys(issues)))
    here = grants_of(present)
    by_strict, by_free = (here, there) if call.ranking == "strict" else (there, here)
    return RankingPrice(
        strict_projects=len(by_strict),
        strict_euros=sum(by_strict.values()),
        free_projects=len(by_free),
        free_euros=sum(by_free.values()),
        only_strict=tuple(sorted(set(by_strict) - set(by_free))),
        only_free=tuple(sorted(set(by_free) - set(by_strict))),
    )


def totals_of(call: Call, allocation: Allocation | None) -> Totals:
    """Return the money by source and authority; nothing granted where there is no allocation."""
    purses = tuple(_purse(source.code, source.label, source.available, allocation) for source in call.sources)
    by_authority = []
    for authority in call.authorities:
        own = [purse for purse, source in zip(purses, call.sources, strict=True) if source.authority == authority]
        by_authority.append(_sum(authority, own))
    overall_purse = _sum("", list(purses))
    return Totals(
        overall_purse.available, overall_purse.granted, overall_purse.unspent, purses, tuple(by_authority)
    )


def totals_by_authority(snapshot: Snapshot) -> dict[str, int]:
    """Return the euros granted by authority at the optimum of a snapshot. Raises ``InvalidInput`` if there is none."""
    optimum = allocate(snapshot.call, snapshot.applications, snapshot.scenario.locks)
    if optimum.status == "infeasible":
        raise InvalidInput(optimum.issues)
    return {purse.code: purse.granted for purse in totals_of(snapshot.call, optimum).authorities}


def _purse(code: str, label: str, available: int, allocation: Allocation | None) -> Purse:
    if allocation is None:
        return Purse(code, label, available, 0, available)
    return Purse(code, label, available, allocation.granted.get(code, 0), allocation.unspent.get(code, available))


def _sum(code: str, purses: list[Purse]) -> Purse:
    return Purse(
        code,
        code,
        sum(purse.available for purse in purses),
        sum(purse.granted for purse in purses),
        sum(purse.unspent for purse in purses),
    )


def _changes(snapshot: Snapshot, optimum: Allocation | None) -> Changes:
    if snapshot.kept is None or optimum is None or optimum.status == "infeasible":
        return Changes()
    return changes_between(snapshot.kept.grants, grants_of(optimum))


def _attempt(solve: Callable[[], Answered], issues: list[Issue]) -> Answered | None:
    """Return what the engine answers, or ``None`` with its issues where the input cannot be used."""
    try:
        return solve()
    except InvalidInput as error:
        issues += error.issues
        return None
