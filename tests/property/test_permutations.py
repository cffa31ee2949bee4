"""The same bytes whatever the order of the rows, in processes of their own (``AAPSIM_PERMUTATIONS=100`` for more)."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
COUNT = int(os.environ.get("AAPSIM_PERMUTATIONS", "8"))


@pytest.mark.engine
def test_two_processes_and_two_orders_give_the_same_bytes() -> None:
    # Sixty applications take their time: in the normal run, none.
    large = "5" if COUNT > 20 else "0"
    said = []
    for order in ("0", "1"):
        command = [sys.executable, "-m", "tests.reference.permuted", "--count", str(COUNT), "--large-every", large]
        done = subprocess.run(
            [*command, "--order", order], cwd=ROOT, env={**os.environ, "PYTHONHASHSEED": order}, capture_output=True,
            text=True, check=True,
        )
        said.append(done.stdout)
    assert len(said[0].splitlines()) == COUNT
    assert said[0] == said[1]
