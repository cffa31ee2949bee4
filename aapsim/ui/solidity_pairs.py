"""Two scenarios under the same draws on the page Solidité: what one changes, the luck being the same."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import streamlit as st

from aapsim.domain.french import NO_BREAK
from aapsim.domain.issues import InvalidInput, Issue
from aapsim.service import pairing
from aapsim.service.comparing import BASE, PRESENT
from aapsim.ui import charts, job_panel, plain_table, presentation, session, solidity_doubts
from aapsim.ui.text import hint, plain, say
from aapsim.view import pairing as view
from aapsim.view.words import project_words

_SIDES = (("Premier scénario", BASE), ("Second scénario", PRESENT))


def show(key: str) -> None:
    """Draw the choice of two scenarios, the doubts, the run and what it says."""
    say(
        "Deux scénarios répondent aux mêmes tirages : mêmes notes tirées, mêmes désistements, mêmes coupes. Ce qui "
        "diffère entre eux vient donc d'eux, pas du hasard."
    )
    _choice(key)
    solidity_doubts.show(key)
    asked = partial(_asked, key)
    job = job_panel.show(pairing.KIND, f"{key}:pairs", "Comparer sous les mêmes tirages", asked, _inputs)
    found = pairing.report_from(job.result) if job is not None else None
    if job is not None and found is not None:
        _said(found, job.settings, key)


def _names() -> dict[str, str]:
    names = {PRESENT: "État présent", BASE: "Règles de l'appel"}
    return names | {one.id: one.name for one in session.snapshot().scenarios if not one.archived}


def _choice(key: str) -> None:
    names, columns = _names(), st.columns(2)
    ids = list(names)
    for number, (label, first) in enumerate(_SIDES):
        columns[number].selectbox(
            label, ids, index=ids.index(first), format_func=lambda one: names.get(one, one), key=f"{key}:side:{number}"
        )
    if len(names) == 2:
        hint("Pour en comparer d'autres, gardez-les d'abord sur l'écran Scénarios.")


def _chosen(key: str) -> list[str]:
    known = _names()
    kept = [str(st.session_state.get(f"{key}:side:{number}", one)) for number, (_, one) in enumerate(_SIDES)]
    return [one if one in known else PRESENT for one in kept]


def _asked(key: str) -> tuple[Mapping[str, Any], int]:
    sides, names = _chosen(key), _names()
    if sides[0] == sides[1]:
        message = "Choisissez deux scénarios différents : le même donnerait deux fois la même réponse."
        raise InvalidInput([Issue("pairs", message)])
    asked = pairing.settings(
        solidity_doubts.now(), solidity_doubts.draws(key), sides, [names[one] for one in sides]
    )
    return asked, solidity_doubts.seed(key)


def _inputs(settings: Mapping[str, Any]) -> Mapping[str, Any]:
    return pairing.inputs(session.desk().posed(session.snapshot().id, settings["scenarios"]))


def _said(found: pairing.PairReport, settings: Mapping[str, Any], key: str) -> None:
    first, second = settings["names"]
    names = {one.id: project_words(one, one.id) for one in session.snapshot().applications}
    large = presentation.active()
    st.subheader(plain(f"« {second} » au lieu de « {first} »"), anchor=False)
    if list(settings["scenarios"]) != _chosen(key):
        hint("Les scénarios choisis ont changé depuis : relancez pour les comparer.")
    say(view.pair_sentence(found, first, second))
    _impossible(found, (first, second))
    _nobody(found, (first, second))
    if found.trials:
        hint(f"Graine {found.seed}, la même pour les deux : elle redonne les mêmes essais, à l'octet près.")
    if found.trials and pairing.by_size(found.shifts):
        chart = view.pair_chart(found.shifts, names, large=large)
        charts.show(chart, "Écarts de fréquence", f"{key}:pairs:chart")
        hint(
            f"Point : fréquence dans «{NO_BREAK}{second}{NO_BREAK}» moins celle dans «{NO_BREAK}{first}{NO_BREAK}» ; "
            "en points ; bande : intervalle à 95 % ; à droite du trait, le second retient plus souvent. "
            "Une bande qui touche le trait ne dit rien de sûr."
        )
    with st.expander("Tableau", expanded=large or not found.trials):
        plain_table.show(view.pair_table(found, names, first, second), f"{key}:pairs:table", height="24rem")


def _nobody(found: pairing.PairReport, names: tuple[str, str]) -> None:
    """Say it where a scenario never funds anybody: its envelope may have been left empty."""
    for name, counts in zip(names, ("first", "second"), strict=True):
        if not any(getattr(one, counts) for one in found.shifts):
            hint(f"«{NO_BREAK}{name}{NO_BREAK}» ne retient aucun projet : a-t-il de l'argent à répartir ?")


def _impossible(found: pairing.PairReport, names: tuple[str, str]) -> None:
    for name, count in zip(names, found.impossible, strict=True):
        if count:
            say(f"«{NO_BREAK}{name}{NO_BREAK}» : aucune répartition n'est possible dans {view.trials_words(count)}.")
