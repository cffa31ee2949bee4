"""Data on a screen is shown letter for letter: never Markdown, never HTML, never a request."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from aapsim.domain.application import Application
from aapsim.service.commands import Command, PutApplications, new_command_id
from aapsim.service.outcomes import Accepted
from aapsim.service.places import open_desk

if TYPE_CHECKING:
    from tests.e2e.conftest import Screen

TITLES = (
    "![x](http://evil.example/a.png)",
    "[lien](http://evil.example) et http://evil.example/b",
    "<img src=http://evil.example/c.png><b>gras</b>",
    ":red[rouge] :material/home: :smile: **gras** _it_ ~~non~~ `code` $x^2$",
    "- tiret -> flèche -- double <- retour >= <= ~= &amp; &copy;",
    "1. premier # titre | a | b | www.evil.example x@evil.example",
    "\\ contre-oblique \\* et \\[",
)


def test_hostile_titles_are_shown_as_they_are(screen: Screen) -> None:
    desk, workspace = open_desk(screen.server.database), screen.workspace
    applications = tuple(
        Application(f"X-{number}", title, axes=(("1", Fraction(1)),), total_cost=20_000, requested=9_000)
        for number, title in enumerate(TITLES)
    )
    base = desk.snapshot(workspace).revision
    put = Command(new_command_id(), "Essai", workspace, base, PutApplications(applications))
    assert isinstance(desk.apply(put), Accepted)
    desk.close()
    screen.open()
    others = screen.page.get_by_text("autres", exact=False).first
    others.click()
    screen.settle()
    for number, title in enumerate(TITLES):
        expect(screen.page.get_by_role("listitem").filter(has_text=f"X-{number} –")).to_be_visible()
        item = screen.page.get_by_role("listitem").filter(has_text=f"X-{number} –").first
        assert title in item.inner_text().replace("\u2060", "")
        assert item.locator("img, b, strong, em, del, code, a, .katex, svg").count() == 0
    assert screen.outside() == []
