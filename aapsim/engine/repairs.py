"""Ways out of a contradiction: for each rule of a minimal conflict, how little must give for all to hold.

Any repair must touch every minimal conflict, so one conflict names all the single repairs. A number is
moved as little as possible, to the euro (tenth of a percent, project): halves at a time between what
is not enough and what is. Where no single rule is enough, a set of them is found that is, and none of
it to spare. Every repair has been checked by solving what it makes of the problem.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from aapsim.domain.call import Call
from aapsim.domain.explanation import Contradiction, Repair, RepairKind
from aapsim.domain.french import euros
from aapsim.domain.issues import InvalidInput
from aapsim.domain.scenario import Lock
from aapsim.engine.asking import Question, can_be_met, reply_to
from aapsim.engine.case import lock_issues
from aapsim.engine.contradiction import is_feasible, minimal_conflict
from aapsim.engine.knobs import Knob, knobs_of
from aapsim.engine.optimum import Undecided
from aapsim.engine.removals import rule_names, without
from aapsim.engine.value import admissible_above, admissible_below
from aapsim.engine.words import rule_words

_ORDER: dict[RepairKind, int] = {"limit": 0, "money": 1, "count": 2, "lock": 3, "rule": 4}


def contradiction_of(question: Question) -> Contradiction:
    """Return what contradicts itself in a question, with its repairs; empty where something is possible.

    Raises ``InvalidInput`` for inputs that cannot be used.
    """
    case = question.case()
    blocked = [issue.application for issue in lock_issues(case)]
    if blocked:
        return _impossible_locks(question, blocked)
    if is_feasible(case.problem):
        return Contradiction()
    names = minimal_conflict(case.problem)
    repairs = [repair for name in names for repair in single_repairs(question, name)]
    if not repairs:
        joint = _joint_repair(question)
        repairs = [joint] if joint is not None else []
    words = tuple(_words(question.call, name) for name in names)
    return Contradiction(tuple(names), words, ranked(repairs, question.call.envelope))


def ranked(repairs: Sequence[Repair], envelope: int) -> tuple[Repair, ...]:
    """Put the cheapest first: limits, then money, then numbers of projects, each by how far it moves; then the rest.

    A tenth of a percent weighs that part of the envelope.
    """

    def cost(repair: Repair) -> tuple[int, Fraction, tuple[str, ...], str]:
        weight = Fraction(envelope, 100) if repair.unit == "%" else 1
        return _ORDER[repair.kind], repair.amount * weight, repair.names, repair.words

    return tuple(sorted(repairs, key=cost))


def _met(question: Question) -> bool:
    """Whether rules can all be met; rules that the software refuses outright cannot."""
    try:
        return can_be_met(question)
    except InvalidInput:
        return False


def _words(call: Call, name: str) -> str:
    return "les crédits disponibles" if name == "money" else rule_words(call, name)


def _holds(question: Question) -> bool:
    """Whether a question has an answer that can be published; the quick test first."""
    if not _met(question):
        return False
    try:
        return reply_to(question) is not None
    except Undecided:
        return False


# --------------------------------------------------------------------------- one rule at a time
def single_repairs(question: Question, name: str) -> Iterator[Repair]:
    """Yield the repairs that loosen one rule alone, each as little as it takes."""
    for knob in knobs_of(question, name):
        repair = _turned(question, name, knob)
        if repair is not None:
            yield repair
    changed = _dropped(question, name)
    if changed is not None and _holds(changed.question):
        yield Repair(changed.kind, (name,), changed.words, rules=changed.rules, locks=changed.locks)
    if name.startswith("lock:"):
        yield from _other_amounts(question, name[5:])


def _turned(question: Question, name: str, knob: Knob) -> Repair | None:
    def asked(units: int) -> Question:
        return replace(question, call=knob.call(units))

    if knob.top < 1 or not _met(asked(knob.top)):
        return None
    low, high = 0, 1
    while high < knob.top and not _met(asked(high)):
        low, high = high, min(2 * high, knob.top)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if _met(asked(middle)) else (middle, high)
    if not _holds(asked(high)):
        return None
    amount = high * knob.size
    return Repair(knob.kind, (name,), knob.words(high), amount, knob.unit, MappingProxyType(dict(knob.rules(high))))


@dataclass(frozen=True, slots=True)
class _Change:
    """A rule dropped or a decision released: what it makes of the question, and how to say and do it."""

    question: Question
    kind: RepairKind
    words: str
    rules: Mapping[str, Any] = field(default_factory=dict)
    locks: tuple[tuple[str, Lock | None], ...] = ()


def _dropped(question: Question, name: str) -> _Change | None:
    """Return the question without a rule that has no number to move; ``None`` for those that have one."""
    kind, _, rest = name.partition(":")
    call = question.call
    if kind == "lock":
        return _Change(question.with_lock(rest, None), "lock", f"libérer la décision sur {rest}", locks=((rest, None),))
    if kind in ("exclusive", "requires"):
        return _unlinked(question, kind, int(rest))
    if name == "closed":
        opened = tuple(replace(source, axes=()) for source in call.sources)
        rules: dict[str, Any] = {f"sources.{source.code}.axes": [] for source in call.sources if source.axes}
        return _Change(_with(question, sources=opened), "rule", "ouvrir tous les financeurs à tous les axes", rules)
    switches = {
        "ranking": ("ranking", "free", "ne plus imposer le respect du classement"),
        "floors": ("policy", "partial", "permettre des subventions partielles"),
    }
    if name not in switches or (name == "floors" and call.policy == "partial"):
        return None
    rule, value, words = switches[name]
    return _Change(_with(question, **{rule: value}), "rule", words, {rule: value})


def _unlinked(question: Question, kind: str, number: int) -> _Change:
    """Return the question without one exclusion or one dependency."""
    call = question.call
    if kind == "exclusive":
        left = tuple(ids for place, ids in enumerate(call.exclusive) if place != number)
        words = f"lever l'exclusion mutuelle entre {' et '.join(call.exclusive[number])}"
        return _Change(_with(question, exclusive=left), "rule", words, {"exclusive": [{"ids": list(i)} for i in left]})
    pairs = tuple(pair for place, pair in enumerate(call.requires) if place != number)
    one, needed = call.requires[number]
    written = [{"id": first, "needs": second} for first, second in pairs]
    words = f"lever la dépendance de {one} à {needed}"
    return _Change(_with(question, requires=pairs), "rule", words, {"requires": written})


def _with(question: Question, **rules: Any) -> Question:  # noqa: ANN401  any rule of a call
    return replace(question, call=replace(question.call, **rules))


def _other_amounts(question: Question, one: str) -> Iterator[Repair]:
    """Yield the nearest smaller and larger amounts that would do in place of an imposed one."""
    lock = question.locks.get(one)
    if not isinstance(lock, int):
        return
    problem = question.case().problem
    candidate = problem.candidates[problem.index[one]]
    amounts = _admissible(question, one)
    for words, found in (
        ("abaisser", _nearest(question, one, [amount for amount in reversed(amounts) if amount < lock])),
        ("relever", _nearest(question, one, [amount for amount in amounts if lock < amount <= candidate.cap])),
    ):
        if found is not None and _holds(question.with_lock(one, found)):
            text = f"{words} de {euros(abs(found - lock))} le montant imposé à {one}, à {euros(found)}"
            amount = Fraction(abs(found - lock))
            yield Repair("lock", (f"lock:{one}",), text, amount, "€", locks=((one, found),))


def _admissible(question: Question, one: str) -> list[int]:
    problem = question.case().problem
    candidate = problem.candidates[problem.index[one]]
    amounts, at = list[int](), 0
    while at < candidate.cap:
        at = admissible_above(problem, candidate, at + 1)
        amounts.append(at)
    return amounts


def _nearest(question: Question, one: str, amounts: list[int]) -> int | None:
    """Return the first of amounts, ever farther from the imposed one, that can be met.

    Those that can be met are not always one stretch: each is tried while few, halves at a time beyond.
    """
    if len(amounts) <= _FEW_AMOUNTS:
        return next((amount for amount in amounts if _met(question.with_lock(one, amount))), None)
    free = reply_to(question.with_lock(one, "funded"))
    if free is None:
        return None
    reached = free.grants.get(one, 0)
    ahead = [place for place, amount in enumerate(amounts) if amount == reached]
    if not ahead:
        return None
    low, high = -1, ahead[0]
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if _met(question.with_lock(one, amounts[middle])) else (middle, high)
    return amounts[high]


_FEW_AMOUNTS = 60


# -------------------------------------------------------------------------- several rules at once
def _joint_repair(question: Question) -> Repair | None:
    """Return a set of rules to loosen together, none of them to spare, their numbers moved one after the other."""
    problem = question.case().problem
    names = [*rule_names(problem), "money"]
    free = problem
    for name in names:
        free = without(free, name)
    if not is_feasible(free):
        return None
    # Rules come back one by one, decisions first: what cannot come back is to be loosened.
    kept: set[str] = set()
    for name in sorted(names, key=lambda one: (not one.startswith("lock:"), one == "money", one)):
        trial = problem
        for other in names:
            if other not in kept and other != name:
                trial = without(trial, other)
        if is_feasible(trial):
            kept.add(name)
    return _together(question, [name for name in names if name not in kept])


def _together(question: Question, names: list[str]) -> Repair | None:
    """Loosen each rule fully, then tighten its number again as far as the others allow."""
    chosen: list[tuple[str, Knob | _Change, int]] = []
    for name in names:
        dropped = _dropped(question, name)
        knob = next(knobs_of(question, name), None)
        if dropped is None and knob is None:
            return None
        chosen.append((name, dropped, 0) if dropped is not None else (name, knob, knob.top))  # type: ignore[union-attr,arg-type]
    if not _met(_all_applied(question, chosen)):
        return None
    for place, (name, tool, units) in enumerate(chosen):
        if isinstance(tool, Knob):
            chosen[place] = (name, tool, _tightened(question, chosen, place, units))
    if not _holds(_all_applied(question, chosen)):
        return None
    rules: dict[str, Any] = {}
    locks: list[tuple[str, Lock | None]] = []
    words = []
    for _, tool, units in chosen:
        rules |= tool.rules(units) if isinstance(tool, Knob) else tool.rules
        locks += [] if isinstance(tool, Knob) else tool.locks
        words.append(tool.words(units) if isinstance(tool, Knob) else tool.words)
    kind: RepairKind = "lock" if locks else "rule"
    return Repair(kind, tuple(names), " et ".join(words), rules=MappingProxyType(rules), locks=tuple(locks))


def _all_applied(question: Question, chosen: Sequence[tuple[str, Knob | _Change, int]]) -> Question:
    """Apply every change in turn, each on what the ones before it made."""
    for name, tool, units in chosen:
        again: Knob | _Change | None = (
            next(knobs_of(question, name), None) if isinstance(tool, Knob) else _dropped(question, name)
        )
        if isinstance(again, Knob):
            question = replace(question, call=again.call(units)) if units else question
        elif again is not None:
            question = again.question
    return question


def _tightened(question: Question, chosen: list[tuple[str, Knob | _Change, int]], place: int, top: int) -> int:
    low, high = 0, top
    while high - low > 1:
        middle = (low + high) // 2
        trial = [*chosen]
        trial[place] = (chosen[place][0], chosen[place][1], middle)
        low, high = (low, middle) if _met(_all_applied(question, trial)) else (middle, high)
    return high


# ------------------------------------------------------------------- decisions that cannot be obeyed
def _impossible_locks(question: Question, ids: Sequence[str]) -> Contradiction:
    """Return the decisions that no rule could make right, with the nearest amounts where an amount is at fault."""
    names = tuple(f"lock:{one}" for one in ids)
    words = tuple(rule_words(question.call, name) for name in names)
    if len(ids) == 1:
        return Contradiction(names, words, ranked(list(_released(question, ids[0])), question.call.envelope))
    freed = replace(question, locks={one: lock for one, lock in question.locks.items() if one not in ids})
    text = f"libérer les décisions sur {', '.join(ids)}"
    repairs = (Repair("lock", names, text, locks=tuple((one, None) for one in ids)),) if _holds(freed) else ()
    return Contradiction(names, words, repairs)


def _released(question: Question, one: str) -> Iterator[Repair]:
    freed = question.with_lock(one, None)
    lock, problem = question.locks.get(one), freed.case().problem
    if _holds(freed):
        yield Repair("lock", (f"lock:{one}",), f"libérer la décision sur {one}", locks=((one, None),))
    if not isinstance(lock, int) or one not in problem.index:
        return
    candidate = problem.candidates[problem.index[one]]
    near = {admissible_below(problem, candidate, lock), admissible_above(problem, candidate, lock)} - {0, lock}
    for amount in sorted(near, key=lambda other: (abs(other - lock), other)):
        if _holds(question.with_lock(one, amount)):
            text = f"imposer {euros(amount)} à {one} au lieu de {euros(lock)}"
            yield Repair("lock", (f"lock:{one}",), text, Fraction(abs(amount - lock)), "€", locks=((one, amount),))
