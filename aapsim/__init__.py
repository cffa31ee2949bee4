"""aapsim: allocate the money of a call for projects, exactly, with its proof and its reasons."""

ENGINE_VERSION = "1.0.0"
"""Version of the engine's answers: it changes whenever the same input may give other bytes."""
