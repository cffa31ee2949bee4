"""The execution in sentences, tables and one chart: payments by source, AE and CP, stress tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import pandas as pd

from aapsim.domain.french import NO_BREAK, euros
from aapsim.simulation.difference import Difference
from aapsim.simulation.execution import Clawback, Replacement, SourcePlan
from aapsim.simulation.stress import Stress
from aapsim.view.departments import department_label
from aapsim.view.frontier import change_sentence
from aapsim.view.tables import Table, framed
from aapsim.view.theme import ACTION, AXIS_TEXT, Drawing, bar_height, dressed, named_rows
from aapsim.view.words import counted

_BALANCE = "#009081"


def totals(plans: Sequence[SourcePlan]) -> dict[str, int]:
    """Return the euros committed, advanced, paid as balance and clawed back over all sources."""
    names = ("committed", "advance", "balance", "clawback", "unused")
    return {name: sum(getattr(one, name) for one in plans) for name in names}


def plan_sentence(plans: Sequence[SourcePlan]) -> str:
    """Say what is paid when, and what comes back."""
    whole = totals(plans)
    said = (
        f"Sur {euros(whole['committed'])} engagés, {euros(whole['advance'])} partent en avances et "
        f"{euros(whole['balance'])} en soldes, l'année suivante"
    )
    if not whole["unused"]:
        return f"{said} ; rien ne revient."
    return f"{said} ; {euros(whole['unused'])} ne seront pas dépensés, dont {euros(whole['clawback'])} à reverser."


def plan_chart(plans: Sequence[SourcePlan], *, large: bool = False) -> Drawing:
    """Draw advance and balance of each source on one bar, the amounts written beside it."""
    size = 20 if large else 13
    height, thick, hang = bar_height(size)
    rows = [
        {
            "place": place,
            "name": one.label,
            "zero": 0,
            "advance": one.advance,
            "paid": one.advance + one.balance,
            "text": f"avance {euros(one.advance)}, solde {euros(one.balance)}",
        }
        for place, one in enumerate(plans)
    ]
    frame = pd.DataFrame(rows, columns=["place", "name", "zero", "advance", "paid", "text"])
    base, names = named_rows(frame, size, 40)
    most = max([1, *(one.advance + one.balance for one in plans)])
    scale, offset = alt.Scale(domain=[0, most * 1.8], nice=False), hang - size * 0.2
    x = alt.X("zero:Q", title=None, scale=scale, axis=None)
    bars: Any = {"height": thick * 0.9, "yOffset": offset}
    first = base.mark_bar(color=ACTION, **bars).encode(x=x, x2="advance:Q")
    second = base.mark_bar(color=_BALANCE, **bars).encode(x=alt.X("advance:Q", scale=scale, axis=None), x2="paid:Q")
    words = base.mark_text(color=AXIS_TEXT, fontSize=size, align="left", dx=size * 0.5, yOffset=offset)
    layers = alt.layer(first, second, names, words.encode(x=alt.X("paid:Q", scale=scale, axis=None), text="text:N"))
    return dressed(layers.properties(height=alt.Step(height), width="container"), size)


def plan_table(plans: Sequence[SourcePlan]) -> Table:
    """Return one row a source: committed, advance, balance, what comes back, what stays unused."""
    columns = ("Financeur", "Engagé", "Avance", "Solde", "À reverser", "Non dépensé")
    rows: list[tuple[Any, ...]] = [
        (one.label, one.committed, one.advance, one.balance, one.clawback, one.unused) for one in plans
    ]
    whole = totals(plans)
    rows.append(("Total", *(whole[name] for name in ("committed", "advance", "balance", "clawback", "unused"))))
    return Table("Paiements par financeur", framed(columns, rows), dict.fromkeys(columns[1:], "euros"))


def credits_table(plans: Sequence[SourcePlan], year: str) -> Table:
    """Return the AE and CP of programme 304 for the year of signature and the next."""
    columns = ("Action", f"AE {year}", f"CP {year}", "AE année suivante", "CP année suivante", "Reste à payer")
    rows = [
        (one.label, one.committed, one.advance, 0, one.balance, one.committed - one.advance)
        for one in plans
        if one.in_programme
    ]
    empty = "Aucun financeur n'est une action du programme 304."
    return Table("AE et CP du programme 304", framed(columns, rows), dict.fromkeys(columns[1:], "euros"), empty)


def apart_sentence(plans: Sequence[SourcePlan]) -> str:
    """Say what is outside programme 304: the FIR is the agency's own budget, outside AE and CP. Empty if nothing is."""
    others = [one for one in plans if not one.in_programme]
    if not others:
        return ""
    parts = ", ".join(f"{one.label} {euros(one.committed)} ({euros(one.advance)} d'avance)" for one in others)
    return f"Hors programme 304, sans AE ni CP : {parts}."


def clawback_sentence(found: Clawback) -> str:
    """Say how much comes back over the draws."""
    low, middle, high = found.deciles
    return (
        f"Sur {counted(found.draws, 'essai')}, {euros(found.mean)} reviennent en moyenne ; "
        f"{euros(middle)} une fois sur deux, entre {euros(low)} et {euros(high)} huit fois sur dix."
    )


def replacement_sentence(found: Replacement, names: Mapping[str, str]) -> str:
    """Say who takes the place of those who leave, and what is left over."""
    if found.missed:
        return f"{euros(found.freed)} se libèrent, mais rien ne peut être réattribué : {found.missed}"
    entered = change_sentence("Liste complémentaire", replaced_only(found), names)
    left = found.freed - found.reused
    rest = f" {euros(left)} restent sans emploi." if left > 0 else ""
    return f"{euros(found.freed)} se libèrent. {entered}{rest}"


def replaced_only(found: Replacement) -> Difference:
    """Return the change without those who left: they are already named."""
    return Difference(entered=found.change.entered, more=found.change.more, less=found.change.less)


def stress_rows(found: Sequence[Stress], names: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return each stress test as (title, what it does)."""
    return [(_title(one, names), _effect(one, names)) for one in found]


def _title(one: Stress, names: Mapping[str, str]) -> str:
    if one.name == "october":
        return f"Octobre : 10{NO_BREAK}% de moins notifiés ({euros(one.euros)})"
    if one.name == "cofunder":
        subject = names.get(one.subject, one.subject)
        return f"Le plus gros cofinancement s'en va : «{NO_BREAK}{subject}{NO_BREAK}» est abandonné"
    if one.name == "department":
        return f"Un département ne peut plus dépenser : {department_label(one.subject)}"
    return f"Coûts en hausse de 8{NO_BREAK}% : {euros(one.euros)} de plus à trouver par les projets retenus"


def _effect(one: Stress, names: Mapping[str, str]) -> str:
    if one.change is None:
        return "Aucune répartition ne serait possible : les règles ne tiendraient plus ensemble."
    if one.name in ("october", "costs"):
        return change_sentence("La répartition refaite", one.change, names)
    said = change_sentence("La liste complémentaire prend la suite", one.change, names)
    return f"{euros(one.euros)} se libèrent, {euros(one.reused)} sont repris. {said}"
