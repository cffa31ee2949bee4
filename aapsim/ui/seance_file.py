"""The file under discussion: where it is in the queue, what it asks, what is proposed and why, what is decided."""

from __future__ import annotations

import streamlit as st

from aapsim.domain.french import NO_BREAK, euros
from aapsim.service.commands import Action
from aapsim.service.session_actions import CancelRecusal, Decide
from aapsim.ui import plain_table, seance_board, seance_forms, session, trials
from aapsim.ui.seance_board import Board
from aapsim.ui.text import bullets, clock, hint, plain, say
from aapsim.view import story
from aapsim.view.candidates import verdict_rows
from aapsim.view.committee import Sitting, alone, file_lines, proposal_words, revised_words
from aapsim.view.room_words import room_sentence
from aapsim.view.standing import gap_ids, ranked_awards
from aapsim.view.words import project_words

_JUMP = "seance:jump"
_DRAWER = "seance:drawer"


def show(board: Board) -> None:
    """Show the file, its proposal, and the buttons of the committee; a sentence where there is no file."""
    with st.container(key="seance_file"):
        if not board.file:
            say("Aucune candidature : importez-en dans « Candidatures ».")
            return
        _place(board)
        _facts(board)
        if board.provisional:
            hint("La proposition et les décisions attendent le calcul exact.")
            # What was typed stays where it was.
            seance_forms.show(board)
            return
        _proposal(board)
        seance_forms.show(board)
        _remarks(board)


def _place(board: Board) -> None:
    known = story.by_id(board.here.applications)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.button("◀", key="seance:previous", on_click=_move, args=(-1,), shortcut="pageup", help="Dossier précédent")
        st.button("▶", key="seance:next", on_click=_move, args=(1,), shortcut="pagedown", help="Dossier suivant")
        st.markdown(plain(place_words(board)), width="content")
        names = {one: f"{project_words(known.get(one), one)} ({one})" for one in _ranked(board)}
        # One list per file: what the browser still says of the file before must not be read as a choice of it.
        key = f"{_JUMP}:{board.file}"
        st.selectbox(
            "Aller au dossier",
            list(names),
            index=list(names).index(board.file) if board.file in names else None,
            key=key,
            format_func=lambda one: names.get(one, one),
            on_change=_jump,
            args=(key, board.file),
            label_visibility="collapsed",
        )


def place_words(board: Board) -> str:
    """Say where the file stands: ``Dossier 14 sur 22 à débattre``, ``Dossier décidé · 8 à débattre``."""
    if board.file in board.queue:
        return f"Dossier {board.queue.index(board.file) + 1} sur {len(board.queue)} à débattre"
    # What is only tried is not decided.
    decision = board.saved.session.decisions.get(board.file)
    what = "Dossier décidé" if decision is not None and decision.settled else "Dossier hors débat"
    return f"{what} · {len(board.queue)} à débattre"


def _ranked(board: Board) -> list[str]:
    optimum = board.before.optimum
    return [award.id for award in ranked_awards(optimum)] if optimum else [one.id for one in board.saved.applications]


def _move(step: int) -> None:
    board = seance_board.read()
    ranked = _ranked(board)
    # Among those to be debated; once none is left, among all.
    order = [one for one in ranked if one in board.queue or one == board.file]
    order = order if len(order) > 1 else ranked
    if board.file in order:
        _open(order[(order.index(board.file) + step) % len(order)])


def _jump(key: str, file: str) -> None:
    # A list that has left the page may still say its own file: that is no choice.
    chosen = st.session_state[key]
    if chosen not in (None, file):
        _open(chosen)


def _open(application_id: str) -> None:
    seance_board.go_to(application_id)
    seance_forms.close()
    # The next file's private detail is not shown unasked: the screen may be mirrored.
    st.session_state[_DRAWER] = False


def _facts(board: Board) -> None:
    known = story.by_id(board.here.applications)
    st.header(plain(project_words(known.get(board.file), board.file)), anchor=False)
    award = board.award
    if award is None:
        return
    for line in file_lines(_sitting(board), award):
        say(line)


def _sitting(board: Board) -> Sitting:
    return seance_board.sitting(board.here, board.answer, board.file, board.queue, scores=board.shown.scores)


def _proposal(board: Board) -> None:
    award = board.award
    if award is None:
        return
    with st.container(key="seance_proposed"):
        words = proposal_words(award, _sitting(board))
        if _on_trial(board):
            words = f"à l'essai{NO_BREAK}: {words.removeprefix('décidé').removeprefix(' :').strip()}"
        st.markdown(f"**{plain(words[:1].upper() + words[1:])}**")
        reason = _reason(board)
        if reason:
            say(reason)


def _on_trial(board: Board) -> bool:
    """Tell whether the decision shown is only tried: nobody has taken it yet."""
    decision = board.here.session.decisions.get(board.file)
    return decision is not None and decision != board.saved.session.decisions.get(board.file)


def _reason(board: Board) -> str:
    """Return the one reason the room may read: the motive of a decision, else one rule and one figure."""
    award = board.award
    if award is None:
        return ""
    decision = board.here.session.decisions.get(award.id)
    if decision is not None and decision.mark.motive:
        return f"«{NO_BREAK}{decision.mark.motive}{NO_BREAK}»"
    if decision is not None and decision.ruling == "waiting":
        return "En liste complémentaire : servi, dans l'ordre du classement, si de l'argent revient."
    optimum = board.answer.optimum
    if optimum is not None and board.answer.seeking is not None and award.id in gap_ids(optimum):
        return "Écart au classement : sa cause est en cours de recherche."
    known = session.desk().explain.why_not_known(board.saved.id, award.id, board.trial)
    room = room_sentence(board.here.call, optimum, award, board.here.application(award.id), known) if optimum else ""
    return room or (alone(award.reasons[0].message) if award.reasons else "")


def _remarks(board: Board) -> None:
    closed = board.saved.session.closed is not None
    recusals = board.here.session.recusals.get(board.file, ())
    for one in recusals:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(plain(f"Déport : {one.member} ne prend pas part à ce dossier."), width="content")
            if not closed:
                _quiet("Retirer", f"seance:unrecuse:{one.member}", CancelRecusal(board.file, one.member))
    score = board.here.session.scores.get(board.file)
    if score is not None and score.original is not None:
        hint(revised_words(score.score, score.original, score.mark.motive, scores=board.shown.scores))
    decision = board.here.session.decisions.get(board.file)
    if decision is not None and not _on_trial(board):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(plain(f"Décidé par {decision.mark.actor} à {clock(decision.mark.at)}."), width="content")
            if not closed:
                _quiet("Rouvrir ce dossier", "seance:reopen", Decide((board.file,), None))
    st.toggle("Tiroir privé (à ne pas projeter)", key=_DRAWER)
    if st.session_state.get(_DRAWER):
        _drawer(board)


def _quiet(label: str, key: str, action: Action) -> None:
    st.button(label, key=key, on_click=_done, args=(action,), type="tertiary")


def _done(action: Action) -> None:
    trials.discard()
    session.act(action)


def _drawer(board: Board) -> None:
    award, optimum = board.award, board.answer.optimum
    if award is not None and optimum is not None:
        cap = board.answer.caps.get(award.id)
        lock = board.here.scenario.locks.get(award.id)
        bullets(story.amount_sentences(board.here.call, optimum, award, cap.sentence if cap else "", lock))
        decision = board.here.session.decisions.get(award.id)
        if decision is not None and decision.proposed is not None and decision.amount is not None:
            hint(f"Proposé au moment de la décision : {euros(decision.proposed)}.")
    rows = [
        (board.here.call.rule(one.rule).label, str(one.answer), one.sentence)
        for one in board.answer.verdicts.get(board.file, ())
    ]
    plain_table.show(verdict_rows(rows), "seance:verdicts", height="14rem")
