"""No press of a button is lost, whatever the page is doing by itself at that moment.

A few presses of each kind in the normal run; ``AAPSIM_PRESSES=300`` for more.
"""

from __future__ import annotations

import os
import random
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, WebSocketRoute, expect

from tests.e2e.conftest import Server

PRESSES = int(os.environ.get("AAPSIM_PRESSES", "6"))
PATIENCE_MS = 20_000


@pytest.fixture(scope="module")
def hurried(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Start a server whose timed looks come all the time, and whose runs overlap as much as they can."""
    assert browser.is_connected()
    running = Server(tmp_path_factory.mktemp("data"), module=("tests.e2e.hurried",))
    running.start()
    yield running
    running.stop()


class Line:
    """What the server sends to a page, held back on demand: a slow network, or a busy browser."""

    def __init__(self, page: Page) -> None:
        self.held, self._waiting, self._browser = False, [], None
        page.route_web_socket(re.compile("/_stcore/stream"), self._connect)

    def _connect(self, browser: WebSocketRoute) -> None:
        self._browser, server = browser, browser.connect_to_server()
        browser.on_message(server.send)
        server.on_message(self._pass)

    def _pass(self, message: str | bytes) -> None:
        self._waiting.append(message)
        if not self.held:
            self.release()

    def release(self) -> None:
        """Let everything through, now and from now on."""
        self.held = False
        while self._waiting:
            self._browser.send(self._waiting.pop(0))


def opened(server: Server, context: BrowserContext, name: str = "") -> Page:
    """Open a page; it never comes to rest, so only its title is waited for."""
    page = context.new_page()
    page.goto(f"{server.url}/{name}")
    page.wait_for_selector("h1", timeout=PATIENCE_MS)
    return page


def test_a_press_during_a_look_is_never_lost(hurried: Server, context: BrowserContext) -> None:
    page, rng = opened(hurried, context), random.Random(PRESSES)
    for number in range(PRESSES):
        now, then = ("Présenter", "Quitter la présentation")[:: 1 if number % 2 == 0 else -1]
        button = page.get_by_role("button", name=now, exact=True)
        page.wait_for_timeout(rng.randint(0, 300))
        button.focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("button", name=then, exact=True)).to_be_visible(timeout=PATIENCE_MS)


def test_a_simulation_stops_when_told_to(hurried: Server, context: BrowserContext) -> None:
    page, rng = opened(hurried, context, "solidite"), random.Random(PRESSES)
    page.get_by_text("Essais", exact=True).first.click()
    # With little to draw and nothing uncertain the answer is there before anybody can stop it.
    page.get_by_role("button", name="Reprendre cette hypothèse").click()
    expect(page.get_by_label("Écart-type des notes (points)", exact=True)).to_have_value("3", timeout=PATIENCE_MS)
    many = page.get_by_role("combobox", name="Nombre d'essais")
    many.click()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("3", delay=50)
    page.get_by_role("option").last.wait_for(timeout=PATIENCE_MS)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(many).to_have_value("3\u202f000", timeout=PATIENCE_MS)
    for _ in range(max(2, PRESSES // 6)):
        page.get_by_role("button", name=re.compile("Lancer les essais|Recommencer")).first.click()
        stop = page.get_by_role("button", name="Arrêter", exact=True).first
        stop.wait_for(timeout=PATIENCE_MS)
        page.wait_for_timeout(rng.randint(0, 600))
        stop.click()
        expect(page.get_by_text("Calcul arrêté").first).to_be_visible(timeout=PATIENCE_MS)


def test_two_presses_in_a_row_both_count(hurried: Server, context: BrowserContext) -> None:
    page, rng = opened(hurried, context, "seance"), random.Random(PRESSES)
    file = page.locator(".st-key-seance_file h2")
    for number in range(PRESSES):
        before = file.inner_text()
        dark, after = ("Noir", "Rallumer")[:: 1 if number % 2 == 0 else -1]
        page.get_by_role("button", name="▶", exact=True).click()
        page.wait_for_timeout(rng.randint(0, 400))
        page.get_by_role("button", name=dark, exact=True).click()
        expect(page.get_by_role("button", name=after, exact=True)).to_be_visible(timeout=PATIENCE_MS)
        expect(file).not_to_have_text(before, timeout=PATIENCE_MS)
        page.wait_for_timeout(rng.randint(0, 200))


def amount(page: Page, euros: str) -> None:
    expect(page.get_by_label("Notifié (FIR)", exact=True)).to_have_value(euros, timeout=PATIENCE_MS)


def test_what_the_page_still_showed_is_not_taken_for_typed(hurried: Server, context: BrowserContext) -> None:
    page = context.new_page()
    line = Line(page)
    page.goto(f"{hurried.url}/enveloppe")
    amount(page, "150\u202f000\u00a0€")
    more = page.get_by_role("button", name="+ 20 000").first
    line.held = True
    more.click()
    page.wait_for_timeout(1_000)
    more.click()
    page.wait_for_timeout(1_000)  # several looks meanwhile, each with what the page shows
    line.release()
    amount(page, "190\u202f000\u00a0€")
    line.held = True
    page.get_by_role("button", name=re.compile("Annuler")).click()
    page.wait_for_timeout(1_000)
    line.release()
    amount(page, "170\u202f000\u00a0€")
    # Typed again on purpose, once the page has followed: that counts.
    page.get_by_label("Notifié (FIR)", exact=True).fill("190\u202f000\u00a0€")
    page.keyboard.press("Enter")
    expect(page.get_by_text("390 000 €").first).to_be_visible(timeout=PATIENCE_MS)
    amount(page, "190\u202f000\u00a0€")
