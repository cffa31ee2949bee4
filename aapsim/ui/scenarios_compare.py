"""Two to four scenarios side by side: money, projects in and out, and the cause of each change."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

import streamlit as st

from aapsim.domain.application import Application
from aapsim.domain.french import signed_euros
from aapsim.domain.issues import InvalidInput
from aapsim.service.comparing import BASE, PRESENT, Compared, Comparison, Moved, Versus
from aapsim.ui import plain_table, session
from aapsim.ui.text import bullets, hint, plain, say
from aapsim.view.departments import department_label
from aapsim.view.story import by_id
from aapsim.view.tables import Kind, Table, framed, whole_euros
from aapsim.view.words import counted, project_words

MOST = 4
_MOVES = (("Entre", "entered"), ("Sort", "left"), ("Monte", "more"), ("Baisse", "less"))


def show(key: str) -> None:
    """Show the choice of scenarios and their comparison with the first of them."""
    names = {PRESENT: "État présent", BASE: "Règles de l'appel"}
    names |= {one.id: one.name for one in session.snapshot().scenarios if not one.archived}
    chosen = st.multiselect(
        "Scénarios à comparer, le premier servant de repère",
        list(names),
        default=[BASE, PRESENT],
        key=f"{key}:compared",
        format_func=lambda one: names.get(one, one),
        max_selections=MOST,
        placeholder="Choisir",
        select_all=False,
        filter_mode="contains",
    )
    if len(chosen) < 2:
        hint("Choisissez de deux à quatre scénarios.")
        return
    try:
        found = session.desk().compare(session.snapshot().id, tuple(chosen))
    except InvalidInput as refused:
        st.error(plain(" ".join(issue.sentence() for issue in refused.issues)))
        return
    _draw(key, found)


def _draw(key: str, found: Comparison) -> None:
    _impossible(found.scenarios)
    plain_table.show(_totals(found.scenarios), f"{key}:totals")
    known = by_id(session.snapshot().applications)
    for versus, other in zip(found.against_first, found.scenarios[1:], strict=True):
        st.subheader(plain(f"« {other.name} » au lieu de « {found.scenarios[0].name} »"), anchor=False)
        say(sentence(found.scenarios[0], other, versus))
        if versus.steps:
            hint("Différences, dans l'ordre où elles ont été faites :")
            bullets([f"{step.label}{f' ({step.made_by})' if step.made_by else ''}" for step in versus.steps])
        plain_table.show(moved_table(versus, known), f"{key}:moved:{versus.id}", height="20rem", head=1)
    st.subheader("Par financeur, axe et département", anchor=False)
    for number, table in enumerate(_parts(found.scenarios)):
        plain_table.show(table, f"{key}:part:{number}")


def _impossible(scenarios: Sequence[Compared]) -> None:
    for one in scenarios:
        if one.issues:
            st.error(plain(f"« {one.name} » : {' '.join(issue.message for issue in one.issues)}"))


def sentence(first: Compared, other: Compared, versus: Versus) -> str:
    """Say in one sentence what changes between two scenarios."""
    entered, left = len(versus.entered), len(versus.left)
    return (
        f"{counted(entered, 'projet entre', 'projets entrent')}, {counted(left, 'sort', 'sortent')}, "
        f"{counted(len(versus.more), 'monte', 'montent')}, {counted(len(versus.less), 'baisse', 'baissent')} ; "
        f"{signed_euros(other.granted - first.granted)} accordés, {signed_euros(other.available - first.available)} "
        "à répartir."
    )


def _totals(scenarios: Sequence[Compared]) -> Table:
    rows = [
        (one.name, one.available, one.granted, one.available - one.granted, one.funded) for one in scenarios
    ]
    kinds: Mapping[str, Kind] = {"À répartir": "euros", "Accordé": "euros", "Reste": "euros", "Projets": "number"}
    return Table("Scénarios comparés", framed(("Scénario", "À répartir", "Accordé", "Reste", "Projets"), rows), kinds)


def moved_table(versus: Versus, known: Mapping[str, Application]) -> Table:
    """Return every project that moves, with its euros and the cause of the change."""
    rows = [
        (word, project_words(known.get(move.id), move.id), move.before, move.after, move.after - move.before,
         versus.cause(move))
        for word, name in _MOVES
        for move in _moves(versus, name)
    ]  # fmt: skip
    return Table(
        "Projets qui changent, et pourquoi",
        framed(("Mouvement", "Projet", "Avant", "Après", "Différence", "Cause"), rows),
        {"Avant": "euros", "Après": "euros", "Différence": "change"},
        empty="Aucun projet ne change.",
    )


def _moves(versus: Versus, name: str) -> tuple[Moved, ...]:
    found: tuple[Moved, ...] = getattr(versus, name)
    return found


def _parts(scenarios: Sequence[Compared]) -> list[Table]:
    call = session.snapshot().call
    labels = {source.code: source.label for source in call.sources}
    sources = [{purse.code: Fraction(purse.granted) for purse in one.sources} for one in scenarios]
    return [
        _part("Financeur", "Par financeur", scenarios, sources, lambda code: labels.get(code) or code),
        _part("Axe", "Par axe", scenarios, [one.by_axis for one in scenarios], lambda code: f"axe {code}"),
        _part("Département", "Par département", scenarios, [one.by_department for one in scenarios], department_label),
    ]


def _part(
    title: str,
    caption: str,
    scenarios: Sequence[Compared],
    amounts: Sequence[Mapping[str, Fraction]],
    words: Callable[[str], str],
) -> Table:
    """Return one line a code, one column a scenario, and the difference with the first beside each other one."""
    codes = sorted({code for one in amounts for code in one})
    columns, rows = [title], []
    for number, one in enumerate(scenarios, 1):
        columns.append(f"{number}. {one.name}")
    for code in codes:
        first = amounts[0].get(code, Fraction(0))
        cells = [words(code), whole_euros(first)]
        for amount in amounts[1:]:
            here = amount.get(code, Fraction(0))
            cells.append(f"{whole_euros(here)} ({signed_euros(round(here - first))})")
        rows.append(tuple(cells))
    kinds: Mapping[str, Kind] = dict.fromkeys(columns[1:], "euros")
    return Table(caption, framed(tuple(columns), rows), kinds, empty=f"{caption} : rien n'est accordé.")


