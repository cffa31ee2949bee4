"""A first valid allocation while the optimum is still looked for: the walk down the ranking, made to obey every rule.

The walk knows neither minima nor the strict respect of the ranking. Whoever it funds against a rule that
only takes away (the ranking, a project that needs another) gives its money back; what is left is kept only
if it breaks no rule at all, recomputed exactly. How far it may be from the optimum is what the relaxation's
multipliers prove.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from aapsim.domain.allocation import Allocation, Award, Certificate
from aapsim.domain.application import Application
from aapsim.domain.call import Call
from aapsim.domain.scenario import Lock
from aapsim.engine.awards import by_axis, by_department
from aapsim.engine.case import prepare
from aapsim.engine.feasible import slack
from aapsim.engine.merit import relaxed_bound
from aapsim.engine.problem import Problem
from aapsim.engine.rows import rows_of
from aapsim.engine.value import step_worth, total_worth


def first_allocation(
    call: Call, applications: Sequence[Application], locks: Mapping[str, Lock], merit: Allocation
) -> Allocation | None:
    """Return an allocation of status ``feasible`` made from that of ``merit``; ``None`` where it breaks a rule.

    It carries neither fingerprint nor inputs nor reasons: it is no result, nothing can be kept or
    checked from it. Its certificate's ``gap_steps`` bounds what the optimum may be worth more.
    Raises ``InvalidInput`` for inputs that cannot be used.
    """
    if merit.status == "infeasible":
        return None
    case = prepare(call, applications, locks)
    problem = case.problem
    grants = obeying(problem, {award.id: award.grant for award in merit.awards if award.grant})
    if grants is None:
        return None
    upper = relaxed_bound(problem, grants)
    value, worth = total_worth(problem, grants), step_worth(problem, case.excluded)
    gap = (upper.upper_bound - value) / worth if worth else Fraction(0)
    back = _given_back(merit, grants)
    return replace(
        merit,
        status="feasible",
        strategy="optimum",
        certificate=Certificate(value, upper.solver_bound, upper.upper_bound, gap, upper.multipliers),
        awards=tuple(_without_reasons(award, grants) for award in merit.awards),
        granted={code: amount - back.get(code, 0) for code, amount in merit.granted.items()},
        unspent={code: amount + back.get(code, 0) for code, amount in merit.unspent.items()},
        by_axis=by_axis(case, grants),
        by_department=by_department(case, grants),
        gaps=(),
        ties=(),
        missed=(),
        inputs={},
        fingerprint="",
    )


def obeying(problem: Problem, grants: Mapping[str, int]) -> Mapping[str, int] | None:
    """Return the part of grants that obeys every row and lock of a problem, ``None`` where taking away is not enough.

    Grants must be admissible, and payable by the sources: less of them then is payable too.
    """
    kept = dict(grants)
    pairs = [row for row in rows_of(problem) if row.name.startswith(("ranking:", "requires:"))]
    while broken := [row for row in pairs if slack(problem, row, kept) < 0]:
        for row in broken:
            for place, count in row.y:
                if count > 0:
                    kept.pop(problem.candidates[place].id, None)
    locked = all(candidate.lock is None or kept.get(candidate.id, 0) for candidate in problem.candidates)
    return kept if locked and all(slack(problem, row, kept) >= 0 for row in rows_of(problem)) else None


def _without_reasons(award: Award, grants: Mapping[str, int]) -> Award:
    """Return an award with what is kept of it: the walk's reasons are not those of the optimum."""
    if award.grant and award.id not in grants:
        return replace(award, status="waiting", grant=0, by_source=(), reasons=())
    return replace(award, reasons=())


def _given_back(merit: Allocation, grants: Mapping[str, int]) -> dict[str, int]:
    """Return the euros given back, by source."""
    found: dict[str, int] = {}
    for award in merit.awards:
        if award.id not in grants:
            for code, amount in award.by_source:
                found[code] = found.get(code, 0) + amount
    return found


def far_off(certificate: Certificate) -> Fraction:
    """Return by which share of the bound an allocation may fall short of the optimum at most: 0 to 1."""
    upper = certificate.upper_bound
    return max(Fraction(0), 1 - certificate.value / upper) if upper > 0 else Fraction(0)
