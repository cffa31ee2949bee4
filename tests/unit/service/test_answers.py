"""What the engine says, asked once per revision; the kept state and what changed since."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from aapsim.domain.allocation import Allocation
from aapsim.domain.application import Application
from aapsim.domain.issues import InvalidInput
from aapsim.service import solving
from aapsim.service.answers import Change, Changes, RankingPrice, changes_between, grants_of
from aapsim.service.commands import ImportApplications, KeepState, PutApplications, SetLock, SetRules, Undo
from aapsim.service.outcomes import Accepted, Refused
from tests.unit.service.hands import CALL, Hand

Make = Callable[..., Application]


@pytest.fixture
def solved(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the list that every call of the engine adds its strategy to."""
    calls: list[str] = []
    side_by_side = solving.allocate_side_by_side

    def counted(*args: object, **options: object) -> tuple[Allocation, Allocation]:
        calls.append("both")
        return side_by_side(*args, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(solving, "allocate_side_by_side", counted)
    return calls


def test_a_workspace_opens_already_allocated_with_a_kept_state(anne: Hand) -> None:
    snapshot, answer = anne.desk.snapshot(anne.workspace), anne.desk.answer(anne.workspace)
    assert answer.optimum is not None
    assert answer.merit is not None
    assert answer.optimum.status == "optimal"
    assert grants_of(answer.optimum) == {"a": 20_000, "b": 20_000, "c": 10_000}
    assert snapshot.kept is not None
    assert snapshot.kept.grants == grants_of(answer.optimum)
    assert (snapshot.kept.label, snapshot.kept.actor, snapshot.kept.revision) == ("première répartition", "Anne", 1)
    assert snapshot.kept.fingerprint == answer.optimum.fingerprint
    assert not answer.changes.any
    assert answer.merit.strategy == "merit"


def test_every_application_has_its_cap_and_its_verdicts(anne: Hand, make_application: Make) -> None:
    anne.do(PutApplications((make_application("d", requested=29_000), make_application("e", total_cost=None))))
    anne.do(SetRules({"minimum_cost": 10_000}))
    answer = anne.desk.answer(anne.workspace)
    assert (answer.caps["d"].amount, answer.caps["d"].term) == (27_000, "rate")
    assert answer.caps["a"].term == "requested"
    assert answer.eligibility["a"] == "eligible"
    assert answer.eligibility["e"] == "to_check"
    assert any(verdict.answer == "to_check" and verdict.sentence for verdict in answer.verdicts["e"])


def test_totals_are_by_source_and_by_authority(anne: Hand) -> None:
    totals = anne.desk.answer(anne.workspace).totals
    assert (totals.available, totals.granted, totals.unspent) == (50_000, 50_000, 0)
    assert [(purse.code, purse.available) for purse in totals.sources] == [("fir", 30_000), ("304", 20_000)]
    assert [(purse.label, purse.granted) for purse in totals.authorities] == [("ARS", 30_000), ("Préfet", 20_000)]


def test_the_same_revision_is_solved_once_whoever_asks(anne: Hand, solved: list[str]) -> None:
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(anne.desk.answer, [anne.workspace] * 8))
    assert len({id(answer) for answer in answers}) == 1
    assert solved == ["both"]


def test_whoever_waited_gets_the_answer_to_the_latest_revision(anne: Hand, monkeypatch: pytest.MonkeyPatch) -> None:
    started, go, seen = threading.Event(), threading.Event(), []
    answer_for = solving.answer_for

    def slow(snapshot: object, before: object = None) -> object:
        seen.append(snapshot.revision)  # type: ignore[attr-defined]
        started.set()
        assert go.wait(30)
        return answer_for(snapshot, before)  # type: ignore[arg-type]

    monkeypatch.setattr(solving, "answer_for", slow)
    with ThreadPoolExecutor(3) as pool:
        first = pool.submit(anne.desk.answer, anne.workspace)
        assert started.wait(30)
        anne.do(SetLock("a", "excluded"))
        second = pool.submit(anne.desk.answer, anne.workspace)
        anne.do(SetLock("b", "excluded"))
        go.set()
        assert first.result(30).revision == 1
        assert second.result(30).revision == 3 or seen == [1, 2]
    assert anne.desk.answer(anne.workspace).revision == 3


def test_keeping_a_state_asks_the_engine_nothing_more(anne: Hand, solved: list[str]) -> None:
    anne.do(SetLock("a", "excluded"))
    changed = anne.desk.answer(anne.workspace)
    assert changed.changes == Changes(left=(Change("a", 20_000, 0),), more=(Change("c", 10_000, 20_000),))
    count = len(solved)
    done = anne.do(KeepState("mardi"))
    assert isinstance(done, Accepted)
    kept = anne.desk.answer(anne.workspace)
    assert len(solved) == count
    assert kept.revision == done.revision
    assert not kept.changes.any
    assert kept.optimum is changed.optimum
    state = anne.desk.snapshot(anne.workspace).kept
    assert state is not None
    assert (state.label, state.revision, state.at) == ("mardi", 2, done.saved_at)
    assert anne.desk.snapshot(anne.workspace).undoable == "état gardé « mardi »"
    anne.do(Undo())
    assert anne.desk.answer(anne.workspace).changes == changed.changes


def test_rules_that_cannot_be_used_are_an_answer_with_issues(anne: Hand) -> None:
    anne.do(SetRules({"objective": "projects", "minimum_share": "0"}))
    answer = anne.desk.answer(anne.workspace)
    assert (answer.optimum, answer.merit) == (None, None)
    assert "miettes" in answer.issues[0].message
    assert answer.totals.unspent == 50_000
    assert answer.caps["a"].amount == 20_000
    assert not answer.changes.any


def test_a_contradiction_is_an_infeasible_allocation(anne: Hand) -> None:
    anne.do(SetRules({"minimum_projects": 9}))
    answer = anne.desk.answer(anne.workspace)
    assert answer.optimum is not None
    assert answer.optimum.status == "infeasible"
    assert answer.issues
    assert not answer.changes.any
    assert anne.desk.ranking_price(anne.workspace).issues
    outcome = anne.do(KeepState("impossible"))
    assert isinstance(outcome, Refused)
    assert "pas prouvée" in outcome.sentence()
    with pytest.raises(InvalidInput, match="pas prouvée"):
        anne.desk.export_result(anne.workspace, "csv")


def test_the_price_of_the_ranking_is_in_names_and_euros(anne: Hand, make_application: Make) -> None:
    first = make_application("big", requested=27_000, score=100, total_cost=60_000, own_floor=27_000)
    small = [make_application(name, requested=12_000, score=99) for name in ("p", "q", "r", "s")]
    anne.do(ImportApplications((first, *small), "replace"))
    anne.do(SetRules({"policy": "all-or-nothing", "sources.304.notified": 0, "sources.fir.notified": 36_000}))
    price = anne.desk.ranking_price(anne.workspace)
    assert price.strict_projects == 1
    assert price.free_projects == 3
    assert (price.strict_euros, price.free_euros) == (27_000, 36_000)
    assert price.only_strict == ("big",)
    assert price.only_free == ("p", "q", "r")
    assert not price.nothing
    assert anne.desk.ranking_price(anne.workspace) is price


def test_a_ranking_that_costs_nothing_says_so(anne: Hand) -> None:
    price = anne.desk.ranking_price(anne.workspace)
    assert price.nothing
    assert price == RankingPrice(3, 50_000, 3, 50_000)


def test_without_any_application_nothing_is_granted(anne: Hand) -> None:
    workspace = anne.desk.open_call(CALL, "Vide")
    answer = anne.desk.answer(workspace)
    assert answer.optimum is not None
    assert (answer.totals.granted, answer.totals.unspent) == (0, 50_000)


def test_what_is_exported_is_read_back(anne: Hand) -> None:
    snapshot = anne.desk.snapshot(anne.workspace)
    for kind in ("csv", "xlsx", "ods"):
        content = anne.desk.export_applications(anne.workspace, kind)
        reading = anne.desk.read_file(f"x.{kind}", content, anne.workspace)
        assert reading.issues == ()
        assert reading.applications == snapshot.applications
        assert anne.desk.export_result(anne.workspace, kind)


def test_a_file_of_no_use_changes_nothing(anne: Hand) -> None:
    reading = anne.desk.read_file("x.csv", b"%PDF-1.4", anne.workspace)
    assert reading.errors
    assert anne.desk.snapshot(anne.workspace).revision == 1


def test_changes_are_told_apart() -> None:
    found = changes_between({"a": 1, "b": 2, "c": 3, "d": 4}, {"b": 5, "c": 1, "d": 4, "e": 6})
    assert found == Changes((Change("e", 0, 6),), (Change("a", 1, 0),), (Change("b", 2, 5),), (Change("c", 3, 1),))
    assert not changes_between({"a": 1}, {"a": 1, "b": 0}).any
