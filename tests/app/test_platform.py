"""Files brought in on the screen: exports of the platform, a broken public file, hostile ones; and the API."""

from __future__ import annotations

import dataclasses
import os
from pathlib import Path

import pytest

from aapsim.service.snapshots import Snapshot
from aapsim.ui import session
from tests.app.workbench import Page, open_page
from tests.hostile.test_workbooks import CASES
from tests.unit.files.platform_exports import Filed, csv_bytes, filed, sheets, xlsx_bytes
from tests.unit.service.platform_server import TOKEN, node, serving

KEY = "candidatures:platform"
BROKEN = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "subventions" / "cd85_2018_conventions.csv"
EVERY = 1 if os.environ.get("AAPSIM_HOSTILE") == "all" else 9
"""One hostile workbook in nine goes through the screen in the normal run; they are all read in tests/hostile."""
DOSSIERS = filed(30)


def here(page: Page) -> Snapshot:
    return session.desk().snapshot(page.workspace)


def imports() -> Page:
    page = open_page("candidatures")
    page.at.segmented_control(key="candidatures:section").set_value("Importer ou coller").run()
    assert not page.at.exception
    return page


def give(page: Page, name: str, content: bytes) -> None:
    uploader = next(one for one in page.at.file_uploader if one.label == "Fichier de candidatures")
    uploader.set_value((name, content, "application/octet-stream"))
    page.at.run()
    assert not page.at.exception


def changed(one: Filed, **values: object) -> Filed:
    return dataclasses.replace(one, values=one.values | values)


def test_an_export_is_matched_corrected_asked_about_and_accepted() -> None:
    page = imports()
    give(page, "dossiers.xlsx", xlsx_bytes(sheets(DOSSIERS)))
    said = page.texts()
    assert "Reconnu : 30 dossiers, bloc « Cofinanceurs du projet »" in said
    page.at.radio(key=f"{KEY}:zero:dont dépenses d'investissement").set_value("zero").run()
    page.at.selectbox(key=f"{KEY}:column:summary").set_value("").run()
    page.press("Accepter et enregistrer")
    stored = {one.id: one for one in here(page).applications}
    assert len(stored) == 30
    assert {one.summary for one in stored.values()} == {""}
    assert all(stored[one.id].investment == (one.values["investment"] or 0) for one in DOSSIERS)
    mapping = here(page).prepared.mapping
    assert mapping is not None
    assert mapping["zeros"] == {"dont dépenses d'investissement": "zero"}


def test_the_same_form_again_lists_what_changed_and_takes_what_is_wanted() -> None:
    page = imports()
    give(page, "dossiers.csv", csv_bytes(DOSSIERS))
    page.press("Accepter et enregistrer")
    again = [changed(DOSSIERS[0], requested=5_000), changed(DOSSIERS[1], title="Autre"), *DOSSIERS[2:]]
    give(page, "dossiers.csv", csv_bytes(again))
    assert "Dossiers changés 2" in page.texts()
    declined = page.at.multiselect(key=f"{KEY}:declined")
    declined.set_value([(DOSSIERS[1].id, "title")]).run()
    page.press("Accepter et enregistrer")
    stored = {one.id: one for one in here(page).applications}
    assert stored[DOSSIERS[0].id].requested == 5_000
    assert stored[DOSSIERS[1].id].title == DOSSIERS[1].values["title"]


@pytest.mark.skipif(not BROKEN.is_file(), reason="the public file is not here")
def test_a_genuinely_broken_public_file_is_answered_in_a_sentence() -> None:
    page = imports()
    give(page, BROKEN.name, BROKEN.read_bytes())
    assert "Rien à importer : ce qui était là est conservé." in page.texts()
    assert here(page).applications == ()


@pytest.mark.hostile
def test_hostile_workbooks_through_the_screen_leave_it_alive() -> None:
    page = imports()
    for name, (make, _) in list(CASES.items())[::EVERY]:
        give(page, f"{name}.xlsx", make())
        assert "Rien à importer" in page.texts(), name
    give(page, "dossiers.csv", csv_bytes(DOSSIERS[:2]))
    assert "Reconnu : 2 dossiers" in page.texts()


def test_the_api_is_silent_until_it_is_configured_and_then_reads_on_request(monkeypatch: pytest.MonkeyPatch) -> None:
    page = imports()
    assert "Non configuré : aucune connexion n'est faite." in page.texts()
    with serving([node(one) for one in filed(120)]) as server:
        monkeypatch.setenv("AAPSIM_DEMARCHES_URL", server.url)
        monkeypatch.setenv("AAPSIM_DEMARCHES_TOKEN", TOKEN)
        page.at.run()
        assert server.asked == []
        server.cut_after = 1
        page.field("candidatures:pull:number").input("4321")
        page.press("Lire les dossiers")
        assert "la connexion a été coupée ; reprenez la lecture" in page.texts()
        assert "100 dossiers reçus ; la lecture n'est pas finie." in page.texts()
        server.cut_after = None
        page.press("Reprendre la lecture")
        assert "Reconnu : 120 dossiers" in page.texts()
        page.press("Accepter et enregistrer")
    assert len(here(page).applications) == 120


def test_a_refused_dossier_is_kept_and_shown_for_correction() -> None:
    page = imports()
    wrong = changed(DOSSIERS[3], requested="beaucoup")
    give(page, "dossiers.csv", csv_bytes([*DOSSIERS[:3], wrong, *DOSSIERS[4:]]))
    assert "1 erreur ; 1 dossier refusé, gardé pour être corrigé." in page.texts()
    page.press("Accepter et enregistrer")
    assert len(here(page).applications) == 29
    assert here(page).refused_rows[1][0] == wrong.id
    assert "1 ligne refusée à corriger" in page.texts()
    assert "demandeur@example.net" not in here(page).refused_rows[1]
    label = f"Dossier {wrong.id} · Montant de la subvention demandée"
    field = next(one for one in page.at.text_input if one.label == label)
    field.input("12 000")
    page.press("Relire ces lignes")
    found = here(page).application(wrong.id)
    assert found is not None
    assert found.requested == 12_000
    assert here(page).refused_rows == ()
