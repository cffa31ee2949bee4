"""The applications as a plain table, with what the rules say of each, and as files to take away."""

from __future__ import annotations

from functools import partial
from typing import Literal

import streamlit as st

from aapsim.ui import plain_table, session
from aapsim.ui.text import hint, say
from aapsim.view.candidates import Standing, candidates_table, totals_sentence
from aapsim.view.words import OVERALL_WORDS

_KINDS: dict[Literal["csv", "xlsx", "ods"], tuple[str, str]] = {
    "csv": ("CSV", "text/csv"),
    "xlsx": ("Excel (xlsx)", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "ods": ("LibreOffice (ods)", "application/vnd.oasis.opendocument.spreadsheet"),
}


def show(key: str) -> None:
    """Show every application in a plain table: amounts, cap with its term, eligibility."""
    here, answer = session.snapshot(), session.answer()
    standings = {
        one: Standing(OVERALL_WORDS.get(answer.eligibility.get(one, ""), ""), cap.amount, cap.sentence)
        for one, cap in answer.caps.items()
    }
    plain_table.show(candidates_table(here.call, here.applications, standings), f"{key}:plain", height="30rem", head=1)


def totals() -> None:
    """Say how many applications there are and what they ask for in all."""
    say(totals_sentence(session.snapshot().applications))


def downloads(key: str) -> None:
    """Show one button per kind of file; the file reads back unchanged."""
    here, desk = session.snapshot(), session.desk()
    if not here.applications:
        hint("Aucune candidature à exporter.")
        return
    with st.container(horizontal=True):
        for kind, (label, mime) in _KINDS.items():
            st.download_button(
                label,
                partial(desk.export_applications, here.id, kind),
                file_name=f"candidatures.{kind}",
                mime=mime,
                key=f"{key}:export:{kind}",
                on_click="ignore",
            )
    hint("Le fichier exporté peut être corrigé puis importé de nouveau.")
