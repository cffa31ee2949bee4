"""Judging explanations by solving again: every statement is either exactly true or a complaint."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from aapsim.domain.call import Axis, Call, DepartmentLimits, Limit
from aapsim.domain.explanation import Repair, WhatIf, WhatIfAnswer
from aapsim.domain.scenario import Lock
from aapsim.engine.allocate import optimum_grants
from aapsim.engine.asking import Question, Reply, can_be_met, reply_to
from aapsim.engine.case import lock_issues
from aapsim.engine.contradiction import is_feasible
from aapsim.engine.overrides import overrides_of
from aapsim.engine.purses import with_more
from aapsim.engine.removals import rule_names, without
from aapsim.engine.repairs import contradiction_of
from aapsim.engine.what_if import what_if
from aapsim.engine.why_not import Envelopes, entries_of, why_not
from tests.reference.generator import Instance


@dataclass
class Found:
    """What was counted, and what is wrong."""

    counts: Counter[str] = field(default_factory=Counter)
    complaints: list[str] = field(default_factory=list)

    def held(self, kind: str, right: bool, words: str) -> None:
        """Count a statement; complain where it is not true."""
        self.counts[kind] += 1
        if not right:
            self.complaints.append(f"{kind}: {words}")


# -------------------------------------------------------------------------------- applying rules
def changed_call(call: Call, rules: Mapping[str, Any]) -> Call:
    """Return a call with rule paths set, as the store does from a document."""
    for path, value in rules.items():
        parts = path.split(".")
        if len(parts) == 1:
            call = replace(call, **{path: _plain(path, value)})
        elif parts[0] == "departments":
            call = replace(call, departments=tuple(_department(call, parts[1], parts[2], value)))
        else:
            rows = tuple(
                replace(one, **{parts[2]: _of(parts[2], value)}) if one.code == parts[1] else one
                for one in getattr(call, parts[0])
            )
            call = replace(call, **{parts[0]: rows})
    return call


def _plain(path: str, value: Any) -> Any:
    if path == "exclusive":
        return tuple(tuple(row["ids"]) for row in value)
    if path == "requires":
        return tuple((row["id"], row["needs"]) for row in value)
    return Fraction(value) if path in ("minimum_share", "common_rate") else value


def _of(name: str, value: Any) -> Any:
    if name in ("floor", "ceiling"):
        if isinstance(value, int):
            return Limit("euros", Fraction(value))
        share, _, granted = value.partition(" %")
        return Limit("granted" if granted else "envelope", Fraction(share) / 100)
    return tuple(value) if name == "axes" else value


def _department(call: Call, code: str, name: str, value: int) -> Iterator[Any]:
    known = {one.code: one for one in call.departments}
    known[code] = replace(known.get(code, DepartmentLimits(code)), **{name: value})
    yield from known.values()


def applied(question: Question, repair: Repair) -> Question:
    """Return the question once a repair is made, through its own rules and decisions."""
    locks: dict[str, Lock] = dict(question.locks)
    for one, lock in repair.locks:
        locks.pop(one, None)
        if lock is not None:
            locks[one] = lock
    return replace(question, call=changed_call(question.call, repair.rules), locks=locks)


# ------------------------------------------------------------------------------------ statements
def _again(question: Question) -> Mapping[str, int] | None:
    return optimum_grants(question.call, question.applications, question.locks)


def judge_statements(instance: Instance) -> Found:
    """Check a sample of every kind of statement about one instance; nothing where it is not possible."""
    found, question = Found(), Question(instance.call, instance.applications, instance.locks)
    now = reply_to(question)
    if now is None:
        return found
    rng = random.Random(instance.seed)
    waiting = [c.id for c in question.case().problem.candidates if c.id not in now.grants]
    for one in rng.sample(waiting, min(2, len(waiting))):
        _why(found, question, now, one)
    _what_if(found, question, now, rng)
    _overrides(found, question, now)
    return found


def _why(found: Found, question: Question, now: Reply, one: str) -> None:
    why = why_not(question, now, one)
    if why.forced is not None:
        again = _again(question.with_lock(one, "funded"))
        expected = again if why.forced.possible else None
        right = (again is None) != why.forced.possible and (again is None or dict(again) == dict(why.forced.after))
        found.held("forcing in", right, f"{one}: {why.forced}, {expected}")
    if why.score is not None:
        best = why.score.score
        if best is None:
            right = one not in (_again(question.with_score(one, Fraction(100))) or {})
        else:
            below = best - why.score.precision
            right = one in (_again(question.with_score(one, best)) or {})
            right = right and one not in (_again(question.with_score(one, below)) or {})
        found.held("score needed", right, f"{one}: {why.score}")
    _enters(found, question, one)


def _enters(found: Found, question: Question, one: str) -> None:
    entries = entries_of(Envelopes(question), one)

    def enters(envelope: int) -> bool:
        call = with_more(question.call, envelope - entries.start)
        return one in (_again(replace(question, call=call)) or {})

    right = all(enters(first) for first, _ in entries.inside)
    right = right and all(first == entries.start or not enters(first - entries.step) for first, _ in entries.inside)
    right = right and all(last is None or not enters(last + entries.step) for _, last in entries.inside)
    for envelope in range(entries.start, entries.top + 1, entries.grid):
        inside = any(first <= envelope and (last is None or envelope <= last) for first, last in entries.inside)
        right = right and enters(envelope) == inside
    found.held("enters at", right, f"{one}: {entries}")


def _what_if(found: Found, question: Question, now: Reply, rng: random.Random) -> None:
    call = question.call
    whats = [WhatIf("axis", rng.choice(call.axes).code, rng.randint(1, 80) * 100, taken=rng.random() < 0.5)]
    department = rng.choice(("31", "48", "65", "30"))
    whats.append(WhatIf("department", department, rng.randint(1, 80) * 100, taken=rng.random() < 0.5))
    whats.append(WhatIf("source", rng.choice(call.sources).code, rng.randint(1, 50) * 100, taken=False))
    for what in whats:
        answer = what_if(question, now, what)
        if not answer.possible:
            continue
        locks = {**question.locks, **dict.fromkeys(answer.past_ranking, "funded")}
        kept = replace(question, call=changed_call(call, answer.rules), locks=locks)  # type: ignore[arg-type]
        right = dict(_again(kept) or {}) == dict(answer.after) and dict(answer.before) == dict(now.grants)
        if what.kind != "source":
            gained = _share(question, what, answer.after) - _share(question, what, answer.before)
            right = right and gained == answer.received
            right = right and answer.received >= answer.added - 1
            right = right and (answer.added == what.euros or not _more(question, now, answer))
        found.held("et si", right, f"{what}: {answer}")


def _share(question: Question, what: WhatIf, grants: Mapping[str, int]) -> Fraction:
    total = Fraction(0)
    for one in question.applications:
        shares = one.axes if what.kind == "axis" else one.departments
        total += sum((part for code, part in shares if code == what.code), Fraction(0)) * grants.get(one.id, 0)
    return total


def _more(question: Question, now: Reply, answer: WhatIfAnswer) -> bool:
    """Whether the target could receive one step more than was said, under the same rules."""
    what, added = answer.what, answer.added
    more = min(what.euros, added - added % question.call.step + question.call.step)
    call = question.call if what.taken else with_more(question.call, more)
    floor = int(_share(question, what, now.grants)) + more
    if what.kind == "axis":
        axes = tuple(_floored(axis, floor, call) if axis.code == what.code else axis for axis in call.axes)
        return can_be_met(replace(question, call=replace(call, axes=axes)))
    present = {one.code: one.floor for one in call.departments}.get(what.code, 0)
    rules: dict[str, Any] = {f"departments.{what.code}.floor": max(present, floor)}
    if answer.past_ranking:
        call = replace(call, ranking="free")
    return can_be_met(replace(question, call=changed_call(call, rules)))


def _floored(axis: Axis, floor: int, call: Call) -> Axis:
    present = axis.floor.euros_of(call.envelope) if axis.floor is not None else None
    return replace(axis, floor=Limit("euros", max(Fraction(floor), present or Fraction(0))))


def _overrides(found: Found, question: Question, now: Reply) -> None:
    costs = overrides_of(question, now)
    for cost in (*costs.alone, *([costs.together] if costs.together else [])):
        left = {one: lock for one, lock in question.locks.items() if one not in cost.ids}
        again = _again(replace(question, locks=left))
        right = (again is not None) == cost.possible and (again is None or dict(again) == dict(cost.before))
        found.held("cost of override", right and dict(cost.after) == dict(now.grants), str(cost))


# ------------------------------------------------------------------------------- contradictions
def judge_contradiction(instance: Instance) -> Found:
    """Check the conflict and the repairs of an instance; nothing where it is possible."""
    found, question = Found(), Question(instance.call, instance.applications, instance.locks)
    answer = contradiction_of(question)
    if not answer.names:
        return found
    found.counts["infeasible"] += 1
    problem = question.case().problem
    if all(name.startswith("lock:") and name[5:] not in problem.index for name in answer.names) or _unlawful(question):
        found.counts["decisions that cannot be obeyed"] += 1
    else:
        found.held("contradictory and minimal", _minimal(question, answer.names), f"{answer.names}")
    for repair in answer.repairs:
        found.held("repair makes feasible", reply_to(applied(question, repair)) is not None, f"{repair}")
        own = {name[5:] for name in repair.names if name.startswith("lock:")}
        found.held("touches no other decision", {one for one, _ in repair.locks} <= own, f"{repair}")
        if len(repair.names) == 1 and repair.amount:
            found.held("no cheaper one", not any(_cheaper(question, repair)), f"{repair}")
    found.counts["with a repair"] += bool(answer.repairs)
    return found


def _unlawful(question: Question) -> bool:
    return bool(lock_issues(question.case()))


def _minimal(question: Question, names: tuple[str, ...]) -> bool:
    """Whether these rules alone contradict each other, and any of them less does not."""
    problem = question.case().problem
    for name in [*rule_names(problem), "money"]:
        if name not in names:
            problem = without(problem, name)
    return not is_feasible(problem) and all(is_feasible(without(problem, name)) for name in names)


def _cheaper(question: Question, repair: Repair) -> Iterator[bool]:
    """Yield whether smaller moves of the same number would do: one unit less, halves, and a few in between."""
    for part in (Fraction(1, 4), Fraction(1, 2), Fraction(9, 10), None):
        smaller = _moved(question, repair, part)
        if smaller is not None:
            yield reply_to(smaller) is not None


def _moved(question: Question, repair: Repair, part: Fraction | None) -> Question | None:
    """Return the question with the repair's one number moved less; ``None`` where it cannot be."""
    unit = Fraction(1, 10) if repair.unit == "%" else Fraction(1)
    if repair.words.startswith("augmenter l'enveloppe"):
        unit = Fraction(question.call.step)
        less = repair.amount - unit if part is None else repair.amount * part // unit * unit
        return replace(question, call=with_more(question.call, int(less))) if less > 0 else None
    if repair.locks:
        return None
    less = repair.amount - unit if part is None else repair.amount * part // unit * unit
    if less <= 0 or len(repair.rules) != 1:
        return None
    (path, value), = repair.rules.items()
    back = repair.amount - less
    return replace(question, call=changed_call(question.call, {path: _closer(path, value, back)}))


def _closer(path: str, value: Any, back: Fraction) -> Any:
    lowered = path.endswith(("floor", "minimum_projects", "minimum_share", "minimum_grant", "minimum_agreement"))
    sign = 1 if lowered else -1
    if isinstance(value, str) and "%" in value:
        share, _, granted = value.partition(" %")
        moved = Fraction(share) + sign * back
        return f"{moved.numerator}/{moved.denominator} %{granted}"
    if isinstance(value, str):
        return str(Fraction(value) + sign * back / 100)
    return int(value + sign * back)
