"""« Enregistré », or why not, beside the button that was pressed: the top of the page may be out of sight."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from aapsim.service.commands import Action
from aapsim.ui import frame, session
from aapsim.ui.text import hint, plain


def apply(key: str, action: Action) -> bool:
    """Do :func:`session.apply` from a callback, and remember what :func:`show` has to say of it."""
    done = session.apply(action)
    if done:
        mark(key)
    else:
        refuse(key, session.refusals())
    return done


def refuse(key: str, sentences: Sequence[str]) -> None:
    """Have :func:`show` say why nothing was sent, from the callback that found it out."""
    st.session_state[f"{key}:not-saved"] = tuple(sentences)


def mark(key: str) -> None:
    """Remember, from the callback that saved, at which revision that was."""
    st.session_state[f"{key}:saved-at"] = session.snapshot().revision


def show(key: str) -> None:
    """Say that it is saved, as long as nothing else was changed since; or, once, why it is not."""
    refused: tuple[str, ...] | None = st.session_state.pop(f"{key}:not-saved", None)
    if refused is not None:
        st.error(plain(" ".join(("NON enregistré :", *refused) if refused else ("NON enregistré : voyez en haut.",))))
    elif st.session_state.get(f"{key}:saved-at") == session.snapshot().revision:
        hint(f"✔ {frame.saved_line()}")
