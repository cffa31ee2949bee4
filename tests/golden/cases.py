"""The applications worked out by hand: a native table and a file of expectations for each call."""

from __future__ import annotations

import csv
import io
import json
import tomllib
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aapsim.cli import main
from aapsim.domain.application import Application
from aapsim.domain.call import Call
from aapsim.files.calls import load_call, shipped_calls
from aapsim.files.reading import read_applications

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
CALLS = ("occitanie-2021", "fdva-2021", "hauts-de-france-illettrisme-2023")


@dataclass(frozen=True)
class Expected:
    """What a person found for one application. ``refused_by`` is the rule that disqualifies, else empty."""

    id: str
    cap: int
    term: str
    sentence: str
    eligibility: str
    floor: int
    grant: int
    status: str
    refused_by: str = ""


@dataclass(frozen=True)
class Golden:
    """A call, its table and what is expected of it; ``totals`` are exact texts or euros by code."""

    name: str
    envelope: dict[str, int]
    expected: tuple[Expected, ...]
    totals: dict[str, dict[str, Any]]

    @property
    def table(self) -> Path:
        return HERE / f"{self.name}.csv"

    @property
    def call(self) -> Call:
        return load_call(shipped_calls()[self.name])

    @property
    def applications(self) -> tuple[Application, ...]:
        """The applications as the product's own reader sees them; any problem fails the test."""
        reading = read_applications(self.table.name, self.table.read_bytes(), self.call)
        assert not reading.issues, reading.issues
        return reading.applications

    @property
    def rows(self) -> list[dict[str, str]]:
        """The same rows as texts, for what is typed on a screen."""
        with self.table.open(encoding="utf-8", newline="") as lines:
            return list(csv.DictReader(lines, delimiter=";"))

    @property
    def envelope_options(self) -> list[str]:
        return [word for code, euros in self.envelope.items() for word in ("--envelope", f"{code}={euros}")]


def golden(name: str) -> Golden:
    """Read the expectations of one call."""
    document = tomllib.loads((HERE / f"{name}.toml").read_text(encoding="utf-8"))
    envelope, totals = document.pop("envelope"), document.pop("totals")
    return Golden(name, envelope, tuple(Expected(one, **values) for one, values in document.items()), totals)


def plain(text: str) -> str:
    """Return a text with its no-break spaces written as plain ones."""
    return text.replace("\u202f", " ").replace("\u00a0", " ")


@dataclass(frozen=True)
class Ran:
    """What a command answers."""

    returncode: int
    stdout: str
    stderr: str


def aapsim(*arguments: str | Path) -> Ran:
    """Run the command line as an officer does, in this process (tests/unit/cli starts processes of their own)."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="") for _ in range(2))
    with redirect_stdout(out), redirect_stderr(err):
        code = main([*map(str, arguments)])
        for text in (out, err):
            text.flush()
            text.seek(0)
    return Ran(code, out.read(), err.read())


def allocate(case: Golden, output: Path, *options: str) -> dict[str, Any]:
    """Allocate a table on the command line; return the saved result, once the checker accepts it."""
    arguments = ("--call", shipped_calls()[case.name], *case.envelope_options, *options, "--output", output)
    run = aapsim("allocate", case.table, *arguments)
    assert run.returncode == 0, run.stderr
    check = aapsim("check", output)
    assert check.returncode == 0, check.stderr
    result: dict[str, Any] = json.loads(output.read_text(encoding="utf-8"))
    return result
