"""The page of applications: empty, typing, pasting, refusing, removing."""

from __future__ import annotations

import pytest

from aapsim.domain.application import Application
from aapsim.service.commands import Command, ImportApplications, new_command_id
from aapsim.ui import session
from tests.app.workbench import Page, application, open_page

FORM = "candidatures:form"
TYPED = {
    "dossier": "N-1",
    "intitule": "Essai",
    "porteur": "Association",
    "departements": "48:60|30:40",
    "axes": "1:60|4:40",
    "note": "78,5",
    "cout_total": "20 000 €",
    "investissement": "2k",
    "montant_demande": "18 000",
    "autres_produits": "500",
    "plancher": "1 000",
    "date_depot": "25/07/2021 23:59",
    "date_debut": "01/09/2021",
}


def section(page: Page, name: str) -> None:
    page.at.segmented_control(key="candidatures:section").set_value(name).run()
    assert not page.at.exception


def stored(page: Page) -> dict[str, Application]:
    return {one.id: one for one in session.desk().snapshot(page.workspace).applications}


def type_all(page: Page, values: dict[str, str]) -> None:
    for name, text in values.items():
        page.field(f"{FORM}:{name}").input(text)


def test_an_empty_call_shows_where_to_begin() -> None:
    page = open_page("candidatures")
    assert "Aucune candidature" in page.texts()
    assert "Aucune candidature à exporter." in page.texts()


def test_a_whole_application_is_typed_and_its_cap_read_back() -> None:
    page = open_page("candidatures")
    section(page, "Fiche")
    type_all(page, TYPED)
    page.press("Ajouter la candidature")
    one = stored(page)["N-1"]
    assert (one.total_cost, one.investment, one.requested, one.own_floor) == (20_000, 2_000, 18_000, 1_000)
    assert [code for code, _ in one.axes] == ["1", "4"]
    said = page.texts()
    assert "Plafond : 16 200 €, plafonné par le taux de 90 %." in said
    assert "Plancher 1 000 €" in said
    assert "Recevabilité : ? à vérifier" in said


@pytest.mark.parametrize(
    ("column", "text", "sentence"),
    [
        ("cout_total", "1.234", "Coût total (€) : « 1.234 » est ambigu"),
        ("montant_demande", "-5", "Montant demandé (€) : « -5 » est négatif"),
        ("axes", "9", "Axes : l'axe « 9 » n'existe pas"),
        ("note", "101", "Note : « 101 » n'est pas une note"),
        ("departements", "abc", "Départements : « abc » n'est pas un département"),
        ("dossier", "", "Dossier : est vide"),
        ("date_depot", "31/02/2021", "Déposé le : « 31/02/2021 » n'existe pas"),
    ],
)
def test_nonsense_is_refused_by_field_and_stays_typed(
    column: str, text: str, sentence: str
) -> None:
    page = open_page("candidatures")
    section(page, "Fiche")
    type_all(page, TYPED | {column: text})
    page.press("Ajouter la candidature")
    assert sentence in page.texts()
    assert stored(page) == {}
    assert page.field(f"{FORM}:{column}").value == text
    assert page.field(f"{FORM}:intitule").value == "Essai"


def test_an_existing_number_is_not_overwritten_by_a_new_application() -> None:
    page = open_page("candidatures", (application("N-1"),))
    section(page, "Fiche")
    type_all(page, TYPED)
    page.press("Ajouter la candidature")
    assert "existe déjà" in page.texts()
    assert stored(page)["N-1"].title == "Projet N-1"


def test_editing_keeps_what_the_form_does_not_show() -> None:
    one = application("A", extra=(("couleur", "bleu"),))
    page = open_page("candidatures", (one,))
    section(page, "Fiche")
    page.at.selectbox(key="candidatures:chosen").set_value("A").run()
    page.field(f"{FORM}:montant_demande").input("15 000")
    page.press("Enregistrer la candidature")
    assert stored(page)["A"].requested == 15_000
    assert stored(page)["A"].extra == (("couleur", "bleu"),)
    assert stored(page)["A"].score == one.score


def test_removal_is_confirmed_and_undone() -> None:
    page = open_page("candidatures", (application("A"), application("B")))
    section(page, "Fiche")
    page.at.selectbox(key="candidatures:chosen").set_value("A").run()
    assert "Supprimer « Projet A » (A) ?" in page.texts()
    page.press("Oui, supprimer")
    assert list(stored(page)) == ["B"]
    page.at.button(key="aapsim:undo").click().run()
    assert list(stored(page)) == ["A", "B"]


def test_each_rule_answers_with_its_reason() -> None:
    page = open_page("candidatures", (application("A", total_cost=9_999),))
    section(page, "Fiche")
    page.at.selectbox(key="candidatures:chosen").set_value("A").run()
    assert "Recevabilité : ✕ irrecevable" in page.texts()


BLOCK = (
    "dossier\tintitule\taxes\tcout_total\tmontant_demande\tnote\n"
    "P-1\tUn\t1\t20 000\t12 000\t70\n"
    "P-2\tDeux\t2\t30 000\t{}\t60"
)


def test_a_pasted_block_is_totalled_then_applied() -> None:
    page = open_page("candidatures", (application("A"),))
    section(page, "Importer ou coller")
    page.at.text_area(key="candidatures:paste").input(BLOCK.format("8 000")).run()
    assert "Lu : 2 candidatures, 20 000 € demandés au total." in page.texts()
    assert list(stored(page)) == ["A"]
    page.press("Accepter et enregistrer")
    assert list(stored(page)) == ["A", "P-1", "P-2"]
    assert page.at.text_area(key="candidatures:paste").value == ""


def test_a_block_without_titles_is_read_in_the_announced_order() -> None:
    page = open_page("candidatures")
    section(page, "Importer ou coller")
    page.at.text_area(key="candidatures:paste").input("P-1\tUn\tPorteur\t31\t1\t20 000\t12 000\t70").run()
    page.press("Accepter et enregistrer")
    assert stored(page)["P-1"].requested == 12_000


def test_an_unreadable_row_is_reported_kept_and_correctable() -> None:
    page = open_page("candidatures")
    section(page, "Importer ou coller")
    page.at.text_area(key="candidatures:paste").input(BLOCK.format("1.234")).run()
    assert "1 erreur ; 1 ligne refusée, gardée pour être corrigée." in page.texts()
    page.press("Accepter et enregistrer")
    assert list(stored(page)) == ["P-1"]
    assert session.desk().snapshot(page.workspace).refused_rows[1][0] == "P-2"
    assert "1 ligne refusée à corriger" in page.texts()
    assert "est ambigu" in page.texts()
    page.press("Abandonner ces lignes")
    assert session.desk().snapshot(page.workspace).refused_rows == ()
    assert list(stored(page)) == ["P-1"]


def test_a_block_of_nonsense_changes_nothing() -> None:
    page = open_page("candidatures", (application("A"),))
    section(page, "Importer ou coller")
    page.at.text_area(key="candidatures:paste").input("bonjour").run()
    assert "Rien à importer : ce qui était là est conservé." in page.texts()
    assert list(stored(page)) == ["A"]


def test_the_grid_follows_what_another_screen_saved() -> None:
    page = open_page("candidatures", (application("A"),))
    before = session.desk().snapshot(page.workspace)
    action = ImportApplications((application("B"),), "merge")
    session.desk().apply(Command(new_command_id(), "autre", page.workspace, before.revision, action))
    page.at.run()
    memory = page.at.session_state[f"candidatures:memory:{page.workspace}"]
    assert (memory.generation, memory.ids) == (1, ("A", "B"))


@pytest.mark.parametrize(
    ("block", "said"),
    [
        ("dossier\tintitule\nA\t" + "t" * 200_000, "ligne 2 : une case est démesurée"),
        ('dossier\tintitule\n"A\tt', "des guillemets s'ouvrent et ne se ferment pas"),
    ],
)
def test_a_block_that_cannot_be_cut_is_one_sentence_and_stays(block: str, said: str) -> None:
    page = open_page("candidatures", (application("A"),))
    section(page, "Importer ou coller")
    page.at.text_area(key="candidatures:paste").input(block).run()
    assert not page.at.exception
    assert said in page.texts()
    assert page.at.text_area(key="candidatures:paste").value == block


def test_a_block_changed_as_the_button_is_pressed_is_reported_before_it_is_applied() -> None:
    page = open_page("candidatures", (application("A"),))
    section(page, "Importer ou coller")
    line = "\tt\tp\t31\t1\t20000\t18000\t50"
    page.at.text_area(key="candidatures:paste").input(f"B{line}").run()
    page.at.text_area(key="candidatures:paste").input(f"C{line}")
    page.press("Accepter et enregistrer")
    assert "a changé après la lecture" in page.texts()
    assert set(stored(page)) == {"A"}
    assert page.at.text_area(key="candidatures:paste").value == f"C{line}"
    page.press("Accepter et enregistrer")
    assert set(stored(page)) == {"A", "C"}
