"""Export then import changes nothing, in each format."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import datetime
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aapsim.domain.application import Application, equal_shares, normal_id, weighted_shares
from aapsim.domain.issues import Issue
from aapsim.files.calls import demo_applications, load_call, shipped_calls
from aapsim.files.cells import visible
from aapsim.files.reading import read_applications
from aapsim.files.sheets import TableKind
from aapsim.files.table import write_applications
from tests.unit.files.makers import small_call

KINDS: tuple[TableKind, ...] = ("csv", "xlsx", "ods")


TRICKY = ["=1+1", "+33 6", "-5", "@a", "'=1", "''+", "'", "a\nb", "a\tb", "a  b", "00012", "1e5", ';,"|:\\']


def _texts(longest: int = 30) -> st.SearchStrategy[str]:
    any_text = st.one_of(st.sampled_from(TRICKY), st.text(max_size=longest))
    return any_text.map(lambda text: visible(text).replace("\ufffd", "").strip())


def _shares(codes: list[str]) -> st.SearchStrategy[Any]:
    chosen = st.lists(st.sampled_from(codes), unique=True, min_size=1, max_size=4)
    weighted = chosen.flatmap(
        lambda some: st.lists(st.integers(1, 99), min_size=len(some), max_size=len(some)).map(
            lambda weights: weighted_shares(list(zip(some, weights, strict=True)))
        )
    )
    return st.one_of(chosen.map(equal_shares), weighted)


def _minutes(moment: datetime) -> str:
    return moment.isoformat(timespec="minutes")


_AMOUNTS = st.integers(0, 10**12)
_MARKS = st.one_of(st.integers(0, 1000).map(lambda n: Fraction(n, 10)), st.fractions(0, 100, max_denominator=999))
_DATES = st.one_of(st.dates().map(str), st.datetimes().map(_minutes))
_EXTRA = st.fixed_dictionaries(
    {}, optional={"Avis du CD": _texts().filter(bool), "=colonne": _texts().filter(bool), "zut": _texts().filter(bool)}
)


@st.composite
def _applications(draw: st.DrawFn) -> Application:
    kept = draw(_EXTRA)
    marks = draw(st.fixed_dictionaries({}, optional={"A1": _MARKS, "B2": _MARKS}))
    score = draw(st.none() | _MARKS) if marks else draw(_MARKS)
    return Application(
        id=normal_id(draw(_texts(20).map(lambda text: text.replace("\n", " ")).filter(normal_id))),
        title=draw(_texts().filter(bool)),
        summary=draw(_texts(200)),
        applicant=draw(_texts()),
        siret=draw(_texts()),
        applicant_type=draw(st.sampled_from(["", "association", "autre chose"])),
        departments=draw(st.one_of(st.just(()), st.just(equal_shares(["REG"])), _shares(["09", "31", "48", "75"]))),
        scope=draw(st.sampled_from(["", "regionale", "extraregionale"])),
        axes=draw(_shares(["1", "2", "3", "4"])),
        total_cost=draw(_AMOUNTS),
        investment=draw(st.none() | _AMOUNTS),
        in_kind=draw(st.none() | _AMOUNTS),
        requested=draw(_AMOUNTS),
        other_revenue=draw(st.none() | _AMOUNTS),
        other_public=draw(st.none() | _AMOUNTS),
        own_floor=draw(st.none() | _AMOUNTS),
        filed_at=draw(st.none() | _DATES),
        start_date=draw(st.none() | _DATES),
        complete=draw(st.none() | st.booleans()),
        opinion=draw(st.sampled_from(["", "favorable", "réservé"])),
        publics=draw(st.lists(st.sampled_from(["precarite", "handicap", "a|b:c\\d"]), unique=True).map(tuple)),
        score=score,
        marks=tuple(sorted(marks.items())),
        sources=draw(st.lists(st.sampled_from(["fir", "304-17"]), unique=True).map(tuple)),
        extra=tuple((name, kept[name]) for name in ("Avis du CD", "=colonne", "zut") if name in kept),
    )


@settings(max_examples=40)
@given(st.lists(_applications(), max_size=4, unique_by=lambda one: one.id))
def test_csv_comes_back_identical(applications: list[Application]) -> None:
    assert _back(applications, "csv") == ([], applications, True)


@settings(max_examples=12)
@given(st.lists(_applications(), min_size=1, max_size=4, unique_by=lambda one: one.id), st.sampled_from(KINDS[1:]))
def test_workbooks_come_back_identical(applications: list[Application], kind: TableKind) -> None:
    assert _back(applications, kind) == ([], applications, True)


def _back(applications: list[Application], kind: TableKind) -> tuple[list[Issue], list[Application], bool]:
    """Return what reading a written table finds wrong, what it reads, and whether that is written with the same bytes.

    A table without any row is said to be empty, rightly: nothing is found wrong there.
    """
    call = small_call()
    content = write_applications(applications, call, kind)
    reading = read_applications(f"export.{kind}", content, call)
    wrong = [issue for issue in reading.errors if applications]
    return wrong, list(reading.applications), write_applications(reading.applications, call, kind) == content


@pytest.mark.parametrize("kind", KINDS[1:])
def test_a_workbook_does_not_say_when_it_was_written(kind: TableKind) -> None:
    content = write_applications([_named("Été")], small_call(), kind)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {part.date_time for part in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.testzip() is None


@pytest.mark.parametrize("kind", KINDS)
def test_the_demonstration_comes_back_identical(kind: TableKind) -> None:
    call = load_call(shipped_calls()["occitanie-2021"])
    applications = demo_applications()
    reading = read_applications(f"demo.{kind}", write_applications(applications, call, kind), call)
    assert reading.applications == applications
    assert not reading.issues


FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://x")', "=cmd|' /C calc'!A0"]


def _named(title: str) -> Application:
    return Application(id="1", title=title, axes=equal_shares(["1"]), total_cost=1, requested=1, score=Fraction(1))


@pytest.mark.parametrize("title", FORMULAS)
def test_no_formula_leaves_in_any_format(title: str) -> None:
    content = write_applications([_named(title)], small_call(), "csv").decode("utf-8-sig")
    cell = list(csv.reader(io.StringIO(content, newline=""), delimiter=";"))[1][1]
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
    for kind, part in (("xlsx", "xl/worksheets/sheet1.xml"), ("ods", "content.xml")):
        with zipfile.ZipFile(io.BytesIO(write_applications([_named(title)], small_call(), kind))) as archive:
            text = archive.read(part).decode()
        assert "<f>" not in text
        assert "formula" not in text


def test_a_table_in_csv_is_what_excel_opens_in_france() -> None:
    content = write_applications([_named("Été"), _named("b")], small_call(), "csv")
    assert content.startswith(b"\xef\xbb\xbfdossier;intitule;")
    assert content.count(b"\r\n") == 3
    odd = Application(id="1", title="t", score=Fraction(625, 8))
    assert b";78,1250;" in write_applications([odd], small_call(), "csv")


def test_nothing_gives_the_titles_alone() -> None:
    assert write_applications([], small_call(), "csv").count(b"\r\n") == 1


def test_unknown_columns_in_contradictory_orders_are_all_kept() -> None:
    first = Application(id="1", title="t", extra=(("a", "1"), ("b", "2")))
    second = Application(id="2", title="t", extra=(("b", "3"), ("a", "4")))
    content = write_applications([first, second], small_call(), "csv").decode()
    assert ";a;b\r\n" in content
    assert ";1;2\r\n" in content
    assert ";4;3\r\n" in content
