"""How long another session's screen takes while 1 000 draws run in a process of their own.

Run by hand on a quiet machine (``make responsive``): the allocation page of one workspace is drawn again after a
change of envelope, first alone, then while the draws of another workspace run. Server time only: the
browser's share is not counted. Prints medians and 95th percentiles in milliseconds.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from fractions import Fraction
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("AAPSIM_DATA_DIR", tempfile.mkdtemp(prefix="aapsim-responsive-"))

from aapsim.files.calls import load_demo
from aapsim.service import trials
from aapsim.service.jobs import default_jobs
from aapsim.ui import session
from tests.app.workbench import Page, open_page

DOUBTS = trials.Doubts(score_spread=Fraction(3), withdrawal=Fraction(1, 20))
MONEY = {"sources__fir__notified": 150_000, "sources__304-17__notified": 100_000, "sources__304-19__notified": 100_000}


def moves(page: Page, count: int) -> list[float]:
    """Change the envelope of a page again and again; return the milliseconds of each new drawing."""
    took = []
    for number in range(count):
        field = next(one for one in page.at.text_input if "FIR" in one.label)
        start = time.perf_counter()
        field.input(str(150_000 + 500 * (number + 1))).run()
        took.append((time.perf_counter() - start) * 1000)
    return took


def said(what: str, took: list[float]) -> str:
    """Return one line: median and 95th percentile."""
    high = sorted(took)[min(len(took) - 1, len(took) * 95 // 100)]
    return f"{what}: median {statistics.median(took):.0f} ms, 95th percentile {high:.0f} ms, {len(took)} moves"


def main() -> None:
    """Measure alone, then beside the draws."""
    options = argparse.ArgumentParser()
    options.add_argument("--moves", type=int, default=40)
    options.add_argument("--draws", type=int, default=1_000)
    asked = options.parse_args()
    page = open_page("repartition", load_demo().applications, **MONEY)
    moves(page, 2)
    print(said("alone", moves(page, asked.moves)), flush=True)
    desk = session.desk()
    other = next(one.id for one in desk.workspaces() if one.id != page.workspace)
    optimum = desk.answer(other).optimum
    if optimum is None:
        raise SystemExit("the demonstration has no allocation")
    jobs = default_jobs()
    jobs.start(desk.snapshot(other), trials.KIND, trials.settings(DOUBTS, asked.draws, optimum), 1)
    took: list[float] = []
    while (job := jobs.latest(other, trials.KIND)) is not None and job.alive and len(took) < asked.moves:
        took += moves(page, 1) if job.done else []
        time.sleep(0.05)
    print(said("while the draws run", took) if took else "the draws ended before anything was measured")
    jobs.close()


if __name__ == "__main__":
    main()
