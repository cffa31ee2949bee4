"""One session's link with the desk: what it shows, who acts, and how a change is sent.

What is read is fetched once per run by :func:`begin`, so every component of a page shows the
same revision, and a change is judged against the revision its author was looking at.

What is known stands in one plain object, not in ``st.session_state`` entry by entry: where another
press waits, Streamlit ends a callback at its next access to ``st.session_state``. Between a saved
change and the new revision there is none, so a quick second press is judged against what the first
one saved.
"""

from __future__ import annotations

import secrets
import threading
from dataclasses import dataclass, field

import streamlit as st

from aapsim.domain.issues import Issue
from aapsim.service.answers import Answer
from aapsim.service.commands import Action, Command, Trial, new_command_id
from aapsim.service.desk import Desk
from aapsim.service.outcomes import Accepted, Conflict
from aapsim.service.places import default_desk, patience_s
from aapsim.service.snapshots import Snapshot
from aapsim.ui import place

DEFAULT_ACTOR = "Instruction"
_HELD = "aapsim:held"
_ACTOR = "aapsim:actor"
_AHEAD_S = 0.25


@dataclass(frozen=True, slots=True)
class Pending:
    """A change that was not saved: its command, and the conflict met (``None``: the disk failed)."""

    command: Command
    conflict: Conflict | None
    why: tuple[Issue, ...] = ()


@dataclass(slots=True)
class _Held:
    """What a session shows, what was refused, what waits for a choice or for the disk.

    ``provisional`` is the answer of this drawing while the whole one is looked for: it is waited for
    once a drawing. ``token`` names the session among those that look at a long solve.
    """

    snapshot: Snapshot | None = None
    provisional: Answer | None = None
    refused: tuple[Issue, ...] = ()
    pending: Pending | None = None
    chosen: bool = False
    token: str = field(default_factory=lambda: secrets.token_hex(8))
    ahead: threading.Timer | None = None


def _held() -> _Held:
    if _HELD not in st.session_state:
        st.session_state[_HELD] = _Held()
    held: _Held = st.session_state[_HELD]
    return held


@st.cache_resource(show_spinner=False)
def desk() -> Desk:
    """Return the one desk of this server."""
    found = default_desk()
    found.warm()
    return found


def begin() -> None:
    """Fetch what this run shows. Called once by the front door, before anything is drawn."""
    known = tuple(one.id for one in desk().workspaces())
    held = _held()
    held.snapshot, held.provisional = desk().snapshot(place.current(known, desk().last_opened())), None


def snapshot() -> Snapshot:
    """Return what this run shows: call, applications, scenario, revision."""
    shown = _held().snapshot
    if shown is None:
        raise RuntimeError("session.begin() comes first")
    return shown


def answer() -> Answer:
    """Return what the engine says of the current workspace (``optimum`` may be ``None``).

    With ``waiting`` it is provisional, with ``seeking`` without the causes of its gaps: the frame says so,
    and draws the page again with the whole one.
    """
    held, shown = _held(), snapshot()
    waiting = held.provisional
    if waiting is not None and (waiting.workspace, waiting.revision) == (shown.id, shown.revision):
        return waiting
    found = desk().look(shown.id, held.token, patience_s())
    held.provisional = None if found.whole else found
    return found


def trial_answer(trial: Trial) -> Answer:
    """Return what the engine says of a trial, perhaps provisional. Raises ``InvalidInput``."""
    return desk().look_at_trial(trial, _held().token, patience_s())


def expect(trial: Trial) -> None:
    """Have a trial solved that the next press may well ask for, once this drawing has been looked at for a moment."""
    held, here = _held(), desk()
    if held.ahead is not None:
        held.ahead.cancel()
    if here.forward:
        held.ahead = threading.Timer(_AHEAD_S, here.expect, (trial, held.token))
        held.ahead.daemon = True
        held.ahead.start()


def look(trial: Trial | None = None) -> Answer:
    """Return the answer of this very moment without waiting for it. Raises ``InvalidInput`` for a trial."""
    token = _held().token
    return desk().look(snapshot().id, token, 0.0) if trial is None else desk().look_at_trial(trial, token, 0.0)


def actor() -> str:
    """Return who holds the session, as the log will name them; never empty."""
    return str(st.session_state.get(_ACTOR) or "").strip() or DEFAULT_ACTOR


def set_actor(name: str) -> None:
    """Say who holds the session; empty goes back to the default."""
    st.session_state[_ACTOR] = name.strip()


def rerun() -> None:
    """Draw the page again, after a change that was not made in a callback."""
    st.rerun()


def apply(action: Action) -> bool:
    """Send a change to the desk; ``True`` once it is saved.

    ``False``: refused, in conflict or not saved; the frame says so and keeps the input.
    """
    shown = snapshot()
    return send(Command(new_command_id(), actor(), shown.id, shown.revision, action))


def act(action: Action) -> None:
    """Do :func:`apply` as a widget callback, where the outcome is of no use to the caller."""
    apply(action)


def send(command: Command) -> bool:
    """Send one command, perhaps again: the same id never acts twice. Same answer as :func:`apply`."""
    held = _held()
    outcome = desk().apply(command)
    held.pending = None
    if isinstance(outcome, Accepted):
        held.snapshot = desk().snapshot(command.workspace)
        return True
    if isinstance(outcome, Conflict):
        held.pending = Pending(command, outcome)
    elif outcome.not_saved:
        held.pending = Pending(command, None, outcome.issues)
    else:
        held.refused = (*held.refused, *outcome.issues)
    return False


def refuse(issues: tuple[Issue, ...]) -> None:
    """Show these issues at the top of the next drawing of the page."""
    held = _held()
    held.refused = (*held.refused, *issues)


def refusals() -> tuple[str, ...]:
    """Return the sentences that the next drawing of the page will show at its top."""
    return tuple(issue.sentence() for issue in _held().refused)


def refused_for(code: str) -> bool:
    """Tell whether what the next drawing will show at its top holds a refusal for this reason."""
    return any(issue.code == code for issue in _held().refused)


def take_refused() -> tuple[Issue, ...]:
    """Return the issues to show and forget them."""
    held = _held()
    issues, held.refused = held.refused, ()
    return issues


def pending() -> Pending | None:
    """Return the change that still waits for a choice or for the disk, if any."""
    return _held().pending


def forget_pending() -> None:
    """Give up the waiting change; the saved value stays."""
    _held().pending = None


def insist(waiting: Pending) -> None:
    """Send a waiting change again: over the other's value after a conflict, else the very same command."""
    command = waiting.command
    if waiting.conflict is not None:
        command = Command(new_command_id(), actor(), command.workspace, waiting.conflict.revision, command.action)
    send(command)


def choose(waiting: Pending, *, mine: bool) -> None:
    """Settle what waits: send one's own value once more (after a conflict over the other's), or leave theirs."""
    held = _held()
    held.pending, held.chosen = None, True
    if mine:
        insist(waiting)


def take_chosen() -> bool:
    """Tell, once, whether what waited was settled since the last drawing: what had been typed is then done with."""
    held = _held()
    chosen, held.chosen = held.chosen, False
    return chosen and held.pending is None


def open_workspace(workspace: str) -> None:
    """Go to another workspace (its id must be known); the page shows it on its next drawing."""
    place.go_to(workspace)
    _held().snapshot = desk().snapshot(workspace)
