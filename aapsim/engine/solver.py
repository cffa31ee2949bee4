"""The one place that speaks to a linear solver: HiGHS through highspy, else through scipy.

Answers are deterministic: one thread, a fixed seed, no clock in any stopping rule (node limits
only), zero relative gap. Callers recompute everything they keep in exact arithmetic.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from threading import local
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

try:
    import highspy
except ImportError:  # The engine works without it, on scipy's own HiGHS.
    highspy = None  # type: ignore[assignment]

SolverStatus = Literal["optimal", "infeasible", "limit"]
Floats = NDArray[np.float64]


@dataclass(slots=True)
class LinearModel:
    """Columns and rows of ``maximise cost·x, lower ≤ A x ≤ upper`` under construction."""

    cost: list[float] = field(default_factory=list)
    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)
    whole: list[bool] = field(default_factory=list)
    row_low: list[float] = field(default_factory=list)
    row_high: list[float] = field(default_factory=list)
    starts: list[int] = field(default_factory=lambda: [0])
    columns: list[int] = field(default_factory=list)
    values: list[float] = field(default_factory=list)

    def column(self, cost: float, low: float, high: float, *, whole: bool = False) -> int:
        """Add a column and return its index."""
        self.cost.append(cost)
        self.low.append(low)
        self.high.append(high)
        self.whole.append(whole)
        return len(self.cost) - 1

    def row(self, terms: list[tuple[int, float]], low: float, high: float) -> int:
        """Add ``low ≤ Σ value × column ≤ high``; a column may appear several times. Return its index."""
        merged: dict[int, float] = {}
        for column, value in terms:
            merged[column] = merged.get(column, 0.0) + value
        for column, value in merged.items():
            if value != 0.0:
                self.columns.append(column)
                self.values.append(value)
        self.starts.append(len(self.columns))
        self.row_low.append(low)
        self.row_high.append(high)
        return len(self.row_low) - 1

    def at_most(self, matrix: Floats, columns: NDArray[np.int64], high: Floats) -> None:
        """Add a row ``Σ value × column ≤ high`` for each row of a matrix whose columns are those named."""
        row, place = np.nonzero(matrix)
        self.values += matrix[row, place].tolist()
        self.columns += columns[place].tolist()
        ends = len(self.columns) - len(row) + np.cumsum(np.bincount(row, minlength=len(matrix)))
        self.starts += ends.tolist()
        self.row_low += [-np.inf] * len(matrix)
        self.row_high += high.tolist()


@dataclass(frozen=True, slots=True)
class SolverAnswer:
    """What the solver says: status, point (empty if none), best proved bound, row duals (LP only).

    ``bound`` is an upper bound of the maximum; duals are ≥ 0 for a binding ``≤`` row.
    """

    status: SolverStatus
    point: Floats
    objective: float
    bound: float
    duals: Floats

    @property
    def has_point(self) -> bool:
        """Whether a feasible point came with the answer."""
        return self.point.size > 0


_NOTHING: Floats = np.zeros(0)


@dataclass(slots=True)
class Meter:
    """Work done by the solver: columns × nodes, summed. The same on every machine, unlike time."""

    work: int = 0

    def add(self, columns: int, nodes: int | None) -> None:
        """Count one solve; a relaxation or an unknown number of nodes counts as one node."""
        self.work += columns * max(1, nodes or 0)


_METER: ContextVar[Meter | None] = ContextVar("solver_meter", default=None)


@contextmanager
def metered(meter: Meter) -> Iterator[None]:
    """Count on a meter every solve made inside the block, by this thread."""
    token = _METER.set(meter)
    try:
        yield
    finally:
        _METER.reset(token)


def _count(model: LinearModel, nodes: int | None) -> None:
    meter = _METER.get()
    if meter is not None:
        meter.add(len(model.cost), nodes)


def count_work(amount: int) -> None:
    """Count work done without the solver, on the same scale, where a meter runs."""
    meter = _METER.get()
    if meter is not None:
        meter.add(amount, 1)


def uses_highspy() -> bool:
    """Whether highspy is present and not set aside by ``AAPSIM_SOLVER=scipy``."""
    return highspy is not None and os.environ.get("AAPSIM_SOLVER", "") != "scipy"


def solve(
    model: LinearModel, *, relaxed: bool = False, nodes: int = 100_000, presolve: bool = True
) -> SolverAnswer:
    """Maximise a model; ``relaxed`` drops integrality and returns duals.

    Without ``presolve`` a small relaxation is solved in half the time; its duals may be others, as good.
    ``nodes`` bounds the search tree: past it the status is ``limit``, with or without a point.
    ``infeasible`` is said only if a second search, without presolve, finds no point either: HiGHS was
    seen to call impossible what is not.
    """
    if not model.cost:
        feasible = all(low <= 1e-9 and high >= -1e-9 for low, high in zip(model.row_low, model.row_high, strict=True))
        return SolverAnswer("optimal" if feasible else "infeasible", _NOTHING, 0.0, 0.0, _NOTHING)
    answer = _solved(model, relaxed=relaxed, nodes=nodes, presolve=presolve)
    if answer.status != "infeasible" or not presolve:
        return answer
    again = _solved(model, relaxed=relaxed, nodes=nodes, presolve=False)
    return again if again.has_point else answer


def _solved(model: LinearModel, *, relaxed: bool, nodes: int, presolve: bool) -> SolverAnswer:
    if uses_highspy():
        return _solve_highspy(model, relaxed=relaxed, nodes=nodes, presolve=presolve)
    # Where highspy is there, the half second that scipy takes to be imported is spared.
    from aapsim.engine.scipy_solver import relaxed_by_scipy, solved_by_scipy  # noqa: PLC0415

    if relaxed:
        return relaxed_by_scipy(model, presolve=presolve)
    answer, explored = solved_by_scipy(model, nodes, presolve=presolve)
    _count(model, explored)
    return answer


_KEPT = local()
"""A solver for each thread, kept from one relaxation to the next: to make one takes as long as to use it."""


def _highs(*, kept: bool) -> Any:
    """Return a solver with the options that never change; where ``kept``, the one that this thread has."""
    if kept and hasattr(_KEPT, "solver"):
        return _KEPT.solver
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    solver.setOptionValue("random_seed", 0)
    solver.setOptionValue("mip_rel_gap", 0.0)
    solver.setOptionValue("mip_abs_gap", 1e-9)
    # Tighter (1e-9), HiGHS was seen to call an optimum what is far from it; what is kept is checked exactly anyway.
    solver.setOptionValue("mip_feasibility_tolerance", 1e-7)
    solver.setOptionValue("primal_feasibility_tolerance", 1e-7)
    if kept:
        _KEPT.solver = solver
    return solver


def _solve_highspy(model: LinearModel, *, relaxed: bool, nodes: int, presolve: bool) -> SolverAnswer:
    solver = _highs(kept=relaxed)
    solver.setOptionValue("mip_max_nodes", nodes)
    solver.setOptionValue("presolve", "choose" if presolve else "off")
    solver.passModel(_highs_model(model, relaxed=relaxed))
    solver.run()
    _count(model, solver.getInfo().mip_node_count)
    status = solver.getModelStatus()
    if status in (highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kUnboundedOrInfeasible):
        return SolverAnswer("infeasible", _NOTHING, 0.0, -np.inf, _NOTHING)
    info = solver.getInfo()
    solution = solver.getSolution()
    done = status == highspy.HighsModelStatus.kOptimal
    has_point = done or info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    point = np.asarray(solution.col_value) if has_point else _NOTHING
    if relaxed:
        return SolverAnswer("optimal", point, info.objective_function_value, info.objective_function_value,
                            np.asarray(solution.row_dual))
    return SolverAnswer("optimal" if done else "limit", point, info.objective_function_value if has_point else -np.inf,
                        info.mip_dual_bound, _NOTHING)


def _highs_model(model: LinearModel, *, relaxed: bool) -> Any:
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(model.cost), len(model.row_low)
    lp.sense_ = highspy.ObjSense.kMaximize
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = np.array(model.cost), np.array(model.low), np.array(model.high)
    lp.row_lower_, lp.row_upper_ = np.array(model.row_low), np.array(model.row_high)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = np.array(model.starts, dtype=np.int32)
    lp.a_matrix_.index_ = np.array(model.columns, dtype=np.int32)
    lp.a_matrix_.value_ = np.array(model.values)
    if not relaxed and any(model.whole):
        kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
        lp.integrality_ = [kinds[whole] for whole in model.whole]
    return lp
