"""The process of one simulation: ``python -m aapsim.service.job_worker ID``. It writes its own row, nothing else.

It steps back behind every screen (lowest priority), says how far it is, and ends at once with all its
children when it is cancelled, or when the server that started it is gone.
"""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

from aapsim.domain.issues import InvalidInput
from aapsim.service import pairing
from aapsim.service.job_kinds import KINDS
from aapsim.store.database import StoreError
from aapsim.store.jobs import JobRow, JobStore

_LOG = logging.getLogger(__name__)
JOBS_URL = "AAPSIM_JOBS_URL"
"""Environment variable by which a worker is told its database."""
_KINDS = {**KINDS, pairing.KIND: pairing.run}
_BEAT_S = 0.5
_WRITE_S = 0.3
_NICE = 15
_SESSION_NICE = 5
"""A quarter of a processor where every other session is busy too: it steps back, and still gets on."""
_AUTOGROUP = Path("/proc/self/autogroup")


def main(arguments: list[str]) -> int:
    """Run one job to its end; the exit code is 0 unless it failed."""
    job_id = arguments[0]
    store = JobStore(os.environ[JOBS_URL])
    job = store.job(job_id)
    if job is None or not job.alive:
        return 1
    _step_back()
    store.change(job_id, pid=os.getpid(), beat=time.time())
    threading.Thread(target=_watch_parent, args=(store, job_id), daemon=True).start()
    threading.Thread(target=_beat, args=(store, job_id), daemon=True).start()
    while store.ahead(job):
        time.sleep(_BEAT_S)
    return _run(store, job)


def _run(store: JobStore, job: JobRow) -> int:
    store.change(job.id, state="running", started=time.time())
    problem, state = "", "done"
    try:
        _work(store, job)
    except InvalidInput as refused:
        problem, state = " ".join(issue.sentence() for issue in refused.issues), "failed"
    except Exception as error:  # noqa: BLE001 - the last resort: the screen must be told, whatever happened
        _LOG.error("simulation %s failed: %s", job.id, type(error).__name__)
        problem, state = f"Erreur inattendue du calcul ({type(error).__name__}).", "failed"
    store.change(job.id, state=state, problem=problem)
    return 0 if state == "done" else 1


def _work(store: JobStore, job: JobRow) -> None:
    written, progress = 0.0, None
    for progress in _KINDS[job.kind](store.inputs(job.id), job.settings, job.seed):
        if time.monotonic() - written < _WRITE_S:
            continue
        written = time.monotonic()
        store.change(job.id, done=progress.done, total=progress.total, result=progress.result())
    if progress is not None:
        store.change(job.id, done=progress.done, total=progress.total, result=progress.result())


def _beat(store: JobStore, job_id: str) -> None:
    """Say that the process lives; end it where the job was cancelled from elsewhere."""
    while True:
        time.sleep(_BEAT_S)
        try:
            if not store.change(job_id, beat=time.time()):
                job = store.job(job_id)
                if job is None or job.state in ("cancelled", "interrupted"):
                    end_group(os.getpid())
        except StoreError:
            _LOG.warning("a sign of life could not be written")


def _watch_parent(store: JobStore, job_id: str) -> None:
    """Wait for the end of the pipe that the server holds: then nobody reads this job any more."""
    # Not through sys.stdin: its lock, held by a thread that waits, breaks the end of the interpreter.
    while os.read(0, 1024):
        pass
    try:
        store.change(job_id, state="interrupted")
    finally:
        end_group(os.getpid())


def _step_back() -> None:
    if hasattr(os, "nice"):
        os.nice(_NICE)
    # Linux shares the processors between sessions first, and this process leads one of its own: there a
    # priority is worth nothing against the server unless the session itself steps back.
    with contextlib.suppress(OSError):
        _AUTOGROUP.write_text(str(_SESSION_NICE), encoding="ascii")


def end_group(pid: int) -> None:
    """End a worker and every process it started, at once."""
    if sys.platform == "win32":
        subprocess.run(["taskkill", "/F", "/T", "/PID", str(pid)], check=False, capture_output=True)  # noqa: S603, S607
        return
    try:
        os.killpg(pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        _LOG.info("process %d had ended already", pid)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
