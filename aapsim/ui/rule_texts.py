"""What weighs inside a mark (criteria, publics), and every other rule of the call in its own words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import streamlit as st

from aapsim.domain.call import Criterion, Public
from aapsim.domain.french import exact_text
from aapsim.ui import fields, rule_words, session
from aapsim.ui.rule_forms import edited_paths
from aapsim.ui.text import hint, plain

_ELSEWHERE = frozenset({"axis_limits", "priorities", "source_axes", "departments", "criteria", "publics"})
"""Rules whose words stand beside their own fields."""


def weights(key: str) -> None:
    """Draw the weight of each criterion and the bonus of each priority public."""
    call = session.snapshot().call
    if call.criteria:
        rule_words.beside(call.rule("criteria"), [f"criteria.{one.code}.weight" for one in call.criteria], f"{key}:c")
    for group in dict.fromkeys(one.group for one in call.criteria):
        st.markdown(f"**{plain(group)}**")
        _in_columns([partial(_weight, one, key) for one in call.criteria if one.group == group])
    if call.publics:
        rule_words.beside(call.rule("publics"), [f"publics.{one.code}.bonus" for one in call.publics], f"{key}:p")
        _in_columns([partial(_bonus, one, key) for one in call.publics])


def _in_columns(fields_to_draw: Sequence[Callable[[], None]]) -> None:
    for start in range(0, len(fields_to_draw), 2):
        for column, draw in zip(st.columns(2, vertical_alignment="bottom"), fields_to_draw[start:], strict=False):
            with column:
                draw()


def _weight(criterion: Criterion, key: str) -> None:
    fields.number_field(
        f"{criterion.code} – {criterion.label}",
        criterion.weight,
        f"{key}:{criterion.code}",
        lambda new: rule_words.set_rule(f"criteria.{criterion.code}.weight", exact_text(new)),
        most=fields.MOST_WEIGHT,
    )


def _bonus(public: Public, key: str) -> None:
    fields.percent_field(
        f"Bonus – {public.label}",
        public.bonus,
        f"{key}:{public.code}",
        lambda new: rule_words.set_rule(f"publics.{public.code}.bonus", exact_text(new)),
    )


def show(key: str) -> None:
    """Draw every rule that has no field of its own, with its text and origin."""
    call = session.snapshot().call
    shown = [rule for rule in call.rules if rule.key not in edited_paths() | _ELSEWHERE]
    if not shown:
        hint("Toutes les règles de cet appel ont leur champ dans les autres onglets.")
    for rule in shown:
        with st.container(border=True):
            st.markdown(f"**{plain(rule.label)}**")
            rule_words.beside(rule, (), f"{key}:{rule.key}")
