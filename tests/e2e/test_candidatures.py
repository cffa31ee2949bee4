"""The page of applications in Chromium: a whole file typed, the grid edited, files in and out."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import Locator, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeout

if TYPE_CHECKING:
    from tests.e2e.conftest import Screen

GRID = '[data-testid="stDataFrame"] canvas'
TYPED = {
    "Dossier": "2021-900",
    "Intitulé": "Essai typé",
    "Porteur": "Association d'essai",
    "Départements": "31",
    "Axes": "1",
    "Note": "78,5",
    "Coût total (€)": "20 000",
    "Montant demandé (€)": "18 500",
    "Investissement (€)": "0",
    "Contributions en nature (€)": "0",
    "Autres produits (€)": "0",
}


def section(screen: Screen, name: str) -> None:
    screen.page.get_by_test_id("stMain").get_by_text(name, exact=True).first.click()
    screen.settle()


def fill(screen: Screen, values: dict[str, str]) -> None:
    for label, text in values.items():
        screen.field(label).fill(text)


def edit_cell(screen: Screen, canvas: Locator, x: float, text: str) -> None:
    """Type over the cell of the first row at ``x`` pixels from the left, the keyboard way."""
    expect(canvas).to_be_visible(timeout=30_000)
    canvas.scroll_into_view_if_needed()
    screen.page.wait_for_timeout(500)  # the grid draws itself once more when its width is known
    editor = screen.page.locator("#portal textarea, #portal input").first
    for _ in range(10):  # a grid that is just being drawn again loses the click: an officer clicks once more
        box = canvas.bounding_box()
        assert box is not None
        # The canvas lies under a scroller that takes the clicks: the mouse goes by position.
        screen.page.mouse.click(box["x"] + x, box["y"] + 52)
        screen.page.keyboard.press("Enter")
        with contextlib.suppress(PlaywrightTimeout):
            editor.wait_for(state="visible", timeout=2_000)
            break
    editor.fill(text)
    editor.press("Enter")
    screen.page.wait_for_timeout(300)
    screen.settle()


def test_a_typed_application_shows_its_cap_and_binding_term(screen: Screen) -> None:
    screen.open("candidatures")
    section(screen, "Fiche")
    fill(screen, TYPED)
    screen.page.get_by_role("button", name="Ajouter la candidature").click()
    screen.expect_text("Plafond : 18 000 €, plafonné par le taux de 90 %.")
    screen.expect_text("61 candidatures")
    screen.page.reload()
    screen.settle()
    screen.expect_text("61 candidatures")


def test_a_refused_amount_stays_in_its_field(screen: Screen) -> None:
    screen.open("candidatures")
    section(screen, "Fiche")
    fill(screen, TYPED | {"Coût total (€)": "1.234"})
    screen.page.get_by_role("button", name="Ajouter la candidature").click()
    screen.expect_text("La candidature n'est pas enregistrée.")
    screen.expect_text("« 1.234 » est ambigu")
    expect(screen.field("Coût total (€)")).to_have_value("1.234")
    screen.expect_text("60 candidatures")


def test_the_grid_is_edited_with_the_keyboard_and_saved_at_once(screen: Screen) -> None:
    screen.open("candidatures")
    edit_cell(screen, screen.page.locator(GRID).first, 250, "Titre corrigé")
    screen.expect_text("Enregistré (rév. 2)")
    plain = screen.page.get_by_role("table", name="Candidatures de")
    expect(plain).to_contain_text("Titre corrigé")
    screen.page.get_by_role("button", name="↶ Annuler").click()
    expect(plain).not_to_contain_text("Titre corrigé")


def test_what_is_exported_can_be_imported_again(screen: Screen, tmp_path: Path) -> None:
    screen.open("candidatures")
    with screen.page.expect_download() as waiting:
        screen.page.get_by_role("button", name="CSV", exact=True).click()
    target = tmp_path / "candidatures.csv"
    waiting.value.save_as(target)
    section(screen, "Importer ou coller")
    screen.page.locator('input[type="file"]').set_input_files(target)
    screen.expect_text("Lu : 60 candidatures")
    screen.page.get_by_role("button", name="Accepter et enregistrer").click()
    screen.expect_text("Enregistré (rév.")
    screen.expect_text("60 candidatures")


def test_a_refused_row_is_kept_and_corrected_on_the_screen(screen: Screen, tmp_path: Path) -> None:
    rows = "dossier;intitule;axes;cout_total;montant_demande;note\nX-1;Un;1;20000;12000;70\nX-2;Deux;9;20000;12000;70\n"
    target = tmp_path / "deux.csv"
    target.write_text(rows, encoding="utf-8-sig")
    screen.open("candidatures")
    section(screen, "Importer ou coller")
    screen.page.locator('input[type="file"]').set_input_files(target)
    screen.expect_text("ligne 3, colonne axes")
    screen.page.get_by_text("Ajouter, et mettre à jour").click()
    screen.page.get_by_role("button", name="Accepter et enregistrer").click()
    screen.expect_text("61 candidatures")
    screen.expect_text("1 ligne refusée à corriger")
    screen.page.reload()
    screen.settle()
    screen.expect_text("1 ligne refusée à corriger")
    screen.type("Dossier X-2 · Axes", "2")
    screen.page.get_by_role("button", name="Relire ces lignes").click()
    screen.expect_text("62 candidatures")


def test_a_hostile_name_calls_nobody_and_shows_as_it_is(screen: Screen) -> None:
    nasty = "![x](http://example.org/a.png) <img src=http://example.org/b.png>"
    screen.open("candidatures")
    section(screen, "Fiche")
    fill(screen, TYPED | {"Intitulé": nasty})
    screen.page.get_by_role("button", name="Ajouter la candidature").click()
    screen.expect_text("61 candidatures")
    section(screen, "Tableau")
    expect(screen.page.get_by_role("table", name="Candidatures de")).to_contain_text(nasty)
    screen.menu("Répartition")
    expect(screen.page.get_by_role("table", name="Classement et montants proposés")).to_contain_text(nasty)
    assert screen.outside() == []
