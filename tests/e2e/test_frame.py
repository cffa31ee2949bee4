"""What holds on every screen: the right page, the right workspace, French, nothing outside."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from aapsim.ui import front_door

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.e2e.conftest import Screen

TITLES = {name: title for group in front_door.PAGES.values() for name, title in group}
"""Title of every entry of the menu by file name, in the menu's order."""


@pytest.mark.parametrize("page_name", ["candidatures", list(TITLES)[-1]])
def test_a_deep_link_is_right_even_as_the_first_request_after_a_start(first_screen: Screen, page_name: str) -> None:
    screen = first_screen
    screen.open(page_name)
    expect(screen.page.locator("h1")).to_have_text(TITLES[page_name])
    menu = screen.page.get_by_test_id("stSidebarNav")
    assert menu.get_by_role("link").all_inner_texts() == list(TITLES.values())
    screen.expect_text("Enregistré (rév. 1) à")
    assert screen.page.evaluate("document.documentElement.lang") == "fr"
    assert "espace=" in screen.page.url


def test_every_menu_entry_then_f5_keeps_the_workspace_is_accessible_and_leaves_nothing_outside(screen: Screen) -> None:
    screen.open()
    page = screen.page
    first = _place(page.url)
    screen.choose("Ouvrir un appel", "FDVA")
    page.get_by_role("button", name="Ouvrir", exact=True).click()
    screen.expect_text("FDVA « fonctionnement et innovation »")
    screen.settle()
    second = _place(page.url)
    assert second != first
    page.get_by_role("button", name="Afficher", exact=True).last.click()  # oldest first
    screen.settle()
    assert _place(page.url) == first, "the first call is not the last opened one: only the address can keep it"
    found = []
    for title in TITLES.values():
        screen.menu(title)
        found += _violations(page, title)
        page.reload()
        screen.settle()
        expect(page.locator("h1")).to_have_text(title)
        assert _place(page.url) == first
        screen.expect_text("1000 premiers jours")
        assert page.evaluate("document.documentElement.lang") == "fr"
        assert page.title() == f"{title} · Répartition des aides"
    assert found == []
    assert screen.outside() == []


def _violations(page: Page, title: str) -> list[tuple[str, str, str]]:
    """Return the serious violations of accessibility of the page that is shown."""
    return [
        (title, one["id"], one["nodes"][0]["html"][:200])
        for one in Axe().run(page).response["violations"]
        if one["impact"] in ("serious", "critical")
    ]


def _place(url: str) -> str:
    found = re.search(r"espace=([^&]+)", url)
    assert found, url
    return found[1]


def test_the_presentation_hides_the_menu_doubles_the_type_and_has_a_way_back_by_keyboard(screen: Screen) -> None:
    screen.open()
    page = screen.page
    size = "parseFloat(getComputedStyle(document.querySelector('[data-testid=stMetricLabel] p')).fontSize)"
    expect(page.get_by_test_id("stMetricLabel").first).to_be_visible()
    before = page.evaluate(size)
    present = page.get_by_role("button", name="Présenter")
    present.focus()
    page.keyboard.press("Enter")
    back = page.get_by_role("button", name="Quitter la présentation")
    expect(back).to_be_in_viewport()
    screen.settle()
    expect(page.get_by_test_id("stSidebar")).to_be_hidden()
    expect(page.get_by_test_id("stHeader")).to_be_hidden()
    assert page.evaluate(size) == 2 * before
    page.get_by_test_id("stPageLink").get_by_role("link").first.click()
    screen.settle()
    expect(page.locator("h1")).not_to_have_text("Accueil")
    expect(page.get_by_test_id("stSidebar")).to_be_hidden()
    page.reload()
    screen.settle()
    expect(page.get_by_test_id("stSidebar")).to_be_hidden()
    expect(back).to_be_in_viewport()
    back.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("stSidebar")).to_be_visible()
    expect(page.get_by_role("button", name="Présenter")).to_be_visible()


def test_the_answer_to_who_holds_the_session_is_in_the_log(screen: Screen) -> None:
    screen.open("enveloppe")
    screen.type("Qui tient la séance ?", "Camille Exemple")
    committed = screen.page.get_by_role("textbox", name="Déjà engagé").first
    committed.fill("1 000")
    committed.press("Enter")
    expect(committed).to_have_value("1\u202f000\u00a0€")
    screen.menu("Règles")
    expect(screen.field("Qui tient la séance ?")).to_have_value("Camille Exemple")
