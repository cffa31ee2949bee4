"""The allocation problem read from canonical inputs, in exact arithmetic, with no help from the software under test."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from typing import Any

Doc = Mapping[str, Any]
Sources = frozenset[int]
SLOPES = ((Fraction(1, 2), Fraction(1)), (Fraction(3, 10), Fraction(7, 10)), (Fraction(1, 5), Fraction(2, 5)))


@dataclass(frozen=True)
class Project:
    """A fundable application that takes part."""

    id: str
    cap: int
    floor: int
    smallest: int
    weight: Fraction
    main_axis: str
    axes: dict[str, Fraction]
    departments: dict[str, Fraction]
    applicant: str
    open: Sources
    lock: str | int | None


@dataclass(frozen=True)
class Row:
    """``Σ euros[i]·x_i + Σ heads[i]·y_i ≤ most``."""

    name: str
    most: Fraction
    euros: dict[int, Fraction]
    heads: dict[int, Fraction]


class Problem:
    """Projects, rows and purses; ``impossible`` says that a lock cannot be obeyed whatever happens."""

    def __init__(self, inputs: Doc) -> None:
        self.inputs = inputs
        self.step: int = inputs["step"]
        self.partial = inputs["policy"] == "partial"
        self.strict = inputs["ranking"] == "strict" and inputs["strategy"] == "optimum"
        self.available = [source["available"] for source in inputs["sources"]]
        self.envelope = sum(self.available)
        self.authorities = [source["authority"] for source in inputs["sources"]]
        self.sendable = [sendable(source) for source in inputs["sources"]]
        codes = [source["code"] for source in inputs["sources"]]
        self.into = [{codes.index(code) for code in source["fungible_with"]} for source in inputs["sources"]]
        made = [(app, project_of(inputs, app)) for app in inputs["applications"]]
        self.projects = [project for _, project in made if project is not None]
        usable = {project.id for project in self.projects}
        self.impossible = any(
            lock not in ("excluded", 0) and key not in usable for key, lock in inputs["locks"].items()
        )
        self.rows = list(rows_of(self))

    @property
    def patterned(self) -> bool:
        """Whether the number of authorities or the minimum agreement can bind."""
        return self.inputs["max_authorities"] < len(set(self.authorities)) or self.inputs["minimum_agreement"] > 0

    def payable(self, sources: Sources) -> int:
        """Return what a set of sources can pay, transfers in included."""
        outside = [s for s in range(len(self.available)) if s not in sources and self.into[s] & sources]
        return sum(self.available[s] for s in sources) + sum(self.sendable[s] for s in outside)

    def source_sets(self) -> list[Sources]:
        """Return every non-empty set of sources."""
        everything = range(len(self.available))
        return [
            frozenset(held) for size in range(1, len(self.available) + 1) for held in combinations(everything, size)
        ]

    def amounts(self, project: Project) -> list[int]:
        """Return every positive admissible amount of a project, locks obeyed."""
        found = [project.cap]
        if self.partial:
            first = max(1, -(-project.floor // self.step))
            found = [*range(first * self.step, project.cap, self.step), project.cap]
        if project.lock in ("excluded", 0) or not project.open:
            return []
        return [x for x in found if x == project.lock] if isinstance(project.lock, int) else found

    def worth(self, project: Project, amount: int | Fraction) -> Fraction:
        """Return what an amount brings to the objective."""
        if amount == 0:
            return Fraction(0)
        if self.inputs["objective"] == "projects":
            return project.weight
        part = Fraction(amount) / project.cap
        if self.inputs["curve"] == "seed":
            left, part = part, Fraction(0)
            for width, slope in SLOPES:
                part += slope * min(left, width)
                left -= min(left, width)
        return project.weight * part * (project.cap if self.inputs["objective"] == "euros" else 1)

    def step_worth(self) -> Fraction:
        """Return the most that one step can add to one project."""
        return max((self.worth(p, min(self.step, p.cap)) for p in self.projects), default=Fraction(0))

    def pieces(self, project: Project, amount: int) -> list[tuple[tuple[Sources, int], ...]]:
        """Return the ways to cut an amount into demands on sets of sources, one per set of paying authorities."""
        if amount == 0:
            return [()]
        if not self.patterned:
            return [((project.open, amount),)]
        least = self.inputs["minimum_agreement"]
        by_authority: dict[str, Sources] = {}
        for source in project.open:
            name = self.authorities[source]
            by_authority[name] = by_authority.get(name, frozenset()) | {source}
        ways = []
        for size in range(1, min(self.inputs["max_authorities"], len(by_authority)) + 1):
            for names in combinations(sorted(by_authority), size):
                rest = amount - least * size
                if rest >= 0:
                    shares = [(by_authority[name], least) for name in names]
                    ways.append((*shares, (frozenset().union(*(by_authority[name] for name in names)), rest)))
        return ways

    def fits(self, amounts: Sequence[int], demands: Sequence[tuple[tuple[Sources, int], ...]]) -> list[str]:
        """Return the names of what an allocation breaks, in exact arithmetic (empty: it holds)."""
        broken = []
        for row in self.rows:
            total = sum((c * amounts[i] for i, c in row.euros.items()), Fraction(0))
            total += sum((c for i, c in row.heads.items() if amounts[i] > 0), Fraction(0))
            if total > row.most:
                broken.append(row.name)
        for held in self.source_sets():
            if sum(euros for way in demands for allowed, euros in way if allowed <= held) > self.payable(held):
                broken.append(f"sources:{sorted(held)}")
        for project, amount in zip(self.projects, amounts, strict=True):
            required = project.lock is not None and project.lock not in ("excluded", 0)
            if (amount and amount not in self.amounts(project)) or (required and not amount):
                broken.append(f"amount:{project.id}")
        return broken


def sendable(source: Doc) -> int:
    """Return the euros a source may send away."""
    if not source["fungible_with"]:
        return 0
    limit = source["transfer_limit"]
    return int(source["available"] if limit is None else min(limit, source["available"]))


def cap_of(inputs: Doc, app: Doc) -> int:
    """Return the cap of an application, negative or 0 where nothing can be granted."""
    get = {
        key: app[key] or 0
        for key in ("requested", "total_cost", "investment", "in_kind", "other_revenue", "other_public")
    }
    if app["requested"] is None:
        return 0
    cash = get["total_cost"] - (0 if inputs["investment"] else get["investment"])
    base = cash + (get["in_kind"] if inputs["in_kind"] else 0)
    caps = [get["requested"], math.floor(Fraction(inputs["rate"]) * base), cash - get["other_revenue"]]
    if inputs["rate_on"] == "public_money":
        caps[1] -= get["other_public"]
    if inputs["maximum_grant"]:
        caps.append(inputs["maximum_grant"])
    if inputs["common_rate"] is not None:
        caps.append(math.floor(Fraction(inputs["common_rate"]) * base))
    return int(min(caps))


def floor_of(inputs: Doc, app: Doc, cap: int) -> int:
    """Return the floor, above the cap where the project is not fundable."""
    share = math.ceil(Fraction(inputs["minimum_share"]) * cap)
    raw = max(inputs["minimum_grant"], share, app["own_floor"] or 0, inputs["minimum_agreement"])
    return int(raw if raw > cap else min(math.ceil(Fraction(raw, inputs["step"])) * inputs["step"], cap))


def project_of(inputs: Doc, app: Doc) -> Project | None:
    """Return the project, or ``None`` where it can receive nothing (locks apart)."""
    cap = cap_of(inputs, app)
    floor = floor_of(inputs, app, cap)
    if not app["takes_part"] or cap <= 0 or floor > cap:
        return None
    shares = [(code, Fraction(share)) for code, share in app["axes"]]
    main = max(shares, key=lambda pair: pair[1])[0] if shares else ""
    priority = {axis["code"]: Fraction(axis["priority"]) for axis in inputs["axes"]}
    bonus = sum((Fraction(inputs["publics"].get(code, "0")) for code in app["publics"]), Fraction(0))
    weighted = sum((s * priority[code] for code, s in shares), Fraction(0)) if priority else Fraction(1)
    weight = Fraction(app["score"] or "0") * weighted * (1 + bonus)
    opened = frozenset(
        n
        for n, source in enumerate(inputs["sources"])
        if (not app["sources"] or source["code"] in app["sources"]) and (not source["axes"] or main in source["axes"])
    )
    smallest = (floor or min(inputs["step"], cap)) if inputs["policy"] == "partial" else cap
    applicant = unicodedata.normalize("NFC", app["applicant"]).strip().casefold() or f"#{app['id']}"
    departments = {code: Fraction(share) for code, share in app["departments"]}
    lock = inputs["locks"].get(app["id"])
    return Project(app["id"], cap, floor, smallest, weight, main, dict(shares), departments, applicant, opened, lock)


def rows_of(problem: Problem) -> Iterator[Row]:
    """Yield every row but those of the sources."""
    yield from _axis_rows(problem)
    yield from _department_rows(problem)
    inputs, projects = problem.inputs, problem.projects
    heads = {i: Fraction(1) for i in range(len(projects))}
    if inputs["maximum_projects"]:
        yield Row("maximum", Fraction(inputs["maximum_projects"]), {}, heads)
    if inputs["minimum_projects"]:
        yield Row("minimum", Fraction(-inputs["minimum_projects"]), {}, {i: -c for i, c in heads.items()})
    if inputs["maximum_per_applicant"]:
        for name in sorted({p.applicant for p in projects}):
            own = {i: Fraction(1) for i, p in enumerate(projects) if p.applicant == name}
            yield Row(f"applicant:{name}", Fraction(inputs["maximum_per_applicant"]), own, {})
    place = {p.id: i for i, p in enumerate(projects)}
    for ids in inputs["exclusive"]:
        yield Row(f"exclusive:{ids}", Fraction(1), {}, {place[key]: Fraction(1) for key in ids if key in place})
    for key, needs in inputs["requires"]:
        if key in place:
            other = {place[needs]: Fraction(-1)} if needs in place else {}
            yield Row(f"requires:{key}", Fraction(0), {}, {place[key]: Fraction(1), **other})
    if problem.strict:
        for i, j in ranking_pairs(problem):
            yield Row(f"ranking:{projects[i].id}>{projects[j].id}", Fraction(0), {}, {j: Fraction(1), i: Fraction(-1)})


def _axis_rows(problem: Problem) -> Iterator[Row]:
    for axis in problem.inputs["axes"]:
        shares = {i: p.axes.get(axis["code"], Fraction(0)) for i, p in enumerate(problem.projects)}
        for end, sign in (("ceiling", 1), ("floor", -1)):
            limit = axis[end]
            if limit is None:
                continue
            value = Fraction(limit["value"])
            if limit["kind"] == "granted":
                yield Row(
                    f"axis:{axis['code']}:{end}", Fraction(0), {i: sign * (s - value) for i, s in shares.items()}, {}
                )
            else:
                most = value * (problem.envelope if limit["kind"] == "envelope" else 1)
                yield Row(f"axis:{axis['code']}:{end}", sign * most, {i: sign * s for i, s in shares.items() if s}, {})


def _department_rows(problem: Problem) -> Iterator[Row]:
    for code, limits in problem.inputs["departments"].items():
        shares = {i: p.departments[code] for i, p in enumerate(problem.projects) if p.departments.get(code)}
        for key, sign, heads in (
            ("ceiling", 1, False),
            ("floor", -1, False),
            ("maximum_projects", 1, True),
            ("minimum_projects", -1, True),
        ):
            if limits[key] is None or (sign < 0 and limits[key] == 0):
                continue
            signs = {i: Fraction(sign) if heads else sign * s for i, s in shares.items()}
            yield Row(
                f"department:{code}:{key}", Fraction(sign * limits[key]), {} if heads else signs, signs if heads else {}
            )


def ranking_pairs(problem: Problem) -> Iterator[tuple[int, int]]:
    """Yield (i, j): j may be funded only if i is."""
    for i, better in enumerate(problem.projects):
        if better.lock is not None or _outside(problem, better):
            continue
        for j, other in enumerate(problem.projects):
            same = other.lock is None and other.main_axis == better.main_axis
            if same and better.weight > other.weight and better.open <= other.open:
                yield i, j


def _outside(problem: Problem, project: Project) -> bool:
    """Say whether the smallest grant alone exceeds what its sources, axes or departments have."""
    if project.smallest > problem.payable(project.open):
        return True
    for axis in problem.inputs["axes"]:
        limit = axis["ceiling"]
        if limit is not None and limit["kind"] != "granted":
            most = Fraction(limit["value"]) * (problem.envelope if limit["kind"] == "envelope" else 1)
            if project.axes.get(axis["code"], Fraction(0)) * project.smallest > most:
                return True
    for code, limits in problem.inputs["departments"].items():
        if (
            limits["ceiling"] is not None
            and project.departments.get(code, Fraction(0)) * project.smallest > limits["ceiling"]
        ):
            return True
    return False
