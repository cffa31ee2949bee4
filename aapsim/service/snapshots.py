"""What a workspace holds at one revision, as frozen values for the screens."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from aapsim.domain.application import Application
from aapsim.domain.call import Call
from aapsim.domain.scenario import Scenario
from aapsim.service.commands import Rows
from aapsim.service.preparation import Prepared
from aapsim.service.scenarios import Reference, SavedScenario
from aapsim.service.session import NO_SESSION, Session


@dataclass(frozen=True, slots=True)
class WorkspaceSummary:
    """One line of the list of workspaces. ``id`` is opaque; ``opened_at`` is UTC."""

    id: str
    title: str
    opened_at: datetime
    revision: int


@dataclass(frozen=True, slots=True)
class Kept:
    """The last kept state: euros granted per application id (only those above 0), and whose it is.

    ``revision`` is the revision whose allocation was kept; ``at`` is UTC.
    """

    label: str
    actor: str
    at: datetime
    revision: int
    grants: Mapping[str, int]
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A workspace at one revision; two snapshots of the same revision are equal.

    ``base_document`` is the call as shipped, ``document`` the same with the scenario's
    overrides written over it, ``call`` what ``document`` says. ``applications`` are sorted
    by id and carry the session's scores: they are what the engine sees; ``filed`` gives them as
    filed, for whoever edits them. ``scenario.locks`` are all that binds the optimiser, the
    committee's decisions included; ``session`` is what the committee did, ``scenarios`` the
    saved ones by name (archived ones too), ``references`` those kept whole. ``trial`` is true
    for what nobody has saved. ``prepared`` holds reviews, opinions and budgets. ``undoable`` is
    the French label of what *Annuler* would undo, empty if nothing.
    ``kept`` is ``None`` before any state was kept. ``demo`` is true while the fictional
    applications are there. ``refused_rows`` are those of the last import, header first.
    Mappings must not be written to.
    """

    id: str
    title: str
    call: Call
    base_document: Mapping[str, Any]
    document: Mapping[str, Any]
    applications: tuple[Application, ...]
    scenario: Scenario
    revision: int
    saved_at: datetime
    undoable: str
    kept: Kept | None
    demo: bool
    refused_rows: Rows
    session: Session = NO_SESSION
    scenarios: tuple[SavedScenario, ...] = ()
    references: tuple[Reference, ...] = ()
    trial: bool = False
    prepared: Prepared = field(default_factory=Prepared)

    @property
    def filed(self) -> tuple[Application, ...]:
        """The applications as they were filed, without the session's scores."""
        scores = self.session.scores
        return tuple(
            replace(one, score=scores[one.id].original) if one.id in scores else one for one in self.applications
        )

    def application(self, application_id: str) -> Application | None:
        """Return one application, or ``None`` if there is none of that id."""
        return next((one for one in self.applications if one.id == application_id), None)
