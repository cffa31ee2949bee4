"""From rows typed, pasted or corrected on a screen to applications: one reader serves them all.

A row typed on a screen is read exactly as the same row of an imported file would be, so a rule
about what is accepted lives in one place.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from aapsim.domain.application import Application
from aapsim.domain.issues import InvalidInput, Issue
from aapsim.ui import session
from aapsim.view.candidates import COLUMN_WORDS

PASTE_ORDER = ("dossier", "intitule", "porteur", "departements", "axes", "cout_total", "montant_demande", "note")
"""Columns of a pasted block that has no header line."""

class Reading(Protocol):
    """What the desk answers about rows or a file: applications, problems, rows refused (header first)."""

    @property
    def applications(self) -> tuple[Application, ...]:
        """The applications that could be read."""

    @property
    def call_document(self) -> Mapping[str, Any] | None:
        """The call that the file brings, else ``None``."""

    @property
    def issues(self) -> tuple[Issue, ...]:
        """Errors and warnings, each with its place."""

    @property
    def errors(self) -> tuple[Issue, ...]:
        """The issues that kept something from being read."""

    @property
    def warnings(self) -> tuple[Issue, ...]:
        """The issues that changed nothing."""

    @property
    def refused(self) -> tuple[tuple[str, ...], ...]:
        """The rows in error as they came, header first; empty when there is none."""


_PLACE = re.compile(r"ligne ([0-9]+)(?:, colonne (.*))?")


def read_rows(rows: Sequence[Mapping[str, str]]) -> Reading:
    """Read rows of native texts by column. Missing columns are empty; never raises."""
    header = list(dict.fromkeys([*COLUMN_WORDS, *(name for row in rows for name in row)]))
    return read_lines([header, *([row.get(name, "") for name in header] for row in rows)])


def read_lines(lines: Sequence[Sequence[str]]) -> Reading:
    """Read lines of cells, header first. Never raises."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=";").writerows(lines)
    content = text.getvalue().encode("utf-8-sig", errors="replace")
    return session.desk().read_file("saisie.csv", content, session.snapshot().id)


def pasted_lines(text: str) -> list[list[str]]:
    """Cut a block pasted from a spreadsheet into lines of cells, with a header line put first if it has none.

    Cells are separated by tabs, else by semicolons; blank lines are left out. Empty gives ``[]``.
    Raises ``InvalidInput`` where quotes are left open or a cell is enormous.
    """
    lines = [line for line in _cut(text) if any(cell.strip() for cell in line)]
    if not lines or "dossier" in [cell.strip().casefold() for cell in lines[0]]:
        return lines
    width = max(len(line) for line in lines)
    return [list(PASTE_ORDER[:width]) + [f"colonne {n}" for n in range(len(PASTE_ORDER) + 1, width + 1)], *lines]


def _cut(text: str) -> list[list[str]]:
    separator = "\t" if "\t" in text else ";"
    for strict in (True, False):
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=strict)
        try:
            return list(reader)
        except csv.Error as error:
            # A quote in the middle of a name is no fault: a spreadsheet copies it as it is.
            if strict and "expected after" in str(error):
                continue
            large = "field limit" in str(error)
            what = "une case est démesurée" if large else "des guillemets s'ouvrent et ne se ferment pas"
            message = f"Bloc illisible à la ligne {reader.line_num} : {what} ; corrigez-la dans le bloc collé."
            raise InvalidInput([Issue("paste", message)]) from error
    return []


def place_of(issue: Issue) -> tuple[int, str] | None:
    """Return the line (1 is the header) and the column that an issue names; ``None`` where it names no line."""
    found = _PLACE.fullmatch(issue.where)
    return (int(found[1]), found[2] or "") if found else None


def spoken(issue: Issue) -> str:
    """Return an issue about a row typed on the screen, its column named as on the screen."""
    found = _PLACE.fullmatch(issue.where)
    if found is None:
        return issue.sentence()
    column = found[2] or ""
    words = COLUMN_WORDS.get(column, column)
    return f"{words} : {issue.message}" if words else issue.message
