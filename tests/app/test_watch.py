"""A page that is not up to date any more says so, and is drawn anew on request."""

from __future__ import annotations

import pytest

from aapsim.service.commands import Command, SetRules, new_command_id
from aapsim.service.freshness import Staleness
from aapsim.ui import session, watch
from tests.app.workbench import Page, application, open_page

MOVED = "Cet écran n'est plus à jour"


def said(page: Page) -> bool:
    return MOVED in page.texts()


@pytest.mark.parametrize("name", ["accueil", "candidatures", "seance"])
def test_a_page_that_another_window_left_behind_says_so_until_it_is_drawn_anew(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = open_page(name, (application("A"),))
    assert not said(page)
    late = _late(page)
    # The test harness cannot draw a fragment alone: this is what its next look, two seconds later, finds.
    monkeypatch.setattr(watch, "_staleness", lambda: late)
    page.at.run()
    assert said(page)
    assert "Bob a enregistré la révision 2 entre-temps" in page.texts()
    monkeypatch.undo()
    page.at.button(key=watch.UPDATE).click()
    page.at.run()
    assert not page.at.exception
    assert not said(page)


def _late(page: Page) -> Staleness | None:
    """Save something in another window; return what the page's next look finds."""
    desk = session.desk()
    action = SetRules({"sources.fir.notified": 123_000})
    desk.apply(Command(new_command_id(), "Bob", page.workspace, 1, action))
    return desk.stale(page.workspace, 1)


def test_a_database_that_cannot_be_read_is_no_news(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*_: object) -> None:
        raise KeyError

    page = open_page("accueil")
    monkeypatch.setattr(type(session.desk()), "stale", gone)
    page.at.run()
    assert not page.at.exception
    assert not said(page)
