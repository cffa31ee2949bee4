"""Generated calls against two solvers that aapsim does not use: ``python benchmarks/two_solvers.py --count 2000``.

SCIP and CP-SAT, each in a process of its own, solve the textbook model with the admissible amounts. Prints what
was counted and every disagreement: another status, or something better by more than one rounding step. Exit
code 1 if there is any.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from aapsim.engine.case import lock_issues, prepare  # noqa: E402  (the project is found through its folder)
from aapsim.engine.optimum import Optimum, Undecided, find_optimum  # noqa: E402
from aapsim.engine.value import tolerance  # noqa: E402
from benchmarks.models import write_textbook  # noqa: E402
from benchmarks.run import Referee  # noqa: E402
from tests.reference.generator import Instance, generate  # noqa: E402
from tests.reference.problem import Problem  # noqa: E402

SIZES = (0, 0, 0, 0, 0, 0, 0, 30, 45, 60)
"""Sizes in turn; 0 stands for 1 to 20 applications."""


def ours(instance: Instance) -> tuple[Optimum | None, float] | None:
    """Return our optimum (``None``: nothing is possible) and one rounding step's worth; ``None``: undecided."""
    case = prepare(instance.call, instance.applications, instance.locks)
    step = float(tolerance(case.problem))
    try:
        return (None if lock_issues(case) else find_optimum(case.problem)), step
    except Undecided:
        return None


def compared(instance: Instance, size: int, referees: list[Referee], path: Path,
             counts: Counter[str]) -> Iterator[str]:
    """Yield the disagreements of one instance, and count what each solver said."""
    problem = Problem(instance.inputs())
    answer = ours(instance)
    if answer is None:
        counts["ours undecided"] += 1
        return
    found, step = answer
    counts["ours possible" if found else "ours impossible"] += 1
    if problem.impossible or not problem.projects:
        counts["without a model"] += 1
        if problem.impossible and found is not None:
            yield f"seed {instance.seed} size {size}: a lock cannot be obeyed, we found {float(found.value)}"
        return
    value = 0.0 if found is None else float(found.value)
    write_textbook(path, problem, step, value, admissible=True)
    for referee in referees:
        reply = referee.solve(path)
        said, complaint = judged(reply, None if found is None else value, step)
        counts[f"{referee.name}: {said}"] += 1
        if complaint:
            yield f"seed {instance.seed} size {size}: {referee.name} {complaint}, ours {value if found else None}"


def judged(reply: dict[str, float | None] | None, value: float | None, step: float) -> tuple[str, str]:
    """Return what is to be counted for a reply, and the complaint if it shows ours to be wrong."""
    if reply is None:
        return "no answer", ""
    theirs, bound = reply["value"], reply["bound"]
    if reply["impossible"]:
        return ("impossible", "") if value is None else ("disagrees", "says that nothing is possible")
    if theirs is None:
        return "unproved", ""
    if value is None:
        return "disagrees", f"finds {theirs}"
    margin = 1e-6 * abs(value) + 1e-6
    if theirs > value + step + margin:
        return "disagrees", f"finds {theirs}"
    proved = bound is not None and bound - value <= step + margin
    return ("proves ours to one step" if proved else "unproved"), ""


def main() -> int:
    """Run the campaign and return its exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=6_000_001)
    parser.add_argument("--seconds", type=float, default=5.0, help="limit of each reference solve")
    parser.add_argument("--python", default=sys.executable, help="the Python that has SCIP and CP-SAT")
    options = parser.parse_args()
    referees = [Referee(name, options.python, options.seconds) for name in ("SCIP", "CP-SAT")]
    counts: Counter[str] = Counter()
    failing = 0
    with tempfile.TemporaryDirectory(prefix="aapsim-bench-") as folder:
        for done in range(1, options.count + 1):
            size = SIZES[done % len(SIZES)]
            instance = generate(options.seed + done - 1, size)
            path = Path(folder) / "model.npz"
            for complaint in compared(instance, size, referees, path, counts):
                failing += 1
                sys.stdout.write(complaint + "\n")
            if done % 50 == 0 or done == options.count:
                sys.stdout.write(f"{done}/{options.count}, {failing} disagreements, {dict(sorted(counts.items()))}\n")
                sys.stdout.flush()
    for referee in referees:
        referee.stop()
    return 1 if failing else 0


if __name__ == "__main__":
    sys.exit(main())
