"""Stress tests ready to use: the exact answer to four misfortunes. Each is a scenario, not a forecast."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from aapsim.domain.application import WHOLE_REGION, Application
from aapsim.domain.call import Call
from aapsim.simulation.difference import Difference, difference
from aapsim.simulation.execution import Replacement, replacement
from aapsim.simulation.question import Question, found

Name = Literal["october", "cofunder", "department", "costs"]
CUT = Fraction(1, 10)
RISE = Fraction(8, 100)


@dataclass(frozen=True, slots=True)
class Stress:
    """What one misfortune does. ``subject`` is the project or department hit, empty where all are.

    ``euros`` is the money lost, freed or lacking. ``change`` is ``None`` where no allocation is possible any more.
    """

    name: Name
    subject: str
    euros: int
    change: Difference | None
    reused: int = 0


def stresses(question: Question, present: Mapping[str, int]) -> list[Stress]:
    """Return the four tests on the present grants (by id, above 0); those with nothing to hit are left out."""
    found_ones = [october(question, present), cofunder(question, present), department(question, present)]
    return [one for one in (*found_ones, costs(question, present)) if one is not None]


def october(question: Question, present: Mapping[str, int]) -> Stress:
    """Take 10 % off what every source was notified, reserve and commitments unchanged, and allocate again."""
    call = question.call
    sources = tuple(
        replace(one, notified=one.notified - (one.notified * CUT).__ceil__()) for one in call.sources
    )
    cut = replace(call, sources=sources)
    return Stress("october", "", call.envelope - cut.envelope, _again(question, cut, question.applications, present))


def cofunder(question: Question, present: Mapping[str, int]) -> Stress | None:
    """Take away the largest co-funding of a funded project: it is given up, the waiting list follows."""
    funded = [one for one in question.applications if one.id in present and one.other_revenue]
    if not funded:
        return None
    hit = max(funded, key=lambda one: (one.other_revenue or 0, one.id))
    return _left("cofunder", hit.id, replacement(question, present, [hit.id]))


def department(question: Question, present: Mapping[str, int]) -> Stress | None:
    """Stop every funded project of the department that receives the most; the waiting list follows."""
    totals: dict[str, int] = {}
    for one in question.applications:
        if one.id in present and main_department(one):
            totals[main_department(one)] = totals.get(main_department(one), 0) + present[one.id]
    if not totals:
        return None
    hit = max(sorted(totals), key=lambda code: totals[code])
    # The whole department cannot spend: nobody there replaces those who leave.
    gone = [one.id for one in question.applications if main_department(one) == hit]
    return _left("department", hit, replacement(question, present, gone))


def costs(question: Question, present: Mapping[str, int]) -> Stress:
    """Raise every cost by 8 %, the rest unchanged, and allocate again; ``euros`` is what the winners lack."""
    applications = tuple(
        one if one.total_cost is None else replace(one, total_cost=round(one.total_cost * (1 + RISE)))
        for one in question.applications
    )
    lacking = sum(
        (new.total_cost or 0) - (old.total_cost or 0)
        for old, new in zip(question.applications, applications, strict=True)
        if old.id in present
    )
    return Stress("costs", "", lacking, _again(question, question.call, applications, present))


def main_department(one: Application) -> str:
    """Return the department with the largest share, the first listed among equals; empty for the whole region."""
    code = max(one.departments, key=lambda pair: pair[1])[0] if one.departments else ""
    return "" if code == WHOLE_REGION else code


def _again(
    question: Question, call: Call, applications: tuple[Application, ...], present: Mapping[str, int]
) -> Difference | None:
    answer = found(Question(call, applications, question.locks))
    return None if answer.outcome == "infeasible" else difference(present.items(), answer.grants)


def _left(name: Name, subject: str, after: Replacement) -> Stress:
    return Stress(name, subject, after.freed, None if after.missed else after.change, after.reused)
