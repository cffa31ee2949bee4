"""How sure each project is: frequencies against enumeration, the same bytes whoever computes them."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import product

import pytest

from aapsim.service import simulating
from aapsim.service.job_kinds import report_document, report_from
from aapsim.simulation.chance import WHOLE, happens, luck_of, normal_hundredths, uniform_thousandths
from aapsim.simulation.doubts import PRESETS, Doubts, World, doubts_from, in_world, world_of
from aapsim.simulation.intervals import verdict_of, wilson
from aapsim.simulation.question import found
from aapsim.simulation.robustness import (
    Draw,
    Tally,
    agenda,
    certain,
    chances,
    draw_in,
    draws,
    mean_regret,
    report,
    still_possible,
)
from aapsim.simulation.worlds import base_of
from tests.unit.engine.makers import a_call, an_application, purse
from tests.unit.simulation.makers import a_region, asked, three

LEAVE = Fraction(3, 10)
LEAVING = Doubts(withdrawal=LEAVE)
BROAD = Doubts(
    score_spread=Fraction(3),
    weight_spread=Fraction(1, 10),
    reserve=(Fraction(1, 2), Fraction(1, 20)),
    cut=(Fraction(1, 4), Fraction(1, 10)),
    cofunding=Fraction(1, 10),
    withdrawal=Fraction(1, 20),
)
NOBODY = World((), (), (), (), Fraction(1))


def by_enumeration() -> dict[str, Fraction]:
    """Return the exact frequency of each of three projects, two of which can be paid."""
    exact = dict.fromkeys("ABC", Fraction(0))
    for stays in product((True, False), repeat=3):
        weight = Fraction(1)
        for here in stays:
            weight *= 1 - LEAVE if here else LEAVE
        for one in [one for one, here in zip("ABC", stays, strict=True) if here][:2]:
            exact[one] += weight
    return exact


def test_the_interval_covers_the_exact_frequency_95_times_in_100() -> None:
    question, known, exact = three(), dict[World, frozenset[str]](), by_enumeration()
    covered, trials, repetitions = 0, 100, 1000
    for seed in range(repetitions):
        counts = dict.fromkeys("ABC", 0)
        for number in range(trials):
            world = world_of(question, LEAVING, seed, number)
            if world not in known:
                known[world] = found(in_world(question, world)).ids
            for one in known[world]:
                counts[one] += 1
        for one, count in counts.items():
            low, high = wilson(count, trials)
            covered += low <= exact[one] <= high
    assert len(known) == 8
    assert 0.93 <= covered / (3 * repetitions) <= 0.97


def test_a_run_counts_what_each_draw_gave() -> None:
    tally = Tally(7)
    for draw in draws(three(), LEAVING, {"A": 10_000, "B": 10_000}, 40, 7):
        tally.add(draw)
    rows = {one.id: one for one in chances(tally, ["A", "B", "C"])}
    assert all(one.low <= one.frequency <= one.high for one in rows.values())
    assert rows["A"].mean == 10_000 * rows["A"].frequency
    assert rows["A"].deciles == (0, 0, 10_000, 10_000, 10_000)
    assert report(tally, ["A"], 40).trials == 40
    assert next(one.id for one in agenda(rows.values())) == "C"
    assert 0 < tally.tenable < 40


def test_the_same_seed_gives_the_same_bytes_on_one_and_four_processes() -> None:
    question = a_region(12)
    one, four = (simulating.robustness(question, BROAD, 24, 5, workers) for workers in (1, 4))
    assert simulating.robustness_file(one, "csv") == simulating.robustness_file(four, "csv")
    assert simulating.robustness_file(one, "xlsx") == simulating.robustness_file(four, "xlsx")
    other = simulating.robustness(question, BROAD, 24, 6, 1)
    assert simulating.robustness_file(one, "csv") != simulating.robustness_file(other, "csv")


def test_the_order_of_the_rows_changes_nothing() -> None:
    question = a_region(8)
    turned = replace(question, applications=question.applications[::-1])
    first, second = (simulating.robustness(one, BROAD, 10, 5, 1) for one in (question, turned))
    assert first == second


def test_without_doubts_nothing_is_drawn() -> None:
    run = simulating.robustness(three(), Doubts(), 1000, 1)
    assert (run.trials, [one.verdict for one in run.chances]) == (0, ["always", "always", "never"])
    assert run == certain({"A": 10_000, "B": 10_000}, ["A", "B", "C"], 1)
    assert not Doubts(reserve=(Fraction(1, 2), Fraction(0))).any


def test_two_scenarios_meet_the_same_luck() -> None:
    rich, poor = three(30_000), three(20_000)
    worlds = [[world_of(one, BROAD, 3, number) for number in range(20)] for one in (rich, poor)]
    assert worlds[0] == worlds[1]
    fewer = replace(rich, applications=rich.applications[1:])
    for number in range(20):
        mine = dict(world_of(rich, BROAD, 3, number).scores)
        mine.pop("A", None)
        assert mine == dict(world_of(fewer, BROAD, 3, number).scores)


def test_the_regret_of_the_present_allocation() -> None:
    present = {"A": 10_000, "B": 10_000}
    assert draw_in(base_of(three()), NOBODY, present).regret == 0
    gone = draw_in(base_of(three()), replace(NOBODY, gone=("A",)), present)
    assert gone.regret == Fraction(70, 150)
    assert not gone.tenable
    assert draw_in(base_of(three()), replace(NOBODY, part=Fraction(1, 2)), present).regret == 0
    raised = draw_in(base_of(three()), replace(NOBODY, scores=(("C", 2_500),)), present)
    assert raised.regret == 1 - Fraction(170, 185)
    assert raised.tenable
    tally = Tally(1)
    tally.add(gone)
    assert abs(mean_regret(tally) - Fraction(70, 150)) < Fraction(1, 10**12)
    assert mean_regret(Tally(1)) == 0


def test_a_thousand_regrets_without_a_common_unit_can_be_written_and_read() -> None:
    answer = draw_in(base_of(three()), NOBODY, {}).answer
    # Each world has a value of its own: their common denominator has thousands of digits.
    denominators = [10**9 + 7 + 2 * number for number in range(1_000)]
    tally = Tally(1)
    for number, denominator in enumerate(denominators):
        tally.add(Draw(number, answer, Fraction(1, denominator), tenable=True))
    found = report(tally, ["A"], 1_000)
    assert report_from(report_document(found)) == found
    mean = sum(1 / one for one in denominators) / 1_000
    assert abs(float(found.regret) - mean) < 1e-12


def test_the_present_allocation_gives_up_the_last_of_the_ranking() -> None:
    problem = in_world(three(), replace(NOBODY, part=Fraction(4, 5))).case().problem
    assert still_possible(problem, {"A": 10_000, "B": 10_000, "C": 10_000}) == {"A": 10_000, "B": 10_000}
    assert still_possible(problem, {}) == {}


def test_a_world_changes_what_it_says() -> None:
    applications = [
        an_application("kept", 10_000, 99),
        an_application("alone", 10_000, 80, total_cost=12_000, other_revenue=2_000),
    ]
    question = replace(asked(a_call(20_000), applications), locks=(("kept", "funded"),))
    lost = Doubts(cofunding=Fraction(1))
    assert world_of(question, lost, 1, 1).gone == ("alone",)
    smaller = in_world(question, world_of(question, replace(lost, cofunding_effect="shrinks"), 1, 1))
    assert [(one.total_cost, one.other_revenue) for one in smaller.applications] == [(10_000, 0), (10_000, 0)]
    assert in_world(question, replace(NOBODY, gone=("kept",))).locks == ()
    moved = in_world(question, replace(NOBODY, scores=(("kept", 500),), weights=(("axis:1", 100),)))
    assert moved.applications[0].score == 100
    assert moved.call.axes[0].priority == Fraction(11, 10)


def test_an_impossible_world_funds_nobody() -> None:
    question = replace(three(), locks=(("A", "funded"), ("B", "funded")))
    draw = draw_in(base_of(question), replace(NOBODY, part=Fraction(1, 10)), {"A": 10_000})
    tally = Tally(1)
    tally.add(draw)
    assert (draw.answer.outcome, tally.impossible, draw.regret) == ("infeasible", 1, 0)


@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"),
    [(0, 0, 0.0, 1.0), (0, 100, 0.0, 0.0370), (100, 100, 0.9630, 1.0), (7, 20, 0.1812, 0.5671)],
)
def test_wilson(successes: int, trials: int, low: float, high: float) -> None:
    assert wilson(successes, trials) == (pytest.approx(low, abs=1e-4), pytest.approx(high, abs=1e-4))


def test_verdicts_follow_the_bounds() -> None:
    assert verdict_of(100, 100) == "always"
    assert verdict_of(50, 50) == "depends"
    assert verdict_of(0, 100) == "never"
    assert verdict_of(960, 1000) == "depends"
    assert verdict_of(970, 1000) == "always"


def test_luck_is_even_and_keeps_its_word() -> None:
    drawn = [Fraction(luck_of(1, number)("score", "x"), WHOLE) for number in range(4000)]
    assert 0 < min(drawn) < max(drawn) < 1
    assert abs(sum(drawn) / 4000 - Fraction(1, 2)) < Fraction(1, 50)
    assert luck_of(1, 2)("score", "x") != luck_of(1, 2)("withdrawal", "x")
    spread = [normal_hundredths(luck_of(2, number), "score", "x", Fraction(3)) for number in range(4000)]
    assert 285 < (sum(value * value for value in spread) / 4000) ** 0.5 < 315
    assert max(abs(uniform_thousandths(luck_of(3, n), "w", "x", Fraction(1, 10))) for n in range(500)) <= 100
    assert not happens(luck_of(1, 1), "cut", "", Fraction(0))
    assert happens(luck_of(1, 1), "cut", "", Fraction(1))


def test_presets_are_hypotheses_with_an_origin_and_travel_as_plain_values() -> None:
    for preset in PRESETS.values():
        assert preset.origin
        assert preset.doubts.any
        assert doubts_from(preset.doubts.to_document()) == preset.doubts
    own = Doubts(spreads=(("A", Fraction(5)),))
    assert own.any
    assert doubts_from(own.to_document()) == own
    assert dict(world_of(three(), own, 1, 1).scores).keys() <= {"A"}


def test_a_purse_that_is_nil_draws_nothing_wrong() -> None:
    question = asked(a_call(sources=purse(0)), [an_application("A", 10_000)])
    assert simulating.robustness(question, LEAVING, 3, 1, 1).chances[0].funded == 0
