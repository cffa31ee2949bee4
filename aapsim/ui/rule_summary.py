"""How far the rules are from the call: what was changed, what is only a hypothesis."""

from __future__ import annotations

import streamlit as st

from aapsim.domain.french import group_digits
from aapsim.service.commands import SetRules
from aapsim.ui import session
from aapsim.ui.rule_words import BACK
from aapsim.ui.text import say

_ENVELOPE = "sources."
_MONEY = ("notified", "gross", "reserve", "committed", "fungible_with", "transfer_limit")


def show(key: str) -> int:
    """Say how many rules were changed here and offer to take them all back; return that number."""
    shown = session.snapshot()
    changed = [path for path in shown.scenario.overrides if not _is_money(path)]
    hypotheses = sum(rule.hypothesis for rule in shown.call.rules)
    say(f"{_count(len(changed), 'règle modifiée', 'règles modifiées')} ici par rapport à l'appel ; "
        f"{_count(hypotheses, 'règle est une hypothèse', 'règles sont des hypothèses')} que l'appel ne tranche pas.")
    if changed:
        st.button(
            f"{BACK} pour toutes les règles",
            key=f"{key}:all",
            on_click=session.act,
            args=(SetRules(dict.fromkeys(changed)),),
            help="Les montants de l'enveloppe ne changent pas ; « Annuler » défait ce retour.",
        )
    return len(changed)


def _is_money(path: str) -> bool:
    return path.startswith(_ENVELOPE) and path.rsplit(".", 1)[-1] in _MONEY


def _count(number: int, one: str, several: str) -> str:
    return f"{group_digits(number)} {one if number < 2 else several}"
