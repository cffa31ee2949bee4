"""The strategies side by side: money, projects, coverage, departures from the ranking, who differs."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from aapsim.domain.allocation import Allocation
from aapsim.domain.application import Application
from aapsim.domain.call import Call, Strategy
from aapsim.domain.french import decimal, euros, percent
from aapsim.view.departments import department_label
from aapsim.view.ranking import crumbs
from aapsim.view.standing import ranked_awards
from aapsim.view.tables import Kind, Table, framed
from aapsim.view.words import STRATEGY_WORDS, counted, listed, project_words

Ways = Mapping[Strategy, Allocation]
"""Answers by strategy; those of status ``infeasible`` have nothing to compare."""

DEFINITIONS: Mapping[str, str] = {
    "optimum": "Le plus grand total de l'objectif choisi, dans toutes les règles de l'appel ; prouvé.",
    "merit": "Dans l'ordre du classement : chaque projet, du mieux noté au moins bien noté, reçoit le plus qui reste "
    "admissible ; ce qui ne tient pas est passé.",
    "prorata": "Réduction uniforme : à partir d'une note, tous reçoivent le même pourcentage de leur plafond, le plus "
    "grand que l'argent permet.",
    "equity": "Couverture égale : parmi les projets de la répartition optimisée, le moins couvert est relevé "
    "en premier.",
}


def possible(ways: Ways) -> dict[Strategy, Allocation]:
    """Return the answers that give money, in their order."""
    return {name: one for name, one in ways.items() if one.status != "infeasible"}


def coverage(allocation: Allocation) -> Fraction | None:
    """Return what the funded projects receive of their caps together (0–1); ``None`` if nothing is funded."""
    caps = sum(award.cap for award in allocation.awards if award.grant)
    return Fraction(allocation.total_granted, caps) if caps else None


def least_covered(allocation: Allocation) -> Fraction | None:
    """Return the smallest part of a cap that a funded project receives (0–1); ``None`` if nothing is funded."""
    return min((Fraction(award.grant, award.cap) for award in allocation.awards if award.grant), default=None)


def summary_table(ways: Ways) -> Table:
    """Return one row per strategy; a strategy without answer keeps its name and says so."""
    rows = [_summary(STRATEGY_WORDS[name], one) for name, one in ways.items()]
    columns = (
        "Stratégie", "Projets", "Accordé", "Reste", "Couverture", "Le moins couvert", "Écarts", "Sous la moitié",
        "Minima manqués",
    )  # fmt: skip
    kinds: dict[str, Kind] = {
        "Projets": "number", "Accordé": "euros", "Reste": "euros", "Couverture": "percent",
        "Le moins couvert": "percent", "Écarts": "number", "Sous la moitié": "number", "Minima manqués": "number",
    }  # fmt: skip
    return Table("Les quatre stratégies", framed(columns, rows), kinds, empty="Aucune répartition à comparer.")


def _summary(name: str, one: Allocation) -> tuple[Any, ...]:
    if one.status == "infeasible":
        return (f"{name} : impossible ici", *[None] * 8)
    left = sum(one.unspent.values())
    marks = (len(one.gaps), len(crumbs(one)), len(one.missed))
    return (name, one.funded_count, one.total_granted, left, coverage(one), least_covered(one), *marks)


def axis_table(call: Call, ways: Ways) -> Table:
    """Return the euros of each axis under each strategy."""
    rows = [
        (f"{axis.code}. {axis.label}" if axis.label else axis.code,
         *(one.by_axis.get(axis.code, Fraction(0)) for one in possible(ways).values()))
        for axis in call.axes
    ]  # fmt: skip
    return _money("Par axe", "Axe", ways, rows)


def department_table(ways: Ways) -> Table:
    """Return the euros of each department under each strategy, those that receive nothing anywhere left out."""
    found = possible(ways)
    codes = dict.fromkeys(code for one in found.values() for code, amount in one.by_department.items() if amount)
    rows = [
        (department_label(code), *(one.by_department.get(code, Fraction(0)) for one in found.values()))
        for code in codes
    ]
    return _money("Par département", "Département", ways, rows)


def _money(caption: str, first: str, ways: Ways, rows: list[tuple[Any, ...]]) -> Table:
    names = [STRATEGY_WORDS[name] for name in possible(ways)]
    return Table(caption, framed((first, *names), rows), dict.fromkeys(names, "euros"), empty="Aucun montant.")


def differing_table(ways: Ways, known: Mapping[str, Application]) -> Table:
    """Return the projects whose amount is not the same under every strategy, by rank."""
    found = possible(ways)
    names = [STRATEGY_WORDS[name] for name in found]
    rows = []
    for award in ranked_awards(next(iter(found.values()))) if found else ():
        amounts = [one.award(award.id).grant for one in found.values()]
        if len(set(amounts)) > 1:
            rows.append((award.rank or None, project_words(known.get(award.id), award.id), *amounts))
    kinds: dict[str, Kind] = {"Rang": "number", **dict.fromkeys(names, "euros")}
    caption = "Qui diffère d'une stratégie à l'autre"
    return Table(caption, framed(("Rang", "Projet", *names), rows), kinds, empty="Toutes donnent les mêmes montants.")


def summary_sentence(ways: Ways) -> str:
    """Say how the strategies differ from the optimum, in one or two sentences."""
    found = possible(ways)
    optimum = found.get("optimum")
    if optimum is None:
        return "Sans répartition optimisée, il n'y a rien à comparer."
    said = [f"{STRATEGY_WORDS['optimum']} : {_figures(optimum)}."]
    for name, one in found.items():
        if name != "optimum":
            said.append(f"{STRATEGY_WORDS[name]} : {_figures(one)}, {_names_moved(optimum, one)}.")
    return " ".join(said)


def _figures(one: Allocation) -> str:
    share = coverage(one)
    covered = f" (couverts à {percent(share, 1)})" if share is not None else ""
    return f"{counted(one.funded_count, 'projet')}{covered}, {euros(one.total_granted)}"


def _names_moved(optimum: Allocation, one: Allocation) -> str:
    before = {award.id for award in optimum.awards if award.grant}
    after = {award.id for award in one.awards if award.grant}
    if before == after:
        return "les mêmes projets"
    parts = [counted(len(after - before), "entre", "entrent")] if after - before else []
    parts += [counted(len(before - after), "sort", "sortent")] if before - after else []
    return listed(parts)


def threshold_of(allocation: Allocation) -> Fraction | None:
    """Return the weighted score from which *Réduction uniforme* served, ``None`` where it served nobody freely."""
    asked = allocation.inputs.get("threshold")
    if asked is not None:
        return Fraction(str(asked))
    locks = allocation.inputs.get("locks", {})
    served = [award.weighted_score for award in allocation.awards if award.grant and award.id not in locks]
    return min((score for score in served if score is not None), default=None)


def uniform_sentence(allocation: Allocation) -> str:
    """Say from which mark *Réduction uniforme* serves; empty where it serves nobody."""
    score = threshold_of(allocation)
    if score is None or allocation.status == "infeasible":
        return ""
    return f"La réduction uniforme sert ici à partir de la note pondérée {decimal(score, 2)}."
