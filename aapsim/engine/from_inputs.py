"""Asking the engine again from the canonical problem of a result: the inverse of :mod:`aapsim.engine.inputs`."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from aapsim.domain.application import Application, Shares
from aapsim.domain.call import Axis, Call, DepartmentLimits, Limit, Public, Source
from aapsim.domain.french import parse_exact
from aapsim.engine.asking import Question

Doc = Mapping[str, Any]
_AS_THEY_ARE = (
    "objective", "policy", "ranking", "curve", "step", "rate_on", "in_kind", "investment", "minimum_grant",
    "maximum_grant", "minimum_projects", "maximum_projects", "maximum_per_applicant", "max_authorities",
    "minimum_agreement",
)  # fmt: skip
_EXACT = ("rate", "minimum_share", "minimum_score")
_AMOUNTS = ("requested", "total_cost", "investment", "in_kind", "other_revenue", "other_public", "own_floor")


def question_from(inputs: Doc) -> Question:
    """Return the question that a well-shaped ``inputs`` stands for, without the applications that take no part.

    Eligibility is not judged again (the file does not carry what it needs): who takes part is
    what the file says. Names and texts that it does not carry are their codes, or empty.
    """
    common = inputs["common_rate"]
    exact: dict[str, Any] = {name: parse_exact(inputs[name]) for name in _EXACT}
    call = Call(
        title="",
        common_rate=None if common is None else parse_exact(common),
        axes=tuple(_axis(axis) for axis in inputs["axes"]),
        sources=tuple(_source(source) for source in inputs["sources"]),
        departments=tuple(DepartmentLimits(code, **limits) for code, limits in inputs["departments"].items()),
        publics=tuple(Public(code, code, parse_exact(bonus)) for code, bonus in inputs["publics"].items()),
        exclusive=tuple(tuple(ids) for ids in inputs["exclusive"]),
        requires=tuple((one, needed) for one, needed in inputs["requires"]),
        **{name: inputs[name] for name in _AS_THEY_ARE},
        **exact,
    )
    applications = tuple(application_from(one) for one in inputs["applications"] if one["takes_part"])
    taking = {one.id for one in applications}
    return Question(call, applications, {one: lock for one, lock in inputs["locks"].items() if one in taking})


def _limit(limit: Doc | None) -> Limit | None:
    return None if limit is None else Limit(limit["kind"], parse_exact(limit["value"]))


def _axis(axis: Doc) -> Axis:
    code = axis["code"]
    return Axis(code, "", parse_exact(axis["priority"]), _limit(axis["floor"]), _limit(axis["ceiling"]))


def _source(source: Doc) -> Source:
    known = {name: source[name] for name in ("code", "authority", "notified", "gross", "committed", "transfer_limit")}
    return Source(
        **known,
        label=source["code"],
        reserve=parse_exact(source["reserve"]),
        axes=tuple(source["axes"]),
        fungible_with=tuple(source["fungible_with"]),
    )


def _shares(pairs: list[list[str]]) -> Shares:
    return tuple((code, parse_exact(share)) for code, share in pairs)


def application_from(one: Doc) -> Application:
    """Return one application of ``inputs``, with what the file knows of it."""
    score: Fraction | None = None if one["score"] is None else parse_exact(one["score"])
    return Application(
        one["id"],
        axes=_shares(one["axes"]),
        departments=_shares(one["departments"]),
        applicant=one["applicant"],
        sources=tuple(one["sources"]),
        publics=tuple(one["publics"]),
        score=score,
        **{name: one[name] for name in _AMOUNTS},
    )
