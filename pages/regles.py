"""Règles: every rule of the call, with its text, its origin and what was changed here."""

import streamlit as st

from aapsim.ui import (
    front_door,
    rule_axes,
    rule_departments,
    rule_forms,
    rule_summary,
    rule_texts,
)

front_door.pass_through()

st.title("Règles", anchor=False)
rule_summary.show("regles")
amounts, axes, sources, sharing, departments, weights, texts = st.tabs(
    ["Montants", "Axes", "Financeurs", "Répartition", "Départements", "Note", "Textes de l'appel"]
)
with amounts:
    rule_forms.amounts("montants")
with axes:
    rule_axes.show("axes")
with sources:
    rule_axes.sources_table("financeurs")
    rule_forms.authorities("autorites")
with sharing:
    rule_forms.sharing("repartition")
with departments:
    rule_departments.show("departements")
with weights:
    rule_texts.weights("poids")
with texts:
    rule_texts.show("textes")
