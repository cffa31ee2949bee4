"""Applying commands to the ledger: replayed, refused, in conflict, or recorded."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from fractions import Fraction
from typing import Any

from aapsim.domain.application import Application
from aapsim.domain.issues import InvalidInput, Issue
from aapsim.service.commands import Action, Command, KeepState, KeepTrial, Undo
from aapsim.service.conflicts import any_later, conflict_between
from aapsim.service.guards import check_stage
from aapsim.service.outcomes import Accepted, Conflict, Outcome
from aapsim.service.paths import KEPT
from aapsim.service.planning import Moment, Plan, raise_if, refused
from aapsim.service.plans import plan
from aapsim.service.scenario_actions import FreezeScenario, OpenScenario, SaveScenario
from aapsim.service.session_actions import Adjust, Arbitrate, CloseSession
from aapsim.service.session_plans import SIGNING
from aapsim.store.events import Changed, Entry, canonical, fold
from aapsim.store.ledger import Ledger, Turn
from aapsim.store.queries import UNDOING, Past

WHOLE = (KeepState, CloseSession, Arbitrate, Adjust, SaveScenario, OpenScenario, FreezeScenario)
"""Actions about everything that is on the screen: any later change is a conflict with them."""

Step = tuple[Action, Moment]
"""An action with what it is planned with."""


def now_text() -> str:
    """Return the present moment as the ISO text (UTC) that the log keeps."""
    return datetime.now(UTC).isoformat()


def applied(ledger: Ledger, command: Command, prepare: Callable[[str], tuple[Step, ...]]) -> Outcome:
    """Apply a command in one transaction.

    ``prepare`` is called once, before the transaction, with the moment's ISO text: it returns
    the steps to plan, usually the command's own action. Raises ``InvalidInput``,
    ``NotSavedError`` or ``KeyError`` (unknown workspace) without any effect.
    """
    raise_if(form_issues(command))
    digest = digest_of(command)
    known = ledger.past(command.id)
    at = now_text()
    steps = () if known is not None else prepare(at)
    with ledger.turn(command.workspace) as turn:
        past = turn.past(command.id)
        # The transaction is committed on leaving the block, before anybody sees the outcome.
        return _again(turn, past, command, digest) if past else _new(turn, command, steps, digest)


_PLAIN = (str, int, bool)
"""Types that are written as they are: nearly every value of an import of thousands of files."""


def digest_of(command: Command) -> str:
    """Return a hash of what is asked, so that an id used twice for two things is noticed."""
    asked = [command.workspace, type(command.action).__name__, _plain(command.action)]
    try:
        return hashlib.sha256(canonical(asked).encode()).hexdigest()
    except (TypeError, ValueError) as error:
        message = "une valeur n'est ni un texte, ni un nombre entier, ni oui ou non."
        raise InvalidInput([Issue("value", message)]) from error


def _plain(value: Any) -> Any:  # noqa: ANN401 - any part of an action
    return value if value is None or type(value) in _PLAIN else _unfolded(value)


def _unfolded(value: Any) -> Any:  # noqa: ANN401
    if isinstance(value, KeepTrial):
        return [value.motive, [[type(one).__name__, _plain(one)] for one in value.actions]]
    if isinstance(value, Application):
        return value.to_document()
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return str(value) if isinstance(value, Fraction) else value


def form_issues(command: Command) -> list[Issue]:
    """Return what every command must carry and this one does not, empty if nothing."""
    issues = []
    if not command.id:
        issues.append(Issue("command", "la demande n'a pas de numéro : rechargez la page."))
    if not command.actor.strip():
        issues.append(Issue("actor", "indiquez qui tient la séance avant de modifier quoi que ce soit."))
    return issues


def _again(turn: Turn, past: Past, command: Command, digest: str) -> Accepted:
    if past.workspace != command.workspace or past.entry.digest != digest:
        raise InvalidInput([Issue("command", "ce numéro de demande a déjà servi à autre chose : rechargez la page.")])
    return Accepted(past.revision, datetime.fromisoformat(turn.saved_at(past.revision)))


def _new(turn: Turn, command: Command, steps: Sequence[Step], digest: str) -> Accepted | Conflict:
    present = turn.row.revision
    if command.base_revision > present:
        raise InvalidInput([Issue("revision", "cette page est en avance sur la base : rechargez-la.")])
    later = turn.events_after(command.base_revision) if command.base_revision < present else ()
    if any(isinstance(action, WHOLE) for action, _ in steps):
        conflict = any_later(later, label_of(command.action), present)
        if conflict is not None:
            return conflict
    made, undoes = _planned(turn, command, steps)
    own = [change for change in made.changes if change.path not in made.derived]
    conflict = conflict_between(own, later, turn.state, present)
    if conflict is not None:
        return conflict
    at, motive = steps[0][1].at, motive_of(command.action)
    entry = Entry(command.id, command.actor.strip(), at, made.kind, made.label, digest, undoes, motive)
    revision = turn.append(entry, made.changes)
    return Accepted(revision, datetime.fromisoformat(at if made.changes else turn.row.saved_at))


def motive_of(action: Any) -> str:  # noqa: ANN401 - any action
    """Return why something is done, empty where nothing was said."""
    return str(getattr(action, "motive", "")).strip()


def label_of(action: Any) -> str:  # noqa: ANN401 - a command's action, or a trial
    """Return the name an action gives to what it makes, empty if none."""
    return str(getattr(action, "label", getattr(action, "name", "")))


def _planned(turn: Turn, command: Command, steps: Sequence[Step]) -> tuple[Plan, int | None]:
    if isinstance(command.action, Undo):
        return _undo(turn)
    if isinstance(command.action, KeepState):
        moment = steps[0][1]
        mark = {"actor": moment.actor, "at": moment.at}
        remembered = {**moment.whole, "label": command.action.label, **mark}
        changed = Changed(KEPT, turn.state.get(KEPT), remembered)
        return Plan("keep", f"état gardé « {command.action.label} »", (changed,)), None
    for action, _ in steps:
        check_stage(action, turn.state)
    return planned_together(steps, turn.state), None


def planned_together(steps: Sequence[Step], state: Mapping[str, Any]) -> Plan:
    """Plan steps one after the other and return what they change together.

    One step keeps its own kind and label; several become a kept trial.
    """
    after, plans = state, list[Plan]()
    for action, moment in steps:
        plans.append(plan(action, after, moment))
        after = fold(after, plans[-1].changes)
    if len(plans) == 1:
        return plans[0]
    paths = dict.fromkeys(change.path for one in plans for change in one.changes)
    changes = tuple(Changed(path, state.get(path), after.get(path)) for path in paths)
    real = tuple(change for change in changes if canonical(change.before) != canonical(change.after))
    return Plan("trial", "essai gardé : " + " ; ".join(one.label for one in plans), real)


def _undo(turn: Turn) -> tuple[Plan, int]:
    last = turn.last_undoable()
    if last is None:
        raise InvalidInput([Issue("undo", "il n'y a rien à annuler.")])
    if last.entry.kind == SIGNING:
        raise refused("signed", "une signature ne s'annule pas : une décision signée crée des droits.")
    events = [event for event in turn.events_after(last.revision - 1) if event.revision == last.revision]
    inverse = tuple(event.changed.inverse for event in reversed(events))
    return Plan(UNDOING, f"annulation : {last.entry.label}", inverse), last.revision
