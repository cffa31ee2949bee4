"""The frame around every page: where one is, what is saved, undo, refusals, conflicts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import is_dataclass
from fractions import Fraction

import streamlit as st

from aapsim.domain.application import Application
from aapsim.domain.french import NO_BREAK, exact_text, group_digits
from aapsim.service.commands import Undo
from aapsim.ui import changes, lengths, presentation, provisional, session, text, watch, words
from aapsim.ui.text import clock, hint, plain

FICTIONAL = "Fictif"
_NOT_SAVED = "NON enregistré"


def top() -> None:
    """Draw the line at the top of every page, and what has to be said before the page."""
    shown = session.snapshot()
    _who()
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="frame"):
        st.markdown(f"**{plain(words.workspace_title(shown.title, demo=shown.demo))}**", width="content")
        if shown.demo:
            st.badge(FICTIONAL, color="orange")
        # In a line that is there anyway: nothing may move when the causes arrive.
        provisional.causes(session.answer())
        st.space("stretch")
        st.markdown(plain(saved_line()), width="content")
        undo = changes.undo_words(shown.undoable, shown.call)
        st.button(
            f"↶ Annuler : {plain(undo)}" if undo else "↶ Annuler",
            key="aapsim:undo",
            disabled=not undo,
            on_click=session.act,
            args=(Undo(),),
            help="Défait la dernière modification enregistrée." if undo else "Rien à annuler.",
        )
        presentation.button()
    # Always one place, empty or not: what is said here must not draw the page again, which loses the keyboard.
    with st.container():
        problem = session.desk().problem
        # A change that could not be saved says it itself, with its buttons: once is enough.
        if problem and session.pending() is None:
            st.error(plain(problem))
        _refusals()
        _waiting()
        provisional.show(session.answer())
    watch.show()


def saved_line() -> str:
    """Return « Enregistré (rév. N) à 14 h 32 » for what is shown."""
    shown = session.snapshot()
    return f"Enregistré (rév.{NO_BREAK}{group_digits(shown.revision)}) à {clock(shown.saved_at)}"


def _who() -> None:
    key = "aapsim:who"
    if key not in st.session_state:
        st.session_state[key] = session.actor()
    st.sidebar.text_input(
        "Qui tient la séance ?",
        key=key,
        on_change=lengths.take_actor,
        args=(key,),
        help="Ce nom accompagne chaque modification dans le journal.",
    )


def _refusals() -> None:
    issues = session.take_refused()
    if issues:
        st.error("\n\n".join(plain(_capital(issue.sentence())) for issue in issues))


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def _waiting() -> None:
    waiting = session.pending()
    if waiting is None:
        return
    if waiting.conflict is None:
        _not_saved(waiting)
    else:
        _conflict_dialog(waiting)


def _not_saved(waiting: session.Pending) -> None:
    why = "\n\n".join(plain(issue.sentence()) for issue in waiting.why)
    # The reason itself begins with these words: they are said once.
    st.error(f"**{_NOT_SAVED}** {why.removeprefix(_NOT_SAVED).lstrip()}")
    with st.container(horizontal=True):
        again = {"waiting": waiting, "mine": True}
        st.button("Réessayer", key="aapsim:retry", type="primary", on_click=session.choose, kwargs=again)
        st.download_button(
            "Télécharger ma saisie",
            json.dumps(readable(waiting.command.action), ensure_ascii=False, indent=2, default=str),
            file_name="saisie-non-enregistree.json",
            mime="application/json",
            key="aapsim:rescue",
            on_click="ignore",
        )
        st.button("Abandonner ma saisie", key="aapsim:abandon", on_click=session.forget_pending)


@st.dialog("Deux saisies pour la même chose", on_dismiss=session.forget_pending)
def _conflict_dialog(waiting: session.Pending) -> None:
    conflict = waiting.conflict
    if conflict is None:
        return
    call = session.snapshot().call
    st.markdown(
        plain(f"{conflict.actor} a modifié {changes.subject(conflict.path, call)} à {clock(conflict.at)}.")
    )
    theirs, yours = st.columns(2)
    for column, title, value in (
        (theirs, f"Valeur {text.of(conflict.actor)}", conflict.theirs),
        (yours, "Votre valeur", conflict.yours),
    ):
        column.markdown(f"**{plain(title)}**")
        for line in changes.lines(conflict.path, value, call):
            column.markdown(plain(line))
    hint("Rien n'est enregistré de votre côté tant que vous n'avez pas choisi.")
    if theirs.button(f"Garder celle {plain(text.of(conflict.actor))}", key="aapsim:theirs"):
        session.choose(waiting, mine=False)
        st.rerun()
    if yours.button("Mettre la mienne", key="aapsim:yours", type="primary"):
        session.choose(waiting, mine=True)
        st.rerun()


def readable(value: object) -> object:
    """Return an action as plain values for a JSON file."""
    if isinstance(value, Application):
        return value.to_document()
    if isinstance(value, Fraction):
        return exact_text(value)
    if is_dataclass(value) and not isinstance(value, type):
        return {"action": type(value).__name__} | {
            field: readable(getattr(value, field)) for field in value.__dataclass_fields__
        }
    if isinstance(value, tuple | list):
        return [readable(one) for one in value]
    if isinstance(value, Mapping):
        return {str(key): readable(one) for key, one in value.items()}
    return value
