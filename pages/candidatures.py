"""Candidatures: typed, pasted, imported, corrected; what the rules say of each."""

from __future__ import annotations

import streamlit as st

from aapsim.ui import (
    applications_bulk,
    applications_form,
    applications_grid,
    applications_import,
    applications_refused,
    applications_sheet,
    applications_signals,
    applications_table,
    applications_work,
    budget_form,
    front_door,
    sections,
)

front_door.pass_through()

KEY = "candidatures"
GRID, SHEET, BUDGET, WORK, IMPORT = "Tableau", "Fiche", "Budget", "À vérifier", "Importer ou coller"

st.title("Candidatures", anchor=False)
applications_table.totals()
section = sections.choose("Partie de la page", (GRID, SHEET, BUDGET, WORK, IMPORT), f"{KEY}:section")
if section == GRID:
    applications_grid.show(KEY)
    st.subheader("Tableau simple, plafonds et recevabilité", anchor=False)
    applications_table.show(KEY)
    applications_bulk.show(f"{KEY}:bulk")
    st.subheader("Exporter les candidatures", anchor=False)
    applications_table.downloads(KEY)
elif section == SHEET:
    chosen = applications_form.choose(KEY)
    form, sheet = st.columns([3, 2], gap="large")
    with form:
        applications_form.show(f"{KEY}:form", chosen)
    with sheet:
        applications_sheet.show(KEY, chosen)
elif section == BUDGET:
    budget_form.show(f"{KEY}:budget")
elif section == WORK:
    applications_work.show(f"{KEY}:work")
    applications_signals.show(f"{KEY}:signals")
else:
    applications_import.show(KEY)
applications_refused.show(KEY, brief=section in (SHEET, BUDGET, WORK))
