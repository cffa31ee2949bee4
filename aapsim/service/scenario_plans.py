"""From what is done with saved scenarios to the changes it makes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from typing import Any

from aapsim.service.paths import (
    APPLICATIONS,
    DECISIONS,
    LOCKS,
    ORIGIN,
    REFERENCES,
    RULES,
    SCENARIOS,
    SCORES,
    State,
    under,
)
from aapsim.service.planning import Moment, Plan, call_of, differences, refused
from aapsim.service.scenario_actions import (
    ArchiveScenario,
    DuplicateScenario,
    FreezeScenario,
    OpenScenario,
    RenameScenario,
    RestoreScenario,
    SaveScenario,
    ScenarioAction,
)
from aapsim.store.events import fold

PREPARED = (RULES, LOCKS)
"""What a scenario always replaces."""
DECIDED = (DECISIONS, SCORES)
"""What it replaces only when asked to: the committee's own."""
OPENING_SCENARIO = "open-scenario"
_LONGEST_NAME = 120


def scenario_plan(action: ScenarioAction, state: State, moment: Moment) -> Plan:
    """Return what an action on scenarios changes. Raises ``InvalidInput`` with the reason it cannot be done."""
    planned: dict[type, Callable[[Any, State, Moment], Plan]] = {
        SaveScenario: _save,
        RenameScenario: _rename,
        DuplicateScenario: _duplicate,
        ArchiveScenario: _archive,
        RestoreScenario: _restore,
        OpenScenario: _open,
        FreezeScenario: _freeze,
    }
    return planned[type(action)](action, state, moment)


def scenario_values(state: State) -> dict[str, Any]:
    """Return the difference over the call's base that is present now: value by path, sorted."""
    return {path: state[path] for path in sorted(state) if path.startswith((*PREPARED, *DECIDED))}


def steps_now(values: Mapping[str, Any], state: State, moment: Moment) -> dict[str, Any]:
    """Return when and by what each difference was made; what came with an opened scenario keeps its own."""
    origin = state.get(ORIGIN) or {}
    before = (state.get(SCENARIOS + origin.get("id", "")) or {}).get("steps", {})
    steps = {}
    for path in values:
        revision, label = moment.history.get(path, (moment.base_revision, ""))
        came_with = revision == origin.get("revision") and path in before
        steps[path] = before[path] if came_with else {"revision": revision, "label": label}
    return steps


def _save(action: SaveScenario, state: State, moment: Moment) -> Plan:
    name = _free_name(action.name, state)
    values = scenario_values(state)
    plain = {
        "name": name,
        "archived": False,
        "values": values,
        "steps": steps_now(values, state, moment),
        "revision": moment.base_revision,
        **moment.mark(""),
    }
    return Plan("save-scenario", f"scénario « {name} »", differences(state, {SCENARIOS + _new_id(moment): plain}))


def _new_id(moment: Moment) -> str:
    """Return an opaque id that the same command always gives again."""
    return hashlib.sha256(f"scenario {moment.command_id}".encode()).hexdigest()[:12]


def _free_name(name: str, state: State, but: str = "") -> str:
    name = " ".join(name.split())
    if not name or len(name) > _LONGEST_NAME:
        raise refused("name", f"donnez au scénario un nom de {_LONGEST_NAME} caractères au plus.")
    taken = {plain["name"].casefold() for one, plain in under(state, SCENARIOS).items() if one != but}
    if name.casefold() in taken:
        raise refused("name", f"un scénario s'appelle déjà « {name} » : choisissez un autre nom.")
    return name


def _saved(one: str, state: State) -> dict[str, Any]:
    plain: dict[str, Any] | None = state.get(SCENARIOS + one)
    if plain is None:
        raise refused("scenario", "ce scénario n'existe plus : rechargez la page.")
    return plain


def _changed(one: str, state: State, label: str, **values: Any) -> Plan:  # noqa: ANN401 - any part of a scenario
    return Plan("edit-scenario", label, differences(state, {SCENARIOS + one: {**_saved(one, state), **values}}))


def _rename(action: RenameScenario, state: State, _moment: Moment) -> Plan:
    before = _saved(action.id, state)["name"]
    name = _free_name(action.name, state, but=action.id)
    return _changed(action.id, state, f"scénario « {before} » renommé « {name} »", name=name)


def _duplicate(action: DuplicateScenario, state: State, moment: Moment) -> Plan:
    name = _free_name(action.name, state)
    plain = {**_saved(action.id, state), "name": name, "archived": False, **moment.mark("")}
    return Plan("save-scenario", f"scénario « {name} »", differences(state, {SCENARIOS + _new_id(moment): plain}))


def _archive(action: ArchiveScenario, state: State, _moment: Moment) -> Plan:
    return _changed(action.id, state, f"scénario « {_saved(action.id, state)['name']} » archivé", archived=True)


def _restore(action: RestoreScenario, state: State, _moment: Moment) -> Plan:
    return _changed(action.id, state, f"scénario « {_saved(action.id, state)['name']} » remis en liste", archived=False)


def _open(action: OpenScenario, state: State, moment: Moment) -> Plan:
    plain = _saved(action.id, state)
    wanted = opened_values(plain["values"], state, with_decisions=action.decisions == "replace")
    made = differences(state, wanted)
    call_of(fold(state, made))
    if made:
        origin = {"id": action.id, "revision": moment.base_revision + 1}
        made += differences(state, {ORIGIN: origin})
    return Plan(OPENING_SCENARIO, f"ouverture du scénario « {plain['name']} »", made)


def opened_values(values: Mapping[str, Any], state: State, *, with_decisions: bool) -> dict[str, Any]:
    """Return the value of every path that opening a scenario settles; what is about a lost file is left out."""
    families = (*PREPARED, *DECIDED) if with_decisions else PREPARED
    present: dict[str, Any] = {path: None for path in state if path.startswith(families)}
    there = {
        path: value
        for path, value in values.items()
        if path.startswith(families) and (path.startswith(RULES) or _about(path) in under(state, APPLICATIONS))
    }
    return present | there


def _about(path: str) -> str:
    return path.split(".", 1)[1]


def _freeze(action: FreezeScenario, state: State, moment: Moment) -> Plan:
    name = " ".join(action.name.split())
    if not name or len(name) > _LONGEST_NAME:
        raise refused("name", f"donnez à la référence un nom de {_LONGEST_NAME} caractères au plus.")
    plain = {"name": name, "content": dict(moment.whole), **moment.mark("")}
    label = f"référence figée « {name} »"
    return Plan("freeze-scenario", label, differences(state, {REFERENCES + _new_id(moment): plain}))
