"""A call for projects as data: its money, its axes and every rule, each with its text and origin."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Literal

RateBase = Literal["grant", "public_money"]
Policy = Literal["partial", "all-or-nothing"]
Objective = Literal["euros", "needs", "projects"]
Ranking = Literal["strict", "free"]
Curve = Literal["none", "seed"]
Strategy = Literal["optimum", "merit", "prorata", "equity"]
OpinionEffect = Literal["none", "flag", "malus", "debate"]
LimitKind = Literal["euros", "envelope", "granted"]

STRATEGIES: tuple[Strategy, ...] = ("optimum", "merit", "prorata", "equity")
SINGLE_SOURCE = "enveloppe"
"""Code of the one purse of a bare envelope: open to every project, one authority."""


@dataclass(frozen=True, slots=True)
class Limit:
    """A floor or ceiling: euros, or a share (0–1) of the envelope or of what is granted."""

    kind: LimitKind
    value: Fraction

    def euros_of(self, envelope: int) -> Fraction | None:
        """Return the limit in euros, or ``None`` where it depends on what is granted."""
        if self.kind == "granted":
            return None
        return self.value if self.kind == "euros" else self.value * envelope


@dataclass(frozen=True, slots=True)
class Axis:
    """A theme of the call; ``priority`` multiplies the scores of its projects."""

    code: str
    label: str
    priority: Fraction = Fraction(1)
    floor: Limit | None = None
    ceiling: Limit | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """A purse. ``notified`` is gross of the reserve when ``gross`` is true, else already net of it.

    ``axes`` empty means open to all. Money may leave for the sources of ``fungible_with``, at
    most ``transfer_limit`` euros (``None``: no limit), and only money of its own.
    """

    code: str
    label: str
    authority: str
    notified: int = 0
    gross: bool = False
    reserve: Fraction = Fraction(0)
    committed: int = 0
    axes: tuple[str, ...] = ()
    fungible_with: tuple[str, ...] = ()
    transfer_limit: int | None = None

    @property
    def reserved(self) -> int:
        """Euros held back, rounded up; 0 when the notified amount is already net."""
        return -((-self.notified * self.reserve).__floor__()) if self.gross else 0

    @property
    def available(self) -> int:
        """Whole euros that can be granted: notified − reserve − already committed, never below 0."""
        return max(0, self.notified - self.reserved - self.committed)

    @property
    def transferable(self) -> int:
        """Euros that may leave for fungible sources."""
        if not self.fungible_with:
            return 0
        return self.available if self.transfer_limit is None else min(self.available, self.transfer_limit)


@dataclass(frozen=True, slots=True)
class DepartmentLimits:
    """Limits of one department, in euros and in number of projects; ``None``: no limit."""

    code: str
    floor: int = 0
    ceiling: int | None = None
    minimum_projects: int = 0
    maximum_projects: int | None = None


@dataclass(frozen=True, slots=True)
class Criterion:
    """A selection criterion with its weight inside the mark."""

    code: str
    group: str
    label: str
    weight: Fraction = Fraction(1)


@dataclass(frozen=True, slots=True)
class Public:
    """A priority public and the bonus (0–1) it adds to the weighted score; 0 by default."""

    code: str
    label: str
    bonus: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True)
class RuleText:
    """The words of one rule: label on screens, text of the call, origin, and whether it is a hypothesis."""

    key: str
    label: str
    text: str
    origin: str
    hypothesis: bool = False


@dataclass(frozen=True, slots=True)
class Call:
    """Every rule of a call. Amounts are euros; 0 means *no such limit* for the limits in euros or number.

    ``opinion_effect`` is what an unfavourable departmental opinion does: nothing, a signal beside
    the result, ``opinion_malus`` points off the mark (half for a reserved one), or *to be debated*.
    ``common_rate`` is ``None`` when the committee has not lowered the common cap rate.
    ``territory`` lists the department codes of the region; empty means no territorial rule.
    ``applicant_types`` lists who may apply; empty means anybody.
    """

    title: str
    rate: Fraction = Fraction(1)
    rate_on: RateBase = "grant"
    minimum_cost: int = 0
    minimum_grant: int = 0
    maximum_grant: int = 0
    minimum_share: Fraction = Fraction(0)
    minimum_projects: int = 0
    maximum_projects: int = 0
    maximum_per_applicant: int = 0
    in_kind: bool = True
    investment: bool = True
    step: int = 100
    curve: Curve = "none"
    ranking: Ranking = "strict"
    objective: Objective = "euros"
    policy: Policy = "partial"
    common_rate: Fraction | None = None
    max_authorities: int = 2
    minimum_agreement: int = 0
    minimum_score: Fraction = Fraction(0)
    cofunding_required: bool = False
    opinion_effect: OpinionEffect = "none"
    opinion_malus: Fraction = Fraction(0)
    deadline: str = ""
    latest_start: str = ""
    territory: tuple[str, ...] = ()
    applicant_types: tuple[str, ...] = ()
    axes: tuple[Axis, ...] = ()
    sources: tuple[Source, ...] = ()
    departments: tuple[DepartmentLimits, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    publics: tuple[Public, ...] = ()
    exclusive: tuple[tuple[str, ...], ...] = ()
    requires: tuple[tuple[str, str], ...] = ()
    rules: tuple[RuleText, ...] = field(default=())

    @property
    def envelope(self) -> int:
        """Whole euros available over all sources."""
        return sum(source.available for source in self.sources)

    @property
    def authorities(self) -> tuple[str, ...]:
        """Authorities in the order of the sources, each once."""
        return tuple(dict.fromkeys(source.authority for source in self.sources))

    def rule(self, key: str) -> RuleText:
        """Return the words of a rule, or an entry with empty texts where the call file has none."""
        for rule in self.rules:
            if rule.key == key:
                return rule
        return RuleText(key, key, "", "", hypothesis=False)

    def with_single_source(self, envelope: int) -> Call:
        """Return this call paid from one purse of ``envelope`` euros, open to every project.

        Closures, fungibility, authorities and agreements of the call no longer apply.
        """
        purse = Source(SINGLE_SOURCE, "Enveloppe", SINGLE_SOURCE, notified=envelope)
        return replace(self, sources=(purse,), max_authorities=1, minimum_agreement=0)
