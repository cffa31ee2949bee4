"""When nothing is possible: what contradicts itself, and the repairs, one button each."""

from __future__ import annotations

import streamlit as st

from aapsim.domain.explanation import Repair
from aapsim.service.commands import KeepTrial, SetLock, SetRules, TriedAction
from aapsim.ui import repair_search, session
from aapsim.ui.text import bullets, plain, say
from aapsim.view.repair_words import contradiction_sentence, repair_sentence, repairs_sentence
from aapsim.view.story import by_id


def show(key: str, why: list[str]) -> None:
    """Show the contradiction of the present revision; ``why`` are the engine's own sentences where it has more."""
    st.error("**Aucune répartition possible en l'état.**")
    search = repair_search.begun()
    found = search.found
    if not found.names:
        bullets(why)
        return
    known = by_id(session.snapshot().applications)
    say(contradiction_sentence(found, known))
    if not search.over:
        repair_search.follow()
        return
    say(repairs_sentence(found))
    for number, repair in enumerate(found.repairs):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(plain(repair_sentence(repair, known)), width="stretch")
            st.button(
                "Appliquer",
                key=f"{key}:repair:{number}:{repair.words}",
                help=plain(repair_sentence(repair, known)),
                on_click=_apply,
                args=(repair,),
            )


def _apply(repair: Repair) -> None:
    actions: list[TriedAction] = [SetRules(dict(repair.rules))] if repair.rules else []
    actions += [SetLock(one, lock) for one, lock in repair.locks]
    session.apply(actions[0] if len(actions) == 1 else KeepTrial(tuple(actions), repair_sentence(repair)))
