"""Séance: the committee, file by file, on one screen that is safe to mirror."""

from __future__ import annotations

import streamlit as st

from aapsim.ui import (
    front_door,
    seance_board,
    seance_changes,
    seance_file,
    seance_ranking,
    seance_style,
    seance_together,
    seance_top,
    seance_what_if,
)

front_door.pass_through()

seance_style.put()
st.title("Séance", anchor=False)
board = seance_board.read()
with st.container(key="seance_page"):
    seance_top.show(board)
    left, right = st.columns([12, 8], gap="medium")
    with left:
        seance_file.show(board)
    with right, st.container(key="seance_right"):
        seance_what_if.show(board)
        if not board.provisional:
            seance_changes.show(board)
    seance_ranking.show(board)
    with st.container(horizontal=True, vertical_alignment="center", key="seance_bottom"):
        if not board.provisional:
            seance_changes.remarks(board)
            seance_together.show(board)
        seance_top.menu()
