"""The applications worked out by hand, typed one by one into the form and read back from the screen.

What the screen says of each — cap, binding term, eligibility — is what a person found and what the
command line answers for the same table. A normal run types one application in four of each call;
``make typed`` (``AAPSIM_TYPED=all``) types them all.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.golden.cases import CALLS, Expected, Golden, allocate, golden, plain

if TYPE_CHECKING:
    from tests.e2e.conftest import Screen

TITLES = {
    "occitanie-2021": "Occitanie 2021",
    "fdva-2021": "FDVA",
    "hauts-de-france-illettrisme-2023": "Hauts-de-France 2023",
}
FIELDS = {
    "dossier": "Dossier",
    "intitule": "Intitulé",
    "porteur": "Porteur",
    "departements": "Départements",
    "axes": "Axes",
    "note": "Note",
    "cout_total": "Coût total (€)",
    "montant_demande": "Montant demandé (€)",
    "investissement": "Investissement (€)",
    "contributions_nature": "Contributions en nature (€)",
    "autres_produits": "Autres produits (€)",
    "autres_financements_publics": "dont publics (€)",
    "plancher": "Plancher (€)",
    "sources": "Financeurs",
    "date_depot": "Déposé le",
    "date_debut": "Début",
}
"""Column of the table: label of the field that is typed into."""
LISTS = {"type_porteur": "Type de porteur", "complet": "Complet", "portee": "Portée"}
"""Column of the table: label of the list that is chosen from (a field where the call has no list)."""
CHOICES = {"infraregionale": "infrarégionale", "regionale": "régionale", "extraregionale": "extrarégionale"}
ELIGIBILITY = {"✔ recevable": "eligible", "✕ irrecevable": "ineligible", "? à vérifier": "to_check"}
TYPED = slice(None) if os.environ.get("AAPSIM_TYPED") == "all" else slice(1, None, 4)
"""Which rows of a table are typed."""
EMPTY = "Le plafond et la recevabilité apparaissent dès que la candidature est enregistrée."


def _open_empty(screen: Screen, name: str) -> None:
    """Open the shipped call in an empty workspace, and the form of a new application in it."""
    screen.open()
    screen.choose("Ouvrir un appel", TITLES[name])
    screen.page.get_by_role("button", name="Ouvrir", exact=True).click()
    screen.expect_text("0 candidature reçue")
    screen.settle()
    screen.menu("Candidatures")
    screen.page.get_by_test_id("stMain").get_by_text("Fiche", exact=True).first.click()
    screen.settle()


def _pick(screen: Screen, label: str, choice: str) -> None:
    """Choose in a list of the form, which runs nothing before the form is saved."""
    box = screen.page.get_by_role("combobox", name=label, exact=True)
    box.scroll_into_view_if_needed()  # a list that opens while the page scrolls closes again
    box.click()
    screen.page.get_by_role("option", name=choice, exact=True).click()


def _type(screen: Screen, row: dict[str, str]) -> None:
    for column, label in FIELDS.items():
        if row.get(column):
            screen.field(label).fill(row[column])
    for column, label in LISTS.items():
        if row.get(column):
            _pick(screen, label, CHOICES.get(row[column], row[column].replace("_", " ")))
    screen.page.get_by_role("button", name="Ajouter la candidature").click()
    expect(screen.page.get_by_role("button", name="Enregistrer la candidature")).to_be_visible(timeout=30_000)
    expect(screen.page.get_by_text(EMPTY)).to_have_count(0, timeout=30_000)
    screen.settle()


def _another(screen: Screen) -> None:
    box = screen.page.get_by_role("combobox", name="Candidature", exact=True)
    box.click()
    box.fill("+ Nouvelle")
    screen.page.get_by_role("option", name="+ Nouvelle candidature", exact=True).click()
    expect(screen.page.get_by_text(EMPTY)).to_be_visible(timeout=30_000)
    screen.settle()


def _shown(screen: Screen) -> tuple[str, int, str, str]:
    """Return id, cap, sentence of the binding term and eligibility, as the screen shows them."""
    text = screen.text()
    cap = re.search(r"Plafond : ([0-9 ]+) €, (.+)\.\n", text)
    eligibility = re.search(r"Recevabilité : (.+)\n", text)
    assert cap, text
    assert eligibility, text
    one = screen.field("Dossier").input_value()
    return one, int(cap[1].replace(" ", "")), cap[2], ELIGIBILITY[eligibility[1].strip()]


def _as_by_hand(one: Expected) -> tuple[str, int, str, str]:
    return one.id, one.cap, one.sentence, one.eligibility


def _told_by_the_table(screen: Screen) -> dict[str, tuple[str, str]]:
    """Return cap and binding term by id from the plain table of all applications."""
    table = screen.page.get_by_role("table", name="Candidatures de")
    heads = table.locator("thead th").all_inner_texts()
    places = [heads.index(name) for name in ("Dossier", "Plafond", "Plafonné par")]
    rows = [row.locator("th, td").all_inner_texts() for row in table.locator("tbody tr").all()]
    return {row[places[0]]: (row[places[1]], row[places[2]]) for row in rows}


def _same_on_the_command_line(case: Golden, output: Path) -> None:
    awards = {award["id"]: (award["cap"], award["cap_term"]) for award in allocate(case, output)["awards"]}
    assert awards == {one.id: (one.cap, one.term) for one in case.expected}


@pytest.mark.slow
@pytest.mark.parametrize("name", CALLS)
def test_typed_one_by_one_the_screen_says_what_was_found_by_hand(screen: Screen, name: str, tmp_path: Path) -> None:
    case = golden(name)
    _open_empty(screen, name)
    shown = []
    for place, row in enumerate(case.rows[TYPED]):
        if place:
            _another(screen)
        _type(screen, row)
        shown.append(_shown(screen))
    assert shown == [_as_by_hand(one) for one in case.expected[TYPED]]
    screen.page.get_by_test_id("stMain").get_by_text("Tableau", exact=True).first.click()
    screen.settle()
    told = {one: (plain(cap), plain(term)) for one, (cap, term) in _told_by_the_table(screen).items()}
    assert told == {
        one.id: (f"{one.cap:,} €".replace(",", " "), one.sentence.removeprefix("plafonné par "))
        for one in case.expected[TYPED]
    }
    _same_on_the_command_line(case, tmp_path / "resultat.json")
