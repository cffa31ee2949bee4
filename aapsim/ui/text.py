"""Writing on a screen: data is never read as Markdown or HTML, figures are French."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st

from aapsim.domain.french import NO_BREAK

# Markdown's own signs anywhere in a line, and those that count at its start. Nothing else gets a
# backslash: Streamlit hands labels to screen readers as they are written.
_INLINE = re.compile(r"([\\`*_\[\]<$~&])")
_AT_START = re.compile(r"^(\d*)([#>+\-=.)])")
_JOINER = "\u2060"
# Streamlit rewrites these in the text itself (emoji and icon names, arrows, bare addresses),
# after Markdown has been read: a backslash does not stop it, an invisible joiner inside does.
_REWRITTEN = re.compile(r"((?<=:)(?=\S)|(?<=@)(?=\S)|(?<=[<>=~\-])(?=[<>=~\-])|(?<=www)(?=\.))", re.IGNORECASE)
# A figure and its sign stay on one line, in our own sentences too.
_SIGN = re.compile(r"(?<=[0-9]) (?=[%€])")
_BLANKS = re.compile("[ \t\r\n\v\f]+")
METRICS_A_ROW = 3


def plain(text: str) -> str:
    """Return ``text`` so that a Streamlit call that reads Markdown shows it letter for letter.

    Line ends become spaces (a label is one line). Empty stays empty.
    """
    one_line = _SIGN.sub(NO_BREAK, _BLANKS.sub(" ", text).strip(" "))
    escaped = _INLINE.sub(r"\\\1", _REWRITTEN.sub(_JOINER, one_line))
    return _AT_START.sub(r"\1\\\2", escaped)


def of(name: str) -> str:
    """Return ``de Zoé`` or, before a vowel, ``d'Anne``; an h is taken as mute."""
    first = unicodedata.normalize("NFD", name.strip())[:1].lower()
    return f"d'{name}" if first in set("aeiouh") else f"de {name}"


def say(text: str) -> None:
    """Write one paragraph of plain text."""
    st.markdown(plain(text))


def hint(text: str) -> None:
    """Write one small paragraph of plain text."""
    st.caption(plain(text))


def figures(items: Sequence[tuple[str, str] | tuple[str, str, str]]) -> None:
    """Show (label, value[, help]) as metrics, three a row at most so that none is cut off."""
    for start in range(0, len(items), METRICS_A_ROW):
        row = items[start : start + METRICS_A_ROW]
        for column, (label, value, *help_text) in zip(st.columns(METRICS_A_ROW), row, strict=False):
            column.metric(plain(label), value, help=plain(help_text[0]) if help_text else None)


def clock(moment: datetime) -> str:
    """Return the time of day as ``14 h 32``, in the officer's time zone where it is known."""
    try:
        zone = ZoneInfo(st.context.timezone or "")
    except (ZoneInfoNotFoundError, ValueError):
        zone = None
    return f"{moment.astimezone(zone):%H{NO_BREAK}h{NO_BREAK}%M}"


def table(rows: Sequence[Mapping[str, str]], what: str = "") -> None:
    """Show rows of text as a plain HTML table (readable by keyboard and screen readers).

    Columns are the keys of the first row; no row shows nothing. ``what`` names the table for
    screen readers.
    """
    if rows:
        escaped = [{plain(name): plain(cell) for name, cell in row.items()} for row in rows]
        columns = {name: [row[name] for row in escaped] for name in escaped[0]}
        st.table(columns, hide_index=True, hide_header=False, alt=what or None)


def bullets(lines: Sequence[str]) -> None:
    """Write plain lines as a list; none writes nothing."""
    if lines:
        st.markdown("\n".join(f"- {plain(line)}" for line in lines))
