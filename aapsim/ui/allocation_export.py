"""The result as a file: made when asked for, from the proven optimum only."""

from __future__ import annotations

from functools import partial
from typing import Literal

import streamlit as st

from aapsim.ui import session
from aapsim.ui.text import hint

_KINDS: dict[Literal["json", "csv", "xlsx", "ods"], tuple[str, str]] = {
    "csv": ("CSV", "text/csv"),
    "xlsx": ("Excel (xlsx)", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "ods": ("LibreOffice (ods)", "application/vnd.oasis.opendocument.spreadsheet"),
    "json": ("JSON vérifiable", "application/json"),
}


def show(key: str) -> None:
    """Show one button per kind of file; a sentence instead where there is nothing proven."""
    st.subheader("Exporter le résultat", anchor=False)
    optimum = session.answer().optimum
    if optimum is None or optimum.status != "optimal":
        hint("Seule une répartition prouvée peut être exportée.")
        return
    workspace, desk = session.snapshot().id, session.desk()
    with st.container(horizontal=True):
        for kind, (label, mime) in _KINDS.items():
            st.download_button(
                label,
                partial(desk.export_result, workspace, kind),
                file_name=f"repartition.{kind}",
                mime=mime,
                key=f"{key}:export:{kind}",
                on_click="ignore",
            )
    hint(f"Empreinte de la répartition optimisée : {optimum.fingerprint}")
