"""The 200-point sweep and 1 000 draws, beside the naive loop over scipy.milp, in one run.

60 applications, floors of 60 %, two payers, tight departments. The naive loop (the textbook model given to
scipy.milp again and again) is timed on a sample of the same questions and scaled to their number,
which is said; ours is run whole, in as many processes as there are cores, their start counted. ``--output
docs/mesures-simulation.md`` writes the table with the goals beside it. Run it on a quiet machine.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import time
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from aapsim.engine.allocate import allocate
from aapsim.simulation.doubts import Doubts, in_world, world_of
from aapsim.simulation.frontier import Sweep, curve, evenly
from aapsim.simulation.money import money_of, with_money
from aapsim.simulation.parallel import machine_workers
from aapsim.simulation.question import Question, found
from aapsim.simulation.robustness import draws
from benchmarks.instances import region
from tests.reference import textbook
from tests.reference.problem import Problem

POINTS, DRAWS, SAMPLE, SECONDS = 200, 1_000, 8, 30.0
GOALS = {"courbe de l'enveloppe": 5.0, "essais au hasard": 10.0}
TEXT = """# Mesures des simulations

60 dossiers, planchers de 60 %, trois financeurs sous deux autorités, plafonds de département serrés, respect strict
du classement ; {cores} processeurs, machine partagée. La boucle naïve donne le modèle du manuel à scipy.milp, encore
et encore : {sample} questions sont mesurées et rapportées à leur nombre. Le démarrage des processus est compté.
Écrit par `python benchmarks/bench_simulation.py --output docs/mesures-simulation.md`.

{rows}

Chaque point et chaque essai est une répartition exacte, ex æquo compris : celle que donnerait la question posée seule
(`make curve` compare les 200 points). La boucle naïve, elle, s'arrête à la valeur : elle ne départage rien.
"""
DOUBTS = Doubts(score_spread=Fraction(3), withdrawal=Fraction(1, 20), reserve=(Fraction(1, 2), Fraction(1, 20)))


def naive(questions: Sequence[Question], count: int) -> float:
    """Return the seconds that the naive loop needs for ``count`` questions, from a sample."""
    took = []
    for question in questions:
        reference = Problem(allocate(question.call, question.applications).to_document()["inputs"])
        start = time.perf_counter()
        textbook.solve(reference, admissible=False, seconds=SECONDS)
        took.append(time.perf_counter() - start)
    return statistics.mean(took) * count


def row(what: str, count: int, ours: float, theirs: float) -> str:
    """Return one row of the table."""
    goal = GOALS[what]
    met = "oui" if ours <= goal else "non"
    figures = [f"{value:.1f}".replace(".", ",") for value in (ours, goal)]
    return f"| {what} | {count} | {figures[0]} | {figures[1]} | {met} | {theirs:.0f} | {theirs / ours:.0f} |"


def main() -> None:
    """Print the table, and write it where asked."""
    options = argparse.ArgumentParser()
    options.add_argument("--output", type=Path)
    output = options.parse_args().output
    rows = table()
    if output is not None:
        output.write_text(TEXT.format(rows="\n".join(rows), sample=SAMPLE, cores=os.cpu_count()), encoding="utf-8")


def table() -> list[str]:
    """Run both and return the lines of the table, printed as they come."""
    call, applications = region(60, 0, "strict")
    question, workers = Question(call, tuple(applications)), machine_workers()
    rows = [
        f"| {workers} processus | questions | aapsim (s) | but (s) | atteint | boucle naïve scipy.milp (s) | rapport |",
        "|---|---|---|---|---|---|---|",
    ]
    print("\n".join(rows), flush=True)
    whole = money_of(call)
    values = evenly(whole // 2, whole * 3 // 2, POINTS)
    start = time.perf_counter()
    points = list(curve(question, Sweep(values), workers))
    took = time.perf_counter() - start
    some = [Question(with_money(call, int(one.at)), question.applications) for one in points[:: POINTS // SAMPLE]]
    for asked, point in zip(some, points[:: POINTS // SAMPLE], strict=True):
        if found(asked) != point.answer:
            raise SystemExit(f"{point.at}: the curve is not the solve")
    rows.append(row("courbe de l'enveloppe", POINTS, took, naive(some[:SAMPLE], POINTS)))
    print(rows[-1], flush=True)
    present = dict(found(question).grants)
    start = time.perf_counter()
    count = sum(1 for _ in draws(question, DOUBTS, present, DRAWS, 1, workers))
    took = time.perf_counter() - start
    worlds = [in_world(question, world_of(question, DOUBTS, 1, number)) for number in range(SAMPLE)]
    rows.append(row("essais au hasard", count, took, naive(worlds, DRAWS)))
    print(rows[-1], flush=True)
    return rows


if __name__ == "__main__":
    main()
