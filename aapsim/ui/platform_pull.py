"""The platform read over the network, when the officer asks: progress, going on after a cut, same assistant."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from aapsim.domain.issues import InvalidInput
from aapsim.service import platform_pull
from aapsim.service.platform_pull import Pull
from aapsim.ui import platform_import, session
from aapsim.ui.text import hint, plain
from aapsim.view.words import counted

_MOST_DIGITS = 12


def show(key: str, done: Callable[[], None]) -> None:
    """Offer to read a démarche where the environment gives an address and a token; else say how.

    ``done`` is called once what was read is saved.
    """
    with st.expander("Lire la plateforme directement (API, en lecture seule)"):
        if platform_pull.address_from() is None:
            hint(
                "Non configuré : aucune connexion n'est faite. Pour l'activer, la personne qui installe le logiciel "
                "donne AAPSIM_DEMARCHES_URL et AAPSIM_DEMARCHES_TOKEN dans l'environnement."
            )
            return
        # On one line: the progress that follows is then in sight on a small screen too.
        with st.container(horizontal=True, vertical_alignment="bottom"):
            st.text_input("Numéro de la démarche", key=f"{key}:number", placeholder="par exemple : 12345")
            pull = _pull(key)
            label = "Reprendre la lecture" if pull and pull.pages and not pull.done else "Lire les dossiers"
            asked = st.button(label, key=f"{key}:go")
        if asked and pull is None:
            st.error(plain("Le numéro de la démarche est un nombre, par exemple « 12345 »."))
        elif asked and pull is not None:
            _read(key, pull)
            session.rerun()  # the button's words and the report follow what was read
        for sentence in st.session_state.get(f"{key}:said", ()):
            st.error(plain(sentence))
        if pull is not None and pull.pages and not pull.done:
            hint(f"{counted(len(pull.nodes), 'dossier reçu', 'dossiers reçus')} ; la lecture n'est pas finie.")
    reading = st.session_state.get(f"{key}:reading")
    if reading is not None:
        platform_import.show(f"{key}:import", reading, lambda: _done(key, done))


def _pull(key: str) -> Pull | None:
    text = "".join(str(st.session_state.get(f"{key}:number", "")).split())
    if not (text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS):
        return None
    return platform_pull.pull_of(session.snapshot().id, int(text))


def _read(key: str, pull: Pull) -> None:
    """Read page after page; an error leaves what was received, ready to go on."""
    workspace = session.snapshot().id
    if pull.done:
        platform_pull.forget(workspace, pull.number)
        pull = Pull(pull.number)
    st.session_state.pop(f"{key}:reading", None)
    st.session_state.pop(f"{key}:said", None)
    bar = st.progress(0, text="Lecture de la plateforme…")
    try:
        while not pull.done:
            pull = platform_pull.advance(workspace, pull)
            said = f"{counted(len(pull.nodes), 'dossier reçu', 'dossiers reçus')}, page {pull.pages}"
            bar.progress(100 if pull.done else min(95, 10 * pull.pages), text=said)
        st.session_state[f"{key}:reading"] = platform_pull.reading_of(pull, session.snapshot())
    except InvalidInput as problem:
        st.session_state[f"{key}:said"] = tuple(issue.message for issue in problem.issues)


def _done(key: str, done: Callable[[], None]) -> None:
    st.session_state.pop(f"{key}:reading", None)
    done()
