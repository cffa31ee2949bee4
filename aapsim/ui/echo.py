"""What the browser still showed is not taken for what somebody typed.

With each press the browser sends what all fields hold. Where the server has just written another value
into one of them (an undo, an amount put in French form, ± 20 000) and the browser has not drawn it yet,
the old value comes along and Streamlit takes it for a new entry: an undone change came back by itself,
« + 20 000 » pressed twice added 20 000.

Each whole drawing of a page therefore ends with its number in a hidden field. What the browser sends
bears the number of the last drawing that it holds. Behind the last one begun, a value that is still the
one it sent before was typed by nobody, nor was one that the server itself wrote on the way: they are left
out, and the session keeps what the server wrote last.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol, cast

import streamlit as st
from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates

_NUMBER, _HEARD = "aapsim:echo", "aapsim:heard"
_STYLE = "<style>.st-key-aapsim-echo {display: none;}</style>"
"""Constant style."""
_PRESSES = frozenset({"trigger_value", "string_trigger_value", "chat_input_value", "json_trigger_value"})


@dataclass(slots=True)
class Heard:
    """What a session knows of its browser: the last drawing that was begun, and what it sent last, by field.

    ``written`` holds, by key, the texts of the drawings that it may not have followed yet.
    """

    drawn: int = 0
    said: Mapping[str, bytes] = field(default_factory=dict)
    written: dict[str, set[str]] = field(default_factory=dict)


class _State(Protocol):
    def __contains__(self, key: str) -> bool: ...
    def __getitem__(self, key: str) -> object: ...
    def __setitem__(self, key: str, value: object) -> None: ...


def end_drawing() -> None:
    """Write the number of the drawing that ends here, as its last element."""
    heard = _heard(st.session_state)
    heard.drawn += 1
    st.session_state[_NUMBER] = str(heard.drawn)
    for key, value in st.session_state.items():
        if isinstance(value, str):
            heard.written.setdefault(str(key), set()).add(value)
    with st.container(key="aapsim-echo"):
        st.html(_STYLE)
        st.text_input("Dessin", key=_NUMBER, label_visibility="collapsed")


def typed(state: _State, sent: WidgetStates | None) -> WidgetStates | None:
    """Return what the browser sent without the values it held before the last drawing reached it."""
    if sent is None:
        return None
    heard = _heard(state)
    before, heard.said = heard.said, {one.id: one.SerializeToString() for one in sent.widgets}
    new = [one for one in sent.widgets if is_press(one) or before.get(one.id) != heard.said[one.id]]
    behind = _number(sent) < heard.drawn
    if behind:
        new = [one for one in new if not _was_written(heard, one)]
    else:
        heard.written.clear()
    # What it brings may write into fields, even where the next press ends this drawing before it has begun.
    heard.drawn += any(not _is_number(one) for one in new)
    return WidgetStates(widgets=new) if behind else sent


def is_press(one: WidgetState) -> bool:
    """Tell whether this is the press of a button, which the browser sends once, not what a field holds."""
    return one.WhichOneof("value") in _PRESSES


def _was_written(heard: Heard, one: WidgetState) -> bool:
    """Tell whether a field holds a text that the server wrote into it in a drawing on its way."""
    # An id ends with the key: ``$$ID-<hash>-<key>``.
    key = one.id.split("-", 2)[-1]
    return one.WhichOneof("value") == "string_value" and one.string_value in heard.written.get(key, ())


def _heard(state: _State) -> Heard:
    if _HEARD not in state:
        state[_HEARD] = Heard()
    return cast("Heard", state[_HEARD])


def _number(sent: WidgetStates) -> int:
    """Return the number of the last drawing that the browser held; 0 where it had none yet."""
    return next((int(one.string_value) for one in sent.widgets if _is_number(one)), 0)


def _is_number(one: WidgetState) -> bool:
    return one.id.endswith(f"-{_NUMBER}") and one.string_value.isdecimal()
