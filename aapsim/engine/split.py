"""Who pays what: grants are split between sources by a stated rule.

Fewest projects paid by two authorities first; then, down the ranking, each authority in the call's
order pays as much as it can; inside these parts the least money is transferred between fungible
sources, then, down the ranking, each source in the call's order pays as much as it can.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from aapsim.engine.authorities import Loads, authority_loads
from aapsim.engine.box import Span
from aapsim.engine.model import GrantModel, Terms, build_model
from aapsim.engine.payable import can_be_paid, loads_alone
from aapsim.engine.problem import Problem
from aapsim.engine.solver import Floats, solve
from aapsim.engine.sources import payments_of

SPLIT_NODES = 300
"""Node limit of the searches that only decide who pays."""
PROOF_NODES = 20_000
"""Node limit of the search for any way to pay grants that are to be published."""
ASKED_NODES = 2_000
"""Node limit of the search that only asks whether grants can be paid."""


@dataclass(frozen=True, slots=True)
class Split:
    """Payments in whole euros by (id, source code), and transfers as (from, to, euros)."""

    payments: Mapping[str, tuple[tuple[str, int], ...]]
    transfers: tuple[tuple[str, str, int], ...]
    two_authorities: int


def _fixed_model(problem: Problem, grants: Mapping[str, int]) -> GrantModel:
    """Build the model of who pays what for given grants; only funded candidates are in it."""
    funded = replace(problem, candidates=tuple(c for c in problem.candidates if grants.get(c.id)))
    box = tuple(Span(grants[c.id], grants[c.id], optional=False) for c in funded.candidates)
    return build_model(funded, (), box, lattice=False, explicit_split=True)


def can_split(problem: Problem, grants: Mapping[str, int]) -> bool:
    """Whether a way is found for the sources to pay these grants under agreements, authorities and transfers.

    A way not found is taken for none: good for keeping an allocation, never for ruling one out.
    """
    return is_payable(problem, grants) is True


def is_payable(problem: Problem, grants: Mapping[str, int]) -> bool | None:
    """Whether the sources can pay these grants; ``None`` where the search gave up before it knew."""
    grants = {one: amount for one, amount in grants.items() if amount}
    if not grants:
        return True
    known = can_be_paid(problem, grants)
    if known is not None:
        return known
    if authority_loads(problem, grants) is not None:
        return True
    answer = solve(_fixed_model(problem, grants).linear, nodes=ASKED_NODES)
    if answer.has_point:
        return True
    return None if answer.status == "limit" else False


def fewest_two_authorities(problem: Problem, grants: Mapping[str, int]) -> int:
    """Return the number of projects that several authorities pay together under the stated rule."""
    grants = {one: amount for one, amount in grants.items() if amount}
    if len(problem.authorities) < 2 or not grants:
        return 0
    loads = authority_loads(problem, grants)
    if loads is not None:
        return sum(len(parts) > 1 for parts in loads.values())
    if can_be_paid(replace(problem, max_authorities=1), grants):
        return 0
    model = _fixed_model(problem, grants)
    for column in model.both:
        model.linear.cost[column] = -1.0
    answer = solve(model.linear, nodes=SPLIT_NODES)
    return round(-answer.objective) if answer.has_point else len(grants)


def split_grants(problem: Problem, grants: Mapping[str, int]) -> Split | None:
    """Split grants between the sources by the stated rule; ``None`` if the sources cannot pay them."""
    grants = {one: amount for one, amount in grants.items() if amount}
    if len(problem.pools) == 1:
        code = problem.pools[0].code
        return Split({one: ((code, amount),) for one, amount in grants.items()}, (), 0)
    if not grants:
        return Split({}, (), 0)
    loads = authority_loads(problem, grants) or loads_alone(problem, grants) or _searched_loads(problem, grants)
    if loads is None:
        return None
    together = sum(len(parts) > 1 for parts in loads.values())
    payments = payments_of(problem, loads)
    if payments is not None:
        return Split(payments, (), together)
    model = _fixed_model(problem, grants)
    _fix_loads(model, loads)
    if not _least_transferred(model):
        return None
    point = _largest_first(model, grants)
    return None if point is None else _read(model, grants, point, together)


def _searched_loads(problem: Problem, grants: Mapping[str, int]) -> Loads | None:
    """Ask the solver who pays how much of each grant; ``None`` if the sources cannot pay them."""
    model = _fixed_model(problem, grants)
    linear = model.linear
    if len(problem.authorities) > 1:
        linear.row([(column, 1.0) for column in model.both], -np.inf, float(fewest_two_authorities(problem, grants)))
    point = solve(linear, nodes=PROOF_NODES).point
    if point.size == 0:
        return None
    loads: Loads = {}
    for place in model.problem.ranked:
        one = model.problem.candidates[place].id
        loads[one], left = {}, grants[one]
        for authority in problem.authorities:
            terms = _payments(model, place, authority)
            if left and _paid_euros(model, point, terms) < left:
                point = _maximised(model, terms, point)
            amount = _paid_euros(model, point, terms)
            linear.row(terms, amount / problem.step - 1e-7, amount / problem.step + 1e-7)
            left -= amount
            if amount:
                loads[one][authority] = amount
    return loads


def _payments(model: GrantModel, place: int, authority: str) -> Terms:
    """Return the columns of what an authority pays to a project, as terms in steps."""
    return [
        (model.paid[place, s], 1.0)
        for s, pool in enumerate(model.problem.pools)
        if pool.authority == authority and (place, s) in model.paid
    ]


def _fix_loads(model: GrantModel, loads: Loads) -> None:
    """Tell the model which authority pays how much: only who pays inside each authority is left."""
    problem = model.problem
    for place, candidate in enumerate(problem.candidates):
        for authority in problem.authorities:
            terms = _payments(model, place, authority)
            amount = loads[candidate.id].get(authority, 0) / problem.step
            model.linear.row(terms, amount, amount)
            if not amount:
                for column, _ in terms:
                    model.linear.high[column] = 0.0
    # Binaries follow from the loads: what is left is a network of continuous payments.
    model.linear.whole = [False] * len(model.linear.whole)


def _least_transferred(model: GrantModel) -> bool:
    """Bound the money transferred by the least possible; false when the grants cannot be paid."""
    sent = list(model.sent.values())
    for column in sent:
        model.linear.cost[column] = -1.0
    answer = solve(model.linear, nodes=SPLIT_NODES)
    if not answer.has_point:
        return False
    if sent:
        least = round(sum(answer.point[column] for column in sent) * model.problem.step) / model.problem.step
        model.linear.row([(column, 1.0) for column in sent], -np.inf, least + 1e-7)
    for column in sent:
        model.linear.cost[column] = 0.0
    return True


def _largest_first(model: GrantModel, grants: Mapping[str, int]) -> Floats | None:
    """Fix the payments one by one at their largest, in order; return the last point."""
    problem, linear = model.problem, model.linear
    order = [place for place in problem.ranked if grants.get(problem.candidates[place].id)]
    for rank, place in enumerate(order):
        for s in range(len(problem.pools)):
            if (place, s) in model.paid:
                # A first guess of the order: earlier projects and earlier sources weigh more.
                linear.cost[model.paid[place, s]] = (len(order) - rank) * (len(problem.pools) - s) / len(order)
    point = solve(linear, nodes=SPLIT_NODES).point
    if point.size == 0:
        return None
    linear.cost = [0.0] * len(linear.cost)
    for place in order:
        left = grants[problem.candidates[place].id]
        for s in range(len(problem.pools)):
            column = model.paid.get((place, s))
            if column is None:
                continue
            if left and _euros(model, point, column) < left:
                point = _maximised(model, [(column, 1.0)], point)
            amount = _euros(model, point, column)
            left -= amount
            linear.low[column] = linear.high[column] = amount / problem.step
    return point


def _euros(model: GrantModel, point: Floats, column: int) -> int:
    return round(float(point[column]) * model.problem.step)


def _paid_euros(model: GrantModel, point: Floats, terms: Terms) -> int:
    return round(sum(float(point[column]) for column, _ in terms) * model.problem.step)


def _maximised(model: GrantModel, terms: Terms, point: Floats) -> Floats:
    for column, value in terms:
        model.linear.cost[column] = value
    answer = solve(model.linear, nodes=SPLIT_NODES)
    for column, _ in terms:
        model.linear.cost[column] = 0.0
    return answer.point if answer.has_point else point


def _read(model: GrantModel, grants: Mapping[str, int], point: Floats, together: int) -> Split | None:
    problem = model.problem
    payments: dict[str, tuple[tuple[str, int], ...]] = {}
    for place, candidate in enumerate(problem.candidates):
        amount = grants[candidate.id]
        paid = tuple(
            (pool.code, _euros(model, point, model.paid[place, s]))
            for s, pool in enumerate(problem.pools)
            if (place, s) in model.paid and _euros(model, point, model.paid[place, s])
        )
        if sum(euros for _, euros in paid) != amount:
            return None
        payments[candidate.id] = paid
    sent = tuple(
        (problem.pools[s].code, problem.pools[t].code, _euros(model, point, column))
        for (s, t), column in model.sent.items()
        if _euros(model, point, column)
    )
    return Split(payments, sent, together)
