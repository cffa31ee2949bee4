"""Shipped calls and the demonstration read straight from the data folder, until the readers are there."""

from __future__ import annotations

import csv
import tomllib
from pathlib import Path
from typing import Any

from aapsim.domain.application import Application, equal_shares, weighted_shares
from aapsim.domain.french import parse_number

_DATA = Path(__file__).parents[2] / "data"
_WHOLE = {
    "total_cost": "cout_total",
    "investment": "investissement",
    "in_kind": "contributions_nature",
    "requested": "montant_demande",
    "other_revenue": "autres_produits",
    "other_public": "autres_financements_publics",
    "own_floor": "plancher",
}
_TEXTS = {"id": "dossier", "title": "intitule", "summary": "resume", "applicant": "porteur", "siret": "siret",
          "applicant_type": "type_porteur", "scope": "portee", "opinion": "avis_departemental"}


def shipped_calls() -> dict[str, Path]:
    return {path.stem: path for path in sorted((_DATA / "calls").glob("*.toml"))}


def read_call_document(text: str) -> dict[str, Any]:
    return tomllib.loads(text)


def _shares(text: str):
    if not text:
        return ()
    parts = [part.split(":") for part in text.split("|")]
    if len(parts[0]) == 1:
        return equal_shares([part[0] for part in parts])
    return weighted_shares([(code, int(weight)) for code, weight in parts])


def _date(text: str):
    return "-".join(reversed(text[:10].split("/"))) + text[10:].replace(" ", "T") if text else None


def demo_applications() -> tuple[Application, ...]:
    with (_DATA / "demo" / "candidatures.csv").open(encoding="utf-8-sig") as file:
        return tuple(_row(row) for row in csv.DictReader(file, delimiter=";"))


def _row(row: dict[str, str]) -> Application:
    return Application(
        **{name: row[column] for name, column in _TEXTS.items()},
        **{name: int(row[column]) if row[column] else None for name, column in _WHOLE.items()},
        departments=_shares(row["departements"]),
        axes=_shares(row["axes"]),
        filed_at=_date(row["date_depot"]),
        start_date=_date(row["date_debut"]),
        complete={"oui": True, "non": False}.get(row["complet"]),
        publics=tuple(filter(None, row["publics"].split("|"))),
        score=parse_number(row["note"]) if row["note"] else None,
        sources=tuple(filter(None, row["sources"].split("|"))),
    )


def demo_overrides() -> dict[str, Any]:
    return tomllib.loads((_DATA / "demo" / "scenario.toml").read_text(encoding="utf-8"))["overrides"]
