"""Other solvers on the textbook model, each in a process of its own: ``python benchmarks/referees.py NAME``.

Reads one line a model (the path of a file and the seconds allowed), writes one line an answer: processor's
seconds (model building included, imports not), value, bound, and whether nothing was shown to be possible.
"""

from __future__ import annotations

import json
import math
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Model = dict[str, Any]
Reply = tuple[float | None, float | None]
"""Value found and bound proved; minus infinity for a bound says that nothing is possible."""


def scipy_milp(model: Model, seconds: float) -> Reply:
    """Solve with scipy.optimize.milp."""
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import csr_array

    matrix = csr_array((model["values"], model["columns"], model["starts"]),
                       shape=(len(model["row_low"]), len(model["gain"])))
    limits = LinearConstraint(matrix, model["row_low"], model["row_high"])
    found = milp(-model["gain"], integrality=model["whole"], bounds=Bounds(model["low"], model["high"]),
                 constraints=limits, options={"mip_rel_gap": float(model["relative"]), "time_limit": seconds})
    return (None if found.x is None else -float(found.fun),
            None if found.mip_dual_bound is None else -float(found.mip_dual_bound))


def highs(model: Model, seconds: float) -> Reply:
    """Solve with highspy."""
    import highspy

    solver = highspy.Highs()
    options = {"output_flag": False, "threads": 1, "time_limit": seconds, "mip_rel_gap": 0.0,
               "mip_abs_gap": max(1e-6, float(model["gap"]))}
    for name, value in options.items():
        solver.setOptionValue(name, value)
    program = highspy.HighsLp()
    program.num_col_, program.num_row_ = len(model["gain"]), len(model["row_low"])
    program.sense_ = highspy.ObjSense.kMaximize
    program.col_cost_, program.col_lower_, program.col_upper_ = model["gain"], model["low"], model["high"]
    program.row_lower_, program.row_upper_ = model["row_low"], model["row_high"]
    program.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    program.a_matrix_.start_, program.a_matrix_.index_ = model["starts"], model["columns"]
    program.a_matrix_.value_ = model["values"]
    kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
    program.integrality_ = [kinds[int(whole)] for whole in model["whole"]]
    solver.passModel(program)
    solver.run()
    info = solver.getInfo()
    return info.objective_function_value, info.mip_dual_bound


_ROOM = 1e15
"""Largest sum of a row or of the objective in CP-SAT's whole numbers."""


def cp_sat(model: Model, seconds: float) -> Reply:
    """Solve with CP-SAT: tenths of euros as whole numbers, coefficients to as many digits as these hold."""
    from ortools.sat.python import cp_model

    # The pieces of the concave curve are tenths of a cap: they need tenths of euros.
    program, unit = cp_model.CpModel(), 10 * float(model["unit"])
    scale = np.where(model["whole"] > 0, 1.0, unit)
    lows, highs = np.ceil(model["low"] * scale - 1e-9), np.floor(model["high"] * scale + 1e-9)
    columns = [program.new_int_var(int(low), int(high), "") for low, high in zip(lows, highs, strict=True)]
    for row in range(len(model["row_low"])):
        part = slice(model["starts"][row], model["starts"][row + 1])
        index = model["columns"][part]
        values = model["values"][part] / scale[index]
        digits = _digits(values, highs[index])
        terms = sum(columns[column] * round(value * digits) for column, value in zip(index, values, strict=True))
        # What rounding the coefficients can make of an equality that holds; nothing is rounded in an empty row.
        slack = 0.5 * float(highs[index].sum()) + (1 if len(index) else 0)
        low, high = model["row_low"][row], model["row_high"][row]
        if np.isfinite(high):
            program.add(terms <= math.floor(high * digits + slack))
        if np.isfinite(low):
            program.add(terms >= math.ceil(low * digits - slack))
    gains = model["gain"] / scale
    digits = _digits(gains, highs)
    program.maximize(sum(column * round(gain * digits) for column, gain in zip(columns, gains, strict=True) if gain))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.absolute_gap_limit = max(0.5, digits * float(model["gap"]))
    status = solver.solve(program)
    if status == cp_model.INFEASIBLE:
        return None, -math.inf
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None, None
    return solver.objective_value / digits, solver.best_objective_bound / digits


def _digits(values: NDArray[np.float64], highs: NDArray[np.float64]) -> float:
    """Return the power of ten that turns coefficients into whole numbers without too large a sum."""
    most = float(np.abs(values) @ highs)
    return 10.0 ** min(12, math.floor(math.log10(_ROOM / most))) if most else 1.0


def scip(model: Model, seconds: float) -> Reply:
    """Solve with SCIP."""
    from pyscipopt import Model as Scip
    from pyscipopt import quicksum

    program = Scip()
    program.hideOutput()
    program.setParam("limits/time", seconds)
    program.setParam("limits/absgap", max(1e-6, float(model["gap"])))
    columns = [program.addVar(lb=low, ub=high, obj=gain, vtype="I" if whole else "C") for low, high, gain, whole
               in zip(model["low"], model["high"], model["gain"], model["whole"], strict=True)]
    for row in range(len(model["row_low"])):
        part = slice(model["starts"][row], model["starts"][row + 1])
        total = quicksum(float(value) * columns[column] for column, value
                         in zip(model["columns"][part], model["values"][part], strict=True))
        low, high = float(model["row_low"][row]), float(model["row_high"][row])
        if math.isfinite(high):
            program.addCons(total <= high)
        if math.isfinite(low):
            program.addCons(total >= low)
    program.setMaximize()
    program.optimize()
    if program.getStatus() == "infeasible":
        return None, -math.inf
    value = program.getObjVal() if program.getNSols() else None
    return value, program.getDualbound()


def cbc(model: Model, seconds: float) -> Reply:
    """Solve with CBC, through PuLP. It tells no bound: its word that it is done is taken for proof."""
    import pulp

    program = pulp.LpProblem("model", pulp.LpMaximize)
    columns = [pulp.LpVariable(f"x{place}", float(low), float(high), pulp.LpInteger if whole else pulp.LpContinuous)
               for place, (low, high, whole)
               in enumerate(zip(model["low"], model["high"], model["whole"], strict=True))]
    program += pulp.LpAffineExpression(list(zip(columns, map(float, model["gain"]), strict=True)))
    for row in range(len(model["row_low"])):
        part = slice(model["starts"][row], model["starts"][row + 1])
        total = pulp.LpAffineExpression([(columns[column], float(value)) for column, value
                                         in zip(model["columns"][part], model["values"][part], strict=True)])
        low, high = float(model["row_low"][row]), float(model["row_high"][row])
        if math.isfinite(high):
            program += total <= high
        if math.isfinite(low):
            program += total >= low
    solver = pulp.PULP_CBC_CMD(msg=False, threads=1, timeLimit=seconds, gapAbs=max(1e-6, float(model["gap"])), gapRel=0)
    program.solve(solver)
    value = pulp.value(program.objective)
    done = program.sol_status == pulp.LpSolutionOptimal
    return value, value + float(model["gap"]) if done and value is not None else None


def pabutools(model: Model, _seconds: float) -> Reply:
    """Solve one budget with pabutools' exact rule (primal-dual branch and bound)."""
    from pabutools.election import Additive_Cardinal_Sat, CardinalBallot, CardinalProfile, Instance, Project
    from pabutools.rules import MaxAddUtilWelfareAlgo, max_additive_utilitarian_welfare

    projects = [Project(str(place), int(cost)) for place, cost in enumerate(model["costs"])]
    instance = Instance(projects, budget_limit=int(model["budget"]))
    ballot = CardinalBallot({one: round(2 * float(score)) for one, score
                             in zip(projects, model["scores"], strict=True)})
    profile = CardinalProfile([ballot])
    chosen = max_additive_utilitarian_welfare(instance, profile, sat_class=Additive_Cardinal_Sat,
                                              inner_algo=MaxAddUtilWelfareAlgo.PRIMAL_DUAL)
    value = sum(float(model["scores"][int(str(one))]) for one in chosen)
    return value, value


SOLVERS: dict[str, Callable[[Model, float], Reply]] = {
    "scipy.milp": scipy_milp, "highspy": highs, "CP-SAT": cp_sat, "SCIP": scip, "CBC": cbc, "pabutools": pabutools,
}


def spent() -> float:
    """Return the processor's seconds of this process and of those it started (CBC is one)."""
    return time.process_time() + sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2])


def main() -> None:
    """Answer the models named on standard input, one a line."""
    solve = SOLVERS[sys.argv[1]]
    for line in sys.stdin:
        path, seconds = json.loads(line)
        with np.load(Path(path)) as stored:
            model = dict(stored)
        start = spent()
        value, bound = solve(model, seconds)
        took = spent() - start
        reply = {"seconds": took, "value": value, "bound": None if bound is None or not math.isfinite(bound) else bound,
                 "impossible": bound == -math.inf}
        sys.stdout.write(json.dumps(reply) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
