"""How long a name or a motive may be. A longer one is refused with one sentence and stays in its field.

A limit of the field itself would throw the end of a longer pasted text away without a word.
"""

from __future__ import annotations

import streamlit as st

from aapsim.domain.french import group_digits
from aapsim.domain.issues import Issue
from aapsim.ui import session

NAME, MOTIVE = 80, 300
"""Characters: what stands on one line or two of the record."""


def problem(what: str, text: str, most: int) -> Issue | None:
    """Return what is wrong with a text of more than ``most`` characters, else ``None``; ``what`` is masculine."""
    count = len(text.strip())
    if count <= most:
        return None
    return Issue("long", f"le {what} a {group_digits(count)} caractères : raccourcissez-le à {most} au plus.")


def too_long(what: str, text: str, most: int) -> bool:
    """Tell whether a text is too long; the next drawing of the page then says so at its top."""
    found = problem(what, text, most)
    if found is not None:
        session.refuse((found,))
    return found is not None


def field_too_long(what: str, key: str, most: int) -> bool:
    """Do :func:`too_long` for what stands in a field when the button is pressed."""
    return too_long(what, str(st.session_state.get(key, "")), most)


def take_actor(key: str) -> None:
    """Make what stands in a field the name of who holds the session, unless it is too long; for ``on_change``."""
    if not field_too_long("nom", key, NAME):
        session.set_actor(str(st.session_state[key]))
