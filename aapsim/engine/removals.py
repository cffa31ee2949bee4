"""A problem without one of its rules: how a cause is confirmed and a contradiction narrowed down.

Rules are named like rows (``axis:2:ceiling``, ``department:48:floor``, ``applicant:NAME``,
``projects:minimum``, ``exclusive:0``, ``requires:1``) or by code: ``lock:ID``, ``ranking``,
``objective``, ``authorities``, ``floors`` (any amount may be granted), ``rounding`` (to the euro), ``closed`` (every
source open to all), ``money`` (all sources without limit).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from aapsim.domain.call import Axis, DepartmentLimits, Limit
from aapsim.engine.problem import Candidate, Problem


def rule_names(problem: Problem) -> list[str]:
    """Return every removable rule that the problem has, in a fixed order, minima first."""
    minima, maxima = [], []
    for axis in problem.axes:
        minima += [f"axis:{axis.code}:floor"] * (axis.floor is not None)
        maxima += [f"axis:{axis.code}:ceiling"] * (axis.ceiling is not None)
    for one in problem.departments:
        name = f"department:{one.code}"
        minima += [f"{name}:floor"] * bool(one.floor) + [f"{name}:minimum_projects"] * bool(one.minimum_projects)
        maxima += [f"{name}:ceiling"] * (one.ceiling is not None)
        maxima += [f"{name}:maximum_projects"] * (one.maximum_projects is not None)
    minima += ["projects:minimum"] * bool(problem.minimum_projects)
    maxima += ["projects:maximum"] * bool(problem.maximum_projects)
    pairs = [f"exclusive:{number}" for number, _ in problem.exclusive]
    pairs += [f"requires:{number}" for number, _, _ in problem.requires]
    applicants = sorted({c.applicant or f"#{c.id}" for c in problem.candidates if _bounded(problem, c)})
    maxima += [f"applicant:{name}" for name in applicants]
    everything = (1 << len(problem.pools)) - 1
    maxima += ["closed"] * any(c.open != everything for c in problem.candidates)
    rest = ["ranking"] * (problem.ranking == "strict") + ["authorities"] * problem.needs_explicit_split
    rest += ["floors"] * any(c.least > min(problem.step, c.cap) for c in problem.candidates)
    locks = [f"lock:{c.id}" for c in problem.candidates if c.lock is not None]
    return [*minima, *maxima, *pairs, *rest, *locks]


def _bounded(problem: Problem, candidate: Candidate) -> bool:
    """Whether the ceiling per applicant can bind: an unnamed applicant has one project only."""
    most = problem.maximum_per_applicant
    return most > 0 and not candidate.unlimited and bool(candidate.applicant or candidate.cap > most)


def without(problem: Problem, name: str) -> Problem:
    """Return the problem without one rule. Raises ``ValueError`` for a name it does not know."""
    kind, _, rest = name.partition(":")
    if kind in ("axis", "department"):
        return _without_limit(problem, kind, *rest.rsplit(":", 1))
    if kind in ("exclusive", "requires"):
        number = int(rest)
        exclusive = problem.exclusive if kind != "exclusive" else tuple(p for p in problem.exclusive if p[0] != number)
        requires = problem.requires if kind != "requires" else tuple(p for p in problem.requires if p[0] != number)
        return replace(problem, exclusive=exclusive, requires=requires)
    if kind in ("lock", "applicant"):
        return replace(problem, candidates=tuple(_freed(c, kind, rest) for c in problem.candidates))
    return _without_general(problem, name)


def _without_limit(problem: Problem, kind: str, code: str, side: str) -> Problem:
    if kind == "axis":
        return replace(problem, axes=tuple(_axis(a, code, side) for a in problem.axes))
    return replace(problem, departments=tuple(_department(d, code, side) for d in problem.departments))


def _freed(candidate: Candidate, kind: str, name: str) -> Candidate:
    if kind == "lock":
        return replace(candidate, lock=None) if candidate.id == name else candidate
    return replace(candidate, unlimited=True) if name in (candidate.applicant, f"#{candidate.id}") else candidate


def _without_general(problem: Problem, name: str) -> Problem:
    changes: dict[str, dict[str, Any]] = {
        "projects:minimum": {"minimum_projects": 0},
        "projects:maximum": {"maximum_projects": 0},
        "ranking": {"ranking": "free"},
        "objective": {"objective": "euros", "curve": "none"},
        "authorities": {"max_authorities": max(1, len(problem.authorities)), "minimum_agreement": 0},
    }
    if name == "money":
        return _without_money_limit(problem)
    if name == "closed":
        everything = (1 << len(problem.pools)) - 1
        return replace(problem, candidates=tuple(replace(c, open=everything) for c in problem.candidates))
    if name == "floors":
        eased = tuple(replace(c, least=min(problem.step, c.cap), floor=0) for c in problem.candidates)
        return replace(problem, candidates=eased, policy="partial")
    if name == "rounding":
        eased = tuple(replace(c, least=min(max(c.floor, 1), c.least)) for c in problem.candidates)
        return replace(problem, candidates=eased if problem.policy == "partial" else problem.candidates, step=1)
    if name not in changes:
        raise ValueError(f"unknown rule: {name}")
    return replace(problem, **changes[name])


def _axis(axis: Axis, code: str, side: str) -> Axis:
    if axis.code != code:
        return axis
    return replace(axis, floor=None) if side == "floor" else replace(axis, ceiling=None)


def _department(limits: DepartmentLimits, code: str, side: str) -> DepartmentLimits:
    if limits.code != code:
        return limits
    if side == "floor":
        return replace(limits, floor=0)
    if side == "ceiling":
        return replace(limits, ceiling=None)
    return replace(limits, maximum_projects=None) if side == "maximum_projects" else replace(limits, minimum_projects=0)


def _fixed(limit: Limit | None, envelope: int) -> Limit | None:
    """Turn a share of the envelope into the euros it stands for."""
    if limit is None or limit.kind != "envelope":
        return limit
    return Limit("euros", limit.value * envelope)


def _without_money_limit(problem: Problem) -> Problem:
    plenty = sum(candidate.cap for candidate in problem.candidates)
    axes = tuple(
        replace(a, floor=_fixed(a.floor, problem.envelope), ceiling=_fixed(a.ceiling, problem.envelope))
        for a in problem.axes
    )
    pools = tuple(replace(pool, available=plenty, sendable=0, targets=0) for pool in problem.pools)
    return replace(problem, pools=pools, axes=axes)
