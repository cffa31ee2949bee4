"""Décisions et documents: what was decided, by whom, in which version; and the papers to take away."""

from __future__ import annotations

import streamlit as st

from aapsim.ui import decisions_adjust, decisions_made, decisions_papers, front_door, provisional

front_door.pass_through()

KEY = "decisions"

st.title("Décisions et documents", anchor=False)
provisional.hold_back("Cette page vient avec le calcul exact.")
decisions_papers.show(KEY)
st.subheader("Par autorité", anchor=False)
decisions_made.authorities(KEY)
st.subheader("Décisions", anchor=False)
decisions_made.decisions(KEY)
left, right = st.columns(2, gap="large")
with left:
    st.subheader("Liste complémentaire", anchor=False)
    decisions_made.waiting_list(KEY)
with right:
    st.subheader("Versions", anchor=False)
    decisions_made.versions(KEY)
st.subheader("Abondement et désistement", anchor=False)
decisions_adjust.show(KEY)
