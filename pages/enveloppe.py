"""Enveloppe: the money per source, typed, and what is available at once."""

import streamlit as st

from aapsim.ui import envelope_form, envelope_view, front_door

front_door.pass_through()

st.title("Enveloppe", anchor=False)
envelope_view.show("enveloppe")
envelope_form.show("enveloppe")
