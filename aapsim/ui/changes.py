"""What a command touches, in French words: for the choice between two officers' values."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from aapsim.domain.application import Application
from aapsim.domain.call import Call
from aapsim.domain.french import euros, percent
from aapsim.ui import words

NAMES: Mapping[str, str] = {
    "notified": "notifié",
    "gross": "brut de la réserve",
    "reserve": "mise en réserve",
    "committed": "déjà engagé",
    "axes": "axes ouverts",
    "fungible_with": "peut alimenter",
    "transfer_limit": "limite des transferts",
    "priority": "priorité",
    "floor": "plancher",
    "ceiling": "plafond",
    "minimum_projects": "projets au moins",
    "maximum_projects": "projets au plus",
    "weight": "poids",
    "bonus": "bonus",
}
PREPARED: Mapping[str, str] = {
    "reviews": "cette évaluation",
    "reviewers": "cet évaluateur",
    "review_settings": "les réglages de l'évaluation",
    "opinions": "cet avis départemental",
    "budgets": "ce budget",
    "mapping": "la correspondance des colonnes",
    "seen": "ce que la plateforme a donné",
    "given": "la note d'avant les évaluations",
}
"""What is prepared before the committee, by the first word of its path."""
COMMITTEE: Mapping[str, str] = {
    "decisions": "la décision sur {}",
    "scores": "la note de séance de {}",
    "recusals": "les déports sur {}",
    "waiting": "la liste complémentaire",
    "closing": "la clôture de la séance",
    "signatures": "la signature {}",
    "versions": "la version {}",
    "base": "le gel de la base",
    "scenarios": "un scénario gardé",
    "references": "une référence figée",
    "origin": "le scénario ouvert",
}
"""What the committee does, by the first word of its path."""
_OTHERS = {**COMMITTEE, **PREPARED}
_MONEY = ("notified", "committed", "transfer_limit", "floor", "ceiling")
_MONEY_RULES = ("minimum_cost", "minimum_grant", "maximum_grant", "maximum_per_applicant", "minimum_agreement", "step")
_RATES = ("reserve", "rate", "common_rate", "minimum_share", "bonus")
_RULE = "modification de la règle "
_LOCKS = {"funded": "retenu", "excluded": "écarté"}


def subject(path: str, call: Call) -> str:
    """Name what a path stands for: the envelope, a rule, an application, a decision, the kept state."""
    family, _, rest = path.partition(".")
    if path == "sources":
        return "l'enveloppe"
    if path == "kept":
        return "l'état gardé"
    if family == "applications":
        return f"la candidature {rest}"
    if family == "locks":
        return f"la décision sur {rest}"
    if family in _OTHERS:
        return _OTHERS[family].format(rest)
    return f"la règle « {rule_name(path, call)} »"


def undo_words(label: str, call: Call) -> str:
    """Return the label of a command with the path of a rule put into words; any other label as it is."""
    path = label.removeprefix(_RULE)
    return label if path == label else f"règle « {rule_name(path, call)} »"


def rule_name(path: str, call: Call) -> str:
    """Name a rule by its path: its label in the call, or the entry and what changes of it."""
    parts = path.split(".")
    if len(parts) == 1:
        return call.rule(path).label
    entries = {
        "sources": {one.code: one.label for one in call.sources},
        "axes": {one.code: f"axe {one.code}" for one in call.axes},
        "criteria": {one.code: f"critère {one.code}" for one in call.criteria},
        "publics": {one.code: one.label for one in call.publics},
        "departments": {one.code: words.department(one.code) for one in call.departments},
    }
    entry = entries.get(parts[0], {}).get(parts[1], parts[1])
    return f"{entry}, {NAMES.get(parts[-1], parts[-1])}"


def lines(path: str, value: object, call: Call) -> list[str]:
    """Return a saved or typed value as lines for people."""
    if isinstance(value, Application):
        document = value.to_document()
        return [f"{name} : {one}" for name, one in document.items() if one not in (None, "", [], ())]
    if isinstance(value, Mapping):
        return [f"{rule_name(str(key), call)} : {written(str(key), one)}" for key, one in value.items()]
    return [written(path, value)]


def written(path: str, value: object) -> str:
    """Write one plain value of a path the French way."""
    name = path.rsplit(".", 1)[-1]
    if value is None:
        nothing = path.split(".", 1)[0] in {"applications", "locks", *COMMITTEE}
        return "(rien)" if nothing else "(valeur de l'appel)"
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, int) and (name in _MONEY or path in _MONEY_RULES or path.startswith("locks.")):
        return euros(value)
    if name in _RATES and isinstance(value, str):
        return percent(Fraction(value))
    if isinstance(value, list | tuple):
        return ", ".join(str(one) for one in value) or "tous"
    return _LOCKS.get(str(value), str(value))
