"""Hostile workbooks: refused with one clear sentence, and the process that asked survives."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from aapsim.files.reading import read_applications
from tests.hostile import makers
from tests.hostile.makers import LAUGHS, OUTSIDE, archive, cells, filled_row, ods, plain, xlsx_sheet
from tests.unit.files import platform_exports as exports
from tests.unit.files.makers import HEADER, messages, replaced, small_call, xlsx_bytes

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 504
FAR_ROW = filled_row()

CASES: dict[str, tuple[Callable[[], bytes], str]] = {
    # one far cell
    "far cell": (lambda: xlsx_sheet(cells("A1", "XFD1048576")), "trop de lignes"),
    "far cell alone": (lambda: xlsx_sheet(cells("XFD1048576")), "trop de lignes"),
    "far column": (lambda: xlsx_sheet(cells("A1", "XFD1")), "trop de lignes"),
    "far row": (lambda: xlsx_sheet(cells("A1", "A1048576")), "trop de lignes"),
    "beyond the sheet": (lambda: xlsx_sheet(cells("A1", "ZZZZZZZ9999999999")), "trop de lignes"),
    "far cell in disguise": (lambda: xlsx_sheet(cells("A1", "&#88;FD1048576").replace('"', "'")), "trop de lignes"),
    "far row without references": (
        lambda: xlsx_sheet('<sheetData><row r="1048575"/><row><c><v>1</v></c></row></sheetData>'),
        "trop de lignes",
    ),
    "far dimension": (lambda: xlsx_sheet('<dimension ref="A1:XFD1048576"/>' + cells("A1")), "trop de lignes"),
    "far cell under a prefix": (
        lambda: replaced(
            plain(),
            {
                makers.SHEET: f'<x:worksheet xmlns:x="{makers.MAIN}"><x:sheetData><x:row><x:c r="XFD1048576">'
                "<x:v>1</x:v></x:c></x:row></x:sheetData></x:worksheet>".encode()
            },
        ),
        "trop de lignes",
    ),
    "wide and long": (lambda: xlsx_sheet(cells("A1", "SF50000")), "trop de lignes"),
    # repeated rows and cells
    "repeated rows": (lambda: ods(filled_row('table:number-rows-repeated="1048576"')), "trop de lignes"),
    "repeated cells": (lambda: ods(filled_row("", 'table:number-columns-repeated="16384"')), "trop de lignes"),
    "far row after empty ones": (
        lambda: ods(f'<table:table-row table:number-rows-repeated="1048575"/>{FAR_ROW}'),
        "trop de lignes",
    ),
    "repeated beyond reason": (lambda: ods(filled_row('table:number-rows-repeated="9999999999"')), "trop de lignes"),
    "repeated long text": (
        lambda: ods(
            '<table:table-row table:number-rows-repeated="40000"><table:table-cell office:value-type="string"><text:p>'
            + "x" * 20_000
            + "</text:p></table:table-cell></table:table-row>"
        ),
        "trop de texte",
    ),
    "spaces by the billion": (
        lambda: ods(
            '<table:table-row><table:table-cell office:value-type="string"><text:p>'
            + '<text:s text:c="999999999"/>' * 2_000
            + "</text:p></table:table-cell></table:table-row>"
        ),
        "trop de texte",
    ),
    "one text shared by all cells": (makers.shared_text_many_times, "trop de texte"),
    # bombs
    "zip bomb": (lambda: makers.zeros(170), "taille anormale"),
    "smaller bomb": (lambda: makers.zeros(20), "taille anormale"),
    "lying directory": (makers.lying_size, "abîmé"),
    "too many parts": (makers.many_entries, "structure anormale"),
    # document types
    "entities": (lambda: xlsx_sheet(cells("A1"), LAUGHS), "interdites"),
    "outside entity": (lambda: xlsx_sheet(cells("A1"), OUTSIDE), "interdites"),
    "empty document type": (lambda: xlsx_sheet(cells("A1"), "<!DOCTYPE worksheet>"), "interdites"),
    "entities in ods": (lambda: ods(FAR_ROW, LAUGHS.replace("worksheet", "office:document-content")), "interdites"),
    "entities in shared texts": (
        lambda: replaced(plain(), {"xl/sharedStrings.xml": f'{OUTSIDE}<sst xmlns="{makers.MAIN}"/>'.encode()}),
        "interdites",
    ),
    "entities in utf-16": (
        lambda: replaced(plain(), {makers.SHEET: f"{LAUGHS}<worksheet/>".encode("utf-16")}),
        "interdites",
    ),
    # other formats under our names
    "macros": (lambda: replaced(plain(), {"xl/vbaProject.bin": b"x"}), "macros"),
    "macro type": (
        lambda: replaced(plain(), {"[Content_Types].xml": b"<Types><a b='application/x.macroEnabled.main'/></Types>"}),
        "macros",
    ),
    "macros in ods": (lambda: ods(FAR_ROW, Basic__Standard__m=b"x"), "macros"),
    "xlsb": (lambda: archive({"[Content_Types].xml": b"<Types/>", "xl/workbook.bin": b""}), ".xlsb"),
    "xls": (lambda: OLE, ".xls"),
    "password": (makers.encrypted_flag, "mot de passe"),
    "password in ods": (
        lambda: ods(FAR_ROW, **{"META-INF__manifest.xml": b"<m><manifest:encryption-data/></m>"}),
        "mot de passe",
    ),
    "text document": (lambda: ods(FAR_ROW, mime=b"application/vnd.oasis.opendocument.text"), "archive"),
    "word document": (lambda: archive({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<a/>"}), "archive"),
    "plain archive": (lambda: archive({"../../x": b"y"}), "archive"),
    "empty archive": (lambda: archive({}), "archive"),
    # broken
    "cut short": (lambda: plain()[:-200], "abîmé"),
    "only the signature": (lambda: b"PK\x03\x04", "abîmé"),
    "noise after the signature": (lambda: b"PK\x03\x04" + bytes(range(256)) * 20, "abîmé"),
    "broken xml": (lambda: replaced(plain(), {makers.SHEET: b"<worksheet><sheetData>"}), "abîmé"),
    "no sheet": (lambda: replaced(plain(), {"xl/workbook.xml": b"<workbook/>"}), "vide"),
    "empty part": (lambda: replaced(plain(), {makers.SHEET: b""}), ""),
    "nested deeply": (lambda: xlsx_sheet("<a>" * 50_000 + "</a>" * 50_000), "emboîte"),
    "nested deeply around cells": (
        lambda: xlsx_sheet("<a>" * 50_000 + cells("A1", "B1") + "</a>" * 50_000),
        "emboîte",
    ),
    "nested deeply in another part": (
        lambda: replaced(plain(), {"xl/styles.xml": b"<a>" * 300 + b"</a>" * 300}),
        "emboîte",
    ),
    "nested deeply in ods": (lambda: ods(f"{FAR_ROW}{'<a>' * 5_000}{'</a>' * 5_000}"), "emboîte"),
}


@pytest.mark.parametrize("case", CASES)
def test_a_hostile_workbook_is_one_sentence(case: str) -> None:
    make, word = CASES[case]
    reading = read_applications("candidatures", make(), small_call())
    (sentence,) = messages(reading)
    assert word in sentence
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert not reading.applications


def test_any_byte_changed_is_read_or_refused() -> None:
    honest = xlsx_bytes([[*HEADER], [1, "t", 1, 1, 1, 1]])
    for at in range(0, len(honest), len(honest) // 25):
        broken = bytearray(honest)
        broken[at] ^= 0xFF
        reading = read_applications("a.xlsx", bytes(broken), small_call())
        assert reading.applications or reading.errors


@pytest.mark.parametrize("make", [plain, lambda: ods(FAR_ROW)])
def test_what_libreoffice_leaves_behind_is_no_attack(make: Callable[[], bytes]) -> None:
    margin = '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    rows = f'{FAR_ROW}<table:table-row table:number-rows-repeated="1048575">{margin}'
    content = make() if make is plain else ods(rows, **{"Configurations2__current.xml": b""})
    reading = read_applications("a", content, small_call())
    assert "colonnes obligatoires" in messages(reading)[0]


def test_a_bomb_in_a_second_sheet_of_an_export_is_refused_like_any_other() -> None:
    honest = exports.xlsx_bytes(exports.sheets(exports.filed(2)))
    assert read_applications("dossiers.xlsx", honest, small_call()).kind == "platform"
    far = f'<worksheet xmlns="{makers.MAIN}">{cells("A1", "XFD1048576")}</worksheet>'.encode()
    for sheet in (2, 3, 4):
        content = replaced(honest, {f"xl/worksheets/sheet{sheet}.xml": far})
        assert "trop de lignes" in messages(read_applications("dossiers.xlsx", content, small_call()))[0]
