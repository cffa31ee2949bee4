"""From the platform's export to a ranked application, in Chromium: files by the mouse, the rest by the keyboard."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import expect
from python_calamine import CalamineWorkbook

from tests.unit.files.platform_exports import filed, sheets, xlsx_bytes

if TYPE_CHECKING:
    from tests.e2e.conftest import Screen

FIRST_MARK = 4


def section(screen: Screen, name: str) -> None:
    screen.page.get_by_test_id("stMain").get_by_text(name, exact=True).first.click()
    screen.settle()


def filled(grid: Path, target: Path, level: int) -> None:
    """Fill a reviewer's grid as a reviewer does in a spreadsheet: one level everywhere, every line finished."""
    header, *rows = CalamineWorkbook.from_path(str(grid)).get_sheet_by_index(0).to_python()
    done = header.index("terminée (oui)")
    for row in rows:
        row[FIRST_MARK:done] = [level] * (done - FIRST_MARK)
        row[done] = "oui"
    texts = [[cell if isinstance(cell, int) else str(cell) for cell in row] for row in rows]
    target.write_bytes(xlsx_bytes({"Grille": [header, *texts]}))


def test_an_export_is_imported_then_scored_through_a_returned_grid(screen: Screen, tmp_path: Path) -> None:
    page, main = screen.page, screen.page.get_by_test_id("stMain")
    export = tmp_path / "dossiers.xlsx"
    export.write_bytes(xlsx_bytes(sheets(filed(6))))
    screen.open("candidatures")
    section(screen, "Importer ou coller")
    page.locator('input[type="file"]').first.set_input_files(export)
    expect(main.get_by_text("Reconnu : 6 dossiers")).to_be_visible(timeout=30_000)
    page.get_by_role("button", name="Accepter et enregistrer").click()
    expect(main.get_by_text("6 candidatures,")).to_be_visible(timeout=30_000)

    screen.open("notes")
    section(screen, "Grilles")
    add = page.get_by_role("button", name="+ Ajouter un évaluateur")
    add.focus()
    page.keyboard.press("Enter")
    name = page.get_by_label("Nom ou fonction")
    expect(name).to_be_visible()
    expect(name).to_be_focused()
    page.keyboard.type("Zoé")
    page.keyboard.press("Tab")
    screen.settle()
    page.keyboard.press("Enter")
    expect(main.get_by_text("Envoyer la grille")).to_be_visible(timeout=30_000)
    page.keyboard.press("Escape")
    screen.settle()
    with page.expect_download() as sent:
        page.get_by_role("button", name="Excel (xlsx)").click()
    grid, back = tmp_path / "grille.xlsx", tmp_path / "retour.xlsx"
    sent.value.save_as(grid)
    filled(grid, back, 3)
    page.locator('input[type="file"]').first.set_input_files(back)
    expect(main.get_by_text("Lu : 6 évaluations nouvelles ou changées.")).to_be_visible(timeout=30_000)
    page.get_by_role("button", name="Accepter la grille").click()
    screen.settle()
    section(screen, "Synthèse")
    expect(main.get_by_text("classé sur 1 évaluation").first).to_be_visible(timeout=30_000)
    expect(main.get_by_text("Zoé 75").first).to_be_visible()
