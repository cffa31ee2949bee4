"""From a call and its applications to a complete, certified answer. The engine's front door."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from aapsim import ENGINE_VERSION
from aapsim.domain.allocation import Allocation, Certificate, RankGap, Status
from aapsim.domain.application import Application
from aapsim.domain.call import Call, Strategy
from aapsim.domain.french import exact_text
from aapsim.domain.issues import Issue
from aapsim.domain.scenario import Lock
from aapsim.engine.awards import Granting, awards_of, by_axis, by_department
from aapsim.engine.case import NO_LOCKS, Case, lock_issues, prepare
from aapsim.engine.contradiction import contradiction, is_feasible
from aapsim.engine.eligibility import overall
from aapsim.engine.equity import equal_coverage
from aapsim.engine.gaps import gaps_searched, passed_over, rank_gaps, ties_of
from aapsim.engine.inputs import canonical_inputs, fingerprint_of
from aapsim.engine.merit import merit_order, relaxed_bound
from aapsim.engine.optimum import Optimum, Undecided, bare_optimum, find_optimum
from aapsim.engine.prorata import prorata
from aapsim.engine.room import walked
from aapsim.engine.shared_words import NO_SHARE, NO_START, coverage_reasons, uniform_reasons
from aapsim.engine.split import Split, split_grants
from aapsim.engine.value import step_worth, total_worth
from aapsim.engine.words import rule_words

_UNDECIDED = Issue(
    "undecided",
    "Aucune répartition vérifiée n'a été trouvée, sans preuve qu'il n'en existe aucune : simplifiez une règle.",
)


Pair = tuple[Allocation, Allocation]
"""The answers of ``optimum`` and ``merit``."""


@dataclass(frozen=True, slots=True)
class _Found:
    """The optimum of a case and who pays for it, before the causes of its gaps."""

    case: Case
    optimum: Optimum
    granting: Granting

    def explained(self, gaps: tuple[RankGap, ...]) -> Allocation:
        status: Status = "optimal" if self.optimum.proved else "feasible"
        return _answer(self.case, "optimum", self.optimum, self.granting, status, gaps)


def allocate(
    call: Call,
    applications: Sequence[Application],
    locks: Mapping[str, Lock] = NO_LOCKS,
    *,
    strategy: Strategy = "optimum",
    strict_eligibility: bool = False,
    threshold: Fraction | None = None,
) -> Allocation:
    """Allocate the money of a call and return the complete answer.

    ``locks`` bind: ``"funded"``, ``"excluded"`` or an amount (0 excludes). With
    ``strict_eligibility`` an application that is *to be checked* does not take part.
    ``threshold`` is the weighted score from which ``prorata`` serves; ``None`` lets it choose.
    Raises ``InvalidInput`` for inputs that cannot be used; a contradiction is an answer of status
    ``infeasible`` whose issues name the rules.
    """
    case = prepare(call, applications, locks, strict_eligibility=strict_eligibility)
    return _answers(case, (strategy,), threshold)[0]


def allocate_side_by_side(
    call: Call,
    applications: Sequence[Application],
    locks: Mapping[str, Lock] = NO_LOCKS,
    *,
    strict_eligibility: bool = False,
    tell: Callable[[Callable[[], Pair]], None] | None = None,
) -> Pair:
    """Return the answers of ``optimum`` and ``merit``, as :func:`allocate` gives them, solved together.

    Where there are gaps in the ranking, ``tell`` is given, before their causes are searched, what makes
    the same two answers with these causes left open (``searching``).
    """
    case = prepare(call, applications, locks, strict_eligibility=strict_eligibility)
    if lock_issues(case):
        optimum, merit = _answers(case, ("optimum", "merit"))
        return optimum, merit
    found = _find(case)
    if tell is not None and isinstance(found, _Found):
        exact, gaps = found, gaps_searched(case, found.optimum.grants)
        if gaps:
            tell(lambda: (exact.explained(gaps), _by_merit(case)))
    return _explained(found), _by_merit(case)


def other_ways(
    call: Call,
    applications: Sequence[Application],
    locks: Mapping[str, Lock],
    optimum: Allocation,
    threshold: Fraction | None = None,
) -> tuple[Allocation, Allocation]:
    """Return the answers of ``prorata`` and ``equity``, where that of ``optimum`` is known already."""
    case = prepare(call, applications, locks)
    problems = lock_issues(case)
    if problems:
        return _infeasible(case, "prorata", problems, threshold), _infeasible(case, "equity", problems)
    return _by_prorata(case, threshold), _by_equity(case, optimum)


def optimum_grants(
    call: Call, applications: Sequence[Application], locks: Mapping[str, Lock] = NO_LOCKS
) -> Mapping[str, int] | None:
    """Return only the grants of the optimum (funded ids to whole euros), ``None`` when there is none.

    Raises ``InvalidInput`` as :func:`allocate` does.
    """
    case = prepare(call, applications, locks)
    try:
        optimum = None if lock_issues(case) else bare_optimum(case.problem)
    except Undecided:
        return None
    return None if optimum is None else optimum.grants


def _answers(case: Case, strategies: tuple[Strategy, ...], threshold: Fraction | None = None) -> list[Allocation]:
    problems = lock_issues(case)
    if problems:
        return [_infeasible(case, strategy, problems, threshold) for strategy in strategies]
    known: dict[Strategy, Allocation] = {}
    for strategy in strategies:
        if strategy == "optimum" or (strategy == "equity" and "optimum" not in known):
            known["optimum"] = _by_optimum(case)
        if strategy == "merit":
            known[strategy] = _by_merit(case)
        elif strategy == "prorata":
            known[strategy] = _by_prorata(case, threshold)
        elif strategy == "equity":
            known[strategy] = _by_equity(case, known["optimum"])
    return [known[strategy] for strategy in strategies]


def _by_optimum(case: Case) -> Allocation:
    return _explained(_find(case))


def _find(case: Case) -> _Found | Allocation:
    """Return the optimum, or the answer that says why there is none."""
    try:
        optimum = find_optimum(case.problem)
    except Undecided:
        return _infeasible(case, "optimum", [_UNDECIDED])
    if optimum is None:
        return _infeasible(case, "optimum", contradiction(case.call, case.problem))
    return _Found(case, optimum, Granting(optimum.grants, _paid(case, optimum.grants), {}, ()))


def _explained(found: _Found | Allocation) -> Allocation:
    if isinstance(found, Allocation):
        return found
    return found.explained(rank_gaps(found.case, found.optimum.grants, found.optimum.multipliers))


def _by_merit(case: Case) -> Allocation:
    order = merit_order(case.problem)
    if order is None:
        return _infeasible(case, "merit", _merit_issues(case))
    missed = _missed_words(case, order.missed)
    granting = Granting(order.grants, _paid(case, order.grants), order.stopped_by, missed)
    gaps = passed_over(case, order.grants, order.stopped_by)
    return _answer(case, "merit", _relaxed(case, order.grants), granting, "optimal", gaps)


def _by_prorata(case: Case, threshold: Fraction | None) -> Allocation:
    found = prorata(case.problem, threshold)
    if found is None:
        return _infeasible(case, "prorata", [NO_SHARE], threshold)
    words, missed = uniform_reasons(case, found), _missed_words(case, found.missed)
    granting = Granting(found.grants, _paid(case, found.grants), found.stopped_by, missed, words=words)
    gaps = passed_over(case, found.grants, found.stopped_by, words)
    return _answer(case, "prorata", _relaxed(case, found.grants), granting, "optimal", gaps, threshold)


def _by_equity(case: Case, optimum: Allocation) -> Allocation:
    if optimum.status == "infeasible":
        return _infeasible(case, "equity", optimum.issues)
    funded = {award.id: award.grant for award in optimum.awards if award.grant}
    found = equal_coverage(case.problem, funded)
    if found is None:
        return _infeasible(case, "equity", [NO_START])
    words = coverage_reasons(case, found)
    granting = Granting(found.grants, _paid(case, found.grants), {}, _missed_words(case, found.missed), words=words)
    return _answer(case, "equity", _relaxed(case, found.grants), granting, optimum.status, optimum.gaps)


def _missed_words(case: Case, names: Sequence[str]) -> tuple[str, ...]:
    return tuple(f"N'atteint pas {rule_words(case.call, name)}." for name in names)


def _relaxed(case: Case, grants: Mapping[str, int]) -> Optimum:
    return relaxed_bound(walked(case.problem), grants)


def _merit_issues(case: Case) -> list[Issue]:
    """Name the decisions that contradict the ceilings; a plain sentence where only the order is at fault."""
    problem = walked(case.problem)
    if is_feasible(problem):
        message = "Dans l'ordre du classement, les décisions prises ne tiennent pas ensemble : levez l'une d'elles."
        return [Issue("lock", message)]
    return contradiction(case.call, problem)


def _paid(case: Case, grants: Mapping[str, int]) -> Split:
    split = split_grants(case.problem, grants)
    if split is None:
        raise ArithmeticError("grants that the sources cannot pay")
    return split


def _certificate(case: Case, optimum: Optimum, grants: Mapping[str, int]) -> Certificate:
    value, worth = total_worth(case.problem, grants), step_worth(case.problem, case.excluded)
    upper = optimum.upper_bound
    gap = (upper - value) / worth if worth else Fraction(0)
    return Certificate(value, optimum.solver_bound, upper, gap, optimum.multipliers)


def _unspent(case: Case, split: Split, granted: Mapping[str, int]) -> dict[str, int]:
    unspent = {source.code: source.available - granted[source.code] for source in case.call.sources}
    for sender, receiver, amount in split.transfers:
        unspent[sender] -= amount
        unspent[receiver] += amount
    return unspent


def _answer(
    case: Case,
    strategy: Strategy,
    optimum: Optimum,
    granting: Granting,
    status: Status,
    gaps: tuple[RankGap, ...],
    threshold: Fraction | None = None,
) -> Allocation:
    grants, split = granting.grants, granting.split
    granted = {source.code: 0 for source in case.call.sources}
    for paid in split.payments.values():
        for code, amount in paid:
            granted[code] += amount
    return Allocation(
        status=status,
        strategy=strategy,
        certificate=_certificate(case, optimum, grants),
        awards=awards_of(case, granting, gaps),
        envelope={source.code: source.available for source in case.call.sources},
        granted=granted,
        unspent=_unspent(case, split, granted),
        transfers=split.transfers,
        by_axis=by_axis(case, grants),
        by_department=by_department(case, grants),
        gaps=gaps,
        ties=ties_of(case.problem, grants),
        missed=granting.missed,
        issues=_remarks(case),
        **_identity(case, strategy, threshold),
    )


def _identity(case: Case, strategy: Strategy, threshold: Fraction | None) -> dict[str, Any]:
    known = case.problem.__dict__.get("_inputs")
    if known is None:
        known = canonical_inputs(case.call, case.applications, case.taking_part, case.locks, strategy)
        case.problem.__dict__["_inputs"] = known
    inputs = {**known, "strategy": strategy}
    if strategy == "prorata":
        inputs["threshold"] = None if threshold is None else exact_text(threshold)
    return {
        "inputs": inputs,
        "fingerprint": fingerprint_of(inputs, ENGINE_VERSION),
        "engine_version": ENGINE_VERSION,
    }


def _remarks(case: Case) -> tuple[Issue, ...]:
    """Return a warning per application that takes part though something is to be checked."""
    remarks = []
    for application in case.applications:
        if not case.taking_part[application.id] or overall(case.verdicts[application.id]) != "to_check":
            continue
        open_points = [v.sentence for v in case.verdicts[application.id] if v.answer == "to_check"]
        remarks.append(Issue("to_check", " ".join(open_points), "warning", application=application.id))
    return tuple(remarks)


def _infeasible(
    case: Case, strategy: Strategy, issues: Sequence[Issue], threshold: Fraction | None = None
) -> Allocation:
    envelope = {source.code: source.available for source in case.call.sources}
    nothing = Granting({}, Split({}, (), 0), {}, (), possible=False)
    return Allocation(
        status="infeasible",
        strategy=strategy,
        certificate=None,
        awards=awards_of(case, nothing, ()),
        envelope=envelope,
        granted=dict.fromkeys(envelope, 0),
        unspent=envelope,
        transfers=(),
        by_axis=by_axis(case, {}),
        by_department=by_department(case, {}),
        gaps=(),
        ties=(),
        missed=(),
        issues=tuple(issues),
        **_identity(case, strategy, threshold),
    )
