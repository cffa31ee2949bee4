"""The three figures of an allocation, its proof, and what stands in its way."""

from __future__ import annotations

import streamlit as st

from aapsim.domain.allocation import Allocation
from aapsim.domain.call import Strategy
from aapsim.domain.french import euros
from aapsim.domain.issues import Issue
from aapsim.ui import allocation_conflict, allocation_strategies, session
from aapsim.ui.text import bullets, figures, hint, plain
from aapsim.view.proof import proof_sentences
from aapsim.view.ranking import crumbs_sentence
from aapsim.view.words import counted


def show(strategy: Strategy) -> Allocation | None:
    """Show what is distributed under a strategy; return its allocation if there is one to draw.

    ``None``: nothing could be computed (yet), or the rules contradict each other; the sentences say why.
    """
    answer = session.answer()
    shown = allocation_strategies.answer_of(strategy)
    available = session.snapshot().call.envelope
    granted = shown.total_granted if shown else 0
    left = sum(shown.unspent.values()) if shown else available
    figures(
        [
            ("À répartir", euros(sum(shown.envelope.values()) if shown else available)),
            ("Proposé", euros(granted), f"{counted(shown.funded_count if shown else 0, 'projet')}"),
            ("Reste", euros(left)),
        ]
    )
    if answer.waiting is not None:
        # The frame says what is shown meanwhile, and that it proves nothing.
        return shown
    if shown is None or shown.status == "infeasible":
        _impossible(shown.issues if shown else answer.issues)
        return None
    _proof(shown)
    _scattering(shown)
    return shown


def _impossible(issues: tuple[Issue, ...]) -> None:
    why = [issue.sentence() for issue in issues] or ["La répartition n'a pas pu être calculée."]
    allocation_conflict.show("repartition", why)


def _proof(shown: Allocation) -> None:
    claim, *rest = proof_sentences(shown)
    if shown.status == "optimal":
        st.success(plain(claim), icon=":material/verified:")
    else:
        st.warning(plain(claim), icon=":material/hourglass_top:")
    for sentence in rest:
        hint(sentence)


def _scattering(shown: Allocation) -> None:
    crumbs = crumbs_sentence(shown, session.snapshot().applications)
    if crumbs:
        st.warning(plain(crumbs), icon=":material/warning:")


def remarks(shown: Allocation) -> None:
    """Show what the data leaves to be checked, folded."""
    said = [issue.sentence() for issue in shown.issues]
    if said:
        with st.expander(f"{counted(len(said), 'remarque')} sur les données"):
            bullets(said)
