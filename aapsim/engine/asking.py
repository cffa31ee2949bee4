"""A question to the engine as one value: a call, its applications and the decisions, changed at will.

Every explanation is a comparison of two published answers; this is how the second one is asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction

from aapsim.domain.application import Application
from aapsim.domain.call import Call
from aapsim.domain.scenario import Lock
from aapsim.engine.case import NO_LOCKS, Case, lock_issues, prepare
from aapsim.engine.contradiction import is_feasible
from aapsim.engine.optimum import bare_optimum


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked. ``locks`` maps ids to decisions; nothing is checked before it is prepared."""

    call: Call
    applications: tuple[Application, ...]
    locks: Mapping[str, Lock] = field(default_factory=lambda: NO_LOCKS)
    strict_eligibility: bool = False

    def case(self) -> Case:
        """Prepare the question. Raises ``InvalidInput`` for inputs that cannot be used."""
        return prepare(self.call, self.applications, self.locks, strict_eligibility=self.strict_eligibility)

    def with_lock(self, one: str, lock: Lock | None) -> Question:
        """Return the question with another decision on one application (``None``: none)."""
        others = {key: value for key, value in self.locks.items() if key != one}
        return replace(self, locks=others if lock is None else {**others, one: lock})

    def with_score(self, one: str, score: Fraction) -> Question:
        """Return the question with another mark for one application, the criteria's marks put aside."""
        changed = tuple(replace(a, score=score) if a.id == one else a for a in self.applications)
        return replace(self, applications=changed)


@dataclass(frozen=True, slots=True)
class Reply:
    """The grants that would be published (funded ids to whole euros) and their exact value."""

    grants: Mapping[str, int]
    value: Fraction

    @property
    def total(self) -> int:
        """Whole euros granted."""
        return sum(self.grants.values())


def reply_to(question: Question) -> Reply | None:
    """Return the optimum of a question, ``None`` where nothing is possible.

    Raises ``InvalidInput`` for unusable inputs and ``Undecided`` where the search gave up.
    """
    case = question.case()
    if lock_issues(case):
        return None
    optimum = bare_optimum(case.problem)
    return None if optimum is None else Reply(optimum.grants, optimum.value)


def can_be_met(question: Question) -> bool:
    """Whether some allocation respects every rule and decision of a question."""
    case = question.case()
    return not lock_issues(case) and is_feasible(case.problem)
