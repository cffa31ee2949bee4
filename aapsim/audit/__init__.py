"""The independent checker: verifies a saved result from its content alone, sharing nothing with the engine."""
