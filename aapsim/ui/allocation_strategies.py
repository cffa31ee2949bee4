"""The four strategies side by side, and the mark from which the uniform reduction serves."""

from __future__ import annotations

from fractions import Fraction

import streamlit as st

from aapsim.domain.allocation import Allocation
from aapsim.domain.call import Strategy
from aapsim.domain.french import parse_number
from aapsim.domain.issues import InvalidInput
from aapsim.ui import plain_table, session
from aapsim.ui.text import bullets, hint, plain, say
from aapsim.view import story, strategies
from aapsim.view.words import STRATEGY_WORDS

_THRESHOLD = "aapsim:threshold"
_TYPED = "repartition:threshold"
_EXAMPLE = "par exemple « 72 » ou « 72,5 »"
_TABLES = ("En résumé", "Qui diffère", "Par axe", "Par département")


def answer_of(strategy: Strategy) -> Allocation | None:
    """Return the answer of one strategy, ``None`` where the input cannot be used. The first two cost nothing more."""
    answer = session.answer()
    if strategy in ("optimum", "merit"):
        return answer.optimum if strategy == "optimum" else answer.merit
    if answer.waiting is not None:
        # They are made beside the exact optimum: until then what is known of that one is shown.
        return answer.optimum
    return _ways().get(strategy)


def _ways() -> strategies.Ways:
    return session.desk().explain.strategies(session.snapshot().id, st.session_state.get(_THRESHOLD))


def show(key: str) -> None:
    """Show the comparison, one table at a time, with its sentence."""
    if session.answer().optimum is None:
        return
    st.subheader("Quatre manières de répartir", anchor=False)
    left, right = st.columns([3, 1], gap="medium", vertical_alignment="bottom")
    with left:
        chosen = st.segmented_control(
            "Comparer", _TABLES, key=f"{key}:compare:panel", label_visibility="collapsed"
        )
    with right:
        _threshold()
    if chosen is None:
        hint("Choisissez ce qu'il faut comparer : les deux dernières manières ne sont calculées qu'à la demande.")
        return
    ways = _ways()
    if chosen == _TABLES[0]:
        say(strategies.summary_sentence(ways))
    here = session.snapshot()
    tables = {
        "En résumé": lambda: strategies.summary_table(ways),
        "Qui diffère": lambda: strategies.differing_table(ways, story.by_id(here.applications)),
        "Par axe": lambda: strategies.axis_table(here.call, ways),
        "Par département": lambda: strategies.department_table(ways),
    }
    plain_table.show(tables[str(chosen)](), f"{key}:compare:{chosen}", height="18rem", head=1)
    _remarks(ways)


def _remarks(ways: strategies.Ways) -> None:
    impossible = [(STRATEGY_WORDS[name], one) for name, one in ways.items() if one.status == "infeasible"]
    bullets([f"{name} : {issue.sentence()}" for name, one in impossible for issue in one.issues])
    served = strategies.uniform_sentence(ways["prorata"]) if "prorata" in ways else ""
    if served:
        hint(served)


def _threshold() -> None:
    st.text_input(
        "Réduction uniforme à partir de la note",
        key=_TYPED,
        placeholder="automatique",
        on_change=_typed,
        help="Note pondérée. Vide : la plus basse pour laquelle chaque part atteint le plancher de son projet.",
    )
    refused = st.session_state.get(f"{_TYPED}:refused")
    if refused:
        st.error(plain(refused))


def _typed() -> None:
    text = str(st.session_state.get(_TYPED, "")).strip()
    st.session_state[f"{_TYPED}:refused"] = ""
    try:
        found: Fraction | None = parse_number(text, _EXAMPLE) if text else None
    except InvalidInput as problem:
        st.session_state[f"{_TYPED}:refused"] = problem.issues[0].message
        return
    st.session_state[_THRESHOLD] = found
