"""Several files at once, after one confirmation with their names; and the closing of the session."""

from __future__ import annotations

import streamlit as st

from aapsim.domain.french import euros
from aapsim.service.session_actions import CloseSession, Decide, ReopenSession, Ruling
from aapsim.ui import decisions_papers, lengths, seance_board, session, trials, words
from aapsim.ui.seance_board import Board
from aapsim.ui.text import bullets, figures, plain, say, table
from aapsim.view.story import by_id
from aapsim.view.words import listed, project_words

_OPEN, _ACTED = "aapsim:seance:together", "aapsim:seance:acted"
_NAME, _MOTIVE, _WHY = "seance:close-name", "seance:close-motive", "aapsim:seance:close-why"


def show(board: Board) -> None:
    """Show the buttons of what is done for several files at once, and the dialog that one of them opened."""
    closed = board.saved.session.closed is not None
    if not closed:
        # In a contradiction nothing is proposed to anybody: that is no reason to pass over all the files at once.
        agreed, passed = (len(board.agreed), len(board.passed)) if board.possible else (0, 0)
        none = ("Aucun d'accord", "Aucun non proposé") if board.possible else ("Ceux d'accord…", "Les non proposés…")
        words = _counted(agreed, "Accepter les {} d'accord…", "Accepter le seul d'accord…", none[0])
        _button(words, "agreed", enabled=bool(agreed))
        words = _counted(passed, "Les {} non proposés…", "Le seul non proposé…", none[1])
        _button(words, "passed", enabled=bool(passed))
    _button("Séance close…" if closed else "Clore…", "close", enabled=True)
    st.session_state.pop(_ACTED, None)
    asked = st.session_state.get(_OPEN)
    if asked == "agreed":
        _agreed(board)
    elif asked == "passed":
        _passed(board)
    elif asked == "close":
        _close(board)


def _counted(count: int, several: str, one: str, none: str) -> str:
    return several.format(count) if count > 1 else one if count else none


def _button(label: str, name: str, *, enabled: bool) -> None:
    st.button(label, key=f"seance:together:{name}", on_click=_ask, args=(name,), disabled=not enabled)


def _ask(name: str) -> None:
    st.session_state[_OPEN] = name


def _forget() -> None:
    st.session_state.pop(_OPEN, None)


def _done() -> None:
    """Draw the whole page again where a button of the dialog has acted: the dialog alone would stay as it was."""
    if st.session_state.pop(_ACTED, False):
        st.rerun()


def _decide(ids: tuple[str, ...], ruling: Ruling) -> None:
    # The files are those whose names were shown. A refusal is said by the frame, and nothing was changed.
    st.session_state[_ACTED] = True
    trials.discard()
    session.apply(Decide(ids, ruling))
    _forget()


def _names(board: Board, ids: tuple[str, ...], *, amounts: bool) -> list[str]:
    known, optimum = by_id(board.saved.applications), board.before.optimum
    lines = []
    for one in ids:
        award = seance_board.award_of(optimum, one)
        amount = f" : {euros(award.grant)}" if amounts and award is not None else ""
        lines.append(f"{project_words(known.get(one), one)}{amount}")
    return lines


@st.dialog("Accepter ensemble", width="large", on_dismiss=_forget)
def _agreed(board: Board) -> None:
    _done()
    total = sum(award.grant for one in board.agreed if (award := seance_board.award_of(board.before.optimum, one)))
    count = len(board.agreed)
    files = _counted(count, "{} dossiers proposés", "Un dossier proposé", "")
    say(f"{files} en entier, sans avis contraire ni ex æquo : {euros(total)} en tout.")
    with st.container(height=380):
        bullets(_names(board, board.agreed, amounts=True))
    label, args = _counted(count, "Retenir ces {} dossiers", "Retenir ce dossier", ""), (board.agreed, "retained")
    st.button(label, key="seance:agreed:yes", type="primary", on_click=_decide, args=args)


@st.dialog("Dossiers auxquels rien n'est proposé", width="large", on_dismiss=_forget)
def _passed(board: Board) -> None:
    _done()
    say("Rien ne leur est proposé. Mis en liste complémentaire, ils y gardent l'ordre du classement.")
    with st.container(height=380):
        bullets(_names(board, board.passed, amounts=False))
    with st.container(horizontal=True):
        listed_ids, refused_ids = (board.passed, "waiting"), (board.passed, "rejected")
        st.button("Mettre en liste complémentaire", key="seance:passed:waiting", type="primary", on_click=_decide,
                  args=listed_ids)  # fmt: skip
        st.button("Écarter", key="seance:passed:rejected", on_click=_decide, args=refused_ids)


@st.dialog("Clore la séance", width="large", on_dismiss=_forget)
def _close(board: Board) -> None:
    _done()
    undecided = board.saved.session.undecided(board.before)
    figures([("Restent à trancher", str(len(undecided))), *_totals(board)])
    table(
        [
            {
                "Autorité": words.authority(part.authority) or "Total",
                "À répartir": euros(part.available),
                "Décidé": euros(part.decided),
                "Reste": euros(part.left),
            }
            for part in seance_board.shares(board.saved, board.before)
        ],
        "Décidé par autorité",
    )
    if board.saved.session.closed is not None:
        _closed()
    elif undecided:
        say(f"À trancher d'abord : {listed(_names(board, undecided, amounts=False), 6)}.")
    else:
        st.text_input("Nom de cette version", value="relevé de la séance", key=_NAME)
        st.button("Clore la séance", key="seance:close:yes", type="primary", on_click=_close_now)
    _why()


def _close_now() -> None:
    if _refused("nom", _NAME, lengths.NAME):
        return
    st.session_state[_ACTED] = True
    trials.discard()
    # Once it is closed the dialog stays: the record is printed from there. A refusal is said by the frame.
    if not session.apply(CloseSession(st.session_state[_NAME])):
        _forget()


def _refused(what: str, key: str, most: int) -> bool:
    """Tell whether the text of a field is too long; the dialog, which stays open with it, says so."""
    found = lengths.problem(what, str(st.session_state[key]), most)
    st.session_state[_WHY] = "" if found is None else found.sentence()
    return found is not None


def _why() -> None:
    said = str(st.session_state.pop(_WHY, ""))
    if said:
        st.error(plain(said[:1].upper() + said[1:]))


def _totals(board: Board) -> list[tuple[str, str]]:
    parts = seance_board.shares(board.saved, board.before)
    return [
        ("Décidé", euros(sum(part.decided for part in parts))),
        ("Reste", euros(sum(part.left for part in parts))),
    ]


def _closed() -> None:
    st.success(plain("La séance est close. Le relevé d'une page s'imprime d'ici."))
    decisions_papers.record_button("seance")
    with st.form("seance_reopen", border=False):
        st.text_input("Motif de la réouverture", key=_MOTIVE)
        st.form_submit_button("Rouvrir la séance", on_click=_reopen)


def _reopen() -> None:
    if _refused("motif", _MOTIVE, lengths.MOTIVE):
        return
    st.session_state[_ACTED] = True
    session.apply(ReopenSession(str(st.session_state[_MOTIVE]).strip()))
    _forget()
