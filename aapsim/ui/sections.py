"""The parts of a page that are shown one at a time: only what is looked at is computed."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st


def choose(label: str, parts: Sequence[str], key: str) -> str:
    """Show the names of the parts and return the chosen one, the first to begin with.

    The choice survives leaving the page. ``label`` is read by assistive tools only.
    """
    memory = f"aapsim:section:{key}"
    kept = st.session_state.get(memory)
    chosen = st.segmented_control(
        label,
        parts,
        default=kept if kept in parts else parts[0],
        key=key,
        required=True,
        label_visibility="collapsed",
    )
    st.session_state[memory] = chosen or parts[0]
    return str(st.session_state[memory])
