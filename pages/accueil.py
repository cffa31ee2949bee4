"""Accueil: where the call stands, the next step, what is to be checked, the calls opened."""

import streamlit as st

from aapsim.ui import calls, front_door, home

front_door.pass_through()

st.title("Accueil", anchor=False)
home.show("accueil")
calls.show("appels")
