"""What the officer does to the room screen: put a saved revision on it, turn it black, light it again."""

from __future__ import annotations

import streamlit as st

from aapsim.domain.french import NO_BREAK, group_digits
from aapsim.service.room import Shown
from aapsim.service.session_actions import Blackout, Show
from aapsim.ui import seance_board, session

SCORES = "seance:scores"
"""Whether the room may read the marks."""


def shown(workspace: str) -> Shown:
    """Return what the room sees now."""
    return session.desk().shown(workspace)


def seen_words(seen: Shown) -> str:
    """Say what the room sees: ``la salle voit rév. 41``."""
    if seen.black:
        return "la salle voit un écran noir"
    if seen.revision is None:
        return "la salle ne voit rien encore"
    return f"la salle voit rév.{NO_BREAK}{group_digits(seen.revision)}"


def scores_shown() -> bool:
    """Tell whether marks may be read in the room."""
    return bool(st.session_state.get(SCORES, True))


def put() -> None:
    """Put what is saved, and the file under discussion, on the room screen."""
    session.act(Show(session.snapshot().revision, seance_board.here(), scores_shown()))


def blackout() -> None:
    """Turn the room screen black, or light it again."""
    session.act(Blackout(not shown(session.snapshot().id).black))
