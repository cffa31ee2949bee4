"""Funded sets are listed without leaving any out, and only the most promising is swept."""

from __future__ import annotations

import numpy as np
import pytest

from aapsim.engine import exact
from aapsim.engine.best import best_in
from aapsim.engine.box import full_box
from aapsim.engine.case import prepare
from aapsim.engine.certify import multipliers_of
from aapsim.engine.rows import rows_of
from aapsim.engine.sets import Queue, Sides, listed, sides_under
from aapsim.engine.tables import Ints, all_rows
from tests.reference.generator import generate
from tests.unit.engine.fields import a_field, within


@pytest.mark.parametrize("seed", range(30))
def test_no_funded_set_within_the_loss_is_left_out(seed: int) -> None:
    ground = a_field(seed)
    for steps in (0.5, 2.0, 6.0):
        loss = steps * ground.step_worth + 1e-6
        needed = {tuple(int(grant > 0) for grant in one) for one in within(ground, loss)}
        assert needed <= {tuple(one) for one in listed(ground, loss).tolist()}


@pytest.mark.parametrize("seed", range(30))
def test_a_floor_leaves_out_only_what_the_prices_show_to_be_worth_less(seed: int) -> None:
    ground = a_field(seed)
    loss = 6.0 * ground.step_worth + 1e-6
    box = full_box(ground.problem)
    luck = np.random.default_rng(seed)
    prices = luck.choice([0.0, 10.0, 60.0], size=len(ground.prices))
    known = [sides_under(ground.rows, box, ground.worth, prices)]
    values = sorted(ground.value_of(np.array(one)) for one in within(ground, loss))
    floor = values[len(values) // 2] - ground.margin if values else 0.0
    kept = {tuple(one) for one in listed(ground, loss, known=known, floor=floor).tolist()}
    for one in within(ground, loss):
        if ground.value_of(np.array(one)) >= floor + 2 * ground.margin:
            assert tuple(int(grant > 0) for grant in one) in kept


def test_a_queue_offers_what_may_be_worth_most_and_forgets_what_cannot() -> None:
    sets = np.array([[1, 0], [0, 1], [1, 1]])
    queue = Queue.of(sets, [Sides(np.array([5.0, 3.0]), np.zeros(2), 1.0)])
    assert queue.bounds.tolist() == [6.0, 4.0, 9.0]
    assert queue.first == 2
    queue.cut(Sides(np.array([2.0, 4.0]), np.zeros(2), 0.0))
    assert queue.bounds.tolist() == [2.0, 4.0, 6.0]
    assert queue.still(3.0)
    assert queue.sets.tolist() == [[0, 1], [1, 1]]
    queue.drop(queue.first)
    assert queue.sets.tolist() == [[0, 1]]
    assert not queue.still(5.0)


def test_sets_swept_one_by_one_hold_the_optimum_of_the_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    compared, swept, priced = 0, 0, 0
    sweep_one, price_one = exact._Leaves.sweep, exact._Leaves.price

    def counted_sweep(self: exact._Leaves, funded: Ints) -> None:
        nonlocal swept
        swept += 1
        sweep_one(self, funded)

    def counted_price(self: exact._Leaves, funded: Ints) -> None:
        nonlocal priced
        priced += 1
        price_one(self, funded)

    monkeypatch.setattr(exact._Leaves, "sweep", counted_sweep)
    monkeypatch.setattr(exact._Leaves, "price", counted_price)
    for seed in range(120):
        instance = generate(9_100_000 + seed, 8)
        problem = prepare(instance.call, instance.applications, instance.locks).problem
        if problem.policy != "partial" or not problem.candidates or problem.objective == "projects":
            continue
        table, box = all_rows(problem), full_box(problem)
        assert table is not None
        whole = exact.whole_field(problem, table, box, multipliers_of(problem, rows_of(problem), box))
        try:
            one_by_one = exact._by_listed_sets(exact._Leaves(problem, whole, box), None)
            at_once = best_in(problem, whole, limit=20_000)
        except exact.TooWide:
            continue
        if one_by_one is not None and at_once is not None:
            compared += 1
            assert (one_by_one.value, one_by_one.money) == (at_once.value, at_once.money), seed
            assert exact._first_of(problem, one_by_one) == exact._first_of(problem, at_once), seed
    assert compared > 15
    # Most of the sets that are priced turn out to be worth less than the one that is swept.
    assert swept < priced
