"""Instances for the benchmarks, seeded: the region's shape (four axes, three sources, thirteen departments).

Each family adds to the one before, as in a call that grows stricter.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

from aapsim.domain.application import Application
from aapsim.domain.call import Axis, Call, DepartmentLimits, Limit, Ranking, Source

DEPARTMENTS = ("09", "11", "12", "30", "31", "32", "34", "46", "48", "65", "66", "81", "82")
FAMILIES: Mapping[str, str] = {
    "caps": "plafonds et une enveloppe",
    "limits": "+ plafonds par axe et département",
    "sources": "+ trois financeurs",
    "payers": "+ planchers de 60 %, deux autorités",
    "tight": "+ plafonds de département serrés",
    "one-payer": "planchers, une seule autorité par projet",
    "whole": "tout ou rien, toutes les limites",
    "budget": "tout ou rien, une seule enveloppe",
}


def instance(family: str, size: int, seed: int, ranking: Ranking) -> tuple[Call, list[Application]]:
    """Return the call and the applications of a family (a key of ``FAMILIES``), a size and a seed."""
    rng = random.Random(f"{family} {size} {seed}")
    applications = [_application(rng, number) for number in range(size)]
    money = sum(one.requested or 0 for one in applications) // 4
    call = Call(f"{family} {size}", rate=Fraction(9, 10), ranking=ranking,
                axes=tuple(Axis(str(code), "") for code in range(1, 5)),
                sources=(Source("enveloppe", "Enveloppe", "region", notified=money),))
    return replace(call, **_changes(family, money)), applications


def _application(rng: random.Random, number: int) -> Application:
    cost = rng.randint(10_000, 45_000)
    return Application(
        id=f"{number:05d}",
        axes=((str(rng.randint(1, 4)), Fraction(1)),),
        departments=((rng.choice(DEPARTMENTS), Fraction(1)),),
        total_cost=cost,
        requested=round(cost * rng.uniform(0.5, 1.0)),
        score=Fraction(rng.randint(80, 190), 2),
    )


def _changes(family: str, money: int) -> dict[str, Any]:
    """Return what a family changes in the plainest call."""
    if family == "caps":
        return {}
    if family == "budget":
        return {"policy": "all-or-nothing", "objective": "projects"}
    changes: dict[str, Any] = {
        "axes": tuple(Axis(str(code), "", ceiling=Limit("envelope", Fraction(2, 5))) for code in range(1, 5)),
        "departments": _ceilings(money, 6),
    }
    if family != "limits":
        changes["sources"] = _three_sources(money)
    if family in ("payers", "tight", "one-payer"):
        changes["minimum_share"] = Fraction(6, 10)
    if family in ("tight", "whole"):
        changes["departments"] = _ceilings(money, 12)
    if family == "one-payer":
        changes |= {"departments": (), "max_authorities": 1, "minimum_agreement": 1_500}
    if family == "whole":
        changes |= {"policy": "all-or-nothing", "objective": "projects"}
    return changes


def _ceilings(money: int, parts: int) -> tuple[DepartmentLimits, ...]:
    return tuple(DepartmentLimits(code, ceiling=money // parts) for code in DEPARTMENTS)


def _three_sources(money: int) -> tuple[Source, ...]:
    return (
        Source("fir", "FIR", "ars", notified=money * 3 // 7),
        Source("304-17", "304-17", "prefet", notified=money * 2 // 7, fungible_with=("304-19",)),
        Source("304-19", "304-19", "prefet", notified=money * 2 // 7, axes=("1", "2")),
    )


def knapsack(seed: int, items: int = 100, rows: int = 5, tightness: Fraction = Fraction(1, 2)) -> tuple[
    Call, list[Application]
]:
    """Return a multidimensional knapsack made as the OR-Library describes mknapcb: rows are axes, items projects.

    Weights are drawn from 1 to 1 000, each row holds ``tightness`` of its total, and an item is worth the
    mean of its weights plus a draw of up to 500 (P. C. Chu, J. E. Beasley, 1998).
    """
    rng = random.Random(f"knapsack {seed} {items} {rows} {tightness}")
    weights = [[rng.randint(1, 1_000) for _ in range(rows)] for _ in range(items)]
    applications = []
    for number, row in enumerate(weights):
        total = sum(row)
        applications.append(Application(
            id=f"{number:05d}",
            axes=tuple((str(axis), Fraction(weight, total)) for axis, weight in enumerate(row)),
            total_cost=total,
            requested=total,
            score=Fraction(round(total / rows + 500 * rng.random()), 20),
        ))
    limits = [tightness * sum(row[axis] for row in weights) for axis in range(rows)]
    everything = sum(map(sum, weights))
    axes = tuple(Axis(str(axis), "", ceiling=Limit("euros", Fraction(int(limit)))) for axis, limit in enumerate(limits))
    call = Call(
        f"knapsack {seed}", rate=Fraction(1), ranking="free", objective="projects", policy="all-or-nothing", step=1,
        axes=axes,
        sources=(Source("enveloppe", "Enveloppe", "region", notified=everything),),
    )
    return call, applications


def region(size: int, seed: int, ranking: Ranking) -> tuple[Call, list[Application]]:
    """Return a call with ceilings by axis and department, floors of 60 % and three sources, and its applications."""
    rng = random.Random(seed)
    applications = [
        Application(
            id=f"{number:05d}",
            axes=((str(rng.randint(1, 4)), Fraction(1)),),
            departments=((rng.choice(DEPARTMENTS), Fraction(1)),),
            total_cost=(cost := rng.randint(10_000, 45_000)),
            requested=round(cost * rng.uniform(0.5, 1.0)),
            score=Fraction(rng.randint(80, 190), 2),
        )
        for number in range(size)
    ]
    money = sum(one.requested or 0 for one in applications) // 4
    call = Call(
        f"région {size}",
        rate=Fraction(9, 10),
        minimum_share=Fraction(6, 10),
        ranking=ranking,
        axes=tuple(Axis(str(code), "", ceiling=Limit("envelope", Fraction(2, 5))) for code in range(1, 5)),
        departments=tuple(DepartmentLimits(code, ceiling=money // 6) for code in DEPARTMENTS),
        sources=(
            Source("fir", "FIR", "ars", notified=money * 3 // 7),
            Source("304-17", "304-17", "prefet", notified=money * 2 // 7, fungible_with=("304-19",)),
            Source("304-19", "304-19", "prefet", notified=money * 2 // 7, axes=("1", "2")),
        ),
    )
    return call, applications
