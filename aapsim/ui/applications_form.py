"""One application typed in a form, new or existing: identity, quick budget, dates and papers."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from aapsim.domain.call import Call
from aapsim.service.commands import PutApplications
from aapsim.ui import held, saved, session
from aapsim.ui.applications_rows import read_rows, spoken
from aapsim.ui.text import bullets, hint, plain
from aapsim.view.candidates import COLUMN_WORDS, grid_row
from aapsim.view.words import project_words

NEW = ""
"""What the list of applications holds for one that is still to be typed."""

_IDENTITY = ("dossier", "intitule", "porteur", "type_porteur", "departements", "axes", "note", "sources")
_BUDGET = (
    "cout_total", "montant_demande", "investissement", "contributions_nature", "autres_produits",
    "autres_financements_publics", "plancher",
)  # fmt: skip
_PAPERS = ("date_depot", "date_debut", "complet", "avis_departemental", "portee", "publics", "siret")
_A_ROW = 3

_CHOICES: dict[str, dict[str, str]] = {
    "complet": {"": "non vérifié", "oui": "oui", "non": "non"},
    "avis_departemental": {
        "": "pas encore",
        "favorable": "favorable",
        "réservé": "réservé",
        "défavorable": "défavorable",
    },
    "portee": {
        "": "inconnue",
        "infraregionale": "infrarégionale",
        "regionale": "régionale",
        "extraregionale": "extrarégionale",
    },
}
_HELP = {
    "departements": "Par exemple « 31 », « 48:60|30:40 » pour des parts, ou « REG » pour toute la région.",
    "note": "De 0 à 100, par exemple « 78,5 ».",
    "sources": "Vide : tous les financeurs. Sinon leurs codes, séparés par « | ».",
    "cout_total": "Charges en argent, investissement compris, contributions en nature à part.",
    "autres_produits": "Autres recettes en argent, sans la demande ni les contributions en nature.",
    "autres_financements_publics": "La part publique des autres produits.",
    "plancher": "En dessous de ce montant, le projet ne peut pas se faire.",
    "date_depot": "« 25/07/2021 » ou « 25/07/2021 23:59 ».",
    "date_debut": "« 01/09/2021 ».",
    "publics": "Codes des publics prioritaires, séparés par « | ».",
}


def choose(key: str) -> str:
    """Show the list of applications, a new one first; return the chosen id, :data:`NEW` for a new one."""
    applications = session.snapshot().filed
    words = {NEW: "+ Nouvelle candidature"} | {
        one.id: f"{one.id} · {project_words(one, one.id)}" for one in applications
    }
    widget = f"{key}:chosen"
    held.hold(widget, words, f"{key}:kept")
    chosen: str = st.selectbox("Candidature", list(words), key=widget, format_func=lambda one: words.get(one, one))
    return chosen


def show(key: str, chosen: str) -> None:
    """Show the form of one application; saving it is one command, unreadable input stays in its field."""
    here = session.snapshot()
    _follow(key, chosen)
    # Always one place, empty or not: what is said above the form must not draw it again, which loses the keyboard.
    with st.container():
        _said(key)
    with st.form(f"{key}:form", border=True):
        st.markdown("**Le dossier**")
        _fields(key, _IDENTITY, here.call, locked="" if chosen == NEW else "dossier")
        st.markdown("**Budget rapide** (euros entiers)")
        _fields(key, _BUDGET, here.call)
        st.markdown("**Dates, pièces et publics**")
        _fields(key, _PAPERS, here.call)
        st.text_area(COLUMN_WORDS["resume"], key=f"{key}:resume", height=120)
        st.form_submit_button(
            "Ajouter la candidature" if chosen == NEW else "Enregistrer la candidature",
            type="primary",
            key=f"{key}:save",
            on_click=_save,
            args=(key, chosen),
        )
        saved.show(key)
        if st.session_state.get(f"{key}:problems"):
            st.error(plain("NON enregistré : les corrections à faire sont en haut de la fiche."))


def _stored(chosen: str) -> Mapping[str, str]:
    one = session.snapshot().application(chosen)
    return {} if one is None else grid_row(one)


def _follow(key: str, chosen: str) -> None:
    """Put the stored values in the fields when they moved, or when the page was left and came back."""
    row, memory = _stored(chosen), f"{key}:shown"
    now = (session.snapshot().id, chosen, row)
    if st.session_state.get(memory) == now and f"{key}:dossier" in st.session_state:
        return
    st.session_state[memory] = now
    st.session_state.pop(f"{key}:problems", None)
    for name in COLUMN_WORDS:
        st.session_state[f"{key}:{name}"] = row.get(name, "")


def _said(key: str) -> None:
    problems: tuple[str, ...] = st.session_state.get(f"{key}:problems", ())
    if problems:
        st.error("**La candidature n'est pas enregistrée.** " + plain("Corrigez puis enregistrez de nouveau :"))
        bullets(problems)
    warnings: tuple[str, ...] = st.session_state.pop(f"{key}:warnings", ())
    if warnings:
        st.warning("\n\n".join(plain(one) for one in warnings))


def _fields(key: str, names: tuple[str, ...], call: Call, locked: str = "") -> None:
    for start in range(0, len(names), _A_ROW):
        columns = st.columns(_A_ROW, vertical_alignment="bottom")
        for column, name in zip(columns, names[start : start + _A_ROW], strict=False):
            with column:
                _field(f"{key}:{name}", name, call, disabled=name == locked)
    if "axes" in names:
        hint("Axes : " + " · ".join(f"{axis.code} = {axis.label}" for axis in call.axes[:12]))


def _field(widget: str, name: str, call: Call, *, disabled: bool) -> None:
    choices = _choices(name, call)
    if choices:
        stored = str(st.session_state[widget])
        options = [*choices] if stored in choices else [*choices, stored]
        st.selectbox(COLUMN_WORDS[name], options, key=widget, format_func=lambda one: choices.get(one, one))
        return
    st.text_input(COLUMN_WORDS[name], key=widget, disabled=disabled, help=_help(name, call))


def _choices(name: str, call: Call) -> dict[str, str]:
    if name == "type_porteur" and call.applicant_types:
        return {"": "inconnu"} | {code: code.replace("_", " ") for code in call.applicant_types}
    return _CHOICES.get(name, {})


def _help(name: str, call: Call) -> str | None:
    if name == "axes":
        codes = [axis.code for axis in call.axes[:2]]
        equal = "|".join(codes)
        weighted = "|".join(f"{code}:{part}" for code, part in zip(codes, (60, 40), strict=False))
        return plain(f"Codes des axes : « {equal} » pour des parts égales, « {weighted} » pour des parts.")
    return plain(_HELP[name]) if name in _HELP else None


def _save(key: str, chosen: str) -> None:
    typed = {name: str(st.session_state.get(f"{key}:{name}", "")) for name in COLUMN_WORDS}
    reading = read_rows([{**_stored(chosen), **typed}])
    problems = [spoken(issue) for issue in reading.errors]
    if not problems and chosen == NEW and session.snapshot().application(reading.applications[0].id) is not None:
        problems = [f"Dossier : « {reading.applications[0].id[:40]} » existe déjà ; choisissez-le dans la liste."]
    st.session_state[f"{key}:problems"] = tuple(problems)
    if problems or not saved.apply(key, PutApplications(reading.applications)):
        return
    st.session_state[f"{key}:warnings"] = tuple(spoken(issue) for issue in reading.warnings)
    # The application just saved is the one to look at: its cap and its eligibility stand beside.
    place = key.removesuffix(":form")
    st.session_state[f"{place}:chosen"] = st.session_state[f"{place}:kept"] = reading.applications[0].id
