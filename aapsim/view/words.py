"""French words for the codes of the domain: one place for each, so that screens and papers agree."""

from __future__ import annotations

from collections.abc import Mapping

from aapsim.domain.allocation import Award
from aapsim.domain.application import WHOLE_REGION, Application, Shares
from aapsim.domain.call import Call
from aapsim.domain.french import decimal, euros, group_digits, percent
from aapsim.domain.scenario import Lock

Known = Mapping[str, Application]
"""Every application by its number."""

STATUS_WORDS = {
    "funded": "● retenu",
    "partial": "◐ retenu en partie",
    "waiting": "✕ non retenu",
    "refused": "✕ note insuffisante",
    "ineligible": "✕ irrecevable",
    "to_check": "✕ à vérifier",
    "excluded": "✕ écarté par le comité",
}
"""Disc, half disc, cross: the state reads without its colour."""

AUTHORITY_WORDS = {"prefet": "Préfet (DREETS)", "ars": "ARS", "enveloppe": "Enveloppe unique"}
STRATEGY_WORDS = {
    "optimum": "Répartition optimisée",
    "merit": "Dans l'ordre du classement",
    "prorata": "Réduction uniforme",
    "equity": "Couverture égale",
}
ANSWER_WORDS = {"yes": "✔ oui", "no": "✕ non", "to_check": "? à vérifier"}
OVERALL_WORDS = {"eligible": "✔ recevable", "ineligible": "✕ irrecevable", "to_check": "? à vérifier"}


def status_words(award: Award) -> str:
    """Return the symbol and the words of an award's state."""
    return STATUS_WORDS[award.status]


def term_words(call: Call, term: str) -> str:
    """Name the binding term of a cap (``le taux de 90 %``); empty where there is none."""
    common = "" if call.common_rate is None else f" de {percent(call.common_rate)}"
    return {
        "requested": "la demande",
        "rate": f"le taux de {percent(call.rate)}",
        "need": "le besoin",
        "ceiling": f"le plafond par projet de {euros(call.maximum_grant)}",
        "common_rate": f"le taux commun{common}",
    }.get(term, term)


def shares_words(shares: Shares) -> str:
    """Write axis or department shares: ``31``, ``1 · 4``, ``48 (60 %) · 30 (40 %)``; empty if unknown."""
    if len({share for _, share in shares}) <= 1:
        return codes_words(shares)
    return " · ".join(f"{_code_words(code)} ({percent(share, 1)})" for code, share in shares)


def _code_words(code: str) -> str:
    return "région" if code == WHOLE_REGION else code


def codes_words(shares: Shares) -> str:
    """Write the codes alone, in the order of the application: ``48 · 30``; empty if unknown."""
    return " · ".join(_code_words(code) for code, _ in shares)


def score_words(award: Award) -> str:
    """Write the mark with its decimal comma; empty when there is none."""
    return "" if award.score is None else decimal(award.score)


def project_words(application: Application | None, application_id: str) -> str:
    """Name a project for people: its title, else its applicant, else its number."""
    if application is None:
        return application_id
    return application.title or application.applicant or application_id


def lock_words(lock: Lock) -> str:
    """Say what a committee lock imposes."""
    if isinstance(lock, int):
        return f"montant imposé : {euros(lock)}"
    return {"funded": "retenu d'office", "excluded": "écarté"}[lock]


def counted(count: int, singular: str, plural: str = "") -> str:
    """Write a count with its noun, French plural from 2 on: ``1 projet``, ``0 projet``, ``1 000 projets``."""
    return f"{group_digits(count)} {(plural or singular + 's') if count > 1 else singular}"


def listed(names: list[str] | tuple[str, ...], most: int = 8) -> str:
    """Join names into a French list; beyond ``most`` the rest is counted."""
    shown = list(names[:most])
    rest = len(names) - len(shown)
    if rest:
        shown.append(counted(rest, "autre"))
    if len(shown) < 2:
        return "".join(shown)
    return f"{', '.join(shown[:-1])} et {shown[-1]}"
