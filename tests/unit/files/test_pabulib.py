"""Pabulib files become a call of their own."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from aapsim.domain.call_document import call_from_document
from aapsim.files.outcome import Reading
from aapsim.files.reading import read_applications
from aapsim.files.table import write_applications
from tests.unit.files.makers import messages, small_call

META = "META\nkey;value\ndescription;Budget\nunit;Ville\nbudget;1000.5\nnum_projects;2\n"
PROJECTS = (
    "PROJECTS\nproject_id;cost;votes;score;name;category;district;latitude\n"
    "007;300;12;99;Un banc;green,sport;Nord;1.234\n"
    "8;1200.75;3;1;Un arbre;;;\n"
)
VOTES = "VOTES\nvoter_id;vote\n1;007,8\n"


def read(text: str, name: str = "budget.pb") -> Reading:
    return read_applications(name, text.encode(), small_call())


def test_projects_become_applications() -> None:
    reading = read(META + PROJECTS + VOTES)
    first, second = reading.applications
    assert reading.kind == "pabulib"
    assert (first.id, first.title, first.requested, first.total_cost) == ("007", "Un banc", 300, 300)
    assert first.score == 12
    assert first.axes == (("green", Fraction(1, 2)), ("sport", Fraction(1, 2)))
    assert first.departments == (("Nord", Fraction(1)),)
    assert first.extra == (("score", "99"), ("latitude", "1.234"))
    assert second.requested == 1200
    assert second.axes == (("sans catégorie", Fraction(1)),)
    assert second.departments == (("REG", Fraction(1)),)
    assert not reading.errors


def test_the_file_brings_its_call() -> None:
    reading = read(META + PROJECTS)
    call = call_from_document(reading.call_document or {})
    assert (call.step, call.ranking, call.objective, call.policy) == (1, "free", "euros", "partial")
    assert (call.rate, call.investment, call.minimum_cost, call.territory) == (1, True, 0, ())
    assert call.envelope == 1000
    assert [source.code for source in call.sources] == ["enveloppe"]
    assert [axis.code for axis in call.axes] == ["green", "sans catégorie", "sport"]
    assert "Budget – Ville" in call.title


def test_the_score_stands_in_for_the_votes() -> None:
    reading = read(META + PROJECTS.replace(";votes;", ";ignored;"))
    assert [one.score for one in reading.applications] == [99, 1]


def test_votes_beyond_a_hundred_survive_the_native_table() -> None:
    reading = read(META + PROJECTS.replace(";12;", ";471;"))
    call = call_from_document(reading.call_document or {})
    again = read_applications("a.csv", write_applications(reading.applications, call, "csv"), call)
    assert again.applications == reading.applications


@pytest.mark.parametrize(
    ("text", "word"),
    [
        (META, "PROJECTS"),
        (META.replace("budget;1000.5\n", "") + PROJECTS, "budget"),
        (META.replace("1000.5", "-3") + PROJECTS, "budget"),
        (META.replace("1000.5", "1e9") + PROJECTS, "budget"),
        (META + PROJECTS.replace("project_id", "id"), "project_id"),
        (META + PROJECTS.replace("cost;", "prix;"), "cost"),
        (META + PROJECTS.replace("votes;score", "a;b"), "votes"),
        (META.replace("1000.5", "9" * 5000) + PROJECTS, "budget"),
    ],
)
def test_a_broken_file_is_one_sentence(text: str, word: str) -> None:
    reading = read(text)
    (sentence,) = messages(reading)
    assert word in sentence
    assert not reading.applications
    assert reading.call_document is None


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("9;-1;3;1;x;;;", "cost"),
        ("9;NaN;3;1;x;;;", "cost"),
        ("9;10000000000000;3;1;x;;;", "milliards"),
        ("9;10;;1;x;;;", "votes"),
        (";10;3;1;x;;;", "project_id"),
        ("007;10;3;1;x;;;", "ligne 9"),
        ("9;10;3;1;x;;;;;", "cellules"),
        ("9;10;3;1;x\ufffd;;;", "illisible"),
    ],
)
def test_a_broken_project_is_kept_aside(line: str, word: str) -> None:
    reading = read(META + PROJECTS + line + "\n")
    (sentence,) = messages(reading)
    assert sentence.startswith("ligne 11 : ")
    assert word in sentence
    assert len(reading.applications) == 2
    assert len(reading.refused) == 2


def test_a_wrong_count_and_hidden_characters_are_told() -> None:
    reading = read(META + PROJECTS + "9;10;3;1;x\u202e;;;\n")
    assert reading.applications[-1].title == "x"
    assert any("annonce 2 projets et en contient 3" in one for one in messages(reading, "warning"))
    assert any("invisibles" in one for one in messages(reading, "warning"))


def test_real_budgets_are_read(shared_data: Path) -> None:
    toulouse = shared_data / "pabulib" / "France_Toulouse_2019.pb"
    reading = read_applications(toulouse.name, toulouse.read_bytes(), small_call())
    assert len(reading.applications) == 30
    assert not reading.issues
    assert call_from_document(reading.call_document or {}).envelope == 1_000_000
    warsaw = shared_data / "pabulib" / "Poland_Warszawa_2023_Rembertow.pb"
    reading = read_applications(warsaw.name, warsaw.read_bytes(), small_call())
    assert len(reading.applications) == 38
    assert not reading.issues
