"""The presentation toggle: no menu, no toolbar, type twice as large, one way back in sight."""

from __future__ import annotations

import streamlit as st

_STATE_KEY = "aapsim:presentation"
_ADDRESS_KEY = "presentation"

# Constant style, never built from data. "InputInstructions" are English words under a field.
_ALWAYS = """<style>
[data-testid="InputInstructions"], [data-testid="stElementToolbar"], [data-testid="stAppDeployButton"],
[data-testid="stMainMenu"], [data-testid="stStatusWidget"], .vega-actions, .vega-embed details
  {display: none !important;}
[data-testid="stMainBlockContainer"] {padding: 2.25rem 2rem 2rem;}
/* Narrow, or zoomed twice: Streamlit's own bar lies over the top of the page. */
@media (max-width: 768px) {
  [data-testid="stMainBlockContainer"] {padding-top: 4rem;}
  .st-key-frame {flex-wrap: wrap !important;}
  .st-key-frame > div:first-child {flex-basis: 100%;}
}
[data-testid="stHeading"] h1 {font-size: 1.75rem; padding: 0.25rem 0;}
[data-testid="stHeading"] h3 {font-size: 1.15rem; padding: 0.25rem 0;}
.st-key-frame {flex-wrap: nowrap;}
.st-key-frame > div {flex-shrink: 0;}
.st-key-frame > div:first-child {flex-shrink: 1;}
.st-key-frame * {font-size: 0.875rem; line-height: 1.3;}
.st-key-frame button {min-height: 2rem; padding: 0.1rem 0.6rem;}
[data-testid="stSidebar"][aria-expanded="true"] {width: 250px !important; min-width: 250px !important;}
[class*="st-key-steps"] {display: grid; grid-template-columns: repeat(3, 1fr); gap: 0.25rem;}
[class*="st-key-steps"] > div, [class*="st-key-steps"] button {width: 100%;}
[class*="st-key-steps"] button {min-height: 1.9rem; padding: 0.1rem;}
[class*="st-key-steps"] p {font-size: 0.8rem;}
table td, table th, [data-testid="stTable"] p {color: #161616;}
[data-testid="stMetricValue"] {font-size: clamp(1.1rem, 2.1vw, 2rem);}
[data-testid="stMetricValue"] > div, [data-testid="stMetricLabel"] > div, [data-testid="stMetricLabel"] p
  {white-space: normal; overflow: visible; text-overflow: clip;}
[data-testid="stCaptionContainer"], [data-testid="stCaptionContainer"] p {color: #3A3A3A; opacity: 1;}
</style>"""
# Help is for who prepares: the pointer rests on the toggle, and the room would read its tooltip.
_PRESENTING = """<style>
[data-testid="stTooltipContent"], [data-testid="stTooltipIcon"]:not(:has([data-testid^="stBaseButton"]))
  {display: none !important;}
[data-testid="stSidebar"], [data-testid="stHeader"], [data-testid="stToolbar"],
[data-testid="stExpandSidebarButton"], [data-testid="stSidebarCollapsedControl"] {display: none !important;}
html {font-size: 200% !important;}
[data-testid="stMainBlockContainer"] {padding: 0.5rem 1rem; max-width: none;}
[data-testid="stMetricValue"] {font-size: clamp(1.4rem, 4.2vw, 3.2rem);}
.st-key-frame {gap: 0.5rem;}
.st-key-frame *, .st-key-frame .stBadge, .st-key-frame .stMarkdownBadge {font-size: 0.5rem !important;}
.st-key-frame button {min-height: 1rem; padding: 0.05rem 0.3rem;}
</style>"""


def active() -> bool:
    """Tell whether the screen is being presented. Survives the menu and F5."""
    if _STATE_KEY not in st.session_state:
        st.session_state[_STATE_KEY] = st.query_params.get(_ADDRESS_KEY) == "1"
    return bool(st.session_state[_STATE_KEY])


def _toggle() -> None:
    st.session_state[_STATE_KEY] = not active()


def style() -> None:
    """Put the style of this run on the page, and the toggle's state in the address."""
    # One element in both states: one more would move all those that follow, and the focus with them.
    st.html(_ALWAYS + _PRESENTING if active() else _ALWAYS)
    if active():
        st.query_params[_ADDRESS_KEY] = "1"
    elif _ADDRESS_KEY in st.query_params:
        del st.query_params[_ADDRESS_KEY]


def button() -> None:
    """Show the toggle; while presenting it is the way back."""
    label = "Quitter la présentation" if active() else "Présenter"
    # Some help in both states: without it the button is another one, and the keyboard loses its place.
    words = "Revient au menu et à la taille normale." if active() else "Masque le menu et double la taille du texte."
    st.button(label, key="aapsim:present", on_click=_toggle, help=words)
