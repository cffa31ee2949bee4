"""What a grant is worth: the objective, its curve, and the admissible amounts, all exact."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from aapsim.engine.problem import Candidate, Problem

SEED_CURVE: tuple[tuple[Fraction, Fraction], ...] = (
    (Fraction(1, 2), Fraction(1)),
    (Fraction(4, 5), Fraction(7, 10)),
    (Fraction(1), Fraction(4, 10)),
)
"""« Amorcer d'abord »: slopes 10/7/4 on 0–50–80–100 % of the cap, as (end of the piece, slope)."""

_LINE: tuple[tuple[Fraction, Fraction], ...] = ((Fraction(1), Fraction(1)),)


def curve_of(problem: Problem) -> tuple[tuple[Fraction, Fraction], ...]:
    """Return the pieces of the curve as (end, slope), on the share of the cap."""
    return SEED_CURVE if problem.curve == "seed" else _LINE


def worth(problem: Problem, candidate: Candidate, grant: Fraction | int) -> Fraction:
    """Return weight × u(grant) for a grant between 0 and the cap, in exact arithmetic."""
    if grant <= 0:
        return Fraction(0)
    if problem.objective == "projects":
        return candidate.weight
    if problem.curve == "none":
        return candidate.weight * grant / (1 if problem.objective == "euros" else candidate.cap)
    share, done, total = Fraction(grant) / candidate.cap, Fraction(0), Fraction(0)
    for end, slope in curve_of(problem):
        total += slope * (min(share, end) - done)
        done = min(share, end)
    return candidate.weight * total * (candidate.cap if problem.objective == "euros" else 1)


def total_worth(problem: Problem, grants: Mapping[str, int]) -> Fraction:
    """Return the value of an allocation (ids to whole euros; absent means 0)."""
    if problem.objective == "euros" and problem.curve == "none":
        whole, index = problem.whole_weights, problem.index
        return Fraction(sum(whole[index[one]] * max(grant, 0) for one, grant in grants.items() if one in index),
                        problem.common_weight)
    worths = (worth(problem, c, grant) for c in problem.candidates if (grant := grants.get(c.id, 0)) > 0)
    return sum(worths, Fraction(0))


def step_worth(problem: Problem, others: Iterable[Candidate] = ()) -> Fraction:
    """Return the most that one rounding step can add to one project; 0 when nothing can be added.

    ``others`` are projects outside the problem that could receive money too (those excluded).
    """
    known: Fraction | None = problem.__dict__.get("_step_worth")
    if known is None:
        known = problem.__dict__["_step_worth"] = _step_worth(problem, problem.candidates)
    return max(known, _step_worth(problem, others))


def _step_worth(problem: Problem, candidates: Iterable[Candidate]) -> Fraction:
    if candidates is problem.candidates and problem.objective == "euros" and problem.curve == "none":
        pairs = zip(problem.whole_weights, problem.candidates, strict=True)
        return Fraction(max((whole * min(problem.step, c.cap) for whole, c in pairs), default=0), problem.common_weight)
    return max((worth(problem, c, min(problem.step, c.cap)) for c in candidates), default=Fraction(0))


def tolerance(problem: Problem) -> Fraction:
    """Return by how much an *optimal* value may be short: one step for partial amounts, else nothing."""
    amounts_are_free = problem.policy == "partial" and problem.objective != "projects"
    return step_worth(problem) if amounts_are_free else Fraction(0)


def breakpoints(problem: Problem, candidate: Candidate, low: int, high: int) -> list[tuple[Fraction, Fraction]]:
    """Return the pieces of u between two grants as (width in euros, worth per euro), in order."""
    if problem.objective == "projects":
        return [(Fraction(high - low), Fraction(0))] if high > low else []
    per_euro = candidate.weight if problem.objective == "euros" else candidate.weight / candidate.cap
    if problem.curve == "none":
        return [(Fraction(high - low), per_euro)] if high > low else []
    pieces, at = [], Fraction(low)
    for end, slope in curve_of(problem):
        stop = min(Fraction(high), end * candidate.cap)
        if stop > at:
            pieces.append((stop - at, per_euro * slope))
            at = stop
    return pieces


def largest_multiple(problem: Problem, candidate: Candidate) -> int:
    """Return the largest multiple of the step below the cap; it may be below the least grant."""
    return (candidate.cap - 1) // problem.step * problem.step


def is_admissible(problem: Problem, candidate: Candidate, grant: int) -> bool:
    """Whether a grant is 0, the cap, or a multiple of the step from the least grant to the cap."""
    if grant in (0, candidate.cap):
        return True
    in_range = candidate.least <= grant <= largest_multiple(problem, candidate)
    return in_range and grant % problem.step == 0 and problem.policy == "partial"


def admissible_below(problem: Problem, candidate: Candidate, amount: float | Fraction) -> int:
    """Return the largest admissible grant not above an amount; 0 if none is."""
    if amount >= candidate.cap:
        return candidate.cap
    multiple = min(int(amount // problem.step) * problem.step, largest_multiple(problem, candidate))
    return multiple if multiple >= candidate.least and multiple > 0 else 0


def admissible_above(problem: Problem, candidate: Candidate, amount: float | Fraction) -> int:
    """Return the smallest positive admissible grant not below an amount; the cap at most."""
    multiple = -int(-max(amount, candidate.least) // problem.step) * problem.step
    return multiple if multiple <= largest_multiple(problem, candidate) else candidate.cap
