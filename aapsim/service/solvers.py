"""The processes that solve for the screens: started when needed, kept for the next question, killed at will."""

from __future__ import annotations

import atexit
import os
import pickle  # read only from processes started here
import subprocess
import sys
import threading
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    # The server starts a process before it has loaded the engine itself.
    from aapsim.service.solve_worker import Said

_ROOT = Path(__file__).resolve().parents[2]
_IDLE = 2
"""Processes kept without a question."""


class Solver:
    """One process that answers one question at a time."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "aapsim.service.solve_worker"],
            cwd=_ROOT,
            env={**os.environ, "PYTHONPATH": str(_ROOT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,
        )
        self.ready = False

    @property
    def alive(self) -> bool:
        """Whether the process still runs."""
        return self._process.poll() is None

    def ask(self, question: tuple[Any, ...]) -> None:
        """Send a question. Raises ``OSError`` where the process has ended."""
        pickle.dump(question, _pipe(self._process.stdin), protocol=pickle.HIGHEST_PROTOCOL)
        _pipe(self._process.stdin).flush()

    def hear(self) -> Said:
        """Wait for what the process says next. Raises ``EOFError`` or ``OSError`` where it has ended."""
        said: Said = pickle.load(_pipe(self._process.stdout))  # noqa: S301 - from a process started here
        self.ready = self.ready or said[0] == "ready"
        return said

    def end(self) -> None:
        """End the process at once, whatever it is doing."""
        self._process.kill()

    def forget(self) -> None:
        """Give back what an ended process leaves behind. Only for the thread that hears it."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            try:
                _pipe(pipe).close()
            except OSError:
                # What was still to be written to a process that has ended.
                continue


class Solvers:
    """The processes without a question. Safe between threads."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._idle: list[Solver] = []

    def warm(self) -> None:
        """Have a process ready for the next question."""
        with self._guard:
            if not any(one.alive for one in self._idle):
                self._idle.append(Solver())

    def take(self) -> Solver:
        """Return a process for a question, a new one where none waits. Raises ``OSError`` if none can start."""
        with self._guard:
            while self._idle:
                found = self._idle.pop()
                if found.alive:
                    return found
                found.forget()
        return Solver()

    def give_back(self, solver: Solver) -> None:
        """Keep a process that has answered, for the next question."""
        with self._guard:
            if len(self._idle) < _IDLE:
                self._idle.append(solver)
                return
        solver.forget()

    def close(self) -> None:
        """End the processes that wait."""
        with self._guard:
            idle, self._idle = self._idle, []
        for one in idle:
            one.forget()


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:
        raise OSError("a process without pipes")
    return pipe


shared = Solvers()
"""Those of this server, whatever the number of its desks."""
atexit.register(shared.close)
