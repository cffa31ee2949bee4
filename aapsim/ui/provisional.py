"""While an answer, or the causes of its gaps, are long in coming: said on every page, replaced by itself."""

from __future__ import annotations

import streamlit as st

from aapsim.domain.issues import InvalidInput
from aapsim.service.answers import Answer
from aapsim.service.commands import Trial
from aapsim.ui import session
from aapsim.ui.text import hint, plain
from aapsim.view import provisional as words

_EVERY_S = 1.0


def show(answer: Answer, trial: Trial | None = None) -> None:
    """Mark what is shown as provisional and follow the exact solve; nothing for an exact answer."""
    waiting = answer.waiting
    if waiting is None:
        return
    said, button = st.columns([6, 1], vertical_alignment="center", gap="small")
    # Beside what is drawn again each second, not in it: a button must not be replaced under a press.
    with button:
        st.button(
            "Reprendre" if waiting.stopped else "Arrêter",
            key=f"aapsim:provisional:{'saved' if trial is None else 'trial'}:{waiting.stopped}",
            help="Recommence le calcul exact." if waiting.stopped else "Vous pourrez reprendre le calcul exact.",
            on_click=_halt,
            args=(trial, not waiting.stopped),
        )
    with said:
        _follow(trial, known=answer.optimum is not None, stopped=waiting.stopped)


def causes(answer: Answer, trial: Trial | None = None) -> None:
    """Say, in the line where it stands, that the causes of gaps are still searched; nothing where they are known."""
    if answer.seeking is not None:
        _follow_causes(trial)


def hold_back(why: str) -> None:
    """End the page here with a sentence, while what follows would need the exact answer with all its reasons."""
    answer = session.answer()
    if not answer.whole:
        hint(why if answer.seeking is None else words.AFTER_CAUSES)
        st.stop()


@st.fragment(run_every=_EVERY_S)
def _follow(trial: Trial | None, *, known: bool, stopped: bool) -> None:
    """Say how far the solve is, each second; the page is drawn again when more is known, or when it stopped."""
    try:
        answer = session.look(trial)
    except (InvalidInput, KeyError):
        # The page itself says what is wrong; the next look may succeed.
        return
    waiting = answer.waiting
    if waiting is None or (answer.optimum is not None, waiting.stopped) != (known, stopped):
        st.rerun()
    headline = plain(words.headline(waiting.seconds, stopped=stopped))
    rest = plain(f"{words.distance_sentence(answer.optimum)} {words.HELD_BACK}")
    st.warning(f"**{headline}.** {rest}", icon=":material/hourglass_top:")


@st.fragment(run_every=_EVERY_S)
def _follow_causes(trial: Trial | None) -> None:
    """Say that the causes of the gaps are still to come; the page is drawn again when they are there."""
    try:
        seeking = session.look(trial).seeking
    except (InvalidInput, KeyError):
        return
    if seeking is None:
        st.rerun()
    st.caption(plain(words.causes_sentence(seeking.seconds)), width="content")


def _halt(trial: Trial | None, halted: bool) -> None:  # noqa: FBT001  Streamlit passes what it was given by place
    session.desk().halt(session.snapshot().id, trial, halted=halted)
