"""More or less money in the purses of a call: who gets how much of it, and what is then notified."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from aapsim.domain.call import Call, Source


def dealt(total: int, weights: Sequence[int], unit: int) -> list[int]:
    """Split whole euros in proportion to weights, by whole units; what is left of a unit goes to the first.

    Webster's method: one unit more never takes a unit from anybody, so that more money is more for
    all; the earlier first among equals. All weights 0: everything to the first. No part exceeds its
    weight where the total does not exceed their sum. Empty weights give an empty list.
    """
    if not weights:
        return []
    units, rest = divmod(total, unit)
    whole = sum(weights)
    if not whole:
        return [total, *[0] * (len(weights) - 1)]
    parts = _seats(units, weights)
    euros = [part * unit for part in parts]
    euros[0] += rest
    return _within(euros, weights) if total <= whole else euros


def _seats(units: int, weights: Sequence[int]) -> list[int]:
    """Deal units one by one to whoever has the largest weight / (2 × units + 1), from a rounding near the end."""
    whole, places = sum(weights), range(len(weights))
    parts = [(2 * units * weight + whole) // (2 * whole) for weight in weights]
    while sum(parts) < units:
        parts[max(places, key=lambda place: (Fraction(weights[place], 2 * parts[place] + 1), -place))] += 1
    while sum(parts) > units:
        held = [place for place in places if parts[place]]
        parts[min(held, key=lambda place: (Fraction(weights[place], 2 * parts[place] - 1), -place))] -= 1
    return parts


def _within(euros: list[int], weights: Sequence[int]) -> list[int]:
    """Move to the others what a part exceeds its weight by (rounding to units may do that)."""
    spare = sum(max(0, part - most) for part, most in zip(euros, weights, strict=True))
    kept = [min(part, most) for part, most in zip(euros, weights, strict=True)]
    for place, most in enumerate(weights):
        moved = min(spare, most - kept[place])
        kept[place] += moved
        spare -= moved
    return kept


def with_available(call: Call, available: Mapping[str, int]) -> Call:
    """Return the call with the available money of some sources set, in whole euros, through what is notified."""
    sources = tuple(
        replace(source, notified=notified_for(source, available[source.code])) if source.code in available else source
        for source in call.sources
    )
    return replace(call, sources=sources)


def notified_for(source: Source, available: int) -> int:
    """Return the smallest notified amount that leaves a source exactly ``available`` euros to grant."""
    needed = available + source.committed
    if not source.gross:
        return needed
    notified = -(-needed // (1 - source.reserve)) if source.reserve < 1 else needed
    while notified and replace(source, notified=notified - 1).available >= available:
        notified -= 1
    while replace(source, notified=notified).available < available:
        notified += 1
    return int(notified)


def with_more(call: Call, euros: int) -> Call:
    """Return the call with that many euros more, dealt to its sources in proportion to what they have."""
    present = [source.available for source in call.sources]
    parts = dealt(euros, present, call.step)
    return with_available(
        call, {source.code: have + more for source, have, more in zip(call.sources, present, parts, strict=True)}
    )


def moved_to(call: Call, code: str, euros: int) -> Call:
    """Return the call with euros moved to one source from the others, in proportion to what these have."""
    others = [source for source in call.sources if source.code != code]
    given = dealt(euros, [source.available for source in others], call.step)
    target = next(source for source in call.sources if source.code == code)
    available = {source.code: source.available - part for source, part in zip(others, given, strict=True)}
    return with_available(call, {**available, code: target.available + sum(given)})


def notified_changes(before: Call, after: Call) -> dict[str, int]:
    """Return the rule paths that turn the money of one call into that of another (``sources.fir.notified``)."""
    return {
        f"sources.{new.code}.notified": new.notified
        for old, new in zip(before.sources, after.sources, strict=True)
        if old.notified != new.notified
    }
