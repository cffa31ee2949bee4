"""Two people, two processes, one database: replays, conflicts, rebased changes, undo."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from aapsim.domain.application import Application
from aapsim.service.commands import (
    Action,
    ImportApplications,
    KeepState,
    PutApplications,
    RemoveApplications,
    SetLock,
    SetRules,
    Undo,
)
from aapsim.service.outcomes import Accepted, Conflict, Refused
from tests.unit.service.hands import Hand

Make = Callable[..., Application]


def test_a_replayed_command_changes_nothing_and_gives_the_first_outcome(anne: Hand, bob: Hand) -> None:
    first = anne.do(SetRules({"rate": "0.8"}), command_id="x")
    anne.do(SetRules({"rate": "0.7"}))
    again = anne.do(SetRules({"rate": "0.8"}), command_id="x", base=1)
    elsewhere = bob.do(SetRules({"rate": "0.8"}), command_id="x")
    assert first == again == elsewhere
    snapshot = bob.desk.snapshot(bob.workspace)
    assert (snapshot.revision, snapshot.document["rate"]) == (3, "0.7")


def test_a_replay_of_what_changed_nothing_gives_the_first_outcome(anne: Hand) -> None:
    first = anne.do(SetLock("a", None), command_id="x")
    anne.do(SetRules({"rate": "0.8"}))
    assert anne.do(SetLock("a", None), command_id="x") == first


def test_a_replayed_undo_undoes_once(anne: Hand) -> None:
    anne.do(SetRules({"rate": "0.8"}))
    anne.do(SetRules({"rate": "0.7"}))
    first = anne.do(Undo(), command_id="u", base=3)
    assert anne.do(Undo(), command_id="u", base=3) == first
    assert anne.desk.snapshot(anne.workspace).document["rate"] == "0.8"


def test_an_id_used_for_two_things_is_refused(anne: Hand) -> None:
    anne.do(SetRules({"rate": "0.8"}), command_id="x")
    outcome = anne.do(SetRules({"rate": "0.7"}), command_id="x")
    assert isinstance(outcome, Refused)
    assert "déjà servi" in outcome.sentence()


def test_a_refused_command_may_be_sent_again(anne: Hand, make_application: Make) -> None:
    assert isinstance(anne.do(SetLock("d", "funded"), command_id="x"), Refused)
    anne.do(PutApplications((make_application("d"),)))
    assert isinstance(anne.do(SetLock("d", "funded"), command_id="x"), Accepted)


def test_the_loser_sees_who_when_and_both_values(anne: Hand, bob: Hand) -> None:
    done = anne.do(SetRules({"rate": "0.8"}))
    lost = bob.do(SetRules({"rate": "0.7"}), base=1)
    assert lost == Conflict("rate", "0.8", "0.7", "Anne", done.saved_at, 2)
    assert "Anne" in lost.sentence()
    assert bob.desk.snapshot(bob.workspace).document["rate"] == "0.8"
    assert isinstance(bob.do(SetRules({"rate": "0.7"}), base=lost.revision), Accepted)


def test_the_envelope_is_one_version_whatever_the_source(anne: Hand, bob: Hand) -> None:
    anne.do(SetRules({"sources.fir.notified": 40_000}))
    lost = bob.do(SetRules({"sources.304.notified": 25_000}), base=1)
    assert isinstance(lost, Conflict)
    assert lost.path == "sources"
    assert lost.theirs == {"sources.fir.notified": 40_000}
    assert lost.yours == {"sources.304.notified": 25_000}


def test_an_application_is_a_version_of_its_own(anne: Hand, bob: Hand, make_application: Make) -> None:
    mine, theirs = make_application("a", score=11), make_application("a", score=22)
    anne.do(PutApplications((theirs,)))
    assert isinstance(bob.do(PutApplications((make_application("b", score=33),)), base=1), Accepted)
    lost = bob.do(PutApplications((mine, make_application("c", score=44))), base=1)
    assert isinstance(lost, Conflict)
    assert (lost.path, lost.theirs, lost.yours) == ("applications.a", theirs, mine)
    assert bob.desk.snapshot(bob.workspace).application("c").score == 60


def test_changing_what_somebody_removed_is_a_conflict(anne: Hand, bob: Hand, make_application: Make) -> None:
    anne.do(RemoveApplications(("a",)))
    lost = bob.do(PutApplications((make_application("a", score=1),)), base=1)
    assert isinstance(lost, Conflict)
    assert lost.theirs is None


def test_replacing_what_somebody_added_is_a_conflict(anne: Hand, bob: Hand, make_application: Make) -> None:
    anne.do(PutApplications((make_application("d"),)))
    lost = bob.do(ImportApplications((make_application("e"),), "replace"), base=1)
    assert isinstance(lost, Conflict)
    assert (lost.path, lost.yours) == ("applications.d", None)


def test_a_lock_on_the_same_file_is_a_conflict(anne: Hand, bob: Hand) -> None:
    anne.do(SetLock("a", "funded"))
    lost = bob.do(SetLock("a", "excluded"), base=1)
    assert isinstance(lost, Conflict)
    assert (lost.path, lost.theirs, lost.yours) == ("locks.a", "funded", "excluded")


def test_agreeing_is_no_conflict(anne: Hand, bob: Hand) -> None:
    anne.do(SetRules({"rate": "0.8"}))
    assert bob.do(SetRules({"rate": "0.8"}), base=1).revision == 2


def test_other_things_are_rebased(anne: Hand, bob: Hand) -> None:
    anne.do(SetRules({"rate": "0.8"}))
    assert bob.do(SetRules({"minimum_cost": 5}), base=1).revision == 3
    document = anne.desk.snapshot(anne.workspace).document
    assert (document["rate"], document["minimum_cost"]) == ("0.8", 5)


def test_a_rebased_change_is_checked_against_what_is_there_now(anne: Hand, bob: Hand, make_application: Make) -> None:
    anne.do(SetRules({"sources": [{"code": "fir", "authority": "ARS", "notified": 1}]}))
    outcome = bob.do(PutApplications((make_application("d", sources=("304",)),)), base=1)
    assert isinstance(outcome, Refused)


def test_undoing_what_one_has_not_seen_is_a_conflict(anne: Hand, bob: Hand) -> None:
    anne.do(SetRules({"rate": "0.8"}))
    bob.do(SetLock("a", "funded"))
    lost = anne.do(Undo(), base=2)
    assert isinstance(lost, Conflict)
    assert (lost.path, lost.actor, lost.theirs, lost.yours) == ("locks.a", "Bob", "funded", None)


def test_keeping_what_is_not_on_the_screen_any_more_is_a_conflict(anne: Hand, bob: Hand) -> None:
    anne.do(SetLock("a", "excluded"))
    lost = bob.do(KeepState("mardi"), base=1)
    assert isinstance(lost, Conflict)
    assert (lost.path, lost.theirs, lost.yours, lost.actor) == ("locks.a", "excluded", "mardi", "Anne")


def test_undo_walks_back_to_the_opening_and_no_further(anne: Hand, make_application: Make) -> None:
    start = anne.desk.snapshot(anne.workspace)
    actions = [
        SetRules({"rate": "0.8", "axes.1.priority": "2"}),
        PutApplications((make_application("d"), make_application("a", score=1))),
        SetLock("d", 10_000),
        RemoveApplications(("d", "b")),
        ImportApplications((make_application("z"),), "replace", (("dossier",), ("?",))),
        SetRules({"axes.1.priority": None}),
    ]
    seen = [start]
    for action in actions:
        assert isinstance(anne.do(action), Accepted)
        seen.append(anne.desk.snapshot(anne.workspace))
    for before in reversed(seen[:-1]):
        assert isinstance(anne.do(Undo()), Accepted)
        now = anne.desk.snapshot(anne.workspace)
        assert (now.applications, now.scenario, now.document, now.refused_rows, now.undoable) == (
            before.applications,
            before.scenario,
            before.document,
            before.refused_rows,
            before.undoable,
        )
    outcome = anne.do(Undo())
    assert isinstance(outcome, Refused)
    assert "rien à annuler" in outcome.sentence()
    assert anne.desk.verify(anne.workspace) == ()


def test_undo_then_a_new_change_then_undo(anne: Hand) -> None:
    anne.do(SetRules({"rate": "0.8"}))
    anne.do(SetRules({"rate": "0.7"}))
    anne.do(Undo())
    anne.do(SetRules({"rate": "0.6"}))
    anne.do(Undo())
    assert anne.desk.snapshot(anne.workspace).document["rate"] == "0.8"
    anne.do(Undo())
    assert anne.desk.snapshot(anne.workspace).document["rate"] == "0.90"


@pytest.mark.parametrize(
    ("action", "label"),
    [
        (SetRules({"rate": "0.8"}), "modification de la règle rate"),
        (SetRules({"rate": "0.8", "minimum_cost": 1}), "modification des règles"),
        (SetRules({"sources.fir.notified": 1, "sources.304.notified": 1}), "modification de l'enveloppe"),
        (RemoveApplications(("a",)), "suppression du dossier a"),
        (RemoveApplications(("a", "b")), "suppression de 2 dossiers"),
        (ImportApplications((), "replace"), "import de 0 dossier"),
        (SetLock("a", "funded"), "verrou sur le dossier a"),
    ],
)
def test_what_undo_would_undo_has_a_name(anne: Hand, action: Action, label: str) -> None:
    anne.do(action)
    assert anne.desk.snapshot(anne.workspace).undoable == label
