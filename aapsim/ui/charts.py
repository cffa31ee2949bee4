"""A chart of :mod:`aapsim.view` on the page."""

from __future__ import annotations

import streamlit as st

from aapsim.view.theme import Drawing, specification


def show(drawing: Drawing, words: str, key: str | None = None) -> None:
    """Draw a chart across the place it stands in; ``words`` name it to those who do not see it."""
    st.vega_lite_chart(spec=specification(drawing), theme=None, width="stretch", key=key, alt=words)
