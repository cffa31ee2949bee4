"""The departments' opinions, as the platform's ``Avis`` sheet or a private note writes them: free text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from aapsim.domain.application import Shares
from aapsim.domain.review import FAVOURABLE, RESERVED, UNFAVOURABLE
from aapsim.files.platform_tables import Row, text_of
from aapsim.files.platform_values import read_departments
from aapsim.files.values import plain_key


def opinion_word(text: str) -> str:
    """Return ``favorable``, ``réservé`` or ``défavorable`` where a text says so plainly; else empty."""
    key = plain_key(text)
    if re.search(r"(^|_)defavorable(_|$)|non_favorable|pas_favorable", key):
        return UNFAVOURABLE
    if re.search(r"(^|_)(reserves?|reservee?s?)(_|$)", key) and "sans_reserve" not in key:
        return RESERVED
    return FAVOURABLE if re.search(r"(^|_)favorable(_|$)", key) else ""


def read_opinions(rows: Sequence[Row], departments: Shares) -> tuple[tuple[str, str], ...]:
    """Return (department, word) for each opinion answered plainly; the last answer of a department counts.

    The department is the one the question names, else the project's own where it has only one,
    else empty. Names and addresses of experts are left behind.
    """
    own = [code for code, _ in departments]
    found: dict[str, str] = {}
    for row in rows:
        word = opinion_word(text_of(row, "reponse"))
        if not word:
            continue
        question = text_of(row, "question_introduction", "introduction", "question")
        asked = read_departments(question, "", own, anywhere=True)
        named = [code for code in asked if code in own]
        code = named[0] if named else own[0] if len(own) == 1 else ""
        found[code] = word
    return tuple(found.items())
