"""Random calls, applications and locks over every constraint; the same seed gives the same instance."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from aapsim.domain.application import Application
from aapsim.domain.call import Axis, Call, DepartmentLimits, Limit, Public, Source
from aapsim.domain.french import exact_text
from aapsim.domain.scenario import Lock
from tests.reference.problem import cap_of, floor_of

DEPARTMENTS = ("31", "48", "65", "30", "REG")
APPLICANTS = ("", "", "CAF", " caf ", "Mutualité é", "Mutualite\u0301 e\u0301", "Ville", "Réseau", "Crèche")


@dataclass(frozen=True)
class Instance:
    """One problem as the engine receives it."""

    seed: int
    call: Call
    applications: tuple[Application, ...]
    locks: Mapping[str, Lock]

    def inputs(self, strategy: str = "optimum") -> dict[str, Any]:
        """Return the canonical problem, written from the documentation alone."""
        return inputs_of(self.call, self.applications, self.locks, strategy)


def _chance(rng: random.Random, probability: float) -> bool:
    return rng.random() < probability


def _shares(rng: random.Random, codes: tuple[str, ...]) -> tuple[tuple[str, Fraction], ...]:
    count = min(len(codes), rng.choice((1, 1, 1, 2, 3)))
    chosen = rng.sample(codes, count)
    weights = [rng.choice((1, 1, 2, 3)) for _ in chosen]
    return tuple((code, Fraction(weight, sum(weights))) for code, weight in zip(chosen, weights, strict=True))


def _application(rng: random.Random, number: int, axes: tuple[str, ...], sources: tuple[str, ...]) -> Application:
    cost = rng.choice((rng.randint(3_000, 60_000), rng.randint(30, 600) * 100))
    few = _chance(rng, 0.2)
    sure = None if _chance(rng, 0.2) else 0
    return Application(
        id=f"{rng.choice(('D', 'd', 'É', '0'))}{number:03d}",
        applicant=rng.choice(APPLICANTS),
        departments=_shares(rng, DEPARTMENTS),
        axes=_shares(rng, axes),
        total_cost=cost,
        investment=rng.randint(0, cost // 4) if _chance(rng, 0.2) else sure,
        in_kind=rng.randint(0, cost // 2) if _chance(rng, 0.3) else sure,
        requested=round(cost * rng.uniform(0.2, 1.0)) if _chance(rng, 0.6) else -(-cost // 200) * 100,
        other_revenue=rng.randint(0, cost // 2) if _chance(rng, 0.4) else sure,
        other_public=rng.randint(0, cost // 5) if _chance(rng, 0.3) else sure,
        own_floor=rng.randint(500, cost // 2) if _chance(rng, 0.2) else None,
        publics=tuple(rng.sample(("poverty", "disability"), rng.choice((0, 0, 1, 2)))),
        score=Fraction(rng.choice((50, 60, 70)) if few else rng.randint(60, 190), 1 if few else 2),
        sources=tuple(rng.sample(sources, rng.randint(1, len(sources)))) if _chance(rng, 0.2) else (),
        complete=True,
    )


def _sources(rng: random.Random, axes: tuple[str, ...]) -> tuple[Source, ...]:
    kind = rng.choice((1, 2, 3, 3, 3))
    if kind == 1:
        return (Source("enveloppe", "Enveloppe", "enveloppe"),)
    closed = tuple(rng.sample(axes, rng.randint(1, len(axes)))) if _chance(rng, 0.3) else ()
    fir = Source("fir", "FIR", "ars", axes=closed)
    if kind == 2:
        return (fir, Source("304", "BOP 304", "prefet"))
    fungible = rng.choice(((), ("304-19",), ("304-19", "fir")))
    limit = rng.choice((None, rng.randint(0, 20) * 250))
    back = ("304-17",) if _chance(rng, 0.3) else ()
    closed = tuple(rng.sample(axes, rng.randint(1, len(axes)))) if _chance(rng, 0.3) else ()
    return (
        fir,
        Source("304-17", "BOP 304-17", "prefet", fungible_with=fungible, transfer_limit=limit if fungible else None),
        Source("304-19", "BOP 304-19", "prefet", fungible_with=back, axes=closed),
    )


def _money(rng: random.Random, sources: tuple[Source, ...], total: int) -> tuple[Source, ...]:
    parts = [rng.uniform(0.2, 1) for _ in sources]
    exact = _chance(rng, 0.5)
    paid = []
    for source, part in zip(sources, parts, strict=True):
        euros = int(total * part / sum(parts))
        euros = euros if exact else euros // 1000 * 1000
        gross = _chance(rng, 0.2)
        committed = rng.randint(0, euros // 5) if _chance(rng, 0.2) else 0
        reserve = Fraction(rng.choice(("0.03", "0.05"))) if gross else Fraction(0)
        paid.append(replace(source, notified=euros, gross=gross, reserve=reserve, committed=committed))
    return tuple(paid)


def _limit(rng: random.Random, envelope: int, low: float, high: float) -> Limit:
    kind = rng.choice(("euros", "envelope", "granted"))
    share = Fraction(round(rng.uniform(low, high) * 100), 100)
    return Limit("euros", Fraction(int(share * envelope))) if kind == "euros" else Limit(kind, share)


def _axes(rng: random.Random, axes: tuple[Axis, ...], envelope: int) -> tuple[Axis, ...]:
    limited = []
    for axis in axes:
        floor = _limit(rng, envelope, 0.02, 0.2) if _chance(rng, 0.12) else None
        ceiling = _limit(rng, envelope, 0.2, 0.7) if _chance(rng, 0.2) else None
        limited.append(replace(axis, floor=floor, ceiling=ceiling))
    return tuple(limited)


def _departments(rng: random.Random, envelope: int) -> tuple[DepartmentLimits, ...]:
    limits = []
    for code in DEPARTMENTS[:4]:
        if _chance(rng, 0.25):
            ceiling = int(envelope * rng.uniform(0.1, 0.6)) if _chance(rng, 0.6) else None
            floor = int(envelope * rng.uniform(0.01, 0.08)) if _chance(rng, 0.25) else 0
            least = 1 if _chance(rng, 0.2) else 0
            most = rng.randint(1, 4) if _chance(rng, 0.25) else None
            limits.append(DepartmentLimits(code, floor, ceiling, least, most))
    return tuple(limits)


def _call(rng: random.Random) -> Call:
    codes = ("1", "2", "3", "4")[: rng.randint(1, 4)]
    axes = tuple(Axis(code, f"Axe {code}", Fraction(rng.choice(("1", "1", "1", "1.5", "0.75", "2")))) for code in codes)
    objective = rng.choice(("euros", "euros", "needs", "projects"))
    policy = rng.choice(("partial", "partial", "all-or-nothing"))
    share = Fraction(rng.choice(("0", "0", "0.3", "0.6", "1/3")))
    least = rng.choice((0, 0, 1000, 2500))
    if objective == "projects" and policy == "partial" and not share and not least:
        share = Fraction(1, 2)
    return Call(
        title="Essai",
        rate=Fraction(rng.choice(("0.9", "0.8", "1"))),
        rate_on=rng.choice(("grant", "grant", "public_money")),
        minimum_grant=least,
        maximum_grant=rng.choice((0, 0, 0, 10_000, 23_050)),
        minimum_share=share,
        minimum_projects=rng.choice((0,) * 9 + (2,)),
        maximum_projects=rng.choice((0,) * 5 + (3, 6)),
        maximum_per_applicant=rng.choice((0, 0, 0, 15_000, 23_000)),
        in_kind=_chance(rng, 0.7),
        investment=_chance(rng, 0.3),
        step=rng.choice((100, 100, 100, 500, 1000, 10)),
        curve=rng.choice(("none", "none", "seed")),
        ranking=rng.choice(("strict", "free")),
        objective=objective,
        policy=policy,
        common_rate=rng.choice((None, None, None, Fraction("0.78"), Fraction(1, 2))),
        max_authorities=rng.choice((2, 2, 1)),
        minimum_agreement=rng.choice((0, 0, 0, 800, 1500)),
        minimum_score=Fraction(rng.choice((0, 0, 0, 45))),
        axes=axes,
        sources=_sources(rng, codes),
        publics=(Public("poverty", "Pauvreté", Fraction("0.1")), Public("disability", "Handicap", Fraction("0.05"))),
    )


def _locks(rng: random.Random, inputs: Mapping[str, Any]) -> dict[str, Lock]:
    locks: dict[str, Lock] = {}
    for app in rng.sample(inputs["applications"], min(len(inputs["applications"]), rng.choice((0, 0, 0, 1, 2)))):
        cap = cap_of(inputs, app)
        floor = floor_of(inputs, app, cap)
        kind = rng.choice(("funded", "excluded", "amount"))
        if kind == "excluded":
            locks[app["id"]] = "excluded"
        elif cap > 0 and floor <= cap and app["takes_part"]:
            steps = range(max(1, -(-floor // inputs["step"])), cap // inputs["step"] + 1)
            whole = inputs["policy"] == "all-or-nothing" or not steps
            exact = cap if whole else rng.choice(steps) * inputs["step"]
            locks[app["id"]] = "funded" if kind == "funded" else exact
    return locks


def _with_unknowns(rng: random.Random, applications: list[Application]) -> list[Application]:
    """Forget the cost, the request or the mark of a few applications, in one instance out of ten."""
    if not _chance(rng, 0.1):
        return applications
    names = ("total_cost", "requested", "score")
    return [replace(app, **{rng.choice(names): None}) if _chance(rng, 0.2) else app for app in applications]


def _links(rng: random.Random, call: Call, ids: list[str]) -> Call:
    exclusive: list[tuple[str, ...]] = []
    requires: list[tuple[str, str]] = []
    if len(ids) > 3 and _chance(rng, 0.25):
        exclusive.append(tuple(rng.sample(ids, rng.choice((2, 3)))))
    if len(ids) > 1 and _chance(rng, 0.25):
        first, then = rng.sample(ids, 2)
        requires.append((first, then))
    return replace(call, exclusive=tuple(exclusive), requires=tuple(requires))


def generate(seed: int, size: int = 0) -> Instance:
    """Return the instance of a seed: 1 to 20 applications, or exactly ``size``."""
    rng = random.Random(f"aapsim {seed} {size}")
    call = _call(rng)
    codes = tuple(axis.code for axis in call.axes)
    names = tuple(source.code for source in call.sources)
    count = size or rng.choice((rng.randint(1, 8), rng.randint(4, 12), rng.randint(8, 20)))
    applications = [_application(rng, number, codes, names) for number in range(1, count + 1)]
    rng.shuffle(applications)
    applications = _with_unknowns(random.Random(f"unknown {seed} {size}"), applications)
    raw = inputs_of(call, tuple(applications), {}, "optimum")
    caps = sum(max(0, cap_of(raw, app)) for app in raw["applications"] if app["takes_part"])
    total = int(caps * rng.choice((0.15, 0.25, 0.35, 0.5, 0.7, 1.1))) + rng.randint(0, 999)
    call = replace(call, sources=_money(rng, call.sources, total))
    if _chance(rng, 0.6):
        envelope = call.envelope
        call = replace(call, axes=_axes(rng, call.axes, envelope), departments=_departments(rng, envelope))
    call = _links(rng, call, [application.id for application in applications])
    return Instance(seed, call, tuple(applications), _locks(rng, inputs_of(call, tuple(applications), {}, "optimum")))


def _limit_document(limit: Limit | None) -> dict[str, str] | None:
    return None if limit is None else {"kind": limit.kind, "value": exact_text(limit.value)}


def _application_document(call: Call, application: Application) -> dict[str, Any]:
    score = application.score
    return {
        "id": application.id,
        "takes_part": score is not None and score >= call.minimum_score,
        "requested": application.requested,
        "total_cost": application.total_cost,
        "investment": application.investment,
        "in_kind": application.in_kind,
        "other_revenue": application.other_revenue,
        "other_public": application.other_public,
        "own_floor": application.own_floor,
        "score": None if score is None else exact_text(score),
        "axes": [[code, exact_text(share)] for code, share in application.axes],
        "departments": [[code, exact_text(share)] for code, share in application.departments],
        "applicant": unicodedata.normalize("NFC", application.applicant),
        "sources": list(application.sources),
        "publics": list(application.publics),
    }


def _source_document(source: Source) -> dict[str, Any]:
    reserved = -(-(source.notified * source.reserve.numerator) // source.reserve.denominator) if source.gross else 0
    return {
        "code": source.code,
        "authority": source.authority,
        "notified": source.notified,
        "gross": source.gross,
        "reserve": exact_text(source.reserve),
        "committed": source.committed,
        "available": max(0, source.notified - reserved - source.committed),
        "axes": list(source.axes),
        "fungible_with": list(source.fungible_with),
        "transfer_limit": source.transfer_limit,
    }


def inputs_of(
    call: Call, applications: tuple[Application, ...], locks: Mapping[str, Lock], strategy: str
) -> dict[str, Any]:
    """Write the canonical problem from domain values, for applications that are all eligible."""
    plain = ("objective", "policy", "ranking", "curve", "step", "rate_on", "in_kind", "investment", "minimum_grant")
    numbers = ("maximum_grant", "minimum_projects", "maximum_projects", "maximum_per_applicant")
    ordered = sorted(applications, key=lambda application: application.id)
    return {
        "strategy": strategy,
        **{key: getattr(call, key) for key in (*plain, *numbers, "max_authorities", "minimum_agreement")},
        "rate": exact_text(call.rate),
        "common_rate": None if call.common_rate is None else exact_text(call.common_rate),
        "minimum_share": exact_text(call.minimum_share),
        "minimum_score": exact_text(call.minimum_score),
        "axes": [
            {
                "code": axis.code,
                "priority": exact_text(axis.priority),
                "floor": _limit_document(axis.floor),
                "ceiling": _limit_document(axis.ceiling),
            }
            for axis in call.axes
        ],
        "sources": [_source_document(source) for source in call.sources],
        "departments": {
            limits.code: {
                "floor": limits.floor,
                "ceiling": limits.ceiling,
                "minimum_projects": limits.minimum_projects,
                "maximum_projects": limits.maximum_projects,
            }
            for limits in call.departments
        },
        "publics": {public.code: exact_text(public.bonus) for public in call.publics},
        "exclusive": [list(ids) for ids in call.exclusive],
        "requires": [list(pair) for pair in call.requires],
        "locks": dict(locks),
        "applications": [_application_document(call, application) for application in ordered],
    }
