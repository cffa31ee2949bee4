"""The engine's answers to one instance, judged by the checker, the references and the invariants."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any
from unittest import mock

from aapsim.audit.checker import check
from aapsim.domain.call import Call, Strategy
from aapsim.engine import gaps
from aapsim.engine.allocate import allocate
from tests.reference import brute, textbook
from tests.reference.causes import unconfirmed
from tests.reference.gaps import rank_gaps
from tests.reference.generator import Instance
from tests.reference.merit import in_order, is_plain
from tests.reference.problem import Problem

MOST_FOR_ENUMERATION = 12
Document = dict[str, Any]


@dataclass
class Judgement:
    """What was found: one complaint per broken promise, and what was counted on the way."""

    complaints: list[str] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)


def answer(instance: Instance, strategy: Strategy = "optimum") -> Document:
    """Return the engine's RESULT.json for an instance, as plain values."""
    return allocate(instance.call, instance.applications, instance.locks, strategy=strategy).to_document()


@contextmanager
def _causes_unsearched() -> Iterator[None]:
    with mock.patch.object(gaps, "MOST_WORK", -1):
        yield


def judge(
    instance: Instance,
    *,
    invariants: bool = True,
    causes: bool = False,
    searched: bool = True,
    seconds: float = 20.0,
) -> Judgement:
    """Judge the optimum and the order of the ranking; ``seconds`` bounds each reference solve.

    ``causes`` removes the rule of every cause of a gap and solves again. Not ``searched``, the
    engine names no cause, which takes it longest: the gaps and the amounts are the same.
    """
    with nullcontext() if searched else _causes_unsearched():
        return _judged(instance, invariants=invariants, causes=causes, seconds=seconds)


def _judged(instance: Instance, *, invariants: bool, causes: bool, seconds: float) -> Judgement:
    found = Judgement()
    optimum, merit = answer(instance), answer(instance, "merit")
    for strategy, document in (("optimum", optimum), ("merit", merit)):
        found.complaints += [f"check {strategy}: {sentence}" for sentence in check(document)]
        found.complaints += [f"inputs {strategy}: {key}" for key in _different(instance.inputs(strategy), document)]
    problem = Problem(instance.inputs())
    found.counts[f"status {optimum['status']}"] += 1
    if optimum["status"] == "infeasible":
        found.complaints += _not_infeasible(problem, found.counts, seconds)
    else:
        found.complaints += _gaps(problem, optimum)
        found.complaints += _not_best(problem, optimum, found.counts, seconds)
        found.complaints += _merit(instance, optimum, merit)
    found.complaints += _definition(instance, merit, found.counts)
    if causes:
        found.counts["causes confirmed by removal"] += len(optimum["rank_gaps"])
        found.complaints += unconfirmed(instance)
    if invariants:
        found.complaints += [*_order(instance, optimum), *_monotone(instance, optimum), *_removal(instance, optimum)]
    return found


def _different(mine: Mapping[str, Any], document: Document) -> list[str]:
    return [key for key in mine.keys() | document["inputs"].keys() if mine.get(key) != document["inputs"].get(key)]


def _value(document: Document) -> Fraction:
    return Fraction(document["certificate"]["value"])


def _grants(document: Document) -> dict[str, int]:
    return {award["id"]: award["grant"] for award in document["awards"]}


def _gaps(problem: Problem, document: Document) -> Iterator[str]:
    written = {gap["id"]: set(gap["below"]) for gap in document["rank_gaps"]}
    if written != rank_gaps(problem, _grants(document)):
        yield f"gaps: {sorted(written)} are written, {sorted(rank_gaps(problem, _grants(document)))} are found"


def _not_infeasible(problem: Problem, counts: Counter[str], seconds: float) -> Iterator[str]:
    found = None
    try:
        found = brute.feasible(problem, _nodes(problem))
        counts["infeasible by enumeration"] += found is None
    except brute.TooMany:
        reply = textbook.solve(problem, admissible=True, seconds=seconds)
        found = reply.found
        counts["infeasible by textbook" if reply.infeasible else "infeasible undecided"] += found is None
    if found is not None:
        yield f"not infeasible: {_named(problem, found)} holds"


def _nodes(problem: Problem) -> int:
    """Return how many nodes an enumeration may visit: none where it is hopeless."""
    return 10_000 if len(problem.projects) <= MOST_FOR_ENUMERATION else 0


def _named(problem: Problem, found: brute.Found) -> dict[str, int]:
    return {project.id: amount for project, amount in zip(problem.projects, found.amounts, strict=True) if amount}


def _not_best(problem: Problem, document: Document, counts: Counter[str], seconds: float) -> Iterator[str]:
    """Look for an admissible allocation better by more than one step.

    Where a step more changes nothing (all or nothing, or a count of projects), by anything at all.
    """
    exact = not problem.partial or problem.inputs["objective"] == "projects"
    target = _value(document) + (0 if exact else problem.step_worth())
    better = None
    try:
        better = brute.better_than(problem, target, _nodes(problem))
        counts["optimal by enumeration"] += better is None
    except brute.TooMany:
        better = _textbook_better(problem, target, counts, seconds)
    if better is not None:
        more = (better.value - _value(document)) / (problem.step_worth() or 1)
        yield f"not optimal: {float(more):.3f} steps better with {_named(problem, better)}"
    elif document["status"] == "feasible":
        counts["provisional yet best"] += 1


def _textbook_better(problem: Problem, target: Fraction, counts: Counter[str], seconds: float) -> brute.Found | None:
    for admissible in (False, True):
        reply = textbook.solve(problem, admissible=admissible, seconds=seconds)
        if reply.found is not None and reply.found.value > target:
            return reply.found
        if reply.infeasible:
            counts["textbook calls infeasible what the checker accepts"] += 1
            return None
        if textbook.proves_at_most(reply, target):
            counts[f"optimal by textbook, {'admissible' if admissible else 'continuous'} amounts"] += 1
            return None
    counts["optimality undecided"] += 1
    return None


def _merit(instance: Instance, optimum: Document, merit: Document) -> Iterator[str]:
    if merit["status"] == "infeasible" or merit["missed"] or instance.call.ranking == "strict":
        return
    if _value(merit) > _value(optimum):
        yield f"merit is worth more than the optimum: {float(_value(merit) - _value(optimum))}"


def _definition(instance: Instance, merit: Document, counts: Counter[str]) -> Iterator[str]:
    problem = Problem(instance.inputs("merit"))
    if merit["status"] == "infeasible" or len(problem.projects) > MOST_FOR_ENUMERATION or not is_plain(problem):
        return
    counts["merit by definition"] += 1
    grants = _grants(merit)
    differ = {key: (grants[key], due) for key, due in in_order(problem).items() if grants[key] != due}
    if differ:
        yield f"merit: (written, by definition) differ for {differ}"


def _bytes(document: Document) -> str:
    return json.dumps(document, sort_keys=True, ensure_ascii=False)


def _order(instance: Instance, optimum: Document) -> Iterator[str]:
    turned = replace(instance, applications=tuple(reversed(instance.applications)))
    if _bytes(answer(turned)) != _bytes(optimum):
        yield "the order of the rows changes the answer"


def _in_euros(call: Call) -> bool:
    limits = [limit for axis in call.axes for limit in (axis.floor, axis.ceiling) if limit is not None]
    return call.ranking == "free" and all(limit.kind == "euros" for limit in limits)


def _monotone(instance: Instance, optimum: Document) -> Iterator[str]:
    if not _in_euros(instance.call) or optimum["status"] == "infeasible":
        return
    first, *others = instance.call.sources
    richer = replace(first, notified=first.notified + 5 * instance.call.step)
    call = replace(instance.call, sources=(richer, *others))
    after = answer(replace(instance, call=call))
    if after["status"] == "infeasible":
        yield "a larger envelope makes the problem infeasible"
    elif _value(after) < _value(optimum):
        yield f"a larger envelope lowers the optimum by {float(_value(optimum) - _value(after))}"


def _removal(instance: Instance, optimum: Document) -> Iterator[str]:
    if not _in_euros(instance.call) or optimum["status"] == "infeasible":
        return
    named = {key for ids in (*instance.call.exclusive, *instance.call.requires) for key in ids} | set(instance.locks)
    free = [key for key, grant in _grants(optimum).items() if grant == 0 and key not in named]
    if not free:
        return
    kept = tuple(application for application in instance.applications if application.id != free[0])
    if not kept:
        return
    after = answer(replace(instance, applications=kept))
    before = {key: grant for key, grant in _grants(optimum).items() if key != free[0]}
    if _grants(after) != before:
        changed = {key: (grant, _grants(after)[key]) for key, grant in before.items() if _grants(after)[key] != grant}
        yield f"removing the unfunded {free[0]} changes {changed}"
