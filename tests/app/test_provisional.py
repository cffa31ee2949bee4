"""Pages while an exact answer is long in coming: marked, held back where it matters, exact by themselves at last."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from aapsim.service.commands import Command, ImportApplications, new_command_id
from aapsim.ui import session
from tests.app.workbench import Page, reopen
from tests.reference import slow
from tests.reference.documents import document_of

MARK = "PROVISOIRE – le calcul exact continue ("
Show = Callable[..., Page]


@pytest.fixture
def show(monkeypatch: pytest.MonkeyPatch) -> Iterator[Show]:
    """Return a function that opens a page on a workspace whose answer is long in coming, without any patience."""
    monkeypatch.setenv("AAPSIM_PATIENCE_S", "0")
    desk, opened_there = session.desk(), list[str]()

    def opened(name: str, case: Callable[[], slow.Slow] = slow.minutes) -> Page:
        call, applications = case()
        workspace = desk.open_call(document_of(call), "Long")
        opened_there.append(workspace)
        imported = ImportApplications(tuple(applications), "replace")
        desk.apply(Command(new_command_id(), "essai", workspace, 1, imported))
        # The quick walk down the ranking comes first.
        exact = case is slow.causes_in_a_minute
        while (found := desk.look(workspace, "essai", 0.05)).optimum is None or (exact and found.waiting):
            pass  # nothing but the wait of each look
        return reopen(name, workspace)

    yield opened
    for workspace in opened_there:
        desk.halt(workspace)


def labels(page: Page) -> set[str]:
    return {button.label for button in page.at.button if not button.disabled}


def test_the_allocation_is_marked_and_offers_nothing_to_keep(show: Show) -> None:
    page = show("repartition")
    assert MARK in page.texts()
    assert "Cette répartition respecte toutes les règles" in page.texts()
    assert "La suite de cette page vient avec le calcul exact." in page.texts()
    assert "Garder cet état" not in labels(page)
    assert "Prouvé" not in page.texts()
    assert not page.at.get("download_button")


def test_while_the_causes_are_searched_everything_else_is_exact(show: Show) -> None:
    page = show("repartition", slow.causes_in_a_minute)
    assert "Exact ; causes des écarts recherchées depuis" in page.texts().replace("\u00a0", " ")
    assert MARK not in page.texts()
    assert "Prouvé" in page.texts()
    assert "La suite de cette page vient avec les causes des écarts au classement." in page.texts()
    page = show("seance", slow.causes_in_a_minute)
    assert {"Écarter", "Autre montant"} <= labels(page)
    assert not any(label.startswith("Montrer") for label in labels(page))


def test_in_session_nothing_can_be_decided_or_shown(show: Show) -> None:
    page = show("seance")
    assert MARK in page.texts()
    assert "La proposition et les décisions attendent le calcul exact." in page.texts()
    assert not {"Retenir", "Écarter", "Autre montant", "Voir", "Clore…"} & labels(page)
    assert not any(label.startswith("Montrer") for label in labels(page))


@pytest.mark.parametrize("name", ["solidite", "decisions"])
def test_pages_that_need_the_exact_answer_wait_for_it(show: Show, name: str) -> None:
    page = show(name)
    assert MARK in page.texts()
    assert "Cette page vient avec le calcul exact." in page.texts()
    assert len(page.at.get("download_button")) == 0


@pytest.mark.parametrize("name", ["accueil", "enveloppe", "candidatures", "notes", "regles", "scenarios"])
def test_the_other_pages_go_on(show: Show, name: str) -> None:
    page = show(name)
    assert MARK in page.texts()
    assert not page.at.exception


def test_stopped_and_begun_again(show: Show) -> None:
    page = show("repartition")
    page.press("Arrêter")
    assert "PROVISOIRE – le calcul exact est arrêté" in page.texts()
    page.press("Reprendre")
    assert MARK in page.texts()


def test_the_exact_answer_replaces_it(show: Show) -> None:
    page = show("repartition", slow.seconds)
    answer = session.desk().answer(page.workspace)
    assert answer.waiting is None
    page.at.run()
    assert MARK not in page.texts()
    assert "Prouvé" in page.texts()
