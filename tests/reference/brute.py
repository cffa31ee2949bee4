"""Exact enumeration of admissible allocations, for up to about twelve projects.

Every project has a list of choices: an admissible amount and the set of authorities that pay it.
A depth-first search walks all combinations in integers; it leaves a branch only when no
completion can satisfy a row, or when a Lagrangian bound (valid for whatever prices) proves
that no completion is better than what is sought.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import product

import numpy as np
from scipy.optimize import linprog

from tests.reference.problem import Problem, Project, Sources

Way = tuple[tuple[Sources, int], ...]
MOST_CHOICES = 1_500


class TooMany(Exception):
    """The enumeration would visit more nodes than allowed: no answer."""


@dataclass(frozen=True)
class Found:
    """An admissible allocation in the order of ``problem.projects`` with its exact value."""

    value: Fraction
    amounts: tuple[int, ...]
    ways: tuple[Way, ...]


def choices_of(problem: Problem, project: Project) -> list[tuple[int, Way]]:
    """Return what one project may receive: (amount, demands on the sources)."""
    must = project.lock is not None and project.lock not in ("excluded", 0)
    zero: list[tuple[int, Way]] = [] if must else [(0, ())]
    return zero + [(x, way) for x in problem.amounts(project) for way in problem.pieces(project, x)]


def plain_best(problem: Problem) -> Found | None:
    """Return the best allocation by trying every combination, without any cut (tiny problems)."""
    if problem.impossible:
        return None
    best: Found | None = None
    for combination in product(*(choices_of(problem, project) for project in problem.projects)):
        amounts, ways = tuple(x for x, _ in combination), tuple(way for _, way in combination)
        value = value_of(problem, amounts)
        if (best is None or value > best.value) and not problem.fits(amounts, ways):
            best = Found(value, amounts, ways)
    return best


def value_of(problem: Problem, amounts: tuple[int, ...]) -> Fraction:
    """Return the exact value of grants in the order of ``problem.projects``."""
    gains = (problem.worth(project, x) for project, x in zip(problem.projects, amounts, strict=True))
    return sum(gains, Fraction(0))


class Search:
    """One enumeration: integer rows, float prices for the bound, exact values at the leaves."""

    def __init__(self, problem: Problem, most_nodes: int) -> None:
        self.problem = problem
        self.left = most_nodes
        self.choices = [choices_of(problem, project) for project in problem.projects]
        if most_nodes == 0 or sum(len(each) for each in self.choices) > MOST_CHOICES:
            raise TooMany
        self._integer_rows()
        self._prices()
        self._sort()

    def _loads(self, i: int, scale: list[int]) -> Iterator[list[int]]:
        """Yield what each choice of a project puts on every row, in whole numbers."""
        none = Fraction(0)
        pairs = list(zip(self.problem.rows, scale, strict=True))
        factors = [(int(row.euros.get(i, none) * f), int(row.heads.get(i, none) * f)) for row, f in pairs]
        for amount, way in self.choices[i]:
            rows = [per_euro * amount + (head if amount else 0) for per_euro, head in factors]
            yield rows + [sum(euros for allowed, euros in way if allowed <= held) for held in self.sets]

    def _integer_rows(self) -> None:
        self.sets = self.problem.source_sets()
        sides = [row.most for row in self.problem.rows] + [Fraction(self.problem.payable(s)) for s in self.sets]
        scale = []
        for row in self.problem.rows:
            parts = [row.most, *row.euros.values(), *row.heads.values()]
            scale.append(math.lcm(*(part.denominator for part in parts)))
        whole = [*scale, *(1 for _ in self.sets)]
        self.sides = [int(side * factor) for side, factor in zip(sides, whole, strict=True)]
        self.loads = [list(self._loads(i, scale)) for i in range(len(self.choices))]

    def _prices(self) -> None:
        """Price the rows by the linear relaxation; any non-negative prices keep the bound valid."""
        worth = [
            [float(self.problem.worth(project, x)) for x, _ in each]
            for project, each in zip(self.problem.projects, self.choices, strict=True)
        ]
        flat = np.array([v for each in worth for v in each])
        loads = np.array([load for each in self.loads for load in each], dtype=float)
        owner = np.repeat(np.arange(len(worth)), [len(each) for each in worth])
        prices = np.zeros(len(self.sides))
        if len(flat) and len(self.sides):
            picked = (owner[None, :] == np.arange(len(worth))[:, None]).astype(float)
            span = np.maximum(np.abs(loads).max(axis=0), 1)
            unit = max(1.0, float(flat.max()))
            sides = np.array(self.sides, dtype=float) / span
            solved = linprog(-flat / unit, (loads / span).T, sides, picked, np.ones(len(worth)), method="highs")
            if solved.status == 0:
                prices = np.maximum(0, -solved.ineqlin.marginals) * unit / span
        kept = flat - loads @ prices if len(flat) else flat
        best = [float(kept[owner == i].max()) for i in range(len(worth))]
        self.bound = float(np.dot(prices, self.sides)) + sum(best)
        self.loss = [[best[i] - float(k) for k in kept[owner == i]] for i in range(len(worth))]

    def _sort(self) -> None:
        order = sorted(range(len(self.choices)), key=lambda i: -max(self.loss[i], default=0))
        self.order = order
        least = [[min(load[r] for load in self.loads[i]) for r in range(len(self.sides))] for i in order]
        self.rest = [[0] * len(self.sides)]
        for loads in reversed(least):
            self.rest.append([a + b for a, b in zip(self.rest[-1], loads, strict=True)])
        self.rest.reverse()
        self.ranked = [sorted(range(len(self.choices[i])), key=self.loss[i].__getitem__) for i in range(len(order))]

    def better_than(self, target: Fraction | None, *, any_will_do: bool = False) -> Found | None:
        """Return the best allocation worth strictly more than ``target`` (or the first one met), or ``None``."""
        self.best: Found | None = None
        self.target = target
        self.any = any_will_do
        self.picked = [0] * len(self.choices)
        self._walk(0, 0.0, [0] * len(self.sides))
        return self.best

    def _hopeless(self, lost: float) -> bool:
        sought = self.best.value if self.best is not None else self.target
        if sought is None:
            return False
        return (self.any and self.best is not None) or self.bound - lost <= float(sought) + 1e-9 * abs(self.bound)

    def _walk(self, depth: int, lost: float, loads: list[int]) -> None:
        self.left -= 1
        if self.left < 0:
            raise TooMany
        if depth == len(self.order):
            self._leaf()
            return
        i, rest = self.order[depth], self.rest[depth + 1]
        for c in self.ranked[i]:
            if self._hopeless(lost + self.loss[i][c]):
                return
            after = [a + b for a, b in zip(loads, self.loads[i][c], strict=True)]
            if all(a + r <= side for a, r, side in zip(after, rest, self.sides, strict=True)):
                self.picked[i] = c
                self._walk(depth + 1, lost + self.loss[i][c], after)

    def _leaf(self) -> None:
        chosen = [self.choices[i][c] for i, c in enumerate(self.picked)]
        amounts = tuple(x for x, _ in chosen)
        value = value_of(self.problem, amounts)
        sought = self.best.value if self.best is not None else self.target
        if sought is None or value > sought:
            self.best = Found(value, amounts, tuple(way for _, way in chosen))


def _is_hopeless(problem: Problem) -> bool:
    """Whether there is nothing to enumerate: a project without a choice, or a minimum and nobody to meet it."""
    if not problem.projects and any(row.most < 0 for row in problem.rows):
        return True
    return problem.impossible or any(not choices_of(problem, project) for project in problem.projects)


def better_than(problem: Problem, target: Fraction | None, most_nodes: int = 200_000) -> Found | None:
    """Return the best admissible allocation worth more than ``target``, ``None`` if there is none.

    Raises ``TooMany`` when the enumeration would be too long.
    """
    if _is_hopeless(problem):
        return None
    return Search(problem, most_nodes).better_than(target)


def feasible(problem: Problem, most_nodes: int = 200_000) -> Found | None:
    """Return any admissible allocation, or ``None`` if there is none. Raises ``TooMany``."""
    if _is_hopeless(problem):
        return None
    return Search(problem, most_nodes).better_than(None, any_will_do=True)
