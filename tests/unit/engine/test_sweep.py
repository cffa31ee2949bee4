"""A sweep leaves nothing out: every allocation within the loss, or all that can come first in the tie order."""

from __future__ import annotations

import numpy as np
import pytest

from aapsim.engine import plan, sweep
from aapsim.engine.blocks import TooWide
from tests.unit.engine.fields import a_field, within


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


@pytest.mark.parametrize("seed", range(50, 90))
def test_a_beam_goes_on_with_some_where_there_are_too_many(seed: int) -> None:
    ground = a_field(seed)
    loss = 4.0 * ground.step_worth + 1e-6
    expected = within(ground, loss)
    some = sweep.sweep(ground, loss, limit=4, beam=3)
    found = {tuple(one) for one in some.grants[some.losses <= loss].tolist()}
    assert found <= set(expected)
    try:
        every = sweep.sweep(ground, loss, limit=4)
    except TooWide:
        assert not some.complete
    else:
        assert some.complete
        assert found == {tuple(one) for one in every.grants[every.losses <= loss].tolist()}


def test_a_beam_mostly_finds_the_best() -> None:
    narrowed, best_found = 0, 0
    for seed in range(200, 320):
        ground = a_field(seed)
        loss = 4.0 * ground.step_worth + 1e-6
        expected = within(ground, loss)
        some = sweep.sweep(ground, loss, limit=4, beam=3)
        if not some.complete and expected:
            narrowed += 1
            worth = {tuple(one): expected[tuple(one)] for one in some.grants.tolist() if tuple(one) in expected}
            best_found += max(worth.values(), default=(0, 0)) == max(expected.values())
    assert narrowed > 10
    assert best_found > narrowed // 2
