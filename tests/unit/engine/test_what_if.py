"""« Et si » : both readings, what can really be received, and that the rules given back make it so."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from aapsim.domain.call import DepartmentLimits
from aapsim.domain.explanation import WhatIf, WhatIfAnswer
from aapsim.engine.asking import Question, Reply, reply_to
from aapsim.engine.common_rate import common_rate_for
from aapsim.engine.what_if import what_if
from tests.unit.engine.makers import a_call, an_application, three_sources

HERE, THERE = (("48", Fraction(1)),), (("31", Fraction(1)),)
FOUR = (
    an_application("a", 6_000, 90, departments=THERE),
    an_application("b", 4_000, 80, departments=HERE, axis="2"),
    an_application("c", 5_000, 70, departments=HERE),
    an_application("d", 5_000, 60, departments=THERE),
)


def asked(what: WhatIf, applications: Any = FOUR, **rules: Any) -> WhatIfAnswer:
    question = Question(a_call(10_000, **rules), applications)
    return what_if(question, reply_to(question), what)


def moved(answer: WhatIfAnswer) -> dict[str, tuple[int, int]]:
    ids = {*answer.before, *answer.after}
    return {
        one: (answer.before.get(one, 0), answer.after.get(one, 0))
        for one in sorted(ids)
        if answer.before.get(one, 0) != answer.after.get(one, 0)
    }


def test_money_on_top_of_the_envelope_goes_to_the_department() -> None:
    answer = asked(WhatIf("department", "48", 3_000))
    assert (answer.added, answer.received, answer.envelope_after) == (3_000, 3_000, 13_000)
    assert moved(answer) == {"c": (0, 3_000)}
    assert answer.rules == {"sources.fir.notified": 13_000, "departments.48.floor": 7_000}


def test_money_taken_elsewhere_leaves_the_envelope_as_it_is() -> None:
    answer = asked(WhatIf("department", "48", 3_000, taken=True))
    assert (answer.added, answer.envelope_after) == (3_000, 10_000)
    assert moved(answer) == {"a": (6_000, 3_000), "c": (0, 3_000)}


def test_what_cannot_be_received_is_said_with_its_cause() -> None:
    answer = asked(WhatIf("department", "48", 20_000))
    assert (answer.added, answer.envelope_after) == (5_000, 15_000)
    assert answer.limits == ("les plafonds de ses projets, tous atteints",)
    bounded = asked(WhatIf("department", "48", 20_000), departments=(DepartmentLimits("48", ceiling=6_000),))
    assert bounded.added == 2_000
    assert "6\u202f000" in bounded.limits[0]
    assert asked(WhatIf("department", "99", 1_000)).limits == ("l'absence de projet qui puisse être financé",)


def test_an_axis_and_a_source_and_the_envelope() -> None:
    assert moved(asked(WhatIf("axis", "1", 2_000))) == {"c": (0, 2_000)}
    assert moved(asked(WhatIf("source", "fir", 2_000))) == {"c": (0, 2_000)}
    assert asked(WhatIf("envelope", "", 2_000)).received == 2_000


def test_a_source_takes_from_the_others() -> None:
    question = Question(a_call(sources=three_sources(4_000, 3_000, 3_000)), FOUR)
    answer = what_if(question, reply_to(question), WhatIf("source", "fir", 2_000, taken=True))
    assert answer.rules == {
        "sources.fir.notified": 6_000, "sources.304-17.notified": 2_000, "sources.304-19.notified": 2_000,
    }  # fmt: skip
    assert (answer.received, answer.envelope_after) == (2_000, 10_000)


def test_a_department_enters_past_a_strict_ranking_by_decision() -> None:
    answer = asked(WhatIf("department", "48", 3_000), (*FOUR, an_application("e", 9_000, 75)), ranking="strict")
    assert answer.past_ranking == ("c",)
    assert answer.after.get("c") == 3_000


@pytest.mark.parametrize(
    "what",
    [
        WhatIf("department", "48", 0),
        WhatIf("axis", "9", 1_000),
        WhatIf("envelope", "", 1_000, taken=True),
        WhatIf("source", "fir", 1_000, taken=True),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(what: WhatIf) -> None:
    answer = asked(what)
    assert not answer.possible
    assert answer.issues[0].message.endswith(".")


def test_without_a_present_allocation_there_is_nothing_to_compare() -> None:
    question = Question(a_call(minimum_projects=9), FOUR)
    assert not what_if(question, reply_to(question), WhatIf("department", "48", 1_000)).possible


def test_the_common_rate_is_the_largest_that_lets_them_in() -> None:
    question = Question(a_call(10_000, minimum_share=Fraction(1)), FOUR)
    found = common_rate_for(question, reply_to(question), Fraction(70))
    assert found.rate == Fraction("0.666")
    assert set(found.after) == {"a", "b", "c"}
    higher = replace(question.call, common_rate=Fraction("0.667"))
    reply = reply_to(replace(question, call=higher))
    assert reply is not None
    assert not {"a", "b", "c"} <= reply.grants.keys()


def test_the_common_rate_without_anybody_or_without_answer() -> None:
    question = Question(a_call(10_000), FOUR)
    assert common_rate_for(question, reply_to(question), Fraction(99)).issues
    assert common_rate_for(question, None, Fraction(70)).issues
    nobody = Question(a_call(100), FOUR)
    assert common_rate_for(nobody, Reply({}, Fraction(0)), Fraction(0)).rate is None
