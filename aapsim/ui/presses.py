"""Every press of a button is done once, and to its end before the next one is looked at.

Streamlit 1.67 has four ways of losing or doubling a press; the setting ``runner.fastReruns`` closes a
fifth one (two threads of one session, the end of the first wiping out the press that started the second):

- where another press waits, the script ends at its next access to ``st.session_state``, even within
  the callback of the press before it, or just before that callback: « Retenir » and then « ▶ » at
  once would go on without retaining;
- the browser sends a press a moment after it is made; a timed look of a part of the page that falls
  in that moment carries the press along too, so that it is done twice: « Noir » would change nothing,
  « Annuler » would undo two changes;
- a press that waits and another one of the same button are made one: « + 20 000 » twice would add 20 000;
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
from streamlit.runtime.scriptrunner_utils.script_requests import (
    RerunData,
    ScriptRequest,
    ScriptRequests,
    ScriptRequestType,
)
from streamlit.runtime.state.safe_session_state import SafeSessionState

from aapsim.ui import echo

_thread = threading.local()
_MARK, _BEHIND = "aapsim_whole_presses", "aapsim_behind"


def root() -> DeltaGenerator:
    """Return the root of the page, in which a whole page is drawn."""
    return get_dg_singleton_instance().main_dg


def keep_whole() -> None:
    """Do every press once and to its end, in any session of this server. Doing it again changes nothing."""
    if hasattr(ScriptRequests, _MARK):
        return
    for owner, name, done in (
        (SafeSessionState, "on_script_will_rerun", _uninterrupted(SafeSessionState.on_script_will_rerun)),
        (ScriptRequests, "on_scriptrunner_yield", _between_presses(_then_next(ScriptRequests.on_scriptrunner_yield))),
        (ScriptRequests, "on_scriptrunner_ready", _then_next(ScriptRequests.on_scriptrunner_ready)),
        (ScriptRequests, "request_rerun", _looking_only(ScriptRequests.request_rerun)),
        (ScriptRequests, "_request_rerun_locked", _one_by_one(ScriptRequests._request_rerun_locked)),  # noqa: SLF001
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


def _one_by_one(request: Any) -> Any:  # noqa: ANN401
    """Have a press wait behind what waits, where that holds a press of the same button; what follows, behind it."""

    @wraps(request)
    def request_in_turn(self: Any, asked: RerunData) -> bool:  # noqa: ANN401
        behind: list[RerunData] = self.__dict__.setdefault(_BEHIND, [])
        waits = self._state is ScriptRequestType.RERUN
        if waits and behind and asked.is_auto_rerun:
            return True
        if waits and (behind or _pressed(asked) & _pressed(self._rerun_data)):
            behind.append(asked)
            return True
        return bool(request(self, asked))

    return request_in_turn


def _then_next(take: Any) -> Any:  # noqa: ANN401
    """Put the next press in the place of the one that was taken."""

    @wraps(take)
    def take_in_turn(self: Any) -> ScriptRequest | None:  # noqa: ANN401
        taken: ScriptRequest | None = take(self)
        behind = self.__dict__.get(_BEHIND)
        if behind and taken is not None and taken.type is ScriptRequestType.RERUN:
            with self._lock:
                waiting, behind[:] = behind[:], []
                for one in waiting:
                    self._request_rerun_locked(one)
        return taken

    return take_in_turn


def _pressed(asked: RerunData) -> set[str]:
    """Return the buttons that a request presses."""
    widgets = () if asked.widget_states is None else asked.widget_states.widgets
    return {one.id for one in widgets if echo.is_press(one) and getattr(one, str(one.WhichOneof("value")))}


def without_presses(asked: RerunData) -> RerunData:
    """Return a request without the presses in it; everything else that the browser said stays."""
    if asked.widget_states is None:
        return asked
    kept = [one for one in asked.widget_states.widgets if not echo.is_press(one)]
    return replace(asked, widget_states=WidgetStates(widgets=kept))
