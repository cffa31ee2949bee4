"""Departmental opinions: asked, received, and what an unfavourable one does."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from aapsim.domain.french import exact_text
from aapsim.domain.review import OPINION_WORDS, Opinion
from aapsim.service.review_actions import PutOpinions
from aapsim.ui import fields, held, plain_table, rule_words, saved, session, words
from aapsim.ui.text import figures, hint
from aapsim.view.reviews import OPINION_EFFECTS, opinions_table
from aapsim.view.words import project_words

_ASKED = ""


def show(key: str) -> None:
    """Show the opinions asked and received, how to record one, and the setting of their effect."""
    here = session.snapshot()
    wanted = {(one.id, code) for one in here.applications for code, _ in one.departments}
    found = {(one, code): opinion for one, by in here.prepared.opinions.items() for code, opinion in by.items()}
    received = sum(bool(opinion.word) for opinion in found.values())
    figures([("Avis attendus", str(len(wanted))), ("Demandés", str(len(found))), ("Reçus", str(received))])
    left, right = st.columns(2, gap="large")
    with left:
        _record(key)
    with right:
        _effect(key)
    not_asked = sorted(wanted - set(found))
    if not_asked:
        st.button(
            f"Noter comme demandés les {len(not_asked)} avis qui ne le sont pas",
            key=f"{key}:ask",
            on_click=session.act,
            args=(PutOpinions(dict.fromkeys(not_asked, Opinion())),),
        )
    plain_table.show(opinions_table(here.applications, here.prepared.opinions), f"{key}:table", height="30rem", head=1)


def _record(key: str) -> None:
    here = session.snapshot()
    st.subheader("Noter un avis", anchor=False)
    ids = {one.id: one for one in here.applications}
    if not ids:
        hint("Aucune candidature.")
        return
    one = ids[held.hold(f"{key}:id", ids)]
    st.selectbox(
        "Dossier", list(ids), key=f"{key}:id", format_func=lambda one: f"{one} · {project_words(ids.get(one), one)}"
    )
    codes = [code for code, _ in one.departments] or list(here.call.territory)
    if st.session_state.get(f"{key}:department") not in codes:
        st.session_state.pop(f"{key}:department", None)
    st.selectbox("Département", codes, key=f"{key}:department", format_func=words.department)
    st.selectbox("Avis", [_ASKED, *OPINION_WORDS], key=f"{key}:word", format_func=lambda word: word or "demandé")
    st.text_input("Commentaire", key=f"{key}:comment")
    st.button("Enregistrer l'avis", key=f"{key}:save", type="primary", on_click=_save, args=(key,))
    saved.show(key)


def _save(key: str) -> None:
    one, code = st.session_state[f"{key}:id"], st.session_state[f"{key}:department"]
    opinion = Opinion(st.session_state[f"{key}:word"], str(st.session_state.get(f"{key}:comment", "")).strip())
    if saved.apply(key, PutOpinions({(one, code): opinion})):
        st.session_state[f"{key}:comment"] = ""


def _effect(key: str) -> None:
    call = session.snapshot().call
    st.subheader("Effet d'un avis", anchor=False)
    fields.choice_field(
        "Effet d'un avis réservé ou défavorable",
        call.opinion_effect,
        OPINION_EFFECTS,
        f"{key}:effect",
        lambda new: rule_words.set_rule("opinion_effect", new),
    )
    if call.opinion_effect == "malus":
        fields.number_field(
            "Points retirés par un avis défavorable",
            call.opinion_malus,
            f"{key}:malus",
            lambda new: rule_words.set_rule("opinion_malus", exact_text(new)),
            most=100,
            help_text="Sur 100 ; la moitié pour un avis réservé.",
        )
    rule = replace(call.rule("opinion_effect"), label="")
    rule_words.beside(rule, ("opinion_effect", "opinion_malus"), f"{key}:effect")
