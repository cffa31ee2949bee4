"""One action on several applications at once: named, confirmed, and undone like any other change."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import streamlit as st

from aapsim.domain.review import Opinion
from aapsim.service.commands import Action, PutApplications, RemoveApplications
from aapsim.service.review_actions import PutOpinions
from aapsim.ui import session
from aapsim.ui.text import bullets, hint, say
from aapsim.view.words import OVERALL_WORDS, counted, project_words

_SHOWN = 8


def _complete(ids: tuple[str, ...], *, value: bool | None) -> Action:
    return PutApplications(tuple(replace(one, complete=value) for one in session.snapshot().filed if one.id in ids))


def _ask(ids: tuple[str, ...]) -> Action:
    here = session.snapshot()
    known = here.prepared.opinions
    return PutOpinions(
        {
            (one.id, code): Opinion()
            for one in here.applications
            if one.id in ids
            for code, _ in one.departments
            if code not in known.get(one.id, {})
        }
    )


_ACTIONS: Mapping[str, tuple[str, Callable[[tuple[str, ...]], Action]]] = {
    "complete": ("Noter complets", lambda ids: _complete(ids, value=True)),
    "incomplete": ("Noter incomplets", lambda ids: _complete(ids, value=False)),
    "unknown": ("Remettre la complétude à vérifier", lambda ids: _complete(ids, value=None)),
    "ask": ("Noter les avis départementaux comme demandés", _ask),
    "remove": ("Supprimer", RemoveApplications),
}


def show(key: str) -> None:
    """Show the selection, the action, and its confirmation with the names."""
    here = session.snapshot()
    if not here.applications:
        return
    names = {one.id: project_words(one, one.id) for one in here.applications}
    with st.expander("Agir sur plusieurs dossiers"):
        widget = f"{key}:ids"
        st.session_state[widget] = [one for one in st.session_state.get(widget, []) if one in names]
        with st.container(horizontal=True):
            st.button("Tous", key=f"{key}:all", on_click=_select, args=(widget, ""))
            for code, words in OVERALL_WORDS.items():
                st.button(f"Ajouter : {words}", key=f"{key}:add:{code}", on_click=_select, args=(widget, code))
            st.button("Aucun", key=f"{key}:none", on_click=_clear, args=(widget,))
        st.multiselect(
            "Dossiers choisis",
            list(names),
            key=widget,
            format_func=lambda one: f"{one} · {names.get(one, '')}",
            placeholder="Choisissez des dossiers",
            select_all=False,
            filter_mode="contains",
        )
        st.selectbox("Action", list(_ACTIONS), key=f"{key}:action", format_func=lambda one: _ACTIONS[one][0])
        _confirm(key, names)


def _confirm(key: str, names: Mapping[str, str]) -> None:
    chosen = st.session_state[f"{key}:ids"]
    if not chosen:
        hint("Aucun dossier choisi.")
        return
    with st.popover("Continuer…", key=f"{key}:go"):
        say(f"{_ACTIONS[st.session_state[f'{key}:action']][0]} : {counted(len(chosen), 'dossier')} ?")
        bullets([f"{one} · {names[one]}" for one in chosen[:_SHOWN]])
        if len(chosen) > _SHOWN:
            hint(f"et {counted(len(chosen) - _SHOWN, 'autre')}.")
        hint("« Annuler », en haut, le défait d'un coup.")
        st.button("Oui, faire", key=f"{key}:yes", type="primary", on_click=_do, args=(key,))


def _select(widget: str, code: str) -> None:
    answer = session.answer()
    ids = [one.id for one in session.snapshot().applications if code in ("", answer.eligibility.get(one.id))]
    st.session_state[widget] = list(dict.fromkeys([*st.session_state.get(widget, []), *ids]))


def _clear(widget: str) -> None:
    st.session_state[widget] = []


def _do(key: str) -> None:
    ids = tuple(st.session_state[f"{key}:ids"])
    if ids and session.apply(_ACTIONS[st.session_state[f"{key}:action"]][1](ids)):
        st.session_state[f"{key}:ids"] = []
