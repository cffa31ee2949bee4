"""The dashboard: ``streamlit run app.py``. Everything it does is behind the front door."""

from aapsim.ui import front_door

front_door.open_door()
