"""The 200-point sweep and 1 000 draws, beside the naive loop over scipy.milp, in one run.

60 applications, floors of 60 %, two payers, tight departments. The naive loop (the textbook model given to
scipy.milp again and again) is timed on a sample of the same questions and scaled to their number,
which is said; ours is run whole, in as many processes as there are cores, their start counted. ``--output
docs/mesures-simulation.md`` writes the table with the goals beside it; ``--runs`` runs both so many times in
turn and gives the least and the most, for a machine whose speed changes. Run it on a quiet machine.
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
{runs} fois de suite, l'un après l'autre : la plus courte et la plus longue durée. « parfois » : le but est tenu dans
une partie des exécutions, selon la vitesse que la machine hôte laisse à ce moment.
Écrit par `python benchmarks/bench_simulation.py --runs {runs} --output docs/mesures-simulation.md`.

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


def row(what: str, count: int, ours: Sequence[float], theirs: Sequence[float]) -> str:
    """Return one row of the table: the least and the most seconds of ours and of the naive loop, run by run."""
    goal = GOALS[what]
    held = sum(one <= goal for one in ours)
    met = "oui" if held == len(ours) else "parfois" if held else "non"
    ratio = statistics.median(naive / one for one, naive in zip(ours, theirs, strict=True))
    return f"| {what} | {count} | {_span(ours, 1)} | {_span([goal], 1)} | {met} | {_span(theirs, 0)} | {ratio:.0f} |"


def _span(seconds: Sequence[float], places: int) -> str:
    ends = dict.fromkeys(f"{one:.{places}f}".replace(".", ",") for one in (min(seconds), max(seconds)))
    return " à ".join(ends)


def main() -> None:
    """Print the table, and write it where asked."""
    options = argparse.ArgumentParser()
    options.add_argument("--output", type=Path)
    options.add_argument("--runs", type=int, default=1)
    asked = options.parse_args()
    rows = table(asked.runs)
    print("\n".join(rows), flush=True)
    if asked.output is not None:
        text = TEXT.format(rows="\n".join(rows), sample=SAMPLE, cores=os.cpu_count(), runs=asked.runs)
        asked.output.write_text(text, encoding="utf-8")


def table(runs: int) -> list[str]:
    """Run both so many times and return the lines of the table."""
    call, applications = region(60, 0, "strict")
    question, workers = Question(call, tuple(applications)), machine_workers()
    sweeps, trials = zip(*((_sweep(question, workers), _trials(question, workers)) for _ in range(runs)), strict=True)
    head = (
        f"| {workers} processus | questions | aapsim (s) | but (s) | atteint | boucle naïve scipy.milp (s) | rapport |",
        "|---|---|---|---|---|---|---|",
    )
    names = (("courbe de l'enveloppe", POINTS, sweeps), ("essais au hasard", DRAWS, trials))
    return [*head, *(row(what, count, *zip(*took, strict=True)) for what, count, took in names)]


def _sweep(question: Question, workers: int) -> tuple[float, float]:
    """Return the seconds of the curve: ours, and those of the naive loop."""
    whole = money_of(question.call)
    start = time.perf_counter()
    points = list(curve(question, Sweep(evenly(whole // 2, whole * 3 // 2, POINTS)), workers))
    took = time.perf_counter() - start
    chosen = points[:: POINTS // SAMPLE][:SAMPLE]
    some = [Question(with_money(question.call, int(one.at)), question.applications) for one in chosen]
    for asked, point in zip(some, chosen, strict=True):
        if found(asked) != point.answer:
            raise SystemExit(f"{point.at}: the curve is not the solve")
    return _told("courbe", took, naive(some, POINTS))


def _trials(question: Question, workers: int) -> tuple[float, float]:
    """Return the seconds of the draws: ours, and those of the naive loop."""
    present = dict(found(question).grants)
    start = time.perf_counter()
    count = sum(1 for _ in draws(question, DOUBTS, present, DRAWS, 1, workers))
    took = time.perf_counter() - start
    if count != DRAWS:
        raise SystemExit(f"{count} draws instead of {DRAWS}")
    worlds = [in_world(question, world_of(question, DOUBTS, 1, number)) for number in range(SAMPLE)]
    return _told("essais", took, naive(worlds, DRAWS))


def _told(what: str, ours: float, theirs: float) -> tuple[float, float]:
    print(f"{what}: {ours:.1f} s, naive {theirs:.0f} s", flush=True)
    return ours, theirs


if __name__ == "__main__":
    main()
