"""Two officers on the same application, and a page that stays open while something happens elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.e2e.conftest import Screen, Server

PATIENCE_MS = 60_000


@pytest.fixture
def other_context(browser: Browser) -> Iterator[BrowserContext]:
    opened = browser.new_context(viewport={"width": 1280, "height": 720}, locale="fr-FR", timezone_id="Europe/Paris")
    yield opened
    opened.close()


def contest(screen: Screen, score: str) -> None:
    """Type another score for the file under discussion, and press nothing yet."""
    screen.page.get_by_role("button", name="Réviser la note").click()
    screen.field("Note de séance (sur 100)").fill(score)
    screen.field("Motif").fill("pièce reçue")


def record(screen: Screen) -> None:
    screen.page.get_by_role("button", name="Enregistrer", exact=True).click()


def test_two_officers_decide_the_same_file(screen: Screen, server: Server, other_context: BrowserContext) -> None:
    first, second = screen, Screen(other_context.new_page(), server, screen.workspace)
    for one in (first, second):
        one.open("seance")
    for name, one in (("Anne", first), ("Bob", second)):
        one.page.get_by_role("button", name="Menu", exact=True).click()
        who = one.page.get_by_test_id("stPopoverBody").get_by_label("Qui tient la séance ?")
        who.fill(name)
        who.press("Enter")
        one.settle()
        one.page.keyboard.press("Escape")
        one.settle()
    contest(first, "31")
    contest(second, "47")
    record(first)
    first.expect_text("Note révisée en séance")
    # The other window says by itself that it is behind, and what is typed there stays.
    second.expect_text("Cet écran n'est plus à jour : Anne a enregistré la révision 2 entre-temps.")
    assert second.field("Note de séance (sur 100)").input_value() == "47"

    record(second)
    dialog = second.page.get_by_role("dialog")
    expect(dialog).to_contain_text(re.compile(r"Anne a modifié .+ à \d+\sh\s\d\d", re.DOTALL), timeout=PATIENCE_MS)
    expect(dialog).to_contain_text("31")
    expect(dialog).to_contain_text("47")
    dialog.get_by_role("button", name="Garder celle").click()
    expect(dialog).to_have_count(0, timeout=PATIENCE_MS)
    second.settle()
    assert second.revision() == 2
