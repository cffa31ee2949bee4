"""The allocation problem: fundable candidates, pools of money and limits, ready to be modelled.

A problem is made from a call, its applications and the locks once caps, floors, weights and
open sources are known. It is independent of the order of the applications (sorted by id).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import lcm

from aapsim.domain.application import Application, Shares
from aapsim.domain.call import Axis, Call, DepartmentLimits, Source
from aapsim.domain.scenario import Lock
from aapsim.engine.caps import Cap
from aapsim.engine.scoring import Mark


@dataclass(frozen=True, slots=True)
class Candidate:
    """A fundable application that takes part. Amounts are whole euros.

    Admissible grants are 0, ``cap`` and the multiples of the step from ``least`` to ``cap``.
    ``open`` is a bit mask of the pools that may pay. ``lock`` is ``None``, ``"funded"`` or an amount.
    ``unlimited`` lifts the ceiling of its applicant (how a rule is tried out without it).
    """

    id: str
    cap: int
    floor: int
    least: int
    weight: Fraction
    score: Fraction
    axis: str
    axes: Shares
    departments: Shares
    applicant: str
    open: int
    lock: Lock | None = None
    unlimited: bool = False


@dataclass(frozen=True, slots=True)
class Pool:
    """A source's money; ``targets`` is the mask of pools it may send money to, at most ``sendable``."""

    code: str
    authority: str
    available: int
    sendable: int
    targets: int


@dataclass(frozen=True)
class Problem:
    """Everything the optimiser needs, and nothing else. Candidates are sorted by id.

    Without slots, so that what follows from it alone is computed once.
    """

    step: int
    objective: str
    curve: str
    policy: str
    ranking: str
    candidates: tuple[Candidate, ...]
    pools: tuple[Pool, ...]
    axes: tuple[Axis, ...]
    departments: tuple[DepartmentLimits, ...]
    minimum_projects: int
    maximum_projects: int
    maximum_per_applicant: int
    max_authorities: int
    minimum_agreement: int
    exclusive: tuple[tuple[int, tuple[str, ...]], ...]
    requires: tuple[tuple[int, str, str], ...]

    @property
    def envelope(self) -> int:
        """Whole euros available over all pools."""
        return sum(pool.available for pool in self.pools)

    @cached_property
    def index(self) -> dict[str, int]:
        """Position of each candidate by id."""
        return {candidate.id: place for place, candidate in enumerate(self.candidates)}

    @property
    def authorities(self) -> tuple[str, ...]:
        """Authorities in the order of the pools, each once."""
        return tuple(dict.fromkeys(pool.authority for pool in self.pools))

    @property
    def needs_explicit_split(self) -> bool:
        """Whether who pays what must be decided inside the model: agreements or a limit on authorities bind."""
        count = len(self.authorities)
        return count > 1 and (self.minimum_agreement > 0 or self.max_authorities < count)

    @cached_property
    def ranked(self) -> tuple[int, ...]:
        """Positions by weighted score descending, then id by code point: the ranking."""
        whole = self.whole_weights
        return tuple(sorted(range(len(whole)), key=lambda i: (-whole[i], self.candidates[i].id)))

    @cached_property
    def common_weight(self) -> int:
        """Common denominator of the weights."""
        return lcm(*(candidate.weight.denominator for candidate in self.candidates))

    @cached_property
    def whole_weights(self) -> tuple[int, ...]:
        """Weights times their common denominator: as exact as they are, and quicker to compare."""
        common = self.common_weight
        return tuple(c.weight.numerator * (common // c.weight.denominator) for c in self.candidates)

    @cached_property
    def tiers(self) -> tuple[int, ...]:
        """Number of each candidate's weighted score among the different ones, from 0 for the lowest."""
        number = {weight: place for place, weight in enumerate(sorted(set(self.whole_weights)))}
        return tuple(number[weight] for weight in self.whole_weights)

    @cached_property
    def _capacities(self) -> dict[int, int]:
        return {}

    def pool_capacity(self, mask: int) -> int:
        """Most that the pools of a mask can pay together, transfers from the others included (computed once)."""
        known = self._capacities.get(mask)
        if known is None:
            known = self._capacities[mask] = self._capacity(mask)
        return known

    def _capacity(self, mask: int) -> int:
        total = 0
        for place, pool in enumerate(self.pools):
            if mask >> place & 1:
                total += pool.available
            elif pool.targets & mask:
                total += pool.sendable
        return total


def folded(name: str) -> str:
    """Return the form under which applicants are compared: NFC, trimmed, case folded."""
    return unicodedata.normalize("NFC", name).strip().casefold()


def open_mask(sources: Sequence[Source], application: Application) -> int:
    """Return the bit mask of the sources that may pay an application (its list, and its main axis)."""
    mask = 0
    for place, source in enumerate(sources):
        listed = not application.sources or source.code in application.sources
        if listed and (not source.axes or application.main_axis in source.axes):
            mask |= 1 << place
    return mask


def pools_of(sources: Sequence[Source]) -> tuple[Pool, ...]:
    """Turn sources into pools; fungibility becomes a mask."""
    places = {source.code: place for place, source in enumerate(sources)}
    return tuple(
        Pool(
            source.code,
            source.authority,
            source.available,
            source.transferable,
            sum(1 << places[code] for code in dict.fromkeys(source.fungible_with) if code != source.code),
        )
        for source in sources
    )


def candidate_of(call: Call, application: Application, cap: Cap, mark: Mark, lock: Lock | None) -> Candidate:
    """Turn an application with its cap, marks and lock into a candidate."""
    return Candidate(
        id=application.id,
        cap=cap.amount,
        floor=cap.floor,
        least=cap.least,
        weight=mark.weighted if mark.weighted is not None else Fraction(0),
        score=mark.score or Fraction(0),
        axis=application.main_axis,
        axes=application.axes,
        departments=application.departments,
        applicant=folded(application.applicant),
        open=open_mask(call.sources, application),
        lock=lock,
    )


def build_problem(
    call: Call,
    participants: Sequence[Application],
    caps: Mapping[str, Cap],
    marks: Mapping[str, Mark],
    locks: Mapping[str, Lock],
) -> Problem:
    """Build the problem of the applications that take part.

    Unfundable applications and those locked ``excluded`` are left out; locks on the others come
    along. Raises ``KeyError`` if a cap or a mark is missing.
    """
    candidates = tuple(
        candidate_of(call, application, caps[application.id], marks[application.id], locks.get(application.id))
        for application in sorted(participants, key=lambda application: application.id)
        if caps[application.id].fundable and locks.get(application.id) != "excluded"
    )
    return Problem(
        step=call.step,
        objective=call.objective,
        curve=call.curve if call.objective != "projects" else "none",
        policy=call.policy,
        ranking=call.ranking,
        candidates=candidates,
        pools=pools_of(call.sources),
        axes=call.axes,
        departments=call.departments,
        minimum_projects=call.minimum_projects,
        maximum_projects=call.maximum_projects,
        maximum_per_applicant=call.maximum_per_applicant,
        max_authorities=call.max_authorities,
        minimum_agreement=call.minimum_agreement,
        exclusive=tuple(enumerate(call.exclusive)),
        requires=tuple((place, one, needed) for place, (one, needed) in enumerate(call.requires)),
    )
