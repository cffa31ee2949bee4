"""Anything, in any order, by two people on one file, with crashes: the log always tells the whole truth.

Twelve histories in the normal run, always the same; ``AAPSIM_HISTORIES=500`` for more and
``AAPSIM_SEED=N`` for others. A failure prints its seed and the history that led to it.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from aapsim.domain.application import Application
from aapsim.domain.issues import InvalidInput
from aapsim.service.commands import (
    Action,
    Command,
    ImportApplications,
    KeepTrial,
    PutApplications,
    RemoveApplications,
    SetLock,
    SetRules,
    Trial,
    Undo,
)
from aapsim.service.desk import Desk
from aapsim.service.outcomes import Accepted, Conflict, Outcome, Refused
from aapsim.service.scenario_actions import OpenScenario, SaveScenario
from aapsim.service.session import Session
from aapsim.service.session_actions import (
    CloseSession,
    Decide,
    FreezeBase,
    FreezeWaitingList,
    Recuse,
    ReopenSession,
    ReviseScore,
    Show,
    SignDecisions,
    UnfreezeBase,
    UnfreezeWaitingList,
)
from aapsim.store.database import Database
from aapsim.store.ledger import Ledger, Turn
from tests.unit.service.hands import CALL, application

HISTORIES = int(os.environ.get("AAPSIM_HISTORIES", "12"))
SEED = int(os.environ.get("AAPSIM_SEED") or 2021)
NAMES = st.sampled_from("abcd")
APPLICATIONS = st.builds(application, NAMES, st.integers(1_000, 30_000), st.integers(0, 100))
SEVERAL = st.lists(APPLICATIONS, max_size=3, unique_by=lambda one: one.id).map(tuple)
IDS = st.lists(NAMES, min_size=1, max_size=3).map(tuple)
RULES = st.dictionaries(
    st.sampled_from(["rate", "sources.fir.notified", "sources.304.notified", "axes.1.priority"]),
    st.sampled_from([None, "1", "0.5", 1_000, 60_000, -1]),
    min_size=1,
)
RULINGS = st.sampled_from(["retained", "amount", "rejected", "waiting", "conditional", "postponed", None])
DECISIONS = st.builds(Decide, IDS, RULINGS, st.sampled_from([None, 5_000, 12_000]), st.just("motif"))
TRIED = st.one_of(
    st.builds(SetRules, RULES),
    st.builds(PutApplications, SEVERAL),
    st.builds(SetLock, NAMES, st.sampled_from(["funded", "excluded", 5_000, None])),
    DECISIONS,
    st.builds(ReviseScore, NAMES, st.sampled_from([None, Fraction(40), Fraction(95)]), st.just("motif")),
    st.builds(Recuse, NAMES, st.sampled_from(["un membre", "une membre"])),
)
ACTIONS = st.one_of(
    TRIED,
    DECISIONS,
    st.builds(RemoveApplications, st.lists(NAMES, max_size=2).map(tuple)),
    st.builds(ImportApplications, SEVERAL, st.sampled_from(["replace", "merge"])),
    st.sampled_from(
        [
            Undo(),
            CloseSession(),
            ReopenSession("motif"),
            SignDecisions("ARS"),
            FreezeWaitingList(),
            UnfreezeWaitingList(),
            FreezeBase(),
            UnfreezeBase(),
        ]
    ),
    st.builds(SaveScenario, st.sampled_from(["un", "deux"])),
)
Content = tuple[tuple[Application, ...], dict[str, Any], dict[str, Any], Session, tuple[Any, ...]]


class Crash(BaseException):
    """The process dies inside a transaction: after its writes, before its end."""


class Workspace(RuleBasedStateMachine):
    """Two desks on one file, and a model: the content after each effective command."""

    @initialize()
    def start(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="aapsim-state-"))
        self.desks = [self.opened(), self.opened()]
        first = (application("a"), application("b", score=60))
        self.workspace = self.desks[0].open_call(CALL, "Essai", first, "Anne")
        self.undoable: list[Content] = []
        self.sent: list[tuple[Command, Outcome]] = []
        self.revision, self.shown, self.acts = 1, 0, 0

    def opened(self) -> Desk:
        return Desk(Ledger(Database(f"sqlite:///{self.folder / 'aapsim.db'}")))

    def content(self, desk: Desk) -> Content:
        snapshot = desk.snapshot(self.workspace)
        scenario = snapshot.scenario
        overrides, locks = dict(scenario.overrides), dict(scenario.locks)
        return snapshot.applications, overrides, locks, snapshot.session, snapshot.scenarios

    def judge(self, before: Content, command: Command, outcome: Outcome, *, behind: int) -> None:
        after = self.content(self.desks[0])
        self.sent.append((command, outcome))
        if isinstance(outcome, Accepted) and outcome.revision > self.revision:
            assert outcome.revision == self.revision + 1
            self.revision += 1
            if isinstance(command.action, Undo):
                assert after == self.undoable.pop()
            else:
                self.undoable.append(before)
        else:
            assert after == before
            assert isinstance(outcome, Accepted | Refused) or (behind and isinstance(outcome, Conflict))

    def command(self, action: Action, who: int, behind: int) -> Command:
        return Command(f"c{len(self.sent)}", "AB"[who], self.workspace, max(1, self.revision - behind), action)

    @rule(action=ACTIONS, who=st.integers(0, 1), behind=st.integers(0, 2))
    def act(self, action: Action, who: int, behind: int) -> None:
        before, command = self.content(self.desks[who]), self.command(action, who, behind)
        self.judge(before, command, self.desks[who].apply(command), behind=behind)

    @rule(actions=st.lists(TRIED, min_size=1, max_size=3), who=st.integers(0, 1), keep=st.booleans())
    def try_out(self, actions: list[Any], who: int, *, keep: bool) -> None:
        desk, before = self.desks[who], self.content(self.desks[who])
        trial = Trial(self.workspace, self.revision, tuple(actions))
        try:
            tried = desk.trial_snapshot(trial)
            assert desk.trial_answer(trial).workspace == self.workspace
        except InvalidInput:
            tried = None
        assert self.content(desk) == before
        if keep:
            command_id = f"c{len(self.sent)}"
            outcome = desk.keep(trial, "AB"[who], "motif", command_id)
            action = KeepTrial(trial.actions, "motif")
            command = Command(command_id, "AB"[who], self.workspace, self.revision, action)
            self.judge(before, command, outcome, behind=0)
            if isinstance(outcome, Accepted):
                assert tried is not None
                assert desk.snapshot(self.workspace).applications == tried.applications
                assert desk.snapshot(self.workspace).scenario == tried.scenario

    @rule(who=st.integers(0, 1), name=st.sampled_from(["un", "deux"]), how=st.sampled_from(["keep", "replace"]))
    def open_scenario(self, who: int, name: str, how: Any) -> None:
        saved = [one for one in self.desks[who].snapshot(self.workspace).scenarios if one.name == name]
        if saved:
            before, command = self.content(self.desks[who]), self.command(OpenScenario(saved[0].id, how), who, 0)
            self.judge(before, command, self.desks[who].apply(command), behind=0)

    @rule(who=st.integers(0, 1))
    def solve(self, who: int) -> None:
        answer = self.desks[who].answer(self.workspace)
        assert answer.revision == self.revision
        assert answer.totals.granted <= answer.totals.available

    @rule(action=ACTIONS, who=st.integers(0, 1))
    def crash(self, action: Action, who: int) -> None:
        desk, before = self.desks[who], self.content(self.desks[who])
        whole = Turn.append

        def cut(turn: Turn, *arguments: Any) -> int:
            whole(turn, *arguments)
            raise Crash

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Turn, "append", cut)
            try:
                outcome: Outcome | None = desk.apply(Command("crash", "A", self.workspace, self.revision, action))
            except Crash:
                outcome = None
        assert not isinstance(outcome, Accepted)
        desk.close()
        self.desks[who] = self.opened()
        assert self.content(self.desks[who]) == before

    @rule(data=st.data(), who=st.integers(0, 1))
    def show(self, data: st.DataObject, who: int) -> None:
        self.shown = data.draw(st.integers(1, self.revision))
        self.acts += 1
        command = Command(f"s{self.acts}", "A", self.workspace, 1, Show(self.shown))
        assert isinstance(self.desks[who].apply(command), Accepted)

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
            assert (self.desks[1].shown(self.workspace).revision or 0) == self.shown

    def teardown(self) -> None:
        for desk in getattr(self, "desks", ()):
            desk.close()
        shutil.rmtree(getattr(self, "folder", ""), ignore_errors=True)


@seed(SEED)
class TestWorkspace(Workspace.TestCase):
    settings = settings(
        max_examples=HISTORIES,
        stateful_step_count=20,
        derandomize=False,
        database=None,
        phases=[Phase.explicit, Phase.generate, Phase.shrink],
    )

    def runTest(self) -> None:  # noqa: N802 - the name that unittest calls
        try:
            super().runTest()
        except BaseException as error:
            error.add_note(f"AAPSIM_SEED={SEED} AAPSIM_HISTORIES={HISTORIES} make stateful")
            raise
