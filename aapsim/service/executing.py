"""What the page Solidité needs of the execution: plan, replacement, stress tests, once a revision."""

from __future__ import annotations

from fractions import Fraction

from aapsim.domain.allocation import Allocation
from aapsim.domain.issues import InvalidInput
from aapsim.service.answers import grants_of
from aapsim.service.cache import BoundedCache
from aapsim.service.snapshots import Snapshot
from aapsim.simulation import execution
from aapsim.simulation.execution import ADVANCE, Clawback, Replacement, SourcePlan, Terms
from aapsim.simulation.question import Question, question_of
from aapsim.simulation.stress import Stress, stresses

__all__ = [
    "ADVANCE",
    "Clawback",
    "Replacement",
    "SourcePlan",
    "Stress",
    "Terms",
    "clawback",
    "plan",
    "replaced",
    "tests",
]

_KEPT, _DRAWS = 64, 1000
_tests: BoundedCache[tuple[str, int], tuple[Stress, ...]] = BoundedCache(_KEPT)


def plan(snapshot: Snapshot, allocation: Allocation, terms: Terms) -> list[SourcePlan]:
    """Return what each source commits, pays and gets back for an allocation."""
    return execution.by_source(snapshot.call, execution.payments(_paid(allocation), terms))


def clawback(allocation: Allocation, terms: Terms, spread: Fraction, seed: int) -> Clawback | None:
    """Return the distribution of what comes back, ``None`` without a spread."""
    return execution.clawback_draws(_paid(allocation), terms, spread, _DRAWS, seed)


def replaced(snapshot: Snapshot, allocation: Allocation, gone: tuple[str, ...]) -> Replacement:
    """Return what the waiting list makes of the money of ``gone``."""
    return execution.replacement(_question(snapshot), grants_of(allocation), gone)


def tests(snapshot: Snapshot, allocation: Allocation) -> tuple[Stress, ...]:
    """Return the stress tests of an allocation, computed once a revision; none where they cannot be computed."""

    def compute() -> tuple[Stress, ...]:
        try:
            return tuple(stresses(_question(snapshot), grants_of(allocation)))
        except InvalidInput:
            return ()

    return _tests.get((snapshot.id, snapshot.revision), compute)


def _question(snapshot: Snapshot) -> Question:
    return question_of(snapshot.call, snapshot.applications, snapshot.scenario.locks)


def _paid(allocation: Allocation) -> dict[str, tuple[tuple[str, int], ...]]:
    return {award.id: award.by_source for award in allocation.awards if award.grant}
