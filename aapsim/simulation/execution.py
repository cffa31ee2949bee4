"""After the decision: who is paid what and when, what comes back, who replaces those who leave.

The plan is deterministic: what a project does not spend comes back in proportion, per source,
to the euro. A distribution exists only where a spread of the spending is given.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from aapsim.domain.call import Call
from aapsim.domain.scenario import Lock
from aapsim.engine.allocate import allocate
from aapsim.simulation.chance import luck_of, normal_hundredths
from aapsim.simulation.difference import Difference, difference
from aapsim.simulation.money import shared
from aapsim.simulation.question import Question

ADVANCE = Fraction(4, 5)
"""Usual advance: no law says so, it is a hypothesis to be set."""
PROGRAMME = "304"
"""Sources whose code starts so are credits of the State's programme 304, counted in AE and CP; the others are not."""


@dataclass(frozen=True, slots=True)
class Terms:
    """How grants are paid: ``advance`` (0–1) at signature, the balance once the report is in.

    ``realised`` is the part (0–1) of the planned spending that is made, for every project.
    """

    advance: Fraction = ADVANCE
    realised: Fraction = Fraction(1)


@dataclass(frozen=True, slots=True)
class Payment:
    """One project's money from one source, in whole euros.

    ``due`` is what it is entitled to in the end; ``advance`` + ``balance`` − ``clawback`` = ``due``.
    """

    id: str
    source: str
    committed: int
    advance: int
    balance: int
    clawback: int

    @property
    def due(self) -> int:
        """What the project keeps in the end."""
        return self.advance + self.balance - self.clawback


@dataclass(frozen=True, slots=True)
class SourcePlan:
    """One source over the two years, in whole euros; ``in_programme`` says that AE and CP are counted."""

    code: str
    label: str
    committed: int
    advance: int
    balance: int
    clawback: int
    in_programme: bool

    @property
    def unused(self) -> int:
        """Euros committed that nobody keeps in the end."""
        return self.committed - (self.advance + self.balance - self.clawback)


Paid = Mapping[str, Sequence[tuple[str, int]]]
"""Project → (source, euros) pairs, as an allocation splits its grants."""


def payments(paid: Paid, terms: Terms, realised: Mapping[str, Fraction] | None = None) -> list[Payment]:
    """Return every payment, by project then source. ``realised`` overrides the terms for some projects."""
    found = []
    for one in sorted(paid):
        parts = [amount for _, amount in paid[one]]
        done = min(Fraction(1), (realised or {}).get(one, terms.realised))
        due = shared((sum(parts) * done).__floor__(), parts) if sum(parts) else parts
        for (source, committed), final in zip(paid[one], due, strict=True):
            advance = (committed * terms.advance).__floor__()
            found.append(
                Payment(one, source, committed, advance, max(0, final - advance), max(0, advance - final))
            )
    return found


def by_source(call: Call, made: Sequence[Payment]) -> list[SourcePlan]:
    """Return the payments per source, in the call's order, sources that pay nothing included."""
    plans = []
    for source in call.sources:
        own = [payment for payment in made if payment.source == source.code]
        plans.append(
            SourcePlan(
                source.code,
                source.label or source.code,
                sum(payment.committed for payment in own),
                sum(payment.advance for payment in own),
                sum(payment.balance for payment in own),
                sum(payment.clawback for payment in own),
                source.code.startswith(PROGRAMME),
            )
        )
    return plans


@dataclass(frozen=True, slots=True)
class Replacement:
    """What the waiting list makes of the money of those who leave.

    ``freed`` and ``reused`` are euros; ``change`` compares the grants before and after; ``missed`` is a
    French sentence where the rest cannot be allocated at all.
    """

    freed: int
    reused: int
    change: Difference
    missed: str = ""


def replacement(question: Question, present: Mapping[str, int], gone: Collection[str]) -> Replacement:
    """Reallocate the money of ``gone`` down the waiting list; every other project keeps its grant.

    The list is walked in the order of the ranking, each taking the most it may: the strategy
    *dans l'ordre du classement* with the grants that stay as locks.
    """
    freed = sum(present.get(one, 0) for one in gone)
    locks: dict[str, Lock] = dict(question.locks)
    locks |= {one: grant for one, grant in present.items() if one not in gone}
    locks |= dict.fromkeys(gone, "excluded")
    answer = allocate(question.call, question.applications, locks, strategy="merit")
    if answer.status == "infeasible":
        kept = {one: grant for one, grant in present.items() if one not in gone}
        said = answer.issues[0].message if answer.issues else "Les règles ne tiennent plus ensemble."
        return Replacement(freed, 0, difference(present.items(), kept.items()), said)
    after = {award.id: award.grant for award in answer.awards if award.grant}
    reused = sum(after.values()) - (sum(present.values()) - freed)
    return Replacement(freed, reused, difference(present.items(), after.items()))


@dataclass(frozen=True, slots=True)
class Clawback:
    """Distribution of the money that comes back, in euros: mean, first decile, median, ninth decile."""

    draws: int
    mean: int
    deciles: tuple[int, int, int]


def clawback_draws(paid: Paid, terms: Terms, spread: Fraction, draws: int, seed: int) -> Clawback | None:
    """Draw how much each project spends (normal around the terms, ``spread`` its standard deviation, 1 at most).

    ``None`` without a spread: the plan alone is the answer.
    """
    if not spread or not draws:
        return None
    totals = []
    for number in range(draws):
        luck = luck_of(seed, number)
        moved = {one: Fraction(normal_hundredths(luck, "spending", one, 100 * spread), 10_000) for one in paid}
        done = {one: max(Fraction(0), terms.realised + part) for one, part in moved.items()}
        totals.append(sum(payment.clawback for payment in payments(paid, terms, done)))
    totals.sort()
    low, middle, high = (totals[min(draws - 1, draws * tenths // 10)] for tenths in (1, 5, 9))
    return Clawback(draws, round(Fraction(sum(totals), draws)), (low, middle, high))
