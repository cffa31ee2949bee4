"""Files in, files out: the service behind the command line, without a workspace or a database."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from aapsim.audit.checker import check
from aapsim.domain.allocation import Allocation
from aapsim.domain.application import Application
from aapsim.domain.call import Call, Objective, Policy, Ranking, Source, Strategy
from aapsim.domain.call_document import call_from_document
from aapsim.domain.explanation import Contradiction
from aapsim.domain.issues import InvalidInput, Issue
from aapsim.domain.scenario import Lock
from aapsim.engine.allocate import allocate
from aapsim.engine.asking import Question
from aapsim.engine.eligibility import overall, verdicts
from aapsim.engine.repairs import contradiction_of
from aapsim.files.calls import DEFAULT_CALL, load_call, shipped_calls
from aapsim.files.reading import Reading, read_applications
from aapsim.files.results import ResultKind, result_json, write_result

Money = int | Mapping[str, int]
"""An envelope in euros: one bare amount, or the available money of some sources."""

RESULT_KINDS: tuple[ResultKind, ...] = ("json", "csv", "xlsx", "ods")
_DOUBTS = {"no": "irrecevable", "to_check": "à vérifier"}
LARGEST_RESULT = 200_000_000
"""Bytes of the largest result file that is checked."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What a run changes over its call; ``None`` leaves what the call says."""

    envelope: Money | None = None
    objective: Objective | None = None
    policy: Policy | None = None
    ranking: Ranking | None = None
    common_rate: Fraction | None = None
    step: int | None = None
    strategy: Strategy = "optimum"
    threshold: Fraction | None = None
    locks: Mapping[str, Lock] | None = None
    strict_eligibility: bool = False


@dataclass(frozen=True, slots=True)
class Loaded:
    """A file of applications with the call it was read against."""

    call: Call
    reading: Reading


@dataclass(frozen=True, slots=True)
class Solved:
    """An allocation, the applications it is about, and the warnings met while reading them."""

    allocation: Allocation
    applications: tuple[Application, ...]
    warnings: tuple[Issue, ...]
    question: Question | None = None


@dataclass(frozen=True, slots=True)
class Validation:
    """What a file of applications is worth: errors, warnings, and one line per doubtful rule and application.

    ``counts`` holds the number of applications per overall answer (``eligible``, ``to_check``,
    ``ineligible``).
    """

    errors: tuple[Issue, ...]
    warnings: tuple[Issue, ...]
    doubts: tuple[str, ...]
    counts: Mapping[str, int]


def load(applications: Path, call_file: Path | None = None) -> Loaded:
    """Read a file of applications with its call: the one given, a Pabulib file's own, else Occitanie 2021.

    Problems inside the file of applications are in the reading. Raises ``InvalidInput`` where a
    file cannot be opened or the call is wrong.
    """
    call = load_call(call_file or shipped_calls()[DEFAULT_CALL])
    reading = read_applications(applications.name, _content(applications), call)
    if reading.call_document is None:
        return Loaded(call, reading)
    if call_file is not None:
        raise _invalid("Un fichier Pabulib apporte son propre appel : retirez --call.", "call")
    return Loaded(call_from_document(reading.call_document), reading)


def ready(loaded: Loaded, choices: Choices) -> tuple[Call, tuple[Application, ...]]:
    """Return the call and the applications that a run is about.

    Raises ``InvalidInput`` with every problem of the file or the envelope.
    """
    if loaded.reading.errors:
        raise InvalidInput(loaded.reading.errors)
    call = with_choices(loaded.call, choices)
    applications = loaded.reading.applications
    if choices.envelope is None and loaded.reading.kind != "pabulib" and not any(one.notified for one in call.sources):
        raise _invalid("Aucune enveloppe : indiquez-la, par exemple --envelope 350000.", "envelope")
    if isinstance(choices.envelope, int):
        # One purse open to every project: what an application says of its sources no longer applies.
        applications = tuple(replace(one, sources=()) for one in applications)
    return call, applications


def solve(loaded: Loaded, choices: Choices) -> Solved:
    """Allocate. Raises ``InvalidInput`` with every problem of the file, the envelope or the locks."""
    call, applications = ready(loaded, choices)
    allocation = allocate(
        call,
        applications,
        choices.locks or {},
        strategy=choices.strategy,
        strict_eligibility=choices.strict_eligibility,
        threshold=choices.threshold,
    )
    question = Question(call, applications, choices.locks or {}, choices.strict_eligibility)
    return Solved(allocation, applications, loaded.reading.warnings, question)


def repairs_of(question: Question) -> Contradiction:
    """Return what contradicts itself in a run, and the cheapest repairs."""
    return contradiction_of(question)


def with_choices(call: Call, choices: Choices) -> Call:
    """Return the call with a run's choices written over it. Raises ``InvalidInput`` for an unknown source."""
    changes: dict[str, Any] = {
        name: value
        for name in ("objective", "policy", "ranking", "common_rate", "step")
        if (value := getattr(choices, name)) is not None
    }
    changed = replace(call, **changes)
    if choices.envelope is None:
        return changed
    if isinstance(choices.envelope, int):
        return changed.with_single_source(choices.envelope)
    return replace(changed, sources=_funded(changed.sources, choices.envelope))


def _funded(sources: tuple[Source, ...], amounts: Mapping[str, int]) -> tuple[Source, ...]:
    """Replace the available money of the sources named; the others keep the call's."""
    codes = [source.code for source in sources]
    unknown = [code for code in amounts if code not in codes]
    if unknown:
        listed = ", ".join(codes)
        messages = [f"Le financeur « {code[:40]} » n'existe pas ; possibles : {listed}." for code in unknown]
        raise InvalidInput([Issue("envelope", message) for message in messages])
    return tuple(
        replace(source, notified=amounts[source.code], gross=False, committed=0) if source.code in amounts else source
        for source in sources
    )


def result_kind(output: Path) -> ResultKind:
    """Return the format that a file name asks for. Raises ``InvalidInput`` for another one."""
    suffix = output.suffix.lower().lstrip(".")
    for kind in RESULT_KINDS:
        if kind == suffix:
            return kind
    message = f"Le résultat s'enregistre en .json, .csv, .xlsx ou .ods, pas en « {output.suffix[:20]} »."
    raise _invalid(message, "output")


def json_of(allocation: Allocation) -> bytes:
    """Return RESULT.json."""
    return result_json(allocation.to_document())


def save(solved: Solved, output: Path) -> None:
    """Write the result to a file. Raises ``InvalidInput`` where it cannot be written."""
    content = write_result(solved.allocation, result_kind(output), solved.applications)
    try:
        output.write_bytes(content)
    except (OSError, ValueError) as error:
        message = f"Impossible d'écrire « {output.name[:80]} » : vérifiez le dossier et vos droits."
        raise _invalid(message, "output") from error


def validate(applications: Path, call_file: Path | None = None) -> Validation:
    """Read a file and judge each application's eligibility. Raises ``InvalidInput`` as :func:`load` does."""
    loaded = load(applications, call_file)
    counts = {"eligible": 0, "to_check": 0, "ineligible": 0}
    doubts: list[str] = []
    for one in loaded.reading.applications:
        answers = verdicts(loaded.call, one)
        counts[overall(answers)] += 1
        doubts += [
            f"{one.id} : {_DOUBTS[answer.answer]}. {answer.sentence}" for answer in answers if answer.answer in _DOUBTS
        ]
    return Validation(loaded.reading.errors, loaded.reading.warnings, tuple(doubts), counts)


def check_file(result: Path) -> list[str]:
    """Return what the independent checker finds wrong in a result file, empty when everything holds.

    Raises ``InvalidInput`` where the file is not readable JSON.
    """
    return check(read_result_file(result))


def read_result_file(result: Path) -> dict[str, Any]:
    """Return the JSON object of a result file, unchecked. Raises ``InvalidInput`` where there is none."""
    content = _content(result)
    if len(content) > LARGEST_RESULT:
        raise _invalid("Le fichier de résultat est trop grand ; vérifiez son nom.", "result")
    try:
        document = json.loads(content.decode("utf-8-sig"), parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise _invalid("Le fichier de résultat n'est pas du JSON lisible ; donnez un RESULT.json.", "result") from error
    if not isinstance(document, dict):
        raise _invalid("Le fichier de résultat n'est pas un RESULT.json.", "result")
    return document


def _no_constant(name: str) -> float:
    raise ValueError(name)


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except IsADirectoryError as error:
        raise _invalid(f"« {path.name[:80]} » est un dossier ; donnez un fichier.", "file") from error
    except (OSError, ValueError) as error:
        message = f"Le fichier « {path.name[:80]} » est introuvable ou ne peut pas être lu ; vérifiez son nom."
        raise _invalid(message, "file") from error


def _invalid(message: str, code: str) -> InvalidInput:
    return InvalidInput([Issue(code, message)])
