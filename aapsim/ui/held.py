"""Lists whose words change while an option stays chosen: a title corrected, a rank moved, a review finished.

The browser sends back the words it shows, not the option. Once the words have changed, what it
sends means nothing any more and the list would jump to its first option.
"""

from __future__ import annotations

from collections.abc import Collection

import streamlit as st


def hold(widget: str, options: Collection[str], memory: str = "") -> str:
    """Keep a list on its option, just before it is drawn; return the option, empty where there is none.

    ``memory`` is the key that outlives the list (its own by default): another part of the page
    may share it, and a list that comes back finds it again.
    """
    kept = memory or f"{widget}:held"
    chosen = now(widget, options, kept) or next(iter(options), "")
    # Written at each drawing: the browser then holds the present words.
    st.session_state[widget] = st.session_state[kept] = chosen
    return chosen


def now(widget: str, options: Collection[str], memory: str = "") -> str:
    """Return the option of a list, for a callback: that of the browser if it is one, else the last one held."""
    found = (st.session_state.get(widget), st.session_state.get(memory or f"{widget}:held"))
    return next((str(one) for one in found if one in options), "")
