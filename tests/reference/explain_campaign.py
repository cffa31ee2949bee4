"""A campaign over explanations: ``python -m tests.reference.explain_campaign --statements 500 --infeasible 200``.

Goes through generated instances until enough statements of each kind, and enough contradictions, have
been checked by solving again; prints what was counted and every complaint; exit code 1 if any.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter

from tests.reference.explaining import Found, judge_contradiction, judge_statements
from tests.reference.generator import generate

KINDS = ("forcing in", "score needed", "enters at", "et si", "cost of override")


def judged(seed: int, *, statements: bool) -> Found:
    """Judge one seed; an exception of the engine is a complaint like another."""
    try:
        instance = generate(seed, 0)
        return judge_statements(instance) if statements else judge_contradiction(instance)
    except Exception as problem:  # noqa: BLE001  the engine may raise anything: that is a finding, not an end
        return Found(complaints=[f"exception {type(problem).__name__}: {str(problem)[:300]}"])


def main(arguments: list[str] | None = None) -> int:
    """Run a campaign and return its exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--statements", type=int, default=500, help="statements to check, a fifth of each kind")
    parser.add_argument("--infeasible", type=int, default=200, help="contradictions to check")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    counts: Counter[str] = Counter()
    failing = 0
    for statements in (True, False):
        seed = options.seed
        while not _enough(counts, options, statements=statements):
            found = judged(seed, statements=statements)
            counts.update(found.counts)
            failing += bool(found.complaints)
            for complaint in found.complaints:
                sys.stdout.write(f"seed {seed}: {complaint}\n")
            seed += 1
            if (seed - options.seed) % 5 == 0:
                _progress(options.seed, seed, failing, counts)
        _progress(options.seed, seed, failing, counts)
    return 1 if failing else 0


def _progress(first: int, seed: int, failing: int, counts: Counter[str]) -> None:
    sys.stdout.write(f"seeds {first} to {seed - 1}, {failing} failing, {dict(counts)}\n")
    sys.stdout.flush()


def _enough(counts: Counter[str], options: argparse.Namespace, *, statements: bool) -> bool:
    if not statements:
        return counts["infeasible"] >= options.infeasible
    return all(counts[kind] * len(KINDS) >= options.statements for kind in KINDS)


if __name__ == "__main__":
    sys.exit(main())
