"""Moving the money of a call: a total shared over the sources, one source alone, a reserve, a cut.

A total is shared in proportion to what each source has available (equally where none has
anything), to the euro, the largest remainders first and, among equals, in the call's order.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from fractions import Fraction

from aapsim.domain.call import Call, Source


def shared(total: int, weights: Sequence[int]) -> list[int]:
    """Share whole euros in proportion to weights, by largest remainder; the parts sum to ``total``."""
    if not weights:
        return []
    whole = sum(weights)
    exact = [Fraction(total * weight, whole) if whole else Fraction(total, len(weights)) for weight in weights]
    parts = [part.__floor__() for part in exact]
    by_rest = sorted(range(len(parts)), key=lambda place: (parts[place] - exact[place], place))
    for place in by_rest[: total - sum(parts)]:
        parts[place] += 1
    return parts


def with_money(call: Call, total: int, codes: Collection[str] = ()) -> Call:
    """Return the call with ``total`` euros available over the sources of ``codes`` (all where empty)."""
    chosen = [source for source in call.sources if not codes or source.code in codes]
    parts = shared(total, [source.available for source in chosen])
    amounts = {source.code: part for source, part in zip(chosen, parts, strict=True)}
    return replace(call, sources=tuple(_holding(source, amounts.get(source.code)) for source in call.sources))


def money_of(call: Call, codes: Collection[str] = ()) -> int:
    """Return the euros available over the sources of ``codes`` (all where empty)."""
    return sum(source.available for source in call.sources if not codes or source.code in codes)


def with_part(call: Call, kept: Fraction, codes: Collection[str] = ()) -> Call:
    """Return the call with each source of ``codes`` (all where empty) keeping a part of its money, rounded down."""
    sources = tuple(
        _holding(source, (source.available * kept).__floor__()) if not codes or source.code in codes else source
        for source in call.sources
    )
    return replace(call, sources=sources)


def codes_of(call: Call, *, source: str = "", authority: str = "") -> tuple[str, ...]:
    """Return the codes of one source, of an authority's sources, or none (all). Unknown names give none."""
    if source:
        return tuple(one.code for one in call.sources if one.code == source)
    return tuple(one.code for one in call.sources if authority and one.authority == authority)


def _holding(source: Source, available: int | None) -> Source:
    """Return a source with that much available, whatever was notified, reserved or committed."""
    if available is None:
        return source
    return replace(source, notified=available, gross=False, reserve=Fraction(0), committed=0)
