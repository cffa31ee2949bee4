"""Séance in Chromium: seconds from each action to the changed screen, and what the room sees meanwhile.

Run by hand: ``python benchmarks/bench_seance.py [size …] [--parts essais,montrer,…]`` (120 and 300
applications and every part by default; part by part where the machine is shared). Each part starts
a server of its own on an empty data folder; what it finds joins ``docs/mesures-seance.json``, and
the page ``docs/mesures-seance.md`` is written from that. Nothing here is a test.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from aapsim.service.places import open_desk
from benchmarks import seance_page
from benchmarks.committee import opened

ROOT = Path(__file__).resolve().parents[1]
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-sync",
)
TIMES = int(os.environ.get("AAPSIM_BENCH_TIMES", "40"))
MOVES = int(os.environ.get("AAPSIM_BENCH_MOVES", "15"))
PATIENCE_MS = 60_000
NOTICE = ".aapsim-room-lost"
RUN = "/st-key-aapsim-run-\\w+/.exec(document.querySelector('[class*=st-key-aapsim-run-]')?.className)?.[0]"
DRAWN = "document.querySelector('.st-key-seance_proposed')"
FIR = "FIR (ARS) (€)"
MEASURES = Path(os.environ.get("AAPSIM_BENCH_OUTPUT", ROOT / "docs" / "mesures-seance.json"))


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
        command = [sys.executable, "-m", "aapsim.ui.serve", "--server.headless", "true"]
        self.process = subprocess.Popen(
            [*command, "--server.port", str(self.port)],
            cwd=ROOT,
            # As on an officer's machine, where what was compiled once is kept.
            env={**os.environ, "AAPSIM_DATA_DIR": str(self.data), "PYTHONDONTWRITEBYTECODE": ""},
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
        rest(page)
        return page


def rest(page: Page) -> None:
    """Wait until the page is whole and nothing runs any more."""
    page.wait_for_timeout(1500)
    page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]', timeout=PATIENCE_MS)


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


def picture(page: Page) -> str:
    """Return the hash of what a window shows."""
    return hashlib.sha256(page.screenshot()).hexdigest()


class Found:
    """What one part measured: milliseconds by act, and sentences."""

    def __init__(self) -> None:
        self.times: dict[str, list[float]] = {}
        self.facts: list[str] = []

    def note(self, name: str, milliseconds: float) -> None:
        """Add one measure."""
        self.times.setdefault(name, []).append(milliseconds)

    def plain(self) -> dict[str, Any]:
        """Return everything as plain values for a JSON file."""
        rounded = {name: [round(one, 1) for one in times] for name, times in self.times.items()}
        return {"durées": rounded, "constats": self.facts}


def name_of(seance: Page) -> str:
    """Return the name of the file under discussion."""
    return seance.locator(".st-key-seance_file h2").inner_text()


def next_file(seance: Page) -> float:
    """Go to the next file; return the milliseconds until it is there."""
    before, start = name_of(seance), time.perf_counter()
    press(seance, "▶")()
    seance.wait_for_function(
        "(name) => { const now = document.querySelector('.st-key-seance_file h2')?.innerText;"
        " return now && now !== name; }",
        arg=before,
        polling=10,
        timeout=PATIENCE_MS,
    )
    return (time.perf_counter() - start) * 1000


def gone(page: Page, place: str) -> None:
    """Wait until a place is not on the page any more, and a little longer."""
    page.wait_for_selector(place, state="detached", timeout=PATIENCE_MS)
    page.wait_for_timeout(250)


def with_room(server: Server, browser: Browser) -> tuple[Page, Page]:
    """Open Séance and the room window, and show the present revision."""
    seance = server.open(browser, "seance", ".st-key-seance_file h2")
    room = server.open(browser, "salle", ".aapsim-room")
    press(seance, "Montrer")()
    room.wait_for_selector(".aapsim-room .figures", timeout=PATIENCE_MS)
    seance.wait_for_timeout(1500)
    return seance, room


def trials(server: Server, browser: Browser, found: Found) -> None:
    """Try forty amounts, look at the room each time: it must not change."""
    seance, room = with_room(server, browser)
    before, changed = picture(room), 0
    facts = seance.locator(".st-key-seance_file").inner_text()
    floor = re.search(r"plancher ([\d\s]+)€", facts)
    least = int(re.sub(r"\D", "", floor[1])) if floor else 0
    press(seance, "Autre montant")()
    seance.wait_for_selector(".st-key-seance_form input", timeout=PATIENCE_MS)
    for number in range(TIMES):
        if number:
            press(seance, "Jeter l'essai")()
            gone(seance, ".st-key-seance_trial")
        field = seance.get_by_label("Montant décidé (€)")
        field.fill(str(least + 100 * number))
        act = lambda: field.press("Enter")  # noqa: B023, E731 - used at once
        found.note("essai d'un autre montant", text_becomes(seance, act, ".st-key-seance_trial", "ESSAI"))
        seance.wait_for_timeout(600)
        changed += picture(room) != before
    found.facts.append(f"{TIMES} essais, salle ouverte : image de la salle changée {changed} fois (attendu 0).")


def shows(server: Server, browser: Browser, found: Found) -> None:
    """Go to another file and show it, forty times; measure until the room window has it."""
    seance, room = with_room(server, browser)
    for _ in range(TIMES):
        next_file(seance)
        seance.wait_for_timeout(300)
        milliseconds = text_becomes(room, press(seance, "Montrer"), ".aapsim-room .name", name_of(seance))
        found.note("montrer, jusque sur l'écran de salle", milliseconds)


def moves(server: Server, browser: Browser, found: Found) -> None:
    """Measure opening, next file, black screen, a form, a score, retaining, undo, « et si »."""
    for _ in range(3):
        start = time.perf_counter()
        seance = browser.new_page(viewport={"width": 1280, "height": 720})
        seance.goto(f"http://127.0.0.1:{server.port}/seance?espace={server.workspace}")
        seance.wait_for_selector(".st-key-seance_file h2", timeout=PATIENCE_MS)
        found.note("ouverture, jusqu'au premier écran utile", (time.perf_counter() - start) * 1000)
        rest(seance)

    def note(name: str, act: Callable[[], None], place: str, words: str) -> None:
        found.note(name, text_becomes(seance, act, place, words))
        seance.wait_for_timeout(250)

    for number in range(MOVES):
        found.note("dossier suivant", next_file(seance))
        seance.wait_for_timeout(250)
        note("écran noir", press(seance, "Noir"), ".st-key-seance_figures button", "Rallumer")
        note("rallumer", press(seance, "Rallumer"), ".st-key-seance_figures button", "Noir")
        note("ouvrir un formulaire", press(seance, "Réviser la note"), "label", "Note de séance")
        seance.get_by_label("Note de séance (sur 100)").fill(str(40 + number))
        seance.get_by_role("textbox", name="Motif").fill("essai")
        note("voir l'effet d'une note", press(seance, "Voir l'effet"), ".st-key-seance_trial", "ESSAI")
        note("enregistrer une note de séance", press(seance, "Enregistrer"), ".st-key-seance_file", "Note révisée")
        gone(seance, ".st-key-seance_form")
        note("annuler", press(seance, "↶ Annuler"), ".st-key-frame button", "Annuler")
        rest(seance)
        if seance.get_by_role("button", name="Retenir", exact=True).is_enabled():
            note("retenir (une décision)", press(seance, "Retenir"), ".st-key-seance_proposed", "Décidé")
            note("annuler", press(seance, "↶ Annuler"), ".st-key-seance_proposed", "Proposé")
        what_if = seance.get_by_role("button", name="Voir", exact=True).first.click
        note("et si, en plus", what_if, ".st-key-seance_trial", "ESSAI")
        press(seance, "Jeter l'essai")()
        gone(seance, ".st-key-seance_trial")


def killed(server: Server, browser: Browser, found: Found) -> None:
    """Kill the server: the last picture stays, a French notice appears; start it again: both windows come back."""
    seance, room = with_room(server, browser)
    main, file = ".aapsim-room .figures", name_of(seance)
    before, run = room.locator(main).inner_text(), seance.evaluate(RUN)
    server.process.send_signal(signal.SIGKILL)
    server.process.wait()
    start = time.perf_counter()
    room.wait_for_selector(NOTICE, timeout=PATIENCE_MS)
    late, notice = time.perf_counter() - start, room.locator(NOTICE).inner_text()
    room.wait_for_timeout(12_000)
    kept = room.locator(main).inner_text() == before
    english = any(words in room.locator("body").inner_text() for words in ("Connection", "Streamlit", "Error"))
    held = "oui" if kept and not english else "**non**"
    found.facts.append(f"Serveur tué : après {late:.1f} s la salle lit « {notice} »")
    found.facts.append(f"Douze secondes après, dernière image gardée, sans un mot d'anglais : {held}.")
    server.start()
    start = time.perf_counter()
    room.wait_for_selector(NOTICE, state="detached", timeout=PATIENCE_MS)
    room.wait_for_selector(main, timeout=PATIENCE_MS)
    back = time.perf_counter() - start
    seance.wait_for_function(f"(before) => {{ const now = {RUN}; return now && now !== before && {DRAWN}; }}", arg=run,
                             polling=10, timeout=PATIENCE_MS)
    drawn = time.perf_counter() - start
    seance.wait_for_selector(".aapsim-notice", timeout=PATIENCE_MS)
    same = "le même dossier" if name_of(seance) == file else "**un autre dossier**"
    found.facts.append(
        f"Serveur revenu : salle à jour après {back:.1f} s ; Séance redessinée après {drawn:.1f} s au plus, sur {same} "
        f"(visé : 3 s) ; mention du redémarrage lue après {time.perf_counter() - start:.1f} s."
    )


def allocation(server: Server, browser: Browser, found: Found) -> None:
    """Répartition: a typed envelope to the changed chart, an « et si » and a lock, forty times each."""
    page = server.open(browser, "repartition", '[data-testid="stVegaLiteChart"] svg')
    chart = "() => [...document.querySelectorAll('[data-testid=stVegaLiteChart]')].map((one) => one.textContent).join()"
    page.wait_for_timeout(2000)
    for number in range(TIMES):
        before, start = page.evaluate(chart), time.perf_counter()
        field = page.get_by_role("textbox", name=FIR)
        field.fill(str(400_000 + 5_000 * number))
        field.press("Enter")
        page.wait_for_function(f"(before) => ({chart})() !== before", arg=before, polling=10, timeout=PATIENCE_MS)
        found.note("enveloppe tapée, jusqu'au graphique", (time.perf_counter() - start) * 1000)
        page.wait_for_timeout(400)
    for _ in range(TIMES // 2):
        for label, words in (("Écarter", "Verrou : écarté."), ("Libérer", "Aucun verrou")):
            act = page.get_by_role("button", name=label, exact=True).first.click
            found.note("verrou posé ou levé", text_becomes(page, act, '[data-testid="stMarkdown"]', words))
            page.wait_for_timeout(400)
    box = page.get_by_role("combobox", name="de plus sur")
    box.focus()
    box.press("ArrowDown")
    page.get_by_role("option").last.click()
    page.wait_for_timeout(1000)
    for number in range(TIMES):
        amount = 20_000 + 100 * number
        page.get_by_role("textbox", name="Et si on mettait (€)").fill(str(amount))
        words = f"{amount // 1000} {amount % 1000:03d} €"
        act = press(page, "Voir ce que cela change")
        found.note("et si, sur Répartition", text_becomes(page, act, '[data-testid="stMarkdown"]', words))
        page.wait_for_timeout(400)


PARTS: dict[str, Callable[[Server, Browser, Found], None]] = {
    "essais": trials,
    "montrer": shows,
    "gestes": moves,
    "coupure": killed,
    "répartition": allocation,
}


def main() -> None:
    """Measure each part asked for, for each size."""
    options = argparse.ArgumentParser()
    options.add_argument("sizes", nargs="*", type=int, default=[120, 300])
    options.add_argument("--parts", default=",".join(PARTS))
    asked = options.parse_args()
    chromium = os.environ.get("AAPSIM_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        for size in asked.sizes:
            for part in asked.parts.split(","):
                server, found, load = Server(size), Found(), os.getloadavg()[0]
                try:
                    PARTS[part](server, browser, found)
                finally:
                    server.stop()
                    seance_page.keep(MEASURES, size, part, found.plain() | {"charge": f"{load:.1f}".replace(".", ",")})
                    seance_page.write(MEASURES, MEASURES.with_suffix(".md"))
                print(size, part, found.facts, flush=True)
        browser.close()


if __name__ == "__main__":
    main()
