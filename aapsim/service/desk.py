"""The desk: the one seam between screens or command line and everything below."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from typing import Any

from aapsim.domain.application import Application
from aapsim.domain.explanation import WhatIf, WhatIfAnswer
from aapsim.domain.issues import InvalidInput, Issue
from aapsim.files.platform_mapping import Correspondence
from aapsim.files.reading import Reading, read_applications
from aapsim.files.results import ResultKind, write_result
from aapsim.files.sheets import TableKind
from aapsim.files.table import write_applications
from aapsim.service import opening
from aapsim.service.adjusting import Adjustment
from aapsim.service.answering import Answering
from aapsim.service.answers import Answer, RankingPrice
from aapsim.service.applying import applied, now_text
from aapsim.service.commands import Command, KeepTrial, Rows, Trial
from aapsim.service.comparing import Comparison, compare_scenarios, posed_scenarios
from aapsim.service.explaining import Explanations
from aapsim.service.freshness import BOOT, Staleness, staleness
from aapsim.service.frozen import Frozen, freeze
from aapsim.service.journal import JournalLine, line_of
from aapsim.service.outcomes import Outcome, Refused, not_saved_issue
from aapsim.service.planning import Moment
from aapsim.service.preparing import steps_of
from aapsim.service.reading import SnapshotReader
from aapsim.service.room import Shown, show, shown_in
from aapsim.service.session_actions import Adjust, Blackout, Show
from aapsim.service.snapshots import Snapshot, WorkspaceSummary
from aapsim.store.database import StoreError
from aapsim.store.ledger import Ledger
from aapsim.store.queries import UnknownRevisionError, UnknownWorkspaceError
from aapsim.store.verify import verify_chain


class Desk:
    """Everything a screen may ask or do. One per process and database, shared by every session.

    Nothing here raises for what a person did: commands are answered accepted, conflict or
    refused. ``KeyError`` means an unknown workspace; ``InvalidInput`` carries French
    sentences, with the code ``unreadable`` where the database cannot be read any more.
    """

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._reader = SnapshotReader(ledger)
        self._answering = Answering(ledger, self._reader)
        self.explain = Explanations(self._explained, self._exact)

    @property
    def problem(self) -> str:
        """French sentence saying why nothing can be saved at present; empty when all is well."""
        reason = self._ledger.database.problem
        return not_saved_issue(reason).message if reason else ""

    def apply(self, command: Command) -> Outcome:
        """Apply a command, durably, or say why not.

        Accepted means committed to the disk. A command id that was accepted before changes
        nothing and gives its first outcome again; one that was refused or met a conflict left
        no trace and is judged again. A base older than the workspace is accepted, rebased on
        what is there now, unless a later event touched one of the same things with another
        result: an application, a rule, a lock; all sources together count as one thing. Only
        the allocation that is on the screen can be kept: ``KeepState`` on an older base is a
        conflict, and so is undoing what one has not seen.
        """
        action = command.action
        try:
            if isinstance(action, Show | Blackout):
                return show(self._ledger, command, action)
            return applied(self._ledger, command, lambda at: steps_of(command, at, self._ledger, self._answering))
        except UnknownRevisionError:
            return Refused((_UNKNOWN_REVISION,))
        except InvalidInput as error:
            return Refused(error.issues)
        except StoreError as error:
            return Refused((not_saved_issue(error.reason),))
        except UnknownWorkspaceError:
            return Refused((Issue("workspace", "cet espace de travail n'existe pas : revenez à l'accueil."),))

    def workspaces(self) -> tuple[WorkspaceSummary, ...]:
        """List the workspaces, oldest first."""
        with _readable():
            rows = self._ledger.workspaces()
        return tuple(
            WorkspaceSummary(row.id, row.title, datetime.fromisoformat(row.opened_at), row.revision) for row in rows
        )

    def open_call(
        self,
        source: str | Mapping[str, Any],
        title: str,
        applications: tuple[Application, ...] = (),
        actor: str = opening.PROJECT_ACTOR,
        *,
        refused: Rows = (),
        command_id: str = "",
    ) -> str:
        """Open a new workspace and return its id.

        ``source`` is the name of a shipped call (``occitanie-2021``, ``fdva-2021`` …) or a call
        document; an empty ``title`` takes the call's. Where the first allocation is proven it
        is the first kept state. With a ``command_id`` used before, the workspace opened then
        is returned. Raises ``InvalidInput`` for a call or applications that do not hold (code
        ``not_saved`` when the database could not write).
        """
        document = opening.shipped_document(source) if isinstance(source, str) else source
        name = title or str(document.get("title", ""))
        request = opening.Opening(name, document, applications, actor, refused=refused, command_id=command_id)
        try:
            return opening.open_workspace(self._ledger, request)
        except StoreError as error:
            raise InvalidInput([not_saved_issue(error.reason)]) from error

    def shipped_calls(self) -> dict[str, str]:
        """Return the calls that come with the software: name → title, sorted by name."""
        return opening.shipped_titles()

    def last_opened(self) -> str:
        """Return the workspace that was opened or changed last. Raises ``KeyError`` if there is none."""
        with _readable():
            rows = self._ledger.workspaces()
        if not rows:
            raise KeyError("no workspace")
        return max(enumerate(rows), key=lambda pair: (pair[1].saved_at, pair[0]))[1].id

    def snapshot(self, workspace: str) -> Snapshot:
        """Return a workspace at its present revision. Raises ``KeyError`` for an unknown id."""
        with _readable():
            return self._reader.snapshot(workspace)

    def answer(self, workspace: str) -> Answer:
        """Return what the engine says about the present revision, computed at most once.

        One solve at a time in a workspace; whoever waited then asks about the revision of
        that moment, so revisions that are already past are not solved. Raises ``KeyError``.
        """
        return self._solved(workspace)[1]

    def look_forward(self) -> None:
        """Say that :meth:`expect` is worth its while: a server does, a command or a test that ends at once does not."""
        self._answering.forward = True

    @property
    def forward(self) -> bool:
        """Whether :meth:`look_forward` was said."""
        return self._answering.forward

    def warm(self) -> None:
        """Have a process ready for the first answer that a screen asks for."""
        self._answering.searches.warm()

    def look(self, workspace: str, asker: str, patience_s: float) -> Answer:
        """Return :meth:`answer` where it is known or comes within ``patience_s``, else a provisional answer at once.

        The exact solve then goes on in a process of its own until no ``asker`` (one window each) looks
        at it any more: look again to see it end. Raises ``KeyError``.
        """
        with _readable():
            return self._answering.look(workspace, asker, patience_s)

    def look_at_trial(self, trial: Trial, asker: str, patience_s: float) -> Answer:
        """Return what :meth:`look` does, of a trial. Raises as :meth:`trial_snapshot`."""
        with _readable():
            return self._answering.look_at_trial(trial, asker, patience_s)

    def expect(self, trial: Trial, asker: str) -> None:
        """Have a trial solved that ``asker`` may well ask for next, not waited for; nothing where it cannot be done.

        Its answer is then there, or on its way, when it is asked for: the same answer, only sooner.
        """
        with suppress(InvalidInput, KeyError, StoreError):
            self._answering.expect(trial, asker)

    def halt(self, workspace: str, trial: Trial | None = None, *, halted: bool = True) -> None:
        """Stop the exact solve of the present revision or of a trial, or begin it again. Raises as :meth:`look`."""
        with _readable():
            here = self._reader.snapshot(workspace) if trial is None else self._answering.trial_snapshot(trial)
        self._answering.searches.halt(here, halted=halted)

    def snapshot_at(self, workspace: str, revision: int) -> Snapshot:
        """Return a workspace as it was at one revision, for the room screen.

        Raises ``KeyError`` for an unknown workspace or revision.
        """
        with _readable():
            return self._reader.at(workspace, revision)

    def answer_at(self, workspace: str, revision: int) -> Answer:
        """Return what the engine says about one revision (cached). Raises ``KeyError``."""
        with _readable():
            return self._answering.at(workspace, revision)[1]

    def exact_at(self, workspace: str, revision: int) -> Answer:
        """Return :meth:`answer_at` as soon as it is exact: the causes of its gaps may be open. Raises ``KeyError``."""
        with _readable():
            return self._answering.exact_at(workspace, revision)

    def trial_snapshot(self, trial: Trial) -> Snapshot:
        """Return what a workspace would be; nothing is written.

        Raises ``InvalidInput`` with the French reason where an action cannot be done, ``KeyError``.
        """
        with _readable():
            return self._answering.trial_snapshot(trial)

    def trial_answer(self, trial: Trial) -> Answer:
        """Return what the engine says of a trial, computed once (bounded cache). Raises as :meth:`trial_snapshot`."""
        with _readable():
            return self._answering.trial(trial)[1]

    def keep(self, trial: Trial, actor: str, motive: str, command_id: str) -> Outcome:
        """Make a trial real, all in one transaction and one revision; one *Annuler* takes it back.

        Judged like every command: a conflict when a later revision touched one of the same things.
        """
        action = KeepTrial(trial.actions, motive)
        return self.apply(Command(command_id, actor, trial.workspace, trial.base_revision, action))

    def shown(self, workspace: str) -> Shown:
        """Return what the room screen shows: one row read, cheap enough to ask every half second."""
        with _readable():
            return shown_in(self._ledger, workspace)

    def undecided(self, workspace: str) -> tuple[str, ...]:
        """Return the files still to be settled, by rank: all but the ineligible ones."""
        snapshot, answer = self._solved(workspace)
        return snapshot.session.undecided(answer)

    def adjustment(self, workspace: str, action: Adjust) -> Adjustment:
        """Return what new money or a withdrawal would give at the present revision; nothing is written.

        Raises ``InvalidInput`` with the reason it cannot be done, ``KeyError``.
        """
        with _readable():
            revision = self._ledger.revision(workspace)
            moment = Moment("", now_text(), "", revision, self._answering.at(workspace, revision)[1])
            return self._answering.adjustment(workspace, revision, action, moment)

    def frozen(self, workspace: str, revision: int | None = None) -> Frozen:
        """Return one revision (the present one by default) frozen for papers; a draft is provisional. ``KeyError``."""
        with _readable():
            wanted = self._ledger.revision(workspace) if revision is None else revision
            snapshot, answer = self._answering.at(workspace, wanted)
            heads = self._ledger.heads_at(workspace, wanted)
            state = self._ledger.read_at(workspace, wanted)[1]
        return freeze(snapshot, answer, state, {stream: end for stream, (_, end) in heads.items()})

    def compare(self, workspace: str, scenarios: Sequence[str]) -> Comparison:
        """Compare two to four scenarios, by id; ``""`` is the present state, ``"base"`` the call's own rules.

        Each is compared with the first. Raises ``InvalidInput`` for an unknown id or another number.
        """
        with _readable():
            return compare_scenarios(self._ledger, workspace, scenarios)

    def posed(self, workspace: str, scenarios: Sequence[str]) -> tuple[Snapshot, ...]:
        """Return the workspace as each scenario makes it (ids as for :meth:`compare`). Raises ``InvalidInput``."""
        with _readable():
            return posed_scenarios(self._ledger, workspace, scenarios)

    @property
    def boot(self) -> str:
        """Opaque name of this run of the server: a page that remembers another one was made before a restart."""
        return BOOT

    def stale(self, workspace: str, revision: int, boot: str = "") -> Staleness | None:
        """Say whether a page made at ``revision`` (by the run ``boot``, if known) is out of date, else ``None``."""
        with _readable():
            return staleness(self._ledger, workspace, revision, boot)

    def ranking_price(self, workspace: str) -> RankingPrice:
        """Return what the strict respect of the ranking costs at the present revision (one more solve)."""
        with _readable():
            return self._answering.price(workspace)

    def what_if(self, workspace: str, what: WhatIf, trial: Trial | None = None) -> WhatIfAnswer:
        """Answer « et si on mettait N euros de plus sur … ? » (see :class:`Explanations`, ``self.explain``)."""
        return self.explain.what_if(workspace, what, trial)

    def read_file(self, name: str, content: bytes, workspace: str) -> Reading:
        """Read a file of applications for this workspace's call; nothing is imported yet."""
        here = self.snapshot(workspace)
        saved = here.prepared.mapping
        mapping = None if saved is None else Correspondence.from_document(saved)
        return read_applications(name, content, here.call, mapping, {one.id for one in here.applications})

    def export_applications(self, workspace: str, kind: TableKind) -> bytes:
        """Return the applications as a native table that :meth:`read_file` reads back unchanged."""
        snapshot = self.snapshot(workspace)
        return write_applications(snapshot.filed, snapshot.call, kind)

    def export_result(self, workspace: str, kind: ResultKind) -> bytes:
        """Return the proven optimum as a file. Raises ``InvalidInput`` where there is none."""
        snapshot, answer = self._solved(workspace)
        optimum = answer.optimum
        if optimum is None or optimum.status != "optimal":
            raise InvalidInput([Issue("result", "la répartition n'est pas prouvée : elle ne peut pas être exportée.")])
        return write_result(optimum, kind, snapshot.applications)

    def journal(self, workspace: str) -> tuple[JournalLine, ...]:
        """Return what was done to a workspace, the latest first. Raises ``KeyError``."""
        with _readable():
            return tuple(line_of(past) for past in self._ledger.journal(workspace))

    def verify(self, workspace: str, known: Sequence[str] = ()) -> tuple[str, ...]:
        """Check the log's chain and the projection; return what is wrong, empty when everything holds.

        ``known`` are hashes kept elsewhere (printed on a record) that must still be in the log.
        """
        return verify_chain(self._ledger, workspace, known)

    def close(self) -> None:
        """Stop what is being solved and give the database back; the desk answers nothing after that."""
        self._answering.searches.close()
        self._ledger.database.close()

    def _explained(self, workspace: str, trial: Trial | None) -> tuple[Snapshot, Answer]:
        with _readable():
            return self._answering.present(workspace) if trial is None else self._answering.trial(trial)

    def _exact(self, workspace: str, trial: Trial | None) -> tuple[Snapshot, Answer]:
        with _readable():
            base = trial or Trial(workspace, self._ledger.revision(workspace), ())
            return self._answering.exact_trial(base)

    def _solved(self, workspace: str) -> tuple[Snapshot, Answer]:
        """Return the present snapshot with its own answer."""
        with _readable():
            return self._answering.present(workspace)


_UNKNOWN_REVISION = Issue("revision", "cette page est en avance sur la base : rechargez-la.")


@contextmanager
def _readable() -> Iterator[None]:
    """Turn a database that cannot be read into one French sentence."""
    try:
        yield
    except StoreError as error:
        message = f"la base ne peut pas être lue : {error.reason}. Prévenez la personne qui l'administre."
        raise InvalidInput([Issue("unreadable", message)]) from error
