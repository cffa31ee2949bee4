"""One question to the engine, small enough to travel between processes, and its bare answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from aapsim.domain.application import Application
from aapsim.domain.call import Call
from aapsim.domain.scenario import Lock
from aapsim.engine.case import Case, lock_issues, prepare
from aapsim.engine.optimum import Undecided, bare_optimum
from aapsim.engine.problem import Problem

Outcome = Literal["optimal", "feasible", "infeasible"]
"""Proven; provisional (not proven); nothing admissible, or nothing found."""


@dataclass(frozen=True, slots=True)
class Question:
    """A call with its applications and locks (pairs of id and lock, sorted: mappings do not all travel)."""

    call: Call
    applications: tuple[Application, ...]
    locks: tuple[tuple[str, Lock], ...] = ()

    def case(self) -> Case:
        """Prepare the case. Raises ``InvalidInput`` as the engine does."""
        return prepare(self.call, self.applications, dict(self.locks))


def question_of(call: Call, applications: tuple[Application, ...], locks: Mapping[str, Lock]) -> Question:
    """Return the question of a call, its applications and locks."""
    return Question(call, tuple(applications), tuple(sorted(locks.items())))


@dataclass(frozen=True, slots=True)
class Found:
    """The optimum's grants (funded ids to whole euros, sorted by id) and exact value.

    ``demand`` is the sum of the caps of the fundable candidates, in euros. Without an
    allocation ``grants`` is empty and ``value`` 0.
    """

    outcome: Outcome
    grants: tuple[tuple[str, int], ...]
    value: Fraction
    demand: int

    @property
    def granted(self) -> int:
        """Whole euros granted."""
        return sum(amount for _, amount in self.grants)

    @property
    def ids(self) -> frozenset[str]:
        """The funded projects."""
        return frozenset(one for one, _ in self.grants)


def found(question: Question) -> Found:
    """Answer a question. Raises ``InvalidInput`` for inputs that cannot be used."""
    return answered(question.case())


def answered(case: Case) -> Found:
    """Answer a prepared case; a decision that cannot be obeyed leaves no allocation."""
    return impossible(case.problem) if lock_issues(case) else solved(case.problem)


def impossible(problem: Problem) -> Found:
    """Return the answer of a problem that has no allocation."""
    return Found("infeasible", (), Fraction(0), demand_of(problem))


def solved(problem: Problem) -> Found:
    """Answer a prepared problem with the engine's own optimum: the grants that screens and files show."""
    try:
        optimum = bare_optimum(problem)
    except Undecided:
        optimum = None
    if optimum is None:
        return impossible(problem)
    grants = tuple(sorted(optimum.grants.items()))
    return Found("optimal" if optimum.proved else "feasible", grants, optimum.value, demand_of(problem))


def demand_of(problem: Problem) -> int:
    """Return the sum of the candidates' caps, in euros."""
    return sum(candidate.cap for candidate in problem.candidates)
