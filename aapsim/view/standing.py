"""Where each application stands in an allocation: its place, its payers, its marks. Words and order only."""

from __future__ import annotations

from collections.abc import Sequence

from aapsim.domain.allocation import Allocation, Award
from aapsim.domain.call import Call
from aapsim.domain.french import euros


def ranked_awards(allocation: Allocation) -> tuple[Award, ...]:
    """Return the awards as a committee reads them: by rank, then those outside the ranking, by id.

    Equal ranks: the larger grant first, then the id.
    """
    return tuple(sorted(allocation.awards, key=lambda award: (award.rank == 0, award.rank, -award.grant, award.id)))


def funds_end(awards: Sequence[Award]) -> int | None:
    """Return after how many ranked awards the money ends, or ``None`` where the order does not hold.

    The order holds when every funded award stands before every unfunded one. Nothing funded,
    or everything: no line either.
    """
    ranked = [award for award in awards if award.rank]
    funded = [award.grant > 0 for award in ranked]
    count = sum(funded)
    if count in (0, len(ranked)) or not all(funded[:count]):
        return None
    return count


def split_words(award: Award, call: Call) -> str:
    """Write who pays what: ``FIR 12 000 € · 304-17 3 000 €``; empty when nothing is granted."""
    labels = {source.code: source.label for source in call.sources}
    return " · ".join(f"{labels.get(code) or code} {euros(amount)}" for code, amount in award.by_source if amount)


def gap_ids(allocation: Allocation) -> frozenset[str]:
    """Return the ids that outrank a funded project without being funded."""
    return frozenset(gap.id for gap in allocation.gaps)


def tie_ids(allocation: Allocation) -> frozenset[str]:
    """Return the ids that share their mark with others while the money ends between them."""
    return frozenset(one for tie in allocation.ties for one in (*tie.funded, *tie.unfunded))


def is_crumb(award: Award) -> bool:
    """Tell whether a grant is below half of its cap without a floor that says it is still useful."""
    return 0 < 2 * award.grant < award.cap and award.floor == 0
