"""The available money at once: figures, one bar per source, a sentence and a table."""

from __future__ import annotations

import streamlit as st

from aapsim.domain.call import Call
from aapsim.domain.french import euros
from aapsim.ui import charts, presentation, session, text, words
from aapsim.view.envelope_chart import envelope_chart, envelope_sentence, envelope_table


def show(key: str) -> int:
    """Draw the envelope of the current call; return the euros available over all sources."""
    call = session.snapshot().call
    text.figures([("À répartir", euros(call.envelope)), *_by_authority(call)])
    if call.sources:
        chart = envelope_chart(call.sources, large=presentation.active())
        charts.show(chart, "Argent disponible par financeur", f"{key}:chart")
    text.say(envelope_sentence(call))
    with st.expander("Tableau des montants", expanded=presentation.active()):
        text.table(envelope_table(call), "Montants par financeur")
    return call.envelope


def _by_authority(call: Call) -> list[tuple[str, str]]:
    if len(call.authorities) < 2:
        return []
    return [
        (
            words.authority(authority),
            euros(sum(source.available for source in call.sources if source.authority == authority)),
        )
        for authority in call.authorities
    ]
