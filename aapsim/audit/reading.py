"""The shape of RESULT.json, version 1, as frozen values (see ``docs/resultat.md``)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from aapsim.audit.shape import (
    Malformed,
    Parser,
    exact,
    flag,
    mapping,
    one_of,
    optional,
    pair,
    record,
    refuse,
    sequence,
    signed,
    text,
    whole,
)

SCHEMA_VERSION = 1
Lock = str | int


@dataclass(frozen=True, slots=True)
class Limit:
    """A floor or ceiling: euros, or a share of the envelope or of what is granted."""

    kind: str
    value: Fraction


@dataclass(frozen=True, slots=True)
class Axis:
    """A theme with its priority and limits (null: none)."""

    code: str
    priority: Fraction
    floor: Limit | None
    ceiling: Limit | None


@dataclass(frozen=True, slots=True)
class Source:
    """A purse; amounts in whole euros, empty ``axes`` means open to all."""

    code: str
    authority: str
    notified: int
    gross: bool
    reserve: Fraction
    committed: int
    available: int
    axes: tuple[str, ...]
    fungible_with: tuple[str, ...]
    transfer_limit: int | None


@dataclass(frozen=True, slots=True)
class Department:
    """Limits of one department, in euros and numbers of projects."""

    floor: int
    ceiling: int | None
    minimum_projects: int
    maximum_projects: int | None


@dataclass(frozen=True, slots=True)
class Application:
    """One application as the engine was given it; null amounts count as 0."""

    id: str
    takes_part: bool
    requested: int | None
    total_cost: int | None
    investment: int | None
    in_kind: int | None
    other_revenue: int | None
    other_public: int | None
    own_floor: int | None
    score: Fraction | None
    axes: tuple[tuple[str, Fraction], ...]
    departments: tuple[tuple[str, Fraction], ...]
    applicant: str
    sources: tuple[str, ...]
    publics: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Inputs:
    """The canonical problem."""

    strategy: str
    objective: str
    policy: str
    ranking: str
    curve: str
    step: int
    rate: Fraction
    rate_on: str
    in_kind: bool
    investment: bool
    common_rate: Fraction | None
    minimum_grant: int
    maximum_grant: int
    minimum_share: Fraction
    minimum_score: Fraction
    minimum_projects: int
    maximum_projects: int
    maximum_per_applicant: int
    max_authorities: int
    minimum_agreement: int
    axes: tuple[Axis, ...]
    sources: tuple[Source, ...]
    departments: Mapping[str, Department]
    publics: Mapping[str, Fraction]
    exclusive: tuple[tuple[str, ...], ...]
    requires: tuple[tuple[str, str], ...]
    locks: Mapping[str, Lock]
    applications: tuple[Application, ...]
    threshold: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """A stable code and its sentence."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Award:
    """What one application receives, as the file says."""

    id: str
    status: str
    grant: int
    cap: int
    floor: int
    cap_term: str
    by_source: Mapping[str, int]
    score: Fraction | None
    weighted_score: Fraction | None
    rank: int
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Certificate:
    """What the file says about optimality."""

    value: Fraction
    solver_bound: Fraction
    upper_bound: Fraction
    gap_steps: Fraction
    multipliers: Mapping[str, Fraction]


@dataclass(frozen=True, slots=True)
class Transfer:
    """Euros moved from one source to another."""

    from_: str
    to: str
    amount: int


@dataclass(frozen=True, slots=True)
class RankGap:
    """An unfunded application that outranks the funded ones of ``below``."""

    id: str
    below: tuple[str, ...]
    cause: str
    message: str


@dataclass(frozen=True, slots=True)
class Tie:
    """Applications of equal weighted score, some funded and some not."""

    score: Fraction
    funded: tuple[str, ...]
    unfunded: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """An entry of ``issues``."""

    code: str
    message: str
    severity: str
    where: str
    application: str


@dataclass(frozen=True, slots=True)
class Result:
    """The whole file; every value has its type, nothing has been verified yet."""

    schema_version: int
    engine_version: str
    fingerprint: str
    status: str
    strategy: str
    certificate: Certificate | None
    envelope: Mapping[str, int]
    granted: Mapping[str, int]
    unspent: Mapping[str, int]
    transfers: tuple[Transfer, ...]
    awards: tuple[Award, ...]
    by_axis: Mapping[str, Fraction]
    by_department: Mapping[str, Fraction]
    rank_gaps: tuple[RankGap, ...]
    ties: tuple[Tie, ...]
    missed: tuple[str, ...]
    issues: tuple[Problem, ...]
    inputs: Inputs


def _positive(value: object, where: str) -> int:
    number = whole(value, where)
    if number == 0:
        raise refuse(where, "un nombre entier d'au moins 1 est attendu")
    return number


def _rate(value: object, where: str) -> Fraction:
    rate = exact(value, where)
    if rate > 1:
        raise refuse(where, "un taux entre 0 et 1 est attendu")
    return rate


def _lock(value: object, where: str) -> Lock:
    return one_of("funded", "excluded")(value, where) if isinstance(value, str) else whole(value, where)


def _version(value: object, where: str) -> int:
    if whole(value, where) != SCHEMA_VERSION:
        raise refuse(where, f"seule la version {SCHEMA_VERSION} est connue")
    return SCHEMA_VERSION


_texts = sequence(text)
_shares = sequence(pair(text, exact))
_limit = optional(record(Limit, {"kind": one_of("euros", "envelope", "granted"), "value": exact}))
_strategy = one_of("optimum", "merit", "prorata", "equity")
_axis = record(Axis, {"code": text, "priority": exact, "floor": _limit, "ceiling": _limit})
_source = record(
    Source,
    {
        "code": text,
        "authority": text,
        "notified": whole,
        "gross": flag,
        "reserve": _rate,
        "committed": whole,
        "available": whole,
        "axes": _texts,
        "fungible_with": _texts,
        "transfer_limit": optional(whole),
    },
)
_department = record(
    Department,
    {
        "floor": whole,
        "ceiling": optional(whole),
        "minimum_projects": whole,
        "maximum_projects": optional(whole),
    },
)
_AMOUNTS = ("requested", "total_cost", "investment", "in_kind", "other_revenue", "other_public", "own_floor")
_application = record(
    Application,
    {
        "id": text,
        "takes_part": flag,
        **dict.fromkeys(_AMOUNTS, optional(whole)),
        "score": optional(exact),
        "axes": _shares,
        "departments": _shares,
        "applicant": text,
        "sources": _texts,
        "publics": _texts,
    },
)
_INPUTS: dict[str, Parser[Any]] = {
    "strategy": _strategy,
    "objective": one_of("euros", "needs", "projects"),
    "policy": one_of("partial", "all-or-nothing"),
    "ranking": one_of("strict", "free"),
    "curve": one_of("none", "seed"),
    "step": _positive,
    "rate": exact,
    "rate_on": one_of("grant", "public_money"),
    "in_kind": flag,
    "investment": flag,
    "common_rate": optional(exact),
    "minimum_grant": whole,
    "maximum_grant": whole,
    "minimum_share": exact,
    "minimum_score": exact,
    "minimum_projects": whole,
    "maximum_projects": whole,
    "maximum_per_applicant": whole,
    "max_authorities": _positive,
    "minimum_agreement": whole,
    "axes": sequence(_axis),
    "sources": sequence(_source),
    "departments": mapping(_department),
    "publics": mapping(exact),
    "exclusive": sequence(_texts),
    "requires": sequence(pair(text, text)),
    "locks": mapping(_lock),
    "applications": sequence(_application),
    "threshold": optional(exact),
}
_AWARD_STATUSES = ("funded", "partial", "waiting", "refused", "ineligible", "to_check", "excluded")
_award = record(
    Award,
    {
        "id": text,
        "status": one_of(*_AWARD_STATUSES),
        "grant": whole,
        "cap": whole,
        "floor": whole,
        "cap_term": one_of("", "requested", "rate", "need", "ceiling", "common_rate"),
        "by_source": mapping(whole),
        "score": optional(exact),
        "weighted_score": optional(exact),
        "rank": whole,
        "reasons": sequence(record(Reason, {"code": text, "message": text})),
    },
)
_certificate = record(
    Certificate,
    {
        "value": exact,
        "solver_bound": signed,
        "upper_bound": signed,
        "gap_steps": signed,
        "multipliers": mapping(signed),
    },
)
_result = record(
    Result,
    {
        "schema_version": _version,
        "engine_version": text,
        "fingerprint": text,
        "status": one_of("optimal", "feasible", "infeasible"),
        "strategy": _strategy,
        "certificate": optional(_certificate),
        "envelope": mapping(whole),
        "granted": mapping(whole),
        "unspent": mapping(whole),
        "transfers": sequence(record(Transfer, {"from": text, "to": text, "amount": whole})),
        "awards": sequence(_award),
        "by_axis": mapping(exact),
        "by_department": mapping(exact),
        "rank_gaps": sequence(record(RankGap, {"id": text, "below": _texts, "cause": text, "message": text})),
        "ties": sequence(record(Tie, {"score": exact, "funded": _texts, "unfunded": _texts})),
        "missed": _texts,
        "issues": sequence(
            record(
                Problem,
                {
                    "code": text,
                    "message": text,
                    "severity": one_of("error", "warning"),
                    "where": text,
                    "application": text,
                },
            )
        ),
        "inputs": record(Inputs, _INPUTS, {"threshold": None}),
    },
)


def read_result(document: object) -> Result:
    """Return the typed result. Raises ``Malformed`` with one sentence per misplaced value."""
    return _result(document, "")


__all__ = ["Malformed", "Result", "read_result"]
