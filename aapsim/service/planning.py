"""What a command would change, and the helpers that every plan is made with."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from aapsim.domain.call import Call
from aapsim.domain.call_document import apply_overrides, call_from_document
from aapsim.domain.issues import InvalidInput, Issue
from aapsim.service.answers import Answer
from aapsim.service.paths import DOCUMENT, RULES, State, under
from aapsim.store.events import Changed, canonical


@dataclass(frozen=True, slots=True)
class Plan:
    """What a command would change. ``kind`` is a stable word, ``label`` the French name of the command.

    ``derived`` are paths recomputed from the others: two people never conflict over them.
    """

    kind: str
    label: str
    changes: tuple[Changed, ...]
    derived: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Moment:
    """Who acts, when (ISO text in UTC), in which command, and what the engine said at its base revision.

    ``answer`` is ``None`` for the actions that do not need one; ``totals`` are euros by authority
    once the action is done, for those that close something; ``history`` says of each path of the
    scenario at which revision it last changed and by which command (its French label), for
    saving a scenario; ``whole`` is the full content to freeze for ever.
    """

    actor: str
    at: str
    command_id: str
    base_revision: int
    answer: Answer | None = None
    history: Mapping[str, tuple[int, str]] = field(default_factory=lambda: MappingProxyType({}))
    totals: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    whole: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))

    def mark(self, motive: str) -> dict[str, str]:
        """Return who, when and why as the plain values that the log keeps."""
        return {"actor": self.actor, "at": self.at, "motive": motive.strip()}


def call_of(state: State) -> Call:
    """Build the call of a workspace, overrides included. Raises ``InvalidInput`` if it does not hold."""
    return call_from_document(apply_overrides(state[DOCUMENT], under(state, RULES)))


def raise_if(issues: Iterable[Issue]) -> None:
    """Raise ``InvalidInput`` with the issues if there are any."""
    found = tuple(issues)
    if found:
        raise InvalidInput(found)


def differences(state: State, after: Mapping[str, Any]) -> tuple[Changed, ...]:
    """Return one change for each path whose value really differs, in the order of the paths."""
    written = ((path, state.get(path), canonical(value)) for path, value in sorted(after.items()))
    return tuple(Changed(path, before, json.loads(text)) for path, before, text in written if canonical(before) != text)


def refused(code: str, message: str, application: str = "") -> InvalidInput:
    """Return the exception that refuses a command with one French sentence."""
    return InvalidInput([Issue(code, message, where=f"dossier {application}" if application else "",
                               application=application)])
