"""Questions small enough to be answered by hand, and regions large enough to be worth a sweep."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from aapsim.domain.application import Application
from aapsim.domain.call import Call
from aapsim.simulation.question import Question
from benchmarks.instances import region
from tests.unit.engine.makers import a_call, an_application


def three(euros: int = 25_000, **rules: Any) -> Question:
    """Return three projects of 10 000 € scored 90, 80, 70, whole or not at all."""
    applications = tuple(an_application(one, 10_000, score) for one, score in (("A", 90), ("B", 80), ("C", 70)))
    return Question(a_call(euros, policy="all-or-nothing", **rules), applications)


def a_region(size: int = 15, seed: int = 0) -> Question:
    call, applications = region(size, seed, "strict")
    return Question(call, tuple(applications))


def asked(call: Call, applications: Sequence[Application]) -> Question:
    return Question(call, tuple(applications))
