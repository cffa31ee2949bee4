"""*Écarts au classement* and *ex æquo*: refused projects that outrank or equal a funded one.

Every gap carries the one rule that explains it, confirmed by solving again without that rule: the
project is then funded, or no longer outranks anybody. Where no single rule is enough, the smallest
joint cause found is named.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from types import MappingProxyType

import numpy as np

from aapsim.domain.allocation import RankGap, Reason, Tie
from aapsim.engine.box import full_box
from aapsim.engine.case import Case
from aapsim.engine.feasible import slack
from aapsim.engine.field import Field, field_of
from aapsim.engine.optimum import Undecided, bare_optimum, grants_within_a_step
from aapsim.engine.problem import Candidate, Problem
from aapsim.engine.removals import rule_names, without
from aapsim.engine.rows import rows_of
from aapsim.engine.solver import Meter, metered
from aapsim.engine.tables import RowTable, all_rows, worths
from aapsim.engine.value import total_worth
from aapsim.engine.words import rule_words, source_words

MOST_WORK = 600_000
"""Solver's work (columns × nodes) spent on the causes of one answer; past it the rest are not searched."""
UNSEARCHED = "unsearched"
"""Cause of a gap that was not searched for lack of work left: said so, never guessed."""
SEARCHING = "searching"
"""Cause of a gap that is being searched: said meanwhile, in no result."""
_NO_WORDS: Mapping[str, Reason] = MappingProxyType({})
_OWN = ("sources", "floor")
"""Rules that are removed for one project only."""


def without_for(problem: Problem, gap: Candidate, name: str) -> Problem:
    """Return the problem without a rule, as seen from one refused project.

    ``sources`` opens every source to it, ``floor`` lets it receive a single step, ``lock:`` on itself
    brings it back; other names are those of :mod:`aapsim.engine.removals`.
    """
    present = gap.id in problem.index
    if name == f"lock:{gap.id}" and not present:
        candidates = sorted((*problem.candidates, gap), key=lambda candidate: candidate.id)
        return replace(problem, candidates=tuple(candidates))
    if name == "sources":
        return _changed(problem, gap.id, open=(1 << len(problem.pools)) - 1)
    if name == "floor":
        # The others keep their own smallest grant, which under all-or-nothing is their cap.
        eased = _changed(problem, gap.id, least=min(problem.step, gap.cap), floor=0)
        return replace(eased, policy="partial")
    return without(problem, name)


def _changed(problem: Problem, one: str, **changes: int) -> Problem:
    kept = (replace(c, **changes) if c.id == one else c for c in problem.candidates)  # type: ignore[arg-type]
    return replace(problem, candidates=tuple(kept))


def _candidate_causes(problem: Problem, gap: Candidate, grants: Mapping[str, int]) -> list[str]:
    """Return the rules that may explain a gap, those that visibly block it first."""
    if gap.id not in problem.index:
        return [f"lock:{gap.id}", *_candidate_causes(without_for(problem, gap, f"lock:{gap.id}"), gap, grants)]
    place, blocked, exhausted = problem.index[gap.id], [], False
    for row in rows_of(problem):
        coefficient, count = dict(row.x).get(place, Fraction(0)), dict(row.y).get(place, 0)
        free = slack(problem, row, grants)
        if coefficient * gap.least + count > max(free, Fraction(0)) and coefficient + count > 0:
            if row.name.startswith("sources:"):
                exhausted = exhausted or free < problem.step
            else:
                blocked.append("ranking" if row.name.startswith("ranking:") else row.name)
    closed = ["sources"] if gap.open != (1 << len(problem.pools)) - 1 else []
    objective = ["objective"] if problem.objective != "euros" or problem.curve != "none" else []
    first = closed if exhausted else []
    tail = [*rule_names(problem), *["rounding"] * (problem.step > 1)]
    return list(dict.fromkeys([*blocked, *first, "floor", *closed, *objective, *tail]))


def _is_cured(problem: Problem, gap: Candidate, grants: Mapping[str, int] | None) -> bool:
    if grants is None:
        return False
    return bool(grants.get(gap.id)) or not any(
        grants.get(c.id) and c.weight < gap.weight for c in problem.candidates
    )


def _published(problem: Problem) -> Mapping[str, int] | None:
    try:
        optimum = bare_optimum(problem)
    except Undecided:
        return None
    return None if optimum is None else optimum.grants


class TooMuchWork(ArithmeticError):
    """Raised when confirming the causes would keep a screen waiting too long."""


@dataclass(frozen=True, slots=True)
class _Removals:
    """Answers of the problem without some rules, each solved once: most rules concern every gap alike.

    ``grants`` are the answer, ``value`` what it is worth, ``multipliers`` those of its relaxation.
    """

    problem: Problem
    grants: Mapping[str, int]
    value: Fraction
    multipliers: Mapping[str, Fraction]
    grounds: dict[tuple[str, ...], Field | None] = field(default_factory=dict)
    known: dict[tuple[str, ...], Mapping[str, int] | None] = field(default_factory=dict)
    published: dict[tuple[str, ...], Mapping[str, int] | None] = field(default_factory=dict)
    meter: Meter = field(default_factory=Meter)

    def cure(self, gap: Candidate, names: Sequence[str]) -> bool:
        """Whether a gap disappears once the named rules are removed together.

        A quick answer within a step says no most of the time; its yes is confirmed by the answer
        that would be published, ties included. Raises ``TooMuchWork`` past the limit.
        """
        if self.meter.work > MOST_WORK:
            raise TooMuchWork
        with metered(self.meter):
            return self._cures(gap, names)

    def _cures(self, gap: Candidate, names: Sequence[str]) -> bool:
        lighter = self.problem
        for name in names:
            lighter = without_for(lighter, gap, name)
        own = any(name in _OWN or name == f"lock:{gap.id}" for name in names)
        key = (gap.id if own else "", *sorted(names))
        if key not in self.known:
            if self._stays_out(lighter, gap, key):
                return False
            self.known[key] = grants_within_a_step(lighter)
        if not _is_cured(lighter, gap, self.known[key]):
            return False
        if key not in self.published:
            self.published[key] = _published(lighter)
        return _is_cured(lighter, gap, self.published[key])

    def _stays_out(self, lighter: Problem, gap: Candidate, key: tuple[str, ...]) -> bool:
        """Whether it is certain, with nothing solved, that a gap stays: a decision holds a project below it.

        Where the answer respects what is left of the rules, its value is reached again. If the same
        multipliers show that nothing with this project in it is worth as much, it stays out.
        """
        held = any(c.lock is not None and c.weight < gap.weight for c in lighter.candidates)
        if not held or "objective" in key:
            return False
        if key not in self.grounds:
            self.grounds[key] = self._ground(lighter)
        ground, place = self.grounds[key], lighter.index.get(gap.id)
        if ground is None or place is None:
            return False
        least = float(ground.choices[place].regrets.min(initial=np.inf))
        return ground.bound - least + 2 * ground.margin < float(self.value) - ground.margin

    def _ground(self, lighter: Problem) -> Field | None:
        """Return what the multipliers say of a lighter problem, if the answer is one of its allocations."""
        table = all_rows(lighter)
        # Without a rule, a project that nobody could fund may stand above others again, and hold them back.
        if table is None or not self._fits(table, lighter):
            return None
        prices = np.array([float(self.multipliers.get(name, 0)) for name in table.names]) / table.scale
        return field_of(lighter, table, full_box(lighter), prices, worths(lighter))

    def _fits(self, table: RowTable, lighter: Problem) -> bool:
        amounts = np.array([self.grants.get(candidate.id, 0) for candidate in lighter.candidates], dtype=np.int64)
        return bool((table.room(amounts) >= 0).all())


def _cause(removals: _Removals, gap: Candidate, below: Sequence[str]) -> str:
    """Return the cause of a gap, by the funded projects that it outranks: the smallest one found."""
    problem = removals.problem
    if gap.id in problem.index:
        # Where decisions alone hold everybody below it, they explain it, whatever else stands in its way.
        held = [f"lock:{one}" for one in below if problem.candidates[problem.index[one]].lock is not None]
        if len(held) == len(below) and removals.cure(gap, held):
            return "+".join(_smallest(removals, gap, [], held, changed=False))
    names = _candidate_causes(problem, gap, removals.grants)
    names = [name for name in names if _applies(problem, gap, name)]
    for name in names:
        if removals.cure(gap, [name]):
            return name
    # Rules that concern every gap alike come first: what is solved for one then serves them all.
    for some in ([name for name in names if name not in _OWN and name != f"lock:{gap.id}"], names):
        if some and removals.cure(gap, some):
            joint = _smallest(removals, gap, [], some, changed=False)
            return "+".join(joint if removals.cure(gap, joint) else some)
    # Worth less than a rounding step: what no rule explains is left to rounding.
    return "+".join(names) or "rounding"


def _smallest(
    removals: _Removals, gap: Candidate, removed: list[str], names: list[str], *, changed: bool
) -> list[str]:
    """Return a minimal part of ``names`` that, removed too, cures the gap: halves at a time, first names preferred.

    Source: U. Junker, *QuickXplain*, AAAI 2004.
    """
    if changed and removals.cure(gap, removed):
        return []
    if len(names) == 1:
        return names
    middle = len(names) // 2
    first, second = names[:middle], names[middle:]
    needed = _smallest(removals, gap, [*removed, *first], second, changed=True)
    return [*_smallest(removals, gap, [*removed, *needed], first, changed=bool(needed)), *needed]


def _applies(problem: Problem, gap: Candidate, name: str) -> bool:
    if name != "floor":
        return True
    return gap.least > min(problem.step, gap.cap)


def _message(case: Case, gap: Candidate, cause: str) -> str:
    words = []
    for name in cause.split("+"):
        if name == "sources":
            codes = [pool.code for place, pool in enumerate(case.problem.pools) if gap.open >> place & 1]
            named = source_words(case.call, codes)
            words.append(f"ses seuls financeurs ouverts ({named}) sont épuisés" if codes else "aucun financeur ouvert")
        else:
            words.append(rule_words(case.call, name))
    if len(words) == 1:
        return f"Écart au classement : {words[0]}."
    return f"Écart au classement, effet conjoint : {' et '.join(words)}."


def _outranking(case: Case, grants: Mapping[str, int]) -> list[tuple[Candidate, tuple[str, ...]]]:
    """Return the unfunded projects that outrank a funded one, by rank, with those they outrank."""
    everybody = (*case.problem.candidates, *case.excluded)
    # Whole numbers instead of fractions: each of them is compared with all others.
    height = {weight: place for place, weight in enumerate(sorted({c.weight for c in everybody}))}
    funded = [(c.id, height[c.weight]) for c in case.problem.candidates if grants.get(c.id)]
    unfunded = [(c, height[c.weight]) for c in everybody if not grants.get(c.id)]
    ordered = sorted(unfunded, key=lambda pair: (-pair[1], pair[0].id))
    pairs = [(gap, tuple(one for one, at in funded if at < high)) for gap, high in ordered]
    return [(gap, below) for gap, below in pairs if below]


def rank_gaps(
    case: Case, grants: Mapping[str, int], multipliers: Mapping[str, Fraction]
) -> tuple[RankGap, ...]:
    """Return the gaps by rank: fundable projects without a grant that outrank a funded one, with their cause.

    ``multipliers`` are those of the relaxation, by row: with them, most rules are cleared without solving again.
    """
    found, removals = [], _Removals(case.problem, grants, total_worth(case.problem, grants), multipliers)
    for gap, below in _outranking(case, grants):
        try:
            cause = _cause(removals, gap, below)
        except TooMuchWork:
            cause = UNSEARCHED
        found.append(RankGap(gap.id, below, cause, _message(case, gap, cause)))
    return tuple(found)


def gaps_searched(case: Case, grants: Mapping[str, int]) -> tuple[RankGap, ...]:
    """Return the gaps as :func:`rank_gaps` does, at once, with their causes still to be found."""
    message = f"Écart au classement : {rule_words(case.call, SEARCHING)}."
    return tuple(RankGap(gap.id, below, SEARCHING, message) for gap, below in _outranking(case, grants))


def passed_over(
    case: Case,
    grants: Mapping[str, int],
    stopped_by: Mapping[str, str],
    words: Mapping[str, Reason] = _NO_WORDS,
) -> tuple[RankGap, ...]:
    """Return the gaps of a strategy that has its own order: the cause is the rule that stopped each project.

    ``words`` holds the sentences of the strategies that are not a walk down the ranking.
    """
    found = []
    for gap, below in _outranking(case, grants):
        cause = stopped_by.get(gap.id, f"lock:{gap.id}")
        message = f"Passé dans l'ordre du classement : {rule_words(case.call, cause)}."
        if words:
            why = words[gap.id].message if gap.id in words else f"{rule_words(case.call, cause)}."
            message = f"Écart au classement : {why[0].lower()}{why[1:]}"
        found.append(RankGap(gap.id, below, cause, message))
    return tuple(found)


def ties_of(problem: Problem, grants: Mapping[str, int]) -> tuple[Tie, ...]:
    """Return the ties: equal weighted scores of which some are funded and some could have been instead.

    A project left out competes if its smallest grant would fit once its equals gave theirs back.
    """
    groups: dict[Fraction, list[Candidate]] = {}
    for candidate in problem.candidates:
        if candidate.lock is None:
            groups.setdefault(candidate.weight, []).append(candidate)
    ties = []
    for weight in sorted(groups, reverse=True):
        funded = [c for c in groups[weight] if grants.get(c.id)]
        if not funded or len(funded) == len(groups[weight]):
            continue
        given_back = {one: amount for one, amount in grants.items() if one not in {c.id for c in funded}}
        unfunded = [c for c in groups[weight] if not grants.get(c.id) and _fits(problem, c, given_back)]
        if unfunded:
            ties.append(Tie(weight, tuple(c.id for c in funded), tuple(c.id for c in unfunded)))
    return tuple(ties)


def _fits(problem: Problem, candidate: Candidate, grants: Mapping[str, int]) -> bool:
    place = problem.index[candidate.id]
    for row in rows_of(problem):
        growth = dict(row.x).get(place, Fraction(0)) * candidate.least + dict(row.y).get(place, 0)
        if growth > 0 and slack(problem, row, grants) < growth:
            return False
    return True
