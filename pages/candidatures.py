"""Candidatures: typed, pasted, imported, corrected; what the rules say of each."""

from __future__ import annotations

import streamlit as st

from aapsim.ui import (
    applications_form,
    applications_grid,
    applications_import,
    applications_refused,
    applications_sheet,
    applications_table,
    front_door,
    sections,
)

front_door.pass_through()

KEY = "candidatures"
GRID, SHEET, IMPORT = "Tableau", "Fiche", "Importer ou coller"

st.title("Candidatures", anchor=False)
applications_table.totals()
section = sections.choose("Partie de la page", (GRID, SHEET, IMPORT), f"{KEY}:section")
if section == GRID:
    applications_grid.show(KEY)
    st.subheader("Tableau simple, plafonds et recevabilité", anchor=False)
    applications_table.show(KEY)
    st.subheader("Exporter les candidatures", anchor=False)
    applications_table.downloads(KEY)
elif section == SHEET:
    chosen = applications_form.choose(KEY)
    form, sheet = st.columns([3, 2], gap="large")
    with form:
        applications_form.show(f"{KEY}:form", chosen)
    with sheet:
        applications_sheet.show(KEY, chosen)
else:
    applications_import.show(KEY)
applications_refused.show(KEY)
