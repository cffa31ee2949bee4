"""« Enregistré » beside the button that saved: the top of the page may be out of sight."""

from __future__ import annotations

import streamlit as st

from aapsim.ui import frame, session
from aapsim.ui.text import hint


def mark(key: str) -> None:
    """Remember, from the callback that saved, at which revision that was."""
    st.session_state[f"{key}:saved-at"] = session.snapshot().revision


def show(key: str) -> None:
    """Say that it is saved, as long as nothing else was changed since."""
    if st.session_state.get(f"{key}:saved-at") == session.snapshot().revision:
        hint(f"✔ {frame.saved_line()}")
