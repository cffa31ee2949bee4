"""One session's link with the desk: what it shows, who acts, and how a change is sent.

What is read is fetched once per run by :func:`begin`, so every component of a page shows the
same revision, and a change is judged against the revision its author was looking at.
"""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from aapsim.domain.issues import Issue
from aapsim.service.answers import Answer
from aapsim.service.commands import Action, Command, new_command_id
from aapsim.service.desk import Desk
from aapsim.service.outcomes import Accepted, Conflict
from aapsim.service.places import default_desk
from aapsim.service.snapshots import Snapshot
from aapsim.ui import place

DEFAULT_ACTOR = "Instruction"
_SNAPSHOT = "aapsim:snapshot"
_ACTOR = "aapsim:actor"
_REFUSED = "aapsim:refused"
_PENDING = "aapsim:pending"
_CHOSEN = "aapsim:chosen"


@dataclass(frozen=True, slots=True)
class Pending:
    """A change that was not saved: its command, and the conflict met (``None``: the disk failed)."""

    command: Command
    conflict: Conflict | None
    why: tuple[Issue, ...] = ()


@st.cache_resource(show_spinner=False)
def desk() -> Desk:
    """Return the one desk of this server."""
    return default_desk()


def begin() -> None:
    """Fetch what this run shows. Called once by the front door, before anything is drawn."""
    known = tuple(one.id for one in desk().workspaces())
    _reload(place.current(known, desk().last_opened()))


def _reload(workspace: str) -> None:
    st.session_state[_SNAPSHOT] = desk().snapshot(workspace)


def snapshot() -> Snapshot:
    """Return what this run shows: call, applications, scenario, revision."""
    shown: Snapshot = st.session_state[_SNAPSHOT]
    return shown


def answer() -> Answer:
    """Return what the engine says of the current workspace (``optimum`` may be ``None``)."""
    return desk().answer(snapshot().id)


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
    outcome = desk().apply(command)
    forget_pending()
    if isinstance(outcome, Accepted):
        _reload(command.workspace)
        return True
    if isinstance(outcome, Conflict):
        st.session_state[_PENDING] = Pending(command, outcome)
    elif outcome.not_saved:
        st.session_state[_PENDING] = Pending(command, None, outcome.issues)
    else:
        refuse(outcome.issues)
    return False


def refuse(issues: tuple[Issue, ...]) -> None:
    """Show these issues at the top of the next drawing of the page."""
    st.session_state[_REFUSED] = (*st.session_state.get(_REFUSED, ()), *issues)


def refusals() -> tuple[str, ...]:
    """Return the sentences that the next drawing of the page will show at its top."""
    return tuple(issue.sentence() for issue in st.session_state.get(_REFUSED, ()))


def take_refused() -> tuple[Issue, ...]:
    """Return the issues to show and forget them."""
    issues: tuple[Issue, ...] = st.session_state.pop(_REFUSED, ())
    return issues


def pending() -> Pending | None:
    """Return the change that still waits for a choice or for the disk, if any."""
    waiting: Pending | None = st.session_state.get(_PENDING)
    return waiting


def forget_pending() -> None:
    """Give up the waiting change; the saved value stays."""
    st.session_state.pop(_PENDING, None)


def insist(waiting: Pending) -> None:
    """Send a waiting change again: over the other's value after a conflict, else the very same command."""
    command = waiting.command
    if waiting.conflict is not None:
        command = Command(new_command_id(), actor(), command.workspace, waiting.conflict.revision, command.action)
    send(command)


def choose(waiting: Pending, *, mine: bool) -> None:
    """Settle what waits: send one's own value once more (after a conflict over the other's), or leave theirs."""
    forget_pending()
    st.session_state[_CHOSEN] = True
    if mine:
        insist(waiting)


def take_chosen() -> bool:
    """Tell, once, whether what waited was settled since the last drawing: what had been typed is then done with."""
    return bool(st.session_state.pop(_CHOSEN, False)) and pending() is None


def open_workspace(workspace: str) -> None:
    """Go to another workspace (its id must be known); the page shows it on its next drawing."""
    place.go_to(workspace)
    _reload(workspace)
