"""The envelope as a picture: one bar per source, with the sentence and the table that say the same."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt
import pandas as pd

from aapsim.domain.call import Call, Source
from aapsim.domain.french import euros, percent
from aapsim.view.theme import ACTION, BORDER, TEXT, Drawing, bar_height, dressed, named_rows


def envelope_chart(sources: Sequence[Source], *, large: bool = False) -> Drawing:
    """Draw what each source can give, over what was notified; amounts are written beside the bars.

    Only rows hold the labels. ``large`` doubles the type. No source gives an empty chart.
    """
    size = 24 if large else 13
    row, height, below = bar_height(size)
    rows = [
        {
            "place": place,
            "name": source.label,
            "notified": max(source.notified, source.available),
            "available": source.available,
            "text": _amount_words(source),
        }
        for place, source in enumerate(sources)
    ]
    frame = pd.DataFrame(rows, columns=["place", "name", "notified", "available", "text"])
    base, names = named_rows(frame, size, 40)
    widest = max([1, *(source.notified for source in sources)])
    # Room for the words after the longest bar, on a page zoomed twice too.
    scale = alt.Scale(domain=[0, widest * 1.9], nice=False)
    # Without an axis on every layer, or none: Vega fails on a mixture.
    notified, available = (alt.X(f"{field}:Q", axis=None, scale=scale) for field in ("notified", "available"))
    bars = base.mark_bar(color=BORDER, height=height, yOffset=below).encode(x=notified)
    part = base.mark_bar(color=ACTION, height=height, yOffset=below).encode(x=available)
    words = base.mark_text(align="left", dx=6, color=TEXT, fontSize=size, fontWeight="bold", yOffset=below)
    layers = alt.layer(bars, part, names, words.encode(x=notified, text="text:N"))
    return dressed(layers.properties(height=alt.Step(row), width="container"), size)


def _amount_words(source: Source) -> str:
    """Write what can be given, and out of what where something is held back or spent."""
    if source.available >= source.notified:
        return euros(source.available)
    return f"{euros(source.available)} sur {euros(source.notified)} notifiés"


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
