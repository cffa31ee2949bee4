"""The officer's trial: what is tried and by nobody else seen; in memory until it is kept."""

from __future__ import annotations

import streamlit as st

from aapsim.domain.issues import InvalidInput
from aapsim.service.answers import Answer
from aapsim.service.commands import KeepTrial, Trial, TriedAction
from aapsim.service.snapshots import Snapshot
from aapsim.ui import session

_TRIAL = "aapsim:trial"


def current(saved: Snapshot) -> Trial | None:
    """Return the trial of this session on this workspace, rebased on what is saved now; ``None`` without one."""
    trial: Trial | None = st.session_state.get(_TRIAL)
    if trial is None or trial.workspace != saved.id or not trial.actions:
        return None
    return Trial(saved.id, saved.revision, trial.actions)


def looked_at(saved: Snapshot, answer: Answer, trial: Trial | None) -> tuple[Snapshot, Answer]:
    """Return what the screen shows: the trial's state with its answer, else what is saved.

    A trial that cannot be done any more is thrown away, and the frame says why.
    """
    if trial is None:
        return saved, answer
    try:
        return session.desk().trial_snapshot(trial), session.trial_answer(trial)
    except InvalidInput as impossible:
        session.refuse(impossible.issues)
        discard()
        return saved, answer


def attempt(*actions: TriedAction) -> bool:
    """Try these actions instead of those tried before; ``False``, with the reason shown, where they cannot be done."""
    saved = session.snapshot()
    trial = Trial(saved.id, saved.revision, actions)
    try:
        session.desk().trial_snapshot(trial)
    except InvalidInput as impossible:
        session.refuse(impossible.issues)
        return False
    st.session_state[_TRIAL] = trial
    return True


def keep(motive: str = "") -> bool:
    """Record what is tried, all at once; ``True`` once it is saved."""
    trial = current(session.snapshot())
    if trial is None or not session.apply(KeepTrial(trial.actions, motive)):
        return False
    discard()
    return True


def actions() -> tuple[TriedAction, ...]:
    """Return what is tried, oldest first; empty without a trial."""
    trial: Trial | None = st.session_state.get(_TRIAL)
    return () if trial is None else trial.actions


def discard() -> None:
    """Throw the trial away."""
    st.session_state.pop(_TRIAL, None)
