"""Caps and floors, worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from aapsim.engine.caps import base_of, cap_of, cash_of
from tests.unit.engine.makers import a_call, an_application

RATE = Fraction(9, 10)


@pytest.mark.parametrize(
    ("rules", "fields", "cap", "term", "sentence"),
    [
        ({}, {"requested": 8_250}, 8_250, "requested", "plafonné par le montant demandé"),
        ({"rate": RATE}, {}, 9_000, "rate", "plafonné par le taux de 90\u00a0%"),
        ({"rate": RATE}, {"requested": 9_000}, 9_000, "requested", "plafonné par le montant demandé"),
        ({"rate": RATE}, {"total_cost": 9_999}, 8_999, "rate", "plafonné par le taux de 90\u00a0%"),
        ({}, {"other_revenue": 4_000}, 6_000, "need", "plafonné par le besoin"),
        ({"maximum_grant": 8_000}, {}, 8_000, "ceiling", "plafonné par le maximum de 8\u202f000\u00a0€ par projet"),
        (
            {"common_rate": Fraction(78, 100)}, {}, 7_800, "common_rate",
            "plafonné par le taux commun de 78\u00a0%",
        ),
        ({"common_rate": Fraction(0)}, {}, 0, "common_rate", "plafonné par le taux commun de 0\u00a0%"),
        (
            {"rate": Fraction(4, 5), "rate_on": "public_money"}, {"other_public": 1_500, "other_revenue": 1_500},
            6_500, "rate", "plafonné par le taux de 80\u00a0% d'argent public",
        ),
        ({"rate": Fraction(4, 5), "rate_on": "public_money"}, {"other_public": None}, 8_000, "rate",
         "plafonné par le taux de 80\u00a0% d'argent public"),
    ],
)
def test_the_smallest_term_binds_and_is_named(
    rules: dict[str, Any], fields: dict[str, Any], cap: int, term: str, sentence: str
) -> None:
    found = cap_of(a_call(**rules), an_application("a", 10_000, **fields))
    assert (found.amount, found.term, found.sentence, found.fundable) == (cap, term, sentence, cap > 0)


def test_every_term_is_kept_unclipped_in_a_fixed_order() -> None:
    call = a_call(maximum_grant=7_000, common_rate=Fraction(1, 2), rate=RATE)
    terms = cap_of(call, an_application("a", 10_000, other_revenue=12_000)).terms
    assert terms == (
        ("requested", 10_000), ("rate", 9_000), ("need", -2_000), ("ceiling", 7_000), ("common_rate", 5_000)
    )


def test_in_kind_raises_the_base_of_the_rate_but_never_the_need() -> None:
    call, with_kind = a_call(rate=RATE), an_application("a", 10_000, in_kind=5_000)
    assert (cash_of(call, with_kind), base_of(call, with_kind)) == (10_000, 15_000)
    found = cap_of(call, with_kind)
    assert (found.amount, found.term) == (10_000, "requested")
    assert found.thanks_to_in_kind
    assert found.rate_cash_only == 1
    refused = cap_of(replace(call, in_kind=False), with_kind)
    assert (refused.amount, refused.thanks_to_in_kind, refused.rate_cash_only) == (9_000, False, RATE)


def test_in_kind_flag_counts_the_other_public_money() -> None:
    call = a_call(rate=Fraction(4, 5), rate_on="public_money")
    found = cap_of(call, an_application("a", 10_000, in_kind=1_000, requested=7_500, other_public=1_000))
    assert (found.amount, found.term) == (7_500, "requested")
    assert found.thanks_to_in_kind


def test_investment_leaves_the_base_unless_the_call_funds_it() -> None:
    application = an_application("a", 10_000, investment=4_000)
    assert cap_of(a_call(investment=False, rate=RATE), application).amount == 5_400
    assert cap_of(a_call(investment=True, rate=RATE), application).amount == 9_000
    assert cash_of(a_call(investment=False), replace(application, investment=None)) == 10_000


def test_a_missing_request_gives_no_cap() -> None:
    found = cap_of(a_call(), an_application("a", 10_000, requested=None))
    assert (found.amount, found.term, found.fundable, found.sentence) == (0, "", False, "montant demandé inconnu")


def test_an_unknown_cost_says_so() -> None:
    found = cap_of(a_call(), an_application("a", 10_000, total_cost=None, in_kind=2_000))
    assert (found.amount, found.term, found.sentence) == (0, "need", "coût total inconnu")
    assert found.rate_cash_only is None
    assert not found.thanks_to_in_kind


def test_a_negative_need_leaves_nothing() -> None:
    found = cap_of(a_call(), an_application("a", 10_000, other_revenue=10_001))
    assert (found.amount, found.term, found.fundable) == (0, "need", False)


@pytest.mark.parametrize(
    ("rules", "fields", "floor", "least", "fundable"),
    [
        ({}, {}, 0, 100, True),
        ({"minimum_grant": 1_000}, {}, 1_000, 1_000, True),
        ({"minimum_grant": 1_001}, {}, 1_100, 1_100, True),
        ({"minimum_share": Fraction(3, 5)}, {"requested": 8_250}, 5_000, 5_000, True),  # 4 950 rounded up
        ({"minimum_share": Fraction(1, 3)}, {}, 3_400, 3_400, True),  # 3 334 rounded up
        ({}, {"own_floor": 8_201, "requested": 8_250}, 8_250, 8_250, True),  # 8 300 would exceed the cap
        ({}, {"own_floor": 8_251, "requested": 8_250}, 8_251, 8_251, False),
        ({"minimum_agreement": 2_000}, {}, 2_000, 2_000, True),
        ({"step": 1, "minimum_grant": 1_001}, {}, 1_001, 1_001, True),
        ({"policy": "all-or-nothing", "minimum_grant": 1_000}, {}, 1_000, 10_000, True),
        ({"step": 500}, {"requested": 120}, 0, 120, True),  # the cap itself is admissible
    ],
)
def test_floors_round_up_to_the_step_but_never_above_the_cap(
    rules: dict[str, Any], fields: dict[str, Any], floor: int, least: int, fundable: bool
) -> None:
    found = cap_of(a_call(**rules), an_application("a", 10_000, **fields))
    assert (found.floor, found.least, found.fundable) == (floor, least, fundable)
