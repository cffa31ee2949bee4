"""The look of every chart: colours, shapes beyond four axes, French figures, readable axis text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import altair as alt
import pandas as pd
from altair.utils import schemapi

# No size or look of Altair's own, and no look at each part while it is made: see :func:`specification`.
alt.theme.enable("none")
schemapi.disable_debug_mode()

TEXT = "#161616"
AXIS_TEXT = "#3A3A3A"
ACTION = "#000091"
LIGHT = "#F6F6F6"
BORDER = "#DDDDDD"
CAP_GROUND = "#E3E3EA"
FONT = "Marianne, Arial, sans-serif"

AXIS_COLOURS = ("#000091", "#009081", "#B478F1", "#E16834")
"""Contrast of at least 3 on white, told apart under every colour blindness."""

_SOLID_SYMBOLS = ("●", "■", "▲", "◆")
_HOLLOW_SYMBOLS = ("○", "□", "△", "◇")
_DASHES: tuple[tuple[int, ...], ...] = ((1, 0), (6, 3), (2, 2))


@dataclass(frozen=True, slots=True)
class AxisStyle:
    """How one axis is drawn: never by colour alone, ``symbol`` stands before its name everywhere."""

    slot: str
    colour: str
    fill: str
    dash: tuple[int, ...]
    symbol: str


def axis_style(position: int) -> AxisStyle:
    """Return the style of the axis at ``position`` (from 0) in the call's order.

    The first four are plain; the next eight repeat the colours as white bars outlined in
    dashes, with hollow symbols; beyond twelve the styles start again, the symbol carrying the code.
    """
    family, colour_at = divmod(position % 12, 4)
    colour = AXIS_COLOURS[colour_at]
    symbols = _SOLID_SYMBOLS if family == 0 else _HOLLOW_SYMBOLS
    return AxisStyle(
        slot=f"s{position % 12}",
        colour=colour,
        fill=colour if family == 0 else "#FFFFFF",
        dash=_DASHES[family],
        symbol=symbols[colour_at] * max(1, family),
    )


def axis_scales() -> tuple[alt.Scale, alt.Scale, alt.Scale]:
    """Return the fill, outline and dash scales over the twelve constant style slots (no data inside)."""
    styles = [axis_style(position) for position in range(12)]
    slots = [style.slot for style in styles]
    return (
        alt.Scale(domain=slots, range=[style.fill for style in styles]),
        alt.Scale(domain=slots, range=[style.colour for style in styles]),
        alt.Scale(domain=slots, range=[list(style.dash) for style in styles]),
    )


FRENCH_LOCALE: dict[str, Any] = {
    "number": {"decimal": ",", "thousands": "\u202f", "grouping": [3], "currency": ["", "\u00a0€"], "minus": "−",
               "percent": "\u00a0%"},
    "time": {
        "dateTime": "%A %e %B %Y à %X",
        "date": "%d/%m/%Y",
        "time": "%H:%M:%S",
        "periods": ["AM", "PM"],
        "days": ["dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"],
        "shortDays": ["dim.", "lun.", "mar.", "mer.", "jeu.", "ven.", "sam."],
        "months": [
            "janvier", "février", "mars", "avril", "mai", "juin",
            "juillet", "août", "septembre", "octobre", "novembre", "décembre",
        ],
        "shortMonths": [
            "janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc.",
        ],
    },
}  # fmt: skip

EURO_FORMAT = "$,.0f"
"""Written ``12 345 €`` under :data:`FRENCH_LOCALE`."""


_DOUBLED = 20
"""From this size on, a chart is drawn for a room, across the page."""

Drawing = alt.Chart | alt.LayerChart | alt.FacetChart
"""What :func:`dressed` accepts and returns (altair types a sized layer as possibly faceted)."""


def specification(drawing: Drawing) -> dict[str, Any]:
    """Return what a browser draws. Tests hold every drawing against the schema of Vega-Lite: it is not done again here.

    That, and the look into each part as it is made, took half of the time from a typed amount to its chart.
    """
    document: dict[str, Any] = drawing.to_dict(validate=False)
    return document


def named_rows(bars: pd.DataFrame, size: int, letters: int = 0) -> tuple[alt.Chart, alt.Chart]:
    """Return the base of a bar chart and its names, one row per ``place`` with ``name`` written above the bar.

    Names above rather than beside leave the whole width to the bars, however narrow the panel. A
    name is cut, with an ellipsis, at ``letters`` times the size: across a page zoomed twice 44, less
    what else stands on the line. 0 is for the panel of the page Répartition: narrow beside the
    ranking, across the page where the type is doubled.
    """
    letters = letters or (23 if size < _DOUBLED else 44)
    # `place` alone orders the rows: equal names stay apart, and no name enters the specification.
    y = alt.Y("place:O", title=None).axis(None)
    base: alt.Chart = alt.Chart(bars).encode(y=y)
    names: alt.Chart = base.mark_text(
        align="left", baseline="bottom", color=TEXT, fontSize=size, yOffset=-size * 0.5, limit=size * letters
    )
    return base, names.encode(x=alt.XValue(0), text=alt.Text("name:N"))  # type: ignore[no-untyped-call]


def outline(words: alt.Chart) -> alt.Chart:
    """Return the white outline of words, to be drawn just before them: it keeps them apart from a line behind."""
    white: Any = {"color": "#FFFFFF", "stroke": "#FFFFFF", "strokeWidth": 4}
    drawn: alt.Chart = words.copy()
    drawn.mark = alt.MarkDef(**{**words.mark.to_dict(validate=False), **white})
    return drawn


def bar_height(size: int) -> tuple[int, float, float]:
    """Return the height of a row, of its bar, and how far the bar hangs below the middle, in pixels."""
    return round(size * 2.8), size * 0.9, size * 0.3


def dressed(chart: Drawing, size: int = 13) -> Drawing:
    """Return the chart with the common look and the French locale; every chart ends here.

    ``size`` is the height of the axis labels in pixels.
    """
    look: Drawing = chart.configure(
        font=FONT,
        background="#FFFFFF",
        locale=FRENCH_LOCALE,
        aria=False,  # the words Vega would have read aloud are English; the table beside says the same
        mark={"aria": False},
        view={"stroke": None},
        padding={"left": 4, "top": 8, "right": 8, "bottom": 4},
    ).configure_axis(
        labelColor=AXIS_TEXT,
        titleColor=AXIS_TEXT,
        labelFontSize=size,
        titleFontSize=size,
        titleFontWeight="normal",
        gridColor=BORDER,
        domainColor=BORDER,
        tickColor=BORDER,
    )
    return look
