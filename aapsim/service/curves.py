"""What a curve of the page Solidité runs over, from what an officer chose to the settings of a job."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from aapsim.domain.call import Call
from aapsim.service.job_kinds import frontier_settings, points_from, sweep_from
from aapsim.simulation.difference import Difference
from aapsim.simulation.frontier import Point, Sweep, evenly
from aapsim.simulation.money import codes_of, money_of

__all__ = ["ALL", "RATE", "Difference", "Point", "Sweep", "codes", "held_back", "points_from", "settings", "sweep_from"]

KIND = "frontier"
POINTS = 61
RATE, ALL = "rate", "all"


def settings(call: Call, moving: str, low: Fraction, high: Fraction) -> dict[str, Any]:
    """Return the settings of a curve from ``low`` to ``high`` times what there is today.

    ``moving`` is ``all``, ``rate`` (the common cap rate), ``source:CODE`` or ``authority:CODE``.
    """
    if moving == RATE:
        now = call.common_rate or call.rate
        values = evenly(now * low, min(Fraction(1), now * high), POINTS, whole=False)
        return frontier_settings(Sweep(tuple(round(one, 4) for one in values), "common_rate"))
    moved = codes(call, moving)
    now = Fraction(money_of(call, moved))
    return frontier_settings(Sweep(evenly(now * low, now * high, POINTS), "envelope", moved))


def codes(call: Call, moving: str) -> tuple[str, ...]:
    """Return the sources that ``source:CODE`` or ``authority:CODE`` stands for; none, which is all, otherwise."""
    what, _, code = moving.partition(":")
    return codes_of(call, **{what: code}) if code else ()


def held_back(call: Call, rate: Fraction) -> int:
    """Return the euros that holding back a part (0–1) of every source takes away."""
    return call.envelope - sum((source.available * (1 - rate)).__floor__() for source in call.sources)
