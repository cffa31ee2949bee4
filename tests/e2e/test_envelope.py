"""The envelope, typed by an officer: French forms, nonsense, undo, and nothing lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

if TYPE_CHECKING:
    from tests.e2e.conftest import Screen

NOTIFIED = "Notifié (FIR)"
PATIENCE_MS = 30_000
START = "150\u202f000\u00a0€"


def _opened(screen: Screen) -> int:
    """Open the page, where the FIR has notified 150 000 €; return the revision then shown."""
    screen.open("enveloppe")
    expect(screen.field(NOTIFIED)).to_have_value(START)
    screen.expect_text("350 000 € à répartir")
    return screen.revision()


def test_french_forms_are_read_and_rewritten(screen: Screen) -> None:
    start = _opened(screen)
    for typed, shown in (
        ("12 345,67", "12\u202f345\u00a0€"),
        ("12345.6", "12\u202f345\u00a0€"),
        ("12k", "12\u202f000\u00a0€"),
        ("0", "0\u00a0€"),
        ("160\u202f000\u00a0€", "160\u202f000\u00a0€"),
    ):
        screen.type(NOTIFIED, typed)
        expect(screen.field(NOTIFIED)).to_have_value(shown)
    screen.expect_text("360 000 € à répartir : FIR (ARS) 160 000 €")
    assert screen.revision() == start + 4, "the same euros typed again are no new revision"


def test_nonsense_stays_in_the_field_with_an_example_and_the_stored_value_is_kept(screen: Screen) -> None:
    start = _opened(screen)
    for nonsense in ("-5", "abc", "1.234", "1,2,3", "NaN", "inf", "٣٤", "", "1e9", "999 999 999 999 999"):
        screen.type(NOTIFIED, nonsense)
        screen.expect_text("Valeur conservée : 150 000 €.")
        expect(screen.field(NOTIFIED)).to_have_value(nonsense)
        message = screen.page.get_by_test_id("stAlert").inner_text()
        assert "par exemple" in message, nonsense
        assert "Traceback" not in message
    screen.expect_text("350 000 € à répartir")
    assert screen.revision() == start
    screen.type(NOTIFIED, "151 000")
    expect(screen.field(NOTIFIED)).to_have_value("151\u202f000\u00a0€")
    expect(screen.page.get_by_text("Valeur conservée")).to_have_count(0)


def test_buttons_add_and_undo_takes_back(screen: Screen) -> None:
    start = _opened(screen)
    screen.page.get_by_role("button", name="+ 20 000").first.click()
    screen.expect_text("370 000 € à répartir")
    expect(screen.field(NOTIFIED)).to_have_value("170\u202f000\u00a0€")
    screen.page.get_by_role("button", name="↶ Annuler").click()
    screen.expect_text("350 000 € à répartir")
    expect(screen.field(NOTIFIED)).to_have_value(START)
    assert screen.revision() == start + 2


def test_a_gross_amount_loses_its_reserve_at_once(screen: Screen) -> None:
    _opened(screen)
    screen.choose("Ce montant est (FIR)", "brut, réserve à déduire")
    screen.type("Mise en réserve (FIR)", "4 %")
    screen.expect_text("6 000 € mis en réserve : FIR (ARS) 144 000 €")
    expect(screen.field("Mise en réserve (FIR)")).to_have_value("4\u00a0%")
    screen.choose("Ce montant est (FIR)", "net de la réserve")
    screen.expect_text("350 000 € à répartir")


def test_two_officers_see_both_values_and_choose(screen: Screen) -> None:
    start = _opened(screen)
    mine = screen.page
    screen.page = mine.context.new_page()
    screen.open("enveloppe")
    screen.type("Qui tient la séance ?", "Dominique")
    screen.type(NOTIFIED, "111 000")
    expect(screen.field(NOTIFIED)).to_have_value("111\u202f000\u00a0€")
    screen.page = mine
    screen.type(NOTIFIED, "222 000")
    dialog = mine.get_by_role("dialog")
    expect(dialog).to_contain_text("Dominique")
    expect(dialog).to_contain_text("111\u202f000\u00a0€")
    expect(dialog).to_contain_text("222\u202f000\u00a0€")
    dialog.get_by_role("button", name="Mettre la mienne").click()
    expect(dialog).to_have_count(0)
    expect(screen.field(NOTIFIED)).to_have_value("222\u202f000\u00a0€")
    assert screen.revision() == start + 2


def test_a_killed_and_restarted_server_shows_the_same_state(screen: Screen) -> None:
    _opened(screen)
    screen.type(NOTIFIED, "123 456")
    expect(screen.field(NOTIFIED)).to_have_value("123\u202f456\u00a0€")
    address, revision = screen.page.url, screen.revision()
    screen.server.kill()
    screen.server.start()
    # The open page comes back by itself, as does one that is opened anew.
    expect(screen.page.locator(".aapsim-notice")).to_contain_text("Le logiciel a redémarré", timeout=PATIENCE_MS)
    for page in (screen.page, screen.page.context.new_page()):
        if page is not screen.page:
            page.goto(address)
        screen.page = page
        screen.settle()
        expect(screen.field(NOTIFIED)).to_have_value("123\u202f456\u00a0€")
        assert screen.revision() == revision
