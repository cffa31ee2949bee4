"""The calls opened so far, and opening another of the shipped ones."""

from __future__ import annotations

import streamlit as st

from aapsim.domain.french import NO_BREAK, group_digits
from aapsim.domain.issues import InvalidInput
from aapsim.ui import session, text, words
from aapsim.ui.text import plain


def show(key: str) -> None:
    """Draw the opened calls, one line each with its button, and the choice of a call to open."""
    st.subheader("Appels ouverts", anchor=False)
    here = session.snapshot().id
    for one in session.desk().workspaces():
        with st.container(horizontal=True, vertical_alignment="center"):
            st.button(
                "Affiché" if one.id == here else "Afficher",
                key=f"{key}:go:{one.id}",
                disabled=one.id == here,
                on_click=session.open_workspace,
                args=(one.id,),
            )
            title = words.workspace_title(one.title, demo=session.desk().snapshot(one.id).demo)
            st.markdown(plain(f"{title} (rév.{NO_BREAK}{group_digits(one.revision)})"))
    _open_shipped(key)


def _open_shipped(key: str) -> None:
    shipped = _shipped()
    if not shipped:
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox(
            "Ouvrir un appel", list(shipped), format_func=lambda name: shipped[name], key=f"{key}:shipped"
        )
        st.button(
            "Ouvrir",
            key=f"{key}:open",
            on_click=_open,
            args=(f"{key}:shipped",),
            help="Crée un espace vide avec les règles de cet appel ; les autres restent ouverts.",
        )
    text.hint("Chaque appel ouvert garde ses candidatures, son enveloppe et ses règles.")


@st.cache_data(show_spinner=False)
def _shipped() -> dict[str, str]:
    return session.desk().shipped_calls()


def _open(key: str) -> None:
    name = str(st.session_state[key])
    try:
        opened = session.desk().open_call(name, _shipped()[name], actor=session.actor())
    except InvalidInput as refused:
        session.refuse(refused.issues)
    else:
        session.open_workspace(opened)
