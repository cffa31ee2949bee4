"""What entered and left since the last kept state, departures from the ranking, ties."""

from __future__ import annotations

import streamlit as st

from aapsim.domain.allocation import Allocation
from aapsim.service.answers import grants_of
from aapsim.service.commands import KeepState
from aapsim.ui import lengths, plain_table, presentation, session
from aapsim.ui.text import bullets, clock, hint, say
from aapsim.view import movements, story


def show(key: str, shown: Allocation) -> None:
    """Show the changes beside the departures from the ranking."""
    left, right = (st.container(), st.container()) if presentation.active() else st.columns(2, gap="medium")
    with left:
        _changes(key)
    with right:
        _gaps(shown)


def _changes(key: str) -> None:
    here, answer = session.snapshot(), session.answer()
    known = story.by_id(here.applications)
    st.subheader("Ce qui change", anchor=False)
    if here.kept is None:
        hint("Aucun état n'a encore été gardé : gardez-en un pour voir ensuite qui entre et qui sort.")
    else:
        hint(f"Depuis « {here.kept.label} », gardé par {here.kept.actor} à {clock(here.kept.at)}.")
        after = grants_of(answer.optimum) if answer.optimum else {}
        moves = movements.movements(here.kept.grants, after)
        say(movements.movements_sentence(moves, known))
        if moves:
            plain_table.show(movements.movements_table(moves, known), f"{key}:moves", height="18rem", head=1)
    _keep(key)


def _keep(key: str) -> None:
    optimum = session.answer().optimum
    ready = optimum is not None and optimum.status == "optimal"
    with st.form(f"{key}:keep-form", border=False):
        st.text_input("Nom de l'état à garder", key=f"{key}:keep-label", placeholder="Avant comité")
        st.form_submit_button("Garder cet état", on_click=_kept, args=(key,), disabled=not ready)
    if not ready:
        hint("Seule une répartition prouvée peut être gardée.")


def _kept(key: str) -> None:
    label = str(st.session_state[f"{key}:keep-label"]).strip() or "État gardé"
    if not lengths.too_long("nom", label, lengths.NAME) and session.apply(KeepState(label)):
        st.session_state[f"{key}:keep-label"] = ""


def _gaps(shown: Allocation) -> None:
    known = story.by_id(session.snapshot().applications)
    st.subheader("Écarts au classement et ex æquo", anchor=False)
    say(story.gaps_sentence(shown))
    bullets([story.gap_sentence(gap, known) for gap in shown.gaps])
    if shown.ties:
        bullets([story.tie_sentence(tie, known) for tie in shown.ties])
    else:
        say("Aucun ex æquo à départager.")


def price() -> None:
    """Say what respecting the ranking costs here. Two more solves: show it last."""
    if session.snapshot().call.ranking == "strict" and session.answer().optimum is not None:
        st.subheader("Prix du respect du classement", anchor=False)
        say(_price())


def _price() -> str:
    price = session.desk().ranking_price(session.snapshot().id)
    if price.issues:
        return "Le prix du respect du classement ne peut pas être calculé ici."
    if price.nothing:
        return "Respecter le classement ne change rien ici : mêmes projets, même total."
    return story.price_sentence(
        price.strict_euros - price.free_euros,
        price.strict_projects - price.free_projects,
        len(price.only_strict),
        len(price.only_free),
    )
