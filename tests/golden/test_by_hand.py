"""Applications worked out by hand: the engine and the command line find the same caps, terms and grants."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from aapsim.engine.allocate import allocate as engine_allocate
from aapsim.engine.caps import cap_of
from aapsim.engine.eligibility import overall, verdicts
from aapsim.files.calls import shipped_calls
from tests.golden.cases import CALLS, Expected, Golden, aapsim, allocate, golden, plain

EVERY = [
    pytest.param(case, expected, id=expected.id) for case in map(golden, CALLS) for expected in case.expected
]
COUNTS = {"occitanie-2021": 20, "fdva-2021": 5, "hauts-de-france-illettrisme-2023": 5}


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """Return RESULT.json of each call, from the command line, accepted by the checker."""
    folder = tmp_path_factory.mktemp("golden")
    return {name: allocate(golden(name), folder / f"{name}.json") for name in CALLS}


@pytest.mark.parametrize("name", CALLS)
def test_every_row_has_its_expectation_and_the_reader_keeps_what_was_written(name: str) -> None:
    case = golden(name)
    ids = [one.id for one in case.expected]
    assert [row["dossier"] for row in case.rows] == ids
    assert [one.id for one in case.applications] == ids
    assert len(ids) == COUNTS[name]


@pytest.mark.parametrize(("case", "expected"), EVERY)
def test_engine_cap_term_floor_and_eligibility(case: Golden, expected: Expected) -> None:
    application = next(one for one in case.applications if one.id == expected.id)
    cap, answers = cap_of(case.call, application), verdicts(case.call, application)
    assert (cap.amount, cap.term, plain(cap.sentence)) == (expected.cap, expected.term, expected.sentence)
    assert cap.floor == expected.floor
    assert overall(answers) == expected.eligibility
    refused = [verdict for verdict in answers if verdict.answer == "no"]
    assert [verdict.rule for verdict in refused] == ([expected.refused_by] if expected.refused_by else [])
    assert all(verdict.sentence for verdict in answers)
    assert cap.fundable == (expected.cap > 0 and expected.floor <= expected.cap)


@pytest.mark.parametrize(("case", "expected"), EVERY)
def test_command_line_cap_term_grant(
    results: dict[str, dict[str, Any]], case: Golden, expected: Expected
) -> None:
    award = next(one for one in results[case.name]["awards"] if one["id"] == expected.id)
    assert (award["cap"], award["cap_term"], award["floor"]) == (expected.cap, expected.term, expected.floor)
    assert (award["grant"], award["status"]) == (expected.grant, expected.status)
    assert sum(award["by_source"].values()) == expected.grant


@pytest.mark.parametrize("name", CALLS)
def test_totals_add_up_as_by_hand(results: dict[str, dict[str, Any]], name: str) -> None:
    totals, result = golden(name).totals, results[name]
    assert result["status"] == "optimal"
    assert {code: amount for code, amount in result["granted"].items() if amount} == totals["granted"]
    assert {code: amount for code, amount in result["by_axis"].items() if amount != "0"} == totals["by_axis"]
    found = {code: result["by_department"].get(code) for code in totals["by_department"]}
    assert found == totals["by_department"]


def test_one_authority_pays_23000_and_23001_over_both_actions_together(results: dict[str, dict[str, Any]]) -> None:
    result = results["occitanie-2021"]
    authority = {source["code"]: source["authority"] for source in result["inputs"]["sources"]}
    paid = {
        award["id"]: _by_authority(award["by_source"], authority)
        for award in result["awards"]
        if award["id"] in ("G12", "G13")
    }
    assert paid == {"G12": {"prefet": 23000}, "G13": {"prefet": 23001}}
    pieces = [award["by_source"] for award in result["awards"] if award["id"] in paid]
    assert any(set(piece) == {"304-17", "304-19"} for piece in pieces), "one of them is paid by both actions"


def _by_authority(by_source: dict[str, int], authority: dict[str, str]) -> dict[str, int]:
    paid: dict[str, int] = {}
    for code, amount in by_source.items():
        paid[authority[code]] = paid.get(authority[code], 0) + amount
    return paid


def test_in_kind_is_flagged_where_the_cap_needs_it() -> None:
    case = golden("occitanie-2021")
    flagged = {one.id for one in case.applications if cap_of(case.call, one).thanks_to_in_kind}
    assert flagged == {"G04", "G05"}, "18 000 would be the most on the cash alone"


def test_strict_eligibility_leaves_out_what_is_to_be_checked(tmp_path: Path) -> None:
    case = golden("occitanie-2021")
    result = allocate(case, tmp_path / "strict.json", "--strict-eligibility")
    award = next(one for one in result["awards"] if one["id"] == "G19")
    assert (award["status"], award["grant"]) == ("to_check", 0)
    assert result["granted"]["fir"] == case.totals["granted"]["fir"] - 9900


def test_at_most_ten_projects_of_eleven(tmp_path: Path) -> None:
    case = golden("hauts-de-france-illettrisme-2023")
    pattern = next(row for row in case.rows if row["dossier"] == "H03")
    table = tmp_path / "onze.csv"
    with table.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, list(pattern), delimiter=";")
        writer.writeheader()
        writer.writerows(pattern | {"dossier": f"N{n:02d}", "note": str(90 - n)} for n in range(11))
    options = ("--call", shipped_calls()[case.name], *case.envelope_options)
    run = aapsim("allocate", table, *options)
    assert run.returncode == 0, run.stderr
    grants = {award["id"]: award["grant"] for award in json.loads(run.stdout)["awards"]}
    assert grants == {f"N{n:02d}": 10000 if n < 10 else 0 for n in range(11)}


def test_the_order_of_the_rows_changes_no_byte() -> None:
    case = golden("occitanie-2021")
    call = case.call.with_single_source(100_000)
    first = engine_allocate(call, case.applications)
    last = engine_allocate(call, case.applications[::-1])
    assert first.total_granted > 0
    assert first.to_document() == last.to_document()
