"""From the ledger's plain values to frozen snapshots, quickly: what did not change is not read again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import Any

from aapsim.domain.application import Application
from aapsim.domain.call_document import apply_overrides, call_from_document
from aapsim.domain.scenario import Scenario
from aapsim.service.cache import BoundedCache
from aapsim.service.paths import APPLICATIONS, DEMO, DOCUMENT, KEPT, LOCKS, REFUSED, RULES, State, under
from aapsim.service.preparation import prepared_of
from aapsim.service.scenarios import references_of, scenarios_of
from aapsim.service.session import Session, effective_locks, session_of
from aapsim.service.snapshots import Kept, Snapshot
from aapsim.store.ledger import Ledger
from aapsim.store.queries import Past, WorkspaceRow

_SNAPSHOTS = 32
_WORKSPACES = 16
_Known = dict[str, tuple[Mapping[str, Any], Application]]
"""Applications by id, each with the document it was read from."""


class SnapshotReader:
    """Builds snapshots and keeps the last ones, by workspace and revision. Safe between threads."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._cache: BoundedCache[tuple[str, int], Snapshot] = BoundedCache(_SNAPSHOTS)
        self._applications: BoundedCache[str, _Known] = BoundedCache(_WORKSPACES)

    def snapshot(self, workspace: str) -> Snapshot:
        """Return a workspace at its present revision. Raises ``KeyError`` for an unknown id."""
        row, state, undoable = self._ledger.read(workspace)
        return self._cache.get((workspace, row.revision), lambda: self._build(row, state, undoable))

    def at(self, workspace: str, revision: int) -> Snapshot:
        """Return a workspace as it was at one revision. Raises ``KeyError`` for an unknown workspace or revision."""
        known = self._cache.peek((workspace, revision))
        if known is not None:
            return known
        row, state = self._ledger.read_at(workspace, revision)
        if revision == self._ledger.revision(workspace):
            return self.snapshot(workspace)
        return self._cache.get((workspace, revision), lambda: self._build(row, state, None))

    def trial(self, row: WorkspaceRow, state: State) -> Snapshot:
        """Return the snapshot of a state that nobody has saved."""
        return replace(self._build(row, state, None), trial=True)

    def _build(self, row: WorkspaceRow, state: State, undoable: Past | None) -> Snapshot:
        base = state[DOCUMENT]
        overrides = under(state, RULES)
        document = apply_overrides(base, overrides)
        session = session_of(state)
        return Snapshot(
            id=row.id,
            title=row.title,
            call=call_from_document(document),
            base_document=MappingProxyType(base),
            document=MappingProxyType(document),
            applications=self._read_applications(row.id, under(state, APPLICATIONS), session),
            scenario=Scenario(MappingProxyType(overrides), MappingProxyType(effective_locks(state, LOCKS))),
            revision=row.revision,
            saved_at=datetime.fromisoformat(row.saved_at),
            undoable="" if undoable is None else undoable.entry.label,
            kept=_kept(state.get(KEPT)),
            demo=bool(state.get(DEMO)),
            refused_rows=tuple(tuple(line) for line in state.get(REFUSED, ())),
            session=session,
            scenarios=scenarios_of(state),
            references=references_of(state),
            prepared=prepared_of(state),
        )

    def _read_applications(
        self, workspace: str, documents: Mapping[str, Any], session: Session
    ) -> tuple[Application, ...]:
        """Return the applications, taking from before those whose document is the same object."""
        before = self._applications.peek(workspace) or {}
        now: _Known = {}
        for key, document in documents.items():
            known = before.get(key)
            if known is None or known[0] is not document:
                known = (document, Application.from_document(document))
            now[key] = known
        self._applications.put(workspace, now)
        return tuple(_scored(application, session) for _, application in now.values())


def _scored(application: Application, session: Session) -> Application:
    score = session.scores.get(application.id)
    return application if score is None else replace(application, score=score.score)


def _kept(plain: Mapping[str, Any] | None) -> Kept | None:
    if plain is None:
        return None
    return Kept(
        label=plain["label"],
        actor=plain["actor"],
        at=datetime.fromisoformat(plain["at"]),
        revision=plain["revision"],
        grants=MappingProxyType(plain["grants"]),
        fingerprint=plain["fingerprint"],
    )
