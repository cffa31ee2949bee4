"""Knapsacks of five rows and 100 items, all or nothing, made as the OR-Library describes mknapcb, beside two solvers.

``python benchmarks/knapsacks.py --python .venv-bench/bin/python --output docs/mesures-sacs.md``. Ours stops at its
number of nodes, wherever the clock is; the others at ``--seconds`` of clock. Times are the processor's.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from fractions import Fraction
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from aapsim.engine.case import prepare  # noqa: E402  (the project is found through its folder)
from aapsim.engine.optimum import find_optimum  # noqa: E402
from benchmarks.instances import knapsack  # noqa: E402
from benchmarks.models import write_model  # noqa: E402
from benchmarks.run import Referee  # noqa: E402

REFEREES = ("SCIP", "highspy")
TIGHTNESSES = (Fraction(1, 4), Fraction(1, 2), Fraction(3, 4))
TEXT = """# Sacs à dos à cinq contraintes

Cent projets, cinq axes à plafond, tout ou rien : faits comme l'OR-Library décrit « mknapcb » (Chu et Beasley, 1998),
les plus durs des cas publics de ce genre. Temps de processeur en secondes ; les autres solveurs ont {seconds:.0f} s
d'horloge, aapsim un nombre de nœuds. Un écart entre parenthèses : la meilleure valeur n'est pas prouvée, et la borne
certifiée (chez nous, recalculée en fractions exactes) en est à cette distance.
Écrit par `python benchmarks/knapsacks.py`.

| tirage | plafonds | aapsim (s) | {names} | même valeur |
|---|--:|--:|{marks}---|
{rows}
"""


def cell(seconds: float, value: float | None, bound: float | None, *, proved: bool) -> str:
    """Return the seconds, with the distance from the bound where nothing is proved."""
    took = f"{seconds:.1f}".replace(".", ",")
    if proved:
        return took
    if not value or bound is None:
        return f"{took} (rien)"
    return f"{took} ({100 * (bound - value) / value:.2f} %)".replace(".", ",")


def line(seed: int, tightness: Fraction, referees: list[Referee], path: Path) -> str:
    """Solve one instance with everybody and return its line of the table."""
    call, applications = knapsack(seed, tightness=tightness)
    start = time.process_time()
    found = find_optimum(prepare(call, applications).problem)
    took = time.process_time() - start
    if found is None:
        raise SystemExit(f"{seed} {tightness}: nothing found")
    value = float(found.value)
    cells = [cell(took, value, float(found.solver_bound), proved=found.proved)]
    write_model(path, call, applications, 0.0, value)
    same = True
    for referee in referees:
        reply = referee.solve(path)
        if reply is None or reply["value"] is None or reply["bound"] is None or reply["seconds"] is None:
            cells.append("–")
            continue
        done = reply["bound"] - reply["value"] <= 1e-6 * value
        cells.append(cell(reply["seconds"], reply["value"], reply["bound"], proved=done))
        if found.proved and reply["value"] > value * (1 + 1e-6):
            raise SystemExit(f"{seed} {tightness}: {referee.name} finds more: {reply['value']} against {value}")
        same = same and abs(reply["value"] - value) <= 1e-6 * value
    return f"| {seed} | {float(100 * tightness):.0f} % | {' | '.join(cells)} | {'oui' if same else '**non**'} |"


def main() -> None:
    """Print the lines as they come, and write the page where asked."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--python", default=sys.executable, help="the interpreter that has the referees")
    options.add_argument("--seeds", type=int, default=2)
    options.add_argument("--seconds", type=float, default=120.0)
    options.add_argument("--output", type=Path)
    asked = options.parse_args()
    referees = [Referee(name, asked.python, asked.seconds) for name in REFEREES]
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(asked.seeds):
            for tightness in TIGHTNESSES:
                rows.append(line(seed, tightness, referees, Path(folder) / "model.npz"))
                print(rows[-1], flush=True)
    for referee in referees:
        referee.stop()
    if asked.output is not None:
        names, marks = " | ".join(f"{name} (s)" for name in REFEREES), "--:|" * len(REFEREES)
        asked.output.write_text(
            TEXT.format(rows="\n".join(rows), names=names, marks=marks, seconds=asked.seconds), encoding="utf-8"
        )


if __name__ == "__main__":
    main()
