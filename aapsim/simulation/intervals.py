"""How sure a frequency is: Wilson's interval, and what it lets one say of a project."""

from __future__ import annotations

from math import sqrt
from typing import Literal

Verdict = Literal["always", "never", "depends"]
"""*Retenu dans tous les essais*, *jamais retenu*, *dépend des choix*."""

Z_95 = 1.959963984540054
"""Quantile 97.5 % of the normal law: a two-sided interval of 95 %."""
SURE, NEVER = 0.95, 0.05


def wilson(successes: int, trials: int) -> tuple[float, float]:
    """Return the 95 % interval of a frequency (0–1), (0, 1) without any trial.

    E. B. Wilson, *Probable inference, the law of succession, and statistical inference*, 1927.
    """
    if not trials:
        return 0.0, 1.0
    rate, square = successes / trials, Z_95 * Z_95
    centre = rate + square / (2 * trials)
    half = Z_95 * sqrt(rate * (1 - rate) / trials + square / (4 * trials * trials))
    low, high = (centre - half) / (1 + square / trials), (centre + half) / (1 + square / trials)
    # At the ends the formula is exact but for the last bit of a float.
    return (0.0 if successes == 0 else max(0.0, low)), (1.0 if successes == trials else min(1.0, high))


def paired_difference(lost: int, won: int, trials: int) -> tuple[float, float]:
    """Return the 95 % interval of a difference of frequencies seen in the same trials (−1 to 1).

    ``won`` counts the trials in which only the second happens, ``lost`` only the first. D. G. Bonett,
    R. M. Price, *Adjusted Wald confidence interval for a difference of binomial proportions based on paired
    data*, 2012. Without any trial: everything.
    """
    if not trials:
        return -1.0, 1.0
    up, down = (won + 1) / (trials + 2), (lost + 1) / (trials + 2)
    half = Z_95 * sqrt((up + down - (up - down) ** 2) / (trials + 2))
    return max(-1.0, up - down - half), min(1.0, up - down + half)


def verdict_of(successes: int, trials: int) -> Verdict:
    """Say what the interval allows: lower bound at 95 % or more, upper bound at 5 % or less, else it depends."""
    low, high = wilson(successes, trials)
    if low >= SURE:
        return "always"
    return "never" if high <= NEVER else "depends"
