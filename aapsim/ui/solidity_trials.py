"""Robustness on the page Solidité: what is uncertain is typed, then drawn; who is sure, and the agenda."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from aapsim.domain.issues import InvalidInput, Issue
from aapsim.service import trials
from aapsim.ui import charts, job_panel, plain_table, presentation, session, solidity_doubts
from aapsim.ui.text import bullets, figures, hint, say
from aapsim.view import robustness as view
from aapsim.view.words import project_words


def show(key: str) -> None:
    """Draw the doubts, the run and what it says."""
    optimum = session.answer().optimum
    if optimum is None or optimum.status == "infeasible":
        say("Il n'y a pas de répartition à éprouver : voyez d'abord l'écran Répartition.")
        return
    say(
        "Dites ce qui n'est pas sûr ; le logiciel refait la répartition exacte dans chaque monde tiré au sort. "
        "Rien n'est incertain tant que vous ne l'avez pas écrit."
    )
    solidity_doubts.show(key)
    job = job_panel.show(trials.KIND, f"{key}:trials", "Lancer les essais", lambda: _asked(key))
    found = trials.report_from(job.result) if job is not None else None
    if job is not None and found is not None:
        _said(found, trials.doubts_of(job.settings), f"{key}:trials")


def _asked(key: str) -> tuple[Mapping[str, Any], int]:
    optimum = session.answer().optimum
    if optimum is None:
        raise InvalidInput([Issue("trials", "il n'y a pas de répartition à éprouver.")])
    return trials.settings(solidity_doubts.now(), solidity_doubts.draws(key), optimum), solidity_doubts.seed(key)


def _said(found: trials.Report, doubts: trials.Doubts, key: str) -> None:
    names = {one.id: project_words(one, one.id) for one in session.snapshot().applications}
    large = presentation.active()
    number = view.counts(found)
    if found.trials:
        figures([(view.VERDICTS[verdict], str(count)) for verdict, count in number.items()])
    say(view.chance_sentence(found))
    if found.trials:
        say(view.regret_sentence(found))
        hint(f"Graine {found.seed} : la même graine redonne les mêmes essais, à l'octet près.")
        if doubts != solidity_doubts.now():
            hint("Les incertitudes ont changé depuis ces essais : relancez pour les suivre.")
        _agenda(found, names)
        st.subheader("Chaque projet", anchor=False)
        chart = view.chance_chart(found, names, large=large)
        charts.show(chart, "Fréquence de chaque projet", f"{key}:chart")
        hint(
            "Point : part des essais où le projet est retenu ; bande : intervalle à 95 % ; traits à 5 et 95 %, "
            "les bornes des verdicts."
        )
    with st.expander("Tableau", expanded=large or not found.trials):
        plain_table.show(view.chance_table(found, names), f"{key}:table", height="24rem")


def _agenda(found: trials.Report, names: Mapping[str, str]) -> None:
    optimum = session.answer().optimum
    present = {award.id: award.grant for award in optimum.awards if award.grant} if optimum else {}
    lines = view.agenda_lines(found, names, present)
    st.subheader("L'ordre du jour du comité", anchor=False)
    if lines:
        say("Ces projets dépendent des choix, les plus ouverts d'abord ; les autres peuvent passer sans débat.")
        bullets(lines)
    else:
        say("Aucun projet ne dépend des incertitudes données.")
