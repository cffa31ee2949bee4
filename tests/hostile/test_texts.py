"""Hostile and careless texts: read rightly, flagged, or refused; nothing live ever leaves again."""

from __future__ import annotations

import csv
import io
import random
from fractions import Fraction
from pathlib import Path

import pytest

from aapsim.domain.application import Application, equal_shares
from aapsim.files.reading import read_applications
from aapsim.files.sheets import TableKind
from aapsim.files.table import write_applications
from tests.unit.files.makers import HEADER, ROW, csv_bytes, messages, read_csv, small_call

NAUGHTY = [
    "![x](http://127.0.0.1:1/)",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "'; DROP TABLE events; --",
    "../../etc/passwd",
    "CON",
    "$(rm -rf /)",
    "{{ 7*7 }}",
    "%s%n%d",
    '=HYPERLINK("http://x";"y")',
    "=cmd|' /C calc'!A0",
    "@SUM(1+1)",
    "+33 5 61 00 00 00",
    "-2+3",
    "٠١٢٣",
    "Ṱ̺̺̕o͞ ̷i̲̬͇̪͙n̝̗͕v̟̜̘̦͟o̶̙̰̠kè",
    "👩‍👩‍👧 famille",
    "田中さんにあげて下さい",
    "الكل في المجمو عة",
    "\u202eevil",
    "a\u200bb",
    "a\x00b".replace("\x00", "\x01"),
    "\ufeffdébut",
    "\u2028ligne",
    "undefined",
    "NULL",
    "NaN",
    "1e309",
    "True",
    "0x10",
    "é" * 300,
    "'",
    "''",
    '"',
    '""',
    ";",
    ",",
    "\\",
    "a\tb",
    "x\ny",
    "_x0041_",
    "&amp;",
    "]]>",
    "<![CDATA[x]]>",
    "C:\\Windows\\con",
    "ﷺ",
    "I\u0307",
    "ß",
    "Å",
]


@pytest.mark.parametrize("kind", ["csv", "xlsx", "ods"])
def test_naughty_names_go_in_out_and_in_again(kind: TableKind) -> None:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=";")
    writer.writerow(HEADER)
    writer.writerows([f"n{number}", title, *ROW[2:]] for number, title in enumerate(NAUGHTY))
    reading = read_applications("a.csv", stream.getvalue().encode(), small_call())
    assert len(reading.applications) == len(NAUGHTY)
    assert not reading.errors
    exported = write_applications(reading.applications, small_call(), kind)
    again = read_applications(f"a.{kind}", exported, small_call())
    assert again.applications == reading.applications
    assert not again.issues


HIDDEN = "\x01\x7f\x85\u061c\u200b\u200e\u202e\u2066\ufeff\U000e0041"


@pytest.mark.parametrize("mark", HIDDEN)
def test_what_cannot_be_seen_is_taken_out_and_told(mark: str) -> None:
    reading = read_csv(("2021-001", f"Re{mark}lais", *ROW[2:]))
    assert reading.applications[0].title == "Relais"
    assert "invisibles" in messages(reading, "warning")[0]


AMOUNTS = (
    "NaN nan inf -inf Infinity 1e309 1e3 1e-9 1_000 ١٢٣ ９９ TRUE VRAI -1 −1 1000000000000001 1.234 1,234 1'000 "
    "0x1F 1/2 ½ ² 1..2 1,2,3 $5 5% #REF! =1+1 +5"
)


@pytest.mark.parametrize("amount", [*AMOUNTS.split(), "12 34"])
@pytest.mark.parametrize("column", ["cout_total", "montant_demande"])
def test_only_documented_amounts_are_read(amount: str, column: str) -> None:
    cells = dict(zip(HEADER, ROW, strict=True)) | {column: amount}
    reading = read_csv(tuple(cells.values()))
    (sentence,) = messages(reading)
    assert sentence.startswith(f"ligne 2, colonne {column} : « ")
    assert not reading.applications


@pytest.mark.parametrize("seed", range(12))
def test_noise_is_one_sentence_or_a_reading(seed: int) -> None:
    noise = random.Random(seed).randbytes(3_000)
    reading = read_applications("a.csv", noise, small_call())
    assert not reading.applications
    assert reading.errors


@pytest.mark.parametrize("seed", range(12))
def test_a_damaged_table_never_breaks_the_reader(seed: int) -> None:
    chance = random.Random(seed)
    content = bytearray(csv_bytes(*[(f"n{number}", *ROW[1:]) for number in range(20)]))
    for _ in range(8):
        content[chance.randrange(len(content))] = chance.randrange(256)
    reading = read_applications("a.csv", bytes(content), small_call())
    read = len(reading.applications) + max(0, len(reading.refused) - 1)
    assert reading.errors or read == 20


def test_a_long_name_is_only_a_text() -> None:
    axes = equal_shares(["1"])
    one = Application(id="../x", title="n" * 300, axes=axes, total_cost=1, requested=1, score=Fraction(1))
    reading = read_applications("a.csv", write_applications([one], small_call(), "csv"), small_call())
    assert reading.applications == (one,)


def test_one_endless_cell_is_one_sentence_about_it() -> None:
    (sentence,) = messages(read_applications("candidatures.csv", b"a" * 300_000, small_call()))
    assert sentence == "ligne 1 : une case est démesurée ; corrigez cette ligne."


def test_a_pdf_under_a_table_name_is_one_sentence() -> None:
    (sentence,) = messages(read_applications("candidatures.csv", b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj", small_call()))
    assert "PDF" in sentence


@pytest.mark.parametrize("name", ["../x.csv", "CON", "a" * 300, "", "x\x00.csv", "C:\\a\\b.csv", "http://x/y.csv"])
def test_the_name_of_a_file_is_never_a_path(name: str) -> None:
    assert read_applications(name, csv_bytes(ROW), small_call()).applications


def test_a_genuinely_broken_file_is_survived(shared_data: Path) -> None:
    content = (shared_data / "subventions" / "cd85_2018_conventions.csv").read_bytes()
    (sentence,) = messages(read_applications("cd85.csv", content, small_call()))
    assert "mélangés" in sentence
    western = content.replace("é".encode(), b"\xe9").decode("utf-8", "ignore").encode("cp1252", "ignore")
    (sentence,) = messages(read_applications("cd85.csv", western, small_call()))
    assert "colonnes obligatoires" in sentence


def test_a_real_open_data_table_is_refused_for_its_columns(shared_data: Path) -> None:
    content = (shared_data / "subventions" / "jaune2010_occitanie.csv").read_bytes()
    (sentence,) = messages(read_applications("jaune.csv", content, small_call()))
    assert "colonnes obligatoires" in sentence
