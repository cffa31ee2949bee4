"""A curve is so many independent answers: each of its points is what the engine's front door says, asked anew.

``make curve`` compares 200 points on 60 applications; the normal run, a sample of them.
"""

from __future__ import annotations

import os

from aapsim.engine.allocate import allocate
from aapsim.simulation.frontier import Sweep, curve, evenly
from aapsim.simulation.money import money_of, with_money
from aapsim.simulation.parallel import machine_workers
from aapsim.simulation.question import Question
from benchmarks.instances import region

POINTS = 200
COMPARED = int(os.environ.get("AAPSIM_CURVE_POINTS", "5"))


def test_the_points_of_a_curve_are_independent_answers() -> None:
    call, applications = region(60, 0, "strict")
    question, whole = Question(call, tuple(applications)), money_of(call)
    values = evenly(whole // 2, whole * 3 // 2, POINTS)[:: max(1, POINTS // COMPARED)]
    points = list(curve(question, Sweep(values), machine_workers() if COMPARED > 20 else 1))
    assert [point.at for point in points] == list(values)
    for point in points:
        alone = allocate(with_money(call, int(point.at)), applications)
        grants = tuple(sorted((award.id, award.grant) for award in alone.awards if award.grant))
        assert alone.status == point.answer.outcome, point.at
        assert grants == point.answer.grants, point.at
        assert alone.certificate is not None
        assert alone.certificate.value == point.answer.value, point.at
