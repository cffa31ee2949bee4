"""The benchmarks: one run, one table, side by side: ``python benchmarks/run.py [--quick] [--output docs/mesures.md]``.

Times are the processor's, so that what else runs on the machine counts little (the referees' limit is
a clock's). Ours is the solve, model building included, in this process or, from 300 on, in a copy of it that
``OURS_S`` ends; every referee solves the textbook model in a process of its own, to the same proof: within one
rounding step, exactly for all or nothing. Who fails twice in a cell, or at a smaller size, is not asked again: said
with a dash.
"""

from __future__ import annotations

import argparse
import gc
import json
import multiprocessing
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from aapsim.domain.call import Ranking  # noqa: E402  (the project is found through its folder)
from aapsim.engine.case import prepare  # noqa: E402
from aapsim.engine.optimum import find_optimum  # noqa: E402
from aapsim.engine.problem import Problem  # noqa: E402
from aapsim.engine.value import step_worth, tolerance  # noqa: E402
from benchmarks.instances import FAMILIES, instance  # noqa: E402
from benchmarks.models import write_model  # noqa: E402

REFEREES = ("scipy.milp", "highspy", "CP-SAT", "SCIP", "CBC", "pabutools")
LARGEST_STRICT = 5_000
"""Beyond, equal marks make a strict ranking so many rules that they do not fit into memory."""
LARGEST = {"scipy.milp": 1_000, "highspy": 1_000, "SCIP": 1_000, "CBC": 300, "CP-SAT": 300, "pabutools": 1_000}
"""Sizes beyond which a referee is not asked: it would only meet the limit of time."""
APART, OURS_S = 300, 30.0
"""From this size on ours is solved in a process that is ended after so many seconds of clock."""


@dataclass
class Cell:
    """Times in milliseconds of one solver on one family, size and ranking; ``failed`` counts what was not proved."""

    times: list[float] = field(default_factory=list)
    failed: int = 0

    def words(self) -> str:
        """Return « median / maximum », with the number of unsolved instances."""
        if not self.times and not self.failed:
            return "–"
        done = f"{_ms(statistics.median(self.times))} / {_ms(max(self.times))}" if self.times else "> limite"
        return f"{done} ({self.failed} non prouvé)" if self.failed else done


def _ms(value: float) -> str:
    return f"{value:.1f}" if value < 10 else f"{value:.0f}"


class Referee:
    """A solver in a process of its own, started when first asked."""

    def __init__(self, name: str, python: str, seconds: float) -> None:
        self.name, self.python, self.seconds = name, python, seconds
        self.process: subprocess.Popen[str] | None = None

    def solve(self, path: Path) -> dict[str, float | None] | None:
        """Return seconds, value and bound, or ``None`` if the process died."""
        if self.process is None or self.process.poll() is not None:
            script = str(ROOT / "benchmarks" / "referees.py")
            self.process = subprocess.Popen([self.python, script, self.name], text=True, stdin=subprocess.PIPE,
                                            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        if self.process.stdin is None or self.process.stdout is None:
            return None
        self.process.stdin.write(json.dumps([str(path), self.seconds]) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        return json.loads(line) if line.startswith("{") else None

    def stop(self) -> None:
        """End the process."""
        if self.process is not None:
            self.process.kill()


@dataclass
class Row:
    """One line of the table."""

    family: str
    size: int
    ranking: str
    ours: Cell = field(default_factory=Cell)
    swept: int = 0
    others: dict[str, Cell] = field(default_factory=dict)

    def ratio(self, name: str = "scipy.milp") -> float | None:
        """Return how many times longer a referee takes, by medians; unproved counts for the limit."""
        other = self.others.get(name)
        if other is None or not other.times or not self.ours.times:
            return None
        return statistics.median(other.times) / statistics.median(self.ours.times)


def solved(problem: Problem) -> tuple[float, float, bool]:
    """Return the milliseconds of our solve, the value found, and whether it is proved."""
    start = time.process_time()
    found = find_optimum(problem)
    took = 1000 * (time.process_time() - start)
    if found is None:
        raise SystemExit("nothing found")
    return took, float(found.value), found.proved


def solved_apart(problem: Problem) -> tuple[float, float, bool] | None:
    """Return the same from a copy of this process, ended after ``OURS_S``; ``None`` then."""
    here, there = multiprocessing.get_context("fork").Pipe(duplex=False)
    child = multiprocessing.get_context("fork").Process(target=lambda: there.send(solved(problem)), daemon=True)
    # What both hold is then not copied as soon as the copy counts its references.
    gc.freeze()
    child.start()
    there.close()
    try:
        return here.recv() if here.poll(OURS_S) else None  # type: ignore[no-any-return]
    except EOFError:
        raise SystemExit("our solve ended without an answer") from None
    finally:
        child.kill()
        child.join()


def measured(row: Row, seeds: range, referees: list[Referee], folder: Path) -> None:
    """Fill a row: every seed, ours then the others."""
    for seed in seeds:
        call, applications = instance(row.family, row.size, seed, row.ranking)  # type: ignore[arg-type]
        problem = prepare(call, applications).problem
        ours = solved_apart(problem) if row.size >= APART else solved(problem)
        if ours is None:
            row.ours.failed += 1
            continue
        row.ours.times.append(ours[0])
        row.ours.failed += not ours[2]
        value, gap = ours[1], float(tolerance(problem))
        path = folder / "model.npz"
        asked = [referee for referee in referees if _is_asked(row, referee)]
        if asked:
            write_model(path, call, applications, gap, value)
        for referee in asked:
            _judged(row, referee, referee.solve(path), value, gap, float(step_worth(problem)))


def _is_asked(row: Row, referee: Referee) -> bool:
    if row.size > LARGEST[referee.name] or (referee.name == "pabutools") != (
            row.family == "budget" and referee.name == "pabutools"):
        return False
    cell = row.others.setdefault(referee.name, Cell())
    return cell.failed < 2


def _judged(row: Row, referee: Referee, reply: dict[str, float | None] | None, value: float, gap: float,
            step: float) -> None:
    """Count a reply as proved or not, and stop everything if it shows ours to be wrong."""
    cell = row.others[referee.name]
    if reply is None or reply["bound"] is None or reply["value"] is None or reply["seconds"] is None:
        cell.failed += 1
        return
    margin = 1e-6 * abs(value) + 1e-6
    if reply["bound"] - reply["value"] > gap + margin + 0.01 * step:
        cell.failed += 1
    else:
        cell.times.append(1000 * reply["seconds"])
    # Six digits of a coefficient are all that CP-SAT is given.
    if referee.name != "CP-SAT" and (value > reply["bound"] + margin + step * 1e-3):
        raise SystemExit(f"{row.family} {row.size} {row.ranking}: {referee.name} proves less: {reply} {value}")


def rows_to_measure(sizes: list[int]) -> Iterator[Row]:
    """Yield the lines of the table, the small ones first: where a referee fails it is not asked for larger ones."""
    for family in FAMILIES:
        rankings: tuple[Ranking, ...] = ("free",) if family == "budget" else ("free", "strict")
        for ranking in rankings:
            for size in sizes:
                if ranking == "free" or size <= LARGEST_STRICT:
                    yield Row(family, size, ranking)


def parse() -> argparse.Namespace:
    """Read the options."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a few minutes: small sizes, three seeds")
    parser.add_argument("--sizes", type=int, nargs="*", default=None)
    parser.add_argument("--seeds", type=int, default=None)
    parser.add_argument("--seconds", type=float, default=None, help="limit of one referee's solve")
    parser.add_argument("--python", default=sys.executable, help="the interpreter that has the referees")
    parser.add_argument("--families", nargs="*", default=None)
    parser.add_argument("--referees", nargs="*", default=list(REFEREES))
    parser.add_argument("--output", type=Path, default=None, help="the JSON file to write")
    return parser.parse_args()


def main() -> None:
    """Measure, print progress, write the figures."""
    options = parse()
    sizes = options.sizes or ([15, 60] if options.quick else [15, 60, 300, 1_000, 5_000, 20_000])
    seeds = range(options.seeds or (3 if options.quick else 5))
    seconds = options.seconds or (5.0 if options.quick else 20.0)
    referees = [Referee(name, options.python, seconds) for name in options.referees]
    figures = []
    hopeless: set[tuple[str, str, str]] = set()
    with tempfile.TemporaryDirectory() as folder:
        for row in rows_to_measure(sizes):
            if options.families and row.family not in options.families:
                continue
            able = [one for one in referees if (row.family, row.ranking, one.name) not in hopeless]
            if (row.family, row.ranking, "aapsim") in hopeless:
                continue
            measured(row, seeds if row.size <= 1_000 else seeds[:2], able, Path(folder))
            if not row.ours.times:
                hopeless.add((row.family, row.ranking, "aapsim"))
            for name, cell in row.others.items():
                if cell.failed >= 2:
                    hopeless.add((row.family, row.ranking, name))
            print(row.family, row.size, row.ranking, row.ours.words(), {k: c.words() for k, c in row.others.items()},
                  flush=True)
            figures.append({"family": row.family, "size": row.size, "ranking": row.ranking,
                            "ours": row.ours.__dict__, "others": {k: c.__dict__ for k, c in row.others.items()}})
            if options.output is not None:
                settings = {"seeds": len(seeds), "seconds": seconds, "ours": OURS_S}
                options.output.write_text(json.dumps({"settings": settings, "rows": figures}), encoding="utf-8")
    for referee in referees:
        referee.stop()


if __name__ == "__main__":
    main()
