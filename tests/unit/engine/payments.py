"""Who pays what, by plain enumeration: random sources, closures, transfers and agreements; multiples of 100."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from itertools import product

from aapsim.domain.call import Source
from aapsim.engine.problem import Problem
from aapsim.engine.split import Split
from tests.unit.engine.makers import a_call, a_problem, an_application

Parts = tuple[int, ...]
_UNIT = 100


def two_authorities(seed: int, *, most: int, unit: int = _UNIT) -> tuple[Problem, dict[str, int]]:
    """Return a problem of the usual shape (one source against two) with grants in hundreds."""
    rng = random.Random(seed)
    closed: tuple[tuple[str, ...], ...] = ((), ("1",), ("2",))
    money = [rng.randint(2, 14) * unit for _ in range(3)]
    transfer = rng.choice(((), ("b",)))
    sources = [
        Source("fir", "", "ars", money[0], axes=rng.choice(closed)),
        Source("a", "", "prefet", money[1], axes=rng.choice(closed), fungible_with=transfer,
               transfer_limit=rng.choice((None, 200))),
        Source("b", "", "prefet", money[2], axes=rng.choice(closed)),
    ]
    rng.shuffle(sources)
    return _granted(rng, sources, rng.randint(1, most))


def any_authorities(seed: int) -> tuple[Problem, dict[str, int]]:
    """Return a problem with two or three authorities, agreements, a limit on authorities, free transfers."""
    rng = random.Random(seed)
    closed: tuple[tuple[str, ...], ...] = ((), (), ("1",), ("2",))
    into = rng.choice(((), ("b",), ("fir",)))
    sources = [
        Source("fir", "", "ars", rng.randint(2, 14) * _UNIT, axes=rng.choice(closed)),
        Source("a", "", "prefet", rng.randint(2, 14) * _UNIT, axes=rng.choice(closed), fungible_with=into,
               transfer_limit=rng.choice((None, 200))),
        Source("b", "", rng.choice(("prefet", "caf")), rng.randint(2, 14) * _UNIT, axes=rng.choice(closed)),
    ]
    rng.shuffle(sources)
    rules = {"max_authorities": rng.choice((1, 2, 2, 3)), "minimum_agreement": rng.choice((0, 0, 200))}
    return _granted(rng, sources, rng.randint(1, 3), **rules)


def _granted(
    rng: random.Random, sources: list[Source], count: int, **rules: int
) -> tuple[Problem, dict[str, int]]:
    call = a_call(sources=tuple(sources), **rules)
    applications = [
        an_application(f"d{number}", 9_000, rng.randint(1, 20) * 5, axis=rng.choice("12")) for number in range(count)
    ]
    return a_problem(call, applications), {one.id: rng.randint(2, 5) * 100 for one in applications}


def best_loads(problem: Problem, grants: Mapping[str, int], unit: int = _UNIT) -> dict[str, Parts] | None:
    """Return euros by authority: fewest shared grants, then down the ranking the most from the first authorities."""
    order = [problem.candidates[i].id for i in problem.ranked]
    best: tuple[tuple[int, list[Parts]], dict[str, Parts]] | None = None
    for combination in product(*(list(_ways(problem, grants[one], unit)) for one in order)):
        shared = sum(sum(part > 0 for part in parts) > 1 for parts in combination)
        key = shared, [tuple(-part for part in parts) for parts in combination]
        if (best is None or key < best[0]) and payable(problem, order, combination):
            best = key, dict(zip(order, combination, strict=True))
    return None if best is None else best[1]


def _ways(problem: Problem, total: int, unit: int) -> Iterator[Parts]:
    for parts in product(range(total, -1, -unit), repeat=len(problem.authorities)):
        paying = [part for part in parts if part]
        few = len(paying) <= problem.max_authorities
        if sum(parts) == total and few and all(part >= problem.minimum_agreement for part in paying):
            yield parts


def payable(problem: Problem, order: list[str], loads: tuple[Parts, ...]) -> bool:
    """Say whether the sources can carry these parts: every set of sources has what only it may pay."""
    demands: dict[int, int] = {}
    for one, parts in zip(order, loads, strict=True):
        candidate = problem.candidates[problem.index[one]]
        for authority, part in zip(problem.authorities, parts, strict=True):
            mask = sum(
                1 << s for s, pool in enumerate(problem.pools)
                if pool.authority == authority and candidate.open >> s & 1
            )
            demands[mask] = demands.get(mask, 0) + part
    sets = range(1 << len(problem.pools))
    return all(
        sum(part for mask, part in demands.items() if mask & ~held == 0) <= problem.pool_capacity(held)
        for held in sets
    )


def loads_of(problem: Problem, split: Split) -> dict[str, Parts]:
    authority = {pool.code: pool.authority for pool in problem.pools}
    return {
        one: tuple(sum(euros for code, euros in paid if authority[code] == name) for name in problem.authorities)
        for one, paid in split.payments.items()
    }


def complaints(problem: Problem, grants: Mapping[str, int], split: Split) -> list[str]:
    """Return what a split breaks: sums, closed sources, money, transfers, agreements."""
    found = []
    spent = dict.fromkeys((pool.code for pool in problem.pools), 0)
    for one, amount in grants.items():
        paid = split.payments[one]
        opened = problem.candidates[problem.index[one]].open
        found += [f"{one} paid"] * (sum(euros for _, euros in paid) != amount)
        for code, euros in paid:
            place = [pool.code for pool in problem.pools].index(code)
            found += [f"{one} closed"] * (not opened >> place & 1) + [f"{one} nothing"] * (euros <= 0)
            spent[code] += euros
    for parts in loads_of(problem, split).values():
        paying = [part for part in parts if part]
        found += ["authorities"] * (len(paying) > problem.max_authorities)
        found += ["agreement"] * any(part < problem.minimum_agreement for part in paying)
    for place, pool in enumerate(problem.pools):
        out = sum(euros for sender, _, euros in split.transfers if sender == pool.code)
        received = sum(euros for _, target, euros in split.transfers if target == pool.code)
        found += [f"{pool.code} money"] * (spent[pool.code] > pool.available + received - out)
        found += [f"{pool.code} sent"] * (out > pool.sendable or out > pool.available)
        targets = {other.code for t, other in enumerate(problem.pools) if pool.targets >> t & 1 and t != place}
        found += [f"{pool.code} target"] * any(
            sender == pool.code and target not in targets for sender, target, _ in split.transfers
        )
    return found


