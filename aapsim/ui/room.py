"""The room screen's picture in the browser: one constant component, data written as text only."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import streamlit as st

from aapsim.view.room import RoomPicture

_SCRIPT = Path(__file__).with_name("room.js").read_text(encoding="utf-8")

# Everything is measured in --u, 1 px at 1280×720 and in proportion beyond: figures 64, names 24 at least.
_STYLE = """
.aapsim-room {--u: max(1px, min(0.078125vw, 0.138889vh)); position: fixed; inset: 0; overflow: hidden; z-index: 10;
  box-sizing: border-box; padding: calc(var(--u) * 6) calc(var(--u) * 28); background: #FFF; color: #161616;
  font-size: calc(var(--u) * 24); line-height: 1.15; font-variant-numeric: tabular-nums;}
.aapsim-room.black {background: #000; cursor: none;}
.aapsim-room header {display: flex; justify-content: space-between; gap: 1em; color: #3A3A3A; white-space: nowrap;}
.aapsim-room header .title {overflow: hidden; text-overflow: ellipsis;}
.aapsim-room .figures {display: grid; grid-template-columns: repeat(3, auto); justify-content: space-between;}
.aapsim-room .label {color: #3A3A3A;}
.aapsim-room .value {font-size: calc(var(--u) * 64); line-height: 1; font-weight: bold; white-space: nowrap;}
.aapsim-room .figure:nth-child(2) .value {color: #000091;}
.aapsim-room .beside {color: #3A3A3A;}
.aapsim-room .file {margin: calc(var(--u) * 5) 0 0; padding: calc(var(--u) * 4) calc(var(--u) * 14);
  border-left: calc(var(--u) * 6) solid #000091; background: #F6F6F6;}
.aapsim-room .file .name {font-size: calc(var(--u) * 32); font-weight: bold; overflow-wrap: anywhere;
  display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2; overflow: hidden;}
.aapsim-room .file .place {font-size: calc(var(--u) * 24); font-weight: normal; color: #3A3A3A; margin-right: 1em;}
.aapsim-room .file strong {margin-left: 1em; color: #000091;}
.aapsim-room table {border-collapse: collapse; width: 100%; margin-top: calc(var(--u) * 4); color: #161616;}
.aapsim-room caption {position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);}
.aapsim-room th, .aapsim-room td {padding: calc(var(--u) * 1.5) calc(var(--u) * 8); text-align: left; border: 0;
  white-space: nowrap; font-weight: normal; color: #161616;}
.aapsim-room thead th {color: #3A3A3A; border-bottom: 2px solid #3A3A3A;}
.aapsim-room tbody td {border-top: 1px solid #DDD;}
.aapsim-room .project {width: 99%; max-width: 0; overflow: hidden; text-overflow: ellipsis;}
.aapsim-room .right {text-align: right;}
.aapsim-room .here td {background: #E8E8F6; font-weight: bold;}
.aapsim-room .end td {border-top: calc(var(--u) * 3) dashed #000091; color: #000091; padding: 0 calc(var(--u) * 8);}
.aapsim-room-lost {position: fixed; left: 0; right: 0; bottom: 0; z-index: 20; padding: 8px 28px; background: #3A3A3A;
  color: #FFF; font: 22px/1.2 Marianne, Arial, sans-serif; text-align: center;}
"""

# The frame of Streamlit disappears; its English dialog of a lost connection too (the script says it in French).
_BARE = """<style>
[data-testid="stSidebar"], [data-testid="stHeader"], [data-testid="stToolbar"], [data-testid="stStatusWidget"],
[data-testid="stDecoration"], [data-testid="stExpandSidebarButton"], [data-testid="stConnectionStatus"],
[data-testid="stDialog"], [role="dialog"], [data-testid="stToastContainer"], [data-testid="stSkeleton"]
  {display: none !important;}
html, body {overflow: hidden;}
[data-stale="true"] {opacity: 1 !important;}
</style>"""


def _mount() -> Callable[..., Any]:
    renderer: Callable[..., Any] = st.components.v2.component(
        "aapsim_room", css=_STYLE, js=_SCRIPT, isolate_styles=False
    )
    return renderer


def bare() -> None:
    """Take the menu, the header and every dialog of the frame away."""
    st.html(_BARE)


def show(picture: RoomPicture, beat: int, key: str = "room") -> None:
    """Draw the picture. ``beat`` changes at every call: the browser then knows that the server is there."""
    # In a tuple: Streamlit looks into every other value for a table of pandas, which it would have to load for that.
    _mount()(key=key, data={"picture": (picture.to_data(),), "beat": beat})
