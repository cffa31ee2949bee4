"""What changes: who enters, leaves, goes up or down, against the saved state, the room's or an earlier one."""

from __future__ import annotations

import streamlit as st

from aapsim.domain.french import NO_BREAK, group_digits
from aapsim.service.answers import Answer, grants_of
from aapsim.ui import seance_conflict, seance_forms, session, trials
from aapsim.ui.seance_board import Board
from aapsim.ui.text import bullets, say
from aapsim.view import movements, story
from aapsim.view.committee import movement_lines

_SINCE = "seance:since"
_STEP, _ROOM, _KEPT = "la dernière modification", "ce que voit la salle", "l'état gardé"


def show(board: Board) -> None:
    """Show the movements; for a trial also its sum in one sentence, and the way to keep it or not."""
    with st.container(key="seance_changes"):
        _show(board)


def _show(board: Board) -> None:
    if not board.possible:
        seance_conflict.show(board)
        return
    known = story.by_id(board.here.applications)
    moves = movements.movements(_before(board), grants_of(board.answer.optimum) if board.answer.optimum else {})
    for line in movement_lines(moves, known, most=4):
        say(line)
    if board.trial is not None and not seance_forms.opened():
        with st.container(horizontal=True):
            st.button("Garder", key="seance:keep", type="primary", on_click=_keep)
            st.button("Abandonner", key="seance:abandon", on_click=trials.discard)


def _keep() -> None:
    trials.keep()


def _before(board: Board) -> dict[str, int]:
    """Return the grants that the movements start from, and say which they are."""
    if board.trial is not None:
        st.markdown("**CE QUI CHANGERAIT**")
        return _grants(board.before)
    references = [_STEP]
    if board.shown.revision not in (None, board.saved.revision):
        references.append(_ROOM)
    if board.saved.kept is not None:
        references.append(_KEPT)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown("**CE QUI CHANGE** depuis", width="content")
        chosen = st.selectbox(
            "Ce qui change, depuis",
            references,
            key=_SINCE,
            format_func=lambda one: _reference_words(board, one),
            label_visibility="collapsed",
        )
    if chosen == _KEPT and board.saved.kept is not None:
        return dict(board.saved.kept.grants)
    revision = board.shown.revision if chosen == _ROOM else board.saved.revision - 1
    return _grants(session.desk().exact_at(board.saved.id, max(1, revision or 1)))


def _reference_words(board: Board, reference: str) -> str:
    if reference == _KEPT and board.saved.kept is not None:
        return f"« {board.saved.kept.label} » (gardé)"
    if reference == _ROOM and board.shown.revision is not None:
        return f"{_ROOM} (rév.{NO_BREAK}{group_digits(board.shown.revision)})"
    return reference


def _grants(answer: Answer) -> dict[str, int]:
    return grants_of(answer.optimum) if answer.optimum is not None else {}


def remarks(board: Board) -> None:
    """Show the departures from the ranking and the ties, each with its cause, folded under their count."""
    optimum = board.answer.optimum
    if optimum is None:
        return
    known = story.by_id(board.here.applications)
    gaps, ties = len(optimum.gaps), len(optimum.ties)
    words = f"▲ {gaps} {'écarts' if gaps > 1 else 'écart'} au classement · = {ties} ex æquo"
    # It opens over the table, not below the window.
    with st.popover(words, key="seance:gaps"):
        bullets([story.gap_sentence(gap, known) for gap in optimum.gaps])
        bullets([story.tie_sentence(tie, known) for tie in optimum.ties])
        if not gaps and not ties:
            say("L'ordre du classement est suivi partout, et aucune note égale ne se dispute les derniers crédits.")
    st.space("stretch")
