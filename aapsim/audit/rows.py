"""Every constraint that is linear in grants and fundings, written as ``Σ coefficient ≤ right side``.

The same rows say whether an allocation holds and, with non-negative multipliers, how good any
allocation can be at most.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from aapsim.audit.amounts import Project
from aapsim.audit.reading import Axis, Inputs, Limit, Source

Coefficients = Mapping[str, Fraction]
_NONE: Coefficients = {}
ONE = Fraction(1)


@dataclass(frozen=True, slots=True)
class Row:
    """One inequality: ``Σ per_euro[id]·grant + Σ per_project[id]·funded ≤ limit``."""

    name: str
    limit: Fraction
    per_euro: Coefficients
    per_project: Coefficients

    @property
    def is_minimum(self) -> bool:
        """Whether the row is a floor or a minimum, which the order of the ranking may miss."""
        return self.name.endswith((":floor", ":minimum_projects")) or self.name == "projects:minimum"


def transferable(source: Source) -> int:
    """Return the euros of its own that a source may send to those it is fungible with."""
    if not source.fungible_with:
        return 0
    return source.available if source.transfer_limit is None else min(source.available, source.transfer_limit)


def payable(inputs: Inputs, codes: frozenset[str]) -> int:
    """Return the most that a set of sources can pay together, transfers in included."""
    own = sum(source.available for source in inputs.sources if source.code in codes)
    others = (source for source in inputs.sources if source.code not in codes)
    return own + sum(transferable(source) for source in others if codes.intersection(source.fungible_with))


def _negated(coefficients: Coefficients) -> Coefficients:
    return {key: -number for key, number in coefficients.items()}


def shares_of(projects: Mapping[str, Project], kind: str, code: str) -> Coefficients:
    """Return the share of each project in an axis or a department (projects outside are absent)."""
    found: dict[str, Fraction] = {}
    for key, project in projects.items():
        held = project.application.axes if kind == "axis" else project.application.departments
        share = sum((part for name, part in held if name == code), Fraction(0))
        if share:
            found[key] = share
    return found


def _limit_row(inputs: Inputs, projects: Mapping[str, Project], axis: Axis, limit: Limit, end: str) -> Row:
    shares = shares_of(projects, "axis", axis.code)
    side = Fraction(0)
    if limit.kind == "granted":
        shares = {key: shares.get(key, Fraction(0)) - limit.value for key in projects}
    elif limit.kind == "envelope":
        side = limit.value * sum(source.available for source in inputs.sources)
    else:
        side = limit.value
    if end == "floor":
        return Row(f"axis:{axis.code}:floor", -side, _negated(shares), _NONE)
    return Row(f"axis:{axis.code}:ceiling", side, shares, _NONE)


def _axis_rows(inputs: Inputs, projects: Mapping[str, Project]) -> Iterator[Row]:
    for axis in inputs.axes:
        if axis.ceiling is not None:
            yield _limit_row(inputs, projects, axis, axis.ceiling, "ceiling")
        if axis.floor is not None:
            yield _limit_row(inputs, projects, axis, axis.floor, "floor")


def _department_rows(inputs: Inputs, projects: Mapping[str, Project]) -> Iterator[Row]:
    for code, limits in inputs.departments.items():
        shares = shares_of(projects, "department", code)
        heads = dict.fromkeys(shares, ONE)
        name = f"department:{code}"
        if limits.ceiling is not None:
            yield Row(f"{name}:ceiling", Fraction(limits.ceiling), shares, _NONE)
        if limits.floor:
            yield Row(f"{name}:floor", Fraction(-limits.floor), _negated(shares), _NONE)
        if limits.maximum_projects is not None:
            yield Row(f"{name}:maximum_projects", Fraction(limits.maximum_projects), _NONE, heads)
        if limits.minimum_projects:
            yield Row(f"{name}:minimum_projects", Fraction(-limits.minimum_projects), _NONE, _negated(heads))


def _applicant_rows(inputs: Inputs, projects: Mapping[str, Project]) -> Iterator[Row]:
    if not inputs.maximum_per_applicant:
        return
    names = dict.fromkeys(project.applicant for project in projects.values())
    for name in names:
        own = {key: ONE for key, project in projects.items() if project.applicant == name}
        yield Row(f"applicant:{name}", Fraction(inputs.maximum_per_applicant), own, _NONE)


def _number_rows(inputs: Inputs, projects: Mapping[str, Project]) -> Iterator[Row]:
    heads = dict.fromkeys(projects, ONE)
    if inputs.maximum_projects:
        yield Row("projects:maximum", Fraction(inputs.maximum_projects), _NONE, heads)
    if inputs.minimum_projects:
        yield Row("projects:minimum", Fraction(-inputs.minimum_projects), _NONE, _negated(heads))


def _decision_rows(inputs: Inputs, projects: Mapping[str, Project]) -> Iterator[Row]:
    for number, ids in enumerate(inputs.exclusive):
        yield Row(f"exclusive:{number}", ONE, _NONE, {key: ONE for key in ids if key in projects})
    for number, (key, needs) in enumerate(inputs.requires):
        signs: dict[str, Fraction] = {}
        for each, sign in ((key, ONE), (needs, -ONE)):
            if each in projects:
                signs[each] = signs.get(each, Fraction(0)) + sign
        yield Row(f"requires:{number}", Fraction(0), _NONE, signs)


def plain_rows(inputs: Inputs, projects: Mapping[str, Project]) -> list[Row]:
    """Return every row but those of the sources and of the ranking, which are too many to list."""
    taking_part = {key: project for key, project in projects.items() if project.takes_part}
    makers = (_axis_rows, _department_rows, _applicant_rows, _number_rows, _decision_rows)
    return [row for maker in makers for row in maker(inputs, taking_part)]


def _codes_named(codes: tuple[str, ...], name: str) -> tuple[str, ...] | None:
    """Split ``a+b`` into codes in the call's order, even where a code holds a plus sign."""
    for position, code in enumerate(codes):
        if name == code:
            return (code,)
        if name.startswith(f"{code}+"):
            rest = _codes_named(codes[position + 1 :], name[len(code) + 1 :])
            if rest is not None:
                return (code, *rest)
    return None


def source_row(inputs: Inputs, projects: Mapping[str, Project], name: str) -> Row | None:
    """Return the row ``sources:a+b``, or ``None`` where the name does not list sources in order.

    ``sources:`` alone holds the projects that no source may pay: they receive nothing.
    """
    listed = name.removeprefix("sources:")
    codes = _codes_named(tuple(source.code for source in inputs.sources), listed) if listed else ()
    if codes is None:
        return None
    held = frozenset(codes)
    inside = {key: ONE for key, project in projects.items() if project.takes_part and project.open <= held}
    return Row(name, Fraction(payable(inputs, held)), inside, _NONE)


class Ranking:
    """The rule *respect du classement*: which project must be funded before which."""

    def __init__(self, inputs: Inputs, projects: Mapping[str, Project]) -> None:
        self.applies = inputs.ranking == "strict"
        self.projects = projects
        self._bound = {key: self.applies and self._inside(inputs, project) for key, project in projects.items()}

    def _inside(self, inputs: Inputs, project: Project) -> bool:
        """Say whether the project can be waited for: unlocked, and its smallest grant fits the money."""
        if not project.takes_part or not project.fundable or project.lock is not None:
            return False
        if project.smallest > payable(inputs, project.open):
            return False
        return not any(project.smallest * share > most for share, most in _ceilings(inputs, project))

    def before(self, first: str, then: str) -> bool:
        """Say whether ``then`` may be funded only if ``first`` is."""
        if not self._bound.get(first) or then not in self.projects:
            return False
        better, other = self.projects[first], self.projects[then]
        return (
            other.takes_part
            and other.lock is None
            and better.main_axis == other.main_axis
            and better.weight > other.weight
            and better.open <= other.open
        )

    def row(self, name: str) -> Row | None:
        """Return the row ``ranking:I>J``, or ``None`` where the rule does not say so."""
        pairs = name.removeprefix("ranking:")
        for position, letter in enumerate(pairs):
            first, then = pairs[:position], pairs[position + 1 :]
            if letter == ">" and self.before(first, then):
                return Row(name, Fraction(0), _NONE, {then: ONE, first: -ONE})
        return None

    def broken(self, grants: Mapping[str, int]) -> list[tuple[str, str]]:
        """Return the pairs (passed over, funded) that the rule forbids."""
        funded = [key for key, grant in grants.items() if grant > 0]
        waiting = [key for key in self.projects if self._bound[key] and not grants.get(key)]
        return [(first, then) for first in waiting for then in funded if self.before(first, then)]


def _ceilings(inputs: Inputs, project: Project) -> Iterator[tuple[Fraction, Fraction]]:
    """Yield (share, euros) for every ceiling of an axis or department the project belongs to."""
    envelope = sum(source.available for source in inputs.sources)
    held = {project.id: project}
    for axis in inputs.axes:
        if axis.ceiling is not None and axis.ceiling.kind != "granted":
            most = axis.ceiling.value * (envelope if axis.ceiling.kind == "envelope" else 1)
            yield shares_of(held, "axis", axis.code).get(project.id, Fraction(0)), most
    for code, limits in inputs.departments.items():
        if limits.ceiling is not None:
            yield shares_of(held, "department", code).get(project.id, Fraction(0)), Fraction(limits.ceiling)


def source_sets(inputs: Inputs) -> Iterator[tuple[str, ...]]:
    """Yield every non-empty set of sources, codes in the call's order (2ⁿ − 1 sets for n sources)."""
    codes = [source.code for source in inputs.sources]
    for size in range(1, len(codes) + 1):
        yield from combinations(codes, size)
