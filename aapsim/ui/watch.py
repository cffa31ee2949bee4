"""Stale screens announce themselves: another window saved something, or the server was started again."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from aapsim.domain.issues import InvalidInput
from aapsim.service.freshness import Staleness
from aapsim.ui import session
from aapsim.ui.text import plain

EVERY_S = 5
"""Such a look loses no press (:mod:`aapsim.ui.presses`). A restart is noticed by the script, at once."""
REFRESH, UPDATE = "aapsim:refresh", "aapsim:update"

# Constant style. Nothing here takes any room in the page: a button must not move under the pointer.
_STYLE = """<style>
[data-testid="stLayoutWrapper"]:has(> .st-key-aapsim-watch) {position: absolute; height: 0;}
.st-key-aapsim-watch {position: fixed; left: 0; right: 0; bottom: 0; z-index: 999990; width: auto; gap: 0;
  pointer-events: none;}
.st-key-aapsim-refresh {display: none;}
.st-key-aapsim-stale, .aapsim-notice {pointer-events: auto; background: #3A3A3A; color: #FFF; padding: 0.1rem 1rem;
  flex-wrap: nowrap; justify-content: flex-end;}
.st-key-aapsim-stale p, .aapsim-notice p {color: #FFF; font-size: 0.92rem; line-height: 1.3; margin: 0;}
.st-key-aapsim-stale [data-testid="stMarkdownContainer"] {margin-bottom: 0;}
.st-key-aapsim-stale button p {color: #161616;}
.st-key-aapsim-stale button {min-height: 1.6rem; padding: 0 0.6rem;}
.aapsim-notice {position: fixed; left: 0; right: 0; bottom: 0; z-index: 999991; display: flex; gap: 1rem;
  align-items: center; font-family: Marianne, Arial, sans-serif;}
.aapsim-notice button {min-height: 1.6rem; padding: 0 0.6rem; border: 1px solid #DDD;
  border-radius: 4px; background: #FFF; color: #161616; font: inherit; cursor: pointer;}
</style>"""
_SCRIPT = f"<script>{Path(__file__).with_name('watch.js').read_text(encoding='utf-8')}</script>"


def show() -> None:
    """Look after the page of this run: part of the frame, on every page but the room screen."""
    with st.container(key="aapsim-watch"):
        st.html(_STYLE + _SCRIPT, unsafe_allow_javascript=True)
        # The script presses it where the server was started again: any press draws the whole page anew.
        st.button("Mettre à jour l'écran", key=REFRESH)
        # The script knows by this name whether it is still the same run of the server.
        with st.container(key=f"aapsim-run-{session.desk().boot}"):
            _announce()


@st.fragment(run_every=EVERY_S)
def _announce() -> None:
    stale = _staleness()
    if stale is None:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="aapsim-stale"):
        st.markdown(plain(stale.sentence()), width="content")
        if st.button("Mettre à jour l'écran", key=UPDATE):
            session.rerun()


def _staleness() -> Staleness | None:
    """Compare what this page shows with what is saved; ``None`` too where that cannot be read just now."""
    shown = session.snapshot()
    try:
        return session.desk().stale(shown.id, shown.revision)
    except (InvalidInput, KeyError):
        # The page itself says that the database does not answer; the next look may succeed.
        return None
