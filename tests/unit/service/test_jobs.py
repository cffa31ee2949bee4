"""Simulations in processes of their own: they end, are cancelled at once, and are told interrupted."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from aapsim.domain.issues import InvalidInput
from aapsim.service import curves, jobs
from aapsim.service.desk import Desk
from aapsim.service.job_kinds import frontier_settings
from aapsim.service.jobs import Job, Jobs
from aapsim.store.jobs import JobStore

AUTOGROUP = "/proc/sys/kernel/sched_autogroup_enabled"
ROOT = Path(__file__).resolve().parents[3]
SHORT = {"against": "envelope", "codes": [], "values": ["10000", "20000", "30000"]}
LONG = {"against": "envelope", "codes": [], "values": [str(1000 + place) for place in range(4000)]}


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'simulations.db'}"


@pytest.fixture
def running(url: str) -> Iterator[Jobs]:
    found = Jobs(url)
    yield found
    found.close()


def until(running: Jobs, workspace: str, reached: Callable[[Job], bool]) -> Job:
    end = time.monotonic() + 90
    while time.monotonic() < end:
        job = running.latest(workspace, "frontier")
        assert job is not None
        if reached(job):
            return job
        time.sleep(0.1)
    raise AssertionError(job)


def living(group: int) -> list[str]:
    """Return the processes of a group that are not dead yet (a zombie waits for its parent, nothing more)."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            _, _, after = stat.read_text().rpartition(") ")
        except OSError:
            continue
        state, _, its_group = after.split()[:3]
        if int(its_group) == group and state != "Z":
            found.append(after)
    return found


def gone(group: int) -> bool:
    """Whether a group of processes that were told to end has ended: the system takes a moment to bury them."""
    end = time.monotonic() + 30
    while living(group) and time.monotonic() < end:
        time.sleep(0.05)
    return not living(group)


def test_a_simulation_ends_with_its_result(running: Jobs, desk: Desk, workspace: str) -> None:
    shown = desk.snapshot(workspace)
    assert running.latest(workspace, "frontier") is None
    started = running.start(shown, "frontier", SHORT)
    assert started.alive
    job = until(running, workspace, lambda one: not one.alive)
    assert (job.state, job.done, job.total, job.problem) == ("done", 3, 3, "")
    assert [point.at for point in curves.points_from(job.result)] == [10_000, 20_000, 30_000]
    assert running.current(job, shown)
    assert running.current(job, replace(shown, revision=99))
    assert not running.current(job, replace(shown, revision=99, applications=shown.applications[:1]))
    assert desk.snapshot(workspace).revision == shown.revision, "a simulation writes no decision"


@pytest.mark.skipif(sys.platform != "linux", reason="looks at /proc")
def test_a_cancel_leaves_nothing_running_and_keeps_the_partial_result(
    running: Jobs, desk: Desk, workspace: str
) -> None:
    running.start(desk.snapshot(workspace), "frontier", LONG)
    job = until(running, workspace, lambda one: one.done > 0)
    assert job.remaining_s is not None
    group = job.pid
    assert living(group)
    assert os.getpriority(os.PRIO_PROCESS, group) >= 15
    if (session := Path(f"/proc/{group}/autogroup")).exists() and Path(AUTOGROUP).read_text().strip() == "1":
        assert session.read_text().split()[-1] == "5", "its session steps back too"
    running.cancel(job.id)
    assert gone(group)
    stopped = running.latest(workspace, "frontier")
    assert stopped is not None
    assert stopped.state == "cancelled"
    assert 0 < stopped.done < stopped.total == 4000
    assert len(curves.points_from(stopped.result)) == stopped.done
    running.cancel(job.id)


@pytest.mark.skipif(sys.platform != "linux", reason="looks at /proc")
def test_a_killed_server_takes_its_simulations_along(url: str, tmp_path: Path) -> None:
    script = (
        "import sys, time\n"
        "from aapsim.service.jobs import Jobs\n"
        "from aapsim.service.places import open_desk\n"
        "desk = open_desk(sys.argv[1]); workspace = desk.last_opened()\n"
        f"jobs = Jobs(sys.argv[2]); job = jobs.start(desk.snapshot(workspace), 'frontier', {LONG!r})\n"
        "while not jobs.latest(workspace, 'frontier').done: time.sleep(0.1)\n"
        "print(workspace, job.id, flush=True); time.sleep(60)\n"
    )
    arguments = [sys.executable, "-c", script, f"sqlite:///{tmp_path / 'aapsim.db'}", url]
    with subprocess.Popen(arguments, cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        workspace, job_id = server.stdout.readline().split()
        server.send_signal(signal.SIGKILL)
    again = Jobs(url)
    job = until(again, workspace, lambda one: not one.alive)
    assert job.state == "interrupted"
    assert job.id == job_id
    assert job.done > 0
    assert gone(job.pid)
    again.close()


def test_a_silent_simulation_is_told_interrupted(url: str, running: Jobs, desk: Desk, workspace: str) -> None:
    job = running.start(desk.snapshot(workspace), "frontier", LONG)
    running.close()
    store = JobStore(url)
    store.add(replace(job, id="silent", beat=time.time() - 60, created=time.time() + 1), "{}")
    found = store.job("silent")
    assert found is not None
    assert found.state == "interrupted"
    assert not store.change("silent", done=5)
    with pytest.raises(KeyError):
        store.inputs("nobody")
    store.close()


def test_a_simulation_that_fails_says_why(running: Jobs, desk: Desk, workspace: str) -> None:
    shown = desk.snapshot(workspace)
    running.start(replace(shown, document={**shown.document, "sources": []}), "frontier", SHORT)
    job = until(running, workspace, lambda one: not one.alive)
    assert job.state == "failed"
    assert "Aucune enveloppe" in job.problem


def test_old_simulations_leave(url: str, running: Jobs, desk: Desk, workspace: str) -> None:
    job = running.start(desk.snapshot(workspace), "frontier", SHORT)
    running.cancel(job.id)
    store = JobStore(url)
    for place in range(25):
        store.add(replace(job, id=f"old{place}", state="done", created=job.created + place), "{}")
    assert store.job("old1") is None
    assert store.job("old24") is not None
    store.close()


def test_an_unusable_table_is_one_french_sentence() -> None:
    with pytest.raises(InvalidInput, match="Les simulations ne sont pas disponibles"):
        Jobs("sqlite:////proc/nowhere/simulations.db")


def test_simulations_stay_beside_the_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AAPSIM_DATABASE_URL", f"sqlite:///{tmp_path / 'x.db'}")
    assert jobs.jobs_url() == f"sqlite:///{tmp_path / 'simulations.db'}"
    monkeypatch.setenv("AAPSIM_DATABASE_URL", "postgresql+psycopg://host/base")
    assert jobs.jobs_url() == "postgresql+psycopg://host/base"


def test_the_settings_of_a_curve_follow_what_moves(desk: Desk, workspace: str) -> None:
    call = desk.snapshot(workspace).call
    whole = curves.sweep_from(curves.settings(call, curves.ALL, Fraction(1, 2), Fraction(3, 2)))
    assert (whole.values[0], whole.values[-1]) == (round(call.envelope / 2), round(call.envelope * 3 / 2))
    code = call.sources[0].code
    assert curves.sweep_from(curves.settings(call, f"source:{code}", Fraction(1), Fraction(1))).codes == (code,)
    rates = curves.sweep_from(curves.settings(call, curves.RATE, Fraction(1, 2), Fraction(3, 2)))
    assert rates.against == "common_rate"
    assert max(rates.values) <= 1
    assert frontier_settings(rates)["against"] == "common_rate"
