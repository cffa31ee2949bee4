"""A contradiction in session: one sentence and two repairs, none of which touches what is decided."""

from __future__ import annotations

import streamlit as st

from aapsim.domain.explanation import Repair
from aapsim.service.commands import KeepTrial, SetLock, SetRules, TriedAction
from aapsim.ui import repair_search, seance_forms, session, trials
from aapsim.ui.seance_board import Board
from aapsim.ui.text import plain, say
from aapsim.view.repair_words import contradiction_in_short, repair_sentence

MOST = 2


def show(board: Board) -> None:
    """Say what contradicts itself and offer the repairs: tried where a trial is on, else recorded."""
    subject = "Cet essai ne tient pas." if board.trial is not None else "Les règles et les décisions se contredisent."
    kept = frozenset(board.saved.session.decisions)
    place = st.empty()
    place.error(f"**{subject}**")
    search = repair_search.begun(board.trial, kept)
    place.error(f"**{subject}** " + plain(contradiction_in_short(search.found) or _engine_words(board)))
    if search.over:
        _offer(board, search.found.repairs[:MOST])
    else:
        repair_search.follow(board.trial, kept)
    if board.trial is not None and not seance_forms.opened():
        st.button("Abandonner", key="seance:abandon", on_click=trials.discard)


def _offer(board: Board, repairs: tuple[Repair, ...]) -> None:
    label = "Essayer cette réparation" if board.trial is not None else "Appliquer cette réparation"
    for repair in repairs:
        say(repair_sentence(repair))
        st.button(label, key=f"seance:repair:{repair.words}", on_click=_apply, args=(repair,))
    if not repairs:
        say("Aucune réparation simple ne laisse intact ce qui est décidé.")


def _engine_words(board: Board) -> str:
    return " ".join(issue.message for issue in board.answer.issues)


def _apply(repair: Repair) -> None:
    actions: list[TriedAction] = [SetRules(dict(repair.rules))] if repair.rules else []
    actions += [SetLock(one, lock) for one, lock in repair.locks]
    tried = trials.actions()
    if tried:
        trials.attempt(*tried, *actions)
    else:
        session.apply(KeepTrial(tuple(actions), repair_sentence(repair)))
