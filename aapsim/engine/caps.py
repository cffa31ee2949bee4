"""The most and the least that one application may receive, with the term that decides.

The cap is in whole euros, rounded down; the floor follows from the cap. Amounts that the file
does not give count as 0 (they are *to be checked*), except the request, without which there is
no cap.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from aapsim.domain.application import Application
from aapsim.domain.call import Call
from aapsim.domain.french import euros, percent


@dataclass(frozen=True, slots=True)
class Cap:
    """Cap and floor of one application, in whole euros.

    ``amount`` is never negative; ``term`` is the code of the first term that reaches the
    minimum (``requested``, ``rate``, ``need``, ``ceiling``, ``common_rate``; empty when nothing is
    requested, so that there is no cap), ``terms`` all of
    them with their unclipped amounts. ``least`` is the smallest admissible grant. ``fundable``
    is false when the cap is nil or below a true floor. ``rate_cash_only`` is the grant's share of
    the cash cost at the cap, ``None`` without cost; ``thanks_to_in_kind`` says that the cap
    exceeds what the rate allows on the cash cost alone.
    """

    amount: int
    term: str
    floor: int
    least: int
    fundable: bool
    terms: tuple[tuple[str, int], ...]
    sentence: str
    rate_cash_only: Fraction | None
    thanks_to_in_kind: bool


def cash_of(call: Call, application: Application) -> int:
    """Return the eligible cash cost: total cost, less investment where the call does not fund it."""
    cost = application.total_cost or 0
    return cost if call.investment else cost - (application.investment or 0)


def base_of(call: Call, application: Application) -> int:
    """Return the cost base of the rate: cash, plus in kind where the call admits it."""
    return cash_of(call, application) + ((application.in_kind or 0) if call.in_kind else 0)


def _by_rate(call: Call, application: Application, base: int) -> int:
    public = (application.other_public or 0) if call.rate_on == "public_money" else 0
    return floor(call.rate * base) - public


def _terms(call: Call, application: Application) -> tuple[tuple[str, int], ...]:
    base = base_of(call, application)
    terms = [
        ("requested", application.requested or 0),
        ("rate", _by_rate(call, application, base)),
        ("need", cash_of(call, application) - (application.other_revenue or 0)),
    ]
    if call.maximum_grant:
        terms.append(("ceiling", call.maximum_grant))
    if call.common_rate is not None:
        terms.append(("common_rate", floor(call.common_rate * base)))
    return tuple(terms)


def term_sentence(call: Call, term: str) -> str:
    """Name the binding term in French: « plafonné par le taux de 90 % »."""
    money = " d'argent public" if call.rate_on == "public_money" else ""
    sentences = {
        "": "montant demandé inconnu",
        "requested": "plafonné par le montant demandé",
        "rate": f"plafonné par le taux de {percent(call.rate)}{money}",
        "need": "plafonné par le besoin",
        "ceiling": f"plafonné par le maximum de {euros(call.maximum_grant)} par projet",
        "common_rate": f"plafonné par le taux commun de {percent(call.common_rate or 0)}",
    }
    return sentences[term]


def _sentence(call: Call, application: Application, term: str) -> str:
    if term in ("rate", "need", "common_rate") and application.total_cost is None:
        return "coût total inconnu"
    return term_sentence(call, term)


def _floor_of(call: Call, application: Application, cap: int) -> int:
    share = ceil(call.minimum_share * cap)
    return max(call.minimum_grant, share, application.own_floor or 0, call.minimum_agreement)


def _least_of(call: Call, cap: int, rounded_floor: int) -> int:
    if call.policy == "all-or-nothing":
        return cap
    return rounded_floor if rounded_floor > 0 else min(call.step, cap)


def cap_of(call: Call, application: Application) -> Cap:
    """Compute the cap, its binding term and the floor of one application."""
    terms = _terms(call, application)
    term, lowest = min(terms, key=lambda pair: pair[1])
    if application.requested is None:
        term, lowest = "", 0
    cap = max(0, lowest)
    true_floor = _floor_of(call, application, cap)
    fundable = cap > 0 and true_floor <= cap
    rounded = min(cap, -(-true_floor // call.step) * call.step) if fundable else true_floor
    cash = cash_of(call, application)
    return Cap(
        amount=cap,
        term=term,
        floor=rounded,
        least=_least_of(call, cap, rounded),
        fundable=fundable,
        terms=terms,
        sentence=_sentence(call, application, term),
        rate_cash_only=Fraction(cap, cash) if cash > 0 else None,
        thanks_to_in_kind=cash > 0 and cap > _by_rate(call, application, cash),
    )
