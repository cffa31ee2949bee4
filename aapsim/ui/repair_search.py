"""The search for repairs, followed on a page: what contradicts itself is said at once, the repairs come after."""

from __future__ import annotations

import streamlit as st

from aapsim.service.commands import Trial
from aapsim.service.repairing import Search
from aapsim.ui import session
from aapsim.ui.text import hint

PATIENCE_S, _EVERY_S = 1.5, 1.0


def begun(trial: Trial | None = None, kept: frozenset[str] = frozenset()) -> Search:
    """Return the search of this moment, a quick one with its end; nothing may touch a decision on ``kept``."""
    return session.desk().explain.repairs(session.snapshot().id, trial, kept, PATIENCE_S)


@st.fragment(run_every=_EVERY_S)
def follow(trial: Trial | None = None, kept: frozenset[str] = frozenset()) -> None:
    """Say how far the search is, each second; the page is drawn again when it is over."""
    search = session.desk().explain.repairs(session.snapshot().id, trial, kept)
    if search.over:
        st.rerun()
    hint(f"Recherche des plus petites réparations… {search.done} étapes sur {search.total}.")
