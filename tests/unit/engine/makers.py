"""Small calls, applications and problems whose answers can be worked out by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from aapsim.domain.allocation import Allocation
from aapsim.domain.application import Application, Shares
from aapsim.domain.call import Axis, Call, Source
from aapsim.domain.scenario import Lock
from aapsim.engine.case import Case, prepare
from aapsim.engine.problem import Problem

AXES = (Axis("1", "Éveil"), Axis("2", "Répit"))
HALF = Fraction(1, 2)


def purse(euros: int, **changes: Any) -> tuple[Source, ...]:
    return (replace(Source("fir", "FIR", "ars", notified=euros), **changes),)


def three_sources(fir: int, seventeen: int, nineteen: int) -> tuple[Source, ...]:
    return (
        Source("fir", "FIR", "ars", notified=fir),
        Source("304-17", "304-17", "prefet", notified=seventeen),
        Source("304-19", "304-19", "prefet", notified=nineteen),
    )


def a_call(euros: int = 10_000, **rules: Any) -> Call:
    """Return a call without any rule but its money: step 100, rate 100 %, ranking free."""
    given = {"axes": AXES, "sources": purse(euros), "ranking": "free", **rules}
    return Call("Appel d'essai", **given)


def an_application(one: str, cap: int, score: int | str = 50, *, axis: str = "1", **fields: Any) -> Application:
    """Return an application whose cap is its request, in one axis, with nothing left to check."""
    shares: Shares = ((axis, Fraction(1)),)
    given = {"axes": shares, "total_cost": cap, "investment": 0, "in_kind": 0, "other_revenue": 0, **fields}
    return Application(one, requested=given.pop("requested", cap), score=Fraction(score), **given)


def a_case(call: Call, applications: Sequence[Application], locks: Mapping[str, Lock] | None = None) -> Case:
    return prepare(call, applications, locks or {})


def a_problem(call: Call, applications: Sequence[Application], locks: Mapping[str, Lock] | None = None) -> Problem:
    return a_case(call, applications, locks).problem


def grants_of(allocation: Allocation) -> dict[str, int]:
    return {award.id: award.grant for award in allocation.awards if award.grant}
