"""What the reviews add up to: marks, spread and disagreement, and who has reviewed what."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

import streamlit as st

from aapsim.domain.review import DISAGREEMENT_POINTS, Counting
from aapsim.service import reviewing
from aapsim.service.review_actions import SetReviewSettings
from aapsim.ui import fields, plain_table, rule_words, session
from aapsim.ui.text import figures, hint, plain
from aapsim.view.reviews import board_table, standings_table

_COUNTING = {"finished": "Seulement les évaluations terminées", "any": "Aussi les évaluations inachevées"}


def show(key: str) -> None:
    """Show the marks of every application and the reviewers' board."""
    here, answer = session.snapshot(), session.answer()
    standings = reviewing.standings(here)
    scores = reviewing.scores(here)
    ranked = sum(score is not None for score in scores.values())
    disagreements = sum(one.disagreement for one in standings.values())
    figures([("Au classement", str(ranked)), ("Hors classement", str(len(scores) - ranked)),
             ("Désaccords", str(disagreements))])  # fmt: skip
    fields.choice_field(
        "Évaluations qui comptent dans la note",
        here.prepared.settings.counting,
        _COUNTING,
        f"{key}:counting",
        lambda new: session.apply(SetReviewSettings(replace(here.prepared.settings, counting=cast(Counting, new)))),
        help_text="Une évaluation inachevée reste hors du classement tant que vous ne décidez pas du contraire.",
    )
    st.subheader("Notes", anchor=False)
    table = standings_table(here.call, here.applications, standings, scores, here.prepared.reviewers)
    plain_table.show(table, f"{key}:standings", height="30rem", head=2)
    hint(
        "La note est la moyenne des évaluations, critère par critère, pondérée. L'écart sépare la note la plus haute "
        f"de la plus basse ; à partir de {DISAGREEMENT_POINTS} points (hypothèse) il est montré comme un désaccord."
    )
    for issue in answer.issues[:3]:
        hint(issue.sentence())
    st.subheader("Avancement", anchor=False)
    plain_table.show(board_table(reviewing.progress(here)), f"{key}:board")


def scale(key: str) -> None:
    """Show the level scale with its wording, to be changed level by level."""
    here = session.snapshot()
    st.subheader("Échelle des niveaux", anchor=False)
    st.badge(rule_words.HYPOTHESIS, color="violet")
    hint("L'appel ne fixe pas d'échelle. Le premier niveau vaut 0, le dernier 100, les autres à intervalles égaux.")
    widget, stored = f"{key}:levels:{here.id}", "\n".join(here.prepared.settings.levels)
    if st.session_state.get(f"{widget}:shown") != stored or widget not in st.session_state:
        # Only a scale that changed replaces what is typed: what others save elsewhere does not.
        st.session_state[f"{widget}:shown"] = st.session_state[widget] = stored
    with st.form(f"{key}:scale"):
        st.text_area("Un niveau par ligne, du plus bas au plus haut", key=widget, height=150)
        st.form_submit_button(plain("Enregistrer l'échelle"), key=f"{key}:save", on_click=_save_scale, args=(key,))


def _save_scale(key: str) -> None:
    here = session.snapshot()
    text = str(st.session_state.get(f"{key}:levels:{here.id}", ""))
    levels = tuple(line.strip() for line in text.splitlines() if line.strip())
    session.apply(SetReviewSettings(replace(here.prepared.settings, levels=levels)))
