"""From what a person asks to the changes it makes: pure functions, checked before anything is written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from aapsim.domain.application import Application
from aapsim.domain.french import parse_exact
from aapsim.service.checks import application_issues, lock_issues
from aapsim.service.commands import (
    Action,
    ImportApplications,
    Preparation,
    PutApplications,
    RemoveApplications,
    SetLock,
    SetRules,
)
from aapsim.service.paths import (
    APPLICATIONS,
    DECISIONS,
    DEMO,
    DOCUMENT,
    LOCKS,
    RECUSALS,
    REFUSED,
    RULES,
    SCORES,
    State,
    base_value,
    under,
)
from aapsim.service.planning import Moment, Plan, call_of, differences, raise_if
from aapsim.service.preparation import paths_about
from aapsim.service.review_actions import ReviewAction
from aapsim.service.review_plans import review_plan, reviewed
from aapsim.service.scenario_actions import ScenarioAction
from aapsim.service.scenario_plans import scenario_plan
from aapsim.service.session_actions import SessionAction
from aapsim.service.session_plans import session_plan
from aapsim.store.events import Changed, fold, same

ONE_RULE = "modification de la règle "
"""Beginning of the label of a command that changed one rule; its path follows."""



def plan(action: Action, state: State, moment: Moment) -> Plan:
    """Return what an action changes in a state; only what really differs.

    Raises ``InvalidInput`` when the result would not be a valid call or valid applications.
    ``KeepState``, ``Undo`` and the room screen need more than the state and are planned by the desk.
    """
    if isinstance(action, SessionAction):
        return session_plan(action, state, moment)
    if isinstance(action, ScenarioAction):
        return scenario_plan(action, state, moment)
    if isinstance(action, ReviewAction):
        return review_plan(action, state)
    if isinstance(action, Preparation):
        return _prepare(action, state)
    raise TypeError(f"not planned here: {action!r}")


def _prepare(action: Preparation, state: State) -> Plan:
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
            label = f"verrou sur le dossier {application_id}"
            return Plan("lock", label, differences(state, {LOCKS + application_id: lock}))


def _set_rules(changes: Mapping[str, Any], state: State) -> Plan:
    document = state[DOCUMENT]
    # A value typed back to what the call file says is no override: the screen shows the rule as unchanged.
    wanted = {
        RULES + path: None if same(value, base_value(document, path)) else value for path, value in changes.items()
    }
    made = differences(state, wanted)
    call_of(fold(state, made))
    if all(path.startswith("sources.") for path in changes):
        label = "modification de l'enveloppe"
    else:
        label = f"{ONE_RULE}{next(iter(changes))}" if len(changes) == 1 else "modification des règles"
    return Plan("rules", label, made)


def _put(applications: tuple[Application, ...], state: State) -> Plan:
    raise_if(application_issues(applications, call_of(state)))
    made = differences(state, {APPLICATIONS + one.id: _filed(one, state) for one in applications})
    names = [change.path.removeprefix(APPLICATIONS) for change in made]
    label = f"saisie du dossier {names[0]}" if len(names) == 1 else f"saisie de {len(names)} dossiers"
    return Plan("put", label, made)


def _remove(ids: Iterable[str], state: State) -> Plan:
    gone = tuple(ids)
    after = {**_removals(gone), **dict.fromkeys(paths_about(state, gone))}
    left = fold(state, [Changed(path, None, None) for path in after])
    if not under(left, APPLICATIONS):
        after[DEMO] = None
    made = differences(state, after)
    names = [change.path.removeprefix(APPLICATIONS) for change in made if change.path.startswith(APPLICATIONS)]
    label = f"suppression du dossier {names[0]}" if len(names) == 1 else f"suppression de {len(names)} dossiers"
    return Plan("remove", label, made)


def _removals(ids: Iterable[str]) -> dict[str, Any]:
    """Return the paths that go with applications: themselves and what was said of them."""
    return {prefix + one: None for one in ids for prefix in (APPLICATIONS, LOCKS, DECISIONS, SCORES, RECUSALS)}


def _filed(application: Application, state: State) -> dict[str, Any]:
    """Return what is to be written of an application: a screen that shows the session score does not file it."""
    document = application.to_document()
    session, before = state.get(SCORES + application.id), state.get(APPLICATIONS + application.id)
    if session is not None and before is not None and application.score == parse_exact(session["score"]):
        document["score"] = before["score"]
    return document


def _import(
    applications: tuple[Application, ...], refused: tuple[tuple[str, ...], ...], state: State, *, replacing: bool
) -> Plan:
    raise_if(application_issues(applications, call_of(state)))
    after: dict[str, Any] = {}
    if replacing:
        coming = {one.id for one in applications}
        gone = tuple(one for one in under(state, APPLICATIONS) if one not in coming)
        after = {**_removals(gone), **dict.fromkeys(paths_about(state, gone)), DEMO: None}
    after.update({APPLICATIONS + one.id: _filed(one, state) for one in applications})
    after.update(reviewed(fold(state, [Changed(path, None, value) for path, value in after.items()])))
    after[REFUSED] = [list(row) for row in refused] or None
    count = len(applications)
    return Plan("import", f"import de {count} dossier{'s' if count > 1 else ''}", differences(state, after))
