"""Robustness on the page Solidité: what is uncertain is typed, then drawn; who is sure, and the agenda."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

import streamlit as st

from aapsim.domain.french import decimal, group_digits, parse_number
from aapsim.domain.issues import InvalidInput, Issue
from aapsim.service import trials
from aapsim.ui import job_panel, plain_table, presentation, session
from aapsim.ui.fields import choice_field, optional_percent_field, parsed_field
from aapsim.ui.text import bullets, figures, hint, plain, say
from aapsim.view import robustness as view
from aapsim.view.words import counted, project_words

_EFFECTS = {"drops": "le projet est abandonné", "shrinks": "le projet est réduit d'autant"}
_SEED_EXAMPLE = "un nombre entier, par exemple « 1 »"


def show(key: str) -> None:
    """Draw the doubts, the run and what it says."""
    optimum = session.answer().optimum
    if optimum is None or optimum.status == "infeasible":
        say("Il n'y a pas de répartition à éprouver : voyez d'abord l'écran Répartition.")
        return
    say(
        "Dites ce qui n'est pas sûr ; le logiciel refait la répartition exacte dans chaque monde tiré au sort. "
        "Rien n'est incertain tant que vous ne l'avez pas écrit."
    )
    _presets(key)
    with st.expander("Ce qui n'est pas sûr", expanded=not presentation.active()):
        _doubts(key)
    job = job_panel.show(trials.KIND, f"{key}:trials", "Lancer les essais", lambda: _asked(key))
    found = trials.report_from(job.result) if job is not None else None
    if job is not None and found is not None:
        _said(found, trials.doubts_of(job.settings), f"{key}:trials")


def _memory() -> str:
    return f"solidity:doubts:{session.snapshot().id}"


def _now() -> trials.Doubts:
    """Return the doubts being typed: at first those of the last run of this workspace."""
    if _memory() not in st.session_state:
        last = job_panel.latest(trials.KIND)
        st.session_state[_memory()] = trials.Doubts() if last is None else trials.doubts_of(last.settings)
    known: trials.Doubts = st.session_state[_memory()]
    return known


def _keep(**values: Any) -> bool:  # noqa: ANN401 - the fields of Doubts
    st.session_state[_memory()] = replace(_now(), **values)
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
    now, columns = _now(), st.columns(3)
    with columns[0]:
        _spread(key, now)
        _percent("Priorités et poids, à ± (%)", now.weight_spread, f"{key}:weights", "weight_spread", "aucun écart")
    with columns[1]:
        _percent("Désistement d'un porteur", now.withdrawal, f"{key}:withdrawal", "withdrawal")
        _percent("Cofinancement qui fait défaut", now.cofunding, f"{key}:cofunding", "cofunding")
        choice_field(
            "Alors", now.cofunding_effect, _EFFECTS, f"{key}:effect", lambda new: _keep(cofunding_effect=new)
        )
    with columns[2]:
        _event("Mise en réserve", now.reserve, f"{key}:reserve", "reserve")
        _event("Coupe tardive", now.cut, f"{key}:cut", "cut")
    if now.spreads:
        hint(f"Notes : l'écart de vos relecteurs sur {counted(len(now.spreads), 'dossier')} ; ailleurs, l'écart saisi.")
    left, right = st.columns(2)
    left.selectbox("Nombre d'essais", trials.DRAWS, index=1, format_func=group_digits, key=f"{key}:draws")
    with right:
        seed = st.session_state.setdefault(f"{key}:seed:value", 1)
        parsed_field("Graine du hasard", seed, f"{key}:seed", lambda new: _seeded(key, new), read=_seed, write=str)


def _spread(key: str, now: trials.Doubts) -> None:
    parsed_field(
        "Écart-type des notes (points)",
        now.score_spread or None,
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
        lambda new: _keep(**{name: (new or Fraction(0), getattr(_now(), name)[1])}),
        empty="aucune probabilité",
    )
    optional_percent_field(
        f"{label} : part retirée",
        part or None,
        f"{key}:part",
        lambda new: _keep(**{name: (getattr(_now(), name)[0], new or Fraction(0))}),
        empty="aucune part",
    )


def _seed(text: str) -> int:
    if not text.strip().isascii() or not text.strip().isdigit() or len(text.strip()) > 18:
        raise InvalidInput([Issue("seed", f"« {text[:20]} » n'est pas une graine ; écrivez {_SEED_EXAMPLE}.")])
    return int(text)


def _seeded(key: str, seed: int) -> bool:
    st.session_state[f"{key}:seed:value"] = seed
    return True


def _asked(key: str) -> tuple[Mapping[str, Any], int]:
    optimum = session.answer().optimum
    if optimum is None:
        raise InvalidInput([Issue("trials", "il n'y a pas de répartition à éprouver.")])
    draws = int(st.session_state.get(f"{key}:draws") or trials.DRAWS[1])
    return trials.settings(_now(), draws, optimum), int(st.session_state.get(f"{key}:seed:value", 1))


def _said(found: trials.Report, doubts: trials.Doubts, key: str) -> None:
    names = {one.id: project_words(one, one.id) for one in session.snapshot().applications}
    large = presentation.active()
    number = view.counts(found)
    if found.trials:
        figures([(view.VERDICTS[verdict], str(count)) for verdict, count in number.items()])
    say(view.chance_sentence(found))
    if found.trials:
        say(view.regret_sentence(found))
        hint(f"Graine {found.seed} : la même graine redonne les mêmes essais, à l'octet près.")
        if doubts != _now():
            hint("Les incertitudes ont changé depuis ces essais : relancez pour les suivre.")
        _agenda(found, names)
        st.subheader("Chaque projet", anchor=False)
        chart = view.chance_chart(found, names, large=large)
        st.altair_chart(chart, theme=None, width="stretch", key=f"{key}:chart")
        hint(
            "Point : part des essais où le projet est retenu ; bande : intervalle à 95 % ; traits à 5 et 95 %, "
            "les bornes des verdicts."
        )
    with st.expander("Tableau", expanded=large or not found.trials):
        plain_table.show(view.chance_table(found, names), f"{key}:table", height="24rem")


def _agenda(found: trials.Report, names: Mapping[str, str]) -> None:
    optimum = session.answer().optimum
    present = {award.id: award.grant for award in optimum.awards if award.grant} if optimum else {}
    lines = view.agenda_lines(found, names, present)
    st.subheader("L'ordre du jour du comité", anchor=False)
    if lines:
        say("Ces projets dépendent des choix, les plus ouverts d'abord ; les autres peuvent passer sans débat.")
        bullets(lines)
    else:
        say("Aucun projet ne dépend des incertitudes données.")
