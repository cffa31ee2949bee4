"""Hostile workbooks, made on the spot: nothing dangerous is kept in the repository."""

from __future__ import annotations

import io
import struct
import zipfile

import xlsxwriter

from tests.unit.files.makers import replaced, xlsx_bytes

SHEET = "xl/worksheets/sheet1.xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
ODS_MIME = b"application/vnd.oasis.opendocument.spreadsheet"


def plain() -> bytes:
    """Return a small honest workbook to tamper with."""
    return xlsx_bytes([["dossier", "note"], ["1", 2]])


def xlsx_sheet(body: str, head: str = "") -> bytes:
    """Return a workbook whose only sheet holds this XML."""
    text = f'<?xml version="1.0" encoding="UTF-8"?>{head}<worksheet xmlns="{MAIN}">{body}</worksheet>'
    return replaced(plain(), {SHEET: text.encode()})


def cells(*references: str) -> str:
    """Return sheet data with one figure at each place."""
    rows = "".join(f'<row><c r="{reference}"><v>1</v></c></row>' for reference in references)
    return f"<sheetData>{rows}</sheetData>"


def ods(table: str, head: str = "", mime: bytes = ODS_MIME, **parts: bytes) -> bytes:
    """Return an OpenDocument workbook whose only table holds these rows."""
    names = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"' for short in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?>{head}<office:document-content {names}>'
        "<office:body><office:spreadsheet>"
        f'<table:table table:name="t">{table}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = b'<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    entries = {"mimetype": mime, "META-INF/manifest.xml": manifest, "content.xml": content.encode()} | parts
    return archive({name.replace("__", "/"): data for name, data in entries.items()})


def archive(entries: dict[str, bytes]) -> bytes:
    """Return a zip archive."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name, data in entries.items():
            new.writestr(name, data)
    return stream.getvalue()


def zeros(megabytes: int) -> bytes:
    """Return a workbook with one part of blanks, which packs a thousandfold."""
    return replaced(plain(), {SHEET: b" " * (megabytes * 1024 * 1024)})


def many_entries() -> bytes:
    """Return a workbook of more parts than any spreadsheet writes."""
    return replaced(plain(), {f"xl/media/{number}.png": b"" for number in range(1_100)}, zipfile.ZIP_STORED)


def lying_size() -> bytes:
    """Return a bomb whose directory announces a small size."""
    content = bytearray(zeros(30))
    real = struct.pack("<L", 30 * 1024 * 1024)
    while (at := content.find(real)) >= 0:
        content[at : at + 4] = struct.pack("<L", 2_000)
    return bytes(content)


def encrypted_flag() -> bytes:
    """Return an archive whose entries say they are encrypted."""
    content = bytearray(plain())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(signature)
        while at >= 0:
            content[at + offset] |= 1
            at = content.find(signature, at + 4)
    return bytes(content)


def shared_text_many_times() -> bytes:
    """Return a small workbook whose one long text is referred to by each of 20 000 cells."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    sheet = book.add_worksheet()
    for row in range(20_000):
        sheet.write_string(row, 0, "x" * 30_000)
    book.close()
    return stream.getvalue()


LAUGHS = '<!DOCTYPE worksheet [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;">]>'
OUTSIDE = '<!DOCTYPE worksheet [<!ENTITY x SYSTEM "file:///etc/passwd">]>'


def filled_row(row: str = "", cell: str = "") -> str:
    """Return an OpenDocument row of one filled cell, repeated as these attributes say."""
    inside = f'<table:table-cell office:value-type="string" {cell}><text:p>x</text:p></table:table-cell>'
    return f"<table:table-row {row}>{inside}</table:table-row>"

