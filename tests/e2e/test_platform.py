"""From the platform's export to a ranking, in Chromium, by the keyboard alone."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import expect
from python_calamine import CalamineWorkbook

from tests.e2e.keyboard import Hands
from tests.unit.files.platform_exports import Filed, filed, sheets, xlsx_bytes

if TYPE_CHECKING:
    from tests.e2e.conftest import Screen

FIRST_MARK = 4
CRITERIA = 14
DOSSIERS = filed(40)
WRONG, ASSOCIATION = 3, "5000011"


def with_a_wrong_cell() -> list[Filed]:
    """Return the dossiers, one of them with an amount that cannot be read."""
    wrong = dataclasses.replace(DOSSIERS[WRONG], values=DOSSIERS[WRONG].values | {"requested": "beaucoup"})
    return [*DOSSIERS[:WRONG], wrong, *DOSSIERS[WRONG + 1 :]]


def filled(grid: Path, target: Path, level: int) -> None:
    """Fill a reviewer's grid as a reviewer does in a spreadsheet: one level everywhere, every line finished."""
    header, *rows = CalamineWorkbook.from_path(str(grid)).get_sheet_by_index(0).to_python()
    done = header.index("terminée (oui)")
    for row in rows:
        row[FIRST_MARK:done] = [level] * (done - FIRST_MARK)
        row[done] = "oui"
    texts = [[cell if isinstance(cell, int) else str(cell) for cell in row] for row in rows]
    target.write_bytes(xlsx_bytes({"Grille": [header, *texts]}))


def imported(hands: Hands, export: Path) -> None:
    """Bring the export in: a column corrected, a doubtful zero answered, the refused cell corrected in place."""
    hands.part("Tableau", 4)
    hands.give(export)
    hands.screen.expect_text("Reconnu : 40 dossiers, bloc « Cofinanceurs du projet ». Lu : 39 candidatures")
    hands.choose("Résumé", "aucune")
    hands.to("je ne sais pas encore")
    hands.press("ArrowRight", "ArrowRight", "Space")
    hands.settle()
    hands.enter("Accepter et enregistrer")
    hands.screen.expect_text("1 ligne refusée à corriger")
    hands.fill(f"Dossier {DOSSIERS[WRONG].id} · Montant", "12 000")
    hands.enter("Relire ces lignes")
    hands.screen.expect_text("40 candidatures,")


def budgeted(hands: Hands) -> None:
    """Type a quick budget, then the full one of an association, whose balance is said while it is typed."""
    hands.part("Importer ou coller", -3, back=True)
    hands.choose("Candidature", DOSSIERS[WRONG].id)
    hands.fill("Coût total (€)", "30 000")
    hands.fill("Montant demandé (€)", "15 000")
    hands.press("Enter")
    hands.screen.expect_text("Plafond : 15 000 €")
    assert hands.focus() == "Montant demandé (€)"
    hands.part("Fiche", 1, back=True)
    hands.choose("Candidature", ASSOCIATION)
    for account, amount in (("60 –", "3 650"), ("64 –", "50 000"), ("75 –", "19 615"), ("86 –", "2 500")):
        hands.fill(account, amount)
    hands.press("Tab")
    hands.screen.expect_text("contributions (compte 86) 2 500 €, contreparties (compte 87) 0 €")
    hands.fill("87 –", "2 500")
    hands.fill("Montant 1 (€)", "5 960")
    hands.press("Tab")
    hands.screen.expect_text("Équilibré : charges = produits, 86 = 87.")
    hands.enter("Enregistrer le budget")
    expect(hands.page.get_by_text("✔ Enregistré (rév. 5)")).to_be_visible()


def answered(hands: Hands) -> None:
    """Answer a rule of the work list for one file, with a reason."""
    hands.part("Budget", 1, back=True)
    hands.choose("Règle", "Dossier complet")
    hands.choose("Dossiers", DOSSIERS[0].id)
    hands.press("Escape")
    hands.fill("Raison", "Pièce reçue le 26/07/2021")
    hands.press("Tab")
    hands.screen.expect_text(f"1 dossier : {DOSSIERS[0].id}")
    assert hands.focus() == "Enregistrer la réponse"
    hands.press("Enter")
    hands.screen.expect_text("Appréciations de l'instructeur")


def added(hands: Hands, name: str) -> None:
    """Add a reviewer: the panel takes the keyboard, and its field is empty each time."""
    hands.to("+ Ajouter un évaluateur")
    hands.press("Enter")
    field = hands.page.get_by_label("Nom ou fonction")
    expect(field).to_be_focused()
    expect(field).to_have_value("")
    hands.write(name)
    hands.press("Tab")
    hands.settle()
    hands.press("Enter")
    hands.screen.expect_text(f"Annuler : évaluateur {name}")
    hands.settle()


def reviewed(hands: Hands, level: int) -> None:
    """Give every criterion a level, say that it is finished, save."""
    hands.to("A1 –")
    for place in range(CRITERIA):
        if place:
            hands.press("Tab")
        hands.pick(str(level))
    hands.to("Évaluation terminée")
    hands.press("Space")
    hands.enter("Enregistrer")
    hands.screen.expect_text(f"Note de cette évaluation : {level * 25} sur 100, comptée.")


def test_the_whole_path_by_the_keyboard(screen: Screen, tmp_path: Path) -> None:
    page, hands = screen.page, Hands(screen)
    export, grid, back = (tmp_path / name for name in ("dossiers.xlsx", "grille.xlsx", "retour.xlsx"))
    export.write_bytes(xlsx_bytes(sheets(with_a_wrong_cell())))
    screen.open("candidatures")
    imported(hands, export)
    budgeted(hands)
    answered(hands)

    hands.enter("Notes et avis", back=True)
    hands.part("Synthèse", 1)
    added(hands, "DREETS")
    hands.enter("Suivant ▶")
    hands.press("Enter")
    hands.settle()
    reviewed(hands, 3)
    hands.to("Évaluateur", back=True)
    added(hands, "ARS")
    third = page.get_by_role("combobox", name="Dossier (")
    expect(third).to_have_value(f"· {DOSSIERS[2].id} · {DOSSIERS[2].values['title']}")  # not back to the first one
    reviewed(hands, 0)
    hands.to("Évaluateur", back=True)
    added(hands, "Département")
    hands.part("Évaluer", 1, back=True)
    hands.to("Excel (xlsx)")
    with page.expect_download() as sent:
        hands.press("Enter")
    sent.value.save_as(grid)
    filled(grid, back, 4)
    hands.give(back)
    screen.expect_text("Lu : 40 évaluations nouvelles ou changées.")
    hands.enter("Accepter la grille")
    hands.part("Grilles", -2, back=True)
    main = page.get_by_test_id("stMain")
    expect(main.get_by_text("classé sur 3 évaluations")).to_be_visible(timeout=30_000)
    expect(main.get_by_text("classé sur 1 évaluation", exact=True)).to_have_count(39)
    screen.expect_text("ARS 0 · Département 100 · DREETS 75")
