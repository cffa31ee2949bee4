"""Whether somebody changed the same thing after what this person saw."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from aapsim.service.outcomes import Conflict
from aapsim.service.paths import State, shown, under, value_of, version_of
from aapsim.service.said import said
from aapsim.store.events import Changed, Recorded


def conflict_between(
    changes: Sequence[Changed], later: Sequence[Recorded], state: State, revision: int
) -> Conflict | None:
    """Return the first conflict of proposed changes with events later than their base, or ``None``.

    Two changes conflict when they touch the same thing (:func:`version_of`) and do not agree
    on its value; changes that agree are no longer changes when they arrive here.
    """
    touched = {version_of(event.changed.path): event for event in later}
    for change in changes:
        event = touched.get(version_of(change.path))
        if event is not None:
            return _conflict(change, changes, event, state, revision)
    return None


def any_later(later: Sequence[Recorded], label: str, revision: int) -> Conflict | None:
    """Return a conflict for a state to be kept that is not the present one any more, or ``None``."""
    if not later:
        return None
    last = later[-1]
    theirs = _readable(last.changed.path, last.changed.after)
    at = datetime.fromisoformat(last.entry.at)
    return Conflict(shown(last.changed.path), theirs, label, last.entry.actor, at, revision)


def _readable(path: str, plain: Any) -> Any:  # noqa: ANN401 - a path holds any plain value
    """Return a value for the choice between two: the committee's in French words, ``None`` as it is."""
    words = None if plain is None else said(path, plain)
    return value_of(path, plain) if words is None else words


def _conflict(
    change: Changed, changes: Sequence[Changed], event: Recorded, state: State, revision: int
) -> Conflict:
    path = version_of(change.path)
    theirs: Any
    yours: Any
    if path == change.path:
        theirs, yours = _readable(path, state.get(path)), _readable(path, change.after)
    else:
        theirs = {f"{shown(path)}.{rest}": value for rest, value in under(state, f"{path}.").items()}
        yours = {shown(one.path): one.after for one in changes if version_of(one.path) == path}
    at = datetime.fromisoformat(event.entry.at)
    return Conflict(shown(path), theirs, yours, event.entry.actor, at, revision)
