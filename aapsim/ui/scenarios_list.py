"""Saved scenarios: save, rename, duplicate, archive, restore, open; and the references frozen for ever."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from aapsim.service.scenario_actions import (
    ArchiveScenario,
    DuplicateScenario,
    FreezeScenario,
    OpenScenario,
    RenameScenario,
    RestoreScenario,
    SaveScenario,
    ScenarioAction,
)
from aapsim.service.scenarios import SavedScenario
from aapsim.service.session import Mark
from aapsim.ui import lengths, plain_table, session
from aapsim.ui.text import clock, hint, say
from aapsim.view.tables import Table, framed
from aapsim.view.words import counted


def save(key: str) -> None:
    """Show the field that keeps the present state under a name."""
    with st.form(f"{key}:save-form", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input("Garder l'état présent sous le nom", key=f"{key}:name", placeholder="Essai Lozère")
        st.form_submit_button("Enregistrer le scénario", on_click=_named, args=(key, SaveScenario), type="primary")
        st.form_submit_button("Figer une référence", on_click=_named, args=(key, FreezeScenario))
    hint(
        "Un scénario garde ce qui diffère de l'appel : règles, verrous, décisions, notes de séance. "
        "Une référence garde tout, candidatures comprises, avec son empreinte : elle ne bouge plus jamais."
    )


def _named(key: str, action: Callable[[str], ScenarioAction]) -> None:
    if lengths.field_too_long("nom", f"{key}:name", lengths.NAME):
        return
    if session.apply(action(str(st.session_state[f"{key}:name"]).strip())):
        st.session_state[f"{key}:name"] = ""


def show(key: str) -> None:
    """Show the saved scenarios and what can be done with the chosen one."""
    everything = session.snapshot().scenarios
    live = [one for one in everything if not one.archived]
    archived = [one for one in everything if one.archived]
    plain_table.show(_table(live), f"{key}:table")
    if live:
        _chosen(key, {one.id: one.name for one in live})
    if archived:
        with st.expander(counted(len(archived), "scénario archivé", "scénarios archivés"), key=f"{key}:archived"):
            for one in archived:
                with st.container(horizontal=True, vertical_alignment="center"):
                    say(one.name)
                    again = RestoreScenario(one.id)
                    st.button("Restaurer", key=f"{key}:restore:{one.id}", on_click=session.act, args=(again,))


def _table(scenarios: list[SavedScenario]) -> Table:
    rows = [(one.name, len(one.values), one.revision, one.mark.actor, _day(one.mark)) for one in scenarios]
    return Table(
        "Scénarios gardés",
        framed(("Scénario", "Différences avec l'appel", "Depuis la révision", "Gardé par", "Le"), rows),
        {"Différences avec l'appel": "number", "Depuis la révision": "number"},
        empty="Aucun scénario gardé : donnez un nom à l'état présent pour en garder un premier.",
    )


def _day(mark: Mark) -> str:
    return f"{mark.at:%d/%m/%Y} à {clock(mark.at)}"


def _chosen(key: str, names: dict[str, str]) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox("Scénario", list(names), key=f"{key}:chosen", format_func=lambda one: names.get(one, one))
        st.text_input("Nouveau nom", key=f"{key}:other-name")
    with st.container(horizontal=True):
        _button("Ouvrir, en gardant les décisions du comité", key, lambda one, _: OpenScenario(one))
        _button("Ouvrir avec ses propres décisions", key, lambda one, _: OpenScenario(one, "replace"))
        _button("Renommer", key, RenameScenario)
        _button("Dupliquer", key, DuplicateScenario)
        _button("Archiver", key, lambda one, _: ArchiveScenario(one))


def _button(label: str, key: str, action: Callable[[str, str], ScenarioAction]) -> None:
    st.button(label, key=f"{key}:do:{label}", on_click=_do, args=(key, action))


def _do(key: str, action: Callable[[str, str], ScenarioAction]) -> None:
    # Read when the button is pressed: an argument would hold the choice of the last complete run.
    chosen = st.session_state[f"{key}:chosen"]
    named = action in (RenameScenario, DuplicateScenario)
    if named and lengths.field_too_long("nouveau nom", f"{key}:other-name", lengths.NAME):
        return
    if session.apply(action(chosen, str(st.session_state[f"{key}:other-name"]).strip())):
        st.session_state[f"{key}:other-name"] = ""


def references(key: str) -> None:
    """Show the frozen references with their hashes."""
    rows = [(one.name, _day(one.mark), one.mark.actor, one.hash) for one in session.snapshot().references]
    plain_table.show(
        Table(
            "Références figées",
            framed(("Référence", "Figée le", "Par", "Empreinte"), rows),
            empty="Aucune référence figée.",
        ),
        f"{key}:references",
        nowrap=20,
    )
