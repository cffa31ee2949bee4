"""From what a person asks to the changes it makes: pure functions, checked before anything is written."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from aapsim.domain.application import Application
from aapsim.domain.call import Call
from aapsim.domain.call_document import apply_overrides, call_from_document
from aapsim.domain.issues import InvalidInput, Issue
from aapsim.service.checks import application_issues, lock_issues
from aapsim.service.commands import (
    Action,
    ImportApplications,
    PutApplications,
    RemoveApplications,
    SetLock,
    SetRules,
)
from aapsim.service.paths import APPLICATIONS, DEMO, DOCUMENT, LOCKS, REFUSED, RULES, State, base_value, under
from aapsim.store.events import Changed, canonical, fold, same


@dataclass(frozen=True, slots=True)
class Plan:
    """What a command would change. ``kind`` is a stable word, ``label`` the French name of the command."""

    kind: str
    label: str
    changes: tuple[Changed, ...]


def call_of(state: State) -> Call:
    """Build the call of a workspace, overrides included. Raises ``InvalidInput`` if it does not hold."""
    return call_from_document(apply_overrides(state[DOCUMENT], under(state, RULES)))


def plan(action: Action, state: State) -> Plan:
    """Return what an action changes in a state; only what really differs.

    Raises ``InvalidInput`` when the result would not be a valid call or valid applications.
    ``KeepState`` and ``Undo`` need more than the state and are planned by the desk.
    """
    match action:
        case SetRules(changes):
            return _set_rules(changes, state)
        case PutApplications(applications):
            return _put(applications, state)
        case RemoveApplications(ids):
            return _remove(ids, state)
        case ImportApplications(applications, mode, refused):
            return _import(applications, refused, state, replacing=mode == "replace")
        case SetLock(application_id, lock):
            raise_if(lock_issues(application_id, lock, state))
            label = f"décision du comité sur le dossier {application_id}"
            return Plan("lock", label, _differences(state, {LOCKS + application_id: lock}))
    raise TypeError(f"not planned here: {action!r}")


def raise_if(issues: Iterable[Issue]) -> None:
    """Raise ``InvalidInput`` with the issues if there are any."""
    found = tuple(issues)
    if found:
        raise InvalidInput(found)


def _differences(state: State, after: Mapping[str, Any]) -> tuple[Changed, ...]:
    """Return one change for each path whose value really differs, in the order of the paths."""
    return tuple(
        Changed(path, state.get(path), json.loads(canonical(value)))
        for path, value in sorted(after.items())
        if not same(state.get(path), value)
    )


def _set_rules(changes: Mapping[str, Any], state: State) -> Plan:
    document = state[DOCUMENT]
    # A value typed back to what the call file says is no override: the screen shows the rule as unchanged.
    wanted = {
        RULES + path: None if same(value, base_value(document, path)) else value for path, value in changes.items()
    }
    made = _differences(state, wanted)
    call_of(fold(state, made))
    if all(path.startswith("sources.") for path in changes):
        label = "modification de l'enveloppe"
    else:
        label = f"modification de la règle {next(iter(changes))}" if len(changes) == 1 else "modification des règles"
    return Plan("rules", label, made)


def _put(applications: tuple[Application, ...], state: State) -> Plan:
    raise_if(application_issues(applications, call_of(state)))
    made = _differences(state, {APPLICATIONS + one.id: one.to_document() for one in applications})
    names = [change.path.removeprefix(APPLICATIONS) for change in made]
    label = f"saisie du dossier {names[0]}" if len(names) == 1 else f"saisie de {len(names)} dossiers"
    return Plan("put", label, made)


def _remove(ids: Iterable[str], state: State) -> Plan:
    after = _removals(ids)
    left = fold(state, [Changed(path, None, None) for path in after])
    if not under(left, APPLICATIONS):
        after[DEMO] = None
    made = _differences(state, after)
    names = [change.path.removeprefix(APPLICATIONS) for change in made if change.path.startswith(APPLICATIONS)]
    label = f"suppression du dossier {names[0]}" if len(names) == 1 else f"suppression de {len(names)} dossiers"
    return Plan("remove", label, made)


def _removals(ids: Iterable[str]) -> dict[str, Any]:
    """Return the paths that go with applications: themselves and the locks on them."""
    return {prefix + one: None for one in ids for prefix in (APPLICATIONS, LOCKS)}


def _import(
    applications: tuple[Application, ...], refused: tuple[tuple[str, ...], ...], state: State, *, replacing: bool
) -> Plan:
    raise_if(application_issues(applications, call_of(state)))
    after: dict[str, Any] = {}
    if replacing:
        coming = {one.id for one in applications}
        after = {**_removals(one for one in under(state, APPLICATIONS) if one not in coming), DEMO: None}
    after.update({APPLICATIONS + one.id: one.to_document() for one in applications})
    after[REFUSED] = [list(row) for row in refused] or None
    count = len(applications)
    return Plan("import", f"import de {count} dossier{'s' if count > 1 else ''}", _differences(state, after))
