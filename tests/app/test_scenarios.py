"""Scenarios: none yet, kept, renamed, archived, restored, compared with the cause of each change, frozen."""

from __future__ import annotations

from typing import Any

import pytest

from aapsim.service.commands import Command, SetRules, new_command_id
from aapsim.ui import session
from tests.app.workbench import Page, application, open_page

MONEY = {"sources__fir__notified": 45_000, "sources__304-17__notified": 0, "sources__304-19__notified": 0}
THREE = (application("A", 90), application("B", 80), application("C", 70))


@pytest.fixture
def page() -> Page:
    return open_page("scenarios", THREE, **MONEY)


def kept(page: Page) -> tuple[Any, ...]:
    return session.desk().snapshot(page.workspace).scenarios


def save(page: Page, name: str, button: str = "Enregistrer le scénario") -> None:
    page.field("scenarios:name").input(name)
    page.press(button)


def section(page: Page, name: str) -> None:
    page.at.segmented_control(key="scenarios:section").set_value(name).run()
    assert not page.at.exception


def test_without_a_scenario_the_page_says_how_to_keep_one(page: Page) -> None:
    assert "Aucun scénario gardé : donnez un nom" in page.texts()
    assert "Aucune référence figée." in page.texts()


def test_a_name_is_wanted(page: Page) -> None:
    page.press("Enregistrer le scénario")
    assert kept(page) == ()
    assert page.at.error


def test_a_scenario_is_kept_renamed_duplicated_archived_and_restored(page: Page) -> None:
    save(page, "Essai")
    page.field("scenarios:other-name").input("Essai Lozère")
    page.press("Renommer")
    page.field("scenarios:other-name").input("Copie")
    page.press("Dupliquer")
    assert [one.name for one in kept(page)] == ["Copie", "Essai Lozère"]
    page.press("Archiver")
    assert [one.archived for one in kept(page)].count(True) == 1
    page.press("Restaurer")
    assert not any(one.archived for one in kept(page))


def test_a_comparison_names_who_moves_and_why(page: Page) -> None:
    save(page, "45 000")
    desk = session.desk()
    now = desk.snapshot(page.workspace)
    more = SetRules({"sources.fir.notified": 60_000})
    desk.apply(Command(new_command_id(), "essai", page.workspace, now.revision, more))
    page.at.run()
    section(page, "Comparer")
    page.at.multiselect(key="scenarios:compared").set_value([kept(page)[0].id, ""]).run()
    assert not page.at.exception
    said = page.texts()
    assert "0 projet entre, 0 sort, 1 monte, 0 baisse ; + 15 000 € accordés, + 15 000 € à répartir." in said
    assert "enveloppe" in said


def test_one_scenario_alone_is_not_a_comparison(page: Page) -> None:
    section(page, "Comparer")
    page.at.multiselect(key="scenarios:compared").set_value([""]).run()
    assert "Choisissez de deux à quatre scénarios." in page.texts()


def test_a_reference_is_frozen_with_its_hash(page: Page) -> None:
    save(page, "Veille du comité", "Figer une référence")
    found = session.desk().snapshot(page.workspace).references
    assert [one.name for one in found] == ["Veille du comité"]
    assert found[0].hash.startswith("sha256:")


def test_a_name_that_is_too_long_is_refused_in_words_and_stays_in_its_field(page: Page) -> None:
    save(page, "x" * 500)
    assert "Le nom a 500 caractères : raccourcissez-le à 80 au plus." in page.texts()
    assert page.field("scenarios:name").value == "x" * 500
    save(page, "Essai")
    page.field("scenarios:other-name").input("y" * 81)
    page.press("Renommer")
    assert "Le nouveau nom a 81 caractères : raccourcissez-le à 80 au plus." in page.texts()
    assert page.field("scenarios:other-name").value == "y" * 81
    page.press("Archiver")
    assert [(one.name, one.archived) for one in kept(page)] == [("Essai", True)]


def test_who_holds_the_session_stays_where_the_new_name_is_too_long(page: Page) -> None:
    page.field("aapsim:who").input("Anne").run()
    page.field("aapsim:who").input("z" * 200).run()
    assert "Le nom a 200 caractères : raccourcissez-le à 80 au plus." in page.texts()
    assert page.field("aapsim:who").value == "z" * 200
    save(page, "Essai")
    assert kept(page)[0].mark.actor == "Anne"
