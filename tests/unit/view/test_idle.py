"""A source that keeps money says why; who pays what follows a stated rule."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from aapsim.domain.allocation import Allocation
from aapsim.domain.application import Application
from aapsim.domain.call import Axis, Call, Limit, Source
from aapsim.engine.allocate import allocate
from aapsim.view.idle import idle_sentences, split_sentence
from tests.unit.engine.makers import a_call, an_application, purse


def plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def told(call: Call, *applications: Application) -> list[str]:
    return [plain(one) for one in idle_sentences(call, applications, allocate(call, applications))]


FIR = Source("fir", "FIR", "ars", notified=5_000)
OTHER = Source("304", "BOP 304", "prefet", notified=5_000)


def test_nobody_that_it_may_pay() -> None:
    call = a_call(sources=(FIR, replace(OTHER, axes=("2",))))
    assert told(call, an_application("a", 5_000)) == [
        "BOP 304 garde 5 000 € : aucun projet classé ne peut être payé par ce financeur."
    ]


def test_all_that_it_may_pay_have_their_cap() -> None:
    assert told(a_call(sources=purse(9_000)), an_application("a", 5_000)) == [
        "FIR garde 4 000 € : tous les projets qu'il peut payer reçoivent déjà leur plafond."
    ]


def test_a_limit_stops_the_next_one() -> None:
    axes = (Axis("1", "", ceiling=Limit("euros", Fraction(3_000))), Axis("2", ""))
    said = told(a_call(axes=axes, sources=purse(9_000)), an_application("a", 5_000, title="Relais"))
    assert len(said) == 1
    assert said[0].startswith("FIR garde 6 000 € : le mieux classé des projets qu'il pourrait payer encore, Relais,")
    assert said[0].endswith("Limité par le plafond de l'axe 1 (3 000 €).")


def test_money_may_reach_through_another_source_and_small_change_is_not_idle() -> None:
    call = a_call(sources=(replace(OTHER, axes=("2",), fungible_with=("fir",)), replace(FIR, notified=0)))
    assert told(call, an_application("a", 4_950)) == []
    assert "tous les projets" in told(call, an_application("a", 3_000))[0]


def test_one_purse_pays_everybody() -> None:
    call = a_call().with_single_source(9_000)
    assert "tous les projets" in told(call, an_application("a", 5_000, sources=("fir",)))[0]


def test_the_split_is_a_stated_rule(allocation: Allocation) -> None:
    call = a_call(sources=(FIR, OTHER))
    applications = (an_application("a", 8_000),)
    answer = allocate(call, applications)
    assert "1 projet payé ainsi ici" in split_sentence(call, answer)
    assert split_sentence(a_call(), answer) == ""
    nothing = replace(allocation, status="infeasible")
    assert idle_sentences(call, applications, nothing) == ()
    assert split_sentence(call, nothing) == ""
    nobody = replace(answer, awards=())
    assert "aucun projet payé ainsi" in split_sentence(call, nobody)
