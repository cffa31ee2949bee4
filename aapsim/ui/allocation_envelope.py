"""The envelope typed on the allocation page: one field per source, the total beside."""

from __future__ import annotations

import streamlit as st

from aapsim.domain.call import Source
from aapsim.domain.french import NO_BREAK, euros
from aapsim.service.commands import SetRules
from aapsim.ui import presentation, session
from aapsim.ui.fields import money_field
from aapsim.ui.text import hint, say

_A_ROW = 3


def show(key: str) -> int:
    """Show the money of each source; return the available euros over all of them."""
    call = session.snapshot().call
    if not call.sources:
        say("Cet appel n'a pas de financeur : rien ne peut être réparti.")
        return 0
    # Under every field or under none: the fields of a row stay on one line. A room reads the total instead.
    hinted = not presentation.active() and any(one.available != one.notified for one in call.sources)
    for start in range(0, len(call.sources), _A_ROW):
        row = call.sources[start : start + _A_ROW]
        for column, source in zip(st.columns(len(row), vertical_alignment="bottom"), row, strict=True):
            with column:
                _source(source, key, buttons=len(call.sources) == 1)
                if hinted:
                    hint(f"Disponible{NO_BREAK}: {euros(source.available)}")
    return call.envelope


def _source(source: Source, key: str, *, buttons: bool) -> None:
    name = source.label or source.code
    money_field(
        f"{name} (€)",
        source.notified,
        f"{key}:{source.code}",
        lambda amount: session.apply(SetRules({f"sources.{source.code}.notified": amount})),
        help_text="Montant notifié, par exemple « 150 000 » ou « 150k ». La réserve et les crédits déjà engagés "
        "se règlent dans « Enveloppe ».",
        buttons=buttons,
    )
