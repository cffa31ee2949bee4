"""The words beside a rule: its text, its origin, whether it is a hypothesis, and the way back to the call."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from aapsim.domain.call import RuleText
from aapsim.service.commands import SetRules
from aapsim.ui import session
from aapsim.ui.text import hint, plain

HYPOTHESIS = "hypothèse"
BACK = "Revenir à l'appel"


def beside(rule: RuleText, paths: Sequence[str], key: str) -> None:
    """Draw the words of a rule and, if one of its ``paths`` was changed, the way back to the call."""
    badges(rule, paths)
    if rule.text:
        st.markdown(plain(rule.text))
    if rule.origin:
        hint(f"Origine : {rule.origin}")
    back_button(paths, key)


def badges(rule: RuleText, paths: Sequence[str]) -> None:
    """Mark a rule the call does not settle, and one that was changed here."""
    marks = changed(paths)
    if not (rule.hypothesis or marks):
        return
    with st.container(horizontal=True, gap="xsmall"):
        if rule.hypothesis:
            st.badge(HYPOTHESIS, color="violet")
        if marks:
            st.badge("modifié ici", color="blue")


def back_button(paths: Sequence[str], key: str) -> None:
    """Offer to go back to the call file's values, where something was changed."""
    marks = changed(paths)
    if marks:
        st.button(
            BACK,
            key=f"{key}:back",
            on_click=session.act,
            args=(SetRules(dict.fromkeys(marks)),),
            help="Reprend la valeur du fichier de l'appel.",
        )


def changed(paths: Sequence[str]) -> list[str]:
    """Return those of ``paths`` that this workspace changed over the call file."""
    overrides = session.snapshot().scenario.overrides
    return [path for path in paths if path in overrides]


def set_rule(path: str, value: object) -> bool:
    """Change one rule to a plain value of the call document; tells whether it was saved."""
    return session.apply(SetRules({path: value}))
