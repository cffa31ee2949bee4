"""The rules that are one value: amounts, eligibility, ranking and way of sharing out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import streamlit as st

from aapsim.domain.call import Call, RuleText
from aapsim.domain.french import LARGEST_EUR, exact_text, parse_number
from aapsim.domain.issues import InvalidInput, Issue
from aapsim.ui import fields, rule_words, session, words
from aapsim.ui.text import plain

NO_LIMIT = "Aucune limite"
STEPS: Mapping[str, str] = {"1": "1 €", "10": "10 €", "100": "100 €", "500": "500 €", "1000": "1\u202f000 €"}

Draw = Callable[[str, Any, str], object]


@dataclass(frozen=True, slots=True)
class _Rule:
    """One rule: its path in the call document (also the key of its words) and how it is drawn."""

    path: str
    draw: Draw


def _euros(path: str) -> _Rule:
    return _Rule(path, lambda label, value, key: fields.optional_money_field(
        label, value or None, key, lambda new: rule_words.set_rule(path, new or 0), empty=NO_LIMIT
    ))


def _count(path: str, empty: str = NO_LIMIT) -> _Rule:
    return _Rule(path, lambda label, value, key: fields.parsed_field(
        label, value, key, lambda new: rule_words.set_rule(path, new), read=whole, write=write_count, empty=empty
    ))


def _rate(path: str) -> _Rule:
    return _Rule(path, lambda label, value, key: fields.percent_field(
        label, value, key, lambda new: rule_words.set_rule(path, exact_text(new))
    ))


def _choice(path: str, choices: Mapping[str, str]) -> _Rule:
    return _Rule(path, lambda label, value, key: fields.choice_field(
        label, str(value), choices, key, lambda new: rule_words.set_rule(path, new)
    ))


def _flag(path: str) -> _Rule:
    return _Rule(path, lambda label, value, key: fields.toggle_field(
        label, value, key, lambda new: rule_words.set_rule(path, new)
    ))


def _common_rate(label: str, value: Fraction | None, key: str) -> object:
    return fields.optional_percent_field(
        label,
        value,
        key,
        lambda new: rule_words.set_rule("common_rate", None if new is None else exact_text(new)),
        empty="Pas abaissé",
        help_text="Par exemple « 78 % » : aucun projet ne reçoit plus de 78 % de son assiette.",
    )


def _step(label: str, value: int, key: str) -> object:
    choices = dict(STEPS) | ({} if str(value) in STEPS else {str(value): f"{value} €"})
    return fields.choice_field(label, str(value), choices, key, lambda new: rule_words.set_rule("step", int(new)))


def _score(label: str, value: Fraction, key: str) -> object:
    # Where marks are votes there is no highest one.
    most = LARGEST_EUR if session.snapshot().call.rule("votes").text else 100
    change = lambda new: rule_words.set_rule("minimum_score", exact_text(new))  # noqa: E731
    return fields.number_field(label, value, key, change, most=most, help_text="" if most > 100 else "Sur 100.")


AMOUNTS = (
    _rate("rate"),
    _choice("rate_on", words.RATE_BASES),
    _Rule("common_rate", _common_rate),
    _euros("minimum_cost"),
    _euros("minimum_grant"),
    _euros("maximum_grant"),
    _rate("minimum_share"),
    _euros("maximum_per_applicant"),
    _flag("in_kind"),
    _flag("investment"),
    _Rule("step", _step),
)
SHARING = (
    _choice("ranking", words.RANKINGS),
    _choice("objective", words.OBJECTIVES),
    _choice("policy", words.POLICIES),
    _choice("curve", words.CURVES),
    _count("minimum_projects", "Aucun minimum"),
    _count("maximum_projects"),
    _Rule("minimum_score", _score),
    _flag("cofunding_required"),
)
AUTHORITIES = (_count("max_authorities"), _euros("minimum_agreement"))


def amounts(key: str) -> None:
    """Draw the rules about rates and amounts."""
    _draw_all(AMOUNTS, key)


def sharing(key: str) -> None:
    """Draw the rules about ranking, objective and numbers of projects."""
    _draw_all(SHARING, key)


def authorities(key: str) -> None:
    """Draw the rules about the authorities that pay one project."""
    _draw_all(AUTHORITIES, key)


def edited_paths() -> frozenset[str]:
    """Return the keys of the rules that have a field here."""
    return frozenset(rule.path for rule in (*AMOUNTS, *SHARING, *AUTHORITIES))


def _draw_all(rules: tuple[_Rule, ...], key: str) -> None:
    call = session.snapshot().call
    for rule in rules:
        with st.container(border=True):
            left, right = st.columns((2, 3), gap="medium")
            with left:
                words_of = _words(call, rule.path)
                rule.draw(words_of.label, getattr(call, rule.path), f"{key}:{rule.path}")
                if rule.path == "objective":
                    st.markdown(plain(words.OBJECTIVE_SENTENCES[call.objective]))
            with right:
                rule_words.beside(words_of, (rule.path,), f"{key}:{rule.path}")


def _words(call: Call, path: str) -> RuleText:
    rule = call.rule(path)
    if rule.label != path:
        return rule
    return RuleText(path, DEFAULT_LABELS.get(path, path), rule.text or NO_WORDS, rule.origin, hypothesis=True)


NO_WORDS = "L'appel ne dit rien de cette règle."
DEFAULT_LABELS: Mapping[str, str] = {
    "rate": "Taux maximal de la subvention",
    "rate_on": "Ce que le taux limite",
    "common_rate": "Taux commun abaissé par le comité",
    "minimum_cost": "Dépenses minimales",
    "minimum_grant": "Subvention minimale",
    "maximum_grant": "Subvention maximale par projet",
    "minimum_share": "Part minimale du plafond",
    "maximum_per_applicant": "Maximum par porteur",
    "in_kind": "Contributions en nature admises",
    "investment": "Dépenses d'investissement admises",
    "step": "Pas d'arrondi des subventions",
    "ranking": "Respect du classement",
    "objective": "Ce que la répartition recherche",
    "policy": "Subvention entière ou partielle",
    "curve": "Amorcer d'abord",
    "minimum_projects": "Nombre minimal de projets",
    "maximum_projects": "Nombre maximal de projets",
    "minimum_score": "Note minimale",
    "cofunding_required": "Cofinancement externe exigé",
    "max_authorities": "Nombre maximal d'autorités par projet",
    "minimum_agreement": "Montant minimal d'une convention",
}


def whole(text: str) -> int:
    """Read a number of projects; empty is 0 (no limit). Raises ``InvalidInput`` for a fraction."""
    if not text.strip():
        return 0
    number = parse_number(text, "un nombre entier, par exemple « 10 »")
    if number.denominator != 1 or number > 10_000:
        raise InvalidInput([Issue("count", f"« {text.strip()[:40]} » n'est pas un nombre entier, par exemple « 10 ».")])
    return int(number)


def write_count(value: int) -> str:
    """Write a number of projects; 0 (no limit) is empty."""
    return str(value) if value else ""
