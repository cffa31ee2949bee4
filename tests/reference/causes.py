"""Each cause of an *écart au classement*, confirmed by removing the rule it names and solving again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from aapsim.domain.call import Call
from aapsim.domain.issues import InvalidInput
from aapsim.engine.allocate import allocate
from tests.reference import textbook
from tests.reference.gaps import rank_gaps
from tests.reference.generator import Instance
from tests.reference.problem import Problem


def _with(instance: Instance, **changes: object) -> Instance:
    return replace(instance, call=replace(instance.call, **changes))  # type: ignore[arg-type]


def _sources(instance: Instance, key: str) -> Iterator[Instance]:
    """One purse of the same money, then purses without end for what the project may receive."""
    call = instance.call
    yield replace(instance, call=call.with_single_source(call.envelope))
    freed = tuple(replace(app, sources=()) if app.id == key else app for app in instance.applications)
    endless = tuple(replace(s, notified=s.notified + 10**7, axes=()) for s in call.sources)
    yield replace(instance, call=replace(call, sources=endless), applications=freed)


def _floor(instance: Instance, key: str) -> Iterator[Instance]:
    """Any grant at all for this project while the others keep their floors, then for everybody.

    All or nothing is a floor at the cap; a floor below one euro keeps the objective ``projects`` valid.
    """
    call = instance.call
    share = call.rate / 10**6 if call.objective == "projects" else 0 * call.rate
    bare = replace(call, policy="partial", minimum_grant=0, minimum_share=share)
    least = {p.id: p.smallest for p in Problem(instance.inputs()).projects}
    # What could not be funded before (its floor was above its cap) stays out.
    own = tuple(
        replace(app, own_floor=None if app.id == key else least.get(app.id, 10**9)) for app in instance.applications
    )
    none = tuple(replace(app, own_floor=None) for app in instance.applications)
    for applications in (own, none):
        for agreement in {call.minimum_agreement, 0}:
            for step in {call.step, 1}:
                changed = replace(bare, minimum_agreement=agreement, step=step)
                yield replace(instance, call=changed, applications=applications)


def _axis(call: Call, code: str, end: str) -> Call:
    axes = tuple(replace(axis, **{end: None}) if axis.code == code else axis for axis in call.axes)
    return replace(call, axes=axes)


def _department(call: Call, code: str, end: str) -> Call:
    nothing = {"floor": 0, "ceiling": None, "minimum_projects": 0, "maximum_projects": None}
    limits = tuple(replace(d, **{end: nothing[end]}) if d.code == code else d for d in call.departments)
    return replace(call, departments=limits)


def _applicant(instance: Instance, key: str) -> Iterator[Instance]:
    yield _with(instance, maximum_per_applicant=0)
    alone = tuple(replace(app, applicant="seul") if app.id == key else app for app in instance.applications)
    yield replace(instance, applications=alone)


def _authorities(instance: Instance, _: str) -> Iterator[Instance]:
    """Free the payments; the smallest useful grant stays what the agreement made it, or goes with it."""
    free = _with(instance, max_authorities=99, minimum_agreement=0)
    yield free
    yield _with(free, minimum_grant=max(instance.call.minimum_grant, instance.call.minimum_agreement))


_READINGS = {
    "sources": _sources,
    "floor": _floor,
    "floors": _floor,
    "applicant": _applicant,
    "authorities": _authorities,
}


def without(instance: Instance, cause: str, key: str) -> Iterator[Instance]:
    """Yield the instance without one rule, one per reading of what removing it means."""
    call, (kind, *rest) = instance.call, cause.split(":")
    simple = {"ranking": {"ranking": "free"}, "objective": {"objective": "euros", "curve": "none"}}
    simple["projects"] = {f"{rest[0] if rest else ''}_projects": 0}
    if kind in simple:
        yield _with(instance, **simple[kind])
    elif kind in _READINGS:
        yield from _READINGS[kind](instance, key)
    elif kind == "rounding":
        yield _with(instance, step=1)
    elif kind == "closed":
        opened = tuple(replace(source, axes=()) for source in call.sources)
        freed = tuple(replace(application, sources=()) for application in instance.applications)
        yield replace(_with(instance, sources=opened), applications=freed)
    elif kind == "lock":
        locks = {locked: lock for locked, lock in instance.locks.items() if locked != cause.removeprefix("lock:")}
        yield replace(instance, locks=locks)
    elif kind in ("exclusive", "requires"):
        kept = [entry for n, entry in enumerate(getattr(call, kind)) if n != int(rest[0])]
        yield _with(instance, **{kind: tuple(kept)})
    elif kind in ("axis", "department"):
        changed = _axis(call, *rest) if kind == "axis" else _department(call, *rest)
        yield replace(instance, call=changed)
    else:
        raise ValueError(cause)


def _without_all(instance: Instance, causes: list[str], key: str) -> Iterator[Instance]:
    if not causes:
        yield instance
        return
    for changed in without(instance, causes[0], key):
        yield from _without_all(changed, causes[1:], key)


def confirmed(instance: Instance, cause: str, key: str) -> bool:
    """Say whether the departure from the ranking disappears once every rule of its cause is removed."""
    for changed in _without_all(instance, cause.split("+"), key):
        try:
            after = allocate(changed.call, changed.applications, changed.locks)
        except InvalidInput:
            continue
        if after.status != "infeasible" and key not in {gap.id for gap in after.gaps}:
            return True
    parts = cause.split("+")
    applicants = [part for part in parts if part.startswith("applicant:")]
    others = [part for part in parts if part not in applicants]
    if cause == "sources" and _confirmed_where_open(instance, key):
        return True
    return bool(applicants) and any(
        _confirmed_by_reference(changed, applicants, key) for changed in _without_all(instance, others, key)
    )


def _confirmed_where_open(instance: Instance, key: str) -> bool:
    """Open the purses, as full as they are, to one project alone: no call can say it where axes close them."""
    problem = Problem(instance.inputs())
    everything = frozenset(range(len(problem.available)))
    problem.projects = [replace(p, open=everything) if p.id == key else p for p in problem.projects]
    return _is_without_gap(problem, key)


def _confirmed_by_reference(instance: Instance, applicants: list[str], key: str) -> bool:
    """Remove the ceilings of some applicants alone, which no call can express, and let the references decide."""
    problem = Problem(instance.inputs())
    problem.rows = [row for row in problem.rows if row.name not in applicants]
    return _is_without_gap(problem, key)


def _is_without_gap(problem: Problem, key: str) -> bool:
    found = textbook.solve(problem, admissible=True).found
    if found is None:
        return False
    grants = {project.id: amount for project, amount in zip(problem.projects, found.amounts, strict=True)}
    return key not in rank_gaps(problem, grants)


def unconfirmed(instance: Instance) -> Iterator[str]:
    """Yield one complaint per cause of the optimum's departures that its removal does not confirm."""
    for gap in allocate(instance.call, instance.applications, instance.locks).gaps:
        # A cause that was not searched claims nothing.
        if gap.cause != "unsearched" and not confirmed(instance, gap.cause, gap.id):
            yield f"gap of {gap.id}: removing {gap.cause} does not confirm it"
