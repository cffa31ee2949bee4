"""What the page Solidité needs of a robustness run: its doubts, its settings, its report."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aapsim.domain.allocation import Allocation
from aapsim.service.answers import grants_of
from aapsim.service.job_kinds import report_from, robustness_settings
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
