"""One grid per reviewer: it goes out to Excel or LibreOffice, and comes back checked before anything is saved."""

from __future__ import annotations

from functools import partial
from typing import Literal

import streamlit as st

from aapsim.service import reviewing
from aapsim.service.review_actions import PutReviews
from aapsim.service.reviewing import GridReading
from aapsim.ui import fields, plain_table, saved, session
from aapsim.ui.text import hint, plain, say
from aapsim.view.tables import Table, framed
from aapsim.view.words import counted

_KINDS: dict[Literal["xlsx", "ods"], tuple[str, str]] = {
    "xlsx": ("Excel (xlsx)", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "ods": ("LibreOffice (ods)", "application/vnd.oasis.opendocument.spreadsheet"),
}


def show(key: str, who: str) -> None:
    """Show the grid of one reviewer going out, and the returned one coming in."""
    here = session.snapshot()
    name = here.prepared.reviewers[who]
    out, back = st.columns(2, gap="large")
    with out:
        st.subheader("Envoyer la grille", anchor=False)
        hint(f"Grille de {name} : ses dossiers, un niveau par critère, l'échelle en seconde feuille.")
        with st.container(horizontal=True):
            for kind, (label, mime) in _KINDS.items():
                st.download_button(
                    label,
                    partial(reviewing.grid_file, here, who, kind),
                    file_name=f"grille-{who}.{kind}",
                    mime=mime,
                    key=f"{key}:out:{kind}",
                    on_click="ignore",
                )
    with back:
        st.subheader("Reprendre la grille remplie", anchor=False)
        hint("Rien n'est enregistré avant votre accord ; une ligne en erreur laisse les autres passer.")
        fields.french_uploader()
        turn = st.session_state.get(f"{key}:turn", 0)
        given = st.file_uploader("Grille remplie", type=["xlsx", "ods"], key=f"{key}:back:{who}:{turn}")
        saved.show(key)
        if given is not None:
            _report(key, who, reviewing.read_returned(here, who, given.getvalue()))


def _report(key: str, who: str, reading: GridReading) -> None:
    errors = [issue for issue in reading.issues if issue.severity == "error"]
    lines = {issue.where.partition(",")[0] for issue in errors}
    say(f"Lu : {counted(len(reading.reviews), 'évaluation nouvelle ou changée', 'évaluations nouvelles ou changées')}.")
    if errors:
        taken = counted(len(lines), "ligne n'est pas prise", "lignes ne sont pas prises")
        st.error(plain(f"{counted(len(errors), 'erreur')} : {taken}, les autres passent. "
                       "Corrigez la grille et déposez-la de nouveau."))  # fmt: skip
    if reading.issues:
        rows = [(one.where or "fichier", one.message) for one in reading.issues]
        plain_table.show(Table("Problèmes de la grille", framed(("Où", "Problème"), rows)), f"{key}:issues")
    if reading.reviews:
        st.button("Accepter la grille", type="primary", key=f"{key}:accept", on_click=_accept, args=(key, who, reading))


def _accept(key: str, who: str, reading: GridReading) -> None:
    if saved.apply(key, PutReviews(who, dict(reading.reviews))):
        st.session_state[f"{key}:turn"] = st.session_state.get(f"{key}:turn", 0) + 1
