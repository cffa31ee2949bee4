"""The rules by axis (priority, floor, ceiling) and the table of sources × axes."""

from __future__ import annotations

import re
from fractions import Fraction

import streamlit as st

from aapsim.domain.call import Axis, Call, Limit, Source
from aapsim.domain.french import euros, exact_text, parse_euros, parse_rate, percent
from aapsim.domain.issues import InvalidInput, Issue
from aapsim.ui import fields, rule_words, session
from aapsim.ui.text import hint, plain

GRANTED = "accordés"
_GRANTED = re.compile(r"(?i)%\s*(accord[ée]s?|des? (montants? )?accord[ée]s?|granted)$")
_EXAMPLE = f"« 20 000 € », « 20 % » de l'enveloppe ou « 20 % {GRANTED} »"


def show(key: str) -> None:
    """Draw priority, floor and ceiling of each axis."""
    call = session.snapshot().call
    for column, name in zip(st.columns(2), ("priorities", "axis_limits"), strict=True):
        with column:
            rule_words.beside(call.rule(name), (), f"{key}:{name}")
    hint(f"Plancher et plafond s'écrivent {_EXAMPLE}.")
    for axis in call.axes:
        with st.container(border=True):
            _axis_form(call, axis, f"{key}:{axis.code}")


def _axis_form(call: Call, axis: Axis, key: str) -> None:
    path = f"axes.{axis.code}"
    paths = [f"{path}.{name}" for name in ("priority", "floor", "ceiling")]
    st.markdown(f"**{plain(f'{axis.code} – {axis.label}')}**")
    priority, floor, ceiling = st.columns(3)
    with priority:
        fields.number_field(
            f"Priorité, axe {axis.code}",
            axis.priority,
            f"{key}:priority",
            lambda new: rule_words.set_rule(paths[0], exact_text(new)),
            most=fields.MOST_WEIGHT,
            help_text="Multiplie les notes de l'axe ; 1 par défaut, par exemple « 1,2 ».",
        )
    for column, label, limit, one in (
        (floor, "Plancher", axis.floor, paths[1]),
        (ceiling, "Plafond", axis.ceiling, paths[2]),
    ):
        with column:
            _limit_field(f"{label}, axe {axis.code}", limit, f"{key}:{label}", one)
    words = call.rule(f"axis_{axis.code}")
    if words.text:
        hint(f"{words.text} {words.origin}")
    rule_words.badges(words, paths)
    rule_words.back_button(paths, key)


def _limit_field(label: str, limit: Limit | None, key: str, path: str) -> None:
    fields.parsed_field(
        label,
        limit,
        key,
        lambda new: rule_words.set_rule(path, plain_limit(new)),
        read=read_limit,
        write=write_limit,
        empty="Aucun",
    )


def read_limit(text: str) -> Limit | None:
    """Read euros, a share of the envelope or of what is granted; empty is no limit.

    Raises ``InvalidInput`` with an example.
    """
    stripped = text.strip()
    if not stripped:
        return None
    granted = _GRANTED.search(stripped)
    if granted:
        return Limit("granted", parse_rate(stripped[: granted.start()] + "%"))
    if stripped.endswith("%"):
        return Limit("envelope", parse_rate(stripped))
    try:
        return Limit("euros", Fraction(parse_euros(stripped).euros))
    except InvalidInput:
        raise InvalidInput([Issue("limit", f"« {stripped[:40]} » n'est pas lisible ; écrivez {_EXAMPLE}.")]) from None


def write_limit(limit: Limit | None) -> str:
    """Write a limit as :func:`read_limit` reads it; none is empty."""
    if limit is None:
        return ""
    if limit.kind == "euros":
        return euros(int(limit.value))
    return percent(limit.value) + (f" {GRANTED}" if limit.kind == "granted" else "")


def plain_limit(limit: Limit | None) -> int | str:
    """Return a limit as the call document writes it; the empty text means no limit."""
    if limit is None:
        return ""
    if limit.kind == "euros":
        return int(limit.value)
    return f"{exact_text(limit.value * 100)} %" + (" granted" if limit.kind == "granted" else "")


def sources_table(key: str) -> None:
    """Draw which source may pay which axis, a check box each; at least one axis stays open."""
    call = session.snapshot().call
    if not (call.sources and call.axes):
        return
    rule_words.beside(call.rule("source_axes"), [f"sources.{one.code}.axes" for one in call.sources], f"{key}:table")
    with st.container(border=True):
        header = st.columns((2, *(1 for _ in call.axes)))
        header[0].markdown("**Financeur**")
        for column, axis in zip(header[1:], call.axes, strict=True):
            column.markdown(f"**{plain(f'Axe {axis.code}')}**", help=plain(axis.label))
        for source in call.sources:
            _source_row(call, source, key)


def _source_row(call: Call, source: Source, key: str) -> None:
    cells = st.columns((2, *(1 for _ in call.axes)), vertical_alignment="center")
    cells[0].markdown(plain(source.label))
    for column, axis in zip(cells[1:], call.axes, strict=True):
        with column:
            fields.toggle_field(
                f"{source.code.upper()}, axe {axis.code}",
                not source.axes or axis.code in source.axes,
                f"{key}:{source.code}:{axis.code}",
                lambda open_, source=source, axis=axis: _set_open(call, source, axis, opened=open_),  # type: ignore[misc]
            )


def _set_open(call: Call, source: Source, axis: Axis, *, opened: bool) -> bool:
    before = source.axes or tuple(one.code for one in call.axes)
    after = [one.code for one in call.axes if (opened if one.code == axis.code else one.code in before)]
    if not after:
        session.refuse(
            (Issue("axes", f"{source.label} doit rester ouvert à un axe ; pour le fermer, mettez son montant à 0 €."),)
        )
        return False
    return rule_words.set_rule(f"sources.{source.code}.axes", [] if len(after) == len(call.axes) else after)
