"""The rules of a call for projects as frozen values and pure functions (standard library only)."""
