"""A contradiction in session: one sentence and two repairs, none of which touches what is decided."""

from __future__ import annotations

import streamlit as st

from aapsim.domain.explanation import Repair
from aapsim.service.commands import KeepTrial
from aapsim.service.mending import decided_in, mended
from aapsim.ui import repair_search, seance_forms, session, trials
from aapsim.ui.seance_board import Board
from aapsim.ui.text import plain, say
from aapsim.view.repair_words import contradiction_in_short, repair_sentence
from aapsim.view.story import by_id

MOST = 2


def show(board: Board) -> None:
    """Say what contradicts itself and offer the repairs: tried where a trial is on, else recorded."""
    subject = "Les règles et les décisions se contredisent."
    if board.trial is not None:
        subject = "Cet essai ne tient pas : rien n'est enregistré."
    # What the trial itself decides is not decided yet: that may be repaired.
    kept = frozenset(board.saved.session.decisions) - decided_in(trials.actions() if board.trial is not None else ())
    place = st.empty()
    place.error(f"**{subject}**")
    search = repair_search.begun(board.trial, kept)
    short = contradiction_in_short(search.found, by_id(board.here.applications))
    words = _amount_words(board) or short or _engine_words(board)
    place.error(f"**{subject}** {plain(words)}")
    if search.over:
        _offer(board, search.found.repairs[:MOST])
    else:
        repair_search.follow(board.trial, kept)
    if board.trial is not None and not seance_forms.opened():
        st.button("Abandonner", key="seance:abandon", on_click=trials.discard)


def _offer(board: Board, repairs: tuple[Repair, ...]) -> None:
    label = "Essayer cette réparation" if board.trial is not None else "Appliquer cette réparation"
    known = by_id(board.here.applications)
    for repair in repairs:
        say(repair_sentence(repair, known))
        st.button(label, key=f"seance:repair:{repair.words}", on_click=_apply, args=(repair,))
    if not repairs:
        say("Aucune réparation simple ne laisse intact ce qui est décidé.")


def _amount_words(board: Board) -> str:
    """Say which amount on trial is none that its file may receive: that says more than the contradiction."""
    optimum = board.answer.optimum
    issues = (*board.answer.issues, *(() if optimum is None else optimum.issues))
    return next((issue.message for issue in issues if issue.code == "lock"), "") if board.trial is not None else ""


def _engine_words(board: Board) -> str:
    return " ".join(issue.message for issue in board.answer.issues)


def _apply(repair: Repair) -> None:
    tried = trials.actions()
    changed = mended(tried, repair)
    if not tried:
        session.apply(KeepTrial(changed, repair_sentence(repair)))
    elif not changed:
        # The repair was to give up what was tried.
        seance_forms.close()
        trials.discard()
    else:
        trials.attempt(*changed)
        seance_forms.follow(changed)
