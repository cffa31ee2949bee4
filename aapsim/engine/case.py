"""One case ready to be solved: checked inputs, and what follows from them for each application."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from fractions import Fraction
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from aapsim.domain.application import Application
from aapsim.domain.call import SINGLE_SOURCE, Call
from aapsim.domain.french import euros
from aapsim.domain.issues import InvalidInput, Issue
from aapsim.domain.scenario import Lock
from aapsim.engine.caps import Cap, cap_of
from aapsim.engine.eligibility import Verdict, overall, verdicts
from aapsim.engine.problem import Candidate, Problem, build_problem, candidate_of
from aapsim.engine.scoring import Mark, mark_of
from aapsim.engine.value import is_admissible

NO_LOCKS: Mapping[str, Lock] = MappingProxyType({})
_MOST_JUDGEMENTS = 50_000
"""Judgements kept under the same rules; past it they are forgotten (memory)."""
_NOT_JUDGING = frozenset({
    "sources", "departments", "criteria", "publics", "exclusive", "requires", "minimum_projects", "maximum_projects",
    "maximum_per_applicant", "max_authorities", "curve", "ranking", "objective", "minimum_score", "opinion_effect",
    "opinion_malus",
})  # fmt: skip
_ASIDE: Mapping[str, Any] = MappingProxyType(
    {one.name: one.default for one in fields(Call) if one.name in _NOT_JUDGING}
)


@dataclass(frozen=True, slots=True)
class Case:
    """Inputs with verdicts, caps and the problem; ``excluded`` are the fundable projects the committee excluded."""

    call: Call
    applications: tuple[Application, ...]
    locks: Mapping[str, Lock]
    caps: Mapping[str, Cap]
    verdicts: Mapping[str, tuple[Verdict, ...]]
    taking_part: Mapping[str, bool]
    problem: Problem
    excluded: tuple[Candidate, ...]
    marks: Mapping[str, Mark]


@dataclass(frozen=True, slots=True)
class _Judgement:
    """What a call says of one application by itself, whatever money there is and whoever else asks for it."""

    application: Application
    verdicts: tuple[Verdict, ...]
    cap: Cap


@lru_cache(maxsize=16)
def _judgements(_judging: Call) -> dict[str, _Judgement]:
    """Return the judgements already made under the rules that judge applications one by one, by id."""
    return {}


def judgements(
    call: Call, applications: Iterable[Application]
) -> tuple[dict[str, tuple[Verdict, ...]], dict[str, Cap]]:
    """Return the verdicts and the cap of each application by id, worked out once as long as nothing changes."""
    known = _judgements(judging(call))
    judged = {application.id: _judgement(known, call, application) for application in applications}
    return (
        {one: judgement.verdicts for one, judgement in judged.items()},
        {one: judgement.cap for one, judgement in judged.items()},
    )


def judging(call: Call) -> Call:
    """Return the part of a call that verdicts and caps depend on: money, limits and ranking put aside."""
    axes = tuple(replace(axis, floor=None, ceiling=None, priority=Fraction(1)) for axis in call.axes)
    return replace(call, axes=axes, **_ASIDE)


def _judgement(known: dict[str, _Judgement], call: Call, application: Application) -> _Judgement:
    """Judge an application, once as long as neither it nor what judges it changes."""
    found = known.get(application.id)
    if found is None or found.application != application:
        found = _Judgement(application, verdicts(call, application), cap_of(call, application))
        if len(known) >= _MOST_JUDGEMENTS:
            known.clear()
        known[application.id] = found
    return found


def prepare(
    call: Call,
    applications: Sequence[Application],
    locks: Mapping[str, Lock] = NO_LOCKS,
    *,
    strict_eligibility: bool = False,
) -> Case:
    """Check the inputs and compute verdicts, caps and the problem.

    Raises ``InvalidInput``: no source, twice the same id, a lock on an unknown id, the objective
    ``projects`` with partial grants and no minimum.
    """
    issues = _input_issues(call, applications, locks)
    if issues:
        raise InvalidInput(issues)
    ordered = tuple(sorted(_payable(call, applications), key=lambda application: application.id))
    answers, caps = judgements(call, ordered)
    allowed = {"eligible"} if strict_eligibility else {"eligible", "to_check"}
    marks = _marks(call, ordered)
    taking_part = {
        one: overall(given) in allowed and _scored(call, marks[one]) for one, given in answers.items()
    }
    participants = [application for application in ordered if taking_part[application.id]]
    clean = {one: "excluded" if lock == 0 else lock for one, lock in sorted(locks.items())}
    problem = build_problem(call, participants, caps, marks, clean)
    excluded = tuple(
        candidate_of(call, application, caps[application.id], marks[application.id], None)
        for application in participants
        if clean.get(application.id) == "excluded" and caps[application.id].fundable
    )
    return Case(call, ordered, clean, caps, answers, taking_part, problem, excluded, marks)


def _payable(call: Call, applications: Sequence[Application]) -> Sequence[Application]:
    """Return the applications as the call pays them: one bare envelope ignores the sources they list."""
    if [source.code for source in call.sources] != [SINGLE_SOURCE]:
        return applications
    return [one if SINGLE_SOURCE in one.sources else replace(one, sources=()) for one in applications]


def _scored(call: Call, mark: Mark) -> bool:
    return mark.score is not None and mark.score >= call.minimum_score


def _marks(call: Call, applications: Sequence[Application]) -> dict[str, Mark]:
    """Mark every application, once as long as neither it nor what marks it changes."""
    priorities = tuple((axis.code, axis.priority) for axis in call.axes)
    known = _known_marks(call.criteria, call.publics, priorities, call.opinion_effect, call.opinion_malus)
    if len(known) + len(applications) > _MOST_JUDGEMENTS:
        known.clear()
    for application in applications:
        found = known.get(application.id)
        if found is None or found[0] != application:
            known[application.id] = application, mark_of(call, application)
    return {application.id: known[application.id][1] for application in applications}


@lru_cache(maxsize=16)
def _known_marks(*_marking: Hashable) -> dict[str, tuple[Application, Mark]]:
    """Return the marks already given under the rules that give them, by id."""
    return {}


def _input_issues(call: Call, applications: Sequence[Application], locks: Mapping[str, Lock]) -> list[Issue]:
    issues = []
    ids = [application.id for application in applications]
    for twice in sorted({one for one in ids if ids.count(one) > 1} if len(set(ids)) < len(ids) else ()):
        issues.append(Issue("duplicate", f"Le dossier {twice} est présent deux fois.", application=twice))
    if not call.sources:
        issues.append(Issue("envelope", "Aucune enveloppe : indiquez le montant de chaque financeur."))
    for unknown in sorted(set(locks) - set(ids)):
        issues.append(Issue("lock", f"Décision sur un dossier inconnu : {unknown}.", application=unknown))
    crumbs = call.objective == "projects" and call.policy == "partial"
    if crumbs and not call.minimum_grant and not call.minimum_share:
        issues.append(
            Issue(
                "crumbs",
                "Retenir le plus de projets avec des subventions partielles exige un montant ou une part minimale, "
                "sinon chacun ne recevrait que des miettes.",
                where="minimum_share",
            )
        )
    return issues


def lock_issues(case: Case) -> list[Issue]:
    """Return one issue per lock that cannot be obeyed: ineligible, not fundable, amount not admissible."""
    issues = []
    by_id = {candidate.id: candidate for candidate in case.problem.candidates}
    for one, lock in case.locks.items():
        if lock == "excluded":
            continue
        if not case.taking_part[one]:
            why = f"Le dossier {one} est verrouillé mais ne peut pas participer (irrecevable ou sans note suffisante)."
        elif one not in by_id:
            cap = euros(case.caps[one].amount)
            why = f"Le dossier {one} est verrouillé mais rien ne peut lui être accordé (plafond {cap})."
        elif isinstance(lock, int) and not is_admissible(case.problem, by_id[one], lock):
            limits = case.caps[one]
            why = (
                f"Le montant de {euros(lock)} n'est pas admissible pour {one} : entre {euros(limits.least)} et "
                f"{euros(limits.amount)}, par pas de {euros(case.call.step)}."
            )
        else:
            continue
        issues.append(Issue("lock", why, application=one))
    return issues
