"""Applications as the native table writes them, and their eligibility in tables and sentences."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import pandas as pd

from aapsim.domain.application import Application, Shares
from aapsim.domain.call import Call
from aapsim.domain.french import decimal, euros, exact_text, group_digits
from aapsim.view.tables import Table, framed
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


def share_text(shares: Shares) -> str:
    """Write shares as the native table does: ``31``, ``1|4`` for equal shares, ``1:60|4:40`` else.

    The weights are the smallest integers in the same proportions; empty stays empty.
    """
    if len({share for _, share in shares}) <= 1:
        return "|".join(code for code, _ in shares)
    common = math.lcm(*(share.denominator for _, share in shares))
    return "|".join(f"{code}:{int(share * common)}" for code, share in shares)


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
    row["sources"] = "|".join(application.sources)
    row["publics"] = "|".join(application.publics)
    row["date_depot"] = application.filed_at or ""
    row["date_debut"] = application.start_date or ""
    row["complet"] = {True: "oui", False: "non", None: ""}[application.complete]
    row["note"] = "" if application.score is None else exact_text(application.score).replace(".", ",")
    row |= {code: exact_text(mark).replace(".", ",") for code, mark in application.marks}
    row |= {name: text for name, text in application.extra if name not in row}
    return row


def grid_row(application: Application) -> dict[str, str]:
    """Return the native row with amounts written for people (``24 000``)."""
    row = native_row(application)
    for column in AMOUNT_FIELDS:
        if row[column]:
            row[column] = group_digits(int(row[column]))
    return row


def grid_frame(applications: Sequence[Application]) -> pd.DataFrame:
    """Return the base frame of the grid: one text row per application, columns of :data:`COLUMN_WORDS`."""
    rows = [grid_row(one) for one in applications]
    return pd.DataFrame([[row.get(name, "") for name in COLUMN_WORDS] for row in rows], columns=list(COLUMN_WORDS))


def candidates_table(call: Call, applications: Sequence[Application], caps: Mapping[str, str]) -> Table:
    """Return the applications as a plain table; ``caps`` maps ids to their cap in words (may miss some)."""
    rows = [
        (
            one.id,
            project_words(one, one.id),
            one.applicant,
            shares_words(one.departments),
            shares_words(one.axes),
            None if one.score is None else decimal(one.score),
            one.total_cost,
            one.requested,
            caps.get(one.id, ""),
        )
        for one in applications
    ]
    columns = ("Dossier", "Projet", "Porteur", "Dép.", "Axe", "Note", "Coût total", "Demandé", "Plafond")
    return Table(
        f"Candidatures de « {call.title} »",
        framed(columns, rows),
        {"Coût total": "euros", "Demandé": "euros"},
        empty="Aucune candidature : ajoutez-en, collez un tableau ou importez un fichier.",
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
