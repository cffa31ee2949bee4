"""A small call, tables and workbooks made by hand for the tests of files."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

import xlsxwriter

from aapsim.domain.call import Call
from aapsim.domain.call_document import call_from_document
from aapsim.files.outcome import Reading
from aapsim.files.reading import read_applications

HEADER = ("dossier", "intitule", "axes", "cout_total", "montant_demande", "note")
ROW = ("2021-001", "Relais parents", "2", "20000", "12000", "78,5")


def small_call() -> Call:
    """Return a call of four axes, two sources, two criteria, two publics, three departments."""
    return call_from_document(
        {
            "title": "Essai",
            "territory": ["09", "31", "48"],
            "applicant_types": ["association", "etablissement_sante"],
            "axes": [{"code": str(number), "label": f"Axe {number}"} for number in range(1, 5)],
            "sources": [
                {"code": "fir", "label": "FIR", "authority": "ars", "notified": 1000},
                {"code": "304-17", "label": "304", "authority": "prefet", "notified": 1000},
            ],
            "criteria": [{"code": "A1", "group": "A", "label": "un"}, {"code": "B2", "group": "B", "label": "deux"}],
            "publics": [{"code": "precarite", "label": "Précarité"}, {"code": "handicap", "label": "Handicap"}],
        }
    )


def csv_bytes(*rows: tuple[str, ...], header: tuple[str, ...] = HEADER, encoding: str = "utf-8") -> bytes:
    """Write rows under a header, with semicolons and nothing quoted."""
    return "".join(";".join(row) + "\n" for row in (header, *rows)).encode(encoding)


def read_csv(*rows: tuple[str, ...], header: tuple[str, ...] = HEADER, encoding: str = "utf-8") -> Reading:
    """Read rows under a header against the small call."""
    return read_applications("essai.csv", csv_bytes(*rows, header=header, encoding=encoding), small_call())


def read_value(column: str, text: str) -> Reading:
    """Read one good row to which one column is added, or whose value is replaced."""
    cells = dict(zip(HEADER, ROW, strict=True)) | {column: text}
    return read_csv(tuple(cells.values()), header=tuple(cells))


def messages(reading: Reading, severity: str = "error") -> list[str]:
    """Return the sentences of the issues of one severity."""
    return [issue.sentence() for issue in reading.issues if issue.severity == severity]


def xlsx_bytes(rows: list[list[object]], sheets: tuple[str, ...] = ("Feuil1",)) -> bytes:
    """Write typed rows on the first sheet of a workbook; the other sheets stay empty."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "default_date_format": "dd/mm/yyyy"})
    pages = [book.add_worksheet(name) for name in sheets]
    for number, row in enumerate(rows):
        pages[0].write_row(number, 0, row)
    book.close()
    return stream.getvalue()


def replaced(archive: bytes, parts: Mapping[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return an archive with some parts replaced or added."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(stream, "w", compression) as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, content in parts.items():
            new.writestr(name, content)
    return stream.getvalue()
