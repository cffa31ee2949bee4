"""Hostile files through the real screen, one after the other: one sentence each, nothing written, the server lives."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tests.hostile.test_workbooks import CASES
from tests.unit.files.makers import xlsx_bytes

if TYPE_CHECKING:
    from tests.e2e.conftest import Screen

BROKEN = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "subventions" / "cd85_2018_conventions.csv"
WORKBOOKS = ("far cell", "repeated rows", "zip bomb", "entities in utf-16", "macros", "xlsb", "password", "cut short")
"""One of each kind; all of them are read in tests/hostile."""


def files() -> list[tuple[str, bytes, str]]:
    """Return name, content and some words of the sentence expected."""
    found = []
    for number, case in enumerate(WORKBOOKS):
        make, words = CASES[case]
        content = make()
        found.append((f"{number}.{'ods' if b'opendocument' in content[:100] else 'xlsx'}", content, words))
    found += [
        ("image.xlsx", b"\x89PNG\r\n\x1a\n", "Le fichier est une image, pas un tableau"),
        ("classeur.csv", xlsx_bytes([["a"]]), "s'appelle .csv mais contient un classeur"),
        ("nul.csv", "dossier;intitule\n1;é\n".encode("utf-16-le"), "caractère nul"),
        ("une-case.csv", b"a" * 300_000, "une case est démesurée"),
        ("programme.exe", b"MZ", "Ce genre de fichier n'est pas lu"),
    ]
    if BROKEN.is_file():
        found.append(("cd85.csv", BROKEN.read_bytes(), "deux encodages sont mélangés"))
    return found


def test_hostile_files_are_one_sentence_each_and_change_nothing(screen: Screen) -> None:
    screen.open("candidatures")
    written = len(screen.server.log())
    before, page = screen.revision(), screen.page
    page.get_by_test_id("stMain").get_by_text("Importer ou coller", exact=True).click()
    given = page.locator('input[type="file"]').first
    for name, content, words in files():
        given.set_input_files({"name": name, "mimeType": "application/octet-stream", "buffer": content})
        page.get_by_text(name, exact=True).first.wait_for()
        screen.expect_text(words)
        screen.expect_text("60 candidatures")
        page.get_by_role("button", name=f"Retirer {name}").click()
        page.get_by_text("Rien à importer").wait_for(state="hidden")  # the page has let go of the file
    screen.settle()
    assert screen.revision() == before
    assert screen.server.alive
    assert "Traceback" not in screen.server.log()[written:]
