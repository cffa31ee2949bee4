"""The look of Séance: one screen at 1280×720, without menu, safe to mirror. Constant style and script."""

from __future__ import annotations

import streamlit as st

# No menu here: the whole width is for the file, and a mirrored screen shows nothing else.
_STYLE = """<style>
[data-testid="stSidebar"], [data-testid="stHeader"], [data-testid="stExpandSidebarButton"] {display: none !important;}
/* The page is as high as the window; the ranking takes what the rest leaves, on a laptop as on a large screen. */
.stApp [data-testid="stMainBlockContainer"] {padding: 0.3rem 1rem 0.5rem; max-width: none; min-height: 100vh;
  display: flex; flex-direction: column; box-sizing: border-box;}
.stApp [data-testid="stMainBlockContainer"] > [data-testid="stVerticalBlock"] {gap: 0; flex: 1 1 auto;}
/* A notice at the bottom of the window must not lie over the last buttons. */
body:has(.aapsim-notice, .st-key-aapsim-stale) [data-testid="stMainBlockContainer"] {padding-bottom: 2.4rem;}
[data-testid="stLayoutWrapper"]:has(> .st-key-seance_page) {flex: 1 1 auto;}
.st-key-seance_page > .st-key-seance-ranking {position: relative; flex: 1 1 8.5rem; min-height: 8.5rem;}
.st-key-seance-ranking .aapsim-table {position: absolute; inset: 0; max-height: none !important;}
[data-testid="stElementContainer"]:has(h1) {position: absolute; width: 1px; height: 1px; overflow: hidden;}
.st-key-seance_page {gap: 0.4rem; margin-top: 0.3rem;}
.st-key-seance_page p {margin-bottom: 0; line-height: 1.25; font-size: 0.92rem;}
.st-key-seance_page [data-testid="stMarkdownContainer"], .st-key-seance_page [data-testid="stCaptionContainer"]
  {margin-bottom: 0;}
.st-key-seance_top, .st-key-seance_file, .st-key-seance_right {gap: 0.35rem;}
.st-key-seance_figures {flex-wrap: nowrap; gap: 0.9rem; border-bottom: 1px solid #DDD; padding-bottom: 0.3rem;}
.st-key-seance_figures > div {flex-shrink: 0;}
.st-key-seance_figures strong {font-size: 1.5rem; font-variant-numeric: tabular-nums;}
.st-key-seance_trial, .st-key-seance_seen {min-height: 2.2rem; padding: 0.1rem 0.6rem; border-radius: 4px;}
.st-key-seance_seen {background: #F6F6F6;}
.st-key-seance_trial {background: #B34000;}
.st-key-seance_trial p {color: #FFF; font-weight: bold;}
.st-key-seance_trial button p {color: #161616; font-weight: normal;}
.st-key-seance_file h2 {font-size: 1.3rem; line-height: 1.2; padding: 0;}
.st-key-seance_proposed {background: #F6F6F6; border-left: 4px solid #000091; padding: 0.3rem 0.6rem; gap: 0;}
.st-key-seance_proposed strong {font-size: 1.25rem;}
.st-key-seance_rulings, .st-key-seance_rulings > div {gap: 0.3rem;}
.st-key-seance_form, .st-key-seance_form > div {gap: 0.4rem;}
.st-key-seance_page button {min-height: 2rem; padding: 0.1rem 0.55rem;}
.st-key-seance_page a[data-testid^="stBaseLinkButton"] {min-height: 2rem; padding: 0.1rem 0.55rem;}
.st-key-seance_page button p, .st-key-seance_page a p {font-size: 0.87rem;}
.st-key-seance_rulings button {padding: 0.1rem 0.45rem;}
.st-key-seance_page [data-testid="stWidgetLabel"] p {font-size: 0.8rem;}
.st-key-seance_page [data-testid="stWidgetLabel"] {min-height: 1rem; margin-bottom: 0.1rem;}
.st-key-seance_page [data-testid="stSelectbox"] > div > div,
.st-key-seance_page [data-testid="stTextInputRootElement"] {min-height: 2rem; height: 2rem;}
.st-key-seance_page [data-testid="stForm"] {gap: 0.3rem;}
.st-key-seance_right [data-testid="stForm"] .stHorizontalBlock {row-gap: 0.2rem;}
.st-key-seance_bottom details summary {padding: 0.2rem 0.6rem; min-height: 2rem;}
.st-key-seance_changes {gap: 0.2rem;}
.st-key-seance_page .aapsim-table th, .st-key-seance_page .aapsim-table td {padding: 0.2rem 0.5rem;}
.st-key-seance_page button kbd, .st-key-seance_page [data-testid="stShortcut"] {display: none;}
</style>"""

# Puts the cursor into the form that has just been opened: the keyboard alone is enough.
_FOCUS = """<script>
(() => {
  if (window.aapsimSeance) return;
  window.aapsimSeance = true;
  let last = null, entered = null;
  new MutationObserver(() => {
    const form = document.querySelector('.st-key-seance_form');
    const field = form && form.querySelector('input, textarea');
    if (field === last) return;
    last = field;
    // The form may be there before its field, and its field may be drawn twice.
    if (!field || (form === entered && document.activeElement !== document.body)) return;
    entered = form;
    field.focus();
    // What is written there is a suggestion, which may come a moment after the field: the first key replaces it.
    let typed = false;
    field.addEventListener('keydown', () => { typed = true; }, {once: true});
    for (const wait of [0, 60, 150, 300])
      setTimeout(() => { if (!typed && document.activeElement === field) field.select(); }, wait);
  }).observe(document.body, {subtree: true, childList: true});
  // Whatever opens or closes above it, the row under discussion stays in sight.
  const sized = new ResizeObserver(([{target}]) => {
    const frame = target.querySelector('.aapsim-table'), here = frame && frame.querySelector('.here');
    if (here) frame.scrollTop = here.offsetTop - (frame.clientHeight - here.offsetHeight) / 2;
  });
  let watched = null;
  setInterval(() => {
    // A button that leaves a dialog takes the cursor with it: without one, Escape would do nothing.
    const dialog = document.querySelector('[data-testid="stDialog"] [role="dialog"]');
    if (dialog && document.activeElement === document.body) dialog.focus();
    const place = document.querySelector('.st-key-seance-ranking');
    if (place === watched) return;
    sized.disconnect();
    watched = place;
    if (place) sized.observe(place);
  }, 500);
})();
</script>"""


def put() -> None:
    """Put the style and the script of this page."""
    st.html(_STYLE + _FOCUS, unsafe_allow_javascript=True)
