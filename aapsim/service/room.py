"""The room screen: which saved revision it shows, found again after a crash. Trials never get here."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from aapsim.service.applying import form_issues, now_text
from aapsim.service.commands import Command
from aapsim.service.outcomes import Accepted
from aapsim.service.planning import raise_if, refused
from aapsim.service.session_actions import RoomAction, Show
from aapsim.store import shows
from aapsim.store.ledger import Ledger


@dataclass(frozen=True, slots=True)
class Shown:
    """What the room may see now: a saved revision (``None``: nothing was ever shown), or a black screen.

    ``at`` (UTC) and ``actor`` say when and by whom; ``number`` grows with every act, so that a
    screen that polls knows at once that nothing changed (0: no act yet). ``file`` is the
    application under discussion (empty: none), ``scores`` tells whether marks may be read.
    """

    revision: int | None
    black: bool
    at: datetime | None = None
    actor: str = ""
    number: int = 0
    file: str = ""
    scores: bool = True


def shown_in(ledger: Ledger, workspace: str) -> Shown:
    """Return what the room screen of a workspace shows: one row read. Raises ``KeyError``."""
    row = shows.shown(ledger.database, workspace)
    if row is None:
        return Shown(None, black=False)
    return Shown(row.revision, row.black, datetime.fromisoformat(row.at), row.actor, row.number, row.file, row.scores)


def show(ledger: Ledger, command: Command, action: RoomAction) -> Accepted:
    """Do what is asked of the room screen, once. The workspace keeps its revision.

    Showing a revision lights a black screen again. Raises ``InvalidInput``, ``NotSavedError``, ``KeyError``.
    """
    raise_if(form_issues(command))
    act = shows.Act(command.id, command.actor.strip(), now_text())
    if isinstance(action, Show):
        if action.revision < 1:
            raise refused("revision", "cette révision n'existe pas.")
        act = replace(act, revision=action.revision, black=False, file=action.file, scores=action.scores)
    else:
        act = replace(act, black=action.on)
    revision, saved_at = shows.show(ledger.database, command.workspace, act)
    return Accepted(revision, datetime.fromisoformat(saved_at))
