"""The dashboard in a hurry: ``python -m tests.e2e.hurried ADDRESS-OPTIONS``, for the tests of lost presses.

Every timed look of a part of the page comes each 0.3 s, the end of a run lasts longer, and so does the moment
between the arrival of a press and its callback: what a busy machine does now and then happens here all the time.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Any

import streamlit as st
from streamlit.runtime.state.session_state import SessionState
from streamlit.web import cli

LOOK_S, ENDING_S, ARRIVING_S = 0.3, 0.05, 0.08


def late(name: str, seconds: float) -> None:
    """Make a step of Streamlit's session wait before it is done."""
    prompt: Callable[..., Any] = getattr(SessionState, name)

    def after(self: SessionState, *args: Any, **kwargs: Any) -> Any:
        time.sleep(seconds)
        return prompt(self, *args, **kwargs)

    setattr(SessionState, name, after)


def main() -> None:
    """Start the server with the options of ``streamlit run``."""
    plain = st.fragment
    st.fragment = lambda func=None, *, run_every=None, **options: plain(
        func, run_every=run_every and LOOK_S, **options
    )
    late("on_script_finished", ENDING_S)
    late("_call_callbacks", ARRIVING_S)
    sys.argv = ["streamlit", "run", "app.py", *sys.argv[1:]]
    cli.main()


if __name__ == "__main__":
    main()
