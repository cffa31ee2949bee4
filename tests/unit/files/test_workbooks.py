"""Workbooks: typed cells, sheets, and the process that opens them."""

from __future__ import annotations

import io
import subprocess
import sys
from dataclasses import replace
from datetime import date, datetime
from fractions import Fraction

import odfdo
import pytest

from aapsim.files import workbook, workbook_child
from aapsim.files.outcome import Reading
from aapsim.files.reading import read_applications
from aapsim.files.table import write_applications
from tests.unit.files.makers import HEADER, ROW, csv_bytes, messages, read_csv, small_call, xlsx_bytes

TITLES: list[object] = [*HEADER]
TYPED: list[object] = [12, "Relais", 2, 20000, 12000.5, 78.5]


def read(rows: list[list[object]], sheets: tuple[str, ...] = ("Feuil1",)) -> Reading:
    return read_applications("a.xlsx", xlsx_bytes(rows, sheets), small_call())


def test_typed_cells_are_read_without_guessing() -> None:
    reading = read([TITLES, TYPED])
    (one,) = reading.applications
    assert (one.id, one.axes, one.total_cost, one.score) == ("12", (("2", Fraction(1)),), 20000, Fraction(157, 2))
    assert one.requested == 12000
    assert "centimes" in messages(reading, "warning")[0]


def test_a_figure_with_three_decimals_is_not_ambiguous_in_a_workbook() -> None:
    assert read([TITLES, [*TYPED[:-1], 78.125]]).applications[0].score == Fraction(625, 8)


def test_what_a_spreadsheet_computes_is_read_with_its_fifteen_digits() -> None:
    assert read([TITLES, [*TYPED[:-1], 0.1 + 0.2]]).applications[0].score == Fraction(3, 10)


def test_dates_and_check_boxes_are_read() -> None:
    titles = [*TITLES, "date_depot", "date_debut", "complet"]
    row = [*TYPED, datetime(2021, 7, 25, 23, 59), date(2021, 9, 1), True]  # noqa: DTZ001 - as a spreadsheet holds it
    one = read([titles, row]).applications[0]
    assert (one.filed_at, one.start_date, one.complete) == ("2021-07-25T23:59", "2021-09-01", True)


@pytest.mark.parametrize(
    ("place", "value", "word"),
    [
        (0, 1e15, "arrondi"),
        (3, -1, "négatif"),
        (3, 1e15, "mille milliards"),
        (3, True, "lisible"),
        (3, "1.234", "ambigu"),
        (3, "9" * 400, "trop long"),
        (5, 100.1, "entre 0 et 100"),
        (2, 9, "n'existe pas"),
        (2, 1.4, "n'existe pas"),
    ],
)
def test_a_bad_cell_is_refused_with_its_place(place: int, value: object, word: str) -> None:
    row = [*TYPED[:place], value, *TYPED[place + 1 :]]
    reading = read([TITLES, row])
    (sentence,) = messages(reading)
    assert sentence.startswith(f"ligne 2, colonne {HEADER[place]} : ")
    assert word in sentence


def test_lines_are_numbered_as_in_the_sheet() -> None:
    reading = read([[], [], TITLES, [], [*TYPED[:2], 9, *TYPED[3:]]])
    assert messages(reading)[0].startswith("ligne 5, colonne axes")


def test_an_empty_margin_is_left_out() -> None:
    reading = read([[*TITLES, "", "Avis"], [*TYPED, "", "lu"]])
    assert reading.applications[0].extra == (("Avis", "lu"),)
    assert len(messages(reading, "warning")) == 2


def test_other_sheets_are_named() -> None:
    reading = read([TITLES, TYPED], ("Feuil1", "Brouillon"))
    assert reading.applications
    assert any("« Brouillon »" in one for one in messages(reading, "warning"))


def test_the_sheet_of_applications_is_preferred() -> None:
    reading = read([TITLES, TYPED], ("Notes", "Candidatures"))
    assert "vide" in messages(reading)[0]


def test_an_empty_workbook_is_one_sentence() -> None:
    assert len(messages(read([]))) == 1


def test_a_workbook_from_another_writer_is_read() -> None:
    document = odfdo.Document("spreadsheet")
    document.body.clear()
    table = odfdo.Table("Candidatures")
    for row in (TITLES, [*TYPED[:4], 12000, 78.5]):
        line = odfdo.Row()
        line.set_values(row)
        table.append(line)
    document.body.append(table)
    stream = io.BytesIO()
    document.save(stream)
    reading = read_applications("a.ods", stream.getvalue(), small_call())
    assert reading.applications[0].score == Fraction(157, 2)
    assert not reading.issues


def test_our_own_ods_opens_elsewhere() -> None:
    applications = [replace(read_csv(ROW).applications[0], id="=1+1", title="deux\nlignes,  tab\tfin")]
    document = odfdo.Document(io.BytesIO(write_applications(applications, small_call(), "ods")))
    sheet = document.body.get_table(0)
    assert sheet is not None
    assert sheet.name == "Candidatures"
    assert sheet.get_value("A2") == "=1+1"
    assert sheet.get_value("J2") == 20000
    assert sheet.get_cell("A2").formula is None


def test_the_name_must_fit_the_content() -> None:
    reading = read_applications("a.csv", xlsx_bytes([TITLES, TYPED]), small_call())
    assert "vraie extension" in messages(reading)[0]
    assert read_applications("A.XLSX", xlsx_bytes([TITLES, TYPED]), small_call()).applications
    assert read_applications("a.xlsx", csv_bytes(ROW), small_call()).errors


CHILDREN = ["import os; os.abort()", "print('{')", "raise MemoryError", "import time; time.sleep(60)"]


@pytest.mark.parametrize("child", CHILDREN)
def test_a_child_that_dies_or_hangs_is_one_sentence(child: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "_CHILD", child)
    monkeypatch.setattr(workbook, "TIMEOUT_SECONDS", 2)
    reading = read([TITLES, TYPED])
    assert messages(reading) == [workbook._DIED]


def test_the_child_runs_without_limits_where_the_system_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "resource", None)
    workbook_child.limit_resources()
    rows = workbook_child.read_rows(xlsx_bytes([TITLES, TYPED]))["rows"]
    assert rows[1] == [["12"], "Relais", ["2"], ["20000"], ["12000.5"], ["78.5"]]


@pytest.mark.skipif(sys.platform == "win32", reason="resource limits are missing on Windows")
def test_the_child_bounds_its_memory() -> None:
    code = (
        "from aapsim.files.workbook_child import limit_resources\n"
        "limit_resources()\n"
        "try:\n    b = bytearray(4 * 1024**3)\nexcept MemoryError:\n    print('bounded')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "bounded"


FIGURES = [(12.0, "12"), (0.1 + 0.2, "0.3"), (1e22, "1" + "0" * 22), (1e-7, "0.0000001")]


@pytest.mark.parametrize(("value", "text"), FIGURES)
def test_figures_are_plain_decimals(value: float, text: str) -> None:
    assert Fraction(workbook_child._digits(value)) == Fraction(text)
    assert "e" not in workbook_child._digits(value)
