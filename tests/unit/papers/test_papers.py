"""Papers: from a frozen content only, in French, never markup, the same bytes twice, one page for the record."""

from __future__ import annotations

import io
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from aapsim.domain.application import Application, equal_shares
from aapsim.domain.french import NARROW, euros
from aapsim.papers import pdf
from aapsim.papers.record import record
from aapsim.papers.session_papers import project_sheets, session_table, session_workbook
from aapsim.service.commands import Command, SetRules, new_command_id
from aapsim.service.desk import Desk
from aapsim.service.frozen import Frozen
from aapsim.service.places import open_desk
from aapsim.service.session_actions import CloseSession, Decide, Recuse

NASTY = "<b>gras</b> & <img src='http://example.org/x.png'/> Œuvre № 漢"


def application(one: str, score: int, **values: Any) -> Application:
    known: dict[str, Any] = {
        "title": f"Projet {one}",
        "applicant": f"Porteur {one}",
        "applicant_type": "association",
        "departments": equal_shares(["48"]),
        "axes": equal_shares(["2"]),
        "total_cost": 30_000,
        "investment": 0,
        "in_kind": 0,
        "requested": 20_000,
        "other_revenue": 0,
        "other_public": 0,
        "score": Fraction(score),
    }
    return Application(one, **(known | values))


class Committee:
    """A desk with one workspace, and what is done to it."""

    def __init__(self, folder: Path, applications: tuple[Application, ...]) -> None:
        self.desk: Desk = open_desk(f"sqlite:///{folder / 'papers.db'}")
        self.workspace = self.desk.open_call("occitanie-2021", "Comité d'essai", applications)
        self.do(SetRules({"sources.fir.notified": 45_000}))

    def do(self, action: Any) -> None:
        revision = self.desk.snapshot(self.workspace).revision
        self.desk.apply(Command(new_command_id(), "Camille Exemple", self.workspace, revision, action))

    def frozen(self) -> Frozen:
        return self.desk.frozen(self.workspace)


@pytest.fixture
def committee(tmp_path: Path) -> Committee:
    found = (application("A", 90, title=NASTY), application("B", 80), application("C", 70), application("D", 60))
    return Committee(tmp_path, found)


def words(content: bytes) -> str:
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]
    return " ".join(" ".join(pages).replace("\u00a0", " ").split())


@pytest.mark.parametrize("paper", [session_table, project_sheets, record])
def test_a_draft_says_so_and_the_same_content_gives_the_same_bytes(
    committee: Committee, paper: Callable[[Frozen], bytes]
) -> None:
    frozen = committee.frozen()
    content = paper(frozen)
    assert "PROVISOIRE" in words(content)
    assert frozen.hash in words(content)
    assert paper(frozen) == content


def test_data_is_never_markup_and_nothing_is_fetched(committee: Committee) -> None:
    said = words(session_table(committee.frozen()))
    assert "<b>gras</b> & <img src='http://example.org/x.png'/> Œuvre" in said
    assert "漢" not in said


def test_one_sheet_a_project_with_room_for_the_decision(committee: Committee) -> None:
    content = project_sheets(committee.frozen())
    pages = PdfReader(io.BytesIO(content)).pages
    assert len(pages) == 4
    assert "Lozère (48)" in words(content)
    assert "Déports" in pages[0].extract_text()


def test_the_record_is_one_page_with_totals_names_waiting_list_and_the_log(committee: Committee) -> None:
    committee.do(Recuse("B", "Mme Exemple"))
    committee.do(Decide(("A", "B"), "retained"))
    committee.do(Decide(("C",), "conditional", 5_000, "convention avant octobre"))
    committee.do(Decide(("D",), "waiting"))
    committee.do(CloseSession())
    frozen = committee.frozen()
    assert not frozen.provisional
    content = record(frozen)
    assert len(PdfReader(io.BytesIO(content)).pages) == 1
    said = words(content)
    assert "PROVISOIRE" not in said
    assert "3 projets retenus" in said
    assert "sous réserve : convention avant octobre" in said
    assert "Liste complémentaire, dans cet ordre : 1. Projet D." in said
    assert "Mme Exemple (Projet B)" in said
    assert "45 000 €" in said
    assert all(head in said.replace(" ", "") for head in frozen.heads.values())


def test_a_committee_of_a_hundred_still_fits_on_one_page(tmp_path: Path) -> None:
    many = tuple(application(f"{number:03d}", 90 - number // 2) for number in range(100))
    committee = Committee(tmp_path, many)
    committee.do(SetRules({"sources.fir.notified": 600_000}))
    committee.do(Decide(tuple(f"{number:03d}" for number in range(30)), "retained"))
    assert len(PdfReader(io.BytesIO(record(committee.frozen()))).pages) == 1


def test_an_empty_call_still_prints(tmp_path: Path) -> None:
    frozen = Committee(tmp_path, ()).frozen()
    assert "Aucune candidature." in words(project_sheets(frozen))
    assert words(session_table(frozen))
    assert words(record(frozen))


def test_the_workbook_is_a_workbook(committee: Committee) -> None:
    assert session_workbook(committee.frozen())[:2] == b"PK"


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        (f"1{NARROW}234", "1\u00a0234"),
        ("a\nb\tc", "a b c"),
        ("Łódź", "Łódz"),
        ("\u202e\u0007", ""),
        ("漢", "?"),
        ("①", "1"),
    ],
)
def test_every_character_prints_as_itself_or_as_its_nearest(text: str, printed: str) -> None:
    assert pdf.printable(text) == printed


def test_amounts_print_with_their_spaces() -> None:
    content = pdf.written(pdf.Sheet("Essai", ""), [pdf.paragraph(euros(1_234_567))])
    assert "1 234 567 €" in words(content)
