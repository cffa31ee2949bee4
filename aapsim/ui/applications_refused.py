"""Rows that an import could not read: kept, shown and correctable, so that nothing is lost.

Only the cells that stand in the way are asked for, one field each; all the cells are one fold below.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from aapsim.domain.issues import Issue
from aapsim.service import platform
from aapsim.service.commands import ImportApplications
from aapsim.service.platform import PlatformReading
from aapsim.ui import saved, session
from aapsim.ui.applications_rows import place_of, read_lines
from aapsim.ui.text import bullets, hint, plain
from aapsim.view.candidates import COLUMN_WORDS
from aapsim.view.words import counted

_MOST_FIELDS = 20
_NUMBER = ("dossier", "id")
Rows = Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class _Cell:
    """One cell to correct: its row (0 is the first one refused), its column, and what is wrong with it."""

    row: int
    column: int
    sentence: str


def show(key: str, *, brief: bool = False) -> int:
    """Show the refused rows of the last import, or only say that there are some; return how many there are."""
    rows = session.snapshot().refused_rows
    count = max(0, len(rows) - 1)
    if not count:
        return 0
    title = counted(count, "ligne refusée", "lignes refusées") + " à corriger"
    if brief:
        hint(f"{title} : voyez « Importer ou coller ».")
        return count
    st.subheader(title, anchor=False)
    here = session.snapshot()
    editor = f"{key}:refused:{here.id}:{here.revision}"
    _cells(editor, rows)
    with st.expander("Toutes les cases de ces lignes"):
        _grid(editor, rows)
    with st.container(horizontal=True):
        st.button("Relire ces lignes", key=f"{key}:reread", type="primary", on_click=_reread, args=(key, editor))
        st.button("Abandonner ces lignes", key=f"{key}:forget", on_click=_forget)
    return count


def _cells(editor: str, rows: Rows) -> None:
    errors = read_lines(rows).errors
    cells = [_cell(issue, rows) for issue in errors]
    bullets([f"{issue.where} : {issue.message}" for issue, cell in zip(errors, cells, strict=True) if cell is None])
    found = [cell for cell in cells if cell is not None]
    hint("Corrigez, puis relisez : ce qui devient lisible est ajouté, le reste demeure ici.")
    for cell in found[:_MOST_FIELDS]:
        widget = f"{editor}:{cell.row}:{cell.column}"
        if widget not in st.session_state:
            st.session_state[widget] = rows[cell.row + 1][cell.column]
        title = rows[0][cell.column]
        label = f"{_name(rows, cell.row)} · {COLUMN_WORDS.get(title, title)}"
        st.text_input(plain(label), key=widget)
        hint(f"{title} : {cell.sentence}" if title in COLUMN_WORDS else cell.sentence)
    if len(found) > _MOST_FIELDS:
        hint(f"et {counted(len(found) - _MOST_FIELDS, 'autre case', 'autres cases')}, montrées ensuite.")


def _cell(issue: Issue, rows: Rows) -> _Cell | None:
    place = place_of(issue)
    if place is None:
        return None
    line, column = place
    at = next((n for n, title in enumerate(rows[0]) if column and title.startswith(column)), None)
    inside = at is not None and 0 <= line - 2 < len(rows) - 1 and at < len(rows[line - 1])
    return _Cell(line - 2, at, issue.message) if inside and at is not None else None


def _name(rows: Rows, at: int) -> str:
    number = next((n for n, title in enumerate(rows[0]) if title.casefold() in _NUMBER), 0)
    return f"Dossier {rows[at + 1][number][:40].strip() or f'sans numéro, ligne {at + 1}'}"


def _grid(editor: str, rows: Rows) -> None:
    """Show the columns that hold something; an empty one has nothing to correct."""
    width = max(len(row) for row in rows)
    padded = [[*row, *[""] * (width - len(row))] for row in rows]
    used = [at for at in range(width) if any(row[at].strip() for row in padded[1:])]
    frame = pd.DataFrame([[row[at] for at in used] for row in padded[1:]], columns=[f"c{at}" for at in used])
    st.data_editor(
        frame,
        key=editor,
        hide_index=True,
        num_rows="fixed",
        column_config=_columns({f"c{at}": padded[0][at] for at in used}),
        alt="Lignes refusées, modifiables",
    )


def _columns(titles: dict[str, str]) -> dict[str, Any]:
    return {name: st.column_config.TextColumn(title or name) for name, title in titles.items()}


def _reread(key: str, editor: str) -> None:
    here = session.snapshot()
    reading = read_lines(_corrected(editor, here.refused_rows))
    if not reading.applications:
        session.refuse(reading.errors)
    elif isinstance(reading, PlatformReading):
        saved.apply(key, platform.import_action(reading, here, platform.update_of(reading, here)))
    else:
        saved.apply(key, ImportApplications(reading.applications, "merge", reading.refused))


def _corrected(editor: str, rows: Rows) -> list[list[str]]:
    """Return the refused rows with the cells typed since; read when the button is pressed, so that none is missed."""
    header, *kept = rows
    lines = [[*row, *[""] * (len(header) - len(row))][: len(header)] for row in kept]
    edits = st.session_state.get(editor, {}).get("edited_rows", {})
    for at, cells in edits.items():
        for name, value in cells.items():
            column = int(name.removeprefix("c"))
            if column < len(header):
                lines[int(at)][column] = "" if value is None else str(value)
    for at, line in enumerate(lines):
        for column in range(len(header)):
            typed = st.session_state.get(f"{editor}:{at}:{column}")
            if typed is not None and typed != kept[at][column]:
                line[column] = str(typed)
    return [list(header), *lines]


def _forget() -> None:
    session.apply(ImportApplications((), "merge", ()))
