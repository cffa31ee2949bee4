"""Anything, in any order, by two people on one file: the log always tells the whole truth."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from aapsim.domain.application import Application
from aapsim.service import opening
from aapsim.service.commands import (
    Action,
    Command,
    ImportApplications,
    PutApplications,
    RemoveApplications,
    SetLock,
    SetRules,
    Undo,
)
from aapsim.service.desk import Desk
from aapsim.service.outcomes import Accepted, Conflict, Outcome, Refused
from aapsim.store.database import Database
from aapsim.store.ledger import Ledger
from tests.unit.service.hands import CALL, application

NAMES = st.sampled_from("abcd")
APPLICATIONS = st.builds(application, NAMES, st.integers(1_000, 30_000), st.integers(0, 100))
SEVERAL = st.lists(APPLICATIONS, max_size=3, unique_by=lambda one: one.id).map(tuple)
RULES = st.dictionaries(
    st.sampled_from(["rate", "sources.fir.notified", "sources.304.notified", "axes.1.priority"]),
    st.sampled_from([None, "1", "0.5", 1_000, -1]),
    min_size=1,
)
ACTIONS = st.one_of(
    st.builds(SetRules, RULES),
    st.builds(PutApplications, SEVERAL),
    st.builds(RemoveApplications, st.lists(NAMES, max_size=2).map(tuple)),
    st.builds(ImportApplications, SEVERAL, st.sampled_from(["replace", "merge"])),
    st.builds(SetLock, NAMES, st.sampled_from(["funded", "excluded", 5_000, None])),
    st.builds(Undo),
)
Content = tuple[tuple[Application, ...], dict[str, Any], dict[str, Any]]


class Workspace(RuleBasedStateMachine):
    """Two desks on one file, and a model: the content after each effective command."""

    @initialize()
    def start(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="aapsim-state-"))
        self.desks = [self.opened(), self.opened()]
        self.workspace = self.desks[0].open_call(CALL, "Essai", (application("a"),), "Anne")
        self.undoable: list[Content] = []
        self.sent: list[tuple[Command, Outcome]] = []
        self.revision = 1

    def opened(self) -> Desk:
        return Desk(Ledger(Database(f"sqlite:///{self.folder / 'aapsim.db'}")))

    def content(self, desk: Desk) -> Content:
        snapshot = desk.snapshot(self.workspace)
        return snapshot.applications, dict(snapshot.scenario.overrides), dict(snapshot.scenario.locks)

    @rule(action=ACTIONS, who=st.integers(0, 1), behind=st.integers(0, 2))
    def act(self, action: Action, who: int, behind: int) -> None:
        desk = self.desks[who]
        before = self.content(desk)
        base = max(1, self.revision - behind)
        command = Command(f"c{len(self.sent)}", "AB"[who], self.workspace, base, action)
        outcome = desk.apply(command)
        self.sent.append((command, outcome))
        after = self.content(desk)
        if isinstance(outcome, Accepted) and outcome.revision > self.revision:
            assert outcome.revision == self.revision + 1
            self.revision += 1
            if isinstance(action, Undo):
                assert after == self.undoable.pop()
            else:
                self.undoable.append(before)
        else:
            assert after == before
            assert isinstance(outcome, Accepted | Refused) or (behind and isinstance(outcome, Conflict))

    @rule(data=st.data(), who=st.integers(0, 1))
    def replay(self, data: st.DataObject, who: int) -> None:
        accepted = [pair for pair in self.sent if isinstance(pair[1], Accepted)]
        if accepted:
            command, outcome = data.draw(st.sampled_from(accepted))
            assert self.desks[who].apply(command) == outcome

    @rule(who=st.integers(0, 1))
    def reopen(self, who: int) -> None:
        before = self.desks[who].snapshot(self.workspace)
        self.desks[who].close()
        self.desks[who] = self.opened()
        assert self.desks[who].snapshot(self.workspace) == before

    @rule(who=st.integers(0, 1))
    def rebuild(self, who: int) -> None:
        before = self.desks[who].snapshot(self.workspace)
        self.desks[who]._ledger.rebuild(self.workspace)
        assert self.desks[1 - who].snapshot(self.workspace) == before

    @invariant()
    def the_log_holds(self) -> None:
        if hasattr(self, "desks"):
            assert self.desks[0].snapshot(self.workspace).revision == self.revision
            assert self.desks[0].snapshot(self.workspace) == self.desks[1].snapshot(self.workspace)
            assert self.desks[1].verify(self.workspace) == ()

    def teardown(self) -> None:
        for desk in getattr(self, "desks", ()):
            desk.close()
        shutil.rmtree(getattr(self, "folder", ""), ignore_errors=True)


@pytest.fixture(autouse=True)
def without_the_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Open workspaces without a first allocation: the store is what is looked at here."""
    monkeypatch.setattr(opening, "first_allocation", lambda *_: None)


class TestWorkspace(Workspace.TestCase):
    settings = settings(max_examples=12, stateful_step_count=20, phases=[Phase.explicit, Phase.generate])
