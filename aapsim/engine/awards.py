"""Awards: the status and the reasons of every application once the grants are known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from types import MappingProxyType

import numpy as np

from aapsim.domain.allocation import Award, AwardStatus, RankGap, Reason
from aapsim.domain.application import WHOLE_REGION, Application
from aapsim.domain.french import euros
from aapsim.engine.case import Case
from aapsim.engine.eligibility import overall
from aapsim.engine.feasible import slack
from aapsim.engine.problem import Candidate, Problem
from aapsim.engine.rows import rows_of
from aapsim.engine.signals import agreement_signals, opinion_signals
from aapsim.engine.split import Split, can_split
from aapsim.engine.tables import all_rows
from aapsim.engine.value import admissible_above
from aapsim.engine.words import rule_words

NO_DEPARTMENT = "?"
"""Key of the money of projects whose department is not known."""


_PLAIN: Mapping[str, Reason] = {
    "excluded": Reason("excluded", "Écarté par décision du comité."),
    "refused": Reason("minimum_score", "Note inférieure au minimum de l'appel."),
}
_IMPOSSIBLE = Reason("contradiction", "Aucune répartition ne respecte à la fois toutes les règles et décisions.")


@dataclass(frozen=True, slots=True)
class Granting:
    """Grants of funded ids, who pays them, what stopped the others (row names), and the minima missed.

    ``possible`` is false where no allocation respects every rule: nobody then receives anything.
    ``words`` holds, by id, the reason to give where the strategy has its own.
    """

    grants: Mapping[str, int]
    split: Split
    stopped_by: Mapping[str, str]
    missed: tuple[str, ...]
    possible: bool = True
    words: Mapping[str, Reason] = field(default_factory=lambda: MappingProxyType({}))


def _ranks(case: Case) -> dict[str, int]:
    weights = {one: mark.weighted for one, mark in case.marks.items() if case.taking_part[one]}
    ordered = sorted((weight for weight in weights.values() if weight is not None), reverse=True)
    first: dict[Fraction, int] = {}
    for place, weight in enumerate(ordered, 1):
        first.setdefault(weight, place)
    return {one: first[weight] for one, weight in weights.items() if weight is not None}


def _status(case: Case, application: Application, grant: int) -> AwardStatus:
    one = application.id
    if case.locks.get(one) == "excluded":
        return "excluded"
    if overall(case.verdicts[one]) == "ineligible":
        return "ineligible"
    score = case.marks[one].score
    if score is not None and score < case.call.minimum_score:
        return "refused"
    if not case.taking_part[one]:
        return "to_check"
    if grant == 0:
        return "waiting"
    return "funded" if grant == case.caps[one].amount else "partial"


def _blocking(case: Case, candidate: Candidate, grants: Mapping[str, int]) -> list[str]:
    """Return the names of the rows that forbid the next admissible amount of a candidate."""
    grant = grants.get(candidate.id, 0)
    more = admissible_above(case.problem, candidate, grant + 1) - grant
    blocked = []
    for name, coefficient, count, left in _rows_by_place(case.problem, grants)[case.problem.index[candidate.id]]:
        growth = coefficient * more + (count if grant == 0 else 0)
        if growth > 0 and left < growth:
            blocked.append(name)
    return blocked


_Touched = tuple[str, Fraction | int, int, Fraction | int]
"""A row that a candidate stands in: its name, what one euro and one decision add to it, what is left of it."""


def _rows_by_place(problem: Problem, grants: Mapping[str, int]) -> list[list[_Touched]]:
    """Return, for each candidate, the rows it stands in; worked out once for the same grants."""
    known: tuple[Mapping[str, int], list[list[_Touched]]] | None = problem.__dict__.get("_touched")
    if known is None or known[0] is not grants:
        found: list[list[_Touched]] = [[] for _ in problem.candidates]
        for place, touched in _touched(problem, grants):
            found[place].append(touched)
        known = problem.__dict__["_touched"] = (grants, found)
    return known[1]


def _touched(problem: Problem, grants: Mapping[str, int]) -> Iterator[tuple[int, _Touched]]:
    """Yield every candidate's place with each row it stands in: in whole numbers of the row's own where they fit."""
    table = all_rows(problem)
    if table is None:
        for row in rows_of(problem):
            left, euros_of, counts = slack(problem, row, grants), dict(row.x), dict(row.y)
            for place in {*euros_of, *counts}:
                yield place, (row.name, euros_of.get(place, Fraction(0)), int(counts.get(place, 0)), left)
        return
    given = np.array([grants.get(candidate.id, 0) for candidate in problem.candidates], dtype=np.int64)
    room = (table.bound - table.x @ given - table.y @ (given > 0)).tolist()
    for r, place in zip(*np.nonzero((table.x != 0) | (table.y != 0)), strict=True):
        yield int(place), (table.names[r], int(table.x[r, place]), int(table.y[r, place]), room[r])


def _unpayable(case: Case, candidate: Candidate, grants: Mapping[str, int]) -> list[str]:
    """Return ``authorities`` where agreements or their number forbid the next admissible amount."""
    problem, given = case.problem, {one: amount for one, amount in grants.items() if amount}
    given[candidate.id] = admissible_above(problem, candidate, grants.get(candidate.id, 0) + 1)
    return ["authorities"] * (problem.needs_explicit_split and not can_split(problem, given))


def _smallest_sets(names: Sequence[str]) -> list[str]:
    """Keep, of the source rows, only the smallest sets: they say who is exhausted."""
    sets = {name: set(name[8:].split("+")) - {""} for name in names if name.startswith("sources:")}
    return [name for name in names if not any(other < sets.get(name, set()) for other in sets.values())]


def _own_sources(case: Case, candidate: Candidate, name: str) -> str:
    """Name, of a set of exhausted sources, only those open to a project: the others could not pay it."""
    if not name.startswith("sources:"):
        return name
    own = {pool.code for place, pool in enumerate(case.problem.pools) if candidate.open >> place & 1}
    return "sources:" + "+".join(code for code in name[8:].split("+") if code in own)


def _limits_reason(case: Case, one: str, grants: Mapping[str, int]) -> Reason:
    candidate = case.problem.candidates[case.problem.index[one]]
    blocked = _smallest_sets(_blocking(case, candidate, grants)) or _unpayable(case, candidate, grants)
    if not blocked:
        return Reason("better_use", "Le même argent sert mieux l'objectif ailleurs, dans les règles de l'appel.")
    words = " et ".join(rule_words(case.call, _own_sources(case, candidate, name)) for name in blocked[:2])
    verb = "Limité" if grants.get(one) else "Arrêté"
    return Reason(f"limit:{blocked[0]}", f"{verb} par {words}.")


def _reasons(
    case: Case, application: Application, status: AwardStatus, granting: Granting, gap: RankGap | None
) -> tuple[Reason, ...]:
    one = application.id
    if status in _PLAIN:
        return (_PLAIN[status],)
    if status in ("ineligible", "to_check"):
        return _left_out(case, application, "no" if status == "ineligible" else "to_check")
    if not case.caps[one].fundable:
        return (_unfundable(case, application),)
    if not granting.possible:
        return (_IMPOSSIBLE,)
    if status == "waiting":
        own = granting.words.get(one) or _refusal(case, one, granting, gap)
        return (own or _limits_reason(case, one, granting.grants),)
    signals = (
        *agreement_signals(case.call, application, granting.split.payments.get(one, ())),
        *opinion_signals(case.call, application),
    )
    amount = _amount_reason(case, one, status, granting)
    return (*_lock_reason(case, one), *amount, *_in_kind(case, one), *signals)


def _amount_reason(case: Case, one: str, status: AwardStatus, granting: Granting) -> tuple[Reason, ...]:
    """Say what bounds a grant: its cap, else a limit; an amount that the committee set needs no other reason."""
    cap = case.caps[one]
    if status == "funded":
        return (Reason(f"cap:{cap.term}", f"Accordé au plafond : {cap.sentence}."),)
    if isinstance(case.locks.get(one), int):
        return ()
    return (granting.words.get(one) or _limits_reason(case, one, granting.grants),)


def _left_out(case: Case, application: Application, answer: str) -> tuple[Reason, ...]:
    found = tuple(Reason(v.rule, v.sentence) for v in case.verdicts[application.id] if v.answer == answer)
    if case.marks[application.id].score is not None:
        return found
    return (*found, Reason("score", "Aucune note : le dossier ne peut pas être classé."))


def _refusal(case: Case, one: str, granting: Granting, gap: RankGap | None) -> Reason | None:
    if gap is not None:
        return Reason(f"gap:{gap.cause}", gap.message)
    if one in granting.stopped_by:
        name = granting.stopped_by[one]
        return Reason(f"limit:{name}", f"Passé : {rule_words(case.call, name)}.")
    return None


def _lock_reason(case: Case, one: str) -> tuple[Reason, ...]:
    if one not in case.locks:
        return ()
    decided = "Montant fixé" if isinstance(case.locks[one], int) else "Retenu"
    return (Reason(f"lock:{one}", f"{decided} par décision du comité."),)


def _in_kind(case: Case, one: str) -> tuple[Reason, ...]:
    if not case.caps[one].thanks_to_in_kind:
        return ()
    return (Reason("in_kind", "Ne tient au taux que grâce aux contributions en nature."),)


def _unfundable(case: Case, application: Application) -> Reason:
    cap = case.caps[application.id]
    if cap.amount <= 0:
        known = application.requested is not None and application.total_cost is not None
        return Reason("unfundable", f"Rien ne peut être accordé : {cap.sentence}{f' ({euros(0)})' if known else ''}.")
    return Reason(
        "unfundable", f"Le plancher de {euros(cap.floor)} dépasse le plafond de {euros(cap.amount)} ({cap.sentence})."
    )


def awards_of(case: Case, granting: Granting, gaps: Sequence[RankGap]) -> tuple[Award, ...]:
    """Return one award per application, sorted by id."""
    ranks, by_gap = _ranks(case), {gap.id: gap for gap in gaps}
    awards = []
    for application in case.applications:
        one, cap = application.id, case.caps[application.id]
        grant = granting.grants.get(one, 0)
        status = _status(case, application, grant)
        awards.append(
            Award(
                id=one,
                status=status,
                grant=grant,
                cap=cap.amount,
                floor=cap.floor,
                cap_term=cap.term,
                by_source=granting.split.payments.get(one, ()),
                score=case.marks[one].score,
                weighted_score=case.marks[one].weighted,
                rank=ranks.get(one, 0),
                reasons=_reasons(case, application, status, granting, by_gap.get(one)),
            )
        )
    return tuple(awards)


def by_axis(case: Case, grants: Mapping[str, int]) -> dict[str, Fraction]:
    """Return euros by axis, by shares, every axis of the call present."""
    totals = {axis.code: Fraction(0) for axis in case.call.axes}
    for application in case.applications:
        for code, share in application.axes:
            if grants.get(application.id):
                totals[code] = totals.get(code, Fraction(0)) + share * grants[application.id]
    return totals


def by_department(case: Case, grants: Mapping[str, int]) -> dict[str, Fraction]:
    """Return euros by department, by shares; the territory's departments first, then ``REG`` and ``?`` if used."""
    totals = {code: Fraction(0) for code in case.call.territory}
    for application in case.applications:
        grant = grants.get(application.id)
        if grant:
            for code, share in application.departments or ((NO_DEPARTMENT, Fraction(1)),):
                totals[code] = totals.get(code, Fraction(0)) + share * grant
    known = [code for code in totals if code not in (WHOLE_REGION, NO_DEPARTMENT)]
    tail = [code for code in (WHOLE_REGION, NO_DEPARTMENT) if code in totals]
    return {code: totals[code] for code in [*known, *tail]}
