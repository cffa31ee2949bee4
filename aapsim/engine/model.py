"""The tight mixed-integer model of a problem, for the solver.

A candidate is one binary (funded) as wide as its smallest grant in the box, then continuous
increments along the curve. On the *lattice* the grant is also tied to an integer number of steps
plus the cap's own remainder. Amounts are in rounding steps inside the model, to keep numbers near 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from aapsim.engine.box import Box, Span
from aapsim.engine.problem import Candidate, Problem
from aapsim.engine.rows import Row, rows_of
from aapsim.engine.solver import Floats, LinearModel
from aapsim.engine.tables import RowTable, all_rows
from aapsim.engine.value import (
    admissible_above,
    admissible_below,
    breakpoints,
    largest_multiple,
    step_worth,
    worth,
)

Terms = list[tuple[int, float]]

_MOST_AT_ONCE = 2_000_000
"""Rows times columns that are filled in as one array (memory)."""


@dataclass(slots=True)
class GrantModel:
    """A linear model with, per candidate, the column of its binary and its grant as terms (in steps).

    With an explicit split: ``both`` holds the binaries *several authorities pay*, ``paid`` the columns by
    (candidate, pool) and ``sent`` those by (pool, pool), in steps. ``unit`` divides the worth.
    """

    problem: Problem
    linear: LinearModel
    funded: list[int] = field(default_factory=list)
    grant: list[Terms] = field(default_factory=list)
    worth_terms: list[Terms] = field(default_factory=list)
    row_names: list[str] = field(default_factory=list)
    both: list[int] = field(default_factory=list)
    paid: dict[tuple[int, int], int] = field(default_factory=dict)
    sent: dict[tuple[int, int], int] = field(default_factory=dict)
    unit: float = 1.0

    def amounts(self, point: Floats) -> list[float]:
        """Return each candidate's grant in euros at a point of the model."""
        step = self.problem.step
        return [step * sum(value * point[column] for column, value in terms) for terms in self.grant]


def worth_unit(problem: Problem) -> float:
    """Return the worth by which objective coefficients are divided, to keep them near 1 (computed once)."""
    known: float | None = problem.__dict__.get("_worth_unit")
    if known is None:
        known = problem.__dict__["_worth_unit"] = _worth_unit(problem)
    return known


def _worth_unit(problem: Problem) -> float:
    return float(step_worth(problem)) or 1.0


def _worth_of_pieces(problem: Problem, candidate: Candidate, span: Span) -> tuple[float, list[tuple[float, float]]]:
    """Return what the least grant of a span is worth, and the pieces above: their width and a step's worth in them."""
    if problem.objective == "euros" and problem.curve == "none":
        # Two whole numbers divided are rounded as the fraction would be.
        above, below = candidate.weight.numerator, candidate.weight.denominator
        more = [(float(span.high - span.low), above * problem.step / below)] if span.high > span.low else []
        return above * span.low / below, more
    pieces = breakpoints(problem, candidate, span.low, span.high)
    return float(worth(problem, candidate, span.low)), [(float(w), float(per * problem.step)) for w, per in pieces]


def _add_candidate(model: GrantModel, candidate: Candidate, span: Span, *, lattice: bool) -> None:
    problem, linear, step = model.problem, model.linear, model.problem.step
    funded = linear.column(0.0, 0.0 if span.optional else 1.0, 1.0 if span.high else 0.0, whole=True)
    grant: Terms = [(funded, span.low / step)]
    least, more = _worth_of_pieces(problem, candidate, span)
    gained: Terms = [(funded, least / model.unit)]
    room = (span.high - span.low) / step
    pieces: Terms = []
    for width, per_step in more:
        column = linear.column(0.0, 0.0, width / step)
        pieces.append((column, 1.0))
        gained.append((column, per_step / model.unit))
    if pieces:
        linear.row([*pieces, (funded, -room)], -np.inf, 0.0)
        model.row_names.append("")
        if lattice:
            _tie_to_steps(model, candidate, span, pieces)
    model.funded.append(funded)
    model.grant.append(grant + pieces)
    model.worth_terms.append(gained)


def _tie_to_steps(model: GrantModel, candidate: Candidate, span: Span, pieces: Terms) -> None:
    """Tie the increments to whole steps, plus the remainder of the cap once every step is taken."""
    step, linear = model.problem.step, model.linear
    top = largest_multiple(model.problem, candidate) if span.high == candidate.cap else span.high
    whole = max(0, top - span.low) // step
    rest = span.high - span.low - whole * step
    if rest == step:
        whole, rest = whole + 1, 0
    count = linear.column(0.0, 0.0, float(whole), whole=True)
    tie: Terms = [*pieces, (count, -1.0)]
    if rest:
        topped = linear.column(0.0, 0.0, 1.0, whole=True)
        tie.append((topped, -rest / step))
        if whole:
            linear.row([(topped, float(whole)), (count, -1.0)], -np.inf, 0.0)
            model.row_names.append("")
    linear.row(tie, 0.0, 0.0)
    model.row_names.append("")


def _add_row(model: GrantModel, row: Row) -> None:
    step = model.problem.step
    terms: Terms = []
    scale = 1 / step if row.x else 1.0
    for place, coefficient in row.x:
        terms += [(column, value * float(coefficient)) for column, value in model.grant[place]]
    terms += [(model.funded[place], float(coefficient)) for place, coefficient in row.y]
    model.linear.row(terms, -np.inf, float(row.bound) * scale)
    model.row_names.append(row.name)


def _add_table(model: GrantModel, table: RowTable) -> None:
    """Add every row of a problem at once: what :func:`_add_row` adds one by one."""
    euros = table.x.any(axis=1)
    places = [place for place, terms in enumerate(model.grant) for _ in terms]
    columns, values = np.array([term for terms in model.grant for term in terms]).reshape(-1, 2).T
    matrix = np.zeros((len(table.bound), len(model.linear.cost)))
    matrix[:, columns.astype(np.int64)] = (table.x / table.scale[:, None])[:, places] * values
    matrix[:, model.funded] += table.y / table.scale[:, None]
    high = table.bound / table.scale * np.where(euros, 1 / model.problem.step, 1.0)
    model.linear.at_most(matrix, np.arange(len(model.linear.cost)), high)
    model.row_names += table.names


def build_model(
    problem: Problem, rows: Sequence[Row], box: Box, *, lattice: bool, explicit_split: bool = False
) -> GrantModel:
    """Build the model of a problem inside a box, without an objective yet.

    ``explicit_split`` adds who pays what (columns per payment, authorities, transfers).
    """
    model = GrantModel(problem, LinearModel(), unit=worth_unit(problem))
    for candidate, span in zip(problem.candidates, box, strict=True):
        _add_candidate(model, candidate, span, lattice=lattice)
    table = all_rows(problem) if rows is rows_of(problem) else None
    if table is not None and len(table.bound) * len(model.linear.cost) <= _MOST_AT_ONCE:
        _add_table(model, table)
    else:
        for row in rows:
            _add_row(model, row)
    if explicit_split:
        _add_split(model)
    return model


def _add_split(model: GrantModel) -> None:
    """Add who pays what: payments that sum to the grant, authorities that pay, transfers."""
    problem, linear = model.problem, model.linear
    for place in range(len(problem.candidates)):
        paid: Terms = []
        chosen: Terms = []
        for authority in problem.authorities:
            columns = _authority_columns(model, place, authority)
            if columns is not None:
                chosen.append((columns[0], 1.0))
                paid += columns[1]
        linear.row([*paid, *((column, -value) for column, value in model.grant[place])], 0.0, 0.0)
        linear.row([*chosen, (model.funded[place], -float(problem.max_authorities))], -np.inf, 0.0)
        both = linear.column(0.0, 0.0, 1.0, whole=True)
        linear.row([*chosen, (both, -float(len(problem.authorities)))], -np.inf, 1.0)
        model.both.append(both)
    _add_pools(model)
    model.row_names += [""] * (len(linear.row_low) - len(model.row_names))


def _authority_columns(model: GrantModel, place: int, authority: str) -> tuple[int, Terms] | None:
    """Add one authority's part of a grant: its binary and its payments; ``None`` if it cannot pay."""
    problem, linear, step = model.problem, model.linear, model.problem.step
    candidate = problem.candidates[place]
    sources = [s for s, pool in enumerate(problem.pools) if pool.authority == authority and candidate.open >> s & 1]
    if not sources:
        return None
    chosen = linear.column(0.0, 0.0, 1.0, whole=True)
    terms: Terms = []
    for s in sources:
        column = linear.column(0.0, 0.0, candidate.cap / step)
        model.paid[place, s] = column
        terms.append((column, 1.0))
    linear.row([*terms, (chosen, -candidate.cap / step)], -np.inf, 0.0)
    # An authority that is chosen pays at least its minimum agreement, and at least one euro.
    linear.row([*terms, (chosen, -max(problem.minimum_agreement, 1) / step)], 0.0, np.inf)
    return chosen, terms


def _add_pools(model: GrantModel) -> None:
    """Bound each pool's payments by its money, transfers counted; a pool sends only money of its own."""
    problem, linear, step = model.problem, model.linear, model.problem.step
    for s, pool in enumerate(problem.pools):
        for t in range(len(problem.pools)):
            if pool.targets >> t & 1:
                model.sent[s, t] = linear.column(0.0, 0.0, pool.sendable / step)
    for s, pool in enumerate(problem.pools):
        terms: Terms = [(column, 1.0) for (_, source), column in model.paid.items() if source == s]
        out: Terms = [(column, 1.0) for (source, _), column in model.sent.items() if source == s]
        received: Terms = [(column, -1.0) for (_, target), column in model.sent.items() if target == s]
        linear.row(terms + out + received, -np.inf, pool.available / step)
        if out:
            linear.row(out, -np.inf, pool.sendable / step)


def maximise_worth(model: GrantModel) -> None:
    """Set the objective to the allocation's worth (in ``model.unit``)."""
    for terms in model.worth_terms:
        for column, value in terms:
            model.linear.cost[column] += value


def read_grants(model: GrantModel, point: Floats, box: Box) -> dict[str, int]:
    """Return the admissible grants nearest to a point of a lattice model, zeros left out."""
    grants: dict[str, int] = {}
    amounts = model.amounts(point)
    for candidate, span, amount, funded in zip(
        model.problem.candidates, box, amounts, model.funded, strict=True
    ):
        if span.high == 0 or point[funded] < 0.5:
            continue
        below = max(span.low, admissible_below(model.problem, candidate, amount))
        above = min(span.high, admissible_above(model.problem, candidate, amount))
        grants[candidate.id] = below if amount - below <= above - amount else above
    return grants
