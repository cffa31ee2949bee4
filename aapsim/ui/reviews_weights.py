"""Weights of the mark, by group and by criterion; equal weights are shown as the hypothesis they are."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import streamlit as st

from aapsim.domain.call import Criterion
from aapsim.domain.french import exact_text, percent
from aapsim.service.commands import SetRules
from aapsim.ui import fields, rule_texts, session
from aapsim.ui.text import hint, say


def show(key: str) -> None:
    """Show the weight of each group, which scales its criteria together, then the criteria one by one."""
    criteria = session.snapshot().call.criteria
    if not criteria:
        hint("Cet appel n'a pas de critères.")
        return
    total = sum((one.weight for one in criteria), Fraction(0))
    if len({one.weight for one in criteria}) == 1:
        say("Poids égaux : une hypothèse, l'appel n'en fixe pas.")
    names = dict.fromkeys(one.group for one in criteria)
    groups = {group: [one for one in criteria if one.group == group] for group in names}
    st.subheader("Poids des groupes", anchor=False)
    for column, (group, mine) in zip(st.columns(max(1, len(groups))), groups.items(), strict=False):
        weight = sum((one.weight for one in mine), Fraction(0))
        with column:
            fields.number_field(group, weight, f"{key}:group:{group}", _scaled(mine), most=fields.MOST_WEIGHT,
                                help_text="Répartit ce poids entre ses critères, dans leurs proportions.")  # fmt: skip
            hint(f"{percent(weight / total, 1)} de la note" if total else "Tous les poids sont nuls.")
    st.subheader("Poids des critères", anchor=False)
    rule_texts.weights(key)


def _scaled(criteria: list[Criterion]) -> Callable[[Fraction], bool]:
    def change(new: Fraction) -> bool:
        total = sum((one.weight for one in criteria), Fraction(0))
        shares = [one.weight / total if total else Fraction(1, len(criteria)) for one in criteria]
        changes = {
            f"criteria.{one.code}.weight": exact_text(new * share) for one, share in zip(criteria, shares, strict=True)
        }
        return session.apply(SetRules(changes))

    return change
