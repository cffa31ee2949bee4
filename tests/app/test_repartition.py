"""The allocation page: empty, at work, and when nothing can be allocated."""

from __future__ import annotations

import pytest

from aapsim.service.commands import Command, RemoveApplications, new_command_id
from aapsim.ui import repair_search, session
from tests.app.workbench import application, open_page, spaces

THREE = (application("A", 90), application("B", 80), application("C", 70))
MONEY = {"sources__fir__notified": 45_000, "sources__304-17__notified": 0, "sources__304-19__notified": 0}


def test_an_empty_call_says_what_to_do() -> None:
    page = open_page("repartition")
    assert [title.value for title in page.at.title] == ["Répartition"]
    assert "Aucune candidature" in page.texts()
    assert "Proposé 0 €" in page.texts()


def test_the_money_is_proposed_proven_and_explained() -> None:
    page = open_page("repartition", THREE, **MONEY)
    said = page.texts()
    assert "À répartir 45 000 €" in said
    assert "Proposé 45 000 €" in said
    assert "Prouvé : aucune répartition admissible ne vaut plus d'un pas de mieux (pas de 100 €)." in said
    assert "Revérifié" in said
    assert "● retenu : 20 000 € proposés sur un plafond de 20 000 €." in said
    assert "plafonné par le montant demandé" in said
    assert "Sur 45 000 € à répartir, 45 000 € sont proposés" in said


def test_a_refusal_by_the_committee_is_saved_shown_and_released() -> None:
    page = open_page("repartition", THREE, **MONEY)
    page.press("Écarter")
    assert session.desk().snapshot(page.workspace).scenario.locks == {"A": "excluded"}
    assert "Verrou : écarté." in page.texts()
    assert "Proposé 40 000 €" in page.texts()
    page.press("Libérer")
    assert session.desk().snapshot(page.workspace).scenario.locks == {}


def test_another_amount_is_typed_the_french_way() -> None:
    page = open_page("repartition", THREE, **MONEY)
    page.field("repartition:amount").input("12k")
    page.press("Imposer ce montant")
    assert session.desk().snapshot(page.workspace).scenario.locks == {"A": 12_000}
    page.field("repartition:amount").input("1.234")
    page.press("Imposer ce montant")
    assert "est ambigu" in page.texts()
    assert session.desk().snapshot(page.workspace).scenario.locks == {"A": 12_000}


def test_what_changed_since_the_kept_state_is_told_by_name() -> None:
    page = open_page("repartition", THREE, **MONEY)
    page.field("repartition:keep-label").input("Avant comité")
    page.press("Garder cet état")
    assert "Rien n'a changé depuis le dernier état gardé." in page.texts()
    page.press("Écarter")
    said = page.texts()
    assert "Depuis « Avant comité »" in said
    assert "sort : Projet A" in said


def test_both_strategies_stand_side_by_side() -> None:
    page = open_page("repartition", THREE, **MONEY)
    page.at.segmented_control(key="repartition:compare:panel").set_value("En résumé").run()
    assert "Répartition optimisée : 3 projets (couverts à" in page.texts()
    page.at.segmented_control(key="repartition:strategy").set_value("merit").run()
    assert not page.at.exception
    assert "Dans l'ordre du classement : chaque projet" in page.texts()


def test_the_uniform_reduction_serves_from_the_mark_that_is_typed() -> None:
    page = open_page("repartition", THREE, **MONEY)
    page.at.segmented_control(key="repartition:strategy").set_value("prorata").run()
    assert "à partir de la note pondérée 70" in page.texts()
    page.field("repartition:threshold").input("85").run()
    assert "à partir de la note pondérée 85" in page.texts()
    page.field("repartition:threshold").input("beaucoup").run()
    assert "par exemple « 72 »" in page.texts()
    for panel in ("Qui diffère", "Par axe", "Par département"):
        page.at.segmented_control(key="repartition:compare:panel").set_value(panel).run()
        assert not page.at.exception


def test_a_refusal_is_explained_for_the_room_at_once_and_in_full_when_asked() -> None:
    page = open_page("repartition", (*THREE, application("D", 60)), **MONEY, minimum_share="0.6")
    page.at.selectbox(key="repartition:project").set_value("D").run()
    assert str(page.at.info[0].value).startswith("Pour la salle")
    page.press("Calculer ce qui le ferait entrer")
    said = page.texts() + spaces(str(page.at.info[0].value))
    assert "pour le retenir :" in said
    assert "Note nécessaire : " in said
    assert "de plus dans l'enveloppe, il serait retenu." in said


def test_a_contradiction_is_repaired_by_one_button(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(repair_search, "PATIENCE_S", 60)
    page = open_page("repartition", THREE, **MONEY, minimum_projects=5)
    assert "Aucune répartition ne peut respecter le nombre minimal de projets (5)." in page.texts()
    assert "Abaisser le nombre minimal de projets de 2, à 3." in page.texts()
    page.press("Appliquer")
    assert "Proposé 45 000 €" in page.texts()


def test_what_a_decision_changes_is_said_in_names_and_euros() -> None:
    page = open_page("repartition", THREE, **MONEY)
    page.press("Écarter")
    page.at.toggle(key="repartition:overrides").set_value(True).run()
    assert "Projet A écarté, au lieu de 20 000 € :" in page.texts()


def test_et_si_is_answered_and_kept() -> None:
    page = open_page("repartition", THREE, **MONEY)
    page.field("repartition:what-if:euros").input("5 000")
    page.at.selectbox(key="repartition:what-if:target").set_value("axis:1")
    page.press("Voir ce que cela change")
    assert "5 000 € de plus, en plus de l'enveloppe." in page.texts()
    page.press("Garder cette répartition")
    assert "Proposé 50 000 €" in page.texts()
    page.field("repartition:what-if:euros").input("beaucoup")
    page.press("Voir ce que cela change")
    assert not page.at.exception


def test_the_common_rate_is_found_and_applied() -> None:
    page = open_page("repartition", THREE, **MONEY, minimum_share="0.9")
    page.field("repartition:rate-for:score").input("70")
    page.press("Chercher ce taux")
    assert "les 3 projets notés au moins 70 entrent" in page.texts()
    page.press("Appliquer ce taux")
    assert "3 projets" in " ".join(str(metric.help) for metric in page.at.metric)


def test_contradictory_rules_give_sentences_and_nothing_to_export() -> None:
    page = open_page("repartition", THREE, **MONEY, axes__2__floor=30_000)
    said = page.texts()
    assert "Aucune répartition possible en l'état." in said
    assert "Seule une répartition prouvée peut être exportée." in said
    assert not page.at.get("download_button")
    assert "Proposé 0 €" in said


def test_the_envelope_is_typed_on_the_page() -> None:
    page = open_page("repartition", THREE, **MONEY)
    field = next(one for one in page.at.text_input if one.label.startswith("FIR"))
    field.input("21 000").run()
    assert "Proposé 21 000 €" in page.texts()
    assert session.desk().snapshot(page.workspace).call.envelope == 21_000


def test_a_hostile_title_is_never_markdown() -> None:
    nasty = application("A", title="![x](http://example.org/x.png) **gras**")
    page = open_page("repartition", (nasty,), **MONEY)
    written = [str(one.value) for kind in (page.at.markdown, page.at.caption, page.at.warning) for one in kind]
    assert not any("![x](" in text or "**gras**" in text for text in written)


def test_a_project_that_is_gone_leaves_the_list_without_harm() -> None:
    page = open_page("repartition", THREE, **MONEY)
    page.at.selectbox(key="repartition:project").set_value("B").run()
    assert "Projet B (B)" in str(page.at.selectbox(key="repartition:project").options)
    desk = session.desk()
    revision = desk.snapshot(page.workspace).revision
    desk.apply(Command(new_command_id(), "autre", page.workspace, revision, RemoveApplications(("B",))))
    page.at.run()
    assert not page.at.exception
    assert page.at.selectbox(key="repartition:project").value in ("A", "C")
