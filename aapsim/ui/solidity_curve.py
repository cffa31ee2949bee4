"""The envelope curve on the page Solidité: two questions answered at once, then the curve itself."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import streamlit as st

from aapsim.domain.french import NO_BREAK, euros, percent
from aapsim.service import curves, what_if
from aapsim.ui import charts, job_panel, plain_table, presentation, session, words
from aapsim.ui.fields import money_field, percent_field
from aapsim.ui.text import hint, say
from aapsim.view import frontier as view
from aapsim.view.words import project_words

_EXTRA, _RESERVE = "solidity:extra", "solidity:reserve"


def show(key: str) -> None:
    """Draw the two sentences, the settings of the curve, the curve and its tables."""
    shown, answer = session.snapshot(), session.answer()
    if what_if.present_point(shown, answer) is None:
        say("Il n'y a pas de répartition à prolonger : voyez d'abord l'écran Répartition.")
        return
    _questions(key)
    st.subheader("La courbe", anchor=False)
    _settings(key)
    job_panel.start_first(curves.KIND, lambda: _asked(key))
    job = job_panel.show(curves.KIND, key, "Calculer la courbe", lambda: _asked(key))
    if job is not None:
        _drawn(key, curves.points_from(job.result), curves.sweep_from(job.settings))


def _questions(key: str) -> None:
    """Answer « et avec 10 000 € de plus ? » and « et une réserve de 5 % ? » exactly, in a sentence each."""
    state, shown, answer = st.session_state, session.snapshot(), session.answer()
    extra, reserve = state.setdefault(_EXTRA, 10_000), state.setdefault(_RESERVE, Fraction(1, 20))
    left, right = st.columns(2, gap="large")
    with left:
        money_field("Et avec… en plus ?", extra, f"{key}:extra", lambda new: _kept(_EXTRA, new), buttons=False)
        more = what_if.with_more(shown, answer, extra)
        _said(f"Avec {euros(extra)} de plus", more)
    with right:
        percent_field("Et une réserve de… ?", reserve, f"{key}:reserve", lambda new: _kept(_RESERVE, new))
        held = what_if.with_reserve(shown, answer, reserve)
        _said(f"Une réserve de {percent(reserve)} ({euros(curves.held_back(shown.call, reserve))})", held)
    if len(_purses()) > 1 and st.toggle("Et pour une seule autorité, un seul financeur ?", key=f"{key}:purses"):
        for moving, label in _purses().items():
            change = what_if.with_more(shown, answer, extra, curves.codes(shown.call, moving))
            _said(f"{label}, avec {euros(extra)} de plus", change)


def _said(lead: str, change: curves.Difference | None) -> None:
    if change is None:
        say(f"{lead} : aucune répartition ne serait possible.")
    else:
        say(view.change_sentence(lead, change, _names()))


def _kept(name: str, value: Any) -> bool:  # noqa: ANN401 - euros or a rate
    st.session_state[name] = value
    return True


def _names() -> Mapping[str, str]:
    return {one.id: project_words(one, one.id) for one in session.snapshot().applications}


def _choices() -> dict[str, str]:
    """Return what can move: everything, one authority, one source, the common rate."""
    return {curves.ALL: "Toute l'enveloppe"} | _purses() | {curves.RATE: "Le taux commun"}


def _purses() -> dict[str, str]:
    """Return each authority, then each source, where there are several."""
    call, choices = session.snapshot().call, dict[str, str]()
    if len(call.authorities) > 1:
        choices |= {f"authority:{code}": words.authority(code) for code in call.authorities}
    if len(call.sources) > 1:
        choices |= {f"source:{source.code}": source.label or source.code for source in call.sources}
    return choices


def _settings(key: str) -> None:
    choices, call = _choices(), session.snapshot().call
    with st.container(horizontal=True, vertical_alignment="bottom", key=f"{key}:settings"):
        st.selectbox("Faire varier", list(choices), format_func=choices.__getitem__, key=f"{key}:moving")
        st.selectbox("De", ["50 %", "80 %", "90 %"], key=f"{key}:low", format_func=_of_today)
        st.selectbox("À", ["150 %", "120 %", "110 %"], key=f"{key}:high", format_func=_of_today)
    hint(
        "Un total se partage entre les financeurs au prorata de leurs crédits disponibles, à l'euro ; "
        f"aujourd'hui {euros(call.envelope)}. Chaque point est une répartition exacte, calculée pour elle-même."
    )


def _of_today(share: str) -> str:
    return f"{share.replace(' ', NO_BREAK)} d'aujourd'hui"


def _asked(key: str) -> tuple[Mapping[str, Any], int]:
    """Return the settings of the curve as they are chosen now."""
    state = st.session_state
    low, high = (
        Fraction(int(str(state.get(f"{key}:{end}") or default).split()[0]), 100)
        for end, default in (("low", "50"), ("high", "150"))
    )
    moving = str(state.get(f"{key}:moving") or curves.ALL)
    return curves.settings(session.snapshot().call, moving, low, high), 0


def _drawn(key: str, points: tuple[curves.Point, ...], sweep: curves.Sweep) -> None:
    if not points:
        return
    if points[0].at == points[-1].at:
        say("Il n'y a pas d'argent à faire varier : saisissez les montants dans « Enveloppe », puis relancez.")
        return
    large = presentation.active()
    here, names = _here(sweep), _names()
    measure = st.segmented_control(
        "Ce que montre la courbe",
        list(view.MEASURES),
        default="projects",
        format_func=view.MEASURES.__getitem__,
        key=f"{key}:measure",
        required=True,
        label_visibility="collapsed",
    )
    chart = view.curve_chart(points, measure, sweep.against, here, large=large)
    charts.show(chart, view.MEASURES[measure], f"{key}:chart")
    what = f"Ce qui varie : {_moving_words(sweep)}."
    hint(f"{what} {view.MEASURE_SENTENCES[measure]} ● un projet entre, ✕ un projet sort.")
    say(view.curve_sentence(points, sweep.against, here))
    with st.expander("Tableau des points", expanded=large):
        plain_table.show(view.curve_table(points, sweep.against, names, here), f"{key}:points", height="24rem")
    st.subheader("Qui entre, et à partir de quand", anchor=False)
    if view.entry_rows(points):
        entries = view.entries_chart(points, sweep.against, names, here, large=large)
        charts.show(entries, "Qui entre, et quand", f"{key}:entries")
    say(view.entries_sentence(points, sweep.against, here, names))


def _moving_words(sweep: curves.Sweep) -> str:
    """Name what the curve drawn moves: it may no longer be what is chosen above."""
    if sweep.against == "common_rate":
        return "le taux commun"
    call, whole = session.snapshot().call, "toute l'enveloppe"
    # An authority of one source only moves as that source: the source's name says both.
    purses = reversed(_purses().items())
    return next((label for one, label in purses if curves.codes(call, one) == sweep.codes), whole)


def _here(sweep: curves.Sweep) -> view.Here:
    shown = session.snapshot()
    point = what_if.present_point(shown, session.answer(), sweep.codes)
    if point is None:
        return view.Here(Fraction(0), 0, Fraction(0), Fraction(0))
    at = (shown.call.common_rate or shown.call.rate) if sweep.against == "common_rate" else point.at
    return view.Here(at, point.projects, point.coverage, point.answer.value)
