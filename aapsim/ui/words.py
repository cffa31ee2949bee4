"""French words for the codes that calls use."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from aapsim.domain.application import WHOLE_REGION

AUTHORITIES: Mapping[str, str] = MappingProxyType(
    {"prefet": "Préfet (DREETS)", "ars": "ARS", "enveloppe": "Enveloppe unique"}
)
OBJECTIVES: Mapping[str, str] = MappingProxyType(
    {
        "euros": "Suivre les notes",
        "needs": "Couvrir le plus de demandes",
        "projects": "Retenir le plus de bons projets",
    }
)
OBJECTIVE_SENTENCES: Mapping[str, str] = MappingProxyType(
    {
        "euros": "Chaque euro va au projet le mieux noté qui peut encore le recevoir.",
        "needs": "Une demande à moitié couverte compte pour moitié, grande ou petite ; "
        "cela favorise les petites demandes.",
        "projects": "On cherche le plus grand total de notes ; un gros projet très bien noté peut être écarté "
        "au profit de plusieurs petits.",
    }
)
RANKINGS: Mapping[str, str] = MappingProxyType(
    {"strict": "Respecter le classement dans chaque axe", "free": "Ne pas imposer le classement"}
)
POLICIES: Mapping[str, str] = MappingProxyType(
    {"partial": "Une subvention peut être partielle", "all-or-nothing": "Tout le plafond, ou rien"}
)
CURVES: Mapping[str, str] = MappingProxyType(
    {"none": "Chaque euro d'un projet compte autant", "seed": "Amorcer d'abord : le début compte plus que la fin"}
)
RATE_BASES: Mapping[str, str] = MappingProxyType(
    {"grant": "La subvention de cet appel", "public_money": "Tous les financements publics de l'action"}
)
_FICTIONAL_TITLE = re.compile(r"Démonstration – (.+) \(données fictives\)")
_DEPARTMENTS: Mapping[str, str] = MappingProxyType(
    {
        "09": "Ariège",
        "11": "Aude",
        "12": "Aveyron",
        "28": "Eure-et-Loir",
        "30": "Gard",
        "31": "Haute-Garonne",
        "32": "Gers",
        "34": "Hérault",
        "46": "Lot",
        "48": "Lozère",
        "65": "Hautes-Pyrénées",
        "66": "Pyrénées-Orientales",
        "81": "Tarn",
        "82": "Tarn-et-Garonne",
        "02": "Aisne",
        "59": "Nord",
        "60": "Oise",
        "62": "Pas-de-Calais",
        "80": "Somme",
        WHOLE_REGION: "Toute la région",
    }
)


def workspace_title(title: str, *, demo: bool) -> str:
    """Return a workspace's title, without the words that mark fictional data once the data is real."""
    found = None if demo else _FICTIONAL_TITLE.fullmatch(title)
    return found[1] if found else title


def authority(code: str) -> str:
    """Return the name of an authority; an unknown code stands for itself."""
    return AUTHORITIES.get(code, code)


def department(code: str) -> str:
    """Return ``48 – Lozère``; the bare code where the name is not known."""
    name = _DEPARTMENTS.get(code)
    if name is None:
        return code
    return name if code == WHOLE_REGION else f"{code} – {name}"
