"""Séance and the room window, in a real browser: what only a browser can show."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import Page, expect

if TYPE_CHECKING:
    from tests.e2e.conftest import Screen

PATIENCE_MS = 60_000
LOST = ".aapsim-room-lost"


def room_of(screen: Screen) -> Page:
    """Open the room window by its own address, as a deep link."""
    place = re.search(r"espace=([^&]+)", screen.page.url)
    assert place
    room = screen.page.context.new_page()
    room.goto(f"{screen.server.url}/salle?espace={place[1]}")
    room.wait_for_selector(".aapsim-room", timeout=PATIENCE_MS)
    return room


def size(room: Page, place: str) -> float:
    """Return the height of the type somewhere in the room window, in pixels."""
    return float(room.evaluate(f"parseFloat(getComputedStyle(document.querySelector('{place}')).fontSize)"))


def test_the_room_follows_what_is_shown_and_outlives_the_server(screen: Screen) -> None:
    screen.open("seance")
    page, room = screen.page, room_of(screen)
    expect(room.locator(".aapsim-room .value")).to_have_count(0)
    name = page.locator(".st-key-seance_file h2").inner_text()

    page.get_by_role("button", name="Montrer").click()
    expect(room.locator(".aapsim-room .file .name")).to_contain_text(name, timeout=PATIENCE_MS)
    assert size(room, ".aapsim-room .value") >= 64
    assert size(room, ".aapsim-room .file .name") >= 24
    assert size(room, ".aapsim-room td") >= 24
    assert 1 < room.locator(".aapsim-room tbody tr").count() <= 13, "twelve lines and the end of the money"
    expect(room.get_by_role("button").or_(room.get_by_role("textbox"))).to_have_count(0)
    screen.settle()

    before = room.locator(".aapsim-room").inner_text()
    page.get_by_role("button", name="Écarter").click()
    page.get_by_role("button", name="Voir l'effet").click()
    screen.expect_text("ESSAI – la salle voit rév. 1")
    room.wait_for_timeout(1500)
    assert room.locator(".aapsim-room").inner_text() == before

    page.get_by_role("button", name="Noir", exact=True).click()
    expect(room.locator(".aapsim-room.black")).to_have_text("", timeout=PATIENCE_MS)
    page.get_by_role("button", name="Rallumer", exact=True).click()
    expect(room.locator(".aapsim-room .file .name")).to_contain_text(name, timeout=PATIENCE_MS)

    screen.server.kill()
    expect(room.locator(LOST)).to_contain_text("Liaison interrompue : dernière image reçue", timeout=PATIENCE_MS)
    assert room.locator(".aapsim-room").inner_text() == before
    expect(room.get_by_role("dialog")).to_have_count(0)
    screen.server.start()
    expect(room.locator(LOST)).to_have_count(0, timeout=PATIENCE_MS)
    expect(room.locator(".aapsim-room .file .name")).to_contain_text(name, timeout=PATIENCE_MS)


def test_a_score_is_contested_by_the_keyboard_alone(screen: Screen) -> None:
    screen.open("seance")
    page = screen.page
    first = page.locator(".st-key-seance_file h2").inner_text()
    page.locator("body").press("PageDown")
    expect(page.locator(".st-key-seance_file h2")).not_to_have_text(first, timeout=PATIENCE_MS)
    screen.settle()
    page.get_by_role("button", name="Réviser la note").focus()
    page.keyboard.press("Enter")
    score = page.get_by_label("Note de séance (sur 100)")
    expect(score).to_be_focused(timeout=PATIENCE_MS)
    # The filed mark is there, selected: what is typed takes its place.
    page.wait_for_function("document.activeElement.selectionEnd > document.activeElement.selectionStart")
    page.keyboard.type("30")
    expect(score).to_have_value("30")
    page.keyboard.press("Tab")
    page.keyboard.type("pièce reçue en séance")
    page.keyboard.press("Enter")
    screen.expect_text("CE QUI CHANGERAIT")
    screen.settle()
    assert screen.revision() == 1, "a trial is not a change"
    page.get_by_role("button", name="Enregistrer", exact=True).focus()
    page.keyboard.press("Enter")
    screen.expect_text("note déposée conservée")
    screen.settle()
    assert screen.revision() == 2
    page.reload()
    screen.settle()
    expect(page.locator(".st-key-seance_file h2")).not_to_have_text(first)
    assert page.evaluate("document.scrollingElement.scrollWidth <= window.innerWidth")
