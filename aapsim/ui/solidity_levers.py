"""Sensitivity on the page Solidité: which setting matters, how far the list of winners stays."""

from __future__ import annotations

import streamlit as st

from aapsim.service.job_kinds import effects_from
from aapsim.ui import charts, job_panel, plain_table, presentation, session
from aapsim.ui.text import hint, say
from aapsim.view import sensitivity as view
from aapsim.view.words import project_words

KIND = "sensitivity"


def show(key: str) -> None:
    """Draw the run, the tornado and the ranges."""
    optimum = session.answer().optimum
    if optimum is None or optimum.status == "infeasible":
        say("Il n'y a pas de répartition à éprouver : voyez d'abord l'écran Répartition.")
        return
    say("Chaque réglage bouge seul, les autres restant ce qu'ils sont : qu'est-ce qui change la liste ?")
    job = job_panel.show(KIND, f"{key}:levers", "Éprouver les réglages", lambda: ({}, 0))
    if job is None or job.result is None:
        return
    found, call, large = effects_from(job.result), session.snapshot().call, presentation.active()
    names = {one.id: project_words(one, one.id) for one in session.snapshot().applications}
    if found:
        st.subheader("Ce qui pèse le plus", anchor=False)
        chart = view.tornado_chart(found, call, large=large)
        charts.show(chart, "Poids de chaque réglage", f"{key}:tornado")
    say(view.sensitivity_sentence(found, call))
    hint("Euros qui changent de main quand le réglage baisse (à gauche) ou monte (à droite) de 10 %.")
    with st.expander("Tableau des euros déplacés", expanded=large):
        plain_table.show(view.tornado_table(found, call), f"{key}:moved")
    st.subheader("Jusqu'où la liste des retenus tient", anchor=False)
    plain_table.show(view.range_table(found, call, names), f"{key}:ranges", nowrap=24)
    hint(
        "Réglages essayés de 1 à 90 % de leur valeur, dans les deux sens, puis resserrés à 1 % près. La réponse est "
        "exacte à chaque essai ; une liste qui changerait puis reviendrait entre deux essais n'est pas cherchée."
    )
