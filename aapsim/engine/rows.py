"""The coupling rows of a problem, exact and named: every limit that ties projects together.

Each row reads ``Σ x-coefficient × grant + Σ y-coefficient × funded ≤ bound``; floors are turned.
Sources are aggregated: for each set of sources, the projects that only these may pay receive at
most what these have (Gale's condition), so a row per set replaces a column per payment.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from aapsim.domain.application import Shares
from aapsim.domain.call import Limit
from aapsim.engine.problem import Candidate, Problem


@dataclass(frozen=True, slots=True)
class Row:
    """One named row; ``x`` and ``y`` pair candidate positions with coefficients, in euros and counts."""

    name: str
    x: tuple[tuple[int, Fraction], ...]
    y: tuple[tuple[int, int], ...]
    bound: Fraction


Pairs = tuple[tuple[int, Fraction], ...]
_ONE = Fraction(1)


def _spread(problem: Problem, kind: Literal["axes", "departments"]) -> dict[str, Pairs]:
    """Return, per axis or department, the candidates that have a share of it, with that share."""
    found: dict[str, dict[int, Fraction]] = {}
    for place, candidate in enumerate(problem.candidates):
        shares: Shares = candidate.axes if kind == "axes" else candidate.departments
        for code, part in shares:
            places = found.setdefault(code, {})
            places[place] = places[place] + part if place in places else part
    return {code: tuple(pair for pair in places.items() if pair[1]) for code, places in found.items()}


def _negated(pairs: Pairs) -> Pairs:
    return tuple((place, -value) for place, value in pairs)


def source_sets(problem: Problem) -> list[int]:
    """Return the unions of the candidates' open masks, ascending: the sets that can bind."""
    unions = {0}
    for mask in {candidate.open for candidate in problem.candidates}:
        unions |= {mask | other for other in unions}
    return sorted(unions)


def set_name(problem: Problem, mask: int) -> str:
    """Return the row name of a set of sources: ``sources:fir+304-17``."""
    codes = [pool.code for place, pool in enumerate(problem.pools) if mask >> place & 1]
    return "sources:" + "+".join(codes)


def _source_rows(problem: Problem) -> Iterator[Row]:
    for mask in source_sets(problem):
        inside = tuple((i, _ONE) for i, c in enumerate(problem.candidates) if c.open & ~mask == 0)
        if inside:
            yield Row(set_name(problem, mask), inside, (), Fraction(problem.pool_capacity(mask)))


def _limit_row(problem: Problem, name: str, shares: Pairs, limit: Limit) -> Row:
    if limit.kind != "granted":
        return Row(name, shares, (), limit.euros_of(problem.envelope) or Fraction(0))
    of_axis = dict(shares)
    spread = tuple(
        (i, of_axis.get(i, Fraction(0)) - limit.value)
        for i in range(len(problem.candidates))
        if of_axis.get(i, Fraction(0)) != limit.value
    )
    return Row(name, spread, (), Fraction(0))


def _axis_rows(problem: Problem) -> Iterator[Row]:
    spread = _spread(problem, "axes")
    for axis in problem.axes:
        shares = spread.get(axis.code, ())
        if axis.ceiling is not None:
            yield _limit_row(problem, f"axis:{axis.code}:ceiling", shares, axis.ceiling)
        if axis.floor is not None:
            row = _limit_row(problem, f"axis:{axis.code}:floor", shares, axis.floor)
            yield Row(row.name, _negated(row.x), (), -row.bound)


def _department_rows(problem: Problem) -> Iterator[Row]:
    spread = _spread(problem, "departments")
    for limits in problem.departments:
        name, shares = f"department:{limits.code}", spread.get(limits.code, ())
        places = tuple((place, 1) for place, _ in shares)
        if limits.ceiling is not None:
            yield Row(f"{name}:ceiling", shares, (), Fraction(limits.ceiling))
        if limits.floor:
            yield Row(f"{name}:floor", _negated(shares), (), Fraction(-limits.floor))
        if limits.maximum_projects is not None:
            yield Row(f"{name}:maximum_projects", (), places, Fraction(limits.maximum_projects))
        if limits.minimum_projects:
            turned = tuple((place, -1) for place, _ in places)
            yield Row(f"{name}:minimum_projects", (), turned, Fraction(-limits.minimum_projects))


def _applicant_rows(problem: Problem) -> Iterator[Row]:
    if not problem.maximum_per_applicant:
        return
    limited = [(place, c) for place, c in enumerate(problem.candidates) if not c.unlimited]
    bound = Fraction(problem.maximum_per_applicant)
    for name in sorted({candidate.applicant for _, candidate in limited} - {""}):
        theirs = tuple((place, Fraction(1)) for place, c in limited if c.applicant == name)
        yield Row(f"applicant:{name}", theirs, (), bound)
    for place, candidate in limited:
        if not candidate.applicant and candidate.cap > bound:
            yield Row(f"applicant:#{candidate.id}", ((place, Fraction(1)),), (), bound)


def _number_rows(problem: Problem) -> Iterator[Row]:
    places = range(len(problem.candidates))
    if problem.maximum_projects:
        yield Row("projects:maximum", (), tuple((i, 1) for i in places), Fraction(problem.maximum_projects))
    if problem.minimum_projects:
        yield Row("projects:minimum", (), tuple((i, -1) for i in places), Fraction(-problem.minimum_projects))


def _pair_rows(problem: Problem) -> Iterator[Row]:
    index = problem.index
    for number, ids in problem.exclusive:
        places = sorted({index[one] for one in ids if one in index})
        if len(places) > 1:
            yield Row(f"exclusive:{number}", (), tuple((place, 1) for place in places), Fraction(1))
    for number, one, needed in problem.requires:
        if one in index:
            pairs = ((index[one], 1), (index[needed], -1)) if needed in index else ((index[one], 1),)
            if one != needed:
                yield Row(f"requires:{number}", (), pairs, Fraction(0))


def outside_ranking(problem: Problem, candidate: Candidate) -> bool:
    """Whether a project's smallest grant exceeds what its sources, an axis or a department have.

    Such a project does not hold back those ranked below it. Ceilings expressed as a share of
    what is granted do not count.
    """
    if candidate.least > problem.pool_capacity(candidate.open):
        return True
    ceilings = problem.__dict__.get("_ceilings")
    if ceilings is None:
        ceilings = problem.__dict__["_ceilings"] = _ceilings(problem)
    of_axis, of_department = ceilings
    return _too_large(candidate.least, of_axis, candidate.axes) or _too_large(
        candidate.least, of_department, candidate.departments)


def _too_large(grant: int, limits: Mapping[str, Fraction | int], shares: Shares) -> bool:
    """Whether a share of a grant exceeds the ceiling of its axis or department."""
    if not limits:
        return False
    for code, share in shares if len(shares) == 1 else dict(shares).items():
        limit = limits.get(code)
        if limit is not None and share.numerator * grant > limit * share.denominator:
            return True
    return False


def _ceilings(problem: Problem) -> tuple[dict[str, Fraction], dict[str, int]]:
    """Return the ceilings in euros by axis and by department."""
    of_axis = {axis.code: axis.ceiling.euros_of(problem.envelope) for axis in problem.axes if axis.ceiling is not None}
    of_department = {limits.code: limits.ceiling for limits in problem.departments if limits.ceiling is not None}
    return {code: euros for code, euros in of_axis.items() if euros is not None}, of_department


def _ranking_rows(problem: Problem) -> Iterator[Row]:
    if problem.ranking != "strict":
        return
    tiers, candidates = problem.tiers, problem.candidates
    bound = [i for i, c in enumerate(candidates) if c.lock is None]
    holding = [i for i in bound if not outside_ranking(problem, candidates[i])]
    by_axis: dict[str, list[int]] = {}
    for i in sorted(holding, key=lambda i: (tiers[i], candidates[i].id)):
        by_axis.setdefault(candidates[i].axis, []).append(i)
    for j in bound:
        for i in _next_above(problem, by_axis.get(candidates[j].axis, []), j):
            name = f"ranking:{candidates[i].id}>{candidates[j].id}"
            yield Row(name, (), ((j, 1), (i, -1)), Fraction(0))


def _next_above(problem: Problem, ascending: list[int], j: int) -> Iterator[int]:
    """Yield those that hold *j* back directly; the others follow by transitivity."""
    tiers, low = problem.tiers, problem.candidates[j].open
    taken: list[tuple[int, int]] = []
    for i in ascending[bisect_right(ascending, tiers[j], key=tiers.__getitem__):]:
        tier, high = tiers[i], problem.candidates[i].open
        if high & ~low:
            continue
        between = [mid for at, mid in taken if at < tier]
        if low in between:
            # Whoever comes higher also holds back the one in between, which has as many sources as j.
            return
        if all(high & ~mid for mid in between):
            taken.append((tier, high))
            yield i


def rows_of(problem: Problem) -> tuple[Row, ...]:
    """Return every coupling row of a problem, in a fixed order (computed once a problem)."""
    known: tuple[Row, ...] | None = problem.__dict__.get("_rows")
    if known is None:
        known = problem.__dict__["_rows"] = _all_rows(problem)
    return known


def _all_rows(problem: Problem) -> tuple[Row, ...]:
    makers = (_source_rows, _axis_rows, _department_rows, _applicant_rows, _number_rows, _pair_rows, _ranking_rows)
    return tuple(row for maker in makers for row in maker(problem))
