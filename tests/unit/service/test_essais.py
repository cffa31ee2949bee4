"""Trials leave no trace until they are kept; the room reads only the revision shown."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

from aapsim.domain.issues import InvalidInput
from aapsim.service import solving
from aapsim.service.commands import Command, KeepTrial, SetLock, SetRules, Trial, Undo, new_command_id
from aapsim.service.desk import Desk
from aapsim.service.outcomes import Accepted, Conflict, Refused
from aapsim.service.session_actions import Blackout, Decide, ReviseScore, Show
from tests.unit.service.hands import Hand


def trial(hand: Hand, *actions: object) -> Trial:
    return Trial(hand.workspace, hand.desk.snapshot(hand.workspace).revision, actions)  # type: ignore[arg-type]


def test_a_trial_is_answered_and_leaves_no_trace(anne: Hand) -> None:
    tried = trial(anne, SetRules({"sources.fir.notified": 20_000})).then(SetLock("c", "funded"))
    snapshot, answer = anne.desk.trial_snapshot(tried), anne.desk.trial_answer(tried)
    assert (snapshot.revision, snapshot.trial, dict(snapshot.scenario.locks)) == (1, True, {"c": "funded"})
    assert answer.optimum is not None
    assert answer.optimum.award("c").grant > 0
    assert answer.totals.available == 40_000
    assert anne.desk.trial_answer(tried) is answer
    present = anne.desk.snapshot(anne.workspace)
    assert (present.revision, present.call.envelope, present.trial) == (1, 50_000, False)
    assert anne.desk.verify(anne.workspace) == ()


def test_a_trial_can_be_shortened(anne: Hand) -> None:
    tried = trial(anne, SetRules({"sources.fir.notified": 20_000}), SetLock("c", "funded"))
    assert tried.without(0) == trial(anne, SetLock("c", "funded"))
    assert anne.desk.trial_answer(trial(anne)) == anne.desk.answer(anne.workspace)


def test_a_kept_trial_is_one_command(anne: Hand) -> None:
    tried = trial(anne, SetRules({"sources.fir.notified": 20_000}))
    tried = tried.then(Decide(("b",), "rejected"), Decide(("a", "c"), "retained"))
    expected = anne.desk.trial_snapshot(tried)
    outcome = anne.desk.keep(tried, "Anne", "crédits réduits", "k")
    assert isinstance(outcome, Accepted)
    assert outcome.revision == 2
    snapshot = anne.desk.snapshot(anne.workspace)
    assert snapshot.scenario == expected.scenario
    assert snapshot.session.decisions["b"].mark.motive == "crédits réduits"
    assert snapshot.undoable.startswith("essai gardé")
    assert anne.desk.keep(tried, "Anne", "crédits réduits", "k") == outcome
    assert isinstance(anne.do(Undo()), Accepted)
    assert anne.desk.snapshot(anne.workspace).scenario == anne.desk.snapshot_at(anne.workspace, 1).scenario


def test_a_decision_in_a_trial_takes_what_the_trial_proposes(anne: Hand) -> None:
    tried = trial(anne, ReviseScore("c", Fraction(95), "erreur de saisie"), Decide(("c",), "retained"))
    assert anne.desk.trial_snapshot(tried).session.decisions["c"].amount == 20_000


def test_a_trial_on_a_moved_base_is_rebased_or_a_conflict(anne: Hand, bob: Hand) -> None:
    about_a, about_b = trial(anne, Decide(("a",), "retained")), trial(anne, Decide(("b",), "rejected"))
    assert isinstance(bob.do(Decide(("a",), "rejected")), Accepted)
    lost = anne.desk.keep(about_a, "Anne", "", "k1")
    assert isinstance(lost, Conflict)
    assert lost.actor == "Bob"
    assert isinstance(anne.desk.keep(about_b, "Anne", "", "k2"), Accepted)


def test_what_cannot_be_tried_is_said(anne: Hand) -> None:
    for action in (Undo(), Show(1)):
        with pytest.raises(InvalidInput, match="ne s'essaie pas"):
            anne.desk.trial_snapshot(trial(anne, action))
    with pytest.raises(InvalidInput, match="n'existe pas"):
        anne.desk.trial_answer(trial(anne, Decide(("z",), "retained")))
    empty = anne.do(KeepTrial(()))
    assert isinstance(empty, Refused)
    ahead = anne.desk.keep(Trial(anne.workspace, 9, (Decide(("a",), "retained"),)), "Anne", "", "k")
    assert isinstance(ahead, Refused)
    assert "en avance" in ahead.sentence()


def test_the_room_sees_only_what_is_shown(anne: Hand, open_desk: Callable[[], Desk]) -> None:
    desk = anne.desk
    assert (desk.shown(anne.workspace).revision, desk.shown(anne.workspace).number) == (None, 0)
    assert anne.do(Show(1)) == anne.do(SetLock("a", None))
    anne.do(SetRules({"sources.fir.notified": 20_000}))
    shown = desk.shown(anne.workspace)
    assert (shown.revision, shown.black, shown.actor) == (1, False, "Anne")
    assert desk.snapshot_at(anne.workspace, 1).call.envelope == 50_000
    assert desk.answer_at(anne.workspace, 1).totals.available == 50_000
    assert desk.snapshot(anne.workspace).undoable == "modification de l'enveloppe"
    again = open_desk()
    assert again.shown(anne.workspace) == shown
    assert isinstance(anne.do(Blackout(on=True)), Accepted)
    assert (again.shown(anne.workspace).revision, again.shown(anne.workspace).black) == (1, True)
    anne.do(Blackout(on=False))
    assert again.shown(anne.workspace).black is False
    anne.do(Blackout(on=True))
    anne.do(Show(2))
    assert (again.shown(anne.workspace).revision, again.shown(anne.workspace).black) == (2, False)


def test_showing_is_done_once_and_only_for_what_was_saved(anne: Hand) -> None:
    command = Command(new_command_id(), "Anne", anne.workspace, 1, Show(1))
    assert anne.desk.apply(command) == anne.desk.apply(command)
    assert anne.desk.shown(anne.workspace).number == 1
    for revision in (0, 7):
        outcome = anne.do(Show(revision))
        assert isinstance(outcome, Refused), outcome
    with pytest.raises(KeyError):
        anne.desk.snapshot_at(anne.workspace, 7)
    with pytest.raises(KeyError):
        anne.desk.shown("nowhere")


def test_any_past_revision_is_found_again(anne: Hand) -> None:
    seen = [anne.desk.snapshot(anne.workspace)]
    for action in (SetRules({"rate": "0.8"}), Decide(("a",), "rejected"), Undo(), SetLock("b", "excluded")):
        assert isinstance(anne.do(action), Accepted)
        seen.append(anne.desk.snapshot(anne.workspace))
    fresh = Desk(anne.desk._ledger)
    for snapshot in seen[:-1]:
        past = fresh.snapshot_at(anne.workspace, snapshot.revision)
        assert (past.scenario, past.applications, past.saved_at) == (
            snapshot.scenario,
            snapshot.applications,
            snapshot.saved_at,
        )
    assert fresh.snapshot_at(anne.workspace, 5) == seen[-1]


def test_a_stale_page_is_told(anne: Hand, bob: Hand) -> None:
    desk = anne.desk
    assert desk.stale(anne.workspace, 1, desk.boot) is None
    bob.do(SetRules({"rate": "0.8"}))
    stale = desk.stale(anne.workspace, 1, desk.boot)
    assert stale is not None
    assert (stale.moved, stale.restarted, stale.actor) == (True, False, "Bob")
    assert "Bob" in stale.sentence()
    restarted = desk.stale(anne.workspace, 2, "another run")
    assert restarted is not None
    assert (restarted.moved, restarted.restarted) == (False, True)
    assert "redémarré" in restarted.sentence()


def test_what_was_tried_or_checked_is_not_asked_again(anne: Hand, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    whole = solving.allocate_side_by_side

    def counted(*arguments: Any, **more: Any) -> Any:
        asked.append(arguments)
        return whole(*arguments, **more)

    anne.desk.answer(anne.workspace)
    monkeypatch.setattr(solving, "allocate_side_by_side", counted)
    for action in (Decide(("a",), "retained"), Decide(("b",), "rejected")):
        asked.clear()
        assert isinstance(anne.do(action), Accepted)
        anne.desk.answer(anne.workspace)
        assert len(asked) == 1
    asked.clear()
    anne.do(Undo())
    anne.desk.answer(anne.workspace)
    assert asked == []
