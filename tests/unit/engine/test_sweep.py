"""A sweep leaves nothing out: every allocation within the loss, or all that can come first in the tie order."""

from __future__ import annotations

import random
from itertools import product

import numpy as np
import pytest

from aapsim.engine import plan, sweep
from aapsim.engine.box import full_box
from aapsim.engine.field import Field, field_of
from aapsim.engine.tables import RowTable, worths
from tests.unit.engine.makers import a_call, a_problem, an_application

_CAPS = (250, 200, 230, 300, 340, 400)


def a_field(seed: int) -> Field:
    """Return six applications under random rows, some of one project only, some of all, with random prices."""
    luck = random.Random(seed)
    scores = luck.sample(range(40, 90, 5), 3)
    applications = [
        an_application(f"d{place}", luck.choice(_CAPS), luck.choice(scores))
        for place in range(6)
    ]
    problem = a_problem(a_call(minimum_grant=luck.choice([0, 200])), applications)
    count = len(problem.candidates)
    # Rows whose projects are in no other but the last, as departments are; and one that cuts across.
    order = luck.sample(range(count), count)
    groups = [order[:3], order[3:5], order[4:], list(range(count))]
    x, y = np.zeros((len(groups), count), dtype=np.int64), np.zeros((len(groups), count), dtype=np.int64)
    for r, group in enumerate(groups):
        x[r, group] = luck.choices([1, 1, 1, 2], k=len(group))
        if luck.random() < 0.2:
            y[r, group] = luck.choice([1, 50])
        if luck.random() < 0.2:
            x[r, group] *= -1
    caps = np.array([candidate.cap for candidate in problem.candidates])
    ends = [sorted((0, int(row @ caps))) for row in x]
    bound = np.array([luck.randint(*end) for end in ends])
    prices = np.array([luck.choice([0.0, 5.0, 30.0, 62.5]) for _ in groups])
    rows = RowTable(("",) * len(groups), x, y, bound, np.ones(len(groups)))
    return field_of(problem, rows, full_box(problem), prices, worths(problem))


def within(ground: Field, loss: float) -> dict[tuple[int, ...], tuple[int, int]]:
    """Return every allocation that respects the rows and loses no more, with its exact worth and its money."""
    found = {}
    for amounts in product(*([0, *one.amounts.tolist()] for one in ground.choices)):
        grants = np.array(amounts)
        if ground.rows.room(grants).min() >= 0 and ground.bound - ground.value_of(grants) <= loss:
            worth = int(ground.worth.exact(np.arange(len(grants)), grants).sum())
            found[amounts] = worth, int(grants.sum())
    return found


@pytest.mark.parametrize("seed", range(50, 100))
def test_every_allocation_within_the_loss_is_found(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    if seed % 2:
        # As where there is much to look at.
        monkeypatch.setattr(sweep, "_ALL", 0)
        monkeypatch.setattr(sweep, "_FEW", 0)
    if seed % 3 == 0:
        monkeypatch.setattr(plan, "_WIDE", 1)
    ground = a_field(seed)
    for steps in (0.5, 1.5, 4.0):
        loss = steps * ground.step_worth + 1e-6
        expected = within(ground, loss)
        every = sweep.sweep(ground, loss, limit=100_000, merge=False)
        # Where nothing is open, the one allocation there is comes back whatever it loses.
        assert {tuple(one) for one in every.grants[every.losses <= loss].tolist()} == set(expected)
        assert np.allclose(every.losses, [ground.bound - ground.value_of(one) for one in every.grants])
        first = sweep.sweep(ground, loss, limit=100_000)
        assert {tuple(one) for one in first.grants[first.losses <= loss].tolist()} <= set(expected)
        if expected:
            ranked = list(ground.problem.ranked)
            best = max(expected, key=lambda one: (*expected[one], [one[place] for place in ranked]))
            assert best in {tuple(one) for one in first.grants.tolist()}
        equals = sweep.sweep(ground, loss, limit=100_000, alike=1_000)
        most = max(expected.values(), default=None)
        richest = {one for one, value in expected.items() if value == most}
        assert richest <= {tuple(one) for one in equals.grants.tolist()}
