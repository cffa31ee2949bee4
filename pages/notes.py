"""Notes et avis: several reviewers, their marks and disagreements, the grids, the departments' opinions."""

from __future__ import annotations

import streamlit as st

from aapsim.ui import (
    front_door,
    reviews_board,
    reviews_form,
    reviews_grids,
    reviews_opinions,
    reviews_weights,
    sections,
)

front_door.pass_through()

KEY = "notes"
BOARD, SCORE, GRIDS, OPINIONS, WEIGHTS = "Synthèse", "Évaluer", "Grilles", "Avis départementaux", "Poids et échelle"

st.title("Notes et avis", anchor=False)
section = sections.choose("Partie de la page", (BOARD, SCORE, GRIDS, OPINIONS, WEIGHTS), f"{KEY}:section")
if section == BOARD:
    reviews_board.show(f"{KEY}:board")
elif section in (SCORE, GRIDS):
    who = reviews_form.reviewer(KEY)
    if who and section == SCORE:
        reviews_form.show(f"{KEY}:form", who)
    elif who:
        reviews_grids.show(f"{KEY}:grids", who)
elif section == OPINIONS:
    reviews_opinions.show(f"{KEY}:opinions")
else:
    reviews_weights.show(f"{KEY}:weights")
    reviews_board.scale(f"{KEY}:scale")
