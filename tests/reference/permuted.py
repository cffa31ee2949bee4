"""Answers to generated calls, hashed: ``python -m tests.reference.permuted --count 100 --order 2``.

One line a seed. ``--order 0`` keeps the applications as generated, other numbers shuffle them and the locks: two
processes, each with its own hash seed, must print the same lines.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import sys

from aapsim.engine.allocate import allocate
from tests.reference.generator import generate


def line(seed: int, size: int, order: int) -> str:
    """Return the hash of one answer's bytes, whatever the order of its rows."""
    instance = generate(seed, size)
    applications, locks = list(instance.applications), list(instance.locks.items())
    if order:
        mixed = random.Random(f"{order} {seed}")
        mixed.shuffle(applications)
        mixed.shuffle(locks)
    document = allocate(instance.call, applications, dict(locks)).to_document()
    return f"{seed} {size} {document['status']} {hashlib.sha256(json.dumps(document).encode()).hexdigest()}"


def main() -> None:
    """Print one line a seed; one seed in five has sixty applications."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--seed", type=int, default=8_000_001)
    parser.add_argument("--order", type=int, default=0)
    parser.add_argument("--large-every", type=int, default=5, help="one seed in N has sixty applications (0: none)")
    options = parser.parse_args()
    for number in range(options.count):
        large = options.large_every and number % options.large_every == 0
        sys.stdout.write(line(options.seed + number, 60 if large else 0, options.order) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
