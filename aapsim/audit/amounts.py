"""Caps, floors, weights and values, recomputed from the inputs alone in exact arithmetic."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from aapsim.audit.reading import Application, Inputs, Lock

_KNEES = ((Fraction(1, 2), Fraction(1)), (Fraction(4, 5), Fraction(7, 10)), (Fraction(1), Fraction(2, 5)))
"""The curve ``seed``: each part of the cap, up to its end, with its slope."""


@dataclass(frozen=True, slots=True)
class Project:
    """An application with everything the rules say of it.

    ``cap`` may be negative (nothing can be granted) and ``smallest`` is the smallest positive
    admissible grant, 0 where there is none. ``open`` holds the codes of the open sources.
    ``applicant`` is folded; an unknown one is distinct from all others. ``weight`` is 0 where there is no score.
    """

    application: Application
    lock: Lock | None
    cap: int
    cap_term: str
    floor: int
    smallest: int
    fundable: bool
    weight: Fraction
    main_axis: str
    open: frozenset[str]
    applicant: str

    @property
    def id(self) -> str:
        """The id of the application."""
        return self.application.id

    @property
    def takes_part(self) -> bool:
        """Whether the application may receive anything at all."""
        return self.application.takes_part


def ceiling(number: Fraction) -> int:
    """Round up to a whole number."""
    return -(-number.numerator // number.denominator)


def _cap(inputs: Inputs, application: Application) -> tuple[int, str]:
    cash = (application.total_cost or 0) - (0 if inputs.investment else application.investment or 0)
    base = cash + ((application.in_kind or 0) if inputs.in_kind else 0)
    public = (application.other_public or 0) if inputs.rate_on == "public_money" else 0
    terms = [
        ("requested", application.requested or 0),
        ("rate", (inputs.rate * base).__floor__() - public),
        ("need", cash - (application.other_revenue or 0)),
    ]
    if inputs.maximum_grant:
        terms.append(("ceiling", inputs.maximum_grant))
    if inputs.common_rate is not None:
        terms.append(("common_rate", (inputs.common_rate * base).__floor__()))
    if application.requested is None:
        return 0, ""
    cap = min(amount for _, amount in terms)
    return cap, next(term for term, amount in terms if amount == cap)


def _floor(inputs: Inputs, application: Application, cap: int) -> int:
    share = ceiling(inputs.minimum_share * cap)
    floor = max(inputs.minimum_grant, share, application.own_floor or 0, inputs.minimum_agreement)
    if floor > cap:
        return floor
    return min(-(-floor // inputs.step) * inputs.step, cap)


def _weight(inputs: Inputs, application: Application) -> Fraction:
    priorities = {axis.code: axis.priority for axis in inputs.axes}
    priority = sum((share * priorities.get(code, Fraction(0)) for code, share in application.axes), Fraction(0))
    if not priorities:
        priority = Fraction(1)
    if not inputs.axes:
        priority = Fraction(1)
    bonus = sum((inputs.publics.get(code, Fraction(0)) for code in application.publics), Fraction(0))
    return (application.score or Fraction(0)) * priority * (1 + bonus)


def _main_axis(application: Application) -> str:
    largest = max((share for _, share in application.axes), default=Fraction(0))
    return next((code for code, share in application.axes if share == largest and share > 0), "")


def _open_sources(inputs: Inputs, application: Application, main_axis: str) -> frozenset[str]:
    return frozenset(
        source.code
        for source in inputs.sources
        if (not application.sources or source.code in application.sources)
        and (not source.axes or main_axis in source.axes)
    )


def applicant_of(application: Application) -> str:
    """Return an applicant's name as it is compared: NFC, trimmed, case folded; ``#id`` where there is none."""
    return unicodedata.normalize("NFC", application.applicant).strip().casefold() or f"#{application.id}"


def _smallest(inputs: Inputs, cap: int, floor: int) -> int:
    if cap <= 0 or floor > cap:
        return 0
    if inputs.policy == "all-or-nothing":
        return cap
    return floor or min(inputs.step, cap)


def project_of(inputs: Inputs, application: Application) -> Project:
    """Work out everything the rules say of one application."""
    cap, term = _cap(inputs, application)
    floor = _floor(inputs, application, cap)
    main_axis = _main_axis(application)
    smallest = _smallest(inputs, cap, floor)
    return Project(
        application=application,
        lock=inputs.locks.get(application.id),
        cap=cap,
        cap_term=term,
        floor=floor,
        smallest=smallest,
        fundable=smallest > 0,
        weight=_weight(inputs, application),
        main_axis=main_axis,
        open=_open_sources(inputs, application, main_axis),
        applicant=applicant_of(application),
    )


def admissible(inputs: Inputs, project: Project, grant: int) -> bool:
    """Say whether a grant is 0, the cap, or (where partial grants exist) a step between floor and cap."""
    if grant == 0:
        return True
    if not project.takes_part or not project.fundable:
        return False
    if grant == project.cap:
        return True
    stepped = grant % inputs.step == 0 and project.floor <= grant < project.cap
    return stepped and inputs.policy == "partial"


def _covered(inputs: Inputs, part: Fraction) -> Fraction:
    if inputs.curve == "none":
        return part
    value, start = Fraction(0), Fraction(0)
    for end, slope in _KNEES:
        value += slope * max(Fraction(0), min(part, end) - start)
        start = end
    return value


def worth(inputs: Inputs, project: Project, grant: Fraction | int) -> Fraction:
    """Return the value that a grant to this project brings to the objective."""
    if grant <= 0 or project.cap <= 0:
        return Fraction(0)
    if inputs.objective == "projects":
        return project.weight
    covered = _covered(inputs, Fraction(grant) / project.cap)
    return project.weight * covered * (project.cap if inputs.objective == "euros" else 1)


def corners(inputs: Inputs, project: Project) -> list[Fraction]:
    """Return the positive grants where a linear change of the value can have its maximum.

    They are the ends of what is admissible (amounts taken as continuous) and the knees of the
    curve between them; only the locked amount where the committee set one; none where the
    project cannot be funded.
    """
    if not project.takes_part or not project.fundable or project.lock in ("excluded", 0):
        return []
    if isinstance(project.lock, int):
        return [Fraction(project.lock)]
    ends = [Fraction(project.smallest), Fraction(project.cap)]
    knees = [end * project.cap for end, _ in _KNEES] if inputs.curve != "none" else []
    return ends + [knee for knee in knees if project.smallest < knee < project.cap]


def step_worth(inputs: Inputs, projects: Mapping[str, Project]) -> Fraction:
    """Return the most that one rounding step can add to one project's value (0: nothing can be added)."""
    able = [p for p in projects.values() if p.takes_part and p.fundable]
    return max((worth(inputs, p, min(inputs.step, p.cap)) for p in able), default=Fraction(0))
