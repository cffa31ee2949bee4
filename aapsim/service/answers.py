"""What the engine says about a snapshot, gathered once per revision as one frozen value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from aapsim.domain.allocation import Allocation
from aapsim.domain.issues import Issue
from aapsim.engine.caps import Cap
from aapsim.engine.eligibility import Overall, Verdict

Eligibility = Overall
"""``eligible``, ``ineligible`` or ``to_check``: the sum of an application's verdicts."""


@dataclass(frozen=True, slots=True)
class Change:
    """One application whose grant differs: euros before and after."""

    id: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed since the last kept state, each sorted by id; all empty if nothing or nothing kept.

    ``entered`` went from 0 to something, ``left`` from something to 0 (or was removed),
    ``more`` and ``less`` changed between two positive amounts.
    """

    entered: tuple[Change, ...] = ()
    left: tuple[Change, ...] = ()
    more: tuple[Change, ...] = ()
    less: tuple[Change, ...] = ()

    @property
    def any(self) -> bool:
        """True when at least one grant differs."""
        return bool(self.entered or self.left or self.more or self.less)


@dataclass(frozen=True, slots=True)
class Purse:
    """One line of the money table, in euros: a source, or an authority with all its sources.

    ``available`` is what can be granted, ``granted`` what the optimum grants, ``unspent``
    the rest after transfers between fungible sources.
    """

    code: str
    label: str
    available: int
    granted: int
    unspent: int


@dataclass(frozen=True, slots=True)
class Totals:
    """The optimum's money by source and by authority, in the call's order, and overall.

    Without an allocation ``granted`` is 0 everywhere and ``unspent`` is all there is.
    """

    available: int
    granted: int
    unspent: int
    sources: tuple[Purse, ...] = ()
    authorities: tuple[Purse, ...] = ()


@dataclass(frozen=True, slots=True)
class Both:
    """What the engine found: ``optimum`` with ``merit``, or neither and why in ``issues``."""

    optimum: Allocation | None = None
    merit: Allocation | None = None
    issues: tuple[Issue, ...] = ()


@dataclass(frozen=True, slots=True)
class Waiting:
    """How an exact solve stands: whole seconds since it began, whether it was stopped (by somebody, or by itself)."""

    seconds: int
    stopped: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """Everything computed from one revision of a workspace.

    ``optimum`` and ``merit`` are ``None`` when the input could not be used at all: ``issues``
    then says why in French. When rules contradict each other the allocation is there with
    the status ``infeasible`` and its own issues, which ``issues`` repeats. ``caps``,
    ``verdicts`` and ``eligibility`` are by application id, for every application.
    Totals by axis and department are ``optimum.by_axis`` and ``optimum.by_department``.

    With ``waiting`` the answer is provisional: the exact one is still looked for. ``optimum`` is then
    a valid allocation of status ``feasible``, or ``None`` as long as there is none, and nothing in it
    may be kept, decided, shown to the room or exported. With ``seeking`` it is exact and proven, and may
    be decided on; only the causes of its gaps in the ranking are still looked for (``searching``). Only
    :meth:`Desk.look` and :meth:`Desk.look_at_trial` give a provisional answer; :meth:`Desk.exact_at` too
    may give one without its causes.
    """

    workspace: str
    revision: int
    optimum: Allocation | None
    merit: Allocation | None
    issues: tuple[Issue, ...]
    totals: Totals
    changes: Changes = Changes()
    caps: Mapping[str, Cap] = field(default_factory=lambda: MappingProxyType({}))
    verdicts: Mapping[str, tuple[Verdict, ...]] = field(default_factory=lambda: MappingProxyType({}))
    eligibility: Mapping[str, Eligibility] = field(default_factory=lambda: MappingProxyType({}))
    waiting: Waiting | None = None
    seeking: Waiting | None = None

    @property
    def whole(self) -> bool:
        """True when nothing in it is still looked for."""
        return self.waiting is None and self.seeking is None


@dataclass(frozen=True, slots=True)
class RankingPrice:
    """What the strict respect of the ranking costs against the same call with ranking ``free``.

    Numbers of funded projects and euros granted under each rule; ``only_strict`` and
    ``only_free`` are the ids funded under one rule alone. All zero and empty, with
    ``issues``, when one of the two could not be computed. ``nothing`` is true when the two
    fund the same projects with the same money.
    """

    strict_projects: int = 0
    strict_euros: int = 0
    free_projects: int = 0
    free_euros: int = 0
    only_strict: tuple[str, ...] = ()
    only_free: tuple[str, ...] = ()
    issues: tuple[Issue, ...] = ()

    @property
    def nothing(self) -> bool:
        """True when respecting the ranking changes neither names nor total."""
        return not (self.only_strict or self.only_free or self.issues) and self.strict_euros == self.free_euros


def changes_between(before: Mapping[str, int], after: Mapping[str, int]) -> Changes:
    """Compare two sets of grants (euros by id; an absent id is 0)."""
    found: dict[str, list[Change]] = {"entered": [], "left": [], "more": [], "less": []}
    for one in sorted({*before, *after}):
        old, new = before.get(one, 0), after.get(one, 0)
        if old == new:
            continue
        kind = "entered" if old == 0 else "left" if new == 0 else "more" if new > old else "less"
        found[kind].append(Change(one, old, new))
    return Changes(**{kind: tuple(changes) for kind, changes in found.items()})


def grants_of(allocation: Allocation) -> dict[str, int]:
    """Return the euros granted by application id, only those above 0."""
    return {award.id: award.grant for award in allocation.awards if award.grant}
