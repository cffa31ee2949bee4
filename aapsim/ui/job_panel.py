"""One simulation on a page: start, progress, remaining time, cancel; what it has found so far."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import streamlit as st

from aapsim.domain.french import NO_BREAK, group_digits
from aapsim.domain.issues import InvalidInput
from aapsim.service.jobs import Job, default_jobs
from aapsim.ui import session
from aapsim.ui.text import hint, plain, say

Asked = Callable[[], tuple[Mapping[str, Any], int]]
"""Settings and seed of the simulation to start, read when the button is pressed."""

Inputs = Callable[[Mapping[str, Any]], Mapping[str, Any]]
"""From settings to what the simulation computes from, where that is not the workspace as it is."""

_EVERY = "1s"


def show(kind: str, key: str, label: str, asked: Asked, inputs: Inputs | None = None) -> Job | None:
    """Draw the button and the state of the last simulation of a kind; return that simulation, if any.

    While it runs, only this panel is drawn again each second; the page follows when it ends or
    when its partial result has grown.
    """
    job = latest(kind)
    now = job is not None and _current(job, inputs)
    with st.container(horizontal=True, vertical_alignment="center", key=f"{key}:job"):
        st.button(
            label if job is None or not job.alive else "Recommencer",
            key=f"{key}:start",
            type="secondary" if now else "primary",
            on_click=_start,
            args=(kind, asked, inputs),
        )
        if job is not None and job.alive:
            st.button("Arrêter", key=f"{key}:cancel", on_click=_cancel, args=(job.id,))
    if job is None:
        return None
    if job.alive:
        _following(kind, job.id, job.done)
    else:
        _ended(job, now=now)
    return job


def latest(kind: str) -> Job | None:
    """Return the last simulation of a kind for what is shown; ``None`` where there is none or no table."""
    try:
        return default_jobs().latest(session.snapshot().id, kind)
    except InvalidInput as problem:
        st.error(plain(problem.issues[0].message))
        return None


def start_first(kind: str, asked: Asked) -> None:
    """Start a simulation where this workspace never had one: no empty page."""
    if latest(kind) is None:
        _start(kind, asked)


def _start(kind: str, asked: Asked, inputs: Inputs | None = None) -> None:
    try:
        settings, seed = asked()
        default_jobs().start(session.snapshot(), kind, settings, seed, inputs(settings) if inputs else None)
    except InvalidInput as problem:
        session.refuse(problem.issues)


def _cancel(job_id: str) -> None:
    try:
        default_jobs().cancel(job_id)
    except InvalidInput as problem:
        session.refuse(problem.issues)


@st.fragment(run_every=_EVERY)
def _following(kind: str, job_id: str, drawn: int) -> None:
    job = latest(kind)
    if job is None or job.id != job_id or not job.alive:
        st.rerun()
    share = job.done / job.total if job.total else 0.0
    st.progress(min(1.0, share), text=plain(progress_words(job)))
    # The rest of the page follows by halves of what is there, not each second.
    if job.done > max(2, 2 * drawn):
        st.rerun()


def progress_words(job: Job) -> str:
    """Say how far a simulation is and how long it still takes."""
    if job.state == "queued":
        return "En attente du calcul précédent…"
    if not job.total:
        return "Le calcul commence…"
    done = f"{group_digits(job.done)} sur {group_digits(job.total)}"
    left = job.remaining_s
    return done if left is None else f"{done}, encore {duration_words(left)} environ"


def duration_words(seconds: float) -> str:
    """Write a duration for people: ``12 s``, ``3 min``."""
    return f"{max(1, round(seconds))}{NO_BREAK}s" if seconds < 90 else f"{round(seconds / 60)}{NO_BREAK}min"


def _ended(job: Job, *, now: bool) -> None:
    done = f"{group_digits(job.done)} sur {group_digits(job.total)}"
    if job.state == "failed":
        st.error(plain(f"Le calcul n'a pas abouti. {job.problem}"))
    elif job.state == "cancelled":
        st.warning(plain(f"Calcul arrêté : résultat partiel, {done}."))
    elif job.state == "interrupted":
        st.warning(plain(f"Calcul interrompu par l'arrêt du logiciel : résultat partiel, {done}. Relancez-le."))
    if not now:
        revision = group_digits(job.revision)
        say(f"Calculé sur la rév.{NO_BREAK}{revision} : depuis, quelque chose a changé. Relancez pour suivre.")
    elif job.state == "done":
        hint(f"Calculé sur l'état présent (rév.{NO_BREAK}{group_digits(job.revision)}).")


def _current(job: Job, inputs: Inputs | None) -> bool:
    try:
        return default_jobs().current(job, session.snapshot(), partial(inputs, job.settings) if inputs else None)
    except InvalidInput:
        return True
