"""Limits by department: one department at a time, with the table of those that have limits."""

from __future__ import annotations

import streamlit as st

from aapsim.domain.application import WHOLE_REGION
from aapsim.domain.call import Call, DepartmentLimits
from aapsim.domain.french import euros
from aapsim.ui import fields, rule_words, session, text, words
from aapsim.ui.rule_forms import whole, write_count

_NAMES = ("floor", "ceiling", "minimum_projects", "maximum_projects")


def show(key: str) -> None:
    """Draw the limits that exist as a table, and the four fields of the department chosen."""
    call = session.snapshot().call
    rule_words.beside(call.rule("departments"), (), key)
    codes = _codes(call)
    if not codes:
        text.hint("Aucun département connu : importez d'abord des candidatures.")
        return
    text.table(_table(call), "Limites par département")
    code = st.selectbox("Département à modifier", codes, format_func=words.department, key=f"{key}:chosen")
    limits = next((one for one in call.departments if one.code == code), DepartmentLimits(code))
    with st.container(border=True):
        _form(limits, f"{key}:{code}")


def _codes(call: Call) -> list[str]:
    seen = {code for one in session.snapshot().applications for code, _ in one.departments}
    return sorted({*call.territory, *(one.code for one in call.departments), *seen} - {WHOLE_REGION})


def _form(limits: DepartmentLimits, key: str) -> None:
    paths = [f"departments.{limits.code}.{name}" for name in _NAMES]
    name = words.department(limits.code)
    money, count = st.columns(2)
    with money:
        fields.optional_money_field(
            f"Au moins, {name}", limits.floor or None, f"{key}:floor",
            lambda new: rule_words.set_rule(paths[0], new or 0), empty="Aucun plancher",
        )
        fields.optional_money_field(
            f"Au plus, {name}", limits.ceiling, f"{key}:ceiling",
            lambda new: rule_words.set_rule(paths[1], new), empty="Aucun plafond",
        )
    with count:
        fields.parsed_field(
            f"Projets au moins, {name}", limits.minimum_projects, f"{key}:min",
            lambda new: rule_words.set_rule(paths[2], new), read=whole, write=write_count, empty="Aucun minimum",
        )
        fields.parsed_field(
            f"Projets au plus, {name}", limits.maximum_projects or 0, f"{key}:max",
            lambda new: rule_words.set_rule(paths[3], new or None), read=whole, write=write_count,
            empty="Aucun maximum",
        )
    rule_words.back_button(paths, key)


def _table(call: Call) -> list[dict[str, str]]:
    return [
        {
            "Département": words.department(one.code),
            "Au moins": euros(one.floor) if one.floor else "–",
            "Au plus": "–" if one.ceiling is None else euros(one.ceiling),
            "Projets au moins": str(one.minimum_projects or "–"),
            "Projets au plus": "–" if one.maximum_projects is None else str(one.maximum_projects),
        }
        for one in call.departments
    ]
