"""Charts, tables and French sentences from domain values. No Streamlit, no decision, no arithmetic of the rules."""
