"""What the rules say of one application: its cap with the binding term, each rule, and its removal."""

from __future__ import annotations

import streamlit as st

from aapsim.domain.french import euros, percent
from aapsim.service.commands import RemoveApplications
from aapsim.ui import plain_table, session
from aapsim.ui.text import figures, hint, plain, say
from aapsim.view.candidates import verdict_rows
from aapsim.view.tables import Table, framed
from aapsim.view.words import OVERALL_WORDS, project_words, term_words


def show(key: str, chosen: str) -> None:
    """Show the cap, the eligibility and the removal of one stored application."""
    answer = session.answer()
    st.subheader("Plafond et recevabilité", anchor=False)
    if chosen not in answer.caps:
        hint("Le plafond et la recevabilité apparaissent dès que la candidature est enregistrée.")
        return
    _cap(key, chosen)
    _eligibility(key, chosen)
    _removal(key, chosen)


def _cap(key: str, chosen: str) -> None:
    call, cap = session.snapshot().call, session.answer().caps[chosen]
    with st.container(key=f"{key}:cap"):
        figures([("Plafond", euros(cap.amount)), ("Plancher", euros(cap.floor))])
        say(f"Plafond : {euros(cap.amount)}, {cap.sentence}.")
        if not cap.fundable:
            st.warning(plain("Non finançable : le plafond est nul ou inférieur au plancher."))
        if cap.rate_cash_only is not None:
            hint(f"Soit {percent(cap.rate_cash_only)} du coût en argent.")
        if cap.thanks_to_in_kind:
            hint("Ce plafond n'est atteint que grâce aux contributions en nature.")
    rows = [(term_words(call, term), amount) for term, amount in cap.terms]
    table = Table("Termes du plafond", framed(("Limite", "Montant"), list(rows)), {"Montant": "euros"})
    with st.expander("Calcul du plafond"):
        hint("Le plafond est la plus petite de ces limites.")
        plain_table.show(table, f"{key}:terms")


def _eligibility(key: str, chosen: str) -> None:
    call, answer = session.snapshot().call, session.answer()
    with st.container(key=f"{key}:eligibility"):
        say(f"Recevabilité : {OVERALL_WORDS[answer.eligibility[chosen]]}")
        rows = [(call.rule(one.rule).label, str(one.answer), one.sentence) for one in answer.verdicts[chosen]]
        plain_table.show(verdict_rows(rows), f"{key}:verdicts")


def _removal(key: str, chosen: str) -> None:
    one = session.snapshot().application(chosen)
    with st.popover("Supprimer cette candidature…", key=f"{key}:remove"):
        say(f"Supprimer « {project_words(one, chosen)} » ({chosen}) ? « Annuler », en haut, la fera revenir.")
        st.button(
            "Oui, supprimer",
            key=f"{key}:removed",
            type="primary",
            on_click=session.act,
            args=(RemoveApplications((chosen,)),),
        )
