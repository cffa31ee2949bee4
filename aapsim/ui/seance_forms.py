"""The committee's buttons on one file, and the short form that some of them open in place."""

from __future__ import annotations

from dataclasses import dataclass, replace

import streamlit as st

from aapsim.domain.french import decimal, euros, parse_euros, parse_number
from aapsim.domain.issues import InvalidInput, Issue
from aapsim.service.commands import Action, KeepTrial, SetLock, SetRules, Trial, TriedAction
from aapsim.service.session_actions import Decide, Recuse, ReviseScore, Ruling
from aapsim.ui import lengths, seance_board, session, trials
from aapsim.ui.seance_board import Board
from aapsim.ui.text import hint

_ASKED = "aapsim:seance:asked"
_VALUE, _MOTIVE = "seance:form:value", "seance:form:motive"


@dataclass(frozen=True, slots=True)
class _Form:
    """One button's form: its label, the words of its value (empty: none) and of its motive, and what it tries."""

    label: str
    value: str = ""
    motive: str = "Motif"
    ruling: Ruling | None = None
    tried: bool = True
    required: bool = True


_FORMS: dict[str, _Form] = {
    "amount": _Form("Autre montant", "Montant décidé (€)", ruling="amount"),
    "rejected": _Form("Écarter", ruling="rejected"),
    "waiting": _Form("Liste compl.", motive="Motif (facultatif)", ruling="waiting", required=False),
    "conditional": _Form("Sous réserve", motive="Réserve : ce qui manque, et pour quand", ruling="conditional"),
    "postponed": _Form("Reporter", motive="Motif (facultatif)", ruling="postponed", required=False, tried=False),
    "score": _Form("Réviser la note", "Note de séance (sur 100)"),
    "recusal": _Form("Déport", "Membre qui se retire", motive="Motif (facultatif)", tried=False, required=False),
}


def show(board: Board) -> None:
    """Show the eight buttons, and the form of the one that was pressed."""
    if session.take_chosen():
        close()
    closed = board.saved.session.closed is not None
    award = board.award
    with st.container(horizontal=True, key="seance_rulings"):
        nothing = award is None or not award.grant or not board.possible
        st.button(
            "Retenir",
            key="seance:retain",
            type="primary",
            on_click=_retain,
            disabled=closed or nothing or board.provisional,
        )
        for name, form in _FORMS.items():
            off = closed or board.provisional
            st.button(form.label, key=f"seance:ask:{name}", on_click=_ask, args=(name,), disabled=off)
        if not (closed or nothing or board.provisional):
            # The press that comes most often finds its answer made.
            session.expect(Trial(board.saved.id, board.saved.revision, (Decide((board.file,), "retained"),)))
    if closed:
        hint("La séance est close : les décisions se changent dans « Décisions et documents ».")
    elif st.session_state.get(_ASKED) in _FORMS:
        _form(_FORMS[st.session_state[_ASKED]], waits=board.provisional)


def close() -> None:
    """Close the form that is open, if any, and forget what was typed in it."""
    for key in (_ASKED, _VALUE, _MOTIVE):
        st.session_state.pop(key, None)


def _ask(name: str) -> None:
    close()
    trials.discard()
    st.session_state[_ASKED] = name
    if name == "score":
        application = session.snapshot().application(seance_board.here())
        if application is not None and application.score is not None:
            st.session_state[_VALUE] = decimal(application.score)
    if name == "amount":
        award = seance_board.award_of(session.answer().optimum, seance_board.here())
        if award is not None and (award.grant or award.cap):
            st.session_state[_VALUE] = euros(award.grant or award.cap)


def _form(form: _Form, *, waits: bool) -> None:
    with st.form("seance_form", border=False, enter_to_submit=True), st.container(key="seance_form"):
        with st.container(horizontal=True, vertical_alignment="bottom"):
            if form.value:
                st.text_input(form.value, key=_VALUE, width=200)
            st.text_input(form.motive, key=_MOTIVE)
        with st.container(horizontal=True):
            # Enter presses the first button: the effect is seen before anything is recorded, and seen again
            # when the value is changed afterwards.
            if form.tried:
                st.form_submit_button("Voir l'effet", on_click=_try)
            st.form_submit_button("Enregistrer", on_click=_record, type="primary", disabled=waits)
            st.form_submit_button("Abandonner", on_click=_abandon)


def _try() -> None:
    action = _action(complete=False)
    if action is not None and not isinstance(action, Recuse):
        trials.attempt(action)


def _record() -> None:
    action = _action(complete=True)
    if action is None:
        return
    if session.apply(_repaired(action)):
        _abandon()
    elif session.refused_for("contradiction") and not isinstance(action, Recuse):
        # On trial it says itself what it meets, that nothing is saved, and which repairs there are.
        session.take_refused()
        trials.attempt(action)


def _repaired(action: Decide | ReviseScore | Recuse) -> Action:
    """Return what the form asks for, with the repairs that were tried for it since its effect was seen."""
    tried = trials.actions()
    if not any(isinstance(one, SetRules | SetLock) for one in tried) or isinstance(action, Recuse):
        return action
    first, *repairs = tried
    same = isinstance(first, Decide | ReviseScore) and replace(first, motive=action.motive) == action
    return KeepTrial((action, *repairs), action.motive) if same else action


def follow(tried: tuple[TriedAction, ...]) -> None:
    """Write into the open form, if any, the amount that a repair has put in the place of the typed one."""
    if not opened():
        return
    own = next((one for one in tried if isinstance(one, Decide) and seance_board.here() in one.ids), None)
    if own is not None and own.amount is not None and _FORMS[st.session_state[_ASKED]].value:
        st.session_state[_VALUE] = euros(own.amount)


def _abandon() -> None:
    close()
    trials.discard()


def _retain() -> None:
    # An amount on trial is what the officer sees proposed: nothing else may be recorded by this button.
    if session.apply(Decide((seance_board.here(),), "retained")):
        _abandon()


def _action(*, complete: bool) -> Decide | ReviseScore | Recuse | None:
    """Return what the form asks for; ``None``, with the reason shown, where it is not complete."""
    name = st.session_state.get(_ASKED, "")
    form, file = _FORMS[name], seance_board.here()
    value, motive = str(st.session_state.get(_VALUE, "")), str(st.session_state.get(_MOTIVE, "")).strip()
    if complete and form.required and not motive:
        session.refuse((Issue("motive", "écrivez le motif : il sera au relevé de décisions."),))
        return None
    member = value if name == "recusal" else ""
    if lengths.too_long("motif", motive, lengths.MOTIVE) or lengths.too_long("nom", member, lengths.NAME):
        return None
    try:
        if name == "recusal":
            return Recuse(file, value.strip(), motive)
        if name == "score":
            score = parse_number(value, "par exemple « 71 » ou « 71,5 »")
            return ReviseScore(file, score, motive or "essai")
        amount = parse_euros(value).euros if form.value else None
        return Decide((file,), form.ruling, amount, motive)
    except InvalidInput as refused:
        session.refuse(refused.issues)
        return None


def opened() -> bool:
    """Tell whether a form is open."""
    return st.session_state.get(_ASKED) in _FORMS
