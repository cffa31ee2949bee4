"""Snapshots are values: equal, frozen, shared between revisions where nothing changed."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import pytest

from aapsim.domain.application import Application
from aapsim.domain.issues import InvalidInput
from aapsim.service.commands import PutApplications, SetLock, SetRules
from aapsim.service.desk import Desk
from tests.unit.service.hands import Hand

Make = Callable[..., Application]


def test_two_desks_see_the_same_snapshot(anne: Hand, bob: Hand) -> None:
    anne.do(SetRules({"rate": "0.8"}))
    assert anne.desk.snapshot(anne.workspace) == bob.desk.snapshot(bob.workspace)


def test_a_snapshot_is_the_same_object_until_something_changes(anne: Hand) -> None:
    first = anne.desk.snapshot(anne.workspace)
    assert anne.desk.snapshot(anne.workspace) is first
    anne.do(SetLock("a", "funded"))
    later = anne.desk.snapshot(anne.workspace)
    assert (first.revision, later.revision) == (1, 2)
    assert dict(first.scenario.locks) == {}


def test_an_application_that_did_not_change_is_not_read_again(anne: Hand, make_application: Make) -> None:
    first = anne.desk.snapshot(anne.workspace)
    anne.do(PutApplications((make_application("a", score=1),)))
    later = anne.desk.snapshot(anne.workspace)
    assert later.application("b") is first.application("b")
    assert later.application("a") is not first.application("a")


def test_a_snapshot_cannot_be_written_to(anne: Hand) -> None:
    snapshot = anne.desk.snapshot(anne.workspace)
    with pytest.raises(dataclasses.FrozenInstanceError):
        snapshot.revision = 9
    with pytest.raises(TypeError):
        snapshot.document["rate"] = "1"
    with pytest.raises(TypeError):
        snapshot.scenario.locks["a"] = "funded"


def test_an_unknown_workspace_is_a_key_error(desk: Desk) -> None:
    for ask in (desk.snapshot, desk.answer, desk.ranking_price):
        with pytest.raises(KeyError):
            ask("nowhere")


def test_the_last_opened_is_the_last_touched(
    desk: Desk, workspace: str, anne: Hand, call_document: dict[str, Any]
) -> None:
    second = desk.open_call(call_document, "Deuxième")
    assert desk.last_opened() == second
    anne.do(SetLock("a", "funded"))
    assert desk.last_opened() == workspace
    assert [(one.title, one.revision) for one in desk.workspaces()] == [("Essai", 2), ("Deuxième", 1)]
    assert len({one.id for one in desk.workspaces()}) == 2


def test_an_empty_database_has_no_last_workspace(desk: Desk) -> None:
    with pytest.raises(KeyError):
        desk.last_opened()


def test_opening_twice_with_the_same_number_opens_once(desk: Desk, call_document: dict[str, Any]) -> None:
    first = desk.open_call(call_document, "Une", command_id="x")
    assert desk.open_call(call_document, "Une", command_id="x") == first
    assert len(desk.workspaces()) == 1


@pytest.mark.parametrize("name", ["occitanie-2021", "fdva-2021", "hauts-de-france-illettrisme-2023"])
def test_every_shipped_call_opens(desk: Desk, name: str) -> None:
    snapshot = desk.snapshot(desk.open_call(name, "", actor="Anne"))
    assert snapshot.title == snapshot.call.title != ""
    assert snapshot.applications == ()
    assert not snapshot.demo


@pytest.mark.parametrize(
    ("document", "words"),
    [("nope", "n'est pas fourni"), ({"rate": "3"}, "rate"), ({"title": "\ud800"}, "ne peut pas être enregistrée")],
)
def test_a_call_that_does_not_hold_is_not_opened(desk: Desk, document: Any, words: str) -> None:
    with pytest.raises(InvalidInput, match=words):
        desk.open_call(document, "x")
    assert desk.workspaces() == ()


def test_applications_that_do_not_hold_are_not_opened(
    desk: Desk, make_application: Make, call_document: dict[str, Any]
) -> None:
    with pytest.raises(InvalidInput, match="montant demandé"):
        desk.open_call(call_document, "x", (make_application("a", requested=-1),))
    assert desk.workspaces() == ()
