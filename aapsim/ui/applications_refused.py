"""Rows that an import could not read: kept, shown and correctable, so that nothing is lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from aapsim.service.commands import ImportApplications
from aapsim.ui import session
from aapsim.ui.applications_rows import read_lines
from aapsim.ui.text import bullets, hint
from aapsim.view.words import counted


def show(key: str) -> int:
    """Show the refused rows of the last import in a grid; return how many there are."""
    here = session.snapshot()
    rows = here.refused_rows[1:]
    if not rows:
        return 0
    st.subheader(counted(len(rows), "ligne refusée", "lignes refusées") + " à corriger", anchor=False)
    bullets([f"{issue.where} : {issue.message}" for issue in read_lines(here.refused_rows).errors])
    hint("Corrigez les cases, puis relisez : ce qui devient lisible est ajouté, le reste demeure ici.")
    names = [f"c{at}" for at in range(max(len(row) for row in here.refused_rows))]
    frame = pd.DataFrame([[*row, *[""] * (len(names) - len(row))] for row in rows], columns=names)
    editor = f"{key}:refused:{here.id}:{here.revision}"
    st.data_editor(
        frame,
        key=editor,
        hide_index=True,
        num_rows="fixed",
        column_config=_columns(here.refused_rows[0], names),
        alt="Lignes refusées, modifiables",
    )
    st.button("Relire ces lignes", key=f"{key}:reread", type="primary", on_click=_reread, args=(editor,))
    st.button("Abandonner ces lignes", key=f"{key}:forget", on_click=_forget)
    return len(rows)


def _columns(header: tuple[str, ...], names: list[str]) -> dict[str, Any]:
    titles = [*header, *[""] * (len(names) - len(header))]
    return {name: st.column_config.TextColumn(title or name) for name, title in zip(names, titles, strict=True)}


def _reread(editor: str) -> None:
    reading = read_lines(_corrected(session.snapshot().refused_rows, st.session_state[editor]["edited_rows"]))
    if not reading.applications:
        session.refuse(reading.errors)
        return
    session.apply(ImportApplications(reading.applications, "merge", reading.refused))


def _corrected(rows: Sequence[Sequence[str]], edits: Mapping[int, Mapping[str, object]]) -> list[list[str]]:
    """Return the refused rows with the cells typed since; read when the button is pressed, so that none is missed."""
    header, *kept = rows
    lines = [[*row, *[""] * (len(header) - len(row))][: len(header)] for row in kept]
    for at, cells in edits.items():
        for name, value in cells.items():
            column = int(name.removeprefix("c"))
            if column < len(header):
                lines[int(at)][column] = "" if value is None else str(value)
    return [list(header), *lines]


def _forget() -> None:
    session.apply(ImportApplications((), "merge", ()))


