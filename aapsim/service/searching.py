"""Solves that go on beside the screens: waited for a moment, then followed, dropped when nobody looks any more."""

from __future__ import annotations

import threading
import time
from collections.abc import Hashable
from math import inf
from pickle import UnpicklingError

from aapsim.domain.allocation import Allocation
from aapsim.engine.provisional import first_allocation
from aapsim.service.answers import Both, Waiting
from aapsim.service.snapshots import Snapshot
from aapsim.service.solvers import Solver, Solvers
from aapsim.service.solving import same_question

STARTING_S = 10.0
"""The most that is waited for a process to be there, before the patience for its answer begins."""
_FORGOTTEN_S = 120.0
"""A browser looks once a minute, at worst, for a page that is out of sight."""


class Search:
    """One question in a process of its own. Safe between threads.

    ``both`` is the answer at its end; ``exact``, before that, the same with the causes of its gaps still open.
    """

    def __init__(self, snapshot: Snapshot, solvers: Solvers) -> None:
        self.snapshot = snapshot
        self.both: Both | None = None
        self.exact: Both | None = None
        self._solvers = solvers
        self._guard = threading.Lock()
        self._begin()

    def _begin(self) -> None:
        self._stopped = False
        self._merit: Allocation | None = None
        self._first: Allocation | None = None
        self._tried = False
        self._solver: Solver | None = None
        self._started = time.monotonic()
        self._ready, self._over = threading.Event(), threading.Event()
        self._solved = threading.Event()
        events = self._ready, self._solved, self._over
        threading.Thread(target=self._run, args=events, name="aapsim-solve", daemon=True).start()

    def wait(self, patience_s: float) -> bool:
        """Wait for the whole answer, so long once a process is there; tell whether it is exact, causes or not."""
        over = self._over
        if self._ready.wait(STARTING_S):
            over.wait(patience_s)
        known = self.both is not None or self.exact is not None
        if not known and not self.waiting.stopped:
            # Whoever waits longer may well ask something else: that question finds a process ready.
            self._solvers.warm()
        return known

    def finish(self) -> Both | None:
        """Wait to the end; return both answers, ``None`` where the search was stopped."""
        self._over.wait()
        return self.both

    def settle(self) -> Both | None:
        """Wait for the exact answer, causes or not; ``None`` where the search was stopped before."""
        self._solved.wait()
        return self.both or self.exact

    @property
    def waiting(self) -> Waiting:
        """How the search stands at this moment."""
        with self._guard:
            return Waiting(int(time.monotonic() - self._started), self._stopped)

    @property
    def over(self) -> bool:
        """True once the search has ended or was stopped."""
        return self._over.is_set()

    def provisional(self) -> tuple[Allocation | None, Allocation | None]:
        """Return what is known before the end: a first valid allocation, and that of ``merit``; ``None`` without."""
        with self._guard:
            merit = self._merit
            if merit is not None and not self._tried:
                here, self._tried = self.snapshot, True
                self._first = first_allocation(here.call, here.applications, here.scenario.locks, merit)
            return self._first, merit

    def stop(self) -> None:
        """End the solve at once; what is known stays."""
        with self._guard:
            if self.both is not None:
                return
            self._stopped = True
            solver = self._solver
        self._solved.set()
        self._over.set()
        if solver is not None:
            solver.end()

    def resume(self) -> None:
        """Begin again after a stop."""
        with self._guard:
            if self._stopped:
                self._begin()

    def _run(self, ready: threading.Event, solved: threading.Event, over: threading.Event) -> None:
        try:
            self._solve(ready, solved, over)
        except (OSError, EOFError, UnpicklingError):
            # The process was ended: by a stop, or from outside.
            with self._guard:
                if over is self._over:
                    self._stopped = True
        finally:
            for event in (ready, solved, over):
                event.set()

    def _solve(self, ready: threading.Event, solved: threading.Event, over: threading.Event) -> None:
        solver = self._solvers.take()
        done = False
        try:
            with self._guard:
                if self._stopped or over is not self._over:
                    return
                self._solver = solver
            here = self.snapshot
            solver.ask((here.call, here.applications, dict(here.scenario.locks)))
            done = self._hear(solver, ready, solved)
        finally:
            if done:
                self._solvers.give_back(solver)
            else:
                solver.forget()

    def _hear(self, solver: Solver, ready: threading.Event, solved: threading.Event) -> bool:
        """Take in what the process says; false where the question made it fail."""
        if solver.ready:
            ready.set()
        while True:
            kind, said = solver.hear()
            ready.set()
            if kind == "merit":
                with self._guard:
                    self._merit = said
            elif kind == "exact":
                self.exact = Both(*said)
                solved.set()
            elif kind == "both":
                self.both = Both(*said)
                return True
            elif kind == "refused":
                self.both = Both(issues=said)
                return True
            elif kind == "failed":
                raise EOFError(said)


class Searches:
    """The solves under way, each for as long as somebody looks at it. Safe between threads."""

    def __init__(self, solvers: Solvers) -> None:
        self._solvers = solvers
        self._guard = threading.Lock()
        self._watched: dict[Hashable, tuple[Search, float]] = {}

    def warm(self) -> None:
        """Have a process ready for the next search."""
        self._solvers.warm()

    def ask(self, snapshot: Snapshot, asker: Hashable) -> Search:
        """Return the search for what a snapshot asks, begun if need be; ``asker`` then looks at no other."""
        now = time.monotonic()
        with self._guard:
            search = self._find(snapshot) or Search(snapshot, self._solvers)
            before = {id(one): one for one, _ in self._watched.values()}
            self._watched[asker] = search, now
            self._watched = {one: seen for one, seen in self._watched.items() if now - seen[1] < _FORGOTTEN_S}
            kept = {id(one) for one, _ in self._watched.values()}
        self._drop([one for known, one in before.items() if known not in kept])
        return search

    def ahead(self, snapshot: Snapshot, asker: Hashable) -> None:
        """Begin the search for what ``asker`` may ask next, unless the one begun for it before still goes on.

        Waits for a process to be there, no longer; whatever else is asked meanwhile then finds another one.
        """
        with self._guard:
            before, _ = self._watched.get(asker, (None, 0.0))
        if before is None or before.over:
            self.ask(snapshot, asker).wait(0.0)

    def joined(self, snapshot: Snapshot) -> Both | None:
        """Return what the search for a snapshot's question finds, at its end; ``None`` where there is none."""
        me = object()
        search = self._join(snapshot, me)
        if search is None:
            return None
        try:
            return search.finish()
        finally:
            self.leave(me)

    def settled(self, snapshot: Snapshot) -> tuple[Both, Waiting | None] | None:
        """Return what :meth:`joined` does as soon as it is exact, with how the search for the causes stands.

        ``None`` instead of that once they are known; ``None`` in all where there is no search.
        """
        me = object()
        search = self._join(snapshot, me)
        if search is None:
            return None
        try:
            both = search.settle()
            return None if both is None else (both, None if search.both is not None else search.waiting)
        finally:
            self.leave(me)

    def _join(self, snapshot: Snapshot, asker: Hashable) -> Search | None:
        with self._guard:
            search = self._find(snapshot)
            if search is not None:
                self._watched[asker] = search, inf
        return search

    def halt(self, snapshot: Snapshot, *, halted: bool) -> None:
        """Stop the search for what a snapshot asks, or begin it again; nothing where there is none."""
        with self._guard:
            search = self._find(snapshot)
        if search is not None:
            search.stop() if halted else search.resume()

    def leave(self, asker: Hashable) -> None:
        """Tell that somebody looks no more."""
        with self._guard:
            search, _ = self._watched.pop(asker, (None, 0.0))
            alone = search is not None and all(one is not search for one, _ in self._watched.values())
        if search is not None and alone:
            self._drop([search])

    def close(self) -> None:
        """Stop every search, whoever looks at it."""
        with self._guard:
            searches = {id(search): search for search, _ in self._watched.values()}
            self._watched = {}
        self._drop(list(searches.values()))

    def _find(self, snapshot: Snapshot) -> Search | None:
        searches = {id(search): search for search, _ in self._watched.values()}.values()
        same_place = [one for one in searches if one.snapshot.id == snapshot.id]
        return next((one for one in same_place if same_question(one.snapshot, snapshot)), None)

    @staticmethod
    def _drop(searches: list[Search]) -> None:
        for search in searches:
            search.stop()
