"""Instances for the benchmarks: the region's shape (four axes, three sources, thirteen departments), seeded."""

from __future__ import annotations

import random
from fractions import Fraction

from aapsim.domain.application import Application
from aapsim.domain.call import Axis, Call, DepartmentLimits, Limit, Ranking, Source

DEPARTMENTS = ("09", "11", "12", "30", "31", "32", "34", "46", "48", "65", "66", "81", "82")


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
