"""A trial with a repair applied to it: what the trial itself decides is changed, not decided over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from aapsim.domain.explanation import Repair
from aapsim.domain.scenario import Lock
from aapsim.service.commands import SetLock, SetRules, TriedAction
from aapsim.service.session_actions import Decide, Ruling


def decided_in(tried: tuple[TriedAction, ...]) -> frozenset[str]:
    """Return the ids that a trial itself decides; empty without any."""
    return frozenset(one for action in tried if isinstance(action, Decide) and action.ruling for one in action.ids)


def mended(tried: tuple[TriedAction, ...], repair: Repair) -> tuple[TriedAction, ...]:
    """Return a trial's actions with a repair: empty where the repair leaves nothing of it to try.

    A lock would not do on a file that the trial decides, since a decision goes before a lock: there
    the decision takes the repaired amount, or leaves the trial.
    """
    locks, own = dict(repair.locks), decided_in(tried)
    kept = tuple(action for before in tried for action in _mended(before, locks))
    rules = (SetRules(dict(repair.rules)),) if repair.rules else ()
    return (*kept, *rules, *(SetLock(one, lock) for one, lock in repair.locks if one not in own))


def _mended(action: TriedAction, locks: Mapping[str, Lock | None]) -> Iterator[TriedAction]:
    if not isinstance(action, Decide) or action.ruling is None or locks.keys().isdisjoint(action.ids):
        yield action
        return
    left = tuple(one for one in action.ids if one not in locks)
    if left:
        yield replace(action, ids=left)
    for one in action.ids:
        if one in locks:
            yield from _decided(action, one, locks[one])


def _decided(action: Decide, one: str, lock: Lock | None) -> Iterator[Decide]:
    if lock == "excluded":
        yield replace(action, ids=(one,), ruling="rejected", amount=None)
    elif lock is not None:
        amount = lock if isinstance(lock, int) else None
        ruling: Ruling = "conditional" if action.ruling == "conditional" else "retained" if amount is None else "amount"
        yield replace(action, ids=(one,), ruling=ruling, amount=amount)
