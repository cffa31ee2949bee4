"""Calls whose exact answer, or the causes of its gaps, are long in coming: for what happens meanwhile.

The longest is hard for any solver (a knapsack of fifteen rows, made as the OR-Library makes them), so that it stays
long whatever the engine learns. Each returns a call and its applications, without locks.
"""

from __future__ import annotations

from aapsim.domain.application import Application
from aapsim.domain.call import Call
from benchmarks.instances import knapsack
from tests.reference.generator import generate

Slow = tuple[Call, list[Application]]


def seconds() -> Slow:
    """Return a case of a second or two: few candidates, one authority a project."""
    return _generated(5007116, 0)


def minutes() -> Slow:
    """Return a case of many minutes."""
    return knapsack(1, items=90, rows=15)


def causes_in_a_second() -> Slow:
    """Return a case that is solved in a moment, the causes of its gaps a little later."""
    return _generated(30, 60)


def causes_in_a_minute() -> Slow:
    """Return a case that is solved in a moment, the causes of its gaps in half a minute."""
    return _generated(58, 60)


def _generated(seed: int, size: int) -> Slow:
    instance = generate(seed, size)
    return instance.call, list(instance.applications)
