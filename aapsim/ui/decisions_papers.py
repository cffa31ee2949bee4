"""The papers: made when asked for, from the frozen content of the present revision; a draft says so."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Literal

import streamlit as st

from aapsim.service.commands import Action
from aapsim.service.frozen import Frozen
from aapsim.service.session_actions import FreezeBase, UnfreezeBase
from aapsim.ui import session
from aapsim.ui.text import clock, hint, plain, say

_PDF = "application/pdf"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Paper = Literal["table", "sheets", "workbook", "record"]


def show(key: str) -> None:
    """Show the state of the base and one button a paper."""
    _base(key)
    st.subheader("Documents", anchor=False)
    now = session.snapshot()
    if now.session.closed is None:
        say("La séance n'est pas close : chaque document porte la mention « provisoire ».")
    else:
        say("La séance est close : les documents sont définitifs.")
    with st.container(horizontal=True):
        _download("Tableau de séance (PDF, A3)", "table", "tableau-de-seance.pdf", _PDF, key)
        _download("Fiches par projet (PDF)", "sheets", "fiches-de-seance.pdf", _PDF, key)
        _download("Classeur de secours (xlsx)", "workbook", "seance.xlsx", _XLSX, key)
        record_button(key)
    hint("Chaque page porte la révision et l'empreinte de ce qu'elle contient.")


def record_button(key: str) -> None:
    """Show the button of the one-page record."""
    _download("Relevé de décisions (PDF, une page)", "record", "releve-de-decisions.pdf", _PDF, key)


def _download(label: str, paper: Paper, name: str, mime: str, key: str) -> None:
    st.download_button(
        label, partial(_made, session.snapshot().id, paper), name, mime, key=f"{key}:{name}", on_click="ignore"
    )


def _made(workspace: str, paper: Paper) -> bytes:
    # Whoever asks for a paper loads what writes it, not the first page of all.
    from aapsim.papers import record, session_papers  # noqa: PLC0415

    writers: dict[Paper, Callable[[Frozen], bytes]] = {
        "table": session_papers.session_table,
        "sheets": session_papers.project_sheets,
        "workbook": session_papers.session_workbook,
        "record": record.record,
    }
    return writers[paper](session.desk().frozen(workspace))


def _base(key: str) -> None:
    frozen = session.snapshot().session.base_frozen
    action: Action = FreezeBase() if frozen is None else UnfreezeBase()
    with st.container(horizontal=True, vertical_alignment="center"):
        if frozen is None:
            st.markdown(plain("Les candidatures peuvent encore changer."), width="content")
        else:
            words = f"Base gelée par {frozen.actor} le {frozen.at:%d/%m/%Y} à {clock(frozen.at)} : rien ne bouge."
            st.markdown(plain(words), width="content")
        label = "Geler la base avant le comité" if frozen is None else "Dégeler la base"
        st.button(label, key=f"{key}:base", on_click=session.act, args=(action,))
