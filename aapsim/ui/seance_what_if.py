"""« Et si… » : more money for a department, an axis, a source or the whole, on top or taken elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from aapsim.domain.call import Call
from aapsim.domain.explanation import WhatIf, WhatIfAnswer, WhatIfKind
from aapsim.domain.french import euros, parse_euros
from aapsim.domain.issues import InvalidInput
from aapsim.service.commands import SetLock, SetRules
from aapsim.ui import seance_forms, session, trials
from aapsim.ui.seance_board import Board
from aapsim.ui.text import say
from aapsim.view.departments import department_label
from aapsim.view.tables import whole_euros
from aapsim.view.words import counted

_ASKED = "aapsim:seance:what-if"
_AMOUNT, _TARGET, _READING = "seance:if:amount", "seance:if:target", "seance:if:reading"
_ON_TOP, _TAKEN = "en plus de l'enveloppe", "pris ailleurs"
Target = tuple[WhatIfKind, str]


def show(board: Board) -> None:
    """Show the question, and the answer to the one that is on trial."""
    targets = _targets(board.saved.call, board)
    closed = board.saved.session.closed is not None
    with (
        st.form("seance_what_if", border=False, enter_to_submit=True),
        st.container(horizontal=True, vertical_alignment="bottom", gap="small"),
    ):
        st.text_input("ET SI… (€ de plus)", value="20 000", key=_AMOUNT, width=130)
        st.selectbox("pour", list(targets), key=_TARGET, format_func=lambda one: targets.get(one, str(one)))
        st.form_submit_button("Voir", on_click=_ask, disabled=closed or board.provisional or not board.possible)
        st.radio("Argent", (_ON_TOP, _TAKEN), key=_READING, horizontal=True, label_visibility="collapsed")
    asked = _asked()
    if asked is not None and board.trial is not None and not board.provisional:
        for sentence in _sentences(session.desk().what_if(board.saved.id, asked), targets):
            say(sentence)


def _targets(call: Call, board: Board) -> dict[Target, str]:
    departments = {code for one in board.saved.applications for code, _ in one.departments}
    known = [*call.territory, *sorted(departments - set(call.territory))]
    found: dict[Target, str] = {("department", code): department_label(code) for code in known if code in departments}
    found |= {("axis", axis.code): f"axe {axis.code}" for axis in call.axes}
    found |= {("source", source.code): source.label or source.code for source in call.sources}
    return found | {("envelope", ""): "toute l'enveloppe"}


def _asked() -> WhatIf | None:
    """Return the question on trial, unless that trial was left for another."""
    kept: tuple[WhatIf, Any] | None = st.session_state.get(_ASKED)
    return kept[0] if kept is not None and trials.actions() == kept[1] else None


def _ask() -> None:
    st.session_state.pop(_ASKED, None)
    seance_forms.close()
    trials.discard()
    kind, code = st.session_state[_TARGET]
    try:
        amount = parse_euros(st.session_state[_AMOUNT]).euros
    except InvalidInput as refused:
        session.refuse(refused.issues)
        return
    taken = st.session_state[_READING] == _TAKEN and kind != "envelope"
    what = WhatIf(kind, code, amount, taken)
    answer = session.desk().what_if(session.snapshot().id, what)
    if not answer.possible:
        session.refuse(answer.issues)
        return
    rules = (SetRules(answer.rules),) if answer.rules else ()
    if trials.attempt(*rules, *(SetLock(one, "funded") for one in answer.past_ranking)):
        st.session_state[_ASKED] = (what, trials.actions())


def _sentences(answer: WhatIfAnswer, targets: Mapping[Target, str]) -> tuple[str, str]:
    what = answer.what
    name = targets.get((what.kind, what.code), what.code)
    if answer.added == what.euros:
        first = f"{name} : {whole_euros(answer.received)} de plus."
    else:
        most = f"que {euros(answer.added)} de plus" if answer.added else "rien recevoir de plus"
        verb = "ne peut recevoir" if answer.added else "ne peut"
        first = f"{name} {verb} {most} : {' et '.join(answer.limits)}."
    before, after = ({one for one, amount in grants.items() if amount} for grants in (answer.before, answer.after))
    entering, leaving = len(after - before), len(before - after)
    out = "aucun ne sort" if not leaving else f"{leaving} {'sortent' if leaving > 1 else 'sort'}"
    return first, f"+\u00a0{counted(entering, 'projet retenu', 'projets retenus')}, {out}."
