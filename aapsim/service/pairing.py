"""Two scenarios under the same draws: the job's inputs and settings, its report as plain values and back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from functools import partial
from typing import Any

from aapsim.domain.french import exact_text, parse_exact
from aapsim.service.job_kinds import Progress, inputs_of, question_from
from aapsim.service.snapshots import Snapshot
from aapsim.simulation.doubts import Doubts, doubts_from
from aapsim.simulation.pairing import Gap, PairReport, PairTally, Shift, by_size, pair_report, pair_reports
from aapsim.simulation.parallel import machine_workers

__all__ = ["KIND", "PairReport", "Shift", "by_size", "inputs", "report_from", "run", "settings"]

KIND = "pairs"
_SIDES = ("first", "second")


def inputs(sides: Sequence[Snapshot]) -> dict[str, Any]:
    """Return what a job needs of the two scenarios, in order."""
    return {name: inputs_of(side) for name, side in zip(_SIDES, sides, strict=True)}


def settings(doubts: Doubts, draws: int, scenarios: Sequence[str], names: Sequence[str]) -> dict[str, Any]:
    """Return what a job needs besides the two scenarios; their ids and names go along for the screen."""
    return {"doubts": doubts.to_document(), "draws": draws, "scenarios": list(scenarios), "names": list(names)}


def run(stored: Mapping[str, Any], asked: Mapping[str, Any], seed: int) -> Iterator[Progress]:
    """Draw, and say how far it is: a kind of job."""
    first, second = (question_from(stored[name]) for name in _SIDES)
    doubts, draws = doubts_from(asked["doubts"]), int(asked["draws"])
    for tally, ids, wanted in pair_reports(first, second, doubts, draws, seed, machine_workers()):
        yield Progress(tally.trials, wanted or 1, partial(_summed, tally, ids, wanted))


def _summed(tally: PairTally, ids: Sequence[str], wanted: int) -> dict[str, Any]:
    return report_document(pair_report(tally, ids, wanted))


def report_document(found: PairReport) -> dict[str, Any]:
    """Return a report as plain values; inverse of :func:`report_from`."""
    document = asdict(found)
    # Infinity is no JSON value: an interval that cannot be told is null.
    for name, gap in (("projects", found.projects), ("euros", found.euros)):
        document[name]["half_width"] = gap.half_width if gap.half_width < float("inf") else None
    document["shifts"] = [asdict(one) | {"euros": exact_text(one.euros)} for one in found.shifts]
    return document


def report_from(result: Mapping[str, Any] | None) -> PairReport | None:
    """Return a stored report, or ``None`` before there is one."""
    if not result:
        return None
    shifts = tuple(Shift(**{**row, "euros": parse_exact(row["euros"])}) for row in result["shifts"])
    gaps = {name: _gap_from(result[name]) for name in ("projects", "euros")}
    counts = {name: (result[name][0], result[name][1]) for name in ("impossible", "provisional")}
    return PairReport(**{**result, **gaps, **counts, "shifts": shifts})


def _gap_from(one: Mapping[str, Any]) -> Gap:
    return Gap(one["mean"], float("inf") if one["half_width"] is None else one["half_width"])
