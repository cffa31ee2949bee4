"""What may not be done at this stage: judged when a change is to be saved, never for a trial."""

from __future__ import annotations

from collections.abc import Iterable

from aapsim.service.commands import (
    Action,
    ImportApplications,
    PutApplications,
    RemoveApplications,
    SetLock,
    SetRules,
)
from aapsim.service.paths import APPLICATIONS, BASE, CLOSING, DECISIONS, SIGNATURES, WAITING, State, under
from aapsim.service.planning import refused
from aapsim.service.review_actions import ImportPlatform, Overrule, PutBudget, PutReviews
from aapsim.service.scenario_actions import OpenScenario
from aapsim.service.session_actions import (
    Arbitrate,
    Decide,
    FreezeWaitingList,
    Recuse,
    ReviseScore,
    UnfreezeWaitingList,
)

_EDITS = (PutApplications, RemoveApplications, ImportApplications)
_PREPARING = (PutReviews, PutBudget, Overrule, ImportPlatform)
_IN_SESSION = (
    *_EDITS, *_PREPARING, SetRules, SetLock, Decide, ReviseScore, Recuse, FreezeWaitingList,
    UnfreezeWaitingList,
)  # fmt: skip


def check_stage(action: Action, state: State) -> None:
    """Raise ``InvalidInput`` with one French sentence when the stage forbids an action."""
    if isinstance(action, ImportPlatform | PutBudget | Overrule):
        _base_is_open(state)
    if isinstance(action, _EDITS):
        _base_is_open(state)
        _keeps_what_is_decided(action, state)
    if isinstance(action, (*_IN_SESSION, OpenScenario)) and state.get(CLOSING) is not None:
        message = "la séance est close : passez par un arbitrage, un abondement ou un désistement, ou rouvrez-la."
        raise refused("closed", message)
    if isinstance(action, SetLock) and _settled(action.id, state):
        raise refused("decided", "ce dossier est décidé en séance : rouvrez d'abord la décision.", action.id)
    if isinstance(action, Decide):
        _respects_the_waiting_list(action, state)
    if isinstance(action, Decide) and action.ruling == "withdrawn":
        raise refused("withdrawn", "un désistement se note après la clôture, par un ajustement.")
    if isinstance(action, Arbitrate) and under(state, SIGNATURES):
        who = ", ".join(under(state, SIGNATURES))
        raise refused("signed", f"{who} a signé : une décision signée crée des droits et ne s'arbitre plus ici.")


def _base_is_open(state: State) -> None:
    frozen = state.get(BASE)
    if frozen is not None:
        raise refused(
            "frozen",
            f"la base est gelée (par {frozen['actor']}) : "
            "aucun dossier ne peut être importé ni modifié. Dégelez-la d'abord si c'est voulu.",
        )


def _keeps_what_is_decided(action: Action, state: State) -> None:
    gone: Iterable[str] = ()
    if isinstance(action, RemoveApplications):
        gone = action.ids
    elif isinstance(action, ImportApplications) and action.mode == "replace":
        coming = {one.id for one in action.applications}
        gone = (one for one in under(state, APPLICATIONS) if one not in coming)
    decided = [one for one in gone if DECISIONS + one in state]
    if decided:
        message = "ce dossier est décidé en séance : rouvrez la décision avant de le supprimer."
        raise refused("decided", message, decided[0])


def _settled(application_id: str, state: State) -> bool:
    plain = state.get(DECISIONS + application_id)
    return plain is not None and plain["ruling"] != "postponed"


def _respects_the_waiting_list(action: Decide, state: State) -> None:
    frozen = state.get(WAITING)
    if frozen is None:
        return
    moved = [one for one in action.ids if (one in frozen["ids"]) != (action.ruling == "waiting")]
    if moved:
        message = "la liste complémentaire est arrêtée dans son ordre : rouvrez-la avant d'y ajouter ou d'en retirer."
        raise refused("waiting", message, moved[0])
