"""The editable grid: cells are typed as text, read the French way, and saved as they are typed.

The frame given to the grid is frozen: a changed frame would make the grid forget what was typed,
and it matches edits by row position. A new frame, under a new key, comes only when the stored
applications are no longer those that the grid shows (another page, undo, import, another officer).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
import streamlit as st

from aapsim.domain.application import Application
from aapsim.service.commands import PutApplications
from aapsim.ui import session
from aapsim.ui.applications_rows import read_rows, spoken
from aapsim.ui.text import bullets, hint, plain
from aapsim.view.candidates import AMOUNT_FIELDS, COLUMN_WORDS, grid_frame, native_row

Row = Mapping[str, str]
_HEIGHT = 420
# The menu of a column speaks English and no setting takes it away; a click on a header still sorts.
_NO_MENU = '<style>[data-testid="stDataFrameColumnMenu"] {display: none;}</style>'


@dataclass
class _Grid:
    """What the grid on the screen stands on; kept by the session under one key per workspace."""

    generation: int
    revision: int
    frame: pd.DataFrame
    ids: tuple[str, ...]
    rows: dict[str, Row]
    typed: dict[int, Row] = field(default_factory=dict)
    problems: dict[int, tuple[str, ...]] = field(default_factory=dict)
    remarks: dict[int, tuple[str, ...]] = field(default_factory=dict)


def show(key: str) -> int:
    """Show the grid; return the number of rows that hold something unreadable."""
    grid = _current(key)
    if not grid.ids:
        hint("Aucune candidature : saisissez-en une, collez un tableau ou importez un fichier.")
        return 0
    hint(
        "Double-cliquez dans une case pour la corriger, ou allez-y par les flèches et Entrée ; Échap puis Tab en sort. "
        "Chaque correction est enregistrée aussitôt. "
        "Montants : « 12 345 », « 12345,67 » ou « 12k »."
    )
    st.html(_NO_MENU)
    widget = f"{key}:grid:{session.snapshot().id}:{grid.generation}"
    st.data_editor(
        grid.frame,
        key=widget,
        hide_index=True,
        num_rows="fixed",
        height=_HEIGHT,
        column_config=_columns(),
        on_change=_edited,
        args=(key, widget),
        alt="Grille des candidatures, modifiable ; le tableau simple qui suit montre les mêmes valeurs.",
    )
    _problems(grid)
    return len(grid.problems)


def _columns() -> dict[str, Any]:
    return {
        name: st.column_config.TextColumn(
            words,
            disabled=name == "dossier",
            pinned=name == "dossier",
            width="medium" if name in ("intitule", "porteur") else None,
            alignment="right" if name in AMOUNT_FIELDS or name == "note" else None,
        )
        for name, words in COLUMN_WORDS.items()
    }


def _problems(grid: _Grid) -> None:
    if grid.problems:
        st.error(plain("Saisie illisible : la valeur enregistrée est conservée, corrigez la case."))
        bullets([f"{grid.ids[at]} · {said}" for at, sentences in grid.problems.items() for said in sentences])
    if grid.remarks:
        st.warning(plain("Enregistré, avec une remarque :"))
        bullets([f"{grid.ids[at]} · {said}" for at, sentences in grid.remarks.items() for said in sentences])


def _current(key: str) -> _Grid:
    here = session.snapshot()
    memory = f"{key}:memory:{here.id}"
    grid: _Grid | None = st.session_state.get(memory)
    if grid is not None and grid.revision == here.revision:
        return grid
    rows = {one.id: native_row(one) for one in here.filed}
    if grid is not None and grid.rows == rows:
        grid.revision = here.revision
        return grid
    generation = grid.generation + 1 if grid is not None else 0
    shown = grid_frame(here.filed)
    frame = pd.DataFrame(shown.rows, columns=list(shown.columns))
    grid = _Grid(generation, here.revision, frame, tuple(rows), dict(rows))
    st.session_state[memory] = grid
    return grid


def _edited(key: str, widget: str) -> None:
    grid = _current(key)
    edits: dict[int, dict[str, str | None]] = st.session_state[widget]["edited_rows"]
    found: list[Application] = []
    for at, cells in edits.items():
        typed = {name: value or "" for name, value in cells.items()}
        if grid.typed.get(at) == typed:
            continue
        grid.typed[at] = typed
        grid.remarks.pop(at, None)
        reading = read_rows([{**grid.rows[grid.ids[at]], **typed}])
        if reading.errors:
            grid.problems[at] = tuple(spoken(issue) for issue in reading.errors)
            continue
        grid.problems.pop(at, None)
        if reading.warnings:
            grid.remarks[at] = tuple(spoken(issue) for issue in reading.warnings)
        found.extend(reading.applications)
    changed = [one for one in found if native_row(one) != grid.rows[one.id]]
    if changed and session.apply(PutApplications(tuple(changed))):
        grid.rows |= {one.id: native_row(one) for one in changed}
        grid.revision = session.snapshot().revision
