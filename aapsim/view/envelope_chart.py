"""The envelope as a picture: one bar per source, with the sentence and the table that say the same."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt
import pandas as pd

from aapsim.domain.call import Call, Source
from aapsim.domain.french import euros, percent

AVAILABLE, HELD = "#000091", "#DDDDDD"
PADDED = ("left", "right", "top", "bottom")
INK, FONT = "#3A3A3A", "Marianne, Arial, sans-serif"


def envelope_chart(sources: Sequence[Source], *, large: bool = False) -> alt.LayerChart:
    """Draw what each source can give, over what was notified; amounts are written beside the bars.

    Labels are made here, in French: no value reaches a Vega expression. ``large`` doubles the
    type. No source gives an empty chart.
    """
    size = 24 if large else 13
    rows = pd.DataFrame(
        {
            "label": [source.label for source in sources],
            "notified": [max(source.notified, source.available) for source in sources],
            "available": [source.available for source in sources],
            "text": [euros(source.available) for source in sources],
        }
    )
    order = [source.label for source in sources]
    base = alt.Chart(rows).encode(
        y=alt.Y("label:N", sort=order, title=None, axis=alt.Axis(labelLimit=480, ticks=False, domain=False))
    )
    widest = max([1, *(source.notified for source in sources)])
    scale = alt.Scale(domain=[0, widest * 1.3], nice=False)
    notified = base.mark_bar(color=HELD).encode(x=alt.X("notified:Q", axis=None, scale=scale))
    available = base.mark_bar(color=AVAILABLE).encode(x=alt.X("available:Q", axis=None, scale=scale))
    words = base.mark_text(align="left", dx=6, color="#161616", fontSize=size, fontWeight="bold").encode(
        x=alt.X("notified:Q", scale=scale), text="text:N"
    )
    chart: alt.LayerChart = (
        alt.layer(notified, available, words)
        .properties(height=alt.Step(56 if large else 30), width="container", padding=dict.fromkeys(PADDED, 4))
        .configure(font=FONT, background="#FFFFFF", aria=False, mark={"aria": False})
        .configure_view(strokeWidth=0)
        .configure_axis(labelColor=INK, labelFontSize=size, labelFont=FONT)
    )
    return chart


def envelope_sentence(call: Call) -> str:
    """Say in one sentence what the chart shows."""
    if not call.sources:
        return "Cet appel n'a pas de financeur."
    held = sum(source.reserved for source in call.sources)
    committed = sum(source.committed for source in call.sources)
    parts = ", ".join(f"{source.label} {euros(source.available)}" for source in call.sources)
    kept_back = [
        words
        for amount, words in ((held, f"{euros(held)} mis en réserve"), (committed, f"{euros(committed)} déjà engagés"))
        if amount
    ]
    without = f", une fois retirés {' et '.join(kept_back)}" if kept_back else ""
    return f"{euros(call.envelope)} à répartir{without} : {parts}."


def envelope_table(call: Call) -> list[dict[str, str]]:
    """Return the same as rows of French text, one per source and a total."""
    rows = [
        {
            "Financeur": source.label,
            "Notifié": euros(source.notified),
            "Réserve": f"{euros(source.reserved)} ({percent(source.reserve)})" if source.gross else "déjà déduite",
            "Déjà engagé": euros(source.committed),
            "Disponible": euros(source.available),
        }
        for source in call.sources
    ]
    total = {
        "Financeur": "Total",
        "Notifié": euros(sum(source.notified for source in call.sources)),
        "Réserve": euros(sum(source.reserved for source in call.sources)),
        "Déjà engagé": euros(sum(source.committed for source in call.sources)),
        "Disponible": euros(call.envelope),
    }
    return [*rows, total] if rows else []
