"""Écran de salle: what the committee sees, and nothing else; it follows « Montrer » by itself."""

from __future__ import annotations

from aapsim.ui import front_door, room_screen

front_door.pass_through()

room_screen.show()
