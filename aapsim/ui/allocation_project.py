"""Why one project receives what it receives, and the committee's decision on it."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from aapsim.domain.allocation import Allocation
from aapsim.domain.french import euros, parse_euros
from aapsim.domain.issues import InvalidInput
from aapsim.domain.scenario import Lock
from aapsim.service.commands import SetLock
from aapsim.ui import allocation_overrides, allocation_why, held, plain_table, session
from aapsim.ui.text import bullets, hint, plain, say
from aapsim.view.candidates import verdict_rows
from aapsim.view.standing import ranked_awards
from aapsim.view.story import amount_sentences, by_id
from aapsim.view.words import OVERALL_WORDS, lock_words, project_words


@dataclass(frozen=True, slots=True)
class _Choice:
    """One line of the list of projects."""

    id: str
    words: str


def show(key: str, shown: Allocation | None) -> str:
    """Show one project chosen in the list, its reasons and its lock; return its id, empty if none.

    Without allocation the list is there all the same: a lock may be what has to be released.
    """
    st.subheader("Pourquoi ce montant ?", anchor=False)
    choices = _choices(shown)
    if not choices:
        hint("Aucune candidature.")
        return ""
    words = {choice.id: choice.words for choice in choices}
    held.hold(f"{key}:project", words)
    chosen = st.selectbox("Projet", list(words), key=f"{key}:project", format_func=lambda one: words.get(one, one))
    left, right = st.columns([3, 2], gap="medium")
    with left:
        _reasons(key, chosen, shown)
        if shown is not None:
            allocation_why.show(key, str(chosen), shown)
    with right:
        _decision(key, chosen)
        _locks(key)
        if shown is not None and shown.strategy == "optimum":
            allocation_overrides.show(key)
    return str(chosen)


def _choices(shown: Allocation | None) -> list[_Choice]:
    here = session.snapshot()
    known = by_id(here.applications)
    if shown is None:
        return [_Choice(one.id, f"{project_words(one, one.id)} ({one.id})") for one in here.applications]
    return [
        _Choice(
            award.id,
            f"{f'{award.rank}. ' if award.rank else ''}{project_words(known.get(award.id), award.id)} ({award.id})",
        )
        for award in ranked_awards(shown)
    ]


def _reasons(key: str, chosen: str, shown: Allocation | None) -> None:
    here, answer = session.snapshot(), session.answer()
    cap = answer.caps.get(chosen)
    if shown is not None:
        sentence = cap.sentence if cap else ""
        lock = here.scenario.locks.get(chosen)
        bullets(amount_sentences(here.call, shown, shown.award(chosen), sentence, lock))
    elif cap is not None:
        bullets([f"Plafond {euros(cap.amount)}, {cap.sentence}."])
    _verdicts(key, chosen)


def _verdicts(key: str, chosen: str) -> None:
    here, answer = session.snapshot(), session.answer()
    verdicts = answer.verdicts.get(chosen, ())
    overall = OVERALL_WORDS.get(answer.eligibility.get(chosen, ""), "")
    if overall:
        say(f"Recevabilité : {overall}")
    with st.expander("Recevabilité, règle par règle"):
        rows = [(here.call.rule(one.rule).label, str(one.answer), one.sentence) for one in verdicts]
        plain_table.show(verdict_rows(rows), f"{key}:verdicts")


def _decision(key: str, chosen: str) -> None:
    lock = session.snapshot().scenario.locks.get(chosen)
    st.markdown("**Décision du comité**")
    say(f"Verrou : {lock_words(lock)}." if lock is not None else "Aucun verrou : la répartition décide.")
    with st.container(horizontal=True, gap="small"):
        _button("Retenir", f"{key}:fund", key, "funded", disabled=lock == "funded")
        _button("Écarter", f"{key}:exclude", key, "excluded", disabled=lock == "excluded")
        _button("Libérer", f"{key}:release", key, None, disabled=lock is None)
    with st.form(f"{key}:amount-form", border=False, enter_to_submit=True):
        st.text_input("Autre montant (€)", key=f"{key}:amount", placeholder="12 000")
        st.form_submit_button("Imposer ce montant", on_click=_impose, args=(key,))


def _button(label: str, widget: str, key: str, lock: Lock | None, *, disabled: bool) -> None:
    st.button(label, key=widget, on_click=_lock, args=(key, lock), disabled=disabled)


def _lock(key: str, lock: Lock | None) -> None:
    # The project is read when the button is pressed: an argument would hold the one of the last complete run.
    session.apply(SetLock(st.session_state[f"{key}:project"], lock))


def _impose(key: str) -> None:
    try:
        amount = parse_euros(st.session_state[f"{key}:amount"]).euros
    except InvalidInput as refused:
        session.refuse(refused.issues)
        return
    if session.apply(SetLock(st.session_state[f"{key}:project"], amount or "excluded")):
        st.session_state[f"{key}:amount"] = ""


def _locks(key: str) -> None:
    here = session.snapshot()
    if not here.scenario.locks:
        return
    known = by_id(here.applications)
    st.markdown("**Verrous en place**")
    for one, lock in here.scenario.locks.items():
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(plain(f"{project_words(known.get(one), one)} : {lock_words(lock)}"), width="stretch")
            st.button("Libérer", key=f"{key}:release:{one}", on_click=session.act, args=(SetLock(one, None),))
