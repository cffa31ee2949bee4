"""What the page Solidité needs of a robustness run: its doubts, its settings, its report."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from aapsim.domain.allocation import Allocation
from aapsim.domain.review import standing
from aapsim.service.answers import grants_of
from aapsim.service.job_kinds import report_from, robustness_settings
from aapsim.service.snapshots import Snapshot
from aapsim.simulation.doubts import PRESETS, Doubts, Preset, doubts_from
from aapsim.simulation.robustness import Chance, Report, agenda

__all__ = [
    "DRAWS",
    "KIND",
    "PRESETS",
    "Chance",
    "Doubts",
    "Preset",
    "Report",
    "agenda",
    "doubts_of",
    "report_from",
    "reviewers_spreads",
    "settings",
]

KIND = "robustness"
DRAWS = (100, 300, 1000, 3000)
"""Numbers of draws that the page offers."""


def settings(doubts: Doubts, draws: int, present: Allocation) -> dict[str, Any]:
    """Return the settings of a robustness job about the present allocation."""
    return robustness_settings(doubts, draws, grants_of(present))


def doubts_of(stored: Mapping[str, Any]) -> Doubts:
    """Return the doubts of a job's settings."""
    return doubts_from(stored["doubts"])


def reviewers_spreads(snapshot: Snapshot) -> tuple[tuple[str, Fraction], ...]:
    """Return the standard deviation between reviewers, in points, of each application with two complete reviews.

    Sorted by id, to the hundredth; those whose reviewers agree are left out; empty where nobody reviewed.
    """
    found = []
    for one, reviews in sorted(snapshot.prepared.reviews.items()):
        here = standing(reviews, snapshot.call, snapshot.prepared.settings)
        complete = sum(score is not None for score in here.scores.values())
        if here.deviation and complete >= 2:
            found.append((one, Fraction(round(here.deviation * 100), 100)))
    return tuple(found)
