"""Hands on a keyboard: Tab until a control has the focus, then type; no mouse."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import TimeoutError as PlaywrightTimeout

if TYPE_CHECKING:
    from tests.e2e.conftest import Screen

_LIMIT = 120
QUIET = """() => {
  const app = document.querySelector('[data-testid="stApp"]');
  const busy = !app || document.querySelector('[data-stale="true"]') || app.dataset.testScriptState !== "notRunning";
  if (busy) window.aapsimQuietSince = Date.now();
  return Date.now() - window.aapsimQuietSince > 200;
}"""
"""In the browser: true once the page has been at rest for 0.2 s."""
_NAME = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) return "";
  return at.getAttribute("aria-label") || (at.labels && at.labels[0] && at.labels[0].innerText) || at.innerText || "";
}"""


class Hands:
    """What an officer does without a mouse, and how many keys it took."""

    def __init__(self, screen: Screen) -> None:
        self.screen, self.page, self.presses = screen, screen.page, 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
        self.presses += len(keys)

    def write(self, text: str) -> None:
        self.page.keyboard.type(text)
        self.presses += len(text)

    def settle(self) -> None:
        """Wait until the page is at rest; what it fetched before is there."""
        self.page.evaluate("window.aapsimQuietSince = Date.now()")
        self.page.wait_for_function(QUIET, timeout=30_000)

    def focus(self) -> str:
        """Return the name of what has the focus, empty for nothing."""
        return str(self.page.evaluate(_NAME)).strip()

    def to(self, name: str, *, back: bool = False) -> None:
        """Go to the next control whose name begins so (an icon may come before)."""
        for _ in range(_LIMIT):
            self.press("Shift+Tab" if back else "Tab")
            here = self.focus()
            if here.startswith(name) or here.endswith(f"\n\n{name}"):
                return
        raise AssertionError(f"the keyboard does not reach « {name} »")

    def fill(self, name: str, text: str) -> None:
        """Type over a field."""
        self.to(name)
        self.press("ControlOrMeta+a")
        self.write(text)

    def choose(self, name: str, words: str) -> None:
        """Choose in a list by typing the beginning of its words."""
        self.to(name)
        self.pick(words)
        self.settle()

    def pick(self, words: str) -> None:
        """Choose in the list that has the focus; one that closes because the page still scrolls is typed in again."""
        for _ in range(3):
            self.press("ControlOrMeta+a")
            self.write(words)
            with contextlib.suppress(PlaywrightTimeout):
                self.page.get_by_role("option").first.wait_for(timeout=10_000)
                break
        self.press("Enter")

    def part(self, here: str, steps: int, *, back: bool = False) -> None:
        """Go to another part of the page, from the one that is shown, with the arrows."""
        self.to(here, back=back)
        self.press(*["ArrowRight" if steps > 0 else "ArrowLeft"] * abs(steps), "Space")
        self.settle()

    def enter(self, name: str, *, back: bool = False) -> None:
        """Press a button."""
        self.to(name, back=back)
        self.press("Enter")
        self.settle()

    def give(self, file: Path) -> None:
        """Choose a file: the browser's own window opens from the keyboard, the file is named for it."""
        for _ in range(6):  # a driven browser sometimes keeps its window to itself
            if not self.focus().endswith("Choisir un fichier"):
                self.to("Choisir un fichier")
            with contextlib.suppress(PlaywrightTimeout):
                with self.page.expect_file_chooser(timeout=10_000) as asked:
                    self.press("Enter")
                asked.value.set_files(file)
                break
        self.page.get_by_text(file.name).first.wait_for()
        self.settle()
