"""The columns of the native table, in their order: header, field, how to read, how to write."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from aapsim.domain.application import normal_id
from aapsim.domain.call import Call
from aapsim.files import values
from aapsim.files.cells import Cell


@dataclass(frozen=True, slots=True)
class Column:
    """One column. ``read`` returns the value and a warning; ``write`` what a cell holds."""

    header: str
    field: str
    read: Callable[[Cell, Call], tuple[Any, str]]
    write: Callable[[Any], values.Output]
    required: bool = False


def _text(header: str, field: str, *, required: bool = False) -> Column:
    return Column(header, field, values.read_text, str, required)


def _amount(header: str, field: str, *, required: bool = False) -> Column:
    return Column(header, field, values.read_amount, values.write_amount, required)


NATIVE = (
    Column("dossier", "id", values.read_id, str, required=True),
    _text("intitule", "title", required=True),
    _text("resume", "summary"),
    _text("porteur", "applicant"),
    Column("siret", "siret", values.read_siret, str),
    Column("type_porteur", "applicant_type", values.read_type, str),
    Column("departements", "departments", values.read_departments, values.write_shares),
    Column("portee", "scope", values.read_scope, str),
    Column("axes", "axes", values.read_axes, values.write_shares, required=True),
    _amount("cout_total", "total_cost", required=True),
    _amount("investissement", "investment"),
    _amount("contributions_nature", "in_kind"),
    _amount("montant_demande", "requested", required=True),
    _amount("autres_produits", "other_revenue"),
    _amount("autres_financements_publics", "other_public"),
    _amount("plancher", "own_floor"),
    Column("date_depot", "filed_at", values.read_date, values.write_date),
    Column("date_debut", "start_date", values.read_date, values.write_date),
    Column("complet", "complete", values.read_flag, values.write_flag),
    Column("avis_departemental", "opinion", values.read_opinion, str),
    Column("publics", "publics", values.read_publics, values.write_codes),
    Column("note", "score", values.read_score, values.write_score),
    Column("sources", "sources", values.read_sources, values.write_codes),
    Column("recevabilite_forcee", "overrules", values.read_overrules, values.write_overrules),
)
"""A mark is required too, but ``note`` may be replaced by the columns of the criteria."""

RARE = ("recevabilite_forcee",)
"""Columns that are written only where some application fills them."""

NOTE = "note"
_BY_HEADER = {column.header: column for column in NATIVE}


def column_for(header: str) -> Column | None:
    """Return the native column a header names, accents and capitals apart (``Coût total``), or ``None``."""
    return _BY_HEADER.get(values.plain_key(header))


def criterion_for(header: str, call: Call) -> str | None:
    """Return the code of the criterion a header names, or ``None``."""
    wanted = normal_id(header).casefold()
    return next((one.code for one in call.criteria if normal_id(one.code).casefold() == wanted), None)


def is_known(header: str) -> bool:
    """Say whether a header is one of the native table's."""
    return column_for(header) is not None
