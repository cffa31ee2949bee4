"""Export then import of the native table: identical applications, in three formats, over generated ones."""

from __future__ import annotations

import os
import random
import string
from fractions import Fraction
from typing import Any

import pytest

from aapsim.domain.application import Application, equal_shares, weighted_shares
from aapsim.domain.call import Call
from aapsim.files.calls import load_call, shipped_calls
from aapsim.files.reading import read_applications
from aapsim.files.sheets import TableKind
from aapsim.files.table import write_applications

ROUNDS = int(os.environ.get("AAPSIM_ROUND_TRIPS", "45"))
"""Tables over the three formats, each with its own seed; ``make round-trips`` does 300."""
KINDS: tuple[TableKind, ...] = ("csv", "xlsx", "ods")
CALL = load_call(shipped_calls()["occitanie-2021"])
LETTERS = string.ascii_letters + "éèàçœ’«» ;,|:\"'=+-@#\\\u202f€%"


def text(dice: random.Random, most: int = 40) -> str:
    return "".join(dice.choice(LETTERS) for _ in range(dice.randrange(most))).strip()


def maybe(dice: random.Random, value: Any) -> Any:
    return value if dice.random() < 0.7 else None


def shares(dice: random.Random, codes: list[str]) -> Any:
    chosen = dice.sample(codes, dice.randrange(1, 4))
    if dice.random() < 0.5:
        return equal_shares(chosen)
    return weighted_shares([(one, dice.randrange(1, 9)) for one in chosen])


def application(dice: random.Random, place: int, call: Call) -> Application:
    cost = dice.randrange(1, 10**7)
    marked = dice.random() < 0.4
    codes = [one.code for one in call.criteria]
    rules = dice.sample(["deadline", "complete", "territory"], dice.randrange(3)) if dice.random() < 0.3 else []
    return Application(
        f"{place:05d}",
        text(dice) or "Sans nom",
        summary=text(dice, 200),
        applicant=text(dice),
        siret=f"{dice.randrange(10**14):014d}",
        applicant_type=dice.choice([*call.applicant_types, ""]),
        departments=shares(dice, list(call.territory)) if dice.random() < 0.8 else (),
        scope=dice.choice(["", "regionale", "infraregionale", "extraregionale"]),
        axes=shares(dice, [axis.code for axis in call.axes]),
        total_cost=cost,
        investment=maybe(dice, dice.randrange(cost)),
        in_kind=maybe(dice, dice.randrange(10**5)),
        requested=dice.randrange(1, cost + 1),
        other_revenue=(other := maybe(dice, dice.randrange(10**6))),
        other_public=maybe(dice, dice.randrange((other or 0) + 1)),
        own_floor=maybe(dice, dice.randrange(10**4)),
        filed_at=maybe(dice, f"2021-07-{dice.randrange(1, 29):02d}T{dice.randrange(24):02d}:{dice.randrange(60):02d}"),
        start_date=maybe(dice, f"2021-09-{dice.randrange(1, 29):02d}"),
        complete=dice.choice([True, False, None]),
        opinion=dice.choice(["", "favorable", "réservé", "31 : favorable ; 48 : défavorable"]),
        publics=tuple(dice.sample([one.code for one in call.publics], dice.randrange(4))),
        score=None if marked else Fraction(dice.randrange(10_001), 100),
        marks=tuple((code, Fraction(dice.randrange(101), dice.choice((1, 3)))) for code in codes) if marked else (),
        sources=tuple(dice.sample([one.code for one in call.sources], dice.randrange(3))),
        extra=(("État du dossier", "En instruction"),) if dice.random() < 0.5 else (),
        overrules=tuple((rule, dice.choice(("yes", "no")), text(dice) or "vu") for rule in sorted(rules)),
    )


@pytest.mark.parametrize("kind", KINDS)
def test_a_table_that_goes_out_comes_back_identical(kind: TableKind) -> None:
    for seed in range(ROUNDS // len(KINDS)):
        dice = random.Random(f"{kind} {seed}")
        given = tuple(application(dice, place, CALL) for place in range(1, dice.randrange(2, 6)))
        reading = read_applications(f"a.{kind}", write_applications(given, CALL, kind), CALL)
        assert reading.errors == (), seed
        for one, back in zip(given, reading.applications, strict=True):
            assert _plain(back) == _plain(one), seed


def _plain(one: Application) -> dict[str, Any]:
    document = one.to_document()
    # An application without a column of the others' has no text for it; marks follow the call's order.
    return document | {"extra": sorted(document["extra"])}
