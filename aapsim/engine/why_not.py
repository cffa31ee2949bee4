"""Why one project is not (fully) funded: what forcing it in costs, the mark and the envelope it would need.

Each figure is the outcome of solving again: on both sides of a threshold where there is one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from math import ceil

from aapsim.domain.explanation import Entries, Forced, ScoreNeeded, WhyKind, WhyNot
from aapsim.domain.scenario import Lock
from aapsim.engine.asking import Question, Reply, reply_to
from aapsim.engine.case import Case
from aapsim.engine.contradiction import minimal_conflict
from aapsim.engine.eligibility import overall
from aapsim.engine.purses import with_more
from aapsim.engine.value import total_worth, worth
from aapsim.engine.words import rule_words

HIGHEST = Fraction(100)
MOST_DECIMALS = 2
GRID_POINTS = 24
"""At most so many envelopes tried between the present one and that of all caps."""

Progress = Callable[[int, int], None]
"""Told (done, in all) as the work goes on."""


def why_not(question: Question, now: Reply, one: str) -> WhyNot:
    """Explain one application against the present optimum, envelopes apart (see :func:`entries_of`).

    Raises ``KeyError`` for an unknown id, ``InvalidInput`` and ``Undecided`` as solving does.
    """
    case = question.case()
    kind = _kind(case, now, one)
    if kind == "funded":
        return WhyNot(one, kind)
    fundable = case.caps[one].fundable and overall(case.verdicts[one]) != "ineligible"
    if not fundable:
        return WhyNot(one, kind)
    if kind == "partial":
        locked = isinstance(question.locks.get(one), int)
        return WhyNot(one, kind, None if locked else forced(question, now, one, case.caps[one].amount))
    taking_part = case.taking_part[one]
    cost = forced(question, now, one, "funded") if taking_part else None
    score = None if question.locks.get(one) is not None else score_needed(question, one, now, cost)
    return WhyNot(one, kind, cost, score)


def _kind(case: Case, now: Reply, one: str) -> WhyKind:
    grant = now.grants.get(one, 0)
    if grant:
        return "funded" if grant == case.caps[one].amount else "partial"
    inside = case.taking_part[one] and case.caps[one].fundable and one in case.problem.index
    return "unfunded" if inside else "outside"


def forced(question: Question, now: Reply, one: str, lock: Lock) -> Forced:
    """Return what a decision on one project does to the allocation."""
    asked = question.with_lock(one, lock)
    reply = reply_to(asked)
    if reply is None:
        names = [name for name in minimal_conflict(asked.case().problem) if name != f"lock:{one}"]
        words = ["les crédits disponibles" if name == "money" else rule_words(question.call, name) for name in names]
        return Forced(possible=False, value_before=now.value, before=now.grants, conflict=tuple(words))
    return Forced(
        possible=True,
        grant=reply.grants.get(one, 0),
        value_before=now.value,
        value_lost=now.value - reply.value,
        before=now.grants,
        after=reply.grants,
    )


# ------------------------------------------------------------------------------------ the mark
def precision_of(question: Question) -> Fraction:
    """Return the distance between two marks of a call: a unit of the finest decimal in use, a hundredth at least."""
    decimals = 0
    for application in question.applications:
        score = application.score
        if score is None and application.marks:
            return Fraction(1, 10**MOST_DECIMALS)
        while score is not None and decimals < MOST_DECIMALS and (score * 10**decimals).denominator != 1:
            decimals += 1
    return Fraction(1, 10**decimals)


def score_needed(question: Question, one: str, now: Reply, cost: Forced | None = None) -> ScoreNeeded:
    """Return the smallest mark with which a project is funded, everything else as it is.

    A better mark never puts a funded project out (its own value only grows, and the ranking only
    loosens for it): both sides of the answer have been solved. ``now`` is the optimum without it, ``cost``
    what a decision on it does, if that is known: the mark from which such grants are worth the present
    value is looked at first, and where that is no help, halves at a time.
    """
    precision = precision_of(question)
    present = next(each for each in question.applications if each.id == one).score
    low, top = -1 if present is None else int(present // precision), int(HIGHEST / precision)
    high = top + 1
    best = question.with_score(one, HIGHEST).case()
    even = top if cost is None or not cost.possible else _even(best, one, cost.after, now) / precision
    while high - low > 1:
        mark = min(max(ceil(even), low + 1), high - 1)
        reply = reply_to(question.with_score(one, mark * precision))
        if reply is None or one not in reply.grants:
            low, even = mark, Fraction(low + high, 2)
            continue
        stalled, high = ceil(even) >= high, mark
        even = Fraction(low + high, 2) if stalled else _even(best, one, reply.grants, now) / precision
    return ScoreNeeded(present, None if high > top else high * precision, precision)


def _even(best: Case, one: str, grants: Mapping[str, int], now: Reply) -> Fraction:
    """Return the mark of one project, which is highest in ``best``, from which some grants equal the present ones."""
    problem, malus = best.problem, HIGHEST - (best.marks[one].score or Fraction(0))
    if one not in problem.index:
        return HIGHEST
    candidate = problem.candidates[problem.index[one]]
    own = worth(problem, candidate, grants.get(one, 0))
    if not own or not candidate.score:
        return HIGHEST
    # What the others' grants are worth short of the present value, per point of its mark.
    others = total_worth(problem, grants) - own
    return max(Fraction(0), now.value - others) * candidate.score / own + malus


# -------------------------------------------------------------------------------- the envelope
@dataclass(frozen=True)
class Envelopes:
    """The optima of a question under larger envelopes, each solved once; shared by all its projects."""

    question: Question
    known: dict[int, Mapping[str, int]] = field(default_factory=dict)

    @property
    def start(self) -> int:
        """The present envelope."""
        return self.question.call.envelope

    def top(self) -> int:
        """Return the envelope of all caps, or the present one if it is larger."""
        return max(self.start, sum(c.cap for c in self.question.case().problem.candidates))

    def grid(self) -> int:
        """Return the distance between two envelopes tried: 1, 2 or 5 times a power of ten steps."""
        step, span = self.question.call.step, self.top() - self.start
        size = step
        while size * GRID_POINTS < span:
            leading = int(str(size // step)[0])
            size = size * 5 // 2 if leading == 2 else size * 2
        return size

    def grants(self, envelope: int) -> Mapping[str, int]:
        """Return the optimum's grants with that envelope, the present one or more; empty where nothing is possible."""
        if envelope not in self.known:
            call = with_more(self.question.call, envelope - self.start)
            reply = reply_to(replace(self.question, call=call))
            self.known[envelope] = reply.grants if reply is not None else {}
        return self.known[envelope]


def entries_of(envelopes: Envelopes, one: str, *, full: bool = False, progress: Progress | None = None) -> Entries:
    """Return the envelopes at which a project enters, or receives its cap where ``full``."""
    cap = envelopes.question.case().caps[one].amount

    def good(envelope: int) -> bool:
        grant = envelopes.grants(envelope).get(one, 0)
        return grant >= cap if full else grant > 0

    top, grid, step = envelopes.top(), envelopes.grid(), envelopes.question.call.step
    points = list(range(envelopes.start, top, grid))
    points.append(points[-1] + grid if points else top)
    answers = []
    for number, point in enumerate(points):
        answers.append(good(point))
        if progress is not None:
            progress(number + 1, len(points))
    changes = [
        (_change(points[place], points[place + 1], step, good), answers[place + 1])
        for place in range(len(points) - 1)
        if answers[place] != answers[place + 1]
    ]
    return Entries(envelopes.start, points[-1], grid, step, _stretches(points[0], answers[0], changes, step), full)


def _change(low: int, high: int, step: int, good: Callable[[int], bool]) -> int:
    """Return the first envelope, in steps, on the far side of a change between two envelopes."""
    before = good(low)
    near, far = 0, (high - low) // step
    while far - near > 1:
        middle = (near + far) // 2
        near, far = (middle, far) if good(low + middle * step) == before else (near, middle)
    return low + far * step


def _stretches(
    start: int, good_at_start: bool, changes: list[tuple[int, bool]], step: int  # noqa: FBT001  the state at the start
) -> tuple[tuple[int, int | None], ...]:
    found: list[tuple[int, int | None]] = []
    begun = start if good_at_start else None
    for envelope, good in changes:
        if good:
            begun = envelope
        elif begun is not None:
            found.append((begun, envelope - step))
            begun = None
    return tuple(found) if begun is None else (*found, (begun, None))
