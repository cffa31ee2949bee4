"""What is done with saved scenarios: each is a difference over the call's base, kept under a name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class SaveScenario:
    """Keep the present rules, locks, decisions and session scores under a new name."""

    name: str


@dataclass(frozen=True, slots=True)
class RenameScenario:
    """Give a saved scenario another name."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class DuplicateScenario:
    """Copy a saved scenario under another name."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class ArchiveScenario:
    """Take a scenario off the list; nothing of it is lost."""

    id: str


@dataclass(frozen=True, slots=True)
class RestoreScenario:
    """Put an archived scenario back on the list."""

    id: str


@dataclass(frozen=True, slots=True)
class OpenScenario:
    """Make a saved scenario the present one: its rules and locks replace the present ones.

    ``decisions`` says what becomes of the committee's decisions and session scores: ``keep``
    leaves those of today, ``replace`` takes the scenario's own.
    """

    id: str
    decisions: Literal["keep", "replace"] = "keep"


@dataclass(frozen=True, slots=True)
class FreezeScenario:
    """Keep the whole content and answer of the present revision for ever, hashed, under a name."""

    name: str


ScenarioAction = (
    SaveScenario
    | RenameScenario
    | DuplicateScenario
    | ArchiveScenario
    | RestoreScenario
    | OpenScenario
    | FreezeScenario
)
