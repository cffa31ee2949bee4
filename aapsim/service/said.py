"""What the committee's paths hold, in French: for the choice between two officers' values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from aapsim.domain.call import Call
from aapsim.domain.french import decimal, euros, parse_exact
from aapsim.service.paths import (
    BASE,
    CLOSING,
    DECISIONS,
    RECUSALS,
    REFERENCES,
    SCENARIOS,
    SCORES,
    SIGNATURES,
    VERSIONS,
    WAITING,
)
from aapsim.service.session_actions import RULINGS

_PARTS = {
    "priority": "priorité",
    "floor": "plancher",
    "ceiling": "plafond",
    "minimum_projects": "nombre minimal de projets",
    "maximum_projects": "nombre maximal de projets",
    "weight": "poids",
    "bonus": "bonus",
}
_ENTRIES = {
    "axes": "de l'axe {}",
    "departments": "du département {}",
    "criteria": "du critère {}",
    "publics": "du public {}",
}


def said(path: str, plain: Any) -> str | None:  # noqa: ANN401 - a path holds any plain value
    """Return what a path of the committee holds as one French text; ``None`` for any other path."""
    for prefix, words in _WORDS.items():
        if path == prefix or (prefix.endswith(".") and path.startswith(prefix)):
            return words(plain)
    return None


def rule_label(path: str, call: Call) -> str:
    """Name a rule by its path: its label in the call, or what changes of which axis or department."""
    parts = path.split(".")
    if len(parts) == 3 and parts[0] in _ENTRIES:
        return f"{_PARTS.get(parts[2], parts[2])} {_ENTRIES[parts[0]].format(parts[1])}"
    return call.rule(path).label


def _decision(plain: Mapping[str, Any]) -> str:
    amount = f", {euros(plain['amount'])}" if plain["amount"] else ""
    motive = f" – {plain['motive']}" if plain["motive"] else ""
    return f"{RULINGS.get(plain['ruling'], plain['ruling'])}{amount}{motive}"


def _recusals(plain: list[Mapping[str, Any]]) -> str:
    return "déport de " + ", ".join(one["member"] for one in plain)


def _name(plain: Mapping[str, Any]) -> str:
    return f"« {plain['name']} »"


_WORDS: dict[str, Callable[[Any], str]] = {
    DECISIONS: _decision,
    SCORES: lambda plain: f"note de séance {decimal(parse_exact(plain['score']))} – {plain['motive']}",
    RECUSALS: _recusals,
    WAITING: lambda plain: "liste complémentaire : " + ", ".join(plain["ids"]),
    CLOSING: lambda _: "séance close",
    SIGNATURES: lambda _: "signé",
    VERSIONS: _name,
    BASE: lambda _: "base gelée",
    SCENARIOS: _name,
    REFERENCES: _name,
}
