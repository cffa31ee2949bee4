"""Applications as the native table writes them, and their eligibility in tables and sentences."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from aapsim.domain.application import Application, Shares
from aapsim.domain.call import Call
from aapsim.domain.french import decimal, euros, exact_text, group_digits
from aapsim.engine.scoring import score_of
from aapsim.view.tables import Frame, Table, framed
from aapsim.view.words import ANSWER_WORDS, counted, project_words, shares_words

AMOUNT_FIELDS: Mapping[str, str] = {
    "cout_total": "total_cost",
    "investissement": "investment",
    "contributions_nature": "in_kind",
    "montant_demande": "requested",
    "autres_produits": "other_revenue",
    "autres_financements_publics": "other_public",
    "plancher": "own_floor",
}
"""Native columns of whole euros, with the field each one fills."""

TEXT_FIELDS: Mapping[str, str] = {
    "intitule": "title",
    "resume": "summary",
    "porteur": "applicant",
    "siret": "siret",
    "type_porteur": "applicant_type",
    "portee": "scope",
    "avis_departemental": "opinion",
}

COLUMN_WORDS: Mapping[str, str] = {
    "dossier": "Dossier",
    "intitule": "Intitulé",
    "porteur": "Porteur",
    "departements": "Départements",
    "axes": "Axes",
    "note": "Note",
    "cout_total": "Coût total (€)",
    "investissement": "Investissement (€)",
    "contributions_nature": "Contributions en nature (€)",
    "montant_demande": "Montant demandé (€)",
    "autres_produits": "Autres produits (€)",
    "autres_financements_publics": "dont publics (€)",
    "plancher": "Plancher (€)",
    "type_porteur": "Type de porteur",
    "siret": "SIRET",
    "sources": "Financeurs",
    "publics": "Publics",
    "avis_departemental": "Avis départemental",
    "date_depot": "Déposé le",
    "date_debut": "Début",
    "complet": "Complet",
    "portee": "Portée",
    "resume": "Résumé",
}
"""Native columns in the order of the grid, with their header on the screen."""


_PERCENT = 100


def share_text(shares: Shares) -> str:
    """Write shares as the native table does: ``31``, ``1|4`` for equal shares, ``1:60|4:40`` else.

    The weights are percents where these are whole, else the smallest integers in the same
    proportions; empty stays empty.
    """
    if len({share for _, share in shares}) <= 1:
        return codes_text([code for code, _ in shares])
    smallest = math.lcm(*(share.denominator for _, share in shares))
    common = smallest if _PERCENT % smallest else _PERCENT
    return "|".join(f"{_escaped(code)}:{int(share * common)}" for code, share in shares)


def codes_text(codes: Sequence[str]) -> str:
    """Write codes separated by ``|``, protected where they hold ``|`` or ``:`` themselves."""
    return "|".join(_escaped(code) for code in codes)


def _escaped(code: str) -> str:
    return re.sub(r"([\\|:])", r"\\\1", code)


def mark_text(mark: Fraction | None) -> str:
    """Write a mark with a decimal comma; ``exact p/q`` where its decimals never end; empty if unknown."""
    if mark is None:
        return ""
    text = exact_text(mark)
    return f"exact {text}" if "/" in text else text.replace(".", ",")


def date_text(moment: str | None) -> str:
    """Write an ISO text as ``25/07/2021`` or ``25/07/2021 23:59``; another text as it is."""
    found = re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}:\d{2}))?", moment or "")
    if found is None:
        return moment or ""
    return f"{found[3]}/{found[2]}/{found[1]}" + (f" {found[4]}" if found[4] else "")


def native_row(application: Application) -> dict[str, str]:
    """Return one application as the texts of the native table, by column; unknown values are empty.

    Amounts are bare digits; marks per criterion and unknown columns follow under their own name.
    """
    row = {"dossier": application.id}
    row |= {column: str(getattr(application, name)) for column, name in TEXT_FIELDS.items()}
    for column, name in AMOUNT_FIELDS.items():
        amount = getattr(application, name)
        row[column] = "" if amount is None else str(amount)
    row["departements"] = share_text(application.departments)
    row["axes"] = share_text(application.axes)
    row["sources"] = codes_text(application.sources)
    row["publics"] = codes_text(application.publics)
    row["date_depot"] = date_text(application.filed_at)
    row["date_debut"] = date_text(application.start_date)
    row["complet"] = {True: "oui", False: "non", None: ""}[application.complete]
    if application.overrules:
        row["recevabilite_forcee"] = "|".join(":".join(map(_escaped, one)) for one in application.overrules)
    row["note"] = mark_text(application.score)
    row |= {code: mark_text(mark) for code, mark in application.marks}
    row |= {name: text for name, text in application.extra if name not in row}
    return row


def grid_row(application: Application) -> dict[str, str]:
    """Return the native row with amounts written for people (``24 000``)."""
    row = native_row(application)
    for column in AMOUNT_FIELDS:
        if row[column]:
            row[column] = group_digits(int(row[column]))
    return row


def grid_frame(applications: Sequence[Application]) -> Frame:
    """Return the base of the grid: one text row per application, columns of :data:`COLUMN_WORDS`."""
    rows = [grid_row(one) for one in applications]
    return framed(tuple(COLUMN_WORDS), [tuple(row.get(name, "") for name in COLUMN_WORDS) for row in rows])


@dataclass(frozen=True, slots=True)
class Standing:
    """What the rules say of one application: eligibility in words, cap in euros and its sentence."""

    eligibility: str = ""
    cap: int | None = None
    sentence: str = ""


def candidates_table(call: Call, applications: Sequence[Application], standings: Mapping[str, Standing]) -> Table:
    """Return the applications as a plain table; ``standings`` maps ids to what the rules say (may miss some)."""
    rows = [_candidate(call, one, standings.get(one.id, Standing())) for one in applications]
    columns = (
        "Dossier", "Projet", "Porteur", "Dép.", "Axe", "Note", "Coût total", "Demandé", "Plafond", "Plafonné par",
        "Recevabilité",
    )  # fmt: skip
    return Table(
        f"Candidatures de « {call.title} »",
        framed(columns, rows),
        {"Coût total": "euros", "Demandé": "euros", "Plafond": "euros"},
        empty="Aucune candidature : saisissez-en une, collez un tableau ou importez un fichier.",
    )


def _candidate(call: Call, one: Application, standing: Standing) -> tuple[Any, ...]:
    score = score_of(call, one)
    return (
        one.id,
        project_words(one, one.id),
        one.applicant,
        shares_words(one.departments),
        shares_words(one.axes),
        None if score is None else decimal(score),
        one.total_cost,
        one.requested,
        standing.cap,
        standing.sentence.removeprefix("plafonné par "),
        standing.eligibility,
    )


def totals_sentence(applications: Sequence[Application]) -> str:
    """Say how many applications there are and what they ask for in all."""
    if not applications:
        return "Aucune candidature."
    asked = sum(one.requested or 0 for one in applications)
    unknown = sum(one.requested is None for one in applications)
    said = f"{counted(len(applications), 'candidature')}, {euros(asked)} demandés au total"
    return f"{said} ; montant inconnu pour {counted(unknown, 'dossier')}." if unknown else f"{said}."


def verdict_rows(verdicts: Sequence[tuple[str, str, str]]) -> Table:
    """Return the rules of one application as a table: (label, answer code, sentence), refusals first."""
    order = {"no": 0, "to_check": 1, "yes": 2}
    rows = [
        (label, ANSWER_WORDS.get(answer, answer), sentence)
        for label, answer, sentence in sorted(verdicts, key=lambda row: order.get(row[1], 3))
    ]
    return Table("Recevabilité, règle par règle", framed(("Règle", "Réponse", "Motif"), rows), empty="Aucune règle.")
