"""What is signalled and never imposed: thresholds of public money by applicant, money that may be counted twice."""

from __future__ import annotations

import streamlit as st

from aapsim.ui import plain_table, session
from aapsim.ui.text import hint
from aapsim.view.funding import double_table, signals_words, thresholds_table


def show(key: str) -> None:
    """Show both tables in one fold, its title saying how much there is."""
    here, optimum = session.snapshot(), session.answer().optimum
    awards = {award.id: award for award in optimum.awards} if optimum else {}
    limits = thresholds_table(here.call, here.applications, awards)
    double = double_table(here.applications, here.prepared.budgets)
    with st.expander(f"Argent public : {signals_words(limits, double)}"):
        plain_table.show(limits, f"{key}:thresholds", head=1)
        plain_table.show(double, f"{key}:double", head=1)
        hint("Signalé, jamais imposé : rien de ceci ne change la répartition.")
