"""The textbook model of an instance, written to a file that every referee reads."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from aapsim.domain.application import Application
from aapsim.domain.call import Call
from aapsim.engine.allocate import prepare
from aapsim.engine.inputs import canonical_inputs
from tests.reference.problem import Problem
from tests.reference.textbook import Textbook


def write_model(path: Path, call: Call, applications: list[Application], gap: float, value: float) -> None:
    """Write the textbook model with continuous amounts; a proof within ``gap`` of the best is asked for."""
    case = prepare(call, applications)
    problem = Problem(canonical_inputs(case.call, case.applications, case.taking_part, case.locks, "optimum"))
    write_textbook(path, problem, gap, value, admissible=False)


def write_textbook(path: Path, problem: Problem, gap: float, value: float, *, admissible: bool) -> None:
    """Write the textbook model of a problem; ``admissible`` amounts are whole numbers of steps, or caps."""
    textbook = Textbook(problem, admissible=admissible)
    model = textbook.model
    starts, columns, values = [0], list[int](), list[float]()
    for terms, _, _ in model.rows:
        columns += terms.keys()
        values += terms.values()
        starts.append(len(columns))
    np.savez(
        path,
        gain=np.array(model.gain, dtype=float), whole=np.array(model.whole, dtype=np.int64),
        low=np.array(model.low, dtype=float), high=np.array(model.high, dtype=float),
        row_low=np.array([low for _, low, _ in model.rows], dtype=float),
        row_high=np.array([high for _, _, high in model.rows], dtype=float),
        starts=np.array(starts, dtype=np.int32), columns=np.array(columns, dtype=np.int32), values=np.array(values),
        unit=float(textbook.unit), gap=gap, relative=gap / value if value else 0.0,
        costs=np.array([project.cap for project in problem.projects]), budget=problem.envelope,
        scores=np.array([float(project.weight) for project in problem.projects]),
    )
