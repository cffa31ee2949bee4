"""What a simulation job can be: from stored inputs to a result that grows. All plain JSON values."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from fractions import Fraction
from functools import partial
from typing import Any

from aapsim.domain.application import Application
from aapsim.domain.call_document import call_from_document
from aapsim.domain.french import exact_text, parse_exact
from aapsim.service.snapshots import Snapshot
from aapsim.simulation.difference import Difference
from aapsim.simulation.doubts import Doubts, doubts_from
from aapsim.simulation.frontier import Point, Sweep, curve
from aapsim.simulation.parallel import machine_workers
from aapsim.simulation.question import Found, Question, question_of
from aapsim.simulation.robustness import Chance, Report, Tally, certain, report, reports, universe
from aapsim.simulation.sensitivity import Effect, Lever, Side, effects, levers_of


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job is, and how to write the usable result it has so far."""

    done: int
    total: int
    result: Callable[[], dict[str, Any]]


Kind = Callable[[Mapping[str, Any], Mapping[str, Any], int], Iterator[Progress]]
"""From the inputs, the settings and the seed to the progress of a job."""


def inputs_of(snapshot: Snapshot) -> dict[str, Any]:
    """Return everything a simulation needs of a workspace, as plain values."""
    return {
        "call": dict(snapshot.document),
        "applications": [one.to_document() for one in snapshot.applications],
        "locks": dict(snapshot.scenario.locks),
    }


def question_from(inputs: Mapping[str, Any]) -> Question:
    """Return the question of stored inputs. Raises ``InvalidInput`` where they do not hold."""
    applications = tuple(Application.from_document(one) for one in inputs["applications"])
    return question_of(call_from_document(inputs["call"]), applications, inputs["locks"])


def frontier_settings(sweep: Sweep) -> dict[str, Any]:
    """Return a sweep as plain values; inverse of :func:`sweep_from`."""
    values = [exact_text(value) for value in sweep.values]
    return {"against": sweep.against, "codes": list(sweep.codes), "values": values}


def sweep_from(settings: Mapping[str, Any]) -> Sweep:
    """Return the sweep of stored settings."""
    values = tuple(parse_exact(value) for value in settings["values"])
    return Sweep(values, settings["against"], tuple(settings["codes"]))


def points_from(result: Mapping[str, Any] | None) -> tuple[Point, ...]:
    """Return the points of a stored curve, as many as there are so far."""
    return tuple(_point_from(one) for one in (result or {}).get("points", ()))


def _frontier(inputs: Mapping[str, Any], settings: Mapping[str, Any], _seed: int) -> Iterator[Progress]:
    sweep, points = sweep_from(settings), list[dict[str, Any]]()
    for point in curve(question_from(inputs), sweep, machine_workers()):
        points.append(_point_document(point))
        yield Progress(len(points), len(sweep.values), lambda: {"points": points})


def _point_document(point: Point) -> dict[str, Any]:
    answer = point.answer
    return {
        "at": exact_text(point.at),
        "envelope": point.envelope,
        "outcome": answer.outcome,
        "value": exact_text(answer.value),
        "demand": answer.demand,
        "grants": dict(answer.grants),
    }


def _point_from(one: Mapping[str, Any]) -> Point:
    value: Fraction = parse_exact(one["value"])
    answer = Found(one["outcome"], tuple(sorted(one["grants"].items())), value, one["demand"])
    return Point(parse_exact(one["at"]), one["envelope"], answer)


def robustness_settings(doubts: Doubts, draws: int, present: Mapping[str, int]) -> dict[str, Any]:
    """Return what a robustness run needs besides the workspace: doubts, number of draws, today's grants."""
    return {"doubts": doubts.to_document(), "draws": draws, "present": dict(sorted(present.items()))}


def _robustness(inputs: Mapping[str, Any], settings: Mapping[str, Any], seed: int) -> Iterator[Progress]:
    question, draws, present = question_from(inputs), int(settings["draws"]), settings["present"]
    doubts = doubts_from(settings["doubts"])
    if not doubts.any:
        sure = certain(present, universe(question.case().problem), seed)
        yield Progress(1, 1, lambda: report_document(sure))
        return
    for tally, ids in reports(question, doubts, present, draws, seed, machine_workers()):
        yield Progress(tally.trials, draws, partial(_summed, tally, ids, draws))


def _summed(tally: Tally, ids: list[str], draws: int) -> dict[str, Any]:
    return report_document(report(tally, ids, draws))


def report_document(found: Report) -> dict[str, Any]:
    """Return a report as plain values; inverse of :func:`report_from`."""
    document = asdict(found)
    document["regret"] = exact_text(found.regret)
    document["chances"] = [asdict(one) | {"mean": exact_text(one.mean)} for one in found.chances]
    return document


def report_from(result: Mapping[str, Any] | None) -> Report | None:
    """Return a stored report, or ``None`` before there is one."""
    if not result:
        return None
    rows = tuple(
        Chance(**row | {"mean": parse_exact(row["mean"]), "deciles": tuple(row["deciles"])})
        for row in result["chances"]
    )
    return Report(**{**result, "regret": parse_exact(result["regret"]), "chances": rows})


def _sensitivity(inputs: Mapping[str, Any], _settings: Mapping[str, Any], _seed: int) -> Iterator[Progress]:
    question, rows = question_from(inputs), list[dict[str, Any]]()
    total = len(levers_of(question))
    if not total:
        yield Progress(0, 0, lambda: {"effects": []})
    for effect in effects(question, machine_workers()):
        rows.append(_effect_document(effect))
        yield Progress(len(rows), total, lambda: {"effects": rows})


def _effect_document(effect: Effect) -> dict[str, Any]:
    document = asdict(effect)
    document["lever"]["value"] = exact_text(effect.lever.value)
    for name, side in (("down", effect.down), ("up", effect.up)):
        document[name]["stable"] = exact_text(side.stable)
    return document


def effects_from(result: Mapping[str, Any] | None) -> tuple[Effect, ...]:
    """Return the stored effects of the settings, as many as there are so far."""
    return tuple(
        Effect(
            Lever(one["lever"]["path"], parse_exact(one["lever"]["value"])),
            _side_from(one["down"]),
            _side_from(one["up"]),
        )
        for one in (result or {}).get("effects", ())
    )


def _side_from(one: Mapping[str, Any]) -> Side:
    first = None if one["first"] is None else _difference_from(one["first"])
    return Side(parse_exact(one["stable"]), first, _difference_from(one["usual"]), one["impossible"])


def _difference_from(one: Mapping[str, Any]) -> Difference:
    return Difference(**{kind: tuple((row[0], row[1], row[2]) for row in rows) for kind, rows in one.items()})


KINDS: dict[str, Kind] = {"frontier": _frontier, "robustness": _robustness, "sensitivity": _sensitivity}
