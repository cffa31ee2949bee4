"""Results going out: RESULT.json and the table for people."""

from __future__ import annotations

import csv
import io
import json
import unicodedata
from dataclasses import replace
from fractions import Fraction

import pytest
import python_calamine

from aapsim.domain.allocation import Allocation, Award, Certificate, Reason
from aapsim.domain.application import Application
from aapsim.domain.issues import InvalidInput
from aapsim.files.results import ResultKind, write_result

HALVES = Fraction(157, 2)
AWARDS = (
    Award("00012", "funded", 900, 900, 0, "rate", (("fir", 900),), HALVES, HALVES, 1, (Reason("cap", "Plafonné."),)),
    Award("=2", "waiting", 0, 500, 0, "need", (), None, Fraction(1, 3), 0),
)
ALLOCATION = Allocation(
    status="optimal",
    strategy="optimum",
    certificate=Certificate(Fraction(1, 3), Fraction(1), Fraction(1), Fraction(0), {"sources:fir": Fraction(1, 2)}),
    awards=AWARDS,
    envelope={"fir": 1000, "304-17": 5},
    granted={"fir": 900, "304-17": 0},
    unspent={"fir": 100, "304-17": 5},
    transfers=(),
    by_axis={"1": Fraction(900)},
    by_department={},
    gaps=(),
    ties=(),
    missed=("E\u0301tat",),
    issues=(),
    inputs={"b": 1, "a": "é"},
    fingerprint="sha256:0",
    engine_version="1",
)


def test_the_json_is_canonical() -> None:
    content = write_result(ALLOCATION, "json")
    text = content.decode("utf-8")
    assert text.endswith("}\n")
    assert not text.endswith("\n\n")
    assert unicodedata.is_normalized("NFC", text)
    assert "État" in text
    assert json.loads(text)["certificate"]["value"] == "1/3"
    assert text == json.dumps(json.loads(text), sort_keys=True, ensure_ascii=False, indent=2) + "\n"
    assert list(json.loads(text)) == sorted(json.loads(text))


def test_the_table_names_projects_and_sources() -> None:
    content = write_result(ALLOCATION, "csv", [Application(id="00012", title="Relais", applicant="Asso")])
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert rows[0]["dossier"] == "00012"
    assert (rows[0]["intitule"], rows[0]["etat"], rows[0]["accorde"]) == ("Relais", "retenu", "900")
    assert (rows[0]["accorde_fir"], rows[0]["accorde_304-17"], rows[0]["note"]) == ("900", "0", "78,5")
    assert (rows[1]["dossier"], rows[1]["rang"], rows[1]["note_ponderee"]) == ("'=2", "", "exact 1/3")


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_workbooks_hold_figures_and_the_money(kind: ResultKind) -> None:
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(write_result(ALLOCATION, kind)))
    assert book.sheet_names == ["Répartition", "Enveloppe"]
    first = book.get_sheet_by_index(0).to_python()
    assert (first[1][0], first[1][10], first[2][0]) == ("00012", 900, "=2")
    assert book.get_sheet_by_index(1).to_python()[1] == ["fir", 1000, 900, 100]


@pytest.mark.parametrize("kind", ["csv", "xlsx", "ods"])
@pytest.mark.parametrize("status", ["feasible", "infeasible"])
def test_what_is_not_proven_leaves_as_json_only(kind: ResultKind, status: str) -> None:
    answer = replace(ALLOCATION, status=status)  # type: ignore[arg-type]
    with pytest.raises(InvalidInput, match="pas prouvée"):
        write_result(answer, kind)
    assert json.loads(write_result(answer, "json"))["status"] == status


@pytest.mark.parametrize("kind", ["json", "csv", "xlsx", "ods"])
def test_the_same_answer_gives_the_same_bytes(kind: ResultKind) -> None:
    assert write_result(ALLOCATION, kind) == write_result(ALLOCATION, kind)
