"""The front door: page configuration, navigation and the frame around every page."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import streamlit as st
from streamlit.runtime.scriptrunner import StopException

from aapsim.ui import echo, frame, presentation, presses, room, session

NAME = "Répartition des aides"
ROOT = Path(__file__).resolve().parents[2]
ICON = Path(__file__).with_name("icon.png")

PAGES: dict[str, tuple[tuple[str, str], ...]] = {
    "": (("accueil", "Accueil"),),
    "Préparer": (
        ("enveloppe", "Enveloppe"),
        ("candidatures", "Candidatures"),
        ("notes", "Notes et avis"),
        ("regles", "Règles"),
    ),
    "Simuler": (("repartition", "Répartition"), ("scenarios", "Scénarios"), ("solidite", "Solidité")),
    "En séance": (("seance", "Séance"),),
    "Après": (("decisions", "Décisions et documents"),),
}
"""Group of the menu → (file of ``pages/``, title). A page whose file is not there is not shown."""

ROOM = "salle"
"""The room screen: a page of its own window, without menu, frame or button; in no menu."""

# Streamlit serves <html lang="en">, and English words no setting changes: a constant script mends both.
_FRENCH = f"<script>{Path(__file__).with_name('french.js').read_text(encoding='utf-8')}</script>"

_run = threading.local()


def open_door() -> None:
    """Draw the whole screen: configuration, menu, frame, and the page that the address names."""
    presses.keep_whole()
    with presses.root():
        _draw()


def _draw() -> None:
    st.set_page_config(page_title=NAME, page_icon=str(ICON), layout="wide")
    st.html(_FRENCH, unsafe_allow_javascript=True)
    page = st.navigation(_menu(), position="hidden" if _room_is_asked() else "sidebar", expanded=True)
    st.set_page_config(page_title=f"{page.title} · {NAME}")
    session.begin()
    if page.url_path == ROOM:
        room.bare()
    else:
        presentation.style()
        frame.top()
    _run.inside = True
    try:
        page.run()
    except StopException:
        # A page may end early; what it has drawn is all there is.
        echo.end_drawing()
        raise
    finally:
        _run.inside = False
    echo.end_drawing()


def pass_through() -> None:
    """Let the run through if it came by the front door; otherwise open it and stop.

    As long as no session has run ``app.py`` since the server started, Streamlit answers a deep
    link by running the page file alone, with a menu of raw file names and none of the frame.
    """
    if getattr(_run, "inside", False):
        return
    open_door()
    st.stop()


def page_file(name: str) -> str:
    """Return the path of a page file, as ``st.page_link`` and ``st.switch_page`` want it."""
    return str(ROOT / "pages" / f"{name}.py")


def _menu() -> dict[str, list[st.Page]]:
    groups = {
        group: [_page(name, title) for name, title in pages if Path(page_file(name)).is_file()]
        for group, pages in PAGES.items()
    }
    groups[""].append(_page(ROOM, "Écran de salle", visibility="hidden"))
    return {group: pages for group, pages in groups.items() if pages}


def _page(name: str, title: str, visibility: Literal["visible", "hidden"] = "visible") -> st.Page:
    return st.Page(page_file(name), title=title, url_path=name, default=name == "accueil", visibility=visibility)


def _room_is_asked() -> bool:
    """Tell by the address, before the navigation is drawn: a menu must not flash on the wall."""
    return urlsplit(st.context.url or "").path.rstrip("/").endswith(f"/{ROOM}")
