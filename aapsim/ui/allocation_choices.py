"""What is maximised, under which rules, and which strategy is on the screen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

import streamlit as st

from aapsim.domain.call import Strategy
from aapsim.service.commands import SetRules
from aapsim.ui import session, words
from aapsim.ui.fields import choice_field
from aapsim.ui.text import hint
from aapsim.view.words import STRATEGY_WORDS

_STRATEGY = "aapsim:strategy"
_POLICY = {"partial": "montants partiels", "all-or-nothing": "tout ou rien"}
_RANKING = {"strict": "classement respecté", "free": "classement libre"}
_SEED = "La première moitié d'une subvention compte plus que la fin : davantage de projets, moins complets."


def show(key: str) -> Strategy:
    """Show the choices and return the strategy whose answer is to be drawn."""
    call = session.snapshot().call
    now = (words.OBJECTIVES[call.objective], _POLICY[call.policy], _RANKING[call.ranking])
    strategy = _strategy()
    with st.expander(f"Règles de calcul : {' · '.join(now)}", key=f"{key}:rules"):
        _rules(key)
    return strategy


def _rules(key: str) -> None:
    call = session.snapshot().call
    first, second = st.columns(2), st.columns(2)
    with first[0]:
        _rule("Objectif", "objective", call.objective, words.OBJECTIVES, key)
    with first[1]:
        _rule("Montants", "policy", call.policy, words.POLICIES, key)
    with second[0]:
        _rule("Classement", "ranking", call.ranking, words.RANKINGS, key)
    with second[1]:
        _rule("Amorçage", "curve", call.curve, words.CURVES, key)
    hint(words.OBJECTIVE_SENTENCES[call.objective] + (f" {_SEED}" if call.curve == "seed" else ""))


def _rule(label: str, path: str, value: str, choices: Mapping[str, str], key: str) -> None:
    choice_field(label, value, choices, f"{key}:{path}", lambda new: session.apply(SetRules({path: new})))


def _strategy() -> Strategy:
    # Which of the answers is looked at is not a rule of the call: the session remembers it.
    chosen = st.segmented_control(
        "Répartition affichée",
        list(STRATEGY_WORDS),
        default=st.session_state.get(_STRATEGY, "optimum"),
        format_func=lambda code: STRATEGY_WORDS[code],
        key="repartition:strategy",
        required=True,
        label_visibility="collapsed",
        width="stretch",
    )
    st.session_state[_STRATEGY] = chosen or "optimum"
    return cast(Strategy, st.session_state[_STRATEGY])

