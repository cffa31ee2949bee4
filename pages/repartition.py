"""Répartition: the envelope typed, the allocation obtained, proven and explained."""

from __future__ import annotations

import streamlit as st

from aapsim.ui import (
    allocation_choices,
    allocation_envelope,
    allocation_export,
    allocation_figures,
    allocation_project,
    allocation_ranking,
    allocation_story,
    allocation_strategies,
    allocation_what_if,
    front_door,
    provisional,
)

front_door.pass_through()

KEY = "repartition"

st.title("Répartition", anchor=False)
allocation_envelope.show(KEY)
strategy = allocation_choices.show(KEY)
shown = allocation_figures.show(strategy)
if shown is not None:
    allocation_ranking.show(KEY, shown)
    allocation_figures.remarks(shown)
provisional.hold_back("La suite de cette page vient avec le calcul exact.")
allocation_project.show(KEY, shown)
if shown is not None:
    allocation_what_if.show(KEY)
    allocation_story.show(KEY, shown)
    allocation_strategies.show(KEY)
allocation_export.show(KEY)
if shown is not None:
    allocation_story.price()
