"""The demonstration gets the same grants from highspy, from scipy by choice, and from scipy for want of highspy."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
ALLOCATE = """
import json, sys
if sys.argv[1] == "blocked":
    sys.modules["highspy"] = None
from aapsim.domain.call_document import apply_overrides, call_from_document
from aapsim.engine.allocate import allocate
from aapsim.files.calls import demo_applications, demo_overrides, load_document, shipped_calls
document = load_document(shipped_calls()["occitanie-2021"])
call = call_from_document(apply_overrides(document, demo_overrides()))
result = allocate(call, demo_applications()).to_document()
awards = {award["id"]: [award["grant"], award["by_source"]] for award in result["awards"]}
print(json.dumps([result["status"], result["certificate"]["value"], awards]))
"""


def answer(how: str) -> list[Any]:
    """Return status, value and grants of the demonstration, solved in a process of its own."""
    environment = {**os.environ, "AAPSIM_SOLVER": "scipy" if how == "scipy" else ""}
    done = subprocess.run(
        [sys.executable, "-c", ALLOCATE, how], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    # scipy's HiGHS writes debug lines of its own on standard output.
    found: list[Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def test_the_demonstration_does_not_depend_on_the_solver() -> None:
    first = answer("highspy")
    assert first[0] == "optimal"
    assert sum(grant for grant, _ in first[2].values()) == 350_000
    assert sum(grant > 0 for grant, _ in first[2].values()) == 15
    assert answer("scipy") == first
    assert answer("blocked") == first


def test_standard_output_holds_the_answer_alone_where_the_solver_is_chatty(tmp_path: Path) -> None:
    call = tmp_path / "call.toml"
    shipped = (ROOT / "data" / "calls" / "occitanie-2021.toml").read_text(encoding="utf-8")
    call.write_text(shipped.replace('minimum_share = "0"', 'minimum_share = "0.60"'), encoding="utf-8")
    command = [sys.executable, "-m", "aapsim", "allocate", "data/demo/candidatures.csv", "--call", str(call)]
    for source, amount in (("fir", 150_000), ("304-17", 100_000), ("304-19", 100_000)):
        command += ["--envelope", f"{source}={amount}"]
    environment = {**os.environ, "AAPSIM_SOLVER": "scipy"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    assert json.loads(done.stdout)["status"] == "optimal"
