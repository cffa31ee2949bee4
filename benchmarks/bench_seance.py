"""Séance in Chromium: seconds from each action to the changed screen, and what the room sees meanwhile.

Run by hand: ``python benchmarks/bench_seance.py [size …]`` (120 and 300 applications by default).
It starts a server of its own on an empty data folder, tries forty times with the room window
open, compares pictures of that window, and shows forty revisions. Nothing here is a test.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from aapsim.service.places import open_desk
from benchmarks.committee import opened

ROOT = Path(__file__).resolve().parents[1]
FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync")
TIMES = 40
MOVES = 15
PATIENCE_MS = 60_000
NOTICE = ".aapsim-room-lost"


class Server:
    """The dashboard on a free port, with a data folder that holds one committee."""

    def __init__(self, size: int) -> None:
        self.data = Path(tempfile.mkdtemp(prefix="aapsim-bench-"))
        desk = open_desk(f"sqlite:///{self.data / 'aapsim.db'}")
        self.workspace = opened(desk, size)
        desk.close()
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.start()

    def start(self) -> None:
        """Start, or start again on the same port, and wait for an answer."""
        command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless", "true"]
        self.process = subprocess.Popen(
            [*command, "--server.port", str(self.port)],
            cwd=ROOT,
            env={**os.environ, "AAPSIM_DATA_DIR": str(self.data)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for _ in range(300):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}/_stcore/health", timeout=1)
            except OSError:
                time.sleep(0.2)
            else:
                return

    def stop(self) -> None:
        """End the server and throw its data away."""
        self.process.terminate()
        self.process.wait()
        shutil.rmtree(self.data, ignore_errors=True)

    def open(self, browser: Browser, name: str, ready: str) -> Page:
        """Open one page of the committee in a window of its own."""
        page = browser.new_page(viewport={"width": 1280, "height": 720})
        page.goto(f"http://127.0.0.1:{self.port}/{name}?espace={self.workspace}")
        page.wait_for_selector(ready, timeout=PATIENCE_MS)
        page.wait_for_timeout(1500)
        return page


def text_becomes(page: Page, act: Callable[[], None], place: str, words: str) -> float:
    """Return the milliseconds from an act to the words in a place of the page."""
    start = time.perf_counter()
    act()
    page.wait_for_function(
        "([place, words]) => [...document.querySelectorAll(place)].some((one) => "
        r"one.textContent.replace(/[\u202f\u00a0]/g, ' ').includes(words))",
        arg=[place, words],
        polling=10,
        timeout=PATIENCE_MS,
    )
    return (time.perf_counter() - start) * 1000


def press(page: Page, label: str) -> Callable[[], None]:
    """Return the act of pressing a button by the start of its label."""
    return page.get_by_role("button", name=label).first.click


def report(name: str, found: list[float]) -> None:
    """Write the median and the 95th percentile of what was measured, in milliseconds."""
    ordered = sorted(found)
    p95 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
    median = statistics.median(found)
    print(f"{name:38s} n={len(found):3d}  median {median:6.0f} ms  p95 {p95:6.0f}  max {ordered[-1]:6.0f}", flush=True)


def picture(page: Page) -> str:
    """Return the hash of what a window shows."""
    return hashlib.sha256(page.screenshot()).hexdigest()


def trials(seance: Page, room: Page) -> None:
    """Try forty times, look at the room each time: it must not change."""
    before, changed, found = picture(room), 0, []
    seance.get_by_role("button", name="Autre montant").click()
    seance.wait_for_selector(".st-key-seance_form input", timeout=PATIENCE_MS)
    for number in range(TIMES):
        if number:
            press(seance, "Jeter l'essai")()
            seance.wait_for_selector(".st-key-seance_trial", state="detached", timeout=PATIENCE_MS)
        field = seance.get_by_label("Montant décidé (€)")
        field.fill(str(9_000 + 100 * number))
        found.append(text_becomes(seance, lambda: field.press("Enter"), ".st-key-seance_trial", "ESSAI"))  # noqa: B023
        seance.wait_for_timeout(600)
        changed += picture(room) != before
    report("essai (autre montant)", found)
    print(f"{'images de la salle changées par un essai':38s} {changed} sur {TIMES}")
    press(seance, "Abandonner")()
    seance.wait_for_selector(".st-key-seance_form", state="detached", timeout=PATIENCE_MS)


def shows(seance: Page, room: Page) -> None:
    """Go to another file and show it, forty times; measure until the room window has it."""
    found = []
    for _ in range(TIMES):
        name = seance.locator(".st-key-seance_file h2").inner_text()
        seance.keyboard.press("PageDown")
        seance.wait_for_function(
            "(name) => document.querySelector('.st-key-seance_file h2')?.innerText !== name", arg=name, polling=10
        )
        name = seance.locator(".st-key-seance_file h2").inner_text()
        seance.wait_for_timeout(300)
        found.append(text_becomes(room, press(seance, "Montrer"), ".aapsim-room .name", name))
    report("Montrer, jusque sur l'écran de salle", found)


def moves(seance: Page) -> None:
    """Measure next file, retaining, undo, black screen, « et si », opening a form."""
    found: dict[str, list[float]] = {}

    def note(name: str, act: Callable[[], None], place: str, words: str) -> None:
        found.setdefault(name, []).append(text_becomes(seance, act, place, words))
        seance.wait_for_timeout(250)

    for _ in range(MOVES):
        name = seance.locator(".st-key-seance_file h2").inner_text()
        start = time.perf_counter()
        seance.keyboard.press("PageDown")
        seance.wait_for_function(
            "(name) => document.querySelector('.st-key-seance_file h2')?.innerText !== name", arg=name, polling=10
        )
        found.setdefault("dossier suivant", []).append((time.perf_counter() - start) * 1000)
        seance.wait_for_timeout(250)
        note("écran noir", press(seance, "Noir"), "button", "Rallumer")
        note("rallumer", press(seance, "Rallumer"), "button", "Noir")
        note("ouvrir un formulaire", press(seance, "Déport"), "label", "Membre qui se retire")
        press(seance, "Abandonner")()
        seance.wait_for_selector(".st-key-seance_form", state="detached", timeout=PATIENCE_MS)
        seance.wait_for_timeout(250)
        if seance.get_by_role("button", name="Retenir", exact=True).is_enabled():
            note("retenir (une décision)", press(seance, "Retenir"), ".st-key-seance_proposed", "Décidé")
            note("annuler", press(seance, "↶ Annuler"), ".st-key-seance_proposed", "Proposé")
        note("et si, en plus", press(seance, "Voir"), ".st-key-seance_trial", "ESSAI")
        press(seance, "Jeter l'essai")()
        seance.wait_for_selector(".st-key-seance_trial", state="detached", timeout=PATIENCE_MS)
        seance.wait_for_timeout(250)
    for name, times in found.items():
        report(name, times)


def killed(server: Server, room: Page) -> None:
    """Kill the server: the last picture stays, a French notice appears; start it again: both windows come back."""
    main = ".aapsim-room .figures"
    before = room.locator(main).inner_text()
    server.process.send_signal(signal.SIGKILL)
    server.process.wait()
    start = time.perf_counter()
    room.wait_for_selector(NOTICE, timeout=PATIENCE_MS)
    seconds = time.perf_counter() - start
    print(f"{'serveur tué : mention après':38s} {seconds:.1f} s : {room.locator(NOTICE).inner_text()}")
    room.wait_for_timeout(12_000)
    kept = room.locator(main).inner_text() == before
    english = any(words in room.locator("body").inner_text() for words in ("Connection", "Streamlit", "Error"))
    print(f"{'dernière image gardée, sans anglais':38s} {'oui' if kept and not english else 'NON'}")
    server.start()
    start = time.perf_counter()
    room.wait_for_selector(NOTICE, state="detached", timeout=PATIENCE_MS)
    room.wait_for_selector(main, timeout=PATIENCE_MS)
    print(f"{'serveur revenu : image à jour après':38s} {time.perf_counter() - start:.1f} s")


def main() -> None:
    """Measure for each size asked for."""
    sizes = [int(one) for one in sys.argv[1:]] or [120, 300]
    chromium = os.environ.get("AAPSIM_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        for size in sizes:
            print(f"== {size} candidatures")
            server = Server(size)
            try:
                seance = server.open(browser, "seance", ".st-key-seance_file h2")
                room = server.open(browser, "salle", ".aapsim-room")
                press(seance, "Montrer")()
                room.wait_for_selector(".aapsim-room .figures", timeout=PATIENCE_MS)
                seance.wait_for_timeout(1000)
                trials(seance, room)
                shows(seance, room)
                moves(seance)
                killed(server, room)
            finally:
                server.stop()
        browser.close()


if __name__ == "__main__":
    main()
