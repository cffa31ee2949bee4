"""Why not, or why not more: the room's sentence at once, the officer's figures when asked for."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from aapsim.domain.allocation import Allocation
from aapsim.domain.explanation import WhyNot
from aapsim.ui import session
from aapsim.ui.text import bullets, hint, plain
from aapsim.view.room_words import room_sentence
from aapsim.view.story import by_id
from aapsim.view.why_not import officer_sentences


def show(key: str, chosen: str, shown: Allocation) -> None:
    """Show why a project of the optimum is not (fully) funded and what would change it; nothing at its cap."""
    award = shown.award(chosen)
    if shown.strategy != "optimum" or award.status == "funded":
        return
    here, explain = session.snapshot(), session.desk().explain
    st.markdown("**Pourquoi pas" + (" davantage" if award.grant else "") + "\u00a0?**")
    known = by_id(here.applications)
    why = explain.why_not_known(here.id, chosen)
    said = st.container()
    if why is None and st.button(
        "Calculer ce qui le ferait entrer" if not award.grant else "Calculer ce qui le porterait au plafond",
        key=f"{key}:why",
        help="Ce que coûterait sa décision, la note et l'enveloppe nécessaires : quelques secondes de calcul.",
    ):
        why = _computed(chosen)
    with said:
        room = room_sentence(here.call, shown, award, known.get(chosen), why)
        st.info(plain(f"Pour la salle : {room}"), icon=":material/campaign:")
    if why is not None:
        bullets(officer_sentences(why, known))
        hint("Chaque chiffre a été obtenu en refaisant la répartition.")


def _computed(chosen: str) -> WhyNot:
    bar = st.progress(0.0, text="Répartitions recalculées…")
    found = session.desk().explain.why_not(
        session.snapshot().id, chosen, progress=lambda done, whole: _advance(bar, done, whole)
    )
    bar.empty()
    return found


def _advance(bar: DeltaGenerator, done: int, whole: int) -> None:
    bar.progress(done / max(1, whole), text=f"Enveloppes essayées : {done} sur {whole}")
