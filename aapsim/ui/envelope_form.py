"""The money of each source: notified, reserve, committed, and where it may go."""

from __future__ import annotations

from typing import Any

import streamlit as st

from aapsim.domain.call import Call, Source
from aapsim.domain.french import euros, exact_text
from aapsim.service.commands import SetRules
from aapsim.ui import fields, session, words
from aapsim.ui.text import hint, plain

SOURCES_A_ROW = 3
_NET, _GROSS = "net", "brut"
_GROSS_LABELS = {_NET: "net de la réserve", _GROSS: "brut, réserve à déduire"}


def show(key: str) -> None:
    """Draw one form per source, three a row; ``key`` prefixes the widgets."""
    call = session.snapshot().call
    if not call.sources:
        hint("Cet appel n'a pas de financeur : ajoutez-en un dans son fichier.")
    for start in range(0, len(call.sources), SOURCES_A_ROW):
        row = call.sources[start : start + SOURCES_A_ROW]
        for column, source in zip(st.columns(SOURCES_A_ROW), row, strict=False):
            with column, st.container(border=True):
                _source_form(call, source, f"{key}:{source.code}")


def _source_form(call: Call, source: Source, key: str) -> None:
    code = source.code.upper()
    st.subheader(plain(source.label), anchor=False)
    hint(f"Autorité : {words.authority(source.authority)} · disponible {euros(source.available)}")
    fields.money_field(
        f"Notifié ({code})",
        source.notified,
        f"{key}:notified",
        lambda amount: _set(source, notified=amount),
        help_text="Le montant notifié au service, par exemple « 150 000 », « 150k » ou « 12 345,67 € ».",
    )
    fields.choice_field(
        f"Ce montant est ({code})",
        _GROSS if source.gross else _NET,
        _GROSS_LABELS,
        f"{key}:gross",
        lambda choice: _set(source, gross=choice == _GROSS),
        help_text="Brut : la mise en réserve est encore à déduire. Net : elle l'a déjà été.",
    )
    if source.gross:
        fields.percent_field(
            f"Mise en réserve ({code})",
            source.reserve,
            f"{key}:reserve",
            lambda rate: _set(source, reserve=exact_text(rate)),
            help_text="Part du montant notifié qui ne peut pas être utilisée, par exemple « 4 % ».",
        )
    fields.money_field(
        f"Déjà engagé ({code})",
        source.committed,
        f"{key}:committed",
        lambda amount: _set(source, committed=amount),
        help_text="Ce qui est déjà promis sur ces crédits n'est plus à répartir.",
        buttons=False,
    )
    if source.committed > source.notified - source.reserved:
        st.warning(plain("Plus que ce qui est notifié est déjà engagé : rien n'est disponible."))
    _fungibility(call, source, key)


def _fungibility(call: Call, source: Source, key: str) -> None:
    # One authority's money cannot become another's; what the call file says all the same stays shown.
    others = {
        one.code: one.label
        for one in call.sources
        if one.code != source.code and (one.authority == source.authority or one.code in source.fungible_with)
    }
    if not others:
        return
    with st.expander("Fongibilité", expanded=False):
        fields.several_field(
            f"Peut alimenter ({source.code.upper()})",
            source.fungible_with,
            others,
            f"{key}:fungible",
            lambda codes: _set(source, fungible_with=list(codes)),
            empty="Aucun autre financeur",
        )
        if source.fungible_with:
            fields.optional_money_field(
                f"Limite des transferts ({source.code.upper()})",
                source.transfer_limit,
                f"{key}:transfer",
                lambda amount: _set(source, transfer_limit=amount),
                empty="Tout le disponible",
                help_text="Le plus qui puisse quitter ce financeur ; vide : tout son disponible.",
            )


def _set(source: Source, **changes: Any) -> bool:  # noqa: ANN401  plain values of the call document
    return session.apply(SetRules({f"sources.{source.code}.{name}": value for name, value in changes.items()}))
