"""After the session: new money or a withdrawal, the effect seen before it is recorded."""

from __future__ import annotations

import streamlit as st

from aapsim.domain.french import euros, parse_euros
from aapsim.domain.issues import InvalidInput
from aapsim.service.session_actions import Adjust
from aapsim.ui import lengths, session, words
from aapsim.ui.text import bullets, hint, say
from aapsim.view.story import by_id
from aapsim.view.words import project_words

_SEEN = "aapsim:decisions:adjust"
_BY_LIST, _BY_OPTIMUM = "dans l'ordre de la liste complémentaire", "par un nouvel optimum sur cette liste"


def show(key: str) -> None:
    """Show the form of an adjustment, once the session is closed, and the effect of what was asked last."""
    snapshot = session.snapshot()
    if snapshot.session.closed is None:
        hint("Après la clôture : de l'argent nouveau ou un désistement sert la liste complémentaire.")
        return
    known = by_id(snapshot.applications)
    granted = [one for one, each in snapshot.session.decisions.items() if each.amount]
    with st.form(f"{key}:adjust", border=True):
        st.text_input("Nom de l'abondement ou du désistement", key=f"{key}:adj:name")
        for source in snapshot.call.sources:
            label = f"Argent nouveau, {source.label or source.code} (€)"
            st.text_input(label, key=f"{key}:adj:{source.code}", placeholder="0 €")
        st.multiselect(
            "Porteurs qui se désistent",
            granted,
            key=f"{key}:adj:out",
            format_func=lambda one: project_words(known.get(one), one),
            placeholder="Choisir",
            select_all=False,
            filter_mode="contains",
        )
        st.radio("Servir", (_BY_LIST, _BY_OPTIMUM), key=f"{key}:adj:how")
        st.text_input("Motif de l'abondement ou du désistement", key=f"{key}:adj:motive")
        with st.container(horizontal=True):
            st.form_submit_button("Voir l'effet de l'abondement", on_click=_see, args=(key,))
            st.form_submit_button("Enregistrer cette version", on_click=_record, args=(key,), type="primary")
    seen = st.session_state.get(_SEEN)
    if isinstance(seen, Adjust):
        _effect(seen)


def _asked(key: str) -> Adjust | None:
    """Return what the form asks for; ``None``, with the reason shown, where an amount or a text is refused."""
    values = st.session_state
    if lengths.field_too_long("nom", f"{key}:adj:name", lengths.NAME):
        return None
    if lengths.field_too_long("motif", f"{key}:adj:motive", lengths.MOTIVE):
        return None
    money = {}
    try:
        for source in session.snapshot().call.sources:
            text = str(values[f"{key}:adj:{source.code}"]).strip()
            if text:
                money[source.code] = parse_euros(text).euros
    except InvalidInput as refused:
        session.refuse(refused.issues)
        return None
    return Adjust(
        str(values[f"{key}:adj:name"]).strip(),
        str(values[f"{key}:adj:motive"]).strip(),
        money,
        tuple(values[f"{key}:adj:out"]),
        "optimum" if values[f"{key}:adj:how"] == _BY_OPTIMUM else "waiting_list",
    )


def _see(key: str) -> None:
    st.session_state[_SEEN] = _asked(key)


def _record(key: str) -> None:
    asked = _asked(key)
    if asked is not None and session.apply(asked):
        st.session_state.pop(_SEEN, None)


def _effect(asked: Adjust) -> None:
    snapshot = session.snapshot()
    known = by_id(snapshot.applications)
    try:
        found = session.desk().adjustment(snapshot.id, asked)
    except InvalidInput as refused:
        for issue in refused.issues:
            say(issue.sentence())
        return
    how = "nouvel optimum" if found.optimum else "dans l'ordre de la liste"
    say(f"{euros(found.amount)} servis, {how} :")
    bullets([f"{project_words(known.get(one.id), one.id)} : {euros(one.amount)}" for one in found.served])
    bullets([f"passé : {project_words(known.get(one.id), one.id)} ({one.reason})" for one in found.passed])
    bullets([f"{words.authority(name)} : {euros(amount)} en tout" for name, amount in found.totals.items()])
