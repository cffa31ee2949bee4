"""Answers to revisions and trials, each computed at most once and kept in one bounded cache."""

from __future__ import annotations

import threading
from collections.abc import Set as AbstractSet
from dataclasses import replace

from aapsim.domain.allocation import Allocation
from aapsim.domain.issues import InvalidInput, Issue
from aapsim.engine.case import lock_issues, prepare
from aapsim.service import solvers, solving
from aapsim.service.adjusting import Adjustment, adjustment_of
from aapsim.service.answers import Answer, Both, RankingPrice, Waiting
from aapsim.service.applying import Step, digest_of, now_text
from aapsim.service.cache import BoundedCache
from aapsim.service.commands import (
    Action,
    Command,
    KeepTrial,
    Trial,
    TriedAction,
)
from aapsim.service.paths import State
from aapsim.service.planning import Moment, raise_if, refused
from aapsim.service.plans import plan
from aapsim.service.reading import SnapshotReader
from aapsim.service.repairing import rule_name_words
from aapsim.service.searching import Searches
from aapsim.service.session_actions import Adjust, Decide, ReviseScore
from aapsim.service.session_plans import needs_answer
from aapsim.service.snapshots import Snapshot
from aapsim.store.events import fold
from aapsim.store.ledger import Ledger

_ANSWERS = 48
_WORKSPACES = 1000
_RECENT = 8
"""Answers of a workspace among which the same question is looked for."""
_TRIER = "essai"
Known = tuple[Snapshot, Answer]
Place = tuple[str, int, str]
"""A workspace, a revision, and the digest of what is tried on it (empty: nothing)."""


class Answering:
    """Snapshots with their answers, of saved revisions and of trials. Safe between threads."""

    def __init__(self, ledger: Ledger, reader: SnapshotReader) -> None:
        self._ledger = ledger
        self._reader = reader
        self._answers: BoundedCache[Place, Answer] = BoundedCache(_ANSWERS)
        self._exact: BoundedCache[Place, Answer] = BoundedCache(_ANSWERS)
        self._trials: BoundedCache[Place, tuple[State, Snapshot]] = BoundedCache(_ANSWERS)
        self._recent: BoundedCache[str, tuple[Known, ...]] = BoundedCache(_WORKSPACES)
        self._prices: BoundedCache[Place, RankingPrice] = BoundedCache(_ANSWERS)
        self._solvers: BoundedCache[str, threading.Lock] = BoundedCache(_WORKSPACES)
        self.searches = Searches(solvers.shared)
        self.forward = False

    # ---------------------------------------------------------------------------------- revisions
    def present(self, workspace: str) -> tuple[Snapshot, Answer]:
        """Return the present snapshot with its own answer.

        One solve at a time in a workspace; whoever waited then asks about the revision of that
        moment, so revisions that are already past are not solved. Raises ``KeyError``.
        """
        snapshot = self._reader.snapshot(workspace)
        known = self._answers.peek((workspace, snapshot.revision, ""))
        if known is not None:
            return snapshot, known
        with self._solvers.get(workspace, threading.Lock):
            snapshot = self._reader.snapshot(workspace)
            return snapshot, self._solve(snapshot, "")

    def at(self, workspace: str, revision: int) -> tuple[Snapshot, Answer]:
        """Return what a workspace was at a revision, with its answer. Raises ``KeyError``."""
        snapshot = self._reader.at(workspace, revision)
        return snapshot, self._solve(snapshot, "")

    def exact_at(self, workspace: str, revision: int) -> Answer:
        """Return what :meth:`at` does as soon as it is exact: the causes of its gaps may be open."""
        return self._exactly(self._reader.at(workspace, revision), "")

    def price(self, workspace: str) -> RankingPrice:
        """Return what the strict respect of the ranking costs at the present revision."""
        snapshot, answer = self.present(workspace)
        return self._prices.get(
            (workspace, snapshot.revision, ""), lambda: solving.ranking_price_for(snapshot, answer.optimum)
        )

    # -------------------------------------------------------------------------------------- looks
    def look(self, workspace: str, asker: str, patience_s: float) -> Answer:
        """Return the answer to the present revision, provisional where it does not come within the patience."""
        return self._look(self._reader.snapshot(workspace), "", asker, patience_s)

    def look_at_trial(self, trial: Trial, asker: str, patience_s: float) -> Answer:
        """Return the answer to a trial, provisional where it does not come within the patience."""
        if not trial.actions:
            return self._look(self._reader.at(trial.workspace, trial.base_revision), "", asker, patience_s)
        return self._look(self.trial_snapshot(trial), _digest(trial), asker, patience_s)

    def expect(self, trial: Trial, asker: str) -> None:
        """Begin to solve a trial that may be asked for next, in a process of its own; do not wait for its answer."""
        snapshot = self.trial_snapshot(trial)
        known = self._answers.peek((snapshot.id, snapshot.revision, _digest(trial)))
        if known is None and self._same(snapshot) is None:
            self.searches.ahead(snapshot, (asker, "ahead"))

    def _look(self, snapshot: Snapshot, digest: str, asker: str, patience_s: float) -> Answer:
        # What somebody tries is looked at beside what is saved.
        who = (asker, bool(digest))
        known = self._answers.peek((snapshot.id, snapshot.revision, digest))
        if known is not None or self._same(snapshot) is not None:
            self.searches.leave(who)
            return known or self._solve(snapshot, digest)
        search = self.searches.ask(snapshot, who)
        if search.wait(patience_s):
            if search.both is None and search.exact is not None and not search.over:
                return self._open(snapshot, digest, search.exact, search.waiting)
            return self._solve(snapshot, digest)
        first, merit = search.provisional()
        return solving.answer_from(snapshot, Both(first, merit), waiting=search.waiting)

    def _open(self, snapshot: Snapshot, digest: str, exact: Both, seeking: Waiting) -> Answer:
        """Return an exact answer whose gaps still have no cause, and remember it until they have one."""
        place = (snapshot.id, snapshot.revision, digest)
        found = self._exact.get(place, lambda: solving.answer_from(snapshot, exact))
        return replace(found, seeking=seeking)

    def _exactly(self, snapshot: Snapshot, digest: str, asker: str = "command") -> Answer:
        """Return the answer, with the causes of its gaps or without, whichever is there first."""
        place = (snapshot.id, snapshot.revision, digest)
        known = self._answers.peek(place)
        if known is not None or self._same(snapshot) is not None:
            return known or self._solve(snapshot, digest)
        known = self._exact.peek(place)
        if known is not None:
            return known
        if self.forward:
            # In a process of its own, which then goes on with the causes: the next drawing finds it there.
            self.searches.ask(snapshot, (asker, snapshot.id))
        settled = self.searches.settled(snapshot)
        if settled is None or settled[1] is None:
            return self._solve(snapshot, digest)
        return self._open(snapshot, digest, settled[0], settled[1])

    def _same(self, snapshot: Snapshot) -> Known | None:
        """Return one of the last answers if it is to the same question: keeping a trial asks again."""
        recent = self._recent.peek(snapshot.id) or ()
        return next((known for known in recent if solving.same_question(known[0], snapshot)), None)

    def _solve(self, snapshot: Snapshot, digest: str) -> Answer:
        place = (snapshot.id, snapshot.revision, digest)
        return self._answers.get(place, lambda: self._ask(snapshot))

    def _ask(self, snapshot: Snapshot) -> Answer:
        """Ask the engine, unless it is known or being looked for: the answer is the same either way."""
        same = self._same(snapshot)
        if same is not None:
            answer = solving.answer_for(snapshot, same)
        else:
            both = self.searches.joined(snapshot)
            answer = solving.answer_for(snapshot) if both is None else solving.answer_from(snapshot, both)
        recent = self._recent.peek(snapshot.id) or ()
        self._recent.put(snapshot.id, ((snapshot, answer), *recent)[:_RECENT])
        return answer

    # ------------------------------------------------------------------------------------- trials
    def trial_snapshot(self, trial: Trial) -> Snapshot:
        """Return what a workspace would be. Raises ``InvalidInput`` for what cannot be done, and ``KeyError``."""
        return self._tried(trial)[1]

    def trial(self, trial: Trial) -> tuple[Snapshot, Answer]:
        """Return a trial's snapshot with its answer; the same trial is solved once."""
        if not trial.actions:
            return self.at(trial.workspace, trial.base_revision)
        snapshot = self.trial_snapshot(trial)
        return snapshot, self._solve(snapshot, _digest(trial))

    def exact_trial(self, trial: Trial, asker: str = "command") -> tuple[Snapshot, Answer]:
        """Return what :meth:`trial` does as soon as it is exact: the causes of its gaps may be open."""
        if not trial.actions:
            snapshot = self._reader.at(trial.workspace, trial.base_revision)
            return snapshot, self._exactly(snapshot, "", asker)
        snapshot = self.trial_snapshot(trial)
        return snapshot, self._exactly(snapshot, _digest(trial), asker)

    def _tried(self, trial: Trial) -> tuple[State, Snapshot]:
        place = (trial.workspace, trial.base_revision, _digest(trial))
        return self._trials.get(place, lambda: self._fold(trial))

    def _fold(self, trial: Trial) -> tuple[State, Snapshot]:
        row, state = self._ledger.read_at(trial.workspace, trial.base_revision)
        for action, moment in self.steps(trial, _TRIER, now_text(), _TRIER):
            state = fold(state, plan(action, state, moment).changes)
        return state, self._reader.trial(row, state)

    def steps(self, trial: Trial, actor: str, at: str, command_id: str) -> tuple[Step, ...]:
        """Return a trial's actions, each with the answer it is planned with: that of the actions before it."""
        made = []
        for number, action in enumerate(trial.actions):
            if not isinstance(action, TriedAction):
                raise refused("trial", "cela ne s'essaie pas : faites-le, ou ne le faites pas.")
            before = replace(trial, actions=trial.actions[:number])
            if isinstance(action, Decide):
                # What is proposed for a file is what it would get if it were not decided yet.
                before = before.then(Decide(action.ids, None))
            answer = self.exact_trial(before)[1] if needs_answer(action) else None
            made.append((action, Moment(actor, at, command_id, trial.base_revision, answer)))
        return tuple(made)

    def adjustment(self, workspace: str, revision: int, action: Adjust, moment: Moment) -> Adjustment:
        """Return what new money or a withdrawal would give. Raises ``InvalidInput``, ``KeyError``."""
        row, state = self._ledger.read_at(workspace, revision)
        return adjustment_of(row, state, action, moment, self._reader)

    def check_decided(self, trial: Trial) -> None:
        """Raise ``InvalidInput`` when decisions cannot hold: an amount that is not admissible, or a contradiction.

        Where the rules contradicted each other already, decisions may be taken to get out of it.
        """
        ids = {one for action in trial.actions if isinstance(action, Decide) and action.ruling for one in action.ids}
        if not ids:
            return
        snapshot = self.trial_snapshot(trial)
        case = prepare(snapshot.call, snapshot.applications, snapshot.scenario.locks)
        raise_if(issue for issue in lock_issues(case) if issue.application in ids)
        # Asked apart: what is decided is drawn next, and must not be left for what it is planned with.
        optimum = self.exact_trial(trial, "decided")[1].optimum
        if optimum is None or optimum.status != "infeasible":
            return
        before = self.exact_at(trial.workspace, trial.base_revision).optimum
        if before is not None and before.status != "infeasible":
            raise InvalidInput([_against(snapshot, optimum, ids)])


def _against(snapshot: Snapshot, optimum: Allocation, ids: AbstractSet[str]) -> Issue:
    """Say in one sentence what stands against new decisions: the rules by name, earlier decisions by their number."""
    found = [issue.where.split("+") for issue in optimum.issues if issue.code == "contradiction" and issue.where]
    names = found[0] if found else []
    others = sum(name.startswith("lock:") and name.removeprefix("lock:") not in ids for name in names)
    rules = [rule_name_words(snapshot.call, name) for name in names if not name.startswith("lock:")]
    if others:
        rules.append(f"{others} autres décisions" if others > 1 else "une autre décision")
    what = "Ces décisions ne tiennent" if len(ids) > 1 else "Cette décision ne tient"
    against = f" avec {', '.join(rules[:-1])}{' et ' if rules[1:] else ''}{rules[-1]}" if rules else " avec le reste"
    way_out = "baissez un montant ou essayez l'une des réparations proposées"
    return Issue("contradiction", f"{what} pas{against} : rien n'est enregistré, {way_out}.")


def as_trial(command: Command) -> Trial:
    """Return what a command changes, as a trial on its base."""
    return Trial(command.workspace, command.base_revision, tried_actions(command.action))


def tried_actions(action: Action) -> tuple[TriedAction, ...]:
    """Return the actions of a kept trial with its motive where they have none, else the action itself."""
    if isinstance(action, KeepTrial):
        return tuple(_with_motive(one, action.motive) for one in action.actions)
    return (action,) if isinstance(action, TriedAction) else ()


def _with_motive(action: TriedAction, motive: str) -> TriedAction:
    if isinstance(action, Decide | ReviseScore) and not action.motive.strip():
        return replace(action, motive=motive)
    return action


def _digest(trial: Trial) -> str:
    if not trial.actions:
        return ""
    return digest_of(Command("", "", trial.workspace, trial.base_revision, KeepTrial(trial.actions)))
