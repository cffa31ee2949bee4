"""Each action, accepted or refused, and what it leaves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC
from fractions import Fraction
from typing import Any

import pytest

from aapsim.domain.application import Application
from aapsim.domain.call import Limit
from aapsim.domain.scenario import Scenario
from aapsim.service.commands import (
    Command,
    ImportApplications,
    PutApplications,
    RemoveApplications,
    SetLock,
    SetRules,
    Undo,
)
from aapsim.service.outcomes import Accepted, Outcome, Refused
from tests.unit.service.hands import Hand

Make = Callable[..., Application]


def ids(hand: Hand) -> list[str]:
    return [one.id for one in hand.desk.snapshot(hand.workspace).applications]


def scenario(hand: Hand) -> Scenario:
    return hand.desk.snapshot(hand.workspace).scenario


def refusal(outcome: Outcome) -> str:
    assert isinstance(outcome, Refused), outcome
    assert not outcome.not_saved
    return outcome.sentence()


def test_the_first_revision_is_the_opening(anne: Hand) -> None:
    snapshot = anne.desk.snapshot(anne.workspace)
    assert (snapshot.revision, snapshot.title, snapshot.undoable, snapshot.demo) == (1, "Essai", "", False)
    assert ids(anne) == ["a", "b", "c"]
    assert snapshot.call.envelope == 50_000
    assert snapshot.saved_at.tzinfo is UTC


def test_rules_change_over_the_call_file_and_back(anne: Hand) -> None:
    done = anne.do(SetRules({"rate": "0.80", "axes.2.ceiling": "20 %", "departments.48.maximum_projects": 2}))
    assert isinstance(done, Accepted)
    assert done.revision == 2
    snapshot = anne.desk.snapshot(anne.workspace)
    assert snapshot.call.rate == Fraction(4, 5)
    assert snapshot.call.axes[1].ceiling == Limit("envelope", Fraction(1, 5))
    assert snapshot.call.departments[0].maximum_projects == 2
    assert snapshot.base_document["rate"] == "0.90"
    assert snapshot.document["rate"] == "0.80"
    assert snapshot.saved_at == done.saved_at
    anne.do(SetRules({"rate": None}))
    assert anne.desk.snapshot(anne.workspace).call.rate == Fraction(9, 10)
    assert "rate" not in scenario(anne).overrides


def test_a_rule_typed_back_to_the_file_is_no_override(anne: Hand) -> None:
    anne.do(SetRules({"rate": "0.80", "sources.fir.notified": 1}))
    anne.do(SetRules({"rate": "0.90", "sources.fir.notified": 30_000}))
    assert dict(scenario(anne).overrides) == {}
    assert anne.do(SetRules({"rate": "0.90"})).revision == 3


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"rate": "2"}, "rate : « 2 » ne convient pas"),
        ({"rates": "0.5"}, "règle inconnue"),
        ({"sources.nope.notified": 1}, "n'existe pas"),
        ({"sources.fir.notified": -1}, "sources.fir.notified"),
        ({"sources.fir.notified": 10**13}, "sources.fir.notified"),
        ({"sources.fir.axes": ["9"]}, "l'axe « 9 » n'existe pas"),
        ({"title.a.b": 1}, "n'existe pas"),
        ({"rules.rate.text": 1}, "n'existe pas"),
        ({"": 1}, "règle inconnue"),
        ({"in_kind": 1}, "true ou false"),
        ({"step": 0}, "pas d'arrondi"),
        ({"rate": {1, 2}}, "ni un texte"),
        ({"rate": float("nan")}, "ni un texte"),
        ({"title": "\ud800"}, "ni un texte"),
    ],
)
def test_a_rule_that_does_not_hold_is_refused_whole(anne: Hand, changes: dict[str, Any], words: str) -> None:
    assert words in refusal(anne.do(SetRules({"minimum_cost": 5, **changes})))
    assert anne.desk.snapshot(anne.workspace).revision == 1


def test_applications_are_added_and_replaced(anne: Hand, make_application: Make) -> None:
    assert anne.do(PutApplications((make_application("d"), make_application("a", score=10)))).revision == 2
    assert ids(anne) == ["a", "b", "c", "d"]
    assert anne.desk.snapshot(anne.workspace).application("a").score == 10
    assert anne.desk.snapshot(anne.workspace).application("z") is None


def test_what_is_already_so_is_accepted_without_a_new_revision(anne: Hand, make_application: Make) -> None:
    before = anne.desk.snapshot(anne.workspace)
    done = anne.do(PutApplications((make_application("a", score=90),)))
    assert done == Accepted(1, before.saved_at)
    assert anne.do(RemoveApplications(("gone",))).revision == 1
    assert anne.do(SetLock("a", None)).revision == 1
    assert anne.desk.verify(anne.workspace) == ()


@pytest.mark.parametrize(
    ("faults", "words"),
    [
        ({"id": ""}, "numéro de dossier"),
        ({"id": " x"}, "numéro de dossier"),
        ({"id": "e\u0301"}, "numéro de dossier"),
        ({"id": "x" * 201}, "numéro de dossier"),
        ({"requested": -1}, "montant demandé"),
        ({"requested": 10**13}, "montant demandé"),
        ({"total_cost": 1.5}, "coût total"),
        ({"in_kind": True}, "contributions en nature"),
        ({"score": Fraction(-1)}, "note"),
        ({"marks": (("A1", Fraction(-1)),)}, "note de critère"),
        ({"axes": (("9", Fraction(1)),)}, "l'axe « 9 » n'existe pas"),
        ({"axes": (("1", Fraction(1, 2)),)}, "axes : les parts"),
        ({"axes": (("1", Fraction(2)), ("2", Fraction(-1)))}, "axes : les parts"),
        ({"departments": (("31", Fraction(1, 2)), ("31", Fraction(1, 2)))}, "départements : chaque code"),
        ({"sources": ("nope",)}, "le financeur « nope » n'existe pas"),
    ],
)
def test_an_application_that_does_not_hold_is_refused_with_all_the_others(
    anne: Hand, make_application: Make, faults: dict[str, Any], words: str
) -> None:
    wrong = replace(make_application("x"), **faults)
    outcome = anne.do(PutApplications((make_application("d"), wrong)))
    assert words in refusal(outcome)
    assert outcome.issues[0].application == wrong.id
    assert ids(anne) == ["a", "b", "c"]


def test_the_same_id_twice_is_refused(anne: Hand, make_application: Make) -> None:
    assert "plusieurs fois" in refusal(anne.do(PutApplications((make_application("d"), make_application("d")))))


def test_an_application_leaves_with_its_lock_and_comes_back_with_it(anne: Hand) -> None:
    anne.do(SetLock("b", "funded"))
    assert anne.do(RemoveApplications(("b",))).revision == 3
    assert ids(anne) == ["a", "c"]
    assert dict(scenario(anne).locks) == {}
    anne.do(Undo())
    assert ids(anne) == ["a", "b", "c"]
    assert dict(scenario(anne).locks) == {"b": "funded"}


def test_locks_are_set_changed_and_released(anne: Hand) -> None:
    for lock in ("funded", "excluded", 12_000):
        assert isinstance(anne.do(SetLock("a", lock)), Accepted)
        assert scenario(anne).locks["a"] == lock
    anne.do(SetLock("a", None))
    assert "a" not in scenario(anne).locks


@pytest.mark.parametrize(("name", "lock"), [("z", "funded"), ("a", "perhaps"), ("a", -1), ("a", True), ("a", 1.5)])
def test_a_lock_that_cannot_be_is_refused(anne: Hand, name: str, lock: Any) -> None:
    assert refusal(anne.do(SetLock(name, lock)))
    assert dict(scenario(anne).locks) == {}


def test_an_import_replaces_everything_and_keeps_the_refused_rows(anne: Hand, make_application: Make) -> None:
    anne.do(SetLock("b", "excluded"))
    rows = (("dossier", "note"), ("x", "abc"))
    anne.do(ImportApplications((make_application("b"), make_application("d")), "replace", rows))
    snapshot = anne.desk.snapshot(anne.workspace)
    assert ids(anne) == ["b", "d"]
    assert dict(snapshot.scenario.locks) == {"b": "excluded"}
    assert snapshot.refused_rows == rows
    anne.do(Undo())
    assert ids(anne) == ["a", "b", "c"]
    assert anne.desk.snapshot(anne.workspace).refused_rows == ()


def test_an_import_merges_by_id(anne: Hand, make_application: Make) -> None:
    anne.do(ImportApplications((make_application("b", score=5), make_application("d")), "merge"))
    assert ids(anne) == ["a", "b", "c", "d"]
    assert anne.desk.snapshot(anne.workspace).application("b").score == 5


def test_an_import_with_one_bad_application_changes_nothing(anne: Hand, make_application: Make) -> None:
    outcome = anne.do(ImportApplications((make_application("d"), make_application("e", requested=-5)), "replace"))
    assert "montant demandé" in refusal(outcome)
    assert ids(anne) == ["a", "b", "c"]


def test_without_an_actor_a_number_or_a_workspace_nothing_is_done(anne: Hand) -> None:
    for command in (
        Command("", "Anne", anne.workspace, 1, Undo()),
        Command("x", "  ", anne.workspace, 1, Undo()),
        Command("x", "Anne", "nowhere", 1, Undo()),
        Command("x", "Anne", anne.workspace, 99, SetRules({"rate": "0.8"})),
    ):
        assert refusal(anne.desk.apply(command))
    assert anne.desk.snapshot(anne.workspace).revision == 1


def test_an_action_the_desk_does_not_know_is_a_programming_error(anne: Hand) -> None:
    with pytest.raises(TypeError, match="not planned"):
        anne.do("delete everything")


def test_text_of_every_kind_comes_back_as_it_was(anne: Hand, make_application: Make) -> None:
    strange = make_application("x.y/é\u202f€", title="=cmd|' \x00\u202e😀", extra=(("colonne", "\ufeff"),))
    assert isinstance(anne.do(PutApplications((strange,))), Accepted)
    assert anne.desk.snapshot(anne.workspace).application(strange.id) == strange
    assert anne.desk.verify(anne.workspace) == ()
