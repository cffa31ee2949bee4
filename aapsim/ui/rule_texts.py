"""What weighs inside a mark (criteria, publics), and every other rule of the call in its own words."""

from __future__ import annotations

import streamlit as st

from aapsim.domain.french import exact_text
from aapsim.ui import fields, rule_words, session
from aapsim.ui.rule_forms import edited_paths
from aapsim.ui.text import hint, plain

_ELSEWHERE = frozenset(
    {"axis_limits", "priorities", "source_axes", "departments", "criteria", "publics"}
)
"""Rules whose words stand beside their own fields."""


def weights(key: str) -> None:
    """Draw the weight of each criterion and the bonus of each priority public."""
    call = session.snapshot().call
    if call.criteria:
        rule_words.beside(call.rule("criteria"), [f"criteria.{one.code}.weight" for one in call.criteria], f"{key}:c")
    for group in dict.fromkeys(one.group for one in call.criteria):
        st.markdown(f"**{plain(group)}**")
        for criterion in (one for one in call.criteria if one.group == group):
            path = f"criteria.{criterion.code}.weight"
            fields.number_field(
                f"{criterion.code} – {criterion.label}",
                criterion.weight,
                f"{key}:{criterion.code}",
                lambda new, path=path: rule_words.set_rule(path, exact_text(new)),  # type: ignore[misc]
            )
    if call.publics:
        rule_words.beside(call.rule("publics"), [f"publics.{one.code}.bonus" for one in call.publics], f"{key}:p")
    for public in call.publics:
        path = f"publics.{public.code}.bonus"
        fields.percent_field(
            f"Bonus – {public.label}",
            public.bonus,
            f"{key}:{public.code}",
            lambda new, path=path: rule_words.set_rule(path, exact_text(new)),  # type: ignore[misc]
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
