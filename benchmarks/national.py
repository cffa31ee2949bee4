"""A national case on a Dask cluster of this machine: 10 000 applications in 18 regions, drawn and compared.

Run by hand (``make national``): it takes minutes. The cluster's reports are compared, byte for byte,
with those that this process computes alone for the smallest regions.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import sys
import time
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from aapsim.service.simulating import robustness_file
from aapsim.simulation.doubts import Doubts
from aapsim.simulation.national import national
from aapsim.simulation.parallel import SCHEDULER
from aapsim.simulation.question import Question
from benchmarks.instances import region

REGIONS, APPLICATIONS = 18, 10_000
DOUBTS = Doubts(score_spread=Fraction(3), withdrawal=Fraction(1, 20), cut=(Fraction(1, 4), Fraction(1, 10)))


def country(applications: int, seed: int = 0) -> dict[str, Question]:
    """Return the regions with their share of the applications, floors of 60 %, three sources, four axes."""
    rng = random.Random(seed)
    weights = [rng.uniform(0.4, 1.6) for _ in range(REGIONS)]
    sizes = [max(10, round(applications * weight / sum(weights))) for weight in weights]
    sizes[-1] += applications - sum(sizes)
    regions = {}
    for number, size in enumerate(sizes):
        call, rows = region(size, seed * 100 + number, "strict")
        regions[f"R{number + 1:02d}"] = Question(replace(call, departments=()), tuple(rows))
    return regions


def digest(reports: dict[str, object]) -> dict[str, str]:
    """Return a fingerprint of each region's file."""
    return {code: hashlib.sha256(robustness_file(one, "csv")).hexdigest()[:12] for code, one in reports.items()}


def main() -> None:
    """Run the case and print what happened."""
    options = argparse.ArgumentParser()
    options.add_argument("--applications", type=int, default=APPLICATIONS)
    options.add_argument("--draws", type=int, default=4)
    options.add_argument("--workers", type=int, default=4)
    options.add_argument("--alone", type=int, default=3, help="regions computed again in this process")
    asked = options.parse_args()
    from distributed import LocalCluster  # noqa: PLC0415 - optional, asked for by this script only

    regions = country(asked.applications)
    sizes = {code: len(one.applications) for code, one in regions.items()}
    print(f"{sum(sizes.values())} applications, {len(sizes)} regions of {min(sizes.values())} to {max(sizes.values())}")
    with LocalCluster(
        n_workers=asked.workers, threads_per_worker=1, processes=True, dashboard_address=None, host="127.0.0.1"
    ) as cluster:
        os.environ[SCHEDULER] = cluster.scheduler_address
        start, reports = time.perf_counter(), {}
        for code, report in national(regions, DOUBTS, asked.draws, 1, size=1):
            reports[code] = report
            funded = sum(one.funded > 0 for one in report.chances)
            print(f"{code}: {sizes[code]} applications, {report.trials} draws, {funded} funded at least once, "
                  f"{report.provisional} unproved, {time.perf_counter() - start:.0f} s", flush=True)
        os.environ.pop(SCHEDULER)
        print(f"Dask, {asked.workers} workers, {os.cpu_count()} cores: {time.perf_counter() - start:.0f} s")
    smallest = dict(sorted(regions.items(), key=lambda pair: len(pair[1].applications))[: asked.alone])
    start = time.perf_counter()
    alone = digest(dict(national(smallest, DOUBTS, asked.draws, 1)))
    same = alone == {code: digest(reports)[code] for code in alone}
    print(f"{len(alone)} regions alone in one process: {time.perf_counter() - start:.0f} s; same bytes: {same}")
    if not same:
        raise SystemExit("the cluster and one process disagree")


if __name__ == "__main__":
    main()
