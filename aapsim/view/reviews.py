"""Reviews in tables: where each application stands, who has reviewed what, which opinions were asked and received."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any, Protocol

from aapsim.domain.application import Application, Shares
from aapsim.domain.call import Call
from aapsim.domain.french import decimal, euros, percent
from aapsim.domain.review import Opinion, Standing
from aapsim.view.tables import Table, framed
from aapsim.view.words import project_words

OPINION_EFFECTS: Mapping[str, str] = {
    "none": "Aucun effet, l'avis est montré",
    "flag": "Signalé à côté du résultat",
    "malus": "Points en moins sur la note",
    "debate": "À débattre en comité",
}


class Progress(Protocol):
    """One reviewer's advance."""

    @property
    def name(self) -> str:
        """Name on the screen."""

    @property
    def finished(self) -> int:
        """Applications finished."""

    @property
    def begun(self) -> int:
        """Applications begun and not finished."""

    @property
    def left(self) -> int:
        """Applications not begun."""

    @property
    def recused(self) -> int:
        """Conflicts of interest."""


def mark_words(mark: Fraction | None) -> str:
    """Write a mark out of 100, two decimals at most; empty if unknown."""
    return "" if mark is None else decimal(mark)


def shared_words(shares: Shares, named: Callable[[str], str | None]) -> str:
    """Write shares with the names of their codes: ``Lozère (60 %) · Gard (40 %)``; one alone without its share."""
    if len(shares) == 1:
        return named(shares[0][0]) or shares[0][0]
    return " · ".join(f"{named(code) or code} ({percent(share, 1)})" for code, share in shares)


def asked_words(one: Application) -> str:
    """Say what is asked for, on what cost."""
    asked = "montant demandé inconnu" if one.requested is None else f"{euros(one.requested)} demandés"
    return asked + ("" if one.total_cost is None else f" pour un coût de {euros(one.total_cost)}")


def standing_words(standing: Standing, score: Fraction | None) -> str:
    """Say whether an application is in the ranking, and why."""
    if standing.mean is not None:
        count = sum(mark is not None for mark in standing.scores.values())
        return f"classé sur {count} évaluation{'s' if count > 1 else ''}" if score is not None else "hors classement"
    if standing.unfinished or standing.finished:
        return "évaluation inachevée ; " + ("note saisie gardée" if score is not None else "hors classement")
    return "note saisie" if score is not None else "hors classement : aucune note"


def standings_table(
    call: Call,
    applications: Sequence[Application],
    standings: Mapping[str, Standing],
    scores: Mapping[str, Fraction | None],
    names: Mapping[str, str],
) -> Table:
    """Return every application with its mark, the reviewers' spread and their disagreement, best mark first."""

    def order(one: Application) -> tuple[bool, Fraction, str]:
        score = scores.get(one.id)
        return score is None, -(score or Fraction(0)), one.id

    rows = []
    marks = [score for one in applications if (score := scores.get(one.id)) is not None]
    for one in sorted(applications, key=order):
        found, mine = standings[one.id], scores.get(one.id)
        rank = "" if mine is None else str(1 + sum(mark > mine for mark in marks))
        rank += " ex æquo" if mine is not None and marks.count(mine) > 1 else ""
        by_reviewer = " · ".join(
            f"{names.get(who, who)} {mark_words(mark) or '…'}"
            for who, mark in found.scores.items()
            if who not in found.recused
        )
        spread = mark_words(found.spread) if found.spread is not None and len(found.scores) > 1 else ""
        deviation = f"{found.deviation:.1f}".replace(".", ",") if found.deviation else ""
        doubt = "▲ désaccord" if found.disagreement else ""
        rows.append((rank, one.id, project_words(one, one.id), mark_words(mine), by_reviewer, spread, deviation, doubt,
                     standing_words(found, mine), one.opinion))  # fmt: skip
    columns = (
        "Rang", "Dossier", "Projet", "Note", "Évaluateurs", "Écart", "Écart-type", "Désaccord", "Classement", "Avis",
    )  # fmt: skip
    return Table(f"Notes de « {call.title} »", framed(columns, rows), empty="Aucune candidature à évaluer.")


def board_table(lines: Sequence[Progress]) -> Table:
    """Return who has reviewed what, in numbers of applications."""
    rows = [(one.name, one.finished, one.begun, one.left, one.recused) for one in lines]
    columns = ("Évaluateur", "Terminées", "Commencées", "À faire", "Conflits d'intérêts")
    return Table("Avancement des évaluateurs", framed(columns, rows), empty="Aucun évaluateur : ajoutez-en un.")


def opinions_table(applications: Sequence[Application], opinions: Mapping[str, Mapping[str, Opinion]]) -> Table:
    """Return one line per application and department concerned: asked, received, its word."""
    rows: list[tuple[Any, ...]] = []
    for one in applications:
        found = opinions.get(one.id, {})
        codes = [code for code, _ in one.departments]
        for code in dict.fromkeys([*codes, *found]):
            opinion = found.get(code)
            state = "pas demandé" if opinion is None else "reçu" if opinion.word else "demandé"
            word, comment = (opinion.word, opinion.comment) if opinion else ("", "")
            rows.append((one.id, project_words(one, one.id), code or "non précisé", state, word, comment))
        if not codes and not found:
            rows.append((one.id, project_words(one, one.id), "", "département inconnu", "", ""))
    columns = ("Dossier", "Projet", "Département", "État", "Avis", "Commentaire")
    return Table("Avis départementaux", framed(columns, rows), empty="Aucune candidature.")
