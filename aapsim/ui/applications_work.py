"""The work list: what is to be checked, by rule and by file, and the officer's own answers with their reason."""

from __future__ import annotations

from typing import cast

import streamlit as st

from aapsim.service.review_actions import Answer, Overrule
from aapsim.ui import plain_table, saved, session
from aapsim.ui.text import figures, hint, plain, say
from aapsim.view.eligibility import WORK, by_file_table, by_rule_table, overruled_table, rules_with
from aapsim.view.words import counted, project_words

_ALL = ""
_ANSWERS = {"yes": "oui, la condition est remplie", "no": "non, elle ne l'est pas", "to_check": "à vérifier encore"}
_BACK = "software"


def show(key: str) -> None:
    """Show what is to be checked, then the form that answers a rule for some files."""
    here, answer = session.snapshot(), session.answer()
    doubtful = sum(verdict == "to_check" for verdict in answer.eligibility.values())
    refused = sum(verdict == "ineligible" for verdict in answer.eligibility.values())
    eligible = len(answer.eligibility) - doubtful - refused
    figures([("Recevables", str(eligible)), ("À vérifier", str(doubtful)), ("Irrecevables", str(refused))])
    hint("« À vérifier » : le dossier ne le dit pas. Ce n'est jamais pris pour un oui.")
    left, right = st.columns([2, 3], gap="large")
    with left:
        st.subheader("Par règle", anchor=False)
        plain_table.show(by_rule_table(here.call, answer.verdicts), f"{key}:rules")
    with right:
        _answer(key)
    st.subheader("Par dossier", anchor=False)
    rule = str(st.session_state.get(f"{key}:rule", _ALL))
    table = by_file_table(here.call, here.applications, answer.verdicts, rule)
    plain_table.show(table, f"{key}:files", height="28rem", head=1)
    overruled = overruled_table(here.call, here.applications, answer.verdicts)
    if overruled.texts():
        st.subheader("Appréciations de l'instructeur", anchor=False)
        plain_table.show(overruled, f"{key}:overruled", head=1)


def _answer(key: str) -> None:
    here, answer = session.snapshot(), session.answer()
    st.subheader("Répondre à une règle", anchor=False)
    rules = {rule: label for rule, (label, _) in rules_with(here.call, answer.verdicts, (*WORK, "yes")).items()}
    if st.session_state.get(f"{key}:rule") not in {_ALL, *rules}:
        st.session_state.pop(f"{key}:rule", None)
    st.selectbox("Règle", [_ALL, *rules], key=f"{key}:rule", format_func=lambda one: rules.get(one, "— toutes —"))
    rule = str(st.session_state[f"{key}:rule"])
    if not rule:
        hint("Choisissez une règle pour répondre dossier par dossier, avec une raison qui reste.")
        return
    names = {one.id: project_words(one, one.id) for one in here.applications if _concerned(one.id, rule)}
    widget = f"{key}:ids:{rule}"
    st.session_state[widget] = [one for one in st.session_state.get(widget, []) if one in names]
    st.multiselect(
        "Dossiers",
        list(names),
        key=widget,
        format_func=lambda one: f"{one} · {names.get(one, '')}",
        placeholder="Choisissez un ou plusieurs dossiers",
        select_all=False,
        filter_mode="contains",
    )
    answers = {**_ANSWERS, _BACK: "revenir à la réponse calculée"}
    st.selectbox("Votre réponse", list(answers), key=f"{key}:answer", format_func=lambda one: answers[one])
    st.text_input("Raison (elle pourra être envoyée au porteur)", key=f"{key}:reason")
    chosen = st.session_state[widget]
    if chosen:
        say(f"{counted(len(chosen), 'dossier')} : {plain(', '.join(chosen[:8]))}{'…' if len(chosen) > 8 else ''}")
    st.button("Enregistrer la réponse", key=f"{key}:save", type="primary", disabled=not chosen, on_click=_save,
              args=(key, rule))  # fmt: skip
    saved.show(key)


def _concerned(one: str, rule: str) -> bool:
    """Say whether a rule still asks something about an application, or was answered by an officer."""
    return any(
        verdict.rule == rule and (verdict.answer in WORK or verdict.computed is not None)
        for verdict in session.answer().verdicts.get(one, ())
    )


def _save(key: str, rule: str) -> None:
    given = str(st.session_state[f"{key}:answer"])
    ids = tuple(st.session_state.get(f"{key}:ids:{rule}", ()))
    reason = str(st.session_state.get(f"{key}:reason", ""))
    answer = None if given == _BACK else cast(Answer, given)
    if saved.apply(key, Overrule(ids, rule, answer, reason)):
        st.session_state[f"{key}:reason"] = ""
        st.session_state[f"{key}:ids:{rule}"] = []
