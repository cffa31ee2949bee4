"""HiGHS through scipy: what solves where highspy is absent or set aside."""

from __future__ import annotations

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csr_matrix

from aapsim.engine.solver import LinearModel, SolverAnswer, SolverStatus

_NOTHING = np.zeros(0)


def solved_by_scipy(model: LinearModel, nodes: int, *, presolve: bool) -> tuple[SolverAnswer, int | None]:
    """Return the answer of ``milp`` and how many nodes it explored (``None``: not told)."""
    rows = LinearConstraint(_matrix(model), model.row_low, model.row_high) if model.row_low else ()
    answer = milp(-np.array(model.cost), integrality=np.array(model.whole, dtype=int),
                  bounds=Bounds(model.low, model.high), constraints=rows,
                  options={"mip_rel_gap": 0.0, "node_limit": nodes, "disp": False, "presolve": presolve})
    explored = getattr(answer, "mip_node_count", None)
    if answer.status == 2:
        return SolverAnswer("infeasible", _NOTHING, 0.0, -np.inf, _NOTHING), explored
    point = _NOTHING if answer.x is None else np.asarray(answer.x)
    objective = -np.inf if answer.x is None else -float(answer.fun)
    bound = getattr(answer, "mip_dual_bound", None)
    # Past the node limit without a bound nothing is proved.
    unproved = objective if answer.status == 0 else np.inf
    proved = unproved if bound is None else -float(bound)
    status: SolverStatus = "optimal" if answer.status == 0 else "limit"
    return SolverAnswer(status, point, objective, proved, _NOTHING), explored


def relaxed_by_scipy(model: LinearModel, *, presolve: bool) -> SolverAnswer:
    """Return the answer of ``linprog``, with its duals."""
    matrix, low, high = _matrix(model), np.array(model.row_low), np.array(model.row_high)
    above, below, count = np.isfinite(high), np.isfinite(low), len(model.row_low)
    stacked = csr_matrix(np.vstack([matrix.toarray()[above], -matrix.toarray()[below]])) if count else None
    answer = linprog(-np.array(model.cost), A_ub=stacked,
                     b_ub=np.concatenate([high[above], -low[below]]) if count else None,
                     bounds=list(zip(model.low, model.high, strict=True)), method="highs",
                     options={"presolve": presolve})
    if answer.status != 0:
        return SolverAnswer("infeasible", _NOTHING, 0.0, -np.inf, _NOTHING)
    duals = np.zeros(count)
    if count:
        marginals = -answer.ineqlin.marginals
        duals[above] += marginals[: above.sum()]
        duals[below] -= marginals[above.sum():]
    return SolverAnswer("optimal", np.asarray(answer.x), -float(answer.fun), -float(answer.fun), duals)


def _matrix(model: LinearModel) -> csr_matrix:
    shape = (len(model.row_low), len(model.cost))
    return csr_matrix((model.values, model.columns, model.starts), shape=shape)
