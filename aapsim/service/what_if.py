"""A little more or less money: exact answers beside the present one, computed once a revision."""

from __future__ import annotations

from fractions import Fraction

from aapsim.domain.call import Call
from aapsim.domain.issues import InvalidInput
from aapsim.service.answers import Answer, grants_of
from aapsim.service.cache import BoundedCache
from aapsim.service.snapshots import Snapshot
from aapsim.simulation.difference import Difference, difference
from aapsim.simulation.frontier import Point
from aapsim.simulation.money import money_of, with_money, with_part
from aapsim.simulation.question import Found, found, question_of

_KEPT = 128
_found: BoundedCache[tuple[object, ...], Found | None] = BoundedCache(_KEPT)


def with_more(snapshot: Snapshot, answer: Answer, extra: int, codes: tuple[str, ...] = ()) -> Difference | None:
    """Return what ``extra`` euros more for the sources of ``codes`` (shared over all where empty) change.

    ``None`` where there is no allocation to compare.
    """
    call = with_money(snapshot.call, money_of(snapshot.call, codes) + extra, codes)
    return _against(snapshot, answer, call, ("more", extra, codes))


def with_reserve(snapshot: Snapshot, answer: Answer, rate: Fraction) -> Difference | None:
    """Return what holding back a part (0–1) of every source's money changes; ``None`` as in :func:`with_more`."""
    return _against(snapshot, answer, with_part(snapshot.call, 1 - rate), ("reserve", rate))


def present_point(snapshot: Snapshot, answer: Answer, codes: tuple[str, ...] = ()) -> Point | None:
    """Return today's allocation as a point of the envelope curve, or ``None`` where there is none."""
    optimum = answer.optimum
    if optimum is None or optimum.certificate is None:
        return None
    demand = sum(one.cap for one in optimum.awards if one.status in ("funded", "partial", "waiting"))
    grants = tuple(sorted(grants_of(optimum).items()))
    outcome = "optimal" if optimum.status == "optimal" else "feasible"
    bare = Found(outcome, grants, optimum.certificate.value, demand)  # type: ignore[arg-type]
    return Point(Fraction(money_of(snapshot.call, codes)), snapshot.call.envelope, bare)


def _against(snapshot: Snapshot, answer: Answer, call: Call, what: tuple[object, ...]) -> Difference | None:
    if answer.optimum is None or answer.optimum.status == "infeasible":
        return None
    question = question_of(call, snapshot.applications, snapshot.scenario.locks)

    def compute() -> Found | None:
        try:
            return found(question)
        except InvalidInput:
            return None

    other = _found.get((snapshot.id, snapshot.revision, *what), compute)
    if other is None or other.outcome == "infeasible":
        return None
    return difference(grants_of(answer.optimum).items(), other.grants)
