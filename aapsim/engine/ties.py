"""The tie order among allocations of equal value: most money, fewest two-authority projects, largest grants.

Every search runs inside a window that holds all allocations at least as good, and every result is
recomputed exactly before it replaces the one at hand, so the order can be missed within the node
limit, never the value.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from aapsim.engine.box import Box, Span
from aapsim.engine.feasible import respects
from aapsim.engine.model import GrantModel, Terms, build_model, read_grants
from aapsim.engine.problem import Problem
from aapsim.engine.rows import Row
from aapsim.engine.solver import solve
from aapsim.engine.split import fewest_two_authorities
from aapsim.engine.value import admissible_above, total_worth

FINISH_NODES = 2_000
"""Least node limit of each search that only polishes within one rounding step."""
_FINISH_COLUMNS = 1_000_000
"""Columns that such a search may look at over all its nodes: small problems are searched further."""
_HALF_EURO = 0.5
"""Slack of what is asked of whole euros: with less, HiGHS was seen to call impossible what is not."""

Grants = dict[str, int]


@dataclass(frozen=True, slots=True)
class _Level:
    """The set of allocations still equal: inside ``box``, worth ``value`` and granting ``money`` euros at least.

    ``together`` is the most projects that two authorities may share, ``None`` for no limit.
    """

    problem: Problem
    rows: Sequence[Row]
    box: Box
    value: Fraction
    money: int = 0
    together: int | None = None

    def model(self, *, split: bool = False) -> GrantModel:
        """Return the model of the set, with who pays what where that matters or ``split`` asks for it."""
        split = split or self.problem.needs_explicit_split or self.together is not None
        model = build_model(self.problem, self.rows, self.box, lattice=True, explicit_split=split)
        worths = [term for terms in model.worth_terms for term in terms]
        model.linear.row(worths, float(self.value) / model.unit - 1e-7, np.inf)
        if self.money:
            granted = [term for terms in model.grant for term in terms]
            model.linear.row(granted, (self.money - _HALF_EURO) / self.problem.step, np.inf)
        if self.together is not None:
            model.linear.row([(both, 1.0) for both in model.both], -np.inf, float(self.together))
        return model

    def solved(self, model: GrantModel) -> Grants | None:
        """Return the exact, verified grants of a model's best point, or ``None``."""
        columns = max(1, len(model.linear.cost))
        answer = solve(model.linear, nodes=max(FINISH_NODES, _FINISH_COLUMNS // columns))
        if not answer.has_point:
            return None
        grants = read_grants(model, answer.point, self.box)
        return grants if self.holds(grants) else None

    def holds(self, grants: Grants) -> bool:
        """Whether grants belong to the set, in exact arithmetic."""
        if total_worth(self.problem, grants) < self.value or sum(grants.values()) < self.money:
            return False
        if not respects(self.problem, self.rows, grants):
            return False
        return self.together is None or fewest_two_authorities(self.problem, grants) <= self.together


def first_in_order(problem: Problem, rows: Sequence[Row], box: Box, grants: Grants, value: Fraction) -> Grants:
    """Return the first allocation in the tie order among those of a box worth at least ``value``."""
    grants = _richest(_Level(problem, rows, box, value), grants)
    level = _Level(problem, rows, box, value, money=sum(grants.values()))
    if _another(level, grants) is None:
        return grants
    level, grants = _fewest_together(level, grants)
    return _largest_grants(level, grants)


def _largest_grants(level: _Level, grants: Grants) -> Grants:
    """Walk down the ranking: find the next project whose grant can grow, give it its largest, go on."""
    problem, order = level.problem, level.problem.ranked
    done = 0
    while done < len(order):
        larger = _lexicographically_better(level, grants)
        if larger is None:
            return grants
        rank = next(r for r, i in enumerate(order) if larger.get(problem.candidates[i].id, 0)
                    != grants.get(problem.candidates[i].id, 0))
        grants = _grown(_kept(level, order[:rank], larger), order[rank], larger)
        done = rank + 1
        level = _kept(level, order[:done], grants)
    return grants


def _kept(level: _Level, places: Sequence[int], grants: Grants) -> _Level:
    """Return the level with the grants of some projects fixed."""
    box = list(level.box)
    for place in places:
        amount = grants.get(level.problem.candidates[place].id, 0)
        box[place] = Span(amount, amount, optional=amount == 0)
    return replace(level, box=tuple(box))


def _grown(level: _Level, place: int, grants: Grants) -> Grants:
    """Return an equal allocation in which one project receives the most it can."""
    one, span = level.problem.candidates[place].id, level.box[place]
    if grants.get(one, 0) == span.high:
        return grants
    model = level.model()
    for column, amount in model.grant[place]:
        model.linear.cost[column] += amount
    found = level.solved(model)
    return found if found is not None and found.get(one, 0) >= grants.get(one, 0) else grants


def _richest(level: _Level, grants: Grants) -> Grants:
    model = level.model()
    for terms in model.grant:
        for column, amount in terms:
            model.linear.cost[column] += amount
    found = level.solved(model)
    return found if found is not None and sum(found.values()) > sum(grants.values()) else grants


def _fewest_together(level: _Level, grants: Grants) -> tuple[_Level, Grants]:
    """Return the level held to the fewest projects that two authorities share, and grants that are in it."""
    if len(level.problem.authorities) == 1:
        return level, grants
    fewest = fewest_two_authorities(level.problem, grants)
    if fewest:
        model = level.model(split=True)
        for both in model.both:
            model.linear.cost[both] -= 1.0
        found = level.solved(model)
        if found is not None and fewest_two_authorities(level.problem, found) < fewest:
            grants, fewest = found, fewest_two_authorities(level.problem, found)
    return replace(level, together=fewest), grants


def _another(level: _Level, grants: Grants) -> Grants | None:
    """Return another equal allocation (money being equal, a grant grows), or ``None`` if there is none."""
    problem, model = level.problem, level.model()
    marks: Terms = []
    for place, (candidate, span) in enumerate(zip(problem.candidates, level.box, strict=True)):
        grant = grants.get(candidate.id, 0)
        if grant < span.high:
            larger = max(span.low, admissible_above(problem, candidate, grant + 1))
            mark = model.linear.column(0.0, 0.0, 1.0, whole=True)
            marks.append((mark, 1.0))
            model.linear.row([*model.grant[place], (mark, -larger / problem.step)], -_HALF_EURO / problem.step, np.inf)
    if not marks:
        return None
    model.linear.row(marks, 1.0, 1.0)
    found = level.solved(model)
    return found if found is not None and found != grants else None


def _lexicographically_better(level: _Level, grants: Grants) -> Grants | None:
    """Return an equal allocation whose grants come first in order, or ``None`` if there is none.

    One binary marks the first project whose grant grows: those before it keep theirs.
    """
    problem, model = level.problem, level.model()
    linear, step = model.linear, level.problem.step
    half = _HALF_EURO / step
    order = problem.ranked
    marks: Terms = []
    for rank, place in enumerate(order):
        candidate, span = problem.candidates[place], level.box[place]
        grant = grants.get(candidate.id, 0)
        linear.row([*model.grant[place], *((m, grant / step) for m, _ in marks)], grant / step - half, np.inf)
        if grant >= span.high:
            continue
        larger = max(span.low, admissible_above(problem, candidate, grant + 1))
        mark = linear.column(float(len(order) - rank), 0.0, 1.0, whole=True)
        marks.append((mark, 1.0))
        linear.row([*model.grant[place], (mark, -larger / step)], -half, np.inf)
        raised: Terms = [(m, -(span.high - grant) / step) for m, _ in marks]
        linear.row([*model.grant[place], *raised], -np.inf, grant / step + half)
    if not marks:
        return None
    linear.row(marks, 1.0, 1.0)
    found = level.solved(model)
    return found if found is not None and found != grants else None
