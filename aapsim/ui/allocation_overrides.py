"""What the committee's decisions change, in names and euros: alone and together, when asked for."""

from __future__ import annotations

import streamlit as st

from aapsim.ui import session
from aapsim.ui.text import bullets, hint
from aapsim.view.repair_words import overrides_sentences
from aapsim.view.story import by_id

_ASKED = "aapsim:overrides"


def show(key: str) -> None:
    """Show the cost of the decisions in place; nothing where there is none."""
    here = session.snapshot()
    if not here.scenario.locks:
        return
    wanted = st.toggle("Voir ce que ces décisions changent", key=f"{key}:overrides", value=bool(
        st.session_state.get(_ASKED)))  # fmt: skip
    st.session_state[_ASKED] = wanted
    if not wanted:
        return
    with st.spinner("Répartitions recalculées…"):
        found = session.desk().explain.overrides(here.id)
    bullets([issue.sentence() for issue in found.issues])
    bullets(overrides_sentences(found, here.scenario.locks, by_id(here.applications)))
    hint("Chacune est comparée à la même répartition sans elle ; l'ensemble, à la répartition sans aucune décision.")
