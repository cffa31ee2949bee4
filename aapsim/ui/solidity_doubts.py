"""What is not sure, typed once for the whole page Solidité: presets, spreads, probabilities, seed."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import streamlit as st

from aapsim.domain.french import decimal, group_digits, parse_number
from aapsim.domain.issues import InvalidInput, Issue
from aapsim.service import trials
from aapsim.ui import job_panel, presentation, session
from aapsim.ui.fields import choice_field, optional_percent_field, parsed_field
from aapsim.ui.text import hint, plain
from aapsim.view.words import counted

_EFFECTS = {"drops": "le projet est abandonné", "shrinks": "le projet est réduit d'autant"}
_SEED_EXAMPLE = "un nombre entier, par exemple « 1 »"


def show(key: str) -> None:
    """Draw the presets and the fields; what is typed is shared by the parts of the page."""
    _presets(key)
    with st.expander("Ce qui n'est pas sûr", expanded=not presentation.active()):
        _doubts(key)


def draws(key: str) -> int:
    """Return the number of draws chosen."""
    return int(st.session_state.get(f"{key}:draws") or trials.DRAWS[1])


def seed(key: str) -> int:
    """Return the seed typed."""
    return int(st.session_state.get(f"{key}:seed:value", 1))


def _memory() -> str:
    return f"solidity:doubts:{session.snapshot().id}"


def now() -> trials.Doubts:
    """Return the doubts being typed: at first those of the last run of this workspace."""
    if _memory() not in st.session_state:
        last = job_panel.latest(trials.KIND)
        st.session_state[_memory()] = trials.Doubts() if last is None else trials.doubts_of(last.settings)
    known: trials.Doubts = st.session_state[_memory()]
    return known


def _keep(**values: Any) -> bool:  # noqa: ANN401 - the fields of Doubts
    st.session_state[_memory()] = replace(now(), **values)
    return True


def _presets(key: str) -> None:
    chosen = f"{key}:preset"
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox(
            "Partir d'une hypothèse",
            list(trials.PRESETS),
            format_func=lambda name: trials.PRESETS[name].label,
            key=chosen,
        )
        st.button("Reprendre cette hypothèse", key=f"{key}:take", on_click=lambda: _take(chosen))
        st.button("Tout effacer", key=f"{key}:none", on_click=_forget)
        if trials.reviewers_spreads(session.snapshot()):
            st.button("Reprendre l'écart de vos relecteurs", key=f"{key}:reviewers", on_click=_take_reviewers)
    preset = trials.PRESETS[str(st.session_state.get(chosen) or next(iter(trials.PRESETS)))]
    st.markdown(f":orange-badge[hypothèse] {plain(preset.origin)}")


def _take(chosen: str) -> None:
    st.session_state[_memory()] = trials.PRESETS[str(st.session_state[chosen])].doubts


def _take_reviewers() -> None:
    _keep(spreads=trials.reviewers_spreads(session.snapshot()))


def _forget() -> None:
    st.session_state[_memory()] = trials.Doubts()


def _doubts(key: str) -> None:
    typed, columns = now(), st.columns(3)
    with columns[0]:
        _spread(key, typed)
        _percent("Priorités et poids, à ± (%)", typed.weight_spread, f"{key}:weights", "weight_spread", "aucun écart")
    with columns[1]:
        _percent("Désistement d'un porteur", typed.withdrawal, f"{key}:withdrawal", "withdrawal")
        _percent("Cofinancement qui fait défaut", typed.cofunding, f"{key}:cofunding", "cofunding")
        choice_field(
            "Alors", typed.cofunding_effect, _EFFECTS, f"{key}:effect", lambda new: _keep(cofunding_effect=new)
        )
    with columns[2]:
        _event("Mise en réserve", typed.reserve, f"{key}:reserve", "reserve")
        _event("Coupe tardive", typed.cut, f"{key}:cut", "cut")
    if typed.spreads:
        reviewed = counted(len(typed.spreads), "dossier")
        hint(f"Notes : l'écart de vos relecteurs sur {reviewed} ; ailleurs, l'écart saisi.")
    left, right = st.columns(2)
    left.selectbox("Nombre d'essais", trials.DRAWS, index=1, format_func=group_digits, key=f"{key}:draws")
    with right:
        known = st.session_state.setdefault(f"{key}:seed:value", 1)
        parsed_field("Graine du hasard", known, f"{key}:seed", lambda new: _seeded(key, new), read=_seed, write=str)


def _spread(key: str, typed: trials.Doubts) -> None:
    parsed_field(
        "Écart-type des notes (points)",
        typed.score_spread or None,
        f"{key}:spread",
        lambda new: _keep(score_spread=new or Fraction(0)),
        read=lambda text: parse_number(text, "par exemple « 3 » ou « 2,5 »") if text.strip() else None,
        write=lambda value: "" if value is None else decimal(value),
        empty="aucun",
    )


def _percent(label: str, value: Fraction, key: str, name: str, empty: str = "aucune probabilité") -> None:
    optional_percent_field(label, value or None, key, lambda new: _keep(**{name: new or Fraction(0)}), empty=empty)


def _event(label: str, event: tuple[Fraction, Fraction], key: str, name: str) -> None:
    probability, part = event
    optional_percent_field(
        f"{label} : probabilité",
        probability or None,
        f"{key}:p",
        lambda new: _keep(**{name: (new or Fraction(0), getattr(now(), name)[1])}),
        empty="aucune probabilité",
    )
    optional_percent_field(
        f"{label} : part retirée",
        part or None,
        f"{key}:part",
        lambda new: _keep(**{name: (getattr(now(), name)[0], new or Fraction(0))}),
        empty="aucune part",
    )


def _seed(text: str) -> int:
    if not text.strip().isascii() or not text.strip().isdigit() or len(text.strip()) > 18:
        raise InvalidInput([Issue("seed", f"« {text[:20]} » n'est pas une graine ; écrivez {_SEED_EXAMPLE}.")])
    return int(text)


def _seeded(key: str, new: int) -> bool:
    st.session_state[f"{key}:seed:value"] = new
    return True
