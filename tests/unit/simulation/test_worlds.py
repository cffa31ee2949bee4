"""A world put on a prepared question is the problem that preparing the world's question gives, whatever moved."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import pytest

from aapsim.domain.call import SINGLE_SOURCE, Public, Source
from aapsim.engine.case import lock_issues
from aapsim.simulation.doubts import Doubts, in_world, world_of
from aapsim.simulation.question import Question
from aapsim.simulation.robustness import draw_in
from aapsim.simulation.worlds import base_of, posed_in
from tests.unit.simulation.makers import a_region, asked, three
from tests.unit.simulation.test_robustness import BROAD

Change = Callable[[Question], Question]
STRONG = replace(BROAD, score_spread=Fraction(15), cofunding=Fraction(1, 2), withdrawal=Fraction(1, 5))


def with_revenue(question: Question) -> Question:
    applications = tuple(
        replace(one, other_revenue=4_000, other_public=1_000) if place % 2 else one
        for place, one in enumerate(question.applications)
    )
    return replace(question, applications=applications)


def with_a_bar(question: Question) -> Question:
    return replace(question, call=replace(question.call, minimum_score=Fraction(65)))


def with_locks(question: Question) -> Question:
    ids = [one.id for one in question.applications]
    return replace(question, locks=((ids[0], "funded"), (ids[1], "excluded"), (ids[2], 0), (ids[3], 8_000)))


def with_opinions(question: Question) -> Question:
    call = replace(question.call, opinion_effect="malus", opinion_malus=Fraction(10))
    applications = tuple(replace(one, opinion="défavorable") for one in question.applications)
    return replace(question, call=call, applications=applications)


def with_one_purse(question: Question) -> Question:
    call = replace(question.call, sources=(Source(SINGLE_SOURCE, "", "", notified=90_000),))
    return replace(question, call=call, applications=tuple(replace(o, sources=("x",)) for o in question.applications))


def with_a_bonus(question: Question) -> Question:
    call = replace(question.call, publics=(Public("p", "P", Fraction(1, 10)),))
    return replace(question, call=call, applications=tuple(replace(o, publics=("p",)) for o in question.applications))


@pytest.mark.parametrize(
    "change",
    [lambda one: one, with_revenue, with_a_bar, with_locks, with_opinions, with_one_purse, with_a_bonus],
)
@pytest.mark.parametrize("effect", ["drops", "shrinks"])
def test_a_world_is_the_problem_prepared_anew(change: Change, effect: str) -> None:
    question = change(with_revenue(a_region(14)))
    base, doubts = base_of(question), replace(STRONG, cofunding_effect=effect)
    for number in range(25):
        world = world_of(question, doubts, 4, number)
        case, posed = in_world(question, world).case(), posed_in(base, world)
        assert posed.problem == case.problem
        assert posed.possible == (not lock_issues(case))


def test_a_malus_is_taken_off_once() -> None:
    question = with_opinions(a_region(3))
    one = question.applications[0]
    world = replace(world_of(question, Doubts(), 1, 1), scores=((one.id, 100),))
    moved = next(c for c in posed_in(base_of(question), world).problem.candidates if c.id == one.id)
    assert moved.score == min(Fraction(100), one.score + 1) - 10


def test_a_draw_of_nothing_is_today() -> None:
    question = asked(three().call, three().applications)
    base = base_of(question)
    draw = draw_in(base, world_of(question, Doubts(), 1, 1), {"A": 10_000, "B": 10_000})
    assert (draw.regret, draw.tenable, draw.answer.ids) == (0, True, {"A", "B"})
