"""A real server and a real Chromium for every test of this folder.

``screen`` is a browser page on the server of the whole run, in a new demonstration workspace of its
own; ``first_screen`` one on a server that has just started and no session has reached yet. Both record
every request and fail the test if one leaves 127.0.0.1. Without Chromium the tests are skipped, but
never where CI is set: there they fail.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Request, expect, sync_playwright

from aapsim.service.opening import open_workspace
from aapsim.service.places import demonstration
from aapsim.store.database import Database
from aapsim.store.ledger import Ledger

ROOT = Path(__file__).resolve().parents[2]
STARTED_S = 60
SETTLED_MS = 30_000
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
# Five seconds, the library's own patience, is less than a busy machine takes to draw a page.
expect.set_options(timeout=SETTLED_MS)
QUIET = """() => {
  const app = document.querySelector('[data-testid="stApp"]');
  const stale = document.querySelector('[data-stale="true"]');
  if (!app || stale || app.dataset.testScriptState !== "notRunning") window.aapsimQuietSince = Date.now();
  return Date.now() - window.aapsimQuietSince > 400;
}"""
"""In the browser: true once the page has been at rest for 0.4 s."""


def chromium() -> str | None:
    """Return the Chromium to drive: ``AAPSIM_CHROMIUM``, else the system's; ``None`` if there is none."""
    asked = os.environ.get("AAPSIM_CHROMIUM")
    found = asked or shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    return found if found and Path(found).exists() else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.e2e)
    items[:] = spread_out(items, [here in item.path.parents for item in items])


def spread_out(items: list[pytest.Item], slow: list[bool]) -> list[pytest.Item]:
    """Put half of the slow tests (by file) first and half where the second worker begins.

    They wait more than they compute: two workers begin with them while the third keeps the cores busy.
    """
    files = sorted({item.path for item, is_slow in zip(items, slow, strict=True) if is_slow})
    turn = {path: number % 2 for number, path in enumerate(files)}
    first, second = ([one for one in items if turn.get(one.path) == half] for half in (0, 1))
    rest = [one for one in items if one.path not in turn]
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    # A few places further than an even share, so that none is left at the end of the first worker's.
    start = max(0, len(items) // workers + 3 - len(first)) if workers > 1 else 0
    return [*first, *rest[:start], *second, *rest[start:]]


@dataclass
class Server:
    """``python -m aapsim.ui.serve`` (``module``: what starts it) on a free port of 127.0.0.1, with its own data."""

    data: Path
    module: tuple[str, ...] = ("aapsim.ui.serve",)
    port: int = 0
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start (again, on the same port and data) and wait until the server answers."""
        if not self.port:
            with socket.socket() as free:
                free.bind(("127.0.0.1", 0))
                self.port = free.getsockname()[1]
        # However busy the machine is, pages wait for the exact answer, except where a test is about that.
        environment = {"AAPSIM_PATIENCE_S": "60", **os.environ, "AAPSIM_DATA_DIR": str(self.data)}
        environment.pop("AAPSIM_DATABASE_URL", None)
        command = [sys.executable, "-m", *self.module, "--server.port", str(self.port)]
        with (self.data / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                [*command, "--server.headless", "true"], cwd=ROOT, env=environment, stdout=log, stderr=log
            )
        self._wait()

    def _wait(self) -> None:
        deadline = time.monotonic() + STARTED_S
        while time.monotonic() < deadline:
            try:
                with urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=2):
                    return
            except (urllib.error.URLError, OSError):
                time.sleep(0.2)
        pytest.fail(f"the server did not start: {self.log()[-4000:]}")

    @property
    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    @property
    def database(self) -> str:
        """Return the address of its database, for what a test prepares there."""
        return f"sqlite:///{self.data / 'aapsim.db'}"

    def kill(self) -> None:
        """SIGKILL, as a power cut would."""
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)
        self.process.wait()

    def stop(self) -> None:
        if self.process is not None and self.alive:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def log(self) -> str:
        """Return all that the server has written."""
        return (self.data / "server.log").read_text(errors="replace")


@dataclass
class Screen:
    """A browser page on a server and a workspace (empty: the last one opened), used the way an officer does."""

    page: Page
    server: Server
    workspace: str = ""
    requests: list[str] = field(default_factory=list)

    def open(self, name: str = "") -> None:
        """Open a page by its address, as a deep link."""
        query = f"?espace={self.workspace}" if self.workspace else ""
        self.page.goto(f"{self.server.url}/{'' if name == 'accueil' else name}{query}")
        self.settle()

    def settle(self) -> None:
        """Wait until a title is drawn and the script has not run for a while."""
        self.page.wait_for_selector("h1", timeout=SETTLED_MS)
        self.page.wait_for_load_state("networkidle", timeout=SETTLED_MS)  # parts of the page are fetched when drawn
        self.page.evaluate("window.aapsimQuietSince = Date.now()")
        self.page.wait_for_function(QUIET, timeout=SETTLED_MS)

    def menu(self, title: str) -> None:
        """Click an entry of the menu; on Séance, which hides it, of the one behind its button."""
        menu = self.page.get_by_test_id("stSidebarNav")
        if not menu.is_visible():
            self.page.get_by_role("button", name="Menu", exact=True).click()
            menu = self.page.get_by_test_id("stPopoverBody")
        menu.get_by_role("link", name=title, exact=True).click()
        expect(self.page.locator("h1")).to_have_text(title, timeout=SETTLED_MS)
        self.settle()

    def field(self, label: str) -> Locator:
        return self.page.get_by_label(label, exact=True)

    def type(self, label: str, text: str) -> None:
        """Type into a field and leave it with Enter."""
        target = self.field(label)
        target.fill(text)
        target.press("Enter")
        self.settle()

    def choose(self, label: str, option: str) -> None:
        """Choose in a list, by its label and the words of the choice."""
        box = self.page.get_by_role("combobox", name=label, exact=True)
        box.scroll_into_view_if_needed()
        box.click()
        self.page.get_by_role("option", name=option).first.click()
        self.settle()

    def revision(self) -> int:
        """Return the revision that the frame shows."""
        found = re.search(r"Enregistré \(rév\. (\d+)\)", self.text())
        assert found, self.text()
        return int(found[1])

    def text(self) -> str:
        """Return all that the page shows, no-break spaces as spaces."""
        return spaces(self.page.locator("body").inner_text())

    def expect_text(self, words: str) -> None:
        """Wait until the page shows these words (spaces of any kind match)."""
        pattern = re.compile(r"\s+".join(re.escape(word) for word in words.split()))
        expect(self.page.locator("body")).to_have_text(pattern, timeout=SETTLED_MS)

    def outside(self) -> list[str]:
        """Return the requests that left 127.0.0.1."""
        return [url for url in self.requests if urlsplit(url).hostname not in (None, "127.0.0.1")]


def spaces(text: str) -> str:
    """Return a text with every no-break space written as a plain one."""
    return text.replace("\u202f", " ").replace("\u00a0", " ").replace("\u2060", "")


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    executable = chromium()
    if executable is None:
        reason = "no Chromium: install it or set AAPSIM_CHROMIUM"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    os.environ.setdefault("XDG_CONFIG_HOME", str(tmp_path_factory.mktemp("chromium")))
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=executable, args=list(FLAGS))
        yield launched
        launched.close()


@pytest.fixture
def first_server(browser: Browser, tmp_path: Path) -> Iterator[Server]:
    """Start a server of its own: no session has run yet."""
    assert browser.is_connected()
    running = Server(tmp_path)
    running.start()
    yield running
    running.stop()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    opened = browser.new_context(
        viewport={"width": 1280, "height": 720}, locale="fr-FR", timezone_id="Europe/Paris"
    )
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def one_server(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Start one server for all tests of this run."""
    assert browser.is_connected()
    running = Server(tmp_path_factory.mktemp("data"))
    new_workspace(running)  # the database is made before two processes open it
    yield running
    running.stop()


@pytest.fixture
def server(one_server: Server) -> Server:
    """Return the server of the run, started again where a test before this one left it dead."""
    if not one_server.alive:
        one_server.start()
    return one_server


def new_workspace(server: Server) -> str:
    """Open the demonstration once more, as if a server had started for the first time; return the workspace."""
    database = Database(server.database)
    try:
        return open_workspace(Ledger(database), demonstration())
    finally:
        database.close()


def _drawn(context: BrowserContext, server: Server, workspace: str = "") -> Screen:
    drawn = Screen(context.new_page(), server, workspace)

    def record(request: Request) -> None:
        drawn.requests.append(request.url)

    context.on("request", record)
    return drawn


@pytest.fixture
def screen(server: Server, context: BrowserContext) -> Iterator[Screen]:
    """Draw pages of a new workspace; at the end no request may have left 127.0.0.1."""
    drawn = _drawn(context, server, new_workspace(server))
    yield drawn
    assert drawn.outside() == []


@pytest.fixture
def first_screen(first_server: Server, context: BrowserContext) -> Iterator[Screen]:
    """Draw a page on a fresh server; at the end no request may have left 127.0.0.1."""
    drawn = _drawn(context, first_server)
    yield drawn
    assert drawn.outside() == []
