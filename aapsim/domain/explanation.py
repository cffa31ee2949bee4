"""What the engine explains beside an allocation, as frozen values: « et si », repairs, costs of decisions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from types import MappingProxyType
from typing import Any, Literal

from aapsim.domain.issues import Issue

WhatIfKind = Literal["department", "axis", "source", "envelope"]
Grants = Mapping[str, int]
"""Whole euros by application id; an absent id is 0."""

NO_GRANTS: Grants = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class WhatIf:
    """A question: « et si on mettait N euros de plus sur … ? ».

    ``kind`` and ``code`` say on what: a department or an axis of the call, a source, or the
    whole envelope (``code`` then is empty). ``euros`` is at least 1. ``taken`` chooses the
    reading: ``False``, the money comes on top of the envelope; ``True``, the envelope stays and
    the money is taken elsewhere (meaningless for ``envelope``).
    """

    kind: WhatIfKind
    code: str
    euros: int
    taken: bool = False


@dataclass(frozen=True, slots=True)
class WhatIfAnswer:
    """What really happens. ``before`` and ``after`` are the two allocations, both as published.

    ``received`` is what the target really gets more, in exact euros: its share of the grants for
    a department or an axis, what it pays for a source, the total for the envelope. ``added`` is
    the part of ``what.euros`` that could be placed (0 to ``what.euros``), ``limits`` the French
    clauses that say what stops the rest (empty when all of it fits). ``rules`` are the rule
    changes (``SetRules``) and ``past_ranking`` the ids to decide ``funded`` (``SetLock``) that
    together make exactly this answer the workspace's own; both empty when nothing changes. ``issues``
    say why there is no answer at all; every other field is then empty.
    """

    what: WhatIf
    added: int = 0
    received: Fraction = Fraction(0)
    envelope_before: int = 0
    envelope_after: int = 0
    before: Grants = field(default_factory=lambda: NO_GRANTS)
    after: Grants = field(default_factory=lambda: NO_GRANTS)
    limits: tuple[str, ...] = ()
    rules: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    past_ranking: tuple[str, ...] = ()
    issues: tuple[Issue, ...] = ()

    @property
    def possible(self) -> bool:
        """Whether there is an answer."""
        return not self.issues


@dataclass(frozen=True, slots=True)
class CommonRate:
    """The largest common cap rate with which every project scored at least ``score`` receives something.

    ``rate`` is ``None`` where none of the rates tried is enough; ``grid`` is the distance between
    two rates tried, from the call's own rate down. ``projects`` counts those it is about;
    ``ruled_out`` are those among them that the rate itself excludes (their floor exceeds their cap).
    ``before`` and ``after`` are the two allocations.
    """

    score: Fraction
    rate: Fraction | None
    grid: Fraction
    projects: int = 0
    ruled_out: tuple[str, ...] = ()
    before: Grants = field(default_factory=lambda: NO_GRANTS)
    after: Grants = field(default_factory=lambda: NO_GRANTS)
    issues: tuple[Issue, ...] = ()


@dataclass(frozen=True, slots=True)
class Forced:
    """What deciding one grant would do: the project receives at least ``grant`` euros by decision.

    ``possible`` is false where no allocation allows it: ``conflict`` then holds the French names of
    the rules that forbid it. ``value_lost`` is exact, in the objective's own unit; ``value_before``
    the value it is taken from. ``before`` and ``after`` are the two published allocations.
    """

    possible: bool
    grant: int = 0
    value_before: Fraction = Fraction(0)
    value_lost: Fraction = Fraction(0)
    before: Grants = field(default_factory=lambda: NO_GRANTS)
    after: Grants = field(default_factory=lambda: NO_GRANTS)
    conflict: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ScoreNeeded:
    """The smallest mark, on the call's ``precision``, with which the project is funded.

    ``score`` is ``None`` where even 100 is not enough. One ``precision`` below ``score`` it is not
    funded. ``present`` is ``None`` for a project without a mark.
    """

    present: Fraction | None
    score: Fraction | None
    precision: Fraction


@dataclass(frozen=True, slots=True)
class Entries:
    """The envelopes at which a project enters, from the present one up, as far as ``top`` euros.

    More money goes to the sources in proportion to what they have. The optimum was computed every
    ``grid`` euros from ``start`` to ``top``; every change found between two of these was narrowed
    to ``step`` euros. ``inside`` holds (first, last) envelopes of each stretch inside which every
    envelope tried is good; the ``step`` before ``first`` and after ``last`` is not; ``last`` is
    ``None`` where the stretch reaches ``top``. ``full`` says that it is about receiving the cap.
    """

    start: int
    top: int
    grid: int
    step: int
    inside: tuple[tuple[int, int | None], ...]
    full: bool = False

    @property
    def first(self) -> int | None:
        """The smallest envelope tried with which it enters, ``None`` if there is none."""
        return self.inside[0][0] if self.inside else None


WhyKind = Literal["funded", "partial", "unfunded", "outside"]


@dataclass(frozen=True, slots=True)
class WhyNot:
    """Why a project is not (fully) funded, and what would change that.

    ``funded`` at its cap: nothing to explain. ``partial``: ``forced`` is about its cap and
    ``entries`` about receiving it in full. ``unfunded``: takes part and receives nothing.
    ``outside``: cannot receive anything (ineligible, unfundable, excluded, below the minimum mark,
    without a mark); what makes no sense for it is ``None``. ``entries`` is ``None`` until asked for.
    """

    id: str
    kind: WhyKind
    forced: Forced | None = None
    score: ScoreNeeded | None = None
    entries: Entries | None = None
    issues: tuple[Issue, ...] = ()


RepairKind = Literal["limit", "money", "count", "lock", "rule"]


@dataclass(frozen=True, slots=True)
class Repair:
    """One way out of a contradiction, applied in one go: ``rules`` (``SetRules``) and ``locks`` (``SetLock``).

    ``names`` are the rules it touches (as in a contradiction), ``words`` what to do, in the
    infinitive. ``amount`` is how far the one number moves, in ``unit`` (``€``, ``%``, ``projets``; 0
    and empty where a decision is released or a rule dropped): one unit less would not do. ``locks``
    holds (id, new decision or ``None``); no other decision is touched.
    """

    kind: RepairKind
    names: tuple[str, ...]
    words: str
    amount: Fraction = Fraction(0)
    unit: str = ""
    rules: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    locks: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Rules and decisions that contradict each other, none of them to spare, and the repairs, cheapest first.

    ``names`` and ``words`` go together. Both empty: nothing contradicts itself, or no removable
    rule is at fault. ``repairs`` may hold joint repairs where no single one is enough.
    """

    names: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    repairs: tuple[Repair, ...] = ()
    issues: tuple[Issue, ...] = ()


@dataclass(frozen=True, slots=True)
class OverrideCost:
    """What decisions change: ``before`` is the allocation without them, ``after`` the present one.

    ``ids`` are the applications decided on: one of them, or all together. ``possible`` is false
    where nothing would be possible without them. ``value_lost`` is exact; it is negative where a
    decision frees a project from the ranking and so gains value.
    """

    ids: tuple[str, ...]
    possible: bool = True
    value_before: Fraction = Fraction(0)
    value_lost: Fraction = Fraction(0)
    before: Grants = field(default_factory=lambda: NO_GRANTS)
    after: Grants = field(default_factory=lambda: NO_GRANTS)


@dataclass(frozen=True, slots=True)
class Overrides:
    """The cost of every decision alone, by id, and of all together (``None`` without any decision)."""

    alone: tuple[OverrideCost, ...] = ()
    together: OverrideCost | None = None
    issues: tuple[Issue, ...] = ()
