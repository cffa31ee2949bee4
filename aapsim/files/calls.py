"""Call files and the demonstration: plain documents read from the data folder beside the package."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aapsim.domain.application import Application
from aapsim.domain.call import Call
from aapsim.domain.call_document import call_from_document
from aapsim.domain.issues import InvalidInput, Issue
from aapsim.files.encoding import decoded
from aapsim.files.reading import read_applications

DATA = Path(__file__).resolve().parents[2] / "data"
DEFAULT_CALL = "occitanie-2021"
LONGEST_CALL = 2_000_000
"""Bytes of the longest call file that is read."""


@dataclass(frozen=True, slots=True)
class Demo:
    """The fictional demonstration: a shipped call, differences over it, and applications."""

    title: str
    call: str
    overrides: dict[str, Any]
    applications: tuple[Application, ...]


def read_call_document(text: str) -> dict[str, Any]:
    """Return the plain values of a call file (TOML), not yet validated as a call.

    Raises ``InvalidInput`` with one French sentence, naming the line, where the text is not TOML.
    """
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"at line ([0-9]+)", str(error))
        line = int(found[1]) if found else text.rstrip().count("\n") + 1
        where = f"ligne {line}"
        message = "le fichier de l'appel ne se lit pas (TOML) ; vérifiez les guillemets, les crochets et les « = »."
        raise InvalidInput([Issue("call", message, where=where)]) from error
    except (RecursionError, ValueError) as error:
        message = "Le fichier de l'appel contient une valeur démesurée ; corrigez-le."
        raise InvalidInput([Issue("call", message)]) from error


def load_document(path: Path) -> dict[str, Any]:
    """Read a call file as plain values. Raises ``InvalidInput`` where it is missing or unreadable."""
    try:
        content = path.read_bytes()
    except (OSError, ValueError) as error:
        raise _unreadable(path, "est introuvable ou ne peut pas être lu ; vérifiez son nom") from error
    if len(content) > LONGEST_CALL:
        raise _unreadable(path, "est trop grand pour un appel à projets ; vérifiez son nom")
    return read_call_document(decoded(content))


def load_call(path: Path) -> Call:
    """Read and validate a call file. Raises ``InvalidInput`` with one French sentence per problem."""
    return call_from_document(load_document(path))


def _unreadable(path: Path, why: str) -> InvalidInput:
    return InvalidInput([Issue("call", f"Le fichier d'appel « {path.name[:80]} » {why}.")])


def shipped_calls() -> dict[str, Path]:
    """Return the calls that come with the software: name and file, sorted by name."""
    return {path.stem: path for path in sorted((DATA / "calls").glob("*.toml"))}


def load_demo() -> Demo:
    """Read the demonstration scenario and its applications.

    Raises ``InvalidInput`` if the shipped files are missing or broken.
    """
    scenario = load_document(DATA / "demo" / "scenario.toml")
    call = load_call(shipped_calls()[scenario["call"]])
    name = scenario["applications"]
    reading = read_applications(name, (DATA / "demo" / name).read_bytes(), call)
    if reading.errors:
        raise InvalidInput(reading.errors)
    return Demo(scenario["title"], scenario["call"], dict(scenario.get("overrides", {})), reading.applications)


def demo_applications() -> tuple[Application, ...]:
    """Return the fictional applications of the demonstration."""
    return load_demo().applications


def demo_overrides() -> dict[str, Any]:
    """Return the differences of the demonstration over its call file."""
    return load_demo().overrides
