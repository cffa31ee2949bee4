"""Two to four scenarios side by side: who enters, who leaves, how many euros, and the cause of each change.

The differences between two scenarios are applied one at a time, in the order they were made; a
project's change belongs to the step where its amount takes its last value. Applied in the reverse
order, the same change may belong to another step: it is then the joint effect of both.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from aapsim.domain.allocation import Allocation
from aapsim.domain.issues import InvalidInput, Issue
from aapsim.engine.allocate import allocate, optimum_grants
from aapsim.service.answers import Purse, changes_between, grants_of
from aapsim.service.paths import DECISIONS, LOCKS, RULES, SCORES, State, version_of
from aapsim.service.planning import Moment, refused
from aapsim.service.plans import ONE_RULE
from aapsim.service.reading import SnapshotReader
from aapsim.service.said import rule_label
from aapsim.service.scenario_plans import DECIDED, PREPARED, opened_values, scenario_values, steps_now
from aapsim.service.scenarios import Step, scenarios_of
from aapsim.service.snapshots import Snapshot
from aapsim.service.solving import totals_of
from aapsim.store.ledger import Ledger
from aapsim.store.queries import WorkspaceRow

PRESENT, BASE = "", "base"
"""Ids of the present state and of the call's own rules, beside those of saved scenarios."""
FEWEST, MOST = 2, 4
_FAMILIES = {LOCKS: "verrous", DECISIONS: "décisions", SCORES: "notes de séance"}


@dataclass(frozen=True, slots=True)
class Compared:
    """One scenario of a comparison, in euros. ``infeasible`` ones have ``issues`` and no grants."""

    id: str
    name: str
    available: int
    granted: int
    funded: int
    sources: tuple[Purse, ...]
    by_axis: Mapping[str, Fraction]
    by_department: Mapping[str, Fraction]
    issues: tuple[Issue, ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference between two scenarios, applied as one step.

    ``paths`` are what it touches (``rules.rate``, ``decisions.ID`` …), ``before`` and ``after``
    their plain values (``None``: the call's own, or none), ``made_by`` the French label of the
    command that made it (empty where it would only repeat the rule), ``revision`` when.
    """

    label: str
    paths: tuple[str, ...]
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    made_by: str
    revision: int


@dataclass(frozen=True, slots=True)
class Moved:
    """One project whose grant differs: euros before and after, and the difference or differences that caused it.

    ``causes`` are positions in ``Versus.steps``: one, two for a joint effect, none where the
    cause cannot be told (a contradiction on the way).
    """

    id: str
    before: int
    after: int
    causes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Versus:
    """A scenario against the first one: the differences in the order they were made, and what each moved.

    ``entered``, ``left``, ``more`` and ``less`` are as in ``Changes``, each sorted by id.
    """

    id: str
    steps: tuple[Difference, ...]
    entered: tuple[Moved, ...]
    left: tuple[Moved, ...]
    more: tuple[Moved, ...]
    less: tuple[Moved, ...]

    def cause(self, moved: Moved) -> str:
        """Return the cause of one change in French: a difference, or *effet conjoint de A et B*."""
        labels = [self.steps[one].label for one in moved.causes]
        if not labels:
            return "cause indéterminée : les différences se contredisent en chemin"
        return labels[0] if len(labels) == 1 else f"effet conjoint de {labels[0]} et {labels[1]}"


@dataclass(frozen=True, slots=True)
class Comparison:
    """Scenarios in the order asked, and each but the first against the first."""

    scenarios: tuple[Compared, ...]
    against_first: tuple[Versus, ...]


@dataclass(frozen=True, slots=True)
class _Side:
    """A scenario to be compared, with the state it makes of the workspace."""

    id: str
    name: str
    values: Mapping[str, Any]
    steps: Mapping[str, Step]
    snapshot: Snapshot
    allocation: Allocation | None
    issues: tuple[Issue, ...]


class _Bench:
    """Applies values to one workspace and asks the engine; the same question is asked once."""

    def __init__(self, ledger: Ledger, workspace: str) -> None:
        self._reader = SnapshotReader(ledger)
        row, state, _ = ledger.read(workspace)
        self.row: WorkspaceRow = row
        self.state: State = state
        self.history = ledger.last_changes(workspace, row.revision)

    def side(self, one: str) -> _Side:
        name, saved, steps = self._found(one)
        values = self._applicable(saved)
        snapshot = self.snapshot(values)
        try:
            allocation = allocate(snapshot.call, snapshot.applications, snapshot.scenario.locks)
            return _Side(one, name, values, steps, snapshot, allocation, allocation.issues)
        except InvalidInput as error:
            return _Side(one, name, values, steps, snapshot, None, error.issues)

    def posed(self, one: str) -> Snapshot:
        return self.snapshot(self._applicable(self._found(one)[1]))

    def _found(self, one: str) -> tuple[str, Mapping[str, Any], Mapping[str, Step]]:
        if one == BASE:
            return "règles de l'appel", {}, {}
        if one == PRESENT:
            values = scenario_values(self.state)
            moment = Moment("", "", "", self.row.revision, history=self.history)
            plain = steps_now(values, self.state, moment)
            return "état présent", values, {path: Step(step["revision"], step["label"]) for path, step in plain.items()}
        for saved in scenarios_of(self.state):
            if saved.id == one:
                return saved.name, saved.values, saved.steps
        raise refused("scenario", "ce scénario n'existe plus : rechargez la page.")

    def _applicable(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Leave out what is about a file that is no longer there."""
        wanted = opened_values(values, self.state, with_decisions=True)
        return {path: value for path, value in wanted.items() if value is not None}

    def snapshot(self, values: Mapping[str, Any]) -> Snapshot:
        state = {path: value for path, value in self.state.items() if not path.startswith((*PREPARED, *DECIDED))}
        return self._reader.trial(self.row, state | dict(values))

    def grants(self, values: Mapping[str, Any]) -> Mapping[str, int] | None:
        """Return the optimum's grants above 0, ``None`` where there is none."""
        try:
            snapshot = self.snapshot(values)
            found = optimum_grants(snapshot.call, snapshot.applications, snapshot.scenario.locks)
        except InvalidInput:
            return None
        return None if found is None else {one: amount for one, amount in found.items() if amount}


def posed_scenarios(ledger: Ledger, workspace: str, ids: Sequence[str]) -> tuple[Snapshot, ...]:
    """Return the workspace as each scenario makes it, without asking the engine. Raises as above."""
    bench = _Bench(ledger, workspace)
    return tuple(bench.posed(one) for one in ids)


def compare_scenarios(ledger: Ledger, workspace: str, ids: Sequence[str]) -> Comparison:
    """Compare two to four scenarios. Raises ``InvalidInput``, ``KeyError``."""
    if not FEWEST <= len(ids) <= MOST or len(set(ids)) < len(ids):
        raise refused("compare", "choisissez de deux à quatre scénarios différents.")
    bench = _Bench(ledger, workspace)
    sides = [bench.side(one) for one in ids]
    against = tuple(_versus(bench, sides[0], side) for side in sides[1:])
    return Comparison(tuple(_compared(side) for side in sides), against)


def _compared(side: _Side) -> Compared:
    found = side.allocation
    totals = totals_of(side.snapshot.call, found)
    return Compared(
        side.id,
        side.name,
        totals.available,
        totals.granted,
        0 if found is None else found.funded_count,
        totals.sources,
        {} if found is None else found.by_axis,
        {} if found is None else found.by_department,
        side.issues if found is None or found.status == "infeasible" else (),
    )


def _versus(bench: _Bench, first: _Side, other: _Side) -> Versus:
    steps = differences_between(first, other)
    before, after = _granted(first), _granted(other)
    changes = changes_between(before, after)
    forward = _last_moves(bench, first.values, steps, range(len(steps)), before, after)
    backward = _last_moves(bench, first.values, steps, range(len(steps) - 1, -1, -1), before, after)
    parts = {
        name: tuple(
            Moved(one.id, one.before, one.after, _causes(one.id, forward, backward)) for one in getattr(changes, name)
        )
        for name in ("entered", "left", "more", "less")
    }
    return Versus(other.id, steps, **parts)


def _granted(side: _Side) -> Mapping[str, int]:
    found = side.allocation
    return {} if found is None or found.status == "infeasible" else grants_of(found)


def _causes(one: str, forward: Mapping[str, int], backward: Mapping[str, int]) -> tuple[int, ...]:
    found = [moves[one] for moves in (forward, backward) if one in moves]
    return tuple(sorted(set(found)))


def differences_between(first: _Side, other: _Side) -> tuple[Difference, ...]:
    """Return the steps that lead from one scenario to another, in the order they were made.

    What one command changed in one family (the envelope, one rule, the decisions …) is one step.
    """
    paths = [path for path in {**first.values, **other.values} if first.values.get(path) != other.values.get(path)]
    groups: dict[tuple[int, str], list[str]] = {}
    for path in sorted(paths):
        groups.setdefault((_made(path, first, other).revision, _family(path)), []).append(path)
    return tuple(_difference(tuple(paths), first, other) for _, paths in sorted(groups.items()))


def _made(path: str, first: _Side, other: _Side) -> Step:
    steps = other.steps if path in other.values else first.steps
    return steps.get(path, Step(0, ""))


def _family(path: str) -> str:
    return next((prefix for prefix in _FAMILIES if path.startswith(prefix)), version_of(path))


def _difference(paths: tuple[str, ...], first: _Side, other: _Side) -> Difference:
    made = _made(paths[0], first, other)
    before = {path: first.values.get(path) for path in paths}
    after = {path: other.values.get(path) for path in paths}
    # The label of the command that changed one rule says its path: the difference itself says it better.
    made_by = "" if made.label.startswith(ONE_RULE) else made.label
    return Difference(_label(paths, other.snapshot), paths, before, after, made_by, made.revision)


def _label(paths: tuple[str, ...], snapshot: Snapshot) -> str:
    family = _family(paths[0])
    if family in _FAMILIES:
        names = [path.removeprefix(family) for path in paths]
        few = ", ".join(names[:3]) + ("…" if len(names) > 3 else "")
        return f"{_FAMILIES[family]} ({few})"
    rule = family.removeprefix(RULES)
    if rule == "sources":
        return "enveloppe"
    return rule_label(rule, snapshot.call)


def _last_moves(
    bench: _Bench,
    start: Mapping[str, Any],
    steps: Sequence[Difference],
    order: Iterable[int],
    before: Mapping[str, int],
    after: Mapping[str, int],
) -> dict[str, int]:
    """Return, by project, the position of the step at which its amount last changed.

    A step whose result contradicts itself moves nothing: what it changes is seen at the next one.
    """
    moved: dict[str, int] = {}
    values, present, numbers = dict(start), before, list(order)
    for number in numbers:
        values.update(steps[number].after)
        values = {path: value for path, value in values.items() if value is not None}
        found = after if number == numbers[-1] else bench.grants(values)
        if found is None:
            continue
        for one in {*present, *found}:
            if present.get(one, 0) != found.get(one, 0):
                moved[one] = number
        present = found
    return moved
