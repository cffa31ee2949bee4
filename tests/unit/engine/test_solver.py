"""The linear solver behind one door: maximum, bound, duals, limits, with and without highspy."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from aapsim.engine import scipy_solver, solver
from aapsim.engine.solver import LinearModel, SolverAnswer, solve, uses_highspy


@pytest.fixture(params=["highspy", "scipy"], autouse=True)
def either_solver(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    if request.param == "highspy":
        monkeypatch.delenv("AAPSIM_SOLVER", raising=False)
        if solver.highspy is None:
            pytest.skip("highspy is not installed here")
    else:
        monkeypatch.setenv("AAPSIM_SOLVER", "scipy")
    return str(request.param)


def knapsack(*, bounded: bool = True) -> LinearModel:
    """Return: maximise 5 x + 4 y + 3 z with 2 x + 3 y + z ≤ 5, binaries."""
    model = LinearModel()
    columns = [model.column(cost, 0.0, 1.0, whole=True) for cost in (5.0, 4.0, 3.0)]
    model.row(list(zip(columns, (2.0, 3.0, 1.0), strict=True)), -np.inf, 5.0 if bounded else np.inf)
    return model


def test_the_chosen_solver_is_used(either_solver: str) -> None:
    assert uses_highspy() is (either_solver == "highspy")


def test_whole_maximum_and_its_bound() -> None:
    answer = solve(knapsack())
    assert answer.status == "optimal"
    assert answer.has_point
    assert answer.objective == pytest.approx(9)
    assert answer.bound == pytest.approx(9)
    assert answer.point == pytest.approx([1, 1, 0])


def test_relaxation_with_its_duals() -> None:
    answer = solve(knapsack(), relaxed=True)
    assert answer.objective == answer.bound == pytest.approx(5 + 3 + 4 * 2 / 3)
    assert answer.duals == pytest.approx([4 / 3])
    assert solve(knapsack(bounded=False), relaxed=True).duals == pytest.approx([0])


def test_a_row_that_bounds_from_below_has_a_dual_of_the_other_sign() -> None:
    model = LinearModel()
    x, y = model.column(-1.0, 0.0, 10.0), model.column(0.0, 0.0, 10.0)
    model.row([(x, 1.0), (y, 1.0)], 12.0, np.inf)
    answer = solve(model, relaxed=True)
    assert answer.objective == pytest.approx(-2)
    assert answer.duals == pytest.approx([-1])


@pytest.mark.parametrize("relaxed", [True, False])
def test_what_is_impossible_says_so(*, relaxed: bool) -> None:
    model = knapsack()
    model.row([(0, 1.0), (1, 1.0)], 3.0, np.inf)
    answer = solve(model, relaxed=relaxed)
    assert (answer.status, answer.has_point) == ("infeasible", False)


@pytest.mark.parametrize("relaxed", [True, False])
def test_a_model_without_rows(*, relaxed: bool) -> None:
    model = LinearModel()
    model.column(2.0, 0.0, 3.0)
    answer = solve(model, relaxed=relaxed)
    assert answer.objective == pytest.approx(6)
    assert answer.point == pytest.approx([3])


@pytest.mark.parametrize(("low", "high", "status"), [(-1.0, 1.0, "optimal"), (1.0, 2.0, "infeasible")])
def test_a_model_without_columns(low: float, high: float, status: str) -> None:
    model = LinearModel()
    model.row([], low, high)
    assert solve(model).status == status


def test_repeated_columns_of_a_row_add_up_and_zeros_vanish() -> None:
    model = LinearModel()
    x, y = model.column(1.0, 0.0, 10.0), model.column(1.0, 0.0, 10.0)
    model.row([(x, 1.0), (x, 1.0), (y, 1.0), (y, -1.0)], -np.inf, 4.0)
    assert (model.columns, model.values) == ([x], [2.0])
    assert solve(model).objective == pytest.approx(12)


def hard() -> LinearModel:
    """Return a market split: no whole solution is met at once."""
    rng = np.random.default_rng(1)
    model = LinearModel()
    columns = [model.column(0.0, 0.0, 1.0, whole=True) for _ in range(30)]
    for _ in range(4):
        values = rng.integers(0, 100, 30)
        over, under = model.column(-1.0, 0.0, 1e4), model.column(-1.0, 0.0, 1e4)
        half = float(values.sum() // 2)
        model.row([*zip(columns, map(float, values), strict=True), (over, -1.0), (under, 1.0)], half, half)
    return model


def test_past_the_node_limit_the_answer_is_only_a_bound() -> None:
    answer = solve(hard(), nodes=1)
    assert answer.status == "limit"
    assert answer.bound >= answer.objective
    assert answer.bound <= 1e-6


def test_scipy_without_a_point_or_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    class Reply:
        status, x, fun = 1, None, None

    monkeypatch.setenv("AAPSIM_SOLVER", "scipy")
    monkeypatch.setattr(scipy_solver, "milp", lambda *_args, **_options: Reply())
    answer = solve(knapsack())
    assert (answer.status, answer.has_point, answer.objective) == ("limit", False, -np.inf)


def test_an_answer_without_a_point() -> None:
    nothing: Any = np.zeros(0)
    assert not SolverAnswer("limit", nothing, 0.0, 0.0, nothing).has_point
