"""A curve is so many independent answers: each of its points is what the engine says, asked alone and anew.

``make curve`` compares 200 points on 60 applications; the normal run, a sample of them. One in a hundred is
also compared with the complete answer, as screens and files have it.
"""

from __future__ import annotations

import os
from collections.abc import Sequence

from aapsim.domain.application import Application
from aapsim.domain.call import Call
from aapsim.engine.allocate import allocate
from aapsim.simulation.frontier import Point, Sweep, curve, evenly
from aapsim.simulation.money import money_of, with_money
from aapsim.simulation.parallel import machine_workers, spread
from aapsim.simulation.question import Question, found
from benchmarks.instances import region

POINTS = 200
COMPARED = int(os.environ.get("AAPSIM_CURVE_POINTS", "5"))


def test_the_points_of_a_curve_are_independent_answers() -> None:
    call, applications = region(60, 0, "strict")
    question, whole = Question(call, tuple(applications)), money_of(call)
    values = evenly(whole // 2, whole * 3 // 2, POINTS)[:: max(1, POINTS // COMPARED)]
    workers = machine_workers() if COMPARED > 20 else 1
    points = list(curve(question, Sweep(values), workers))
    assert [point.at for point in points] == list(values)
    asked = [Question(with_money(call, int(value)), question.applications) for value in values]
    for point, alone in zip(points, spread(found, asked, workers), strict=True):
        assert point.answer == alone, point.at
    for point in points[:: max(2, len(points) // 2)]:
        _as_published(call, applications, point)


def _as_published(call: Call, applications: Sequence[Application], point: Point) -> None:
    alone = allocate(with_money(call, int(point.at)), applications)
    grants = tuple(sorted((award.id, award.grant) for award in alone.awards if award.grant))
    assert alone.status == point.answer.outcome, point.at
    assert grants == point.answer.grants, point.at
    assert alone.certificate is not None
    assert alone.certificate.value == point.answer.value, point.at
