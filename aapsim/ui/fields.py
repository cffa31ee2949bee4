"""Fields for French figures: text read by the French parser, rewritten, refused with an example.

The value lives in the store: a field shows the value it is given, and calls ``on_change`` with
the new one. What cannot be read stays in the field with one sentence; the store keeps its value.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import streamlit as st

from aapsim.domain.french import NO_BREAK, decimal, euros, group_digits, parse_euros, parse_number, parse_rate, percent
from aapsim.domain.issues import InvalidInput, Issue
from aapsim.ui import session
from aapsim.ui.text import plain

_NUMBER_EXAMPLE = "par exemple « 1 » ou « 1,5 »"
_PLACES = 4
MOST_WEIGHT = 1_000
"""The largest weight or priority that can be typed: beyond, it is a slip of the keyboard."""
STEPS = (5_000, 10_000, 20_000)
# One file at a time, and no size written the English way. Constant style.
_UPLOADER = """<style>
[data-testid="stFileChipName"] + div {display: none;}
[data-testid="stFileUploaderDropzone"] button[data-testid="stBaseButton-borderlessIcon"] {display: none;}
/* Why a file is refused before it is sent: Streamlit says it to screen readers only. */
[data-testid="stFileChip"][aria-invalid="true"] {height: auto; max-width: 100%; flex-wrap: wrap; padding: 0.4rem;}
[data-testid="stFileChip"] > [role="alert"] {position: static; width: 100%; height: auto; margin: 0; clip: auto;
  white-space: normal; overflow: visible; color: #161616;}
</style>"""

MoneyChange = Callable[[int], bool]
OptionalMoneyChange = Callable[[int | None], bool]


@dataclass(frozen=True, slots=True)
class _Shown:
    """The stored value a field's text stands for, and the sentence about refused input (or empty)."""

    value: Any
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class _Kind:
    """How one kind of figure is read and written; ``read`` raises ``InvalidInput``."""

    read: Callable[[str], Any]
    write: Callable[[Any], str]


def french_uploader() -> None:
    """Put the style of a file field: one file at a time, no size written the English way."""
    st.html(_UPLOADER)


def money_field(
    label: str, value: int, key: str, on_change: MoneyChange, *, help_text: str = "", buttons: bool = True
) -> int:
    """Show whole euros as ``12 345 €``; return ``value``, the stored amount.

    ``on_change`` receives the new amount from a callback and tells whether it was saved
    (usually ``lambda amount: session.apply(...)``). ``buttons`` adds ± 5 000, 10 000, 20 000.
    """
    kind = _Kind(lambda text: parse_euros(text).euros, euros)
    _field(label, value, key, on_change, kind, help_text)
    if buttons:
        _step_buttons(label, value, key, on_change)
    return value


def optional_money_field(
    label: str, value: int | None, key: str, on_change: OptionalMoneyChange, *, help_text: str = "", empty: str = ""
) -> int | None:
    """Show whole euros or nothing; ``empty`` says in the empty field what nothing means."""
    kind = _Kind(
        lambda text: parse_euros(text).euros if text.strip() else None,
        lambda amount: "" if amount is None else euros(amount),
    )
    _field(label, value, key, on_change, kind, help_text, placeholder=empty)
    return value


def percent_field(
    label: str, value: Fraction, key: str, on_change: Callable[[Fraction], bool], *, help_text: str = ""
) -> Fraction:
    """Show a rate (0–1) as ``12,5 %``; return ``value``. Same rules as :func:`money_field`."""
    _field(label, value, key, on_change, _Kind(parse_rate, percent), help_text)
    return value


def optional_percent_field(
    label: str,
    value: Fraction | None,
    key: str,
    on_change: Callable[[Fraction | None], bool],
    *,
    help_text: str = "",
    empty: str = "",
) -> Fraction | None:
    """Show a rate or nothing; ``empty`` says in the empty field what nothing means."""
    kind = _Kind(
        lambda text: parse_rate(text) if text.strip() else None,
        lambda rate: "" if rate is None else percent(rate),
    )
    _field(label, value, key, on_change, kind, help_text, placeholder=empty)
    return value


def number_field(
    label: str,
    value: Fraction,
    key: str,
    on_change: Callable[[Fraction], bool],
    *,
    most: int,
    help_text: str = "",
) -> Fraction:
    """Show a number from 0 to ``most`` as ``1,5``; return ``value``. Same rules as :func:`money_field`."""
    kind = _Kind(lambda text: read_number(text, most), lambda number: decimal(number, _PLACES))
    _field(label, value, key, on_change, kind, help_text)
    return value


def read_number(text: str, most: int) -> Fraction:
    """Read a number from 0 to ``most``, with at most four decimals. Raises ``InvalidInput`` with one sentence."""
    value = parse_number(text, _NUMBER_EXAMPLE)
    shown = f"« {' '.join(text.split())[:40]} »"
    if value > most:
        message = f"{shown} dépasse {group_digits(most)} ; écrivez un nombre de 0 à {group_digits(most)}."
        raise InvalidInput([Issue("number", message)])
    if (value * 10**_PLACES).denominator != 1:
        raise InvalidInput([Issue("number", f"{shown} a plus de {_PLACES} décimales ; arrondissez-le.")])
    return value


def parsed_field(
    label: str,
    value: Any,  # noqa: ANN401  whatever `read` returns
    key: str,
    on_change: Callable[[Any], bool],
    *,
    read: Callable[[str], Any],
    write: Callable[[Any], str],
    empty: str = "",
) -> None:
    """Show a value of any kind through ``write`` and ``read`` (which raises ``InvalidInput``)."""
    _field(label, value, key, on_change, _Kind(read, write), "", placeholder=empty)


def _field(
    label: str,
    value: Any,  # noqa: ANN401  the kinds above give it its type
    key: str,
    on_change: Callable[[Any], bool],
    kind: _Kind,
    help_text: str,
    placeholder: str = "",
) -> None:
    widget, memory = _keys(key)
    shown: _Shown | None = st.session_state.get(memory)
    if shown is None or shown.value != value or widget not in st.session_state:
        # The store moved (another field, undo, another officer) or the page was left: follow it.
        shown = _Shown(value)
        st.session_state[memory] = shown
        st.session_state[widget] = kind.write(value)
    st.text_input(
        plain(label),
        key=widget,
        on_change=_typed,
        args=(key, value, on_change, kind),
        help=plain(help_text) or None,
        placeholder=placeholder or None,
    )
    if shown.sentence:
        st.error(plain(f"{shown.sentence} Valeur conservée : {kind.write(value) or 'aucune'}."))


def _keys(key: str) -> tuple[str, str]:
    full = f"field:{session.snapshot().id}:{key}"
    return full, f"{full}:shown"


def _typed(key: str, value: Any, on_change: Callable[[Any], bool], kind: _Kind) -> None:  # noqa: ANN401
    widget, memory = _keys(key)
    try:
        new = kind.read(st.session_state[widget])
    except InvalidInput as refused:
        st.session_state[memory] = _Shown(value, refused.issues[0].message)
        return
    if new != value and not on_change(new):
        st.session_state[memory] = _Shown(value, "La nouvelle valeur n'a pas été enregistrée.")
        return
    st.session_state[memory] = _Shown(new)
    st.session_state[widget] = kind.write(new)


def _step_buttons(label: str, value: int, key: str, on_change: MoneyChange) -> None:
    with st.container(horizontal=True, gap="xxsmall", key=f"steps:{session.snapshot().id}:{key}"):
        for step in (*(-one for one in reversed(STEPS)), *STEPS):
            sign = "+" if step > 0 else "−"
            amount = f"{sign}{NO_BREAK}{group_digits(abs(step))}"
            st.button(
                plain(amount),
                key=f"step:{session.snapshot().id}:{key}:{step}",
                on_click=_stepped,
                args=(step, key, value, on_change),
                disabled=step < 0 and value == 0,
                help=plain(f"{label} : {amount}{NO_BREAK}€"),
            )


def _stepped(step: int, key: str, value: int, on_change: MoneyChange) -> None:
    # A second click may come before the page is drawn again: start from what the first one saved.
    widget, memory = _keys(key)
    shown: _Shown | None = st.session_state.get(memory)
    now = value if shown is None else int(shown.value)
    new = max(0, now + step)
    if new != now and on_change(new):
        st.session_state[memory] = _Shown(new)
        st.session_state[widget] = euros(new)


def choice_field(
    label: str,
    value: str,
    choices: Mapping[str, str],
    key: str,
    on_change: Callable[[str], bool],
    *,
    help_text: str = "",
) -> str:
    """Show one of ``choices`` (stored value → French label); return ``value``."""
    widget = _keys(key)[0]
    st.session_state[widget] = value
    st.selectbox(
        plain(label),
        list(choices),
        key=widget,
        format_func=lambda one: choices[one],
        on_change=lambda: _discard(on_change(st.session_state[widget])),
        help=plain(help_text) or None,
    )
    return value


def toggle_field(label: str, value: bool, key: str, on_change: Callable[[bool], bool], *, help_text: str = "") -> bool:  # noqa: FBT001  a switch's value
    """Show a yes/no value as a check box; return ``value``."""
    widget = _keys(key)[0]
    st.session_state[widget] = value
    st.checkbox(
        plain(label),
        key=widget,
        on_change=lambda: _discard(on_change(st.session_state[widget])),
        help=plain(help_text) or None,
    )
    return value


def several_field(
    label: str,
    values: tuple[str, ...],
    choices: Mapping[str, str],
    key: str,
    on_change: Callable[[tuple[str, ...]], bool],
    *,
    empty: str = "",
) -> tuple[str, ...]:
    """Show several of ``choices`` (stored value → French label), in the order of ``choices``."""
    widget = _keys(key)[0]
    st.session_state[widget] = [one for one in choices if one in values]
    st.multiselect(
        plain(label),
        list(choices),
        key=widget,
        format_func=lambda one: choices[one],
        on_change=lambda: _discard(on_change(tuple(one for one in choices if one in st.session_state[widget]))),
        placeholder=empty or "Aucun",
        select_all=False,
        filter_mode="contains",
    )
    return values


def _discard(_saved: bool) -> None:  # noqa: FBT001  the frame shows a refusal; the widget follows the store
    """Turn the outcome of a change into what a callback returns."""
