"""Small fields whose allocations can all be enumerated."""

from __future__ import annotations

import random
from itertools import product

import numpy as np

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
