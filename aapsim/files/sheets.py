"""Writing any table as CSV, XLSX or ODS: texts stay texts, figures can be added up, same input, same bytes."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from aapsim.domain.french import exact_text
from aapsim.files.cells import LONGEST_TEXT, neutralised, quoted, refusal, visible
from aapsim.files.values import Output

TableKind = Literal["csv", "xlsx", "ods"]

_EXACT_DIGITS = 15
"""Significant digits that a spreadsheet keeps."""


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet: its name, and its rows, titles first. A text cell is ``str``, a figure ``int`` or ``Fraction``."""

    name: str
    rows: Sequence[Sequence[Output]]


def write_tables(tables: Sequence[Table], kind: TableKind) -> bytes:
    """Write tables as the sheets of one file; CSV holds the first only.

    CSV is UTF-8 with its mark, ``;`` and decimal commas. Raises ``InvalidInput`` for a text
    that no spreadsheet cell can hold.
    """
    if kind == "csv":
        return _csv(tables[0])
    # The libraries of workbooks take a tenth of a start: only those who write one load them.
    from aapsim.files import workbook_writing  # noqa: PLC0415

    return workbook_writing.xlsx(tables) if kind == "xlsx" else workbook_writing.ods(tables)


def decimal_text(value: Fraction) -> str:
    """Write a figure with a decimal comma; a fourth decimal where three could be read as thousands."""
    text = exact_text(value).replace(".", ",")
    _, comma, decimals = text.partition(",")
    return f"{text}0" if comma and len(decimals) == 3 else text


def _text(value: str) -> str:
    text = visible(value)
    if len(text) > LONGEST_TEXT:
        raise refusal(f"« {text[:40]}… » dépasse {LONGEST_TEXT} caractères ; raccourcissez ce texte avant l'export.")
    return text


def _csv(table: Table) -> bytes:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
    for row in table.rows:
        writer.writerow([_csv_cell(value) for value in row])
    return stream.getvalue().encode("utf-8-sig")


def _csv_cell(value: Output) -> str:
    if isinstance(value, str):
        return neutralised(_text(value))
    return decimal_text(Fraction(value))


def figure(value: Output) -> float | None:
    """Return the float that a spreadsheet shows as exactly this figure, or ``None`` if it has none."""
    if isinstance(value, str):
        return None
    shown = f"{float(value):.{_EXACT_DIGITS}g}"
    return float(value) if Fraction(shown) == value else None


def typed_text(value: Output) -> str:
    """Return a cell as a workbook holds it where it is no figure: nothing in it can be taken for a formula."""
    return quoted(_text(value)) if isinstance(value, str) else decimal_text(Fraction(value))
