"""What each committee decision changes: the present allocation against the one without it."""

from __future__ import annotations

from dataclasses import replace

from aapsim.domain.explanation import OverrideCost, Overrides
from aapsim.engine.asking import Question, Reply, reply_to


def overrides_of(question: Question, now: Reply) -> Overrides:
    """Return the cost of every decision alone and of all together; one more solve a decision.

    Raises ``InvalidInput`` and ``Undecided`` as solving does.
    """
    if not question.locks:
        return Overrides()
    alone = tuple(_cost(question.with_lock(one, None), now, (one,)) for one in sorted(question.locks))
    together = alone[0] if len(alone) == 1 else _cost(replace(question, locks={}), now, tuple(sorted(question.locks)))
    return Overrides(alone, together)


def _cost(without: Question, now: Reply, ids: tuple[str, ...]) -> OverrideCost:
    before = reply_to(without)
    if before is None:
        return OverrideCost(ids, possible=False, after=now.grants)
    return OverrideCost(
        ids,
        value_before=before.value,
        value_lost=before.value - now.value,
        before=before.grants,
        after=now.grants,
    )
