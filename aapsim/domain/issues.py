"""Problems in what was given, as values: each carries its own French sentence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Issue:
    """One problem: a stable code, a French sentence with a way out, and where it stands.

    ``where`` is free text for people ("ligne 4, colonne note", "call.rate"); empty means
    the whole input. ``application`` is the id of the application concerned, or empty.
    """

    code: str
    message: str
    severity: Severity = "error"
    where: str = ""
    application: str = ""

    def sentence(self) -> str:
        """Return the place (if any) and the message on one line."""
        return f"{self.where} : {self.message}" if self.where else self.message


class InvalidInput(ValueError):
    """Raised when something given cannot be used at all; carries one issue or more."""

    def __init__(self, issues: list[Issue] | tuple[Issue, ...]) -> None:
        self.issues: tuple[Issue, ...] = tuple(issues)
        super().__init__("\n".join(issue.sentence() for issue in self.issues))
