"""The shipped calls and the demonstration: they load, every rule has its words, the fiction says so."""

from __future__ import annotations

import csv
import dataclasses
import runpy
import tomllib
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from aapsim.domain.call import Call
from aapsim.domain.call_document import apply_overrides, call_from_document

ROOT = Path(__file__).resolve().parents[2]
CALLS = sorted((ROOT / "data" / "calls").glob("*.toml"))
DEMO = ROOT / "data" / "demo"
# Not rules of their own: the title, the words themselves.
NO_RULE = {"title", "rules"}
# What an officer sees besides the fields of a call.
OTHER_WORDS = {
    "complete", "cofunding", "priorities", "axis_limits", "source_axes", "notified", "gross", "reserve", "committed",
    "fungibility", "transfer_limit", "envelope", "cost_base", "need", "agreement_threshold",
}  # fmt: skip


def document(path: Path) -> dict[str, Any]:
    """Return the plain values of a TOML file."""
    return tomllib.loads(path.read_text(encoding="utf-8"))


def occitanie() -> Call:
    """Return the 2021 Occitanie call as shipped."""
    return call_from_document(document(ROOT / "data" / "calls" / "occitanie-2021.toml"))


@pytest.mark.parametrize("path", CALLS, ids=lambda path: path.stem)
def test_a_shipped_call_loads_and_every_rule_has_its_words(path: Path) -> None:
    call = call_from_document(document(path))
    words = {rule.key: rule for rule in call.rules}
    expected = {field.name for field in dataclasses.fields(Call)} - NO_RULE | OTHER_WORDS
    assert expected <= set(words)
    assert [key for key, rule in words.items() if not (rule.label and rule.text and rule.origin)] == []
    assert call.envelope == 0


@pytest.mark.parametrize("path", CALLS, ids=lambda path: path.stem)
def test_what_a_call_does_not_say_is_marked_as_a_hypothesis(path: Path) -> None:
    call = call_from_document(document(path))
    unsaid = [rule.key for rule in call.rules if "Non précisé" in rule.origin and not rule.hypothesis]
    assert unsaid == []


def test_three_calls_are_shipped() -> None:
    assert [path.stem for path in CALLS] == ["fdva-2021", "hauts-de-france-illettrisme-2023", "occitanie-2021"]


def test_the_occitanie_call_says_what_the_document_says() -> None:
    call = occitanie()
    assert (call.rate, call.rate_on, call.minimum_cost) == (Fraction(9, 10), "grant", 10_000)
    assert (call.in_kind, call.investment, call.deadline) == (True, False, "2021-07-25T23:59")
    assert [axis.code for axis in call.axes] == ["1", "2", "3", "4"]
    assert [(source.code, source.authority) for source in call.sources] == [
        ("fir", "ars"), ("304-17", "prefet"), ("304-19", "prefet"),
    ]  # fmt: skip
    assert {source.code: source.fungible_with for source in call.sources} == {
        "fir": (), "304-17": ("304-19",), "304-19": ("304-17",),
    }  # fmt: skip
    assert "".join(criterion.code for criterion in call.criteria) == "A1A2A3A4B1B2B3B4B5B6B7C1C2C3"
    assert {criterion.weight for criterion in call.criteria} == {Fraction(1)}
    assert [public.bonus for public in call.publics] == [Fraction(0)] * 5
    assert len(call.territory) == 13


def test_the_two_other_calls_say_what_is_known_of_them() -> None:
    fdva = call_from_document(document(CALLS[0]))
    assert (fdva.rate, fdva.rate_on, fdva.minimum_grant, fdva.maximum_grant) == (
        Fraction(4, 5), "public_money", 1_000, 8_000,
    )  # fmt: skip
    reading = call_from_document(document(CALLS[1]))
    assert (reading.rate, reading.rate_on, reading.minimum_grant, reading.maximum_grant, reading.maximum_projects) == (
        Fraction(4, 5), "grant", 10_000, 30_000, 10,
    )  # fmt: skip


def test_the_demonstration_is_what_its_script_writes() -> None:
    script = runpy.run_path(str(DEMO / "make_demo.py"))
    assert (DEMO / "candidatures.csv").read_bytes() == script["table"]()


def test_every_fictional_application_says_so() -> None:
    with (DEMO / "candidatures.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter=";"))
    assert len(rows) == 60
    assert all(row["intitule"].endswith("(fictif)") and row["porteur"].endswith("(fictif)") for row in rows)
    assert all(row["siret"].startswith("000") for row in rows)
    departments = {code.split(":")[0] for row in rows for code in row["departements"].split("|")}
    assert set(occitanie().territory) <= departments


def test_the_demonstration_scenario_sets_the_money_over_the_call() -> None:
    scenario = document(DEMO / "scenario.toml")
    base = document(ROOT / "data" / "calls" / f"{scenario['call']}.toml")
    call = call_from_document(apply_overrides(base, scenario["overrides"]))
    assert {source.code: source.available for source in call.sources} == {
        "fir": 150_000, "304-17": 100_000, "304-19": 100_000,
    }  # fmt: skip
    assert call.minimum_share == Fraction(3, 5)
