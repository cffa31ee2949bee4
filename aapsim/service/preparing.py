"""What a command is planned with, gathered before its transaction: the engine is never asked inside one."""

from __future__ import annotations

from dataclasses import replace

from aapsim.domain.issues import InvalidInput, Issue
from aapsim.service.answering import Answering, as_trial, tried_actions
from aapsim.service.answers import Answer
from aapsim.service.applying import Step
from aapsim.service.commands import Command, KeepState, KeepTrial, Trial
from aapsim.service.frozen import content_of
from aapsim.service.guards import check_stage
from aapsim.service.opening import kept_document
from aapsim.service.planning import Moment, refused
from aapsim.service.scenario_actions import FreezeScenario, SaveScenario
from aapsim.service.session_actions import Adjust, Arbitrate, CloseSession
from aapsim.service.session_plans import needs_answer
from aapsim.store.ledger import Ledger


def steps_of(command: Command, at: str, ledger: Ledger, answering: Answering) -> tuple[Step, ...]:
    """Return a command's actions, each with the moment it is planned with.

    Raises ``InvalidInput`` for decisions that cannot hold and for an empty trial, ``KeyError``.
    """
    action = command.action
    # Judged again inside the transaction; here so that the first thing said is the first thing wrong.
    present = ledger.read(command.workspace)[1]
    for one in tried_actions(action) or (action,):
        check_stage(one, present)
    if tried_actions(action):
        trial = as_trial(command)
        answering.check_decided(trial)
        return answering.steps(trial, command.actor.strip(), at, command.id)
    if isinstance(action, KeepTrial):
        raise refused("trial", "cet essai ne change rien : il n'y a rien à garder.")
    moment = Moment(command.actor.strip(), at, command.id, command.base_revision)
    return ((action, _informed(moment, command, ledger, answering)),)


def _informed(moment: Moment, command: Command, ledger: Ledger, answering: Answering) -> Moment:
    place = (command.workspace, command.base_revision)
    if needs_answer(command.action):
        moment = replace(moment, answer=answering.exact_at(*place))
    if isinstance(command.action, Arbitrate | Adjust):
        return _with_version(moment, command, answering)
    match command.action:
        case SaveScenario():
            return replace(moment, history=ledger.last_changes(*place))
        case FreezeScenario():
            return replace(moment, whole=content_of(ledger.read_at(*place)[1], answering.at(*place)[1]))
        case CloseSession():
            return replace(moment, totals=_by_authority(moment.answer))
        case KeepState():
            return replace(moment, whole=_allocation_to_keep(answering.at(*place)[1]))
    return moment


def _with_version(moment: Moment, command: Command, answering: Answering) -> Moment:
    """Return the moment with the totals of the version that an arbitration or an adjustment makes."""
    place = (command.workspace, command.base_revision)
    if isinstance(command.action, Adjust):
        found = answering.adjustment(*place, command.action, moment)
        return replace(moment, whole=found.values, totals=found.totals)
    trial = Trial(*place, command.action.decisions if isinstance(command.action, Arbitrate) else ())
    answering.check_decided(trial)
    return replace(moment, totals=_by_authority(answering.exact_trial(trial)[1]))


def _by_authority(answer: Answer | None) -> dict[str, int]:
    return {} if answer is None else {purse.code: purse.granted for purse in answer.totals.authorities}


def _allocation_to_keep(answer: Answer) -> dict[str, object]:
    optimum = answer.optimum
    if optimum is None or optimum.status != "optimal":
        raise InvalidInput([Issue("keep", "la répartition n'est pas prouvée : elle ne peut pas être gardée.")])
    return kept_document(optimum, answer.revision)
