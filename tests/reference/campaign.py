"""A campaign over generated instances: ``python -m tests.reference.campaign --count 10000 --seed 1 --large 300``.

Prints progress, what was counted, and every failing seed with what is wrong; exit code 1 if any.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

from tests.reference.generator import generate
from tests.reference.judge import Judgement, judge

LARGE = 60


def judged(task: tuple[int, int], options: argparse.Namespace) -> tuple[int, int, Judgement, float]:
    """Judge one (seed, size); an exception of the engine is a complaint like another."""
    seed, size = task
    start = time.perf_counter()
    try:
        found = judge(
            generate(seed, size),
            invariants=seed % options.invariants_every == 0,
            causes=seed % options.causes_every == 0 and not size,
            searched=seed % options.causes_every == 0,
            seconds=options.seconds,
        )
    except Exception as problem:  # noqa: BLE001  the engine may raise anything: that is a finding, not an end
        found = Judgement([f"exception {type(problem).__name__}: {str(problem)[:300]}"])
    return seed, size, found, time.perf_counter() - start


def tasks(count: int, first: int, large: int) -> list[tuple[int, int]]:
    """Return (seed, size) pairs: ``count`` in all, ``large`` of them with sixty applications."""
    spread = max(1, count // large) if large else 0
    return [(seed, LARGE if large and (seed - first) % spread == 0 else 0) for seed in range(first, first + count)]


def run(options: argparse.Namespace) -> Iterator[tuple[int, int, Judgement, float]]:
    """Judge every task in two processes, in order."""
    work = partial(judged, options=options)
    todo = tasks(options.count, options.seed, options.large)
    if options.processes == 1:
        yield from map(work, todo)
        return
    with ProcessPoolExecutor(options.processes) as pool:
        yield from pool.map(work, todo, chunksize=4)


def parse(arguments: list[str] | None = None) -> argparse.Namespace:
    """Read the options of a campaign."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--large", type=int, default=0, help="how many have 60 applications")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=20.0, help="limit of each reference solve")
    parser.add_argument("--invariants-every", type=int, default=4, help="check the invariants on one seed in N")
    parser.add_argument("--causes-every", type=int, default=20, help="search the causes of gaps on one seed in N")
    parser.add_argument("--failures", type=Path, default=None, help="file to add failing seeds to")
    return parser.parse_args(arguments)


def main(arguments: list[str] | None = None) -> int:
    """Run a campaign and return its exit code."""
    options = parse(arguments)
    counts: Counter[str] = Counter()
    failing, slowest = 0, (0.0, 0)
    for done, (seed, size, found, took) in enumerate(run(options), 1):
        counts.update(found.counts)
        slowest = max(slowest, (took, seed))
        for complaint in found.complaints:
            line = f"seed {seed} size {size}: {complaint}"
            sys.stdout.write(line + "\n")
            if options.failures is not None:
                with options.failures.open("a", encoding="utf-8") as log:
                    log.write(line + "\n")
        failing += bool(found.complaints)
        if done % 100 == 0 or done == options.count:
            sys.stdout.write(f"{done}/{options.count}, {failing} failing, slowest {slowest}, {dict(counts)}\n")
            sys.stdout.flush()
    return 1 if failing else 0


if __name__ == "__main__":
    sys.exit(main())
