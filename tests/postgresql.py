"""A PostgreSQL server of the tests' own: in a temporary folder, on 127.0.0.1, run by somebody who is not root."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg

WHY_NOT = "PostgreSQL is not installed (apt install postgresql)"


def binaries() -> Path | None:
    """Return the folder of ``initdb`` and ``pg_ctl``, ``None`` where PostgreSQL is not installed."""
    if sys.platform == "win32":
        return None
    found = shutil.which("initdb")
    if found is not None:
        return Path(found).resolve().parent
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return folders[-1].parent if folders else None


def _as_somebody() -> dict[str, Any]:
    """Return the options that run a command as a plain user: the server refuses to be root."""
    import pwd

    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    raise RuntimeError("no plain user to run PostgreSQL as")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Server:
    """A running server; :meth:`database` gives the address of a new, empty database on it."""

    def __init__(self, folder: Path, bin_folder: Path) -> None:
        self.port = _free_port()
        self._folder, self._bin, self._count = folder, bin_folder, 0

    def _run(self, name: str, *arguments: str) -> None:
        environment = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8", "HOME": str(self._folder)}
        subprocess.run(
            [str(self._bin / name), *arguments],
            check=True,
            cwd=self._folder,
            env=environment,
            stdout=subprocess.DEVNULL,
            timeout=120,
            **_as_somebody(),
        )

    def make(self) -> None:
        """Create the cluster and start it."""
        self._run("initdb", "-D", str(self._folder / "data"), "-A", "trust", "-U", "aapsim", "-E", "UTF8", "--no-sync")
        self.start()

    def start(self) -> None:
        """Start the server and wait until it answers."""
        options = f"-p {self.port} -h 127.0.0.1 -k ''"
        log = str(self._folder / "log")
        self._run("pg_ctl", "-D", str(self._folder / "data"), "-w", "-t", "60", "-l", log, "-o", options, "start")

    def stop(self, mode: str = "fast") -> None:
        """Stop the server; ``immediate`` is a crash: no checkpoint, recovery at the next start."""
        self._run("pg_ctl", "-D", str(self._folder / "data"), "-w", "-m", mode, "stop")

    def database(self) -> str:
        """Make a new, empty database and return its address."""
        self._count += 1
        name = f"aapsim{self._count}"
        address = f"host=127.0.0.1 port={self.port} user=aapsim dbname=postgres"
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return f"postgresql+psycopg://aapsim@127.0.0.1:{self.port}/{name}"


@contextmanager
def running() -> Iterator[Server]:
    """Give a server for the time of a block; whatever happens it is stopped and its folder removed."""
    bin_folder = binaries()
    if bin_folder is None:
        raise RuntimeError(WHY_NOT)
    folder = Path(tempfile.mkdtemp(prefix="aapsim-pg-"))
    somebody = _as_somebody()
    if somebody:
        os.chown(folder, somebody["user"], somebody["group"])
    server = Server(folder, bin_folder)
    try:
        server.make()
        yield server
    finally:
        with suppress(subprocess.CalledProcessError):
            server.stop("immediate")
        shutil.rmtree(folder, ignore_errors=True)
