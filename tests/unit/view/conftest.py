"""A small call with two sources, five axes and six projects, and the answer that goes with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import pytest

from aapsim.domain.allocation import Allocation, Award, Certificate, RankGap, Reason, Tie
from aapsim.domain.application import Application, equal_shares
from aapsim.domain.call import Axis, Call, Source

Applications = tuple[Application, ...]
Many = Callable[[int, int], tuple[Applications, tuple[Award, ...]]]

NASTY = "![x](http://example.org/a.png) <b>datum.x</b>"


def award(one: str, rank: int, grant: int, cap: int = 10_000, status: str = "", floor: int = 0) -> Award:
    state = status or ("funded" if grant == cap else "partial" if grant else "waiting")
    paid = (("fir", grant),) if grant else ()
    score = Fraction(100 - rank) if rank else None
    reasons = (Reason("x", f"Motif de {one}."),)
    return Award(one, state, grant, cap, floor, "rate", paid, score, score, rank, reasons)  # type: ignore[arg-type]


@pytest.fixture
def call() -> Call:
    return Call(
        "Appel d'essai",
        rate=Fraction(9, 10),
        territory=("31", "48", "65"),
        axes=tuple(Axis(str(n), f"Thème {n}") for n in range(1, 6)),
        sources=(Source("fir", "FIR", "ARS", notified=30_000), Source("304", "BOP 304", "Préfet", notified=5_000)),
    )


@pytest.fixture
def applications() -> Applications:
    return tuple(
        Application(
            f"A{n}",
            title=f"Projet {n}" if n != 6 else NASTY,
            axes=equal_shares([str(1 + n % 5)]),
            departments=equal_shares(["31" if n % 2 else "48"]),
            total_cost=20_000,
            requested=10_000 + n,
        )
        for n in range(1, 7)
    )


@pytest.fixture
def allocation() -> Allocation:
    awards = (
        award("A1", 1, 10_000),
        award("A2", 2, 10_000),
        award("A3", 3, 4_000),
        award("A4", 4, 0),
        award("A5", 5, 0, status="refused"),
        award("A6", 0, 0, cap=0, status="ineligible"),
    )
    return Allocation(
        status="optimal",
        strategy="optimum",
        certificate=Certificate(Fraction(10), Fraction(10), Fraction(10), Fraction(0), {}),
        awards=awards,
        envelope={"fir": 30_000, "304": 5_000},
        granted={"fir": 24_000, "304": 0},
        unspent={"fir": 6_000, "304": 5_000},
        transfers=(),
        by_axis={"1": Fraction(0), "2": Fraction(10_000), "3": Fraction(10_000), "4": Fraction(4_000)},
        by_department={"31": Fraction(14_000), "48": Fraction(10_000)},
        gaps=(),
        ties=(),
        missed=(),
        issues=(),
        inputs={"step": 100},
        fingerprint="sha256:0",
        engine_version="1",
    )


@pytest.fixture
def disordered(allocation: Allocation) -> Allocation:
    """Return the same with A4 funded instead of A3, which therefore outranks it, and a tie."""
    awards = tuple(
        replace(one, grant=4_000 if one.id == "A4" else 0, status="partial" if one.id == "A4" else "waiting")
        if one.id in ("A3", "A4")
        else one
        for one in allocation.awards
    )
    gap = RankGap("A3", ("A4",), "sources", "le FIR est épuisé.")
    return replace(allocation, awards=awards, gaps=(gap,), ties=(Tie(Fraction(95), ("A4",), ("A5",)),))


@pytest.fixture
def many() -> Many:
    def build(count: int, funded: int) -> tuple[Applications, tuple[Award, ...]]:
        ids = [f"P{n:04d}" for n in range(1, count + 1)]
        applications = tuple(Application(one, title="Même titre", axes=equal_shares(["1"])) for one in ids)
        return applications, tuple(award(one, n, 10_000 if n <= funded else 0) for n, one in enumerate(ids, 1))

    return build
