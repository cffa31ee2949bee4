"""An export of the platform in words: what each column would fill, and what an import would change."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, Protocol

from aapsim.domain.application import Application
from aapsim.domain.french import euros, percent
from aapsim.view.candidates import date_text
from aapsim.view.tables import Table, framed
from aapsim.view.words import shares_words

_AMOUNTS = ("total_cost", "investment", "in_kind", "requested", "other_revenue", "other_public", "own_floor")
_LONGEST = 80


class Change(Protocol):
    """One field that an import would change."""

    @property
    def id(self) -> str:
        """Number of the application."""

    @property
    def field(self) -> str:
        """Field of the application."""

    @property
    def words(self) -> str:
        """French name of the field."""

    @property
    def before(self) -> Any:  # noqa: ANN401 - plain values of any field
        """Plain value in the workspace."""

    @property
    def after(self) -> Any:  # noqa: ANN401
        """Plain value in the export."""


def plain_words(name: str, value: Any) -> str:  # noqa: ANN401 - a plain value of any field
    """Write the plain value of a field for people; nothing known is ``(rien)``."""
    if value in (None, "", []):
        return "(rien)"
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, int) and name in _AMOUNTS:
        return euros(value)
    if name == "co_funders":
        return " ; ".join(f"{line[0] or 'cofinanceur'} {euros(line[1])}" for line in value)
    if isinstance(value, list):
        return ", ".join(_part(one) for one in value)
    text = " ".join(str(value).split())
    return f"{text[:_LONGEST]}…" if len(text) > _LONGEST else text


def _part(one: Any) -> str:  # noqa: ANN401
    if not isinstance(one, list):
        return str(one)
    code, rest = one[0], one[1]
    try:
        share = Fraction(rest)
    except ValueError:
        return str(rest)
    return str(code) if share == 1 else f"{code} ({percent(share, 1)})"


def change_words(change: Change) -> str:
    """Name a change in one short line."""
    return f"{change.id} · {change.words}"


def changes_table(changes: Sequence[Change]) -> Table:
    """Return what an import would change, field by field."""
    rows = [
        (one.id, one.words, plain_words(one.field, one.before), plain_words(one.field, one.after)) for one in changes
    ]
    return Table("Ce que l'import changerait", framed(("Dossier", "Champ", "Aujourd'hui", "Dans l'export"), rows))


def preview_table(applications: Sequence[Application]) -> Table:
    """Return applications as an export was read, nothing saved yet: what the officer checks before accepting."""
    rows = [
        (one.id, one.title, one.applicant, shares_words(one.departments), shares_words(one.axes), one.total_cost,
         one.in_kind, one.requested, one.other_revenue, date_text(one.filed_at))
        for one in applications
    ]  # fmt: skip
    amounts = ("Coût total", "En nature", "Demandé", "Autres produits")
    columns = ("Dossier", "Projet", "Porteur", "Dép.", "Axes", *amounts, "Déposé le")
    return Table("Aperçu des premiers dossiers", framed(columns, rows), dict.fromkeys(amounts, "euros"))
