"""What the desk answers to a command: exactly one of three values, never an exception."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aapsim.domain.issues import Issue

NOT_SAVED = "not_saved"
"""Code of the issue that says the database could not write: nothing was changed, nothing is lost."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """The change is on the disk. ``revision`` and ``saved_at`` (UTC) are for « Enregistré (rév. N) ».

    A command that changes nothing is accepted at the present revision.
    """

    revision: int
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class Conflict:
    """Somebody changed the same thing after the revision this person was looking at.

    ``path`` names it: a rule's path, ``sources`` for the envelope as a whole,
    ``applications.ID``, ``locks.ID``, ``kept``. ``theirs`` is the saved value and ``yours``
    the proposed one: plain values for rules (``None``: the call file's value; for
    ``sources`` a mapping of paths), an ``Application`` (``None``: removed), a ``Lock``
    (``None``: released), a label; what the committee did (``decisions.ID``, ``scores.ID``,
    ``closing`` …) as one French text (``None``: nothing). ``actor`` and ``at`` (UTC) say who and when, ``revision``
    the present revision: to insist, send a new command based on it.
    """

    path: str
    theirs: Any
    yours: Any
    actor: str
    at: datetime
    revision: int

    def sentence(self) -> str:
        """Return one French sentence for the screen."""
        return (
            f"{self.actor} a modifié la même chose entre-temps : comparez les deux valeurs et choisissez. "
            "Rien n'a été enregistré de votre côté."
        )


@dataclass(frozen=True, slots=True)
class Refused:
    """The change is not possible; each issue says why, in French. Nothing was changed."""

    issues: tuple[Issue, ...]

    @property
    def not_saved(self) -> bool:
        """True when the change was fine but the database could not write it (disk full, read-only …)."""
        return any(issue.code == NOT_SAVED for issue in self.issues)

    def sentence(self) -> str:
        """Return the issues, one line each."""
        return "\n".join(issue.sentence() for issue in self.issues)


Outcome = Accepted | Conflict | Refused


def not_saved_issue(reason: str) -> Issue:
    """Return the issue that says that nothing was written; ``reason`` is a French clause."""
    return Issue(
        NOT_SAVED,
        f"NON enregistré : {reason}. Votre saisie reste à l'écran ; rien d'autre n'a changé. "
        "Réessayez quand la cause est levée, au besoin en relançant le logiciel.",
    )
