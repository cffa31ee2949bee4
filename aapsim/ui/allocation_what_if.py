"""« Et si » : more money for a department, an axis or a source, and the common rate that lets a mark in."""

from __future__ import annotations

from fractions import Fraction

import streamlit as st

from aapsim.domain.explanation import CommonRate, WhatIf, WhatIfAnswer, WhatIfKind
from aapsim.domain.french import exact_text, parse_euros, parse_number
from aapsim.domain.issues import InvalidInput
from aapsim.service.commands import KeepTrial, SetLock, SetRules, TriedAction
from aapsim.ui import session
from aapsim.ui.text import hint, plain, say
from aapsim.view import what_if_words
from aapsim.view.story import by_id

Target = tuple[WhatIfKind, str]
_READINGS = ("en plus de l'enveloppe", "pris ailleurs")
_EXAMPLE = "par exemple « 72 » ou « 72,5 »"


def show(key: str) -> None:
    """Show the two questions; each is computed when it is asked, about the present revision."""
    if not session.snapshot().call.sources:
        return
    st.subheader("Et si\u00a0?", anchor=False)
    left, right = st.columns([3, 2], gap="medium")
    with left:
        _money(key)
    with right:
        _rate(key)


def _targets() -> dict[str, Target]:
    here = session.snapshot()
    codes = sorted({code for one in here.applications for code, _ in one.departments} - {"REG"})
    found: list[Target] = [("department", code) for code in codes]
    found += [("axis", axis.code) for axis in here.call.axes]
    found += [("source", source.code) for source in here.call.sources if len(here.call.sources) > 1]
    found.append(("envelope", ""))
    return {f"{kind}:{code}": (kind, code) for kind, code in found}


def _money(key: str) -> None:
    targets, call = _targets(), session.snapshot().call
    with st.form(f"{key}:what-if", border=False):
        first, second = st.columns([2, 3], vertical_alignment="bottom")
        with first:
            st.text_input("Et si on mettait (€)", key=f"{key}:what-if:euros", placeholder="20 000")
        with second:
            st.selectbox(
                "de plus sur",
                list(targets),
                key=f"{key}:what-if:target",
                format_func=lambda name: what_if_words.target_words(call, WhatIf(*targets[name], 1)),
            )
        st.radio("Argent", _READINGS, key=f"{key}:what-if:reading", horizontal=True, label_visibility="collapsed")
        st.form_submit_button("Voir ce que cela change", on_click=_ask_money, args=(key,))
    what = _asked(f"{key}:what-if:asked")
    if isinstance(what, WhatIf):
        with st.spinner("Répartitions recalculées…"):
            answer = session.desk().what_if(session.snapshot().id, what)
        _told(key, answer)


def _asked(name: str) -> object:
    """Return what was asked about this very revision, ``None`` once it has changed."""
    here = session.snapshot()
    workspace, revision, asked = st.session_state.get(name, ("", 0, None))
    return asked if (workspace, revision) == (here.id, here.revision) else None


def _remember(name: str, asked: object) -> None:
    here = session.snapshot()
    st.session_state[name] = (here.id, here.revision, asked)


def _ask_money(key: str) -> None:
    try:
        amount = parse_euros(st.session_state[f"{key}:what-if:euros"]).euros
    except InvalidInput as refused:
        session.refuse(refused.issues)
        return
    kind, code = _targets()[st.session_state[f"{key}:what-if:target"]]
    taken = st.session_state[f"{key}:what-if:reading"] == _READINGS[1]
    _remember(f"{key}:what-if:asked", WhatIf(kind, code, amount, taken))


def _told(key: str, answer: WhatIfAnswer) -> None:
    here = session.snapshot()
    say(what_if_words.headline(here.call, answer))
    if not answer.possible:
        return
    say(what_if_words.counts_sentence(answer))
    hint(what_if_words.moves_sentence(answer, by_id(here.applications)))
    if answer.rules or answer.past_ranking:
        st.button("Garder cette répartition", key=f"{key}:what-if:keep", on_click=_keep, args=(answer,))


def _keep(answer: WhatIfAnswer) -> None:
    actions: list[TriedAction] = [SetRules(dict(answer.rules))] if answer.rules else []
    actions += [SetLock(one, "funded") for one in answer.past_ranking]
    session.apply(actions[0] if len(actions) == 1 else KeepTrial(tuple(actions), "et si"))


# ---------------------------------------------------------------------------- the common rate
def _rate(key: str) -> None:
    with st.form(f"{key}:rate-for", border=False):
        st.text_input("Taux commun pour que tous les projets notés au moins", key=f"{key}:rate-for:score",
                      placeholder="75")  # fmt: skip
        st.form_submit_button("Chercher ce taux", on_click=_ask_rate, args=(key,))
    score = _asked(f"{key}:rate-for:asked")
    if not isinstance(score, Fraction):
        hint("reçoivent quelque chose : le plus grand taux commun qui le permet, au dixième de pour cent.")
        return
    here = session.snapshot()
    with st.spinner("Taux essayés un à un…"):
        found = session.desk().explain.common_rate(here.id, score)
    say(what_if_words.rate_sentence(found, by_id(here.applications)))
    if found.rate is not None and found.rate != here.call.rate:
        st.button(plain("Appliquer ce taux"), key=f"{key}:rate-for:apply", on_click=_apply_rate, args=(found,))


def _ask_rate(key: str) -> None:
    try:
        score = parse_number(st.session_state[f"{key}:rate-for:score"], _EXAMPLE)
    except InvalidInput as refused:
        session.refuse(refused.issues)
        return
    _remember(f"{key}:rate-for:asked", score)


def _apply_rate(found: CommonRate) -> None:
    if found.rate is not None:
        session.apply(SetRules({"common_rate": exact_text(found.rate)}))
