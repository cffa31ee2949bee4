"""What the officer does to the room screen: put a saved revision on it, turn it black, light it again."""

from __future__ import annotations

import streamlit as st

from aapsim.domain.french import NO_BREAK, group_digits
from aapsim.service.room import Shown
from aapsim.service.session_actions import Blackout, Show
from aapsim.ui import seance_board, session

_SCORES, _WISH = "seance:scores", "aapsim:room-scores"


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
    """Tell whether the next picture may hold marks: what the officer wished here, else as now."""
    return bool(st.session_state.get(_WISH, shown(session.snapshot().id).scores))


def scores_toggle() -> None:
    """Show whether marks may be read in the room."""
    st.session_state[_SCORES] = scores_shown()
    st.toggle("Notes lisibles en salle", key=_SCORES, on_change=_wished)


def _wished() -> None:
    st.session_state[_WISH] = bool(st.session_state[_SCORES])
    seen = shown(session.snapshot().id)
    # A black screen stays black: the wish then counts from the next « Montrer » on.
    if seen.revision is not None and not seen.black:
        session.act(Show(seen.revision, seen.file, scores_shown()))


def put() -> None:
    """Put what is saved, and the file under discussion, on the room screen."""
    session.act(Show(session.snapshot().revision, seance_board.here(), scores_shown()))


def blackout() -> None:
    """Turn the room screen black, or light it again."""
    session.act(Blackout(not shown(session.snapshot().id).black))
