"""Every press of a button is done once, and to its end before the next one is looked at.

Streamlit 1.67 has three ways of losing or doubling a press; the setting ``runner.fastReruns`` closes a
fourth one (two threads of one session, the end of the first wiping out the press that started the second):

- where another press waits, the script ends at its next access to ``st.session_state``, even within
  the callback of the press before it, or just before that callback: « Retenir » and then « ▶ » at
  once would go on without retaining;
- the browser sends a press a moment after it is made; a timed look of a part of the page that falls
  in that moment carries the press along too, so that it is done twice: « Noir » would change nothing,
  « Annuler » would undo two changes;
- a part of the page that was drawn alone leaves its place behind in the thread, and the next whole
  page would be drawn inside it.
"""

from __future__ import annotations

import threading
from dataclasses import replace
from functools import wraps
from typing import Any

from streamlit.delta_generator import DeltaGenerator
from streamlit.delta_generator_singletons import get_dg_singleton_instance
from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData, ScriptRequest, ScriptRequests
from streamlit.runtime.state.safe_session_state import SafeSessionState

from aapsim.ui import echo

_thread = threading.local()
_MARK = "aapsim_whole_presses"


def root() -> DeltaGenerator:
    """Return the root of the page, in which a whole page is drawn."""
    return get_dg_singleton_instance().main_dg


def keep_whole() -> None:
    """Do every press once and to its end, in any session of this server. Doing it again changes nothing."""
    if hasattr(ScriptRequests, _MARK):
        return
    for owner, name, done in (
        (SafeSessionState, "on_script_will_rerun", _uninterrupted(SafeSessionState.on_script_will_rerun)),
        (ScriptRequests, "on_scriptrunner_yield", _between_presses(ScriptRequests.on_scriptrunner_yield)),
        (ScriptRequests, "request_rerun", _looking_only(ScriptRequests.request_rerun)),
        (ScriptRequests, _MARK, True),
    ):
        setattr(owner, name, done)


def _uninterrupted(begin: Any) -> Any:  # noqa: ANN401  Streamlit's own methods, as they are
    """Mark the whole step in which what was typed and pressed is put in place and the callbacks are called."""

    @wraps(begin)
    def begin_whole(self: SafeSessionState, sent: WidgetStates | None, **options: Any) -> None:  # noqa: ANN401
        _thread.calling = True
        try:
            begin(self, echo.typed(self, sent), **options)
        finally:
            _thread.calling = False

    return begin_whole


def _between_presses(look: Any) -> Any:  # noqa: ANN401
    """Keep what waits as long as that step lasts; Streamlit looks again just after."""

    @wraps(look)
    def look_between(self: ScriptRequests) -> ScriptRequest | None:
        waiting: ScriptRequest | None = None if getattr(_thread, "calling", False) else look(self)
        return waiting

    return look_between


def _looking_only(request: Any) -> Any:  # noqa: ANN401
    """Take from a timed look the presses that it carries: the browser sends each of them itself."""

    @wraps(request)
    def request_looking(self: ScriptRequests, asked: RerunData) -> bool:
        return bool(request(self, without_presses(asked) if asked.is_auto_rerun else asked))

    return request_looking


def without_presses(asked: RerunData) -> RerunData:
    """Return a request without the presses in it; everything else that the browser said stays."""
    if asked.widget_states is None:
        return asked
    kept = [one for one in asked.widget_states.widgets if not echo.is_press(one)]
    return replace(asked, widget_states=WidgetStates(widgets=kept))
