"""What a person may do to a workspace: every change is one of these values, applied by the desk."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from aapsim.domain.application import Application
from aapsim.domain.scenario import Lock
from aapsim.service.review_actions import ReviewAction
from aapsim.service.scenario_actions import OpenScenario, ScenarioAction
from aapsim.service.session_actions import CancelRecusal, Decide, Recuse, ReviseScore, RoomAction, SessionAction

ImportMode = Literal["replace", "merge"]
Rows = tuple[tuple[str, ...], ...]
"""Rows of a file as they came, header first; empty means none."""


@dataclass(frozen=True, slots=True)
class SetRules:
    """Change rules of the call. ``changes`` maps a path of the call document to a plain value.

    Paths are those of :func:`aapsim.domain.call_document.apply_overrides` (``rate``,
    ``sources.fir.notified`` …); ``None`` goes back to the call file's own value.
    """

    changes: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class PutApplications:
    """Add applications, or replace those that carry the same id."""

    applications: tuple[Application, ...]


@dataclass(frozen=True, slots=True)
class RemoveApplications:
    """Take applications away, with the locks on them. An id already gone changes nothing."""

    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ImportApplications:
    """Bring in a file, all or nothing: ``replace`` everything there is, or ``merge`` by id.

    ``refused`` keeps the rows that could not be read, header first, so that they can be
    corrected later; they replace those of the import before.
    """

    applications: tuple[Application, ...]
    mode: ImportMode
    refused: Rows = ()


@dataclass(frozen=True, slots=True)
class SetLock:
    """Bind the optimiser for one application (funded, excluded, an amount), or release it (``None``)."""

    id: str
    lock: Lock | None


@dataclass(frozen=True, slots=True)
class KeepState:
    """Remember the present allocation as the *last kept state* that later ones are compared with."""

    label: str


@dataclass(frozen=True, slots=True)
class Undo:
    """Undo the last command that is not undone yet, by a new command that says the contrary."""


Preparation = SetRules | PutApplications | RemoveApplications | ImportApplications | SetLock
TriedAction = Preparation | Decide | ReviseScore | Recuse | CancelRecusal | OpenScenario
"""What may be tried before it is done; the rest is either done or not."""


@dataclass(frozen=True, slots=True)
class Trial:
    """An *essai*: what one officer tries on one revision, action by action, the oldest first.

    It lives in memory only: nothing of it is in the log until it is kept.
    """

    workspace: str
    base_revision: int
    actions: tuple[TriedAction, ...] = ()

    def then(self, *actions: TriedAction) -> Trial:
        """Return the trial with more actions at its end."""
        return Trial(self.workspace, self.base_revision, (*self.actions, *actions))

    def without(self, position: int) -> Trial:
        """Return the trial without one of its actions (0 is the first)."""
        left = tuple(action for number, action in enumerate(self.actions) if number != position)
        return Trial(self.workspace, self.base_revision, left)


@dataclass(frozen=True, slots=True)
class KeepTrial:
    """Make a trial's actions real, all in one command; ``motive`` goes to those that have none."""

    actions: tuple[TriedAction, ...]
    motive: str = ""


Action = Preparation | ReviewAction | SessionAction | ScenarioAction | RoomAction | KeepTrial | KeepState | Undo


@dataclass(frozen=True, slots=True)
class Command:
    """One thing one person does, once.

    ``id`` is the idempotency key: the desk applies it at most once (see :func:`new_command_id`).
    ``actor`` is who does it, as written in the log; ``workspace`` the opaque id of the
    workspace; ``base_revision`` the revision of the snapshot the person was looking at.
    """

    id: str
    actor: str
    workspace: str
    base_revision: int
    action: Action


def new_command_id() -> str:
    """Return a fresh idempotency key, made when a form is shown rather than when it is sent."""
    return secrets.token_hex(16)
