"""The top of Séance: three figures, the trial's banner, what the room sees, black screen, closing."""

from __future__ import annotations

import streamlit as st

from aapsim.domain.french import NO_BREAK, euros
from aapsim.ui import front_door, lengths, place, provisional, room_control, seance_board, session, trials, words
from aapsim.ui.seance_board import Board, Share
from aapsim.ui.text import plain


def show(board: Board) -> None:
    """Show the money, the trial if there is one, and the room's controls."""
    with st.container(key="seance_top"):
        _figures(board)
        # One line in either case: the screen must not jump when a trial begins or ends.
        if board.trial is not None:
            _trial(board)
            provisional.show(board.answer, board.trial)
        else:
            _seen(board)


def _figures(board: Board) -> None:
    parts = seance_board.shares(board.here, board.answer)
    available, decided = board.here.call.envelope, sum(part.decided for part in parts)
    with st.container(horizontal=True, vertical_alignment="center", gap="medium", key="seance_figures"):
        for label, amount, beside in (
            ("À RÉPARTIR", available, ""),
            ("DÉCIDÉ", decided, ""),
            ("RESTE", available - decided, _by_authority(parts)),
        ):
            st.markdown(f"{label} **{plain(euros(amount))}** {plain(beside)}", width="content")
        st.space("stretch")
        _room(board)


def _by_authority(parts: tuple[Share, ...]) -> str:
    # The short name: the three figures and the buttons stand on one line at 1280 pixels.
    return " · ".join(f"{short(part.authority)} {euros(part.left)}" for part in parts if part.authority)


def short(authority: str) -> str:
    """Return the name of an authority without what stands in brackets."""
    return words.authority(authority).split(" (")[0]


def _seen(board: Board) -> None:
    words = room_control.seen_words(board.shown)
    with st.container(horizontal=True, vertical_alignment="center", key="seance_seen"):
        st.markdown(plain(f"{words[:1].upper()}{words[1:]}."), width="stretch")


def _trial(board: Board) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key="seance_trial"):
        st.markdown(f"ESSAI – {plain(room_control.seen_words(board.shown))}", width="stretch")
        provisional.causes(board.answer, board.trial)
        st.button("Jeter l'essai", key="seance:discard", on_click=trials.discard)


def _room(board: Board) -> None:
    seen = board.shown
    late = seen.revision != board.saved.revision or seen.file != board.file
    st.button(
        f"Montrer (rév.{NO_BREAK}{board.saved.revision})",
        key="seance:show",
        on_click=room_control.put,
        type="primary" if late else "secondary",
        disabled=not board.before.whole,
        help="Met sur l'écran de salle ce qui est enregistré, jamais l'essai.",
    )
    st.button(
        "Rallumer" if seen.black else "Noir",
        key="seance:black",
        on_click=room_control.blackout,
        type="primary" if seen.black else "secondary",
        help="Éteint ou rallume l'écran de salle.",
    )
    st.link_button(
        "Écran de salle ↗",
        f"{front_door.ROOM}?{place.ADDRESS_KEY}={board.saved.id}",
        help="Ouvre la seconde fenêtre, à glisser sur le projecteur.",
    )


def menu() -> None:
    """Show the way back to the other screens: the menu itself is hidden here."""
    with st.popover("Menu"):
        for pages in front_door.PAGES.values():
            for name, title in pages:
                st.page_link(front_door.page_file(name), label=title)
        room_control.scores_toggle()
        _who()


def _who() -> None:
    key = "seance:who"
    if key not in st.session_state:
        st.session_state[key] = session.actor()
    st.text_input("Qui tient la séance ?", key=key, on_change=lengths.take_actor, args=(key,))
