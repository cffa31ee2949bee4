"""An allocation: who gets how much from which source, with its proof and its reasons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

from aapsim.domain.french import exact_text
from aapsim.domain.issues import Issue

SCHEMA_VERSION = 1

AwardStatus = Literal["funded", "partial", "waiting", "refused", "ineligible", "to_check", "excluded"]
Status = Literal["optimal", "feasible", "infeasible"]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an amount is what it is: a stable code and one French sentence."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Award:
    """What one application receives. Amounts are whole euros.

    ``by_source`` follows the call's order and sums to ``grant``; empty when nothing is granted.
    ``cap_term`` is the code of the binding term of the cap: ``requested``, ``rate``, ``need``,
    ``ceiling`` or ``common_rate`` (empty when the cap could not be computed). ``rank`` is the
    place by weighted score among the applications that take part (1 is best, equal scores share
    a place), 0 for those that do not.
    """

    id: str
    status: AwardStatus
    grant: int
    cap: int
    floor: int
    cap_term: str
    by_source: tuple[tuple[str, int], ...]
    score: Fraction | None
    weighted_score: Fraction | None
    rank: int
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Certificate:
    """Why it cannot be better. ``value`` is recomputed in exact arithmetic.

    ``solver_bound`` is what the solver proved (a float rounded up to a rational);
    ``upper_bound`` follows from ``multipliers`` in exact arithmetic; ``gap_steps`` is
    (upper_bound − value) / (the most that one rounding step can add to one project), 0 when
    nothing can be added. See ``docs/resultat.md`` for the row names of the multipliers.
    """

    value: Fraction
    solver_bound: Fraction
    upper_bound: Fraction
    gap_steps: Fraction
    multipliers: Mapping[str, Fraction]


@dataclass(frozen=True, slots=True)
class RankGap:
    """An *écart au classement*: ``id`` is not funded though it outranks the funded ``below``.

    ``cause`` is the code of the one rule whose removal makes the gap disappear
    (``sources``, ``axis:2:ceiling``, ``department:48:ceiling``, ``floor``, ``lock:ID`` …).
    """

    id: str
    below: tuple[str, ...]
    cause: str
    message: str


@dataclass(frozen=True, slots=True)
class Tie:
    """*Ex æquo à départager*: ids of equal weighted score that compete for the last money.

    ``funded`` received some, ``unfunded`` none; the tie order chose, the committee decides.
    """

    score: Fraction
    funded: tuple[str, ...]
    unfunded: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Allocation:
    """A complete answer. Mappings follow the call's order of sources; awards are sorted by id.

    For ``infeasible`` every grant is 0, ``certificate`` is ``None`` and ``issues`` name the
    rules that contradict each other. ``transfers`` holds (from, to, euros). ``missed`` lists the
    minima that a strategy other than ``optimum`` did not reach, one sentence each.
    """

    status: Status
    strategy: str
    certificate: Certificate | None
    awards: tuple[Award, ...]
    envelope: Mapping[str, int]
    granted: Mapping[str, int]
    unspent: Mapping[str, int]
    transfers: tuple[tuple[str, str, int], ...]
    by_axis: Mapping[str, Fraction]
    by_department: Mapping[str, Fraction]
    gaps: tuple[RankGap, ...]
    ties: tuple[Tie, ...]
    missed: tuple[str, ...]
    issues: tuple[Issue, ...]
    inputs: Mapping[str, Any]
    fingerprint: str
    engine_version: str

    def award(self, application_id: str) -> Award:
        """Return the award of one application. Raises ``KeyError`` for an unknown id."""
        for award in self.awards:
            if award.id == application_id:
                return award
        raise KeyError(application_id)

    @property
    def total_granted(self) -> int:
        """Whole euros granted over all sources."""
        return sum(award.grant for award in self.awards)

    @property
    def funded_count(self) -> int:
        """Number of applications that receive something."""
        return sum(award.grant > 0 for award in self.awards)

    def to_document(self) -> dict[str, Any]:
        """Return RESULT.json as plain values (see ``docs/resultat.md``)."""
        return {
            "schema_version": SCHEMA_VERSION,
            "engine_version": self.engine_version,
            "fingerprint": self.fingerprint,
            "status": self.status,
            "strategy": self.strategy,
            "certificate": _certificate_document(self.certificate),
            "envelope": dict(self.envelope),
            "granted": dict(self.granted),
            "unspent": dict(self.unspent),
            "transfers": [{"from": a, "to": b, "amount": amount} for a, b, amount in self.transfers],
            "awards": [_award_document(award) for award in self.awards],
            "by_axis": {code: exact_text(amount) for code, amount in self.by_axis.items()},
            "by_department": {code: exact_text(amount) for code, amount in self.by_department.items()},
            "rank_gaps": [
                {"id": gap.id, "below": list(gap.below), "cause": gap.cause, "message": gap.message}
                for gap in self.gaps
            ],
            "ties": [
                {"score": exact_text(tie.score), "funded": list(tie.funded), "unfunded": list(tie.unfunded)}
                for tie in self.ties
            ],
            "missed": list(self.missed),
            "issues": [
                {
                    "code": issue.code,
                    "message": issue.message,
                    "severity": issue.severity,
                    "where": issue.where,
                    "application": issue.application,
                }
                for issue in self.issues
            ],
            "inputs": dict(self.inputs),
        }


def _certificate_document(certificate: Certificate | None) -> dict[str, Any] | None:
    if certificate is None:
        return None
    return {
        "value": exact_text(certificate.value),
        "solver_bound": exact_text(certificate.solver_bound),
        "upper_bound": exact_text(certificate.upper_bound),
        "gap_steps": exact_text(certificate.gap_steps),
        "multipliers": {row: exact_text(value) for row, value in certificate.multipliers.items()},
    }


def _award_document(award: Award) -> dict[str, Any]:
    return {
        "id": award.id,
        "status": award.status,
        "grant": award.grant,
        "cap": award.cap,
        "floor": award.floor,
        "cap_term": award.cap_term,
        "by_source": dict(award.by_source),
        "score": None if award.score is None else exact_text(award.score),
        "weighted_score": None if award.weighted_score is None else exact_text(award.weighted_score),
        "rank": award.rank,
        "reasons": [{"code": reason.code, "message": reason.message} for reason in award.reasons],
    }
