"""Chance that does not depend on who computes it: each number is a hash of the seed and of what it is about.

The same application meets the same luck in the same draw whatever else is there, so two scenarios
compared under one seed share their random numbers, and a draw gives the same bytes on one process,
on four, or on a cluster, on any machine.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from fractions import Fraction
from statistics import NormalDist

_BITS = 53
WHOLE = 2 << _BITS
_NORMAL = NormalDist()

Luck = Callable[[str, str], int]
"""From a kind of event and what it concerns to a number strictly between 0 and ``WHOLE``."""


def luck_of(seed: int, draw: int) -> Luck:
    """Return the luck of one draw: uniform, independent from one (kind, what) to another."""
    start = hashlib.blake2b(f"{seed}\x1f{draw}".encode(), digest_size=8)

    def luck(kind: str, what: str) -> int:
        known = start.copy()
        known.update(f"\x1f{kind}\x1f{what}".encode())
        return 2 * (int.from_bytes(known.digest(), "big") >> (64 - _BITS)) + 1

    return luck


def happens(luck: Luck, kind: str, what: str, probability: Fraction) -> bool:
    """Whether an event of that probability happens in this draw; 0 never does, 1 always."""
    return probability > 0 and luck(kind, what) * probability.denominator < probability.numerator * WHOLE


def normal_hundredths(luck: Luck, kind: str, what: str, spread: Fraction) -> int:
    """Return a normal deviation of standard deviation ``spread``, in hundredths, rounded; 0 without spread."""
    return round(_NORMAL.inv_cdf(luck(kind, what) / WHOLE) * float(spread) * 100) if spread > 0 else 0


def uniform_thousandths(luck: Luck, kind: str, what: str, spread: Fraction) -> int:
    """Return a uniform deviation between −``spread`` and +``spread``, in thousandths, rounded."""
    return round((2 * Fraction(luck(kind, what), WHOLE) - 1) * spread * 1000) if spread > 0 else 0
