"""Solidité: what more or less money gives, what matters most, how sure each project is."""

import streamlit as st

from aapsim.ui import (
    front_door,
    provisional,
    sections,
    solidity_curve,
    solidity_execution,
    solidity_levers,
    solidity_pairs,
    solidity_trials,
)

front_door.pass_through()

KEY = "solidite"
PARTS = {
    "Courbe de l'enveloppe": solidity_curve.show,
    "Essais": solidity_trials.show,
    "Deux scénarios": solidity_pairs.show,
    "Réglages": solidity_levers.show,
    "Exécution": solidity_execution.show,
}

st.title("Solidité", anchor=False)
provisional.hold_back("Cette page vient avec le calcul exact.")
PARTS[sections.choose("Ce que l'on éprouve", list(PARTS), KEY)](KEY)
