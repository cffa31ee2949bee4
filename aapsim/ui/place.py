"""The current place: which workspace this session is on."""

from __future__ import annotations

import streamlit as st

ADDRESS_KEY = "espace"
_STATE_KEY = "aapsim:workspace"


def current(known: tuple[str, ...], last_opened: str) -> str:
    """Return the id of the current workspace: address, else session, else last opened.

    Only ids of ``known`` count. The address is rewritten on every run, since a click in the
    menu drops its query string and F5 would then open another workspace.
    """
    asked = (st.query_params.get(ADDRESS_KEY), st.session_state.get(_STATE_KEY))
    here = next((one for one in asked if one in known), last_opened)
    go_to(here)
    return here


def go_to(workspace: str) -> None:
    """Make ``workspace`` the current one, in the session and in the address."""
    st.session_state[_STATE_KEY] = workspace
    if st.query_params.get(ADDRESS_KEY) != workspace:
        st.query_params[ADDRESS_KEY] = workspace
