"""Execution on the page Solidité: payments, AE and CP, those who leave and who follows, stress tests."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import streamlit as st

from aapsim.domain.allocation import Allocation
from aapsim.domain.french import euros
from aapsim.service import executing
from aapsim.ui import charts, plain_table, presentation, session
from aapsim.ui.fields import optional_percent_field, percent_field
from aapsim.ui.text import figures, hint, plain, say
from aapsim.view import execution as view
from aapsim.view.words import project_words

_CUSTOM = "Aucun texte ne fixe l'avance : 80 % est un usage, à remplacer par le vôtre."
_ADVANCE, _REALISED, _SPREAD = "solidity:advance", "solidity:realised", "solidity:spread"


def show(key: str) -> None:
    """Draw the plan, the replacement of those who leave, and the stress tests of the present optimum."""
    optimum = session.answer().optimum
    if optimum is None or optimum.status == "infeasible":
        say("Il n'y a pas de répartition à exécuter : voyez d'abord l'écran Répartition.")
        return
    names = {one.id: project_words(one, one.id) for one in session.snapshot().applications}
    _plan(optimum, key)
    _leaving(optimum, names, key)
    _tests(optimum, names)


def _plan(optimum: Allocation, key: str) -> None:
    terms = _terms(key)
    shown = session.snapshot()
    plans = executing.plan(shown, optimum, terms)
    whole = view.totals(plans)
    figures(
        [
            ("Avances", euros(whole["advance"])),
            ("Soldes, l'année suivante", euros(whole["balance"])),
            ("À reverser", euros(whole["clawback"])),
        ]
    )
    chart = view.plan_chart(plans, large=presentation.active())
    charts.show(chart, "Avance et solde par financeur", f"{key}:plan")
    say(view.plan_sentence(plans))
    hint("Sur chaque barre, l'avance d'abord, puis le solde.")
    spread = st.session_state.get(_SPREAD)
    drawn = executing.clawback(optimum, terms, spread, 1) if spread else None
    if drawn is not None:
        say(view.clawback_sentence(drawn))
    plain_table.show(view.plan_table(plans), f"{key}:sources")
    st.subheader("AE et CP du programme 304", anchor=False)
    plain_table.show(view.credits_table(plans, shown.call.deadline[:4] or "de signature"), f"{key}:credits")
    apart = view.apart_sentence(plans)
    if apart:
        say(apart)


def _terms(key: str) -> executing.Terms:
    state = st.session_state
    advance, realised = state.setdefault(_ADVANCE, executing.ADVANCE), state.setdefault(_REALISED, Fraction(1))
    columns = st.columns(3)
    with columns[0]:
        percent_field("Avance à la signature", advance, f"{key}:advance", lambda new: _kept(_ADVANCE, new))
    with columns[1]:
        percent_field("Dépense réalisée", realised, f"{key}:realised", lambda new: _kept(_REALISED, new))
    with columns[2]:
        optional_percent_field(
            "Écart-type de la dépense",
            state.get(_SPREAD),
            f"{key}:spread",
            lambda new: _kept(_SPREAD, new),
            empty="aucun",
        )
    st.markdown(f":orange-badge[hypothèse] {plain(_CUSTOM)}")
    return executing.Terms(advance, realised)


def _kept(name: str, value: Any) -> bool:  # noqa: ANN401 - a rate, or nothing
    st.session_state[name] = value
    return True


def _leaving(optimum: Allocation, names: Mapping[str, str], key: str) -> None:
    st.subheader("Si un porteur se désiste, ou perd son cofinancement", anchor=False)
    funded = [award.id for award in optimum.awards if award.grant]
    gone = st.multiselect(
        "Projets qui s'en vont",
        funded,
        format_func=lambda one: names.get(one, one),
        key=f"{key}:gone:{session.snapshot().id}",
        placeholder="Aucun",
        select_all=False,
        filter_mode="contains",
    )
    if gone:
        found = executing.replaced(session.snapshot(), optimum, tuple(sorted(gone)))
        say(view.replacement_sentence(found, names))
    hint(
        "Chaque projet qui reste garde son montant ; l'argent libéré descend la liste complémentaire, "
        "dans l'ordre du classement, sous les mêmes règles."
    )


def _tests(optimum: Allocation, names: Mapping[str, str]) -> None:
    st.subheader("Épreuves toutes prêtes", anchor=False)
    rows = view.stress_rows(executing.tests(session.snapshot(), optimum), names)
    if not rows:
        hint("Rien n'est accordé : il n'y a rien à éprouver.")
    for title, effect in rows:
        st.markdown(f"**{plain(title)}**  \n{plain(effect)}")
    hint("Ce sont des scénarios, pas des prévisions : aucune probabilité n'y est attachée.")
