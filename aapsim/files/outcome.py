"""What reading a file of applications gives: always a value, whatever the file holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from aapsim.domain.application import Application
from aapsim.domain.issues import InvalidInput, Issue

Kind = Literal["native", "pabulib", "platform"]


@dataclass(frozen=True, slots=True)
class Reading:
    """The applications of a file, with every problem met on the way.

    ``call_document`` is the call that a Pabulib file brings, else ``None``. ``issues`` holds
    errors and warnings, each with its place (``ligne 4, colonne note``). ``refused`` holds the
    lines in error as they came, header first; empty when there is none. A file of no use has
    errors and no application.
    """

    kind: Kind
    applications: tuple[Application, ...] = ()
    call_document: Mapping[str, Any] | None = None
    issues: tuple[Issue, ...] = ()
    refused: tuple[tuple[str, ...], ...] = ()

    @property
    def errors(self) -> tuple[Issue, ...]:
        """The issues that kept something from being read."""
        return tuple(issue for issue in self.issues if issue.severity == "error")

    @property
    def warnings(self) -> tuple[Issue, ...]:
        """The issues that changed nothing, but that somebody should see."""
        return tuple(issue for issue in self.issues if issue.severity == "warning")


def nothing_read(problem: InvalidInput, kind: Kind = "native") -> Reading:
    """Return the reading of a file that could not be used at all."""
    return Reading(kind, issues=problem.issues)
