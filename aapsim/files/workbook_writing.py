"""Tables as XLSX and ODS workbooks; :func:`aapsim.files.sheets.write_tables` loads this where one is written."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

import xlsxwriter
from odfdo import Cell, Document, Paragraph, Row
from odfdo import Table as OdsTable

from aapsim.domain.french import exact_text
from aapsim.files.sheets import Table, decimal_text, figure, typed_text
from aapsim.files.values import Output

_CREATED = datetime(2021, 1, 1)  # noqa: DTZ001 - a fixed mark inside the file, so that bytes do not move
_AMOUNT_FORMAT = "# ##0"
_WIDEST_PIXELS = 350


def xlsx(tables: Sequence[Table]) -> bytes:
    """Write tables as the sheets of one XLSX workbook."""
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
                shown = figure(value)
                if shown is not None:
                    sheet.write_number(row, column, shown, amount if isinstance(value, int) else None)
                elif value != "":
                    sheet.write_string(row, column, typed_text(value), title if row == 0 else None)
        sheet.autofit(_WIDEST_PIXELS)
    book.close()
    return stream.getvalue()


def ods(tables: Sequence[Table]) -> bytes:
    """Write tables as the sheets of one ODS workbook."""
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
    if not isinstance(value, str) and figure(value) is not None:
        return Cell(Decimal(exact_text(value)), text=decimal_text(Fraction(value)), cell_type="float")
    text = typed_text(value)
    if not text:
        return Cell()
    cell = Cell(text, cell_type="string")
    if any(blank in text for blank in "\t\n") or "  " in text or text != text.strip():
        # Tabs, line ends and runs of spaces need elements of their own, or a spreadsheet folds them.
        cell.delete_children()
        for line in text.split("\n"):
            cell.append(Paragraph(line))
    return cell
