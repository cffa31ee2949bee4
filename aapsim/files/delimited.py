"""Tables in text: separated by semicolons, commas, or the tabs of Excel's « Texte Unicode »."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

from aapsim.domain.issues import Issue
from aapsim.files.cells import MOST_COLUMNS, MOST_LINES, Cell, Line, Sheet, refusal

SEPARATORS = ";,\t"


_LONGEST_HEADER = 10_000


def read_delimited(text: str, known: Callable[[str], bool]) -> Sheet:
    """Cut a text into lines and cells; blank lines are left out, line numbers are the file's own.

    ``known`` says whether a header is one of ours: the separator that shows most of them is the
    right one. Where quotes are not closed, what follows cannot be trusted: the sheet then stops
    there and carries one error. Raises ``InvalidInput`` where the table is too large.
    """
    lines: list[Line] = []
    first = 1
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text, known), strict=True)
    while True:
        try:
            record = next(reader, None)
        except csv.Error as error:
            large = "larger than field limit" in str(error)
            what = "une case est démesurée" if large else "des guillemets sont mal fermés"
            broken = Issue("file", f"{what} ; corrigez cette ligne.", where=f"ligne {first}")
            return Sheet(tuple(lines), (broken,))
        if record is None:
            return Sheet(tuple(lines))
        line = Line(first, tuple(Cell(text) for text in record))
        first = reader.line_num + 1
        if not line.blank:
            lines.append(_bounded(line, len(lines)))


def _bounded(line: Line, before: int) -> Line:
    if before > MOST_LINES:
        raise refusal(f"Le tableau dépasse {MOST_LINES} lignes ; partagez-le en plusieurs fichiers.")
    if len(line.cells) > MOST_COLUMNS:
        raise refusal(f"plus de {MOST_COLUMNS} colonnes ; vérifiez les séparateurs.", f"ligne {line.number}")
    return line


def _separator(text: str, known: Callable[[str], bool]) -> str:
    head = next((line for line in io.StringIO(text) if line.strip()), "")[:_LONGEST_HEADER]
    return max(SEPARATORS, key=lambda mark: (sum(known(name) for name in _split(head, mark)), head.count(mark)))


def _split(line: str, separator: str) -> list[str]:
    return next(csv.reader([line], delimiter=separator), [])
