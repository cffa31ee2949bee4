"""Applying one command to the ledger: replayed, refused, in conflict, or recorded."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from fractions import Fraction
from typing import Any

from aapsim.domain.application import Application
from aapsim.domain.issues import InvalidInput, Issue
from aapsim.service.commands import Command, KeepState, Undo
from aapsim.service.conflicts import any_later, conflict_between
from aapsim.service.outcomes import Accepted, Conflict, Outcome
from aapsim.service.paths import KEPT
from aapsim.service.plans import Plan, plan, raise_if
from aapsim.store.events import Changed, Entry, canonical
from aapsim.store.ledger import Ledger, Turn
from aapsim.store.queries import UNDOING, Past


def now_text() -> str:
    """Return the present moment as the ISO text (UTC) that the log keeps."""
    return datetime.now(UTC).isoformat()


def applied(ledger: Ledger, command: Command, kept: Mapping[str, Any] | None) -> Outcome:
    """Apply a command in one transaction. ``kept`` is the state to remember, for ``KeepState`` only.

    Raises ``InvalidInput``, ``NotSavedError`` or ``KeyError`` (unknown workspace) without any effect.
    """
    raise_if(_form_issues(command))
    digest = digest_of(command)
    with ledger.turn(command.workspace) as turn:
        past = turn.past(command.id)
        # The transaction is committed on leaving the block, before anybody sees the outcome.
        return _again(turn, past, command, digest) if past else _new(turn, command, kept, digest)


def digest_of(command: Command) -> str:
    """Return a hash of what is asked, so that an id used twice for two things is noticed."""
    asked = [command.workspace, type(command.action).__name__, _plain(command.action)]
    try:
        return hashlib.sha256(canonical(asked).encode()).hexdigest()
    except (TypeError, ValueError) as error:
        message = "une valeur n'est ni un texte, ni un nombre entier, ni oui ou non."
        raise InvalidInput([Issue("value", message)]) from error


def _plain(value: Any) -> Any:  # noqa: ANN401 - any part of an action
    if isinstance(value, Application):
        return value.to_document()
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return str(value) if isinstance(value, Fraction) else value


def _form_issues(command: Command) -> list[Issue]:
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


def _new(turn: Turn, command: Command, kept: Mapping[str, Any] | None, digest: str) -> Accepted | Conflict:
    present = turn.row.revision
    if command.base_revision > present:
        raise InvalidInput([Issue("revision", "cette page est en avance sur la base : rechargez-la.")])
    later = turn.events_after(command.base_revision) if command.base_revision < present else ()
    if isinstance(command.action, KeepState):
        conflict = any_later(later, command.action.label, present)
        if conflict is not None:
            return conflict
    at = now_text()
    made, undoes = _planned(turn, command, kept, at)
    conflict = conflict_between(made.changes, later, turn.state, present)
    if conflict is not None:
        return conflict
    entry = Entry(command.id, command.actor.strip(), at, made.kind, made.label, digest, undoes)
    revision = turn.append(entry, made.changes)
    return Accepted(revision, datetime.fromisoformat(at if made.changes else turn.row.saved_at))


def _planned(turn: Turn, command: Command, kept: Mapping[str, Any] | None, at: str) -> tuple[Plan, int | None]:
    match command.action:
        case Undo():
            return _undo(turn)
        case KeepState(label):
            remembered = {**(kept or {}), "label": label, "actor": command.actor.strip(), "at": at}
            changed = Changed(KEPT, turn.state.get(KEPT), remembered)
            return Plan("keep", f"état gardé « {label} »", (changed,)), None
        case action:
            return plan(action, turn.state), None


def _undo(turn: Turn) -> tuple[Plan, int]:
    last = turn.last_undoable()
    if last is None:
        raise InvalidInput([Issue("undo", "il n'y a rien à annuler.")])
    events = [event for event in turn.events_after(last.revision - 1) if event.revision == last.revision]
    inverse = tuple(event.changed.inverse for event in reversed(events))
    return Plan(UNDOING, f"annulation : {last.entry.label}", inverse), last.revision
