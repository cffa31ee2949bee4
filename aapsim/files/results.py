"""Results going out: RESULT.json for the checker, a table for people."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from aapsim.domain.allocation import Allocation, Award
from aapsim.domain.application import Application
from aapsim.domain.issues import InvalidInput, Issue
from aapsim.files.sheets import Table, write_tables
from aapsim.files.values import Output, write_score

ResultKind = Literal["json", "csv", "xlsx", "ods"]

STATUS_WORDS = {
    "funded": "retenu",
    "partial": "retenu en partie",
    "waiting": "non retenu",
    "refused": "note insuffisante",
    "ineligible": "irrecevable",
    "to_check": "à vérifier",
    "excluded": "écarté par le comité",
}
_TERM_WORDS = {
    "requested": "montant demandé",
    "rate": "taux",
    "need": "besoin",
    "ceiling": "maximum par projet",
    "common_rate": "taux commun",
}


def write_result(allocation: Allocation, kind: ResultKind, applications: Sequence[Application] = ()) -> bytes:
    """Write an allocation as RESULT.json (see ``docs/resultat.md``) or as a table.

    ``applications`` only adds titles and applicants to the table. Raises ``InvalidInput`` for a
    table of an answer that is not proven: a provisional or infeasible one exists as JSON only.
    """
    if kind == "json":
        return result_json(allocation.to_document())
    if allocation.status != "optimal":
        message = "La réponse n'est pas prouvée : elle ne peut être enregistrée qu'au format .json."
        raise InvalidInput([Issue("provisional", message)])
    tables = [Table("Répartition", _awards(allocation, applications)), Table("Enveloppe", _money(allocation))]
    return write_tables(tables, kind)


def result_json(document: Mapping[str, Any]) -> bytes:
    """Write a result document: UTF-8, NFC, sorted keys, two-space indent, one final newline."""
    text = json.dumps(document, sort_keys=True, ensure_ascii=False, indent=2)
    return f"{unicodedata.normalize('NFC', text)}\n".encode()


def _awards(allocation: Allocation, applications: Sequence[Application]) -> list[list[Output]]:
    by_id = {application.id: application for application in applications}
    sources = list(allocation.envelope)
    titles: list[Output] = ["dossier", "intitule", "porteur", "etat", "rang", "note", "note_ponderee", "plafond"]
    titles += ["limite_du_plafond", "plancher", "accorde", *(f"accorde_{code}" for code in sources), "motifs"]
    return [titles, *(_award(award, by_id.get(award.id), sources) for award in allocation.awards)]


def _award(award: Award, application: Application | None, sources: list[str]) -> list[Output]:
    paid = dict(award.by_source)
    return [
        award.id,
        "" if application is None else application.title,
        "" if application is None else application.applicant,
        STATUS_WORDS[award.status],
        award.rank or "",
        write_score(award.score),
        write_score(award.weighted_score),
        award.cap,
        _TERM_WORDS.get(award.cap_term, ""),
        award.floor,
        award.grant,
        *(paid.get(code, 0) for code in sources),
        " ".join(reason.message for reason in award.reasons),
    ]


def _money(allocation: Allocation) -> list[list[Output]]:
    rows: list[list[Output]] = [["financeur", "disponible", "accorde", "reliquat"]]
    for code, available in allocation.envelope.items():
        rows.append([code, available, allocation.granted.get(code, 0), allocation.unspent.get(code, 0)])
    return rows
