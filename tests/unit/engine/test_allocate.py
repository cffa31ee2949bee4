"""The front door: complete answers, refusals, contradictions, money that adds up."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from aapsim.audit.checker import check
from aapsim.domain.allocation import Allocation
from aapsim.domain.call import Source
from aapsim.domain.issues import InvalidInput, Issue
from aapsim.engine import allocate as front_door
from aapsim.engine.allocate import allocate, allocate_side_by_side, optimum_grants
from tests.reference.generator import generate
from tests.unit.engine.makers import a_call, an_application, grants_of, purse, three_sources

TWO = [an_application("a", 6_000, 80), an_application("b", 6_000, 70)]


def money_adds_up(answer: Allocation) -> bool:
    for code, envelope in answer.envelope.items():
        out = sum(euros for sender, _, euros in answer.transfers if sender == code)
        received = sum(euros for _, target, euros in answer.transfers if target == code)
        if envelope != answer.granted[code] + answer.unspent[code] + out - received or answer.unspent[code] < 0:
            return False
    return sum(answer.granted.values()) == sum(award.grant for award in answer.awards)


def test_a_complete_answer() -> None:
    answer = allocate(a_call(), TWO)
    assert (answer.status, answer.strategy) == ("optimal", "optimum")
    assert grants_of(answer) == {"a": 6_000, "b": 4_000}
    assert (answer.envelope, answer.granted, answer.unspent) == ({"fir": 10_000}, {"fir": 10_000}, {"fir": 0})
    assert [award.by_source for award in answer.awards] == [(("fir", 6_000),), (("fir", 4_000),)]
    assert (answer.by_axis, answer.by_department) == ({"1": 10_000, "2": 0}, {"?": 10_000})
    assert (answer.transfers, answer.gaps, answer.ties, answer.missed, answer.issues) == ((), (), (), (), ())
    assert answer.certificate is not None
    assert answer.certificate.value == answer.certificate.upper_bound == 760_000
    assert (answer.certificate.gap_steps, dict(answer.certificate.multipliers)) == (0, {"sources:fir": 70})
    assert answer.fingerprint.startswith("sha256:")


def test_the_gap_is_counted_in_steps() -> None:
    answer = allocate(a_call(policy="all-or-nothing"), TWO)
    assert answer.certificate is not None
    assert (answer.certificate.value, answer.certificate.upper_bound) == (480_000, 760_000)
    assert answer.certificate.gap_steps == 35
    nothing = allocate(a_call(), [])
    assert nothing.certificate is not None
    assert nothing.certificate.gap_steps == 0


@pytest.mark.parametrize("strategy", ["optimum", "merit"])
def test_transfers_are_counted_on_both_sides(strategy: Any) -> None:
    sources = (
        Source("17", "", "prefet", 5_000, fungible_with=("19",), transfer_limit=3_000),
        Source("19", "", "prefet", 1_000),
    )
    only = [replace(one, sources=("19",)) for one in TWO]
    answer = allocate(a_call(sources=sources), only, strategy=strategy)
    assert answer.transfers == (("17", "19", 3_000),)
    assert (answer.granted, answer.unspent) == ({"17": 0, "19": 4_000}, {"17": 2_000, "19": 0})
    assert money_adds_up(answer)


@pytest.mark.parametrize("seed", range(700, 712))
def test_both_strategies_pass_the_checker_and_the_money_adds_up(seed: int) -> None:
    instance = generate(seed, size=8)
    optimum, merit = allocate_side_by_side(instance.call, instance.applications, instance.locks)
    for answer in (optimum, merit):
        assert list(check(answer.to_document())) == []
        assert money_adds_up(answer)
    assert (optimum.strategy, merit.strategy) == ("optimum", "merit")
    assert merit == allocate(instance.call, instance.applications, instance.locks, strategy="merit")


@pytest.mark.parametrize("strategy", ["optimum", "merit"])
@pytest.mark.parametrize(
    ("rules", "applications", "locks"),
    [
        ({"sources": ()}, TWO, {}),
        ({"objective": "projects"}, TWO, {}),
        ({}, [*TWO, TWO[0]], {}),
        ({}, TWO, {"z": "funded"}),
    ],
)
def test_unusable_inputs_are_refused(strategy: Any, rules: dict[str, Any], applications: Any, locks: Any) -> None:
    with pytest.raises(InvalidInput):
        allocate(a_call(**rules), applications, locks, strategy=strategy)


@pytest.mark.parametrize(
    ("rules", "locks", "words"),
    [
        ({}, {"a": 150}, "Le montant de 150\u00a0€ n'est pas admissible pour a"),
        ({"minimum_score": Fraction(75)}, {"b": "funded"}, "Le dossier b est verrouillé mais ne peut pas participer"),
        ({"minimum_grant": 7_000}, {"a": "funded"}, "Le dossier a est verrouillé mais rien ne peut lui être accordé"),
        ({}, {"a": 6_000, "b": 4_100}, "la décision prise sur b ; les crédits disponibles"),
    ],
)
def test_decisions_that_cannot_be_obeyed_leave_nothing_granted(
    rules: dict[str, Any], locks: dict[str, Any], words: str
) -> None:
    for answer in allocate_side_by_side(a_call(**rules), TWO, locks):
        assert (answer.status, answer.certificate, grants_of(answer)) == ("infeasible", None, {})
        assert answer.unspent == answer.envelope
        assert any(words in issue.message for issue in answer.issues)
        assert list(check(answer.to_document())) == []


def test_grants_alone() -> None:
    assert optimum_grants(a_call(), TWO, {"b": 3_000}) == {"a": 6_000, "b": 3_000}
    assert optimum_grants(a_call(), TWO, {"b": 3_050}) is None
    assert optimum_grants(a_call(minimum_projects=3), TWO) is None


def test_minima_that_cannot_be_met_stop_the_optimum_alone() -> None:
    optimum, merit = allocate_side_by_side(a_call(minimum_projects=3), TWO)
    assert (optimum.status, merit.status) == ("infeasible", "optimal")
    assert grants_of(merit) == {"a": 6_000, "b": 4_000}
    assert merit.missed == ("N'atteint pas le nombre minimal de projets (3).",)


def test_decisions_that_only_the_order_of_the_ranking_cannot_obey(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(front_door, "merit_order", lambda _: None)
    answer = allocate(a_call(), TWO, strategy="merit")
    assert answer.status == "infeasible"
    assert [issue.message for issue in answer.issues] == [
        "Dans l'ordre du classement, les décisions prises ne tiennent pas ensemble : levez l'une d'elles."
    ]


def test_what_is_to_be_checked_takes_part_with_a_warning() -> None:
    call = a_call(minimum_cost=100, latest_start="2021-10-31")
    unsure = [TWO[0], an_application("z", 6_000, 10, total_cost=None, axis="9")]
    answer = allocate(call, unsure)
    assert answer.issues == (
        Issue(
            "to_check", "La date de démarrage est inconnue ; au plus tard le 31/10/2021.", "warning", application="a"
        ),
    )
    assert grants_of(answer) == {"a": 6_000}
    assert grants_of(allocate(call, unsure, strict_eligibility=True)) == {}


def test_an_envelope_of_nothing_grants_nothing() -> None:
    answer = allocate(a_call(sources=purse(0)), TWO)
    assert (answer.status, grants_of(answer)) == ("optimal", {})


def test_a_split_that_fails_is_never_silent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(front_door, "split_grants", lambda *_: None)
    with pytest.raises(ArithmeticError, match="cannot pay"):
        allocate(a_call(), TWO)


def test_a_larger_envelope_is_never_worth_less() -> None:
    values = []
    for euros in range(0, 14_000, 650):
        certificate = allocate(a_call(euros, sources=three_sources(euros, euros // 2, euros // 3)), TWO).certificate
        assert certificate is not None
        values.append(certificate.value)
    assert values == sorted(values)
    assert values[-1] == 6_000 * 150


def test_the_optimum_is_worth_at_least_the_order_of_the_ranking() -> None:
    for seed in range(720, 725):
        instance = generate(seed, size=8)
        call = replace(instance.call, ranking="free")
        optimum, merit = allocate_side_by_side(call, instance.applications, instance.locks)
        if optimum.certificate and merit.certificate and not merit.missed:
            assert optimum.certificate.value >= merit.certificate.value
