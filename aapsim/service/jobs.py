"""Starting, following and ending simulations, each in a process of its own. None writes a decision."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from aapsim import ENGINE_VERSION
from aapsim.domain.issues import InvalidInput, Issue
from aapsim.service.job_kinds import inputs_of
from aapsim.service.job_worker import JOBS_URL, end_group
from aapsim.service.places import data_folder, database_url
from aapsim.service.snapshots import Snapshot
from aapsim.store.database import StoreError
from aapsim.store.jobs import JobRow, JobStore

Job = JobRow
_ROOT = Path(__file__).resolve().parents[2]
_open: dict[str, Jobs] = {}
_guard = threading.Lock()


class Jobs:
    """The simulations of one database, as this server starts and sees them. Safe between sessions.

    Methods raise ``InvalidInput`` with one French sentence where the table cannot be used.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._host = socket.gethostname()
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        try:
            self._store = JobStore(url)
        except StoreError as error:
            raise _unusable(error) from error

    def start(
        self,
        snapshot: Snapshot,
        kind: str,
        settings: Mapping[str, Any],
        seed: int = 0,
        inputs: Mapping[str, Any] | None = None,
    ) -> Job:
        """Start a simulation of a workspace; one of the same kind that still runs there is cancelled first.

        ``inputs`` are what it computes from: the workspace as it is where ``None``.
        """
        before = self.latest(snapshot.id, kind)
        if before is not None and before.alive:
            self.cancel(before.id)
        text = _text(inputs_of(snapshot) if inputs is None else inputs)
        job_id, now = secrets.token_hex(8), time.time()
        question = question_print(text, kind, settings, seed)
        row = JobRow(
            job_id, snapshot.id, snapshot.revision, kind, question, settings, seed, "queued",
            0, 0, None, "", now, 0.0, now, self._host, 0,
        )  # fmt: skip
        try:
            self._store.add(row, text)
        except StoreError as error:
            raise _unusable(error) from error
        self._running[job_id] = _process(self._url, job_id)
        return row

    def latest(self, workspace: str, kind: str) -> Job | None:
        """Return the last simulation of a kind in a workspace, or ``None``."""
        try:
            found = self._store.latest(workspace, kind)
        except StoreError as error:
            raise _unusable(error) from error
        return None if found is None else self._checked(found)

    def current(
        self, job: Job, snapshot: Snapshot, inputs: Callable[[], Mapping[str, Any]] | None = None
    ) -> bool:
        """Whether a simulation was about what the workspace holds now (``inputs`` as for :meth:`start`)."""
        if job.revision == snapshot.revision:
            return True
        text = _text(inputs_of(snapshot) if inputs is None else inputs())
        return job.question == question_print(text, job.kind, job.settings, job.seed)

    def cancel(self, job_id: str) -> None:
        """End a simulation at once, all its processes with it; what it has found so far stays."""
        try:
            job = self._store.job(job_id)
            changed = job is not None and self._store.change(job_id, state="cancelled")
        except StoreError as error:
            raise _unusable(error) from error
        if job is None or not changed:
            return
        process = self._running.pop(job_id, None)
        if process is not None:
            _end(process)
        elif job.pid and job.host == self._host:
            end_group(job.pid)

    def close(self) -> None:
        """End everything that this server started."""
        for job_id, process in list(self._running.items()):
            self._store.change(job_id, state="interrupted")
            _end(process)
        self._running.clear()
        self._store.close()

    def _checked(self, job: Job) -> Job:
        """Tell a job interrupted whose process, started here, has ended without a word."""
        process = self._running.get(job.id)
        if process is None or process.poll() is None:
            return job
        self._running.pop(job.id)
        _end(process)
        if job.alive and self._store.change(job.id, state="interrupted"):
            return self._store.job(job.id) or job
        return self._store.job(job.id) or job


def default_jobs() -> Jobs:
    """Return the jobs of this process's database."""
    url = jobs_url()
    with _guard:
        if url not in _open:
            _open[url] = Jobs(url)
        return _open[url]


def jobs_url() -> str:
    """Return where simulations are kept: a file beside the SQLite database, else the same database."""
    url = database_url()
    if not url.startswith("sqlite"):
        return url
    path = Path(url.removeprefix("sqlite:///"))
    folder = path.parent if url.startswith("sqlite:///") and path.name != ":memory:" else data_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _unusable(StoreError("le dossier des données est inaccessible")) from error
    return f"sqlite:///{folder / 'simulations.db'}"


def _text(inputs: Mapping[str, Any]) -> str:
    return json.dumps(inputs, ensure_ascii=False, separators=(",", ":"))


def question_print(inputs: str, kind: str, settings: Mapping[str, Any], seed: int) -> str:
    """Return the fingerprint of what a simulation is about, the engine's version included."""
    text = json.dumps([ENGINE_VERSION, kind, dict(settings), seed], sort_keys=True)
    return hashlib.sha256(f"{text}\n{inputs}".encode()).hexdigest()


def _process(url: str, job_id: str) -> subprocess.Popen[bytes]:
    """Start the worker in a session of its own; the pipe it reads ends with this server, however it ends."""
    # The address may hold a password: the list of processes must not show it.
    own = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "PYTHONPATH": str(_ROOT), JOBS_URL: url}
    return subprocess.Popen(  # noqa: S603 - this very program, with an id made here
        [sys.executable, "-m", "aapsim.service.job_worker", job_id],
        cwd=_ROOT,
        env={**os.environ, **own},
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )


def _end(process: subprocess.Popen[bytes]) -> None:
    end_group(process.pid)
    if process.stdin is not None:
        process.stdin.close()
    process.wait()


def _unusable(error: StoreError) -> InvalidInput:
    message = f"Les simulations ne sont pas disponibles : {error.reason}."
    return InvalidInput([Issue("jobs", message)])
