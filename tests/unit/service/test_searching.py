"""An answer that is long in coming: provisional at once, exact at last, the same as without waiting."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import replace

import pytest

from aapsim.domain.call_document import call_from_document
from aapsim.engine.case import prepare
from aapsim.engine.feasible import respects
from aapsim.engine.rows import rows_of
from aapsim.service.answers import Answer
from aapsim.service.commands import ImportApplications, KeepState, SetLock, SetRules, Trial
from aapsim.service.desk import Desk
from aapsim.service.outcomes import Accepted
from aapsim.service.searching import Searches
from aapsim.service.session_actions import Decide
from aapsim.service.solvers import Solvers
from aapsim.service.solving import solved
from tests.reference import slow
from tests.reference.documents import document_of
from tests.reference.generator import generate
from tests.unit.service.hands import Hand

PATIENCE_S = 120.0
"""What takes longer than this will not come."""


def hand_at(desk: Desk, case: slow.Slow) -> Hand:
    """Return somebody in a workspace that holds a case; nothing is solved yet."""
    call, applications = case
    hand = Hand(desk, desk.open_call(document_of(call), "Long"), "Anne")
    assert isinstance(hand.do(ImportApplications(tuple(applications), "replace")), Accepted)
    return hand


def until(holds: Callable[[], bool]) -> None:
    """Wait until something holds."""
    end = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < end, "it does not come"
        time.sleep(0.02)


def looked(hand: Hand, patience_s: float, asker: str = "Anne") -> Answer:
    return hand.desk.look(hand.workspace, asker, patience_s)


def whole(hand: Hand) -> Answer:
    """Return the answer with the causes of its gaps."""
    while (found := looked(hand, 120.0)).seeking is not None:
        time.sleep(0.05)
    return found


def exact(hand: Hand) -> Answer:
    """Return the answer as soon as it is exact."""
    while (found := looked(hand, 0.2)).waiting is not None:
        pass  # nothing but the wait of each look
    return found


def searches(hand: Hand) -> Searches:
    return hand.desk._answering.searches


@pytest.fixture
def seconds(desk: Desk) -> Hand:
    return hand_at(desk, slow.seconds())


@pytest.fixture
def minute(desk: Desk) -> Hand:
    return hand_at(desk, slow.minutes())


def with_first(hand: Hand) -> Answer:
    """Return the answer as soon as it holds a first allocation."""
    while (found := looked(hand, 0.0)).waiting is not None and found.optimum is None:
        time.sleep(0.05)
    return found


def text(answer: Answer) -> str:
    assert answer.optimum is not None
    assert answer.merit is not None
    return json.dumps([answer.optimum.to_document(), answer.merit.to_document()])


def test_the_document_of_a_generated_call_is_that_call() -> None:
    for seed in range(20):
        call = generate(seed).call
        assert call_from_document(document_of(call)) == call


def test_a_quick_answer_is_exact_within_the_patience(desk: Desk, workspace: str, anne: Hand) -> None:
    assert looked(anne, 60.0).waiting is None
    assert looked(anne, 60.0) == desk.answer(workspace)


def test_a_long_answer_is_provisional_then_exact_and_the_same_to_the_byte(seconds: Hand) -> None:
    first = looked(seconds, 0.0)
    assert first.waiting is not None
    assert not first.waiting.stopped
    last = whole(seconds)
    assert last.waiting is None
    assert last.optimum is not None
    assert last.optimum.status == "optimal"
    other = hand_at(seconds.desk, slow.seconds())
    here = other.desk.answer(other.workspace)
    assert text(here) == text(last)
    assert replace(here, workspace="") == replace(last, workspace="")


def test_a_provisional_allocation_obeys_every_rule_and_cannot_pass_for_a_result(minute: Hand) -> None:
    answer = with_first(minute)
    found, here = answer.optimum, minute.desk.snapshot(minute.workspace)
    assert answer.waiting is not None
    assert found is not None
    assert found.certificate is not None
    problem = prepare(here.call, here.applications, here.scenario.locks).problem
    assert respects(problem, rows_of(problem), {award.id: award.grant for award in found.awards if award.grant})
    assert found.status == "feasible"
    assert not found.fingerprint
    assert not found.inputs
    assert found.certificate.value <= found.certificate.upper_bound
    assert sum(found.granted.values()) == found.total_granted == answer.totals.granted
    assert set(answer.caps) == set(answer.verdicts) == {one.id for one in here.applications}
    minute.desk.halt(minute.workspace)


def test_a_stopped_solve_stays_provisional_and_can_begin_again(seconds: Hand) -> None:
    looked(seconds, 0.0)
    seconds.desk.halt(seconds.workspace)
    stopped = looked(seconds, 0.0)
    assert stopped.waiting is not None
    assert stopped.waiting.stopped
    seconds.desk.halt(seconds.workspace, halted=False)
    assert looked(seconds, 120.0).waiting is None


def test_a_newer_question_drops_the_older_search(minute: Hand) -> None:
    looked(minute, 0.0)
    here = minute.desk.snapshot(minute.workspace)
    old = searches(minute).ask(here, ("Anne", False))
    minute.do(SetRules({"sources.enveloppe.notified": 600_000}))
    looked(minute, 0.0)
    assert old.waiting.stopped
    assert searches(minute)._find(here) is None


def test_a_search_that_another_window_looks_at_goes_on(minute: Hand) -> None:
    looked(minute, 0.0)
    looked(minute, 0.0, "Bob")
    here = minute.desk.snapshot(minute.workspace)
    search = searches(minute).ask(here, ("Anne", False))
    searches(minute).leave(("Anne", False))
    assert not search.waiting.stopped
    searches(minute).leave(("Bob", False))
    assert search.waiting.stopped


def test_a_trial_is_looked_at_beside_what_is_saved(minute: Hand) -> None:
    looked(minute, 0.0)
    here = minute.desk.snapshot(minute.workspace)
    trial = Trial(here.id, here.revision, (SetRules({"sources.enveloppe.notified": 590_000}),))
    tried = minute.desk.look_at_trial(trial, "Anne", 0.0)
    assert tried.waiting is not None
    minute.desk.halt(here.id, trial)
    again = minute.desk.look_at_trial(trial, "Anne", 0.0)
    assert again.waiting is not None
    assert again.waiting.stopped
    saved = looked(minute, 0.0)
    assert saved.waiting is not None
    assert not saved.waiting.stopped
    minute.desk.halt(here.id)


def test_what_is_kept_while_provisional_is_the_exact_answer(seconds: Hand) -> None:
    assert looked(seconds, 0.0).waiting is not None
    assert isinstance(seconds.do(KeepState("Avant comité")), Accepted)
    kept, answer = seconds.desk.snapshot(seconds.workspace).kept, seconds.desk.answer(seconds.workspace)
    assert kept is not None
    assert answer.optimum is not None
    assert kept.fingerprint == answer.optimum.fingerprint
    assert looked(seconds, 0.0).waiting is None


def test_an_exact_answer_does_not_wait_for_the_causes_of_its_gaps(desk: Desk) -> None:
    hand = hand_at(desk, slow.causes_in_a_second())
    first = exact(hand)
    assert first.seeking is not None
    assert first.optimum is not None
    assert first.optimum.status == "optimal"
    assert {gap.cause for gap in first.optimum.gaps} == {"searching"}
    while (last := looked(hand, 0.2)).seeking is not None:
        assert last.optimum == first.optimum
    assert last.optimum is not None
    assert "searching" not in {gap.cause for gap in last.optimum.gaps}
    assert [(gap.id, gap.below) for gap in last.optimum.gaps] == [(gap.id, gap.below) for gap in first.optimum.gaps]
    assert last.optimum.fingerprint == first.optimum.fingerprint
    assert first.merit == last.merit
    other = hand_at(desk, slow.causes_in_a_second())
    assert text(desk.answer(other.workspace)) == text(last)


def test_a_decision_does_not_wait_for_the_causes_of_gaps(desk: Desk) -> None:
    desk.look_forward()
    hand = hand_at(desk, slow.causes_in_a_minute())
    first, here = exact(hand), desk.snapshot(hand.workspace)
    assert first.seeking is not None
    assert first.optimum is not None
    search = searches(hand).ask(here, ("Anne", False))
    proposed = next(award.id for award in first.optimum.awards if award.grant)
    assert isinstance(hand.do(Decide((proposed,), "retained")), Accepted)
    assert search.both is None
    after, before = exact(hand), desk.exact_at(hand.workspace, here.revision)
    assert after.waiting is None
    assert after.optimum is not None
    assert before.optimum is not None
    assert before.optimum.total_granted == first.optimum.total_granted
    for asker in (("Anne", False), ("command", hand.workspace), ("decided", hand.workspace)):
        searches(hand).leave(asker)


def test_a_killed_process_is_a_stopped_solve(minute: Hand) -> None:
    with_first(minute)
    search = searches(minute).ask(minute.desk.snapshot(minute.workspace), ("Anne", False))
    assert search._solver is not None
    search._solver.end()
    until(lambda: search.waiting.stopped)
    shown = looked(minute, 0.0)
    assert shown.waiting is not None
    assert shown.waiting.stopped
    assert shown.optimum is not None


def test_nothing_is_solved_for_a_desk_that_is_closed(minute: Hand) -> None:
    looked(minute, 0.0)
    search = searches(minute).ask(minute.desk.snapshot(minute.workspace), ("Anne", False))
    assert not search.waiting.stopped
    until(lambda: search._solver is not None)
    solver = search._solver
    assert solver is not None
    minute.desk.close()
    assert search.waiting.stopped
    until(lambda: not solver.alive)


def test_what_cannot_be_used_is_said_as_ever(desk: Desk, anne: Hand) -> None:
    anne.do(SetRules({"objective": "projects", "minimum_share": "0"}))
    found = looked(anne, 60.0)
    assert found.waiting is None
    assert found == desk.answer(anne.workspace)
    assert found.optimum is None
    assert found.issues


def test_a_process_is_used_again() -> None:
    solvers = Solvers()
    first = solvers.take()
    solvers.give_back(first)
    assert solvers.take() is first
    first.forget()
    solvers.warm()
    solvers.close()
    second = solvers.take()
    assert second is not first
    second.forget()




def test_what_may_be_asked_next_is_solved_ahead_and_is_the_same_answer(seconds: Hand) -> None:
    desk, here = seconds.desk, seconds.desk.snapshot(seconds.workspace)
    locked = Trial(here.id, here.revision, (SetLock(here.applications[0].id, "excluded"),))
    desk.expect(locked, "Anne")
    begun = searches(seconds)._find(desk.trial_snapshot(locked))
    assert begun is not None
    desk.expect(Trial(here.id, here.revision, ()).then(SetLock("nobody", "excluded")), "Anne")
    ahead = desk.trial_answer(locked)
    assert begun.both is not None
    assert ahead.optimum == solved(desk.trial_snapshot(locked)).optimum


def test_one_thing_at_a_time_is_solved_ahead(minute: Hand) -> None:
    here = minute.desk.snapshot(minute.workspace)
    first, second = (Trial(here.id, here.revision, (SetLock(one.id, "excluded"),)) for one in here.applications[:2])
    minute.desk.expect(first, "Anne")
    minute.desk.expect(second, "Anne")
    assert searches(minute)._find(minute.desk.trial_snapshot(first)) is not None
    assert searches(minute)._find(minute.desk.trial_snapshot(second)) is None
    searches(minute).leave(("Anne", "ahead"))
