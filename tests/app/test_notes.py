"""The page of reviews and opinions, and what officers answer and budget on the page of applications."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from aapsim.domain.application import equal_shares
from aapsim.service import reviewing
from aapsim.service.snapshots import Snapshot
from aapsim.ui import session
from tests.app.workbench import Page, application, open_page

CODES = ["A1", "A2", "A3", "A4", "B1", "B2", "B3", "B4", "B5", "B6", "B7", "C1", "C2", "C3"]
APPLICATIONS = (application("N-1", score=60), application("N-2", score=50))


def here(page: Page) -> Snapshot:
    return session.desk().snapshot(page.workspace)


def section(page: Page, key: str, name: str) -> None:
    page.at.segmented_control(key=f"{key}:section").set_value(name).run()
    assert not page.at.exception


def add_reviewer(page: Page, name: str) -> None:
    page.field(f"notes:name:{len(here(page).prepared.reviewers)}").input(name)
    page.press("Ajouter")


def score(page: Page, level: int, *, done: bool = True) -> None:
    for code in CODES:
        page.at.selectbox(key=f"notes:form:level:{code}").set_value(level)
    page.at.checkbox(key="notes:form:done").set_value(done)
    page.press("Enregistrer")


def test_two_reviewers_score_one_steps_back_and_the_ranking_follows() -> None:
    page = open_page("notes", APPLICATIONS)
    assert "Poids égaux" not in page.texts()
    section(page, "notes", "Évaluer")
    add_reviewer(page, "Zoé")
    score(page, 4)
    assert reviewing.scores(here(page))["N-1"] == 100
    assert "Note de cette évaluation : 100 sur 100, comptée." in page.texts()
    add_reviewer(page, "Ali")
    score(page, 2, done=False)
    assert "pas encore comptée" in page.texts()
    assert reviewing.scores(here(page))["N-1"] == 100
    score(page, 2)
    assert reviewing.scores(here(page))["N-1"] == 75
    section(page, "notes", "Synthèse")
    assert "Désaccords 1" in page.texts()


def test_a_refused_review_says_so_beside_its_button_and_keeps_what_was_given() -> None:
    page = open_page("notes", APPLICATIONS)
    section(page, "notes", "Évaluer")
    add_reviewer(page, "Zoé")
    page.at.selectbox(key="notes:form:level:A1").set_value(3)
    page.at.checkbox(key="notes:form:done").set_value(True)
    page.press("Enregistrer")
    assert "NON enregistré : dossier N-1 : évaluation inachevée : il manque A2" in page.texts()
    assert page.at.selectbox(key="notes:form:level:A1").value == 3
    assert here(page).prepared.reviews == {}


def test_a_declared_conflict_takes_the_application_off_the_list() -> None:
    page = open_page("notes", APPLICATIONS)
    section(page, "notes", "Évaluer")
    add_reviewer(page, "Zoé")
    score(page, 3)
    page.field("notes:form:motive").input("administrateur du porteur")
    page.press("Déclarer")
    assert here(page).prepared.reviews["N-1"]["zoe"].recused
    assert [one[2:] for one in page.at.selectbox(key="notes:form:application").options] == ["N-2 · Projet N-2"]
    page.press("Lever")
    assert "zoe" not in here(page).prepared.reviews.get("N-1", {})


def test_weights_by_group_are_shared_between_their_criteria() -> None:
    page = open_page("notes", APPLICATIONS)
    section(page, "notes", "Poids et échelle")
    assert "Poids égaux : une hypothèse" in page.texts()
    group = next(one for one in page.at.text_input if one.label == "Qualité du projet")
    group.input("14").run()
    weights = {one.code: one.weight for one in here(page).call.criteria}
    assert (weights["A1"], weights["B1"], weights["C1"]) == (Fraction(1), Fraction(2), Fraction(1))


def test_an_opinion_is_recorded_and_its_effect_is_a_setting() -> None:
    page = open_page("notes", (application("N-1", departments=equal_shares(["31", "48"])),))
    section(page, "notes", "Avis départementaux")
    page.press("Noter comme demandés les 2 avis qui ne le sont pas")
    page.at.selectbox(key="notes:opinions:word").set_value("défavorable")
    page.press("Enregistrer l'avis")
    assert here(page).prepared.opinions["N-1"]["31"].word == "défavorable"
    effect = next(one for one in page.at.selectbox if one.label == "Effet d'un avis réservé ou défavorable")
    effect.set_value("malus").run()
    assert here(page).call.opinion_effect == "malus"
    assert any(one.label.startswith("Points retirés") for one in page.at.text_input)


def test_a_rule_is_answered_with_a_reason_and_shown_as_such() -> None:
    page = open_page("candidatures", (application("N-1", filed_at="2021-08-01"),))
    section(page, "candidatures", "À vérifier")
    page.at.selectbox(key="candidatures:work:rule").set_value("deadline").run()
    page.at.multiselect(key="candidatures:work:ids:deadline").set_value(["N-1"]).run()
    page.press("Enregistrer la réponse")
    assert "Indiquez la raison" in page.texts()
    page.field("candidatures:work:reason").input("Panne de la plateforme")
    page.press("Enregistrer la réponse")
    (verdict,) = [one for one in session.desk().answer(page.workspace).verdicts["N-1"] if one.rule == "deadline"]
    assert (verdict.answer, verdict.reason) == ("yes", "Panne de la plateforme")
    assert "Appréciations de l'instructeur" in page.texts()


def test_a_full_budget_says_its_balance_while_it_is_typed() -> None:
    page = open_page("candidatures", (application("N-1", requested=20_000),))
    section(page, "candidatures", "Budget")
    page.field("candidatures:budget:a:64").input("30 000").run()
    assert "Déséquilibre : charges (60 à 69) 30 000 €, produits (70 à 79, demande comprise) 20 000 €" in page.texts()
    page.field("candidatures:budget:l:0:name").input("Fonds d'État")
    page.field("candidatures:budget:l:0:amount").input("10k")
    page.at.selectbox(key="candidatures:budget:l:0:kind").set_value("state").run()
    assert "Équilibré : charges = produits" in page.texts()
    page.press("Enregistrer le budget")
    assert "Double financement possible" in page.texts()
    one = here(page).application("N-1")
    assert one is not None
    assert (one.total_cost, one.other_revenue, one.other_public) == (30_000, 10_000, 10_000)


def test_a_hospital_is_never_blocked_by_the_balance() -> None:
    page = open_page("candidatures", (application("N-1", applicant_type="etablissement_sante"),))
    section(page, "candidatures", "Budget")
    page.field("candidatures:budget:a:64").input("30 000").run()
    assert "ne dépose pas le CERFA 12156" in page.texts()
    page.press("Enregistrer le budget")
    assert here(page).prepared.budget("N-1").charges == 30_000


def test_a_selection_is_named_confirmed_and_undone() -> None:
    page = open_page("candidatures", APPLICATIONS)
    page.press("Tous")
    page.at.selectbox(key="candidatures:bulk:action").set_value("remove").run()
    assert "Supprimer : 2 dossiers ?" in page.texts()
    page.press("Oui, faire")
    assert here(page).applications == ()
    page.press("↶ Annuler : suppression de 2 dossiers")
    assert len(here(page).applications) == 2


def test_an_application_without_a_mark_can_be_corrected() -> None:
    page = open_page("candidatures", (replace(application("N-1"), score=None, total_cost=None),))
    section(page, "candidatures", "Fiche")
    page.at.selectbox(key="candidatures:chosen").set_value("N-1").run()
    page.field("candidatures:form:intitule").input("Titre corrigé")
    page.press("Enregistrer la candidature")
    one = here(page).application("N-1")
    assert one is not None
    assert (one.title, one.score, one.total_cost) == ("Titre corrigé", None, None)
