"""The optimum against the textbook model given to scipy.milp, in one run, to the same proof.

Prints a Markdown table: medians and maxima in milliseconds, and the ratio of the medians. Both
sides solve only (model building included); every answer of ours is checked against the other's bound.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from aapsim.domain.call import Ranking
from aapsim.engine.allocate import allocate
from aapsim.engine.case import prepare
from aapsim.engine.optimum import find_optimum
from aapsim.engine.value import step_worth
from benchmarks.instances import region
from tests.reference import textbook
from tests.reference.problem import Problem

SIZES = (15, 60, 300)
SEEDS = range(5)
RANKINGS: tuple[Ranking, ...] = ("strict", "free")
SECONDS = 30.0


def timed(work: Callable[[], object]) -> tuple[float, object]:
    """Return the milliseconds that some work took, and what it gave."""
    start = time.perf_counter()
    result = work()
    return (time.perf_counter() - start) * 1000, result


def compare(size: int, ranking: Ranking) -> str:
    """Return one row of the table."""
    ours, theirs, unproved = [], [], 0
    for seed in SEEDS:
        call, applications = region(size, seed, ranking)
        problem = prepare(call, applications).problem
        took, found = timed(lambda problem=problem: find_optimum(problem))
        reference = Problem(allocate(call, applications).to_document()["inputs"])
        other, answer = timed(lambda reference=reference: textbook.solve(reference, admissible=False, seconds=SECONDS))
        ours.append(took)
        theirs.append(other)
        if float(found.value) > answer.bound + 1e-6 * abs(answer.bound):
            raise SystemExit(f"{size} {ranking} {seed}: ours is above the other's bound")
        unproved += answer.bound - float(found.value) > 2 * float(step_worth(problem))
    ratio = statistics.median(theirs) / statistics.median(ours)
    return (
        f"| {size} | {ranking} | {statistics.median(ours):.0f} / {max(ours):.0f} "
        f"| {statistics.median(theirs):.0f} / {max(theirs):.0f} | {unproved} | {ratio:.1f} |"
    )


def main() -> None:
    """Print the table."""
    print("| candidatures | classement | aapsim, médiane / max (ms) | scipy.milp, modèle naïf (ms) "
          "| non prouvés par scipy | rapport |")
    print("|---|---|---|---|---|---|")
    for size in SIZES:
        for ranking in RANKINGS:
            print(compare(size, ranking), flush=True)


if __name__ == "__main__":
    main()
