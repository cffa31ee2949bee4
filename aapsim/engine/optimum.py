"""The exact optimum: decisions and bound by a tight model, amounts on the lattice, ties in order.

Sweeps (:mod:`aapsim.engine.exact`) find it most of the time. Where they would look at too much, integer
programs do:

1. Decisions binary, amounts continuous: the bound, and which projects are funded.
2. Amounts on the lattice for these decisions: a first admissible allocation.
3. Multipliers of the relaxation leave a *window* of choices that can still be as good; inside it
   the best admissible value, then the most money, then the fewest projects with two authorities,
   then the lexicographically largest grants.
Whatever the solver returns is recomputed and checked in exact arithmetic before it is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from aapsim.engine.best import counts_heads
from aapsim.engine.box import Box, Span, full_box
from aapsim.engine.certify import Prices, multipliers_of, prices_of, upper_bound, window
from aapsim.engine.exact import exact_optimum, first_worth
from aapsim.engine.feasible import respects
from aapsim.engine.model import GrantModel, build_model, maximise_worth, read_grants
from aapsim.engine.problem import Problem
from aapsim.engine.rows import Row, rows_of
from aapsim.engine.solver import SolverAnswer, solve
from aapsim.engine.tables import all_rows
from aapsim.engine.ties import FINISH_NODES, first_in_order
from aapsim.engine.value import admissible_above, admissible_below, step_worth, tolerance, total_worth

MAIN_NODES = 200_000
"""Node limit of the first search; past it the answer is provisional."""


@dataclass(frozen=True, slots=True)
class Optimum:
    """The answer of the optimiser. ``grants`` maps funded ids to whole euros; value and bounds are exact.

    ``proved`` is true when the solver's bound is within one rounding step of the value.
    """

    grants: Mapping[str, int]
    value: Fraction
    solver_bound: Fraction
    upper_bound: Fraction
    multipliers: Mapping[str, Fraction]
    proved: bool


class Undecided(ArithmeticError):
    """Raised when no verified allocation was found, though none was proved impossible."""


@dataclass(frozen=True, slots=True)
class _Search:
    """What stays the same during one optimisation."""

    problem: Problem
    rows: tuple[Row, ...]
    box: Box

    def model(self, box: Box, *, lattice: bool = True) -> GrantModel:
        return build_model(
            self.problem, self.rows, box, lattice=lattice, explicit_split=self.problem.needs_explicit_split
        )


_Ordering = Callable[[_Search, Mapping[str, Fraction], Fraction, dict[str, int]], tuple[dict[str, int], bool]]
"""Finds the first in the tie order from a search, its multipliers, the bound they prove and a good allocation.

It says as well whether it has shown on its own that there is none better.
"""


def find_optimum(problem: Problem) -> Optimum | None:
    """Return the optimum, or ``None`` when no admissible allocation exists. May raise ``Undecided``.

    By sweeps where they find it within a fixed amount of work, else by the solver, whose value sweeps may
    still put into order: the same answer.
    """
    return optimum_by_sweeps(problem) or _by_solver(problem, _first_by_sweeps)


def optimum_by_sweeps(problem: Problem) -> Optimum | None:
    """Return the optimum, or ``None`` where sweeps do not find it within their amount of work."""
    swept = _swept(problem)
    if swept is None:
        return None
    grants, value, multipliers = swept
    search = _search(problem)
    proven = upper_bound(problem, prices_of(problem, search.rows, multipliers), search.box)
    return Optimum(dict(sorted(grants.items())), value, value, proven, multipliers, proved=True)


@dataclass(frozen=True, slots=True)
class Bare:
    """The optimum's grants (funded ids to whole euros) and exact value, without the bound that certifies them."""

    grants: Mapping[str, int]
    value: Fraction
    proved: bool


def bare_optimum(problem: Problem) -> Bare | None:
    """Return what :func:`find_optimum` would, without a certificate: for answers that are counted, not published."""
    swept = _swept(problem, presolve=False)
    if swept is not None:
        return Bare(swept[0], swept[1], proved=True)
    found = _by_solver(problem, _first_by_sweeps)
    return None if found is None else Bare(found.grants, found.value, found.proved)


def _swept(problem: Problem, *, presolve: bool = True) -> tuple[dict[str, int], Fraction, dict[str, Fraction]] | None:
    """Return the optimum found by sweeps with its value and the relaxation's multipliers.

    ``presolve`` is for multipliers that are published: one certificate a problem, whatever asks for it.
    """
    table = all_rows(problem)
    if table is None or not problem.candidates:
        return None
    search = _search(problem)
    multipliers = multipliers_of(problem, search.rows, search.box, presolve=presolve)
    found = exact_optimum(problem, search.rows, table, search.box, multipliers)
    return None if found is None else (*found, multipliers)


def optimum_by_solver(problem: Problem) -> Optimum | None:
    """Return the optimum found by integer programs alone, ``None`` when nothing is admissible."""
    return _by_solver(problem, _first)


def _by_solver(problem: Problem, ordered: _Ordering) -> Optimum | None:
    search = _search(problem)
    first = _first_found(search)
    if first is None:
        return None
    grants, bound = first
    multipliers = multipliers_of(problem, search.rows, search.box)
    prices = prices_of(problem, search.rows, multipliers)
    proven_bound = upper_bound(problem, prices, search.box)
    grants, bound = _best_in_window(search, grants, bound, prices, proven_bound)
    grants, proved = ordered(search, multipliers, proven_bound, grants)
    bound = float(total_worth(problem, grants)) if proved else bound
    return _concluded(problem, grants, bound, proven_bound, multipliers)


def grants_within_a_step(problem: Problem) -> Mapping[str, int] | None:
    """Return grants worth the optimum to one step, ``None`` when there is none: ties and bounds are skipped.

    Enough to know whether something can be funded, not to publish.
    """
    swept = _swept(problem)
    if swept is not None:
        return swept[0]
    try:
        first = _first_found(_search(problem))
    except Undecided:
        return None
    if first is None or _within_a_step(problem, *first):
        return None if first is None else first[0]
    optimum = _by_solver(problem, _first_by_sweeps)
    return None if optimum is None else optimum.grants


def _search(problem: Problem) -> _Search:
    return _Search(problem, rows_of(problem), full_box(problem))


def _first_found(search: _Search) -> tuple[dict[str, int], float] | None:
    """Return an admissible allocation and a bound of the best value; ``None`` when nothing is possible."""
    model = search.model(search.box, lattice=False)
    maximise_worth(model)
    answer = solve(model.linear, nodes=MAIN_NODES)
    if answer.status == "infeasible":
        return None
    bound = answer.bound * model.unit
    grants = _round(search, model, answer)
    if grants is None:
        grants, lattice_bound = _best_inside(search, search.box, MAIN_NODES)
        bound = min(bound, lattice_bound)
        if grants is None and np.isfinite(lattice_bound):
            raise Undecided
    return None if grants is None else (grants, bound)


def _concluded(
    problem: Problem, grants: Mapping[str, int], bound: float, proven: Fraction, multipliers: Mapping[str, Fraction]
) -> Optimum:
    value = total_worth(problem, grants)
    solver_bound = _exact_bound(problem, value, bound)
    solver_bound = max(value, min(solver_bound, proven))
    return Optimum(
        grants=dict(sorted(grants.items())),
        value=value,
        solver_bound=solver_bound,
        upper_bound=proven,
        multipliers=multipliers,
        proved=solver_bound - value <= tolerance(problem),
    )


def _exact_bound(problem: Problem, value: Fraction, bound: float) -> Fraction:
    """Turn the solver's float bound into a rational: equal to the value within float accuracy, else rounded up."""
    if not np.isfinite(bound):
        return value if bound < 0 else Fraction(10) ** 30
    slack = 1e-8 * max(abs(float(value)), float(step_worth(problem)))
    if bound <= float(value) + slack:
        return value
    return Fraction(repr(bound + slack))


def _within_a_step(problem: Problem, grants: Mapping[str, int], bound: float) -> bool:
    value = total_worth(problem, grants)
    return _exact_bound(problem, value, bound) - value <= tolerance(problem)


def _round(search: _Search, model: GrantModel, answer: SolverAnswer) -> dict[str, int] | None:
    """Find good admissible amounts for the decisions of a continuous answer.

    First only the amounts that are not admissible move, to a neighbour; if that is impossible or
    loses more than a step, all amounts of the funded projects may move.
    """
    if not answer.has_point:
        return None
    amounts = model.amounts(answer.point)
    near, decided = [], []
    for candidate, span, amount, funded in zip(
        search.problem.candidates, search.box, amounts, model.funded, strict=True
    ):
        if answer.point[funded] < 0.5:
            near.append(Span(0, 0))
            decided.append(Span(0, 0))
            continue
        low = max(span.low, admissible_below(search.problem, candidate, amount + 1e-6))
        high = min(span.high, admissible_above(search.problem, candidate, amount - 1e-6))
        near.append(Span(min(low, high), max(low, high), optional=False))
        decided.append(replace(span, optional=False))
    grants = _best_inside(search, tuple(near), FINISH_NODES)[0]
    if grants is not None and _within_a_step(search.problem, grants, answer.bound * model.unit):
        return grants
    return _best_inside(search, tuple(decided), FINISH_NODES)[0]


def _best_inside(search: _Search, box: Box, nodes: int) -> tuple[dict[str, int] | None, float]:
    """Return the best admissible allocation found in a box (checked exactly), and the bound over the box."""
    model = search.model(box)
    maximise_worth(model)
    answer = solve(model.linear, nodes=nodes)
    bound = -np.inf if answer.status == "infeasible" else answer.bound * model.unit
    if not answer.has_point and model.linear.cost:
        return None, bound
    grants = read_grants(model, answer.point, box)
    return (grants if respects(search.problem, search.rows, grants) else None), bound


def _best_in_window(
    search: _Search, grants: dict[str, int], bound: float, prices: Prices, proven: Fraction
) -> tuple[dict[str, int], float]:
    """Find the best admissible value inside the window that holds it.

    Everything outside the window is worth less than the allocation at hand, so the answer does not
    depend on which one that is.
    """
    problem = search.problem
    value = total_worth(problem, grants)
    box = window(problem, prices, search.box, max(Fraction(0), proven - value))
    if not all(span.settled for span in box):
        better, window_bound = _best_inside(search, box, FINISH_NODES)
        if better is not None and total_worth(problem, better) > value:
            grants, value = better, total_worth(problem, better)
        bound = min(bound, max(float(value), window_bound))
    return grants, bound


def _first(
    search: _Search, multipliers: Mapping[str, Fraction], proven: Fraction, grants: dict[str, int]
) -> tuple[dict[str, int], bool]:
    """Put the allocations worth as much into order by the solver, which trusts that there is none better."""
    value, prices = total_worth(search.problem, grants), prices_of(search.problem, search.rows, multipliers)
    box = window(search.problem, prices, search.box, max(Fraction(0), proven - value))
    if not all(span.settled for span in box):
        grants = first_in_order(search.problem, search.rows, box, grants, value)
    return grants, False


def _first_by_sweeps(
    search: _Search, multipliers: Mapping[str, Fraction], proven: Fraction, grants: dict[str, int]
) -> tuple[dict[str, int], bool]:
    """Put them into order by one sweep where that is enough, now that a value is known; else by the solver."""
    problem, table = search.problem, all_rows(search.problem)
    if table is not None and not counts_heads(problem):
        value = total_worth(problem, grants)
        found = first_worth(problem, search.rows, table, search.box, multipliers, value)
        if found is not None:
            return found, True
    return _first(search, multipliers, proven, grants)
