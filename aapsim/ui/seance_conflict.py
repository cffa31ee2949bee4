"""A contradiction in session: one sentence and two repairs, none of which touches what is decided."""

from __future__ import annotations

import streamlit as st

from aapsim.domain.explanation import Contradiction, Repair
from aapsim.service.commands import KeepTrial, SetLock, SetRules, TriedAction
from aapsim.ui import seance_forms, session, trials
from aapsim.ui.seance_board import Board
from aapsim.ui.text import plain, say
from aapsim.view.repair_words import contradiction_sentence, repair_sentence

MOST = 2
_FOUND = "aapsim:seance:repairs"


def show(board: Board) -> None:
    """Say what contradicts itself and offer the repairs: tried where a trial is on, else recorded."""
    found = session.desk().explain.contradiction(board.saved.id, board.trial)
    subject = "Cet essai ne tient pas." if board.trial is not None else "Les règles et les décisions se contredisent."
    st.error(f"**{subject}** " + plain(contradiction_sentence(found) or _engine_words(board)))
    repairs = untouched(found, frozenset(board.saved.session.decisions))
    st.session_state[_FOUND] = repairs
    for number, repair in enumerate(repairs):
        say(repair_sentence(repair))
        label = "Essayer cette réparation" if board.trial is not None else "Appliquer cette réparation"
        st.button(label, key=f"seance:repair:{number}", on_click=_apply, args=(number,))
    if not repairs:
        say("Aucune réparation simple ne laisse intact ce qui est décidé.")
    if board.trial is not None and not seance_forms.opened():
        st.button("Abandonner", key="seance:abandon", on_click=trials.discard)


def untouched(found: Contradiction, decided: frozenset[str]) -> tuple[Repair, ...]:
    """Return the first repairs, cheapest first, that release or change no decision already taken."""
    kept = [one for one in found.repairs if decided.isdisjoint(name for name, _ in one.locks)]
    return tuple(kept[:MOST])


def _engine_words(board: Board) -> str:
    return " ".join(issue.message for issue in board.answer.issues)


def _apply(number: int) -> None:
    repair: Repair = st.session_state[_FOUND][number]
    actions: list[TriedAction] = [SetRules(dict(repair.rules))] if repair.rules else []
    actions += [SetLock(one, lock) for one, lock in repair.locks]
    tried = trials.actions()
    if tried:
        trials.attempt(*tried, *actions)
    else:
        session.apply(KeepTrial(tuple(actions), repair_sentence(repair)))
