"""Two scenarios under the same draws: exact differences within their interval, the same bytes on any machine."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import product
from math import inf

import pytest

from aapsim.service import simulating
from aapsim.simulation.doubts import Doubts, World, in_world, world_of
from aapsim.simulation.intervals import paired_difference
from aapsim.simulation.pairing import Gap, PairTally, by_size, mean_gap, pair_report, pairs
from aapsim.simulation.question import found
from tests.unit.simulation.makers import a_region, three

LEAVE = Fraction(3, 10)
LEAVING = Doubts(withdrawal=LEAVE)
POOR, RICH = three(20_000), three(30_000)


def exact_differences() -> dict[str, Fraction]:
    """Return, by enumeration, how much more often each project is funded with 30 000 € than with 20 000 €."""
    exact = dict.fromkeys("ABC", Fraction(0))
    for stays in product((True, False), repeat=3):
        weight = Fraction(1)
        for here in stays:
            weight *= 1 - LEAVE if here else LEAVE
        for one in [one for one, here in zip("ABC", stays, strict=True) if here][2:]:
            exact[one] += weight
    return exact


def test_the_interval_covers_the_exact_difference() -> None:
    known, exact = dict[World, tuple[frozenset[str], frozenset[str]]](), exact_differences()
    assert exact == {"A": 0, "B": 0, "C": Fraction(343, 1000)}
    covered, trials, repetitions = 0, 100, 1000
    for seed in range(repetitions):
        won = 0
        for number in range(trials):
            world = world_of(POOR, LEAVING, seed, number)
            if world not in known:
                known[world] = found(in_world(POOR, world)).ids, found(in_world(RICH, world)).ids
            poor, rich = known[world]
            assert poor <= rich
            won += "C" in rich - poor
        low, high = paired_difference(0, won, trials)
        covered += low <= exact["C"] <= high
    assert 0.93 <= covered / repetitions <= 0.97


def test_a_comparison_counts_what_each_pair_gave() -> None:
    run = simulating.paired(POOR, RICH, LEAVING, 60, 3, 1)
    rows = {one.id: one for one in run.shifts}
    assert [rows[one].difference for one in "AB"] == [0, 0]
    assert (rows["A"].sign, rows["C"].sign) == (0, 1)
    assert rows["C"].won == rows["C"].second - rows["C"].first > 0
    assert rows["C"].low < rows["C"].difference < rows["C"].high
    assert rows["C"].euros == 10_000 * rows["C"].difference
    assert run.projects.mean == pytest.approx(float(rows["C"].difference))
    assert 0 < run.projects.half_width < 0.2
    assert [one.id for one in by_size(run.shifts)] == ["C"]


def test_the_difference_has_less_luck_in_it_than_two_runs_apart() -> None:
    together = simulating.paired(POOR, RICH, LEAVING, 100, 3, 1)
    alone = simulating.robustness(POOR, LEAVING, 100, 3, 1)
    b = next(one for one in together.shifts if one.id == "B")
    apart = next(one for one in alone.chances if one.id == "B")
    assert b.high - b.low < (apart.high - apart.low) / 2


def test_one_and_four_processes_give_the_same_bytes() -> None:
    first, second = a_region(10), replace(a_region(10), call=replace(a_region(10).call, minimum_share=Fraction(0)))
    one, four = (simulating.paired(first, second, LEAVING, 22, 5, workers) for workers in (1, 4))
    assert one == four
    for kind in ("csv", "xlsx"):
        assert simulating.pair_file(one, kind) == simulating.pair_file(four, kind)


def test_without_doubts_today_is_compared() -> None:
    run = simulating.paired(POOR, RICH, Doubts(), 1000, 1, 1)
    assert (run.trials, run.wanted) == (0, 0)
    assert [(one.id, one.low, one.high) for one in run.shifts] == [("A", 0, 0), ("B", 0, 0), ("C", 1, 1)]


def test_an_impossible_scenario_is_counted() -> None:
    stuck = replace(POOR, locks=tuple((one, "funded") for one in "ABC"))
    tally = PairTally(1)
    for pair in pairs(stuck, POOR, LEAVING, 20, 1):
        tally.add(pair)
    run = pair_report(tally, "ABC", 40)
    assert run.impossible[0] > 0 == run.impossible[1]
    assert (run.trials, run.wanted) == (20, 40)


def test_the_mean_of_few_trials_has_no_width() -> None:
    assert mean_gap(PairTally(1).projects) == Gap(0.0, inf)
    tally = PairTally(1)
    tally.add(next(pairs(POOR, RICH, LEAVING, 1, 1)))
    assert mean_gap(tally.projects).half_width == inf


@pytest.mark.parametrize(
    ("lost", "won", "trials", "low", "high"),
    [(0, 0, 0, -1.0, 1.0), (0, 0, 1000, -0.0028, 0.0028), (0, 10, 10, 0.5206, 1.0), (5, 25, 100, 0.0943, 0.2979)],
)
def test_the_interval_of_a_paired_difference(lost: int, won: int, trials: int, low: float, high: float) -> None:
    assert paired_difference(lost, won, trials) == (pytest.approx(low, abs=1e-3), pytest.approx(high, abs=1e-3))
