"""A long solve in a real browser: marked at once, stopped, begun again, replaced by itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from aapsim.service.commands import Command, ImportApplications, new_command_id
from aapsim.service.desk import Desk
from aapsim.store.database import Database
from aapsim.store.ledger import Ledger
from tests.e2e.conftest import SETTLED_MS, Screen, Server
from tests.reference import slow
from tests.reference.documents import document_of


def filled(folder: Path) -> tuple[str, str]:
    """Make a database with a case of many minutes and one of a second; return the workspaces."""
    desk = Desk(Ledger(Database(f"sqlite:///{folder / 'aapsim.db'}")))
    found = []
    for call, applications in (slow.minutes(), slow.seconds()):
        found.append(desk.open_call(document_of(call), "Long"))
        imported = ImportApplications(tuple(applications), "replace")
        desk.apply(Command(new_command_id(), "essai", found[-1], 1, imported))
    desk.close()
    return found[0], found[1]


@pytest.fixture
def hasty(browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Server, str, str]]:
    """Start a server that waits for no answer; with it, the workspaces of :func:`filled`."""
    assert browser.is_connected()
    monkeypatch.setenv("AAPSIM_PATIENCE_S", "0")
    long, shorter = filled(tmp_path)
    running = Server(tmp_path)
    running.start()
    yield running, long, shorter
    running.stop()


def test_a_long_solve_is_followed_and_replaced_by_itself(
    hasty: tuple[Server, str, str], context: BrowserContext
) -> None:
    server, long, shorter = hasty
    screen = Screen(context.new_page(), server)
    screen.page.goto(f"{server.url}/repartition?espace={long}")
    screen.expect_text("PROVISOIRE – le calcul exact continue")
    screen.expect_text("Cette répartition respecte toutes les règles")
    expect(screen.page.get_by_role("button", name="Garder cet état")).to_have_count(0)
    screen.page.get_by_role("button", name="Arrêter", exact=True).click()
    screen.expect_text("PROVISOIRE – le calcul exact est arrêté")
    screen.page.get_by_role("button", name="Reprendre", exact=True).click()
    screen.expect_text("PROVISOIRE – le calcul exact continue")

    # Without any patience its first drawing is provisional too; nobody presses anything.
    screen.page.goto(f"{server.url}/repartition?espace={shorter}")
    screen.expect_text("Prouvé")
    expect(screen.page.get_by_role("button", name="Garder cet état")).to_be_enabled(timeout=SETTLED_MS)
    expect(screen.page.get_by_text("PROVISOIRE")).to_have_count(0, timeout=SETTLED_MS)
