"""Saved scenarios: a difference over the call's base, and what differs between several, with its cause."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest

from aapsim.domain.issues import InvalidInput
from aapsim.service.commands import Action, PutApplications, RemoveApplications, SetLock, SetRules, Trial, Undo
from aapsim.service.comparing import Versus
from aapsim.service.desk import Desk
from aapsim.service.frozen import hash_of
from aapsim.service.outcomes import Accepted, Conflict, Refused
from aapsim.service.scenario_actions import (
    ArchiveScenario,
    DuplicateScenario,
    FreezeScenario,
    OpenScenario,
    RenameScenario,
    RestoreScenario,
    SaveScenario,
)
from aapsim.service.scenarios import SavedScenario
from aapsim.service.session_actions import CloseSession, Decide, ReviseScore
from tests.unit.service.hands import Hand, application


def done(hand: Hand, *actions: Action) -> None:
    for action in actions:
        outcome = hand.do(action)
        assert isinstance(outcome, Accepted), outcome


def named(hand: Hand, name: str) -> SavedScenario:
    return next(one for one in hand.desk.snapshot(hand.workspace).scenarios if one.name == name)


def test_a_scenario_is_the_difference_over_the_call(anne: Hand) -> None:
    done(anne, SetRules({"rate": "0.8"}), SetLock("c", "funded"), SaveScenario(" Taux  à 80 % "))
    saved = named(anne, "Taux à 80 %")
    assert dict(saved.values) == {"rules.rate": "0.8", "locks.c": "funded"}
    assert (saved.steps["rules.rate"].revision, saved.steps["locks.c"].revision) == (2, 3)
    assert (saved.revision, saved.mark.actor, saved.archived) == (3, "Anne", False)


def test_opening_puts_back_rules_and_locks_and_keeps_the_decisions(anne: Hand) -> None:
    done(anne, SetRules({"rate": "0.8"}), SetLock("c", "funded"), SaveScenario("A"))
    done(anne, SetRules({"rate": None, "minimum_share": "0.3"}), SetLock("c", None), Decide(("a",), "rejected"))
    done(anne, OpenScenario(named(anne, "A").id))
    snapshot = anne.desk.snapshot(anne.workspace)
    assert dict(snapshot.scenario.overrides) == {"rate": "0.8"}
    assert dict(snapshot.scenario.locks) == {"a": "excluded", "c": "funded"}
    done(anne, Undo())
    assert dict(anne.desk.snapshot(anne.workspace).scenario.overrides) == {"minimum_share": "0.3"}
    done(anne, OpenScenario(named(anne, "A").id, "replace"))
    assert dict(anne.desk.snapshot(anne.workspace).session.decisions) == {}


def test_what_came_with_an_opened_scenario_keeps_its_order(anne: Hand) -> None:
    done(anne, SetRules({"rate": "0.8"}), SetLock("c", "funded"), SaveScenario("A"))
    done(anne, SetRules({"rate": None}), SetLock("c", None), OpenScenario(named(anne, "A").id))
    done(anne, SetRules({"minimum_share": "0.3"}), SaveScenario("B"))
    steps = named(anne, "B").steps
    assert {path: step.revision for path, step in steps.items()} == {
        "locks.c": 3,
        "rules.minimum_share": 8,
        "rules.rate": 2,
    }


def test_names_are_unique_and_scenarios_are_renamed_copied_archived(anne: Hand) -> None:
    done(anne, SetRules({"rate": "0.8"}), SaveScenario("A"))
    one = named(anne, "A").id
    done(anne, DuplicateScenario(one, "B"), RenameScenario(one, "A bis"), ArchiveScenario(one))
    assert [(each.name, each.archived) for each in anne.desk.snapshot(anne.workspace).scenarios] == [
        ("A bis", True),
        ("B", False),
    ]
    assert named(anne, "B").values == named(anne, "A bis").values
    done(anne, RestoreScenario(one), RenameScenario(one, "a BIS"))
    for action, words in (
        (SaveScenario("b"), "s'appelle déjà"),
        (SaveScenario(" "), "donnez au scénario un nom"),
        (RenameScenario(one, "B"), "s'appelle déjà"),
        (OpenScenario("nowhere"), "n'existe plus"),
        (FreezeScenario(""), "donnez à la référence"),
    ):
        outcome = anne.do(action)
        assert isinstance(outcome, Refused)
        assert words in outcome.sentence()


def test_saving_what_is_not_on_the_screen_any_more_is_a_conflict(anne: Hand, bob: Hand) -> None:
    done(anne, SetRules({"rate": "0.8"}))
    assert isinstance(bob.do(SaveScenario("A"), base=1), Conflict)


def test_a_saved_scenario_may_be_tried(anne: Hand) -> None:
    done(anne, SetRules({"rate": "0.8"}), SaveScenario("A"), SetRules({"rate": None}))
    trial = Trial(anne.workspace, 4, (OpenScenario(named(anne, "A").id),))
    assert anne.desk.trial_snapshot(trial).call.rate == Fraction(4, 5)
    assert anne.desk.snapshot(anne.workspace).call.rate == Fraction(9, 10)


def test_what_is_about_a_lost_file_is_left_out(anne: Hand) -> None:
    done(anne, SetLock("c", "funded"), SaveScenario("A"), RemoveApplications(("c",)))
    done(anne, OpenScenario(named(anne, "A").id))
    assert dict(anne.desk.snapshot(anne.workspace).scenario.locks) == {}
    assert anne.desk.compare(anne.workspace, ["", named(anne, "A").id]).against_first[0].steps == ()


def test_a_frozen_reference_is_whole_and_hashed(anne: Hand, open_desk: Callable[[], Desk]) -> None:
    done(anne, SetRules({"rate": "0.8"}), FreezeScenario("Base du comité"))
    (reference,) = open_desk().snapshot(anne.workspace).references
    assert reference.name == "Base du comité"
    assert reference.hash == reference.content["hash"] == hash_of(reference.content)
    assert reference.content["paths"]["rules.rate"] == "0.8"
    assert reference.content["result"]["status"] == "optimal"
    assert hash_of({**reference.content, "engine_version": "0"}) != reference.hash


def test_frozen_content_says_whether_it_is_a_draft(anne: Hand) -> None:
    draft = anne.desk.frozen(anne.workspace)
    assert (draft.provisional, draft.revision, sorted(draft.heads)) == (True, 1, ["call", "scenario"])
    done(anne, Decide(("a", "b", "c"), "retained"), CloseSession())
    frozen = anne.desk.frozen(anne.workspace)
    assert frozen.provisional is False
    assert frozen.heads["call"] == draft.heads["call"]
    assert frozen.heads["scenario"] != draft.heads["scenario"]
    assert frozen.hash != draft.hash
    assert anne.desk.frozen(anne.workspace, 1) == draft
    assert frozen.heads["scenario"][:16] in frozen.head


def moves(versus: Versus) -> dict[str, tuple[int, int, str]]:
    every = (*versus.entered, *versus.left, *versus.more, *versus.less)
    return {one.id: (one.before, one.after, versus.cause(one)) for one in every}


def test_each_change_has_its_cause(anne: Hand) -> None:
    done(anne, SaveScenario("A"), SetRules({"sources.fir.notified": 20_000}), Decide(("a",), "rejected"))
    comparison = anne.desk.compare(anne.workspace, [named(anne, "A").id, ""])
    first, second = comparison.scenarios
    assert (first.granted, first.funded, second.granted, second.funded) == (50_000, 3, 40_000, 2)
    (versus,) = comparison.against_first
    assert [one.label for one in versus.steps] == ["enveloppe", "décisions (a)"]
    assert moves(versus) == {"a": (20_000, 0, "décisions (a)"), "c": (10_000, 20_000, "décisions (a)")}
    back = anne.desk.compare(anne.workspace, ["", named(anne, "A").id]).against_first[0]
    assert {one: change[:2] for one, change in moves(back).items()} == {"a": (0, 20_000), "c": (20_000, 10_000)}


def test_a_joint_effect_names_both(anne: Hand) -> None:
    # Alone, more money for c needs the other's place: whichever comes last moves it.
    done(anne, SetRules({"sources.fir.notified": 0}), SaveScenario("A"))
    done(anne, SetRules({"sources.fir.notified": 20_000}), SetLock("b", "excluded"))
    versus = anne.desk.compare(anne.workspace, [named(anne, "A").id, ""]).against_first[0]
    assert moves(versus) == {"c": (0, 20_000, "effet conjoint de enveloppe et verrous (b)")}


def test_the_order_of_the_differences_is_that_in_which_they_were_made(anne: Hand) -> None:
    done(anne, SetLock("b", "excluded"), SetRules({"sources.304.notified": 0}), SetRules({"minimum_share": "0.2"}))
    steps = anne.desk.compare(anne.workspace, ["base", ""]).against_first[0].steps
    assert [one.revision for one in steps] == [2, 3, 4]
    assert steps[0].before == {"locks.b": None}
    assert steps[0].after == {"locks.b": "excluded"}
    assert steps[0].made_by == "verrou sur le dossier b"


def test_a_contradiction_is_compared_without_grants(anne: Hand) -> None:
    done(anne, SetLock("c", 20_000), SetLock("b", 20_000), SaveScenario("A"), SetLock("a", 20_000))
    comparison = anne.desk.compare(anne.workspace, [named(anne, "A").id, ""])
    assert comparison.scenarios[1].issues
    assert comparison.scenarios[1].granted == 0
    assert set(moves(comparison.against_first[0])) == {"a", "b", "c"}


def test_session_scores_are_differences_too(anne: Hand) -> None:
    done(anne, ReviseScore("c", Fraction(95), "pièce oubliée"))
    versus = anne.desk.compare(anne.workspace, ["base", ""]).against_first[0]
    assert moves(versus) == {
        "b": (20_000, 10_000, "notes de séance (c)"),
        "c": (10_000, 20_000, "notes de séance (c)"),
    }


@pytest.mark.parametrize("ids", [[""], ["", ""], ["", "base", "x", "y", "z"], ["", "nowhere"]])
def test_what_cannot_be_compared_is_said(anne: Hand, ids: list[str]) -> None:
    with pytest.raises(InvalidInput):
        anne.desk.compare(anne.workspace, ids)


def test_a_comparison_survives_new_files(anne: Hand) -> None:
    done(anne, SaveScenario("A"), PutApplications((application("d", score=99),)), SetRules({"rate": "0.8"}))
    comparison = anne.desk.compare(anne.workspace, ["base", named(anne, "A").id, ""])
    assert len(comparison.against_first) == 2
    assert comparison.against_first[0].steps == ()
