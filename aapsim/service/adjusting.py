"""New money or a withdrawal, once the session is closed: who is served next, and why the others are not.

Whatever is decided is locked at its exact amount. The waiting list is walked in its frozen order:
each file receives the most that the remaining money allows; one that none of this money may pay
is passed over with its reason; the walk stops at the first whose floor the money does not reach,
since serving the next one would break the order.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from aapsim.domain.call import Call
from aapsim.domain.french import LARGEST_EUR
from aapsim.domain.scenario import Lock
from aapsim.engine.allocate import optimum_grants
from aapsim.service.adjust_plans import adjusted, check_adjust
from aapsim.service.paths import DECISIONS, State
from aapsim.service.planning import Moment, refused
from aapsim.service.reading import SnapshotReader
from aapsim.service.session_actions import Adjust
from aapsim.service.snapshots import Snapshot
from aapsim.service.solving import totals_by_authority
from aapsim.store.queries import WorkspaceRow

_PLENTY = LARGEST_EUR // 1000


@dataclass(frozen=True, slots=True)
class Served:
    """A file that receives money: whole euros."""

    id: str
    amount: int


@dataclass(frozen=True, slots=True)
class Passed:
    """A file of the waiting list that receives nothing, and the French reason."""

    id: str
    reason: str


@dataclass(frozen=True, slots=True)
class Adjustment:
    """What new money or a withdrawal would give, in the order of the waiting list.

    ``optimum`` is true for a new optimum: the order of the list did not decide. ``values`` are
    the plain values by path that recording it writes; ``totals`` euros by authority after it.
    """

    served: tuple[Served, ...]
    passed: tuple[Passed, ...]
    optimum: bool
    values: Mapping[str, Any]
    totals: Mapping[str, int]

    @property
    def amount(self) -> int:
        """Euros given in all."""
        return sum(one.amount for one in self.served)


def adjustment_of(
    row: WorkspaceRow, state: State, action: Adjust, moment: Moment, reader: SnapshotReader
) -> Adjustment:
    """Compute an adjustment of a closed session; ``moment.answer`` is that of ``state``.

    Raises ``InvalidInput`` with the reason it cannot be done.
    """
    check_adjust(action, state)
    present = reader.trial(row, state)
    notified = {source.code: source.notified for source in present.call.sources}
    unknown = [code for code in action.money if code not in notified]
    if unknown:
        raise refused("money", f"financeur inconnu : {unknown[0]} ; possibles : {', '.join(notified)}.")
    values = adjusted(action, state, moment.mark(action.motive), notified)
    after = reader.trial(row, {**state, **values})
    waiting = [one for one in present.session.waiting_list or () if _still_waits(after, one)]
    if action.method == "optimum":
        served, passed = _by_optimum(after, waiting)
    else:
        served, passed = _by_order(after, waiting, _fresh(action, moment))
    for one in served:
        values[DECISIONS + one.id] = {
            "ruling": "retained", "amount": one.amount, "proposed": one.amount, **moment.mark(action.motive)
        }
    final = reader.trial(row, {**state, **values})
    return Adjustment(tuple(served), tuple(passed), action.method == "optimum", values, totals_by_authority(final))


def _still_waits(snapshot: Snapshot, one: str) -> bool:
    decision = snapshot.session.decisions.get(one)
    return decision is not None and decision.ruling == "waiting"


def _fresh(action: Adjust, moment: Moment) -> set[str]:
    """Return the purses that have money to give: those that received some, and those that paid what withdrew."""
    optimum = None if moment.answer is None else moment.answer.optimum
    freed = [] if optimum is None else [award for award in optimum.awards if award.id in action.withdrawn]
    received = {code for code, euros in action.money.items() if euros}
    return received | {code for award in freed for code, _ in award.by_source}


def _by_order(snapshot: Snapshot, waiting: list[str], fresh: set[str]) -> tuple[list[Served], list[Passed]]:
    locks: dict[str, Lock] = dict(snapshot.scenario.locks)
    served, passed = list[Served](), list[Passed]()
    short = ""
    for one in waiting:
        if short:
            passed.append(Passed(one, f"vient après {short} dans l'ordre de la liste."))
            continue
        amount = _most(snapshot.call, snapshot, locks, one)
        if amount:
            served.append(Served(one, amount))
            locks[one] = amount
        elif _most(_with_plenty(snapshot.call, fresh), snapshot, locks, one):
            short = one
            passed.append(Passed(one, "les crédits qui restent n'atteignent pas le minimum utile de ce dossier."))
        else:
            passed.append(Passed(one, "aucun des crédits à donner ne peut le financer."))
    return served, passed


def _most(call: Call, snapshot: Snapshot, locks: Mapping[str, Lock], one: str) -> int:
    """Return the most that one file can receive beside what is locked; 0 when nothing."""
    grants = optimum_grants(call, snapshot.applications, {**locks, one: "funded"})
    return 0 if grants is None else grants.get(one, 0)


def _with_plenty(call: Call, fresh: set[str]) -> Call:
    """Return the call as if the purses that have money to give had more than enough."""
    sources = (replace(one, notified=one.notified + _PLENTY) if one.code in fresh else one for one in call.sources)
    return replace(call, sources=tuple(sources))


def _by_optimum(snapshot: Snapshot, waiting: list[str]) -> tuple[list[Served], list[Passed]]:
    locks = {one: lock for one, lock in snapshot.scenario.locks.items() if one not in waiting}
    grants = optimum_grants(snapshot.call, snapshot.applications, locks)
    if grants is None:
        raise refused("contradiction", "ce qui est décidé ne tient pas avec ces crédits.")
    served = [Served(one, grants[one]) for one in waiting if grants.get(one)]
    passed = [Passed(one, "le nouvel optimum ne le retient pas.") for one in waiting if not grants.get(one)]
    return served, passed
