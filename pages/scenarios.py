"""Scénarios: save, name, duplicate, archive, restore, freeze; compare two to four."""

from __future__ import annotations

import streamlit as st

from aapsim.ui import front_door, scenarios_compare, scenarios_list, sections

front_door.pass_through()

KEY = "scenarios"
KEPT, COMPARED = "Gardés", "Comparer"

st.title("Scénarios", anchor=False)
section = sections.choose("Partie de la page", (KEPT, COMPARED), f"{KEY}:section")
if section == KEPT:
    scenarios_list.save(KEY)
    scenarios_list.show(KEY)
    st.subheader("Références figées", anchor=False)
    scenarios_list.references(KEY)
else:
    scenarios_compare.show(KEY)
