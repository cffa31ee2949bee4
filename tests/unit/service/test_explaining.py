"""What the desk explains beside an answer: computed once a revision, never raised."""

from __future__ import annotations

from fractions import Fraction

import pytest

from aapsim.domain.explanation import WhatIf
from aapsim.service.commands import SetLock, SetRules
from aapsim.service.desk import Desk
from tests.unit.service.hands import Hand


def test_keeping_the_rules_of_a_what_if_gives_that_very_answer(desk: Desk, workspace: str, anne: Hand) -> None:
    answer = desk.what_if(workspace, WhatIf("department", "31", 5_000))
    assert answer.possible
    assert answer is desk.what_if(workspace, WhatIf("department", "31", 5_000))
    anne.do(SetRules(answer.rules))
    for one in answer.past_ranking:
        anne.do(SetLock(one, "funded"))
    optimum = desk.answer(workspace).optimum
    assert optimum is not None
    assert {award.id: award.grant for award in optimum.awards if award.grant} == dict(answer.after)


def test_the_common_rate_is_answered(desk: Desk, workspace: str) -> None:
    assert desk.explain.common_rate(workspace, Fraction(60)).rate == Fraction(9, 10)


def test_where_nothing_is_possible_the_reason_is_said(desk: Desk, workspace: str, anne: Hand) -> None:
    anne.do(SetRules({"minimum_projects": 9}))
    assert desk.what_if(workspace, WhatIf("department", "31", 5_000)).issues
    assert desk.explain.common_rate(workspace, Fraction(60)).issues
    with pytest.raises(KeyError):
        desk.what_if("nowhere", WhatIf("department", "31", 5_000))


def test_why_not_is_computed_once_and_kept_for_the_same_allocation(desk: Desk, workspace: str, anne: Hand) -> None:
    anne.do(SetRules({"minimum_share": "0.9"}))
    told: list[int] = []
    assert desk.explain.why_not_known(workspace, "c") is None
    why = desk.explain.why_not(workspace, "c", progress=lambda done, _: told.append(done))
    assert why.entries is not None
    assert told
    assert desk.explain.why_not_known(workspace, "c") is why
    with pytest.raises(KeyError):
        desk.explain.why_not(workspace, "z")
    anne.do(SetRules({"minimum_projects": 9}))
    assert desk.explain.why_not(workspace, "c").issues


def test_the_four_strategies_are_answered(desk: Desk, workspace: str) -> None:
    ways = desk.explain.strategies(workspace)
    assert list(ways) == ["optimum", "merit", "prorata", "equity"]
    assert desk.explain.strategies(workspace, Fraction(80))["prorata"].funded_count == 2


def test_a_contradiction_is_explained_and_a_repair_applied(desk: Desk, workspace: str, anne: Hand) -> None:
    assert desk.explain.contradiction(workspace).names == ()
    anne.do(SetRules({"minimum_projects": 9}))
    found = desk.explain.contradiction(workspace)
    assert found.names == ("projects:minimum",)
    anne.do(SetRules(found.repairs[0].rules))
    answer = desk.answer(workspace).optimum
    assert answer is not None
    assert answer.status == "optimal"


def test_the_cost_of_decisions_is_explained(desk: Desk, workspace: str, anne: Hand) -> None:
    assert desk.explain.overrides(workspace).together is None
    anne.do(SetLock("c", "funded"))
    assert [cost.ids for cost in desk.explain.overrides(workspace).alone] == [("c",)]
    anne.do(SetRules({"minimum_projects": 9}))
    assert desk.explain.overrides(workspace).issues


def test_repairs_are_looked_for_beside_the_screen(desk: Desk, workspace: str, anne: Hand) -> None:
    assert desk.explain.repairs(workspace).over
    assert desk.explain.repairs(workspace).found.names == ()
    anne.do(SetRules({"minimum_projects": 9}))
    begun = desk.explain.repairs(workspace)
    assert begun.found.names == ("projects:minimum",), "what contradicts itself is known at once"
    ended = desk.explain.repairs(workspace, patience_s=60)
    assert ended.over
    assert ended.found.repairs == desk.explain.contradiction(workspace).repairs


def test_no_repair_touches_what_is_decided(desk: Desk, workspace: str, anne: Hand) -> None:
    anne.do(SetLock("a", "funded"))
    anne.do(SetLock("b", "funded"))
    anne.do(SetRules({"maximum_projects": 1}))
    every = desk.explain.contradiction(workspace)
    assert {"lock:a", "lock:b"} <= set(every.names)
    kept = desk.explain.repairs(workspace, kept=frozenset({"a"}), patience_s=60).found
    assert kept.repairs == tuple(one for one in every.repairs if all(name != "a" for name, _ in one.locks))
    assert any(name == "b" for one in kept.repairs for name, _ in one.locks)
    both = desk.explain.repairs(workspace, kept=frozenset({"a", "b"}), patience_s=60).found
    assert both.repairs
    assert not any(one.locks for one in both.repairs)
