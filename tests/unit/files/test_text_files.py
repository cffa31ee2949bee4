"""Encodings, separators, and what only looks like a table."""

from __future__ import annotations

import pytest

from aapsim.files.cells import neutralised, quoted, restored
from aapsim.files.reading import read_applications
from tests.unit.files.makers import HEADER, ROW, csv_bytes, messages, read_csv, small_call

ACCENTS = ("2021-001", "Éveil d’été – œuvre à 10 €", *ROW[2:])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le-mark", "utf-32"])
def test_each_usual_encoding_is_read(encoding: str) -> None:
    if encoding == "utf-16-le-mark":
        content = b"\xff\xfe" + csv_bytes(ACCENTS, encoding="utf-16-le")
    else:
        content = csv_bytes(ACCENTS, encoding=encoding)
    reading = read_applications("a.csv", content, small_call())
    assert reading.applications[0].title == ACCENTS[1]
    assert not reading.issues


def test_latin_1_is_read_as_its_superset() -> None:
    reading = read_csv(("1", "Été", *ROW[2:]), encoding="latin-1")
    assert reading.applications[0].title == "Été"


@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_each_separator_is_recognised(separator: str) -> None:
    content = "\r\n".join(separator.join(row) for row in (HEADER, (*ROW[:-1], "78"))).encode()
    assert read_applications("a.csv", content, small_call()).applications[0].score == 78


def test_the_separator_is_the_one_that_shows_our_columns() -> None:
    header = ("a,b,c,d,e,f,g,h", *HEADER)
    assert read_csv(("x", *ROW), header=header).applications


def _after(first: bytes, second: bytes) -> bytes:
    return csv_bytes(ROW) + first + second


@pytest.mark.parametrize(
    ("content", "word", "where"),
    [
        (_after(b"2;\xc3\xa9t\xc3\xa9;1;1;1;1\n", b"3;\xe9t\xe9;1;1;1;1\n"), "mélangés", "ligne 4 : "),
        (_after(b"2;\xc3\xa9 et \xe9;1;1;1;1\n", b""), "mélangés", "ligne 3 : "),
        (b"\xef\xbb\xbf" + _after(b"2;\xe9;1;1;1;1\n", b""), "mélangés", "ligne 3 : "),
        (_after(b"2;a\x00b;1;1;1;1\n", b""), "nul", "ligne 3 : "),
        (csv_bytes(ROW, encoding="utf-16-le"), "nul", "ligne 1 : "),
        (_after(b"2;\x81;1;1;1;1\n", b""), "aucun encodage", "ligne 3 : "),
        (b"\xff\xfeabc", "UTF-16", ""),
        (b"", "vide", ""),
        (b" \r\n\t ", "vide", ""),
        ("\ufeff\n".encode(), "vide", ""),
        (b"%PDF-1.7\n%\xe2\xe3", "PDF", ""),
        (b"\x89PNG\r\n", "image", ""),
        (b"<!DOCTYPE html><html>", "page web", ""),
        (b"<?xml version='1.0'?><a/>", "XML", ""),
        (b"META\nbudget;1\n", "PROJECTS", ""),
        (b"bonjour", "colonnes obligatoires", "ligne 1 : "),
    ],
)
def test_what_cannot_be_read_is_one_sentence(content: bytes, word: str, where: str) -> None:
    reading = read_applications("candidatures.csv", content, small_call())
    (sentence,) = messages(reading)
    assert sentence.startswith(where)
    assert word in sentence
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert not reading.applications


@pytest.mark.parametrize("name", ["a.xlsx", "a.ods", "a.xls", "a.pb"])
def test_a_text_under_another_name_is_refused(name: str) -> None:
    reading = read_applications(name, csv_bytes(ROW), small_call())
    assert "s'appelle" in messages(reading)[0]


def test_a_huge_cell_is_refused_with_its_line() -> None:
    reading = read_csv(("1", "x" * 40_000, *ROW[2:]))
    assert "ligne 2, colonne intitule" in messages(reading)[0]
    assert len(messages(read_csv(("1", "x" * 200_000, *ROW[2:])))) == 1


def test_too_many_lines_are_refused() -> None:
    reading = read_applications("a.csv", csv_bytes(*([ROW] * 50_002)), small_call())
    assert "50000 lignes" in messages(reading)[0]


def test_too_many_columns_are_refused() -> None:
    assert "500 colonnes" in messages(read_csv(header=tuple(f"c{n}" for n in range(600))))[0]


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@a", "'=1", "''=1", "'", "'a", "a", "", "\t=1", "＝1", "l'été"])
def test_neutralised_texts_come_back_exactly(text: str) -> None:
    assert restored(neutralised(text)) == text
    assert restored(quoted(text)) == text
    assert not neutralised(text).startswith(tuple("=+-@\t\r＝"))
