"""Writing any table as CSV, XLSX or ODS: texts stay texts, figures can be added up, same input, same bytes."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Literal

import xlsxwriter
from odfdo import Cell, Document, Paragraph, Row
from odfdo import Table as OdsTable

from aapsim.domain.french import exact_text
from aapsim.files.cells import LONGEST_TEXT, neutralised, quoted, refusal, visible
from aapsim.files.values import Output

TableKind = Literal["csv", "xlsx", "ods"]

_EXACT_DIGITS = 15
"""Significant digits that a spreadsheet keeps."""
_CREATED = datetime(2021, 1, 1)  # noqa: DTZ001 - a fixed mark inside the file, so that bytes do not move
_AMOUNT_FORMAT = "# ##0"
_WIDEST_PIXELS = 350


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
    return _xlsx(tables) if kind == "xlsx" else _ods(tables)


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


def _figure(value: Output) -> float | None:
    """Return the float that a spreadsheet shows as exactly this figure, or ``None`` if it has none."""
    if isinstance(value, str):
        return None
    shown = f"{float(value):.{_EXACT_DIGITS}g}"
    return float(value) if Fraction(shown) == value else None


def _xlsx(tables: Sequence[Table]) -> bytes:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(
        stream,
        {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False},
    )
    book.set_properties({"created": _CREATED})
    title, amount = book.add_format({"bold": True}), book.add_format({"num_format": _AMOUNT_FORMAT})
    for table in tables:
        sheet = book.add_worksheet(table.name)
        sheet.freeze_panes(1, 1)
        for row, cells in enumerate(table.rows):
            for column, value in enumerate(cells):
                figure = _figure(value)
                if figure is not None:
                    sheet.write_number(row, column, figure, amount if isinstance(value, int) else None)
                elif value != "":
                    sheet.write_string(row, column, _typed_text(value), title if row == 0 else None)
        sheet.autofit(_WIDEST_PIXELS)
    book.close()
    return stream.getvalue()


def _typed_text(value: Output) -> str:
    return quoted(_text(value)) if isinstance(value, str) else decimal_text(Fraction(value))


def _ods(tables: Sequence[Table]) -> bytes:
    document = Document("spreadsheet")
    document.body.clear()
    for table in tables:
        sheet = OdsTable(table.name)
        for cells in table.rows:
            row = Row()
            for value in cells:
                row.append_cell(_ods_cell(value), clone=False)
            sheet.append_row(row, clone=False)
        document.body.append(sheet)
    stream = io.BytesIO()
    document.save(stream)
    return _undated(stream.getvalue())


def _undated(content: bytes) -> bytes:
    """Return the same archive without the hour at which each of its parts was written."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as dated, zipfile.ZipFile(stream, "w") as undated:
        for part in dated.infolist():
            entry = zipfile.ZipInfo(part.filename)  # 1980, as XLSX
            entry.compress_type = part.compress_type
            undated.writestr(entry, dated.read(part))
    return stream.getvalue()


def _ods_cell(value: Output) -> Cell:
    if not isinstance(value, str) and _figure(value) is not None:
        return Cell(Decimal(exact_text(value)), text=decimal_text(Fraction(value)), cell_type="float")
    text = _typed_text(value)
    if not text:
        return Cell()
    cell = Cell(text, cell_type="string")
    if any(blank in text for blank in "\t\n") or "  " in text or text != text.strip():
        # Tabs, line ends and runs of spaces need elements of their own, or a spreadsheet folds them.
        cell.delete_children()
        for line in text.split("\n"):
            cell.append(Paragraph(line))
    return cell
