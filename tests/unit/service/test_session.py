"""What the committee does: decisions, session scores, recusals, closing, arbitration, signatures, the frozen base."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest

from aapsim.domain.application import Application
from aapsim.service.commands import (
    Action,
    ImportApplications,
    PutApplications,
    RemoveApplications,
    SetLock,
    SetRules,
    Undo,
)
from aapsim.service.outcomes import Accepted, Conflict, Refused
from aapsim.service.session import Session
from aapsim.service.session_actions import (
    Adjust,
    Arbitrate,
    CancelRecusal,
    CloseSession,
    Decide,
    FreezeBase,
    FreezeWaitingList,
    Recuse,
    ReopenSession,
    ReviseScore,
    SignDecisions,
    UnfreezeBase,
    UnfreezeWaitingList,
)
from tests.unit.service.hands import Hand

Make = Callable[..., Application]


def session(hand: Hand) -> Session:
    return hand.desk.snapshot(hand.workspace).session


def locks(hand: Hand) -> dict[str, object]:
    return dict(hand.desk.snapshot(hand.workspace).scenario.locks)


def grants(hand: Hand) -> dict[str, int]:
    optimum = hand.desk.answer(hand.workspace).optimum
    assert optimum is not None
    return {award.id: award.grant for award in optimum.awards}


def done(hand: Hand, *actions: Action) -> None:
    for action in actions:
        outcome = hand.do(action)
        assert isinstance(outcome, Accepted), outcome


def refusal(hand: Hand, action: Action) -> str:
    """Return the sentence with which an action is refused."""
    outcome = hand.do(action)
    assert isinstance(outcome, Refused), outcome
    return outcome.sentence()


@pytest.fixture
def closed(anne: Hand) -> Hand:
    """Return a session with everything decided: a 20 000, b 20 000, c on the waiting list; the session closed."""
    done(anne, Decide(("a", "b"), "retained"), Decide(("c",), "waiting"), CloseSession())
    return anne


def test_a_file_is_retained_at_the_amount_proposed(anne: Hand) -> None:
    assert grants(anne) == {"a": 20_000, "b": 20_000, "c": 10_000}
    done(anne, Decide(("a",), "retained", motive="unanime"))
    decision = session(anne).decisions["a"]
    assert (decision.ruling, decision.amount, decision.proposed) == ("retained", 20_000, 20_000)
    assert (decision.mark.actor, decision.mark.motive) == ("Anne", "unanime")
    assert locks(anne) == {"a": 20_000}


@pytest.mark.parametrize(
    ("ruling", "amount", "lock"),
    [
        ("retained", None, 10_000),
        ("retained", 12_000, 12_000),
        ("amount", 15_000, 15_000),
        ("conditional", None, 10_000),
        ("rejected", None, "excluded"),
        ("waiting", None, "excluded"),
        ("postponed", None, "funded"),
    ],
)
def test_a_decision_binds_by_one_rule(anne: Hand, ruling: object, amount: int | None, lock: object) -> None:
    done(anne, SetLock("c", "funded"), Decide(("c",), ruling, amount))
    assert locks(anne) == {"c": lock}
    done(anne, Decide(("c",), None))
    assert locks(anne) == {"c": "funded"}
    assert session(anne).decisions == {}


def test_reopening_one_decision_leaves_those_after_it(anne: Hand) -> None:
    done(anne, Decide(("a",), "retained"), Decide(("b",), "amount", 15_000), Decide(("c",), "rejected"))
    done(anne, Decide(("a",), None))
    assert locks(anne) == {"b": 15_000, "c": "excluded"}
    done(anne, Undo())
    assert locks(anne) == {"a": 20_000, "b": 15_000, "c": "excluded"}
    done(anne, Undo())
    assert locks(anne) == {"a": 20_000, "b": 15_000}


def test_several_are_accepted_together_and_undone_together(anne: Hand) -> None:
    done(anne, Decide(("a", "b", "c"), "retained"))
    decided = {one: each.amount for one, each in session(anne).decisions.items()}
    assert decided == {"a": 20_000, "b": 20_000, "c": 10_000}
    done(anne, Undo())
    assert session(anne).decisions == {}


def test_deciding_the_same_again_changes_nothing(anne: Hand, bob: Hand) -> None:
    done(anne, Decide(("a",), "retained"))
    assert bob.do(Decide(("a",), "retained"), base=1) == anne.do(Decide(("a",), "retained"))
    lost = bob.do(Decide(("a",), "rejected"), base=1)
    assert isinstance(lost, Conflict)
    assert (lost.path, lost.actor) == ("decisions.a", "Anne")
    assert (lost.theirs, lost.yours) == ("retenu, 20\u202f000\u00a0€", "écarté")


@pytest.mark.parametrize(
    ("action", "words"),
    [
        (Decide((), "retained"), "au moins un dossier"),
        (Decide(("z",), "retained"), "n'existe pas"),
        (Decide(("a",), "amount"), "indiquez le montant"),
        (Decide(("a",), "amount", 0), "écartez le dossier"),
        (Decide(("a",), "amount", 25_000), "n'est pas admissible"),
        (Decide(("a",), "amount", 12_050), "n'est pas admissible"),
        (Decide(("a",), "perhaps"), "décision inconnue"),  # type: ignore[arg-type]
        (ReviseScore("a", Fraction(101), "erreur"), "entre 0 et 100"),
        (ReviseScore("a", Fraction(50)), "motif"),
        (ReviseScore("z", Fraction(50), "x"), "n'existe pas"),
        (Recuse("a", " "), "qui se retire"),
        (FreezeWaitingList(("a",)), "liste complémentaire"),
        (CloseSession(), "3 dossiers restent à trancher (a, b, c)"),
        (ReopenSession("x"), "n'est pas close"),
        (SignDecisions("ARS"), "clôturez d'abord"),
        (SignDecisions("Mairie"), "autorité inconnue"),
        (Arbitrate("x", (Decide(("a",), "rejected"),), "y"), "après la clôture"),
    ],
)
def test_what_cannot_be_done_is_said(anne: Hand, action: Action, words: str) -> None:
    assert words in refusal(anne, action)
    assert anne.desk.snapshot(anne.workspace).revision == 1


def test_a_decision_that_the_money_cannot_carry_is_refused(anne: Hand) -> None:
    done(anne, Decide(("a", "b"), "retained"))
    outcome = anne.do(Decide(("c",), "amount", 20_000))
    assert isinstance(outcome, Refused)
    assert outcome.issues[0].code == "contradiction"
    said = outcome.issues[0].sentence()
    assert said.startswith("Cette décision ne tient pas avec les crédits disponibles et 2 autres décisions : rien")
    assert len(outcome.issues) == 1, "one sentence; the lock's inner names are no words for a committee"
    assert "lock:" not in said


def test_what_is_proposed_for_a_decided_file_forgets_its_decision(anne: Hand) -> None:
    done(anne, Decide(("a",), "rejected"), Decide(("a",), "retained"))
    assert session(anne).decisions["a"].amount == 20_000


def test_nothing_proposed_is_not_retained(anne: Hand) -> None:
    done(anne, SetRules({"sources.fir.notified": 20_000}))
    assert grants(anne)["c"] == 0
    assert "rien ne lui est proposé" in refusal(anne, Decide(("c",), "retained"))


def test_a_session_score_keeps_the_filed_one(anne: Hand) -> None:
    done(anne, ReviseScore("c", Fraction(95), "pièce oubliée"))
    snapshot = anne.desk.snapshot(anne.workspace)
    score = snapshot.session.scores["c"]
    assert (score.score, score.original, score.mark.motive) == (95, 60, "pièce oubliée")
    assert [one.score for one in snapshot.applications] == [90, 80, 95]
    assert [one.score for one in snapshot.filed] == [90, 80, 60]
    assert grants(anne) == {"a": 20_000, "b": 10_000, "c": 20_000}
    shown = snapshot.application("c")
    assert shown is not None
    done(anne, PutApplications((shown,)))
    assert anne.desk.snapshot(anne.workspace).revision == snapshot.revision
    done(anne, ReviseScore("c", None))
    assert anne.desk.snapshot(anne.workspace).applications[2].score == 60


def test_recusals_are_kept_by_file_and_member(anne: Hand) -> None:
    done(anne, Recuse("a", "Mme X (fictive)", "administratrice"), Recuse("a", "M. Y (fictif)"))
    assert [one.member for one in session(anne).recusals["a"]] == ["Mme X (fictive)", "M. Y (fictif)"]
    done(anne, CancelRecusal("a", "Mme X (fictive)"))
    assert [one.member for one in session(anne).recusals["a"]] == ["M. Y (fictif)"]


def test_the_waiting_list_is_frozen_in_its_order(anne: Hand) -> None:
    done(anne, Decide(("b", "c"), "waiting"), FreezeWaitingList())
    assert session(anne).waiting_list == ("b", "c")
    assert "arrêtée" in refusal(anne, Decide(("b",), "retained"))
    assert "arrêtée" in refusal(anne, Decide(("a",), "waiting"))
    done(anne, UnfreezeWaitingList(), FreezeWaitingList(("c", "b")))
    assert session(anne).waiting_list == ("c", "b")


def test_closing_makes_the_record_and_its_totals(closed: Hand) -> None:
    found = session(closed)
    (record,) = found.versions
    assert (record.number, record.kind, record.grants) == (1, "session", {"a": 20_000, "b": 20_000})
    assert sum(record.authorities.values()) == 40_000
    assert record.revision == closed.desk.snapshot(closed.workspace).revision
    assert found.waiting_list == ("c",)
    assert closed.desk.undecided(closed.workspace) == ()
    for action in (SetRules({"rate": "0.8"}), SetLock("a", None), Decide(("a",), None), ReviseScore("a", None)):
        assert "close" in refusal(closed, action)
    assert "déjà close" in refusal(closed, CloseSession())


def test_a_postponed_file_is_still_undecided(anne: Hand) -> None:
    done(anne, Decide(("a", "b"), "retained"), Decide(("c",), "postponed"))
    assert anne.desk.undecided(anne.workspace) == ("c",)
    assert "un dossier reste à trancher (c)" in refusal(anne, CloseSession())


def test_an_arbitration_is_a_new_named_version(closed: Hand) -> None:
    assert "motif" in refusal(closed, Arbitrate("Arbitrage du préfet", (Decide(("a",), "amount", 12_000),), " "))
    assert "ne change aucune" in refusal(closed, Arbitrate("Arbitrage", (Decide(("a",), "retained"),), "rien"))
    choices = (Decide(("a",), "amount", 12_000), Decide(("b",), "rejected"))
    done(closed, Arbitrate("Arbitrage du préfet", choices, "équilibre des territoires"))
    first, second = session(closed).versions
    assert (second.number, second.name, second.grants) == (2, "Arbitrage du préfet", {"a": 12_000})
    difference = session(closed).against_record(second)
    assert [(one.id, one.before, one.after) for one in (*difference.left, *difference.less)] == [
        ("b", 20_000, 0),
        ("a", 20_000, 12_000),
    ]
    assert "arbitrage" in refusal(closed, ReopenSession("erreur"))
    assert not session(closed).against_record(first).any


def test_a_signature_is_for_good(closed: Hand) -> None:
    assert session(closed).stage("a", "ARS") == "opinion"
    done(closed, SignDecisions("ARS"))
    assert (session(closed).stage("a", "ARS"), session(closed).stage("a", "Préfet")) == ("decided", "opinion")
    assert "signature" in refusal(closed, Undo())
    assert "déjà signé" in refusal(closed, SignDecisions("ARS"))
    assert "arbitrage" in refusal(closed, ReopenSession("x"))
    assert "crée des droits" in refusal(closed, Arbitrate("x", (Decide(("a",), "rejected"),), "y"))


def test_a_closed_session_can_be_reopened_before_any_signature(closed: Hand) -> None:
    assert "pourquoi" in refusal(closed, ReopenSession(" "))
    done(closed, ReopenSession("dossier oublié"))
    assert session(closed).versions == ()
    done(closed, UnfreezeWaitingList(), Decide(("c",), None))
    assert closed.desk.undecided(closed.workspace) == ("c",)


def test_a_closing_judged_on_an_older_screen_is_a_conflict(anne: Hand, bob: Hand) -> None:
    done(anne, Decide(("a", "b"), "retained"), Decide(("c",), "rejected"))
    base = anne.desk.snapshot(anne.workspace).revision
    done(bob, Decide(("a",), "amount", 12_000))
    assert isinstance(anne.do(CloseSession(), base=base), Conflict)


def test_a_frozen_base_refuses_imports_and_edits(anne: Hand, make_application: Make) -> None:
    done(anne, FreezeBase("veille du comité"))
    assert session(anne).base_frozen is not None
    for action in (
        PutApplications((make_application("d"),)),
        RemoveApplications(("a",)),
        ImportApplications((make_application("d"),), "merge"),
    ):
        assert "gelée (par Anne)" in refusal(anne, action)
    done(anne, SetRules({"rate": "0.8"}), UnfreezeBase(), RemoveApplications(("a",)))


def test_what_is_decided_is_neither_removed_nor_locked(anne: Hand, make_application: Make) -> None:
    done(anne, Decide(("a",), "retained"), ReviseScore("b", Fraction(10), "x"))
    assert "rouvrez la décision" in refusal(anne, RemoveApplications(("a",)))
    assert "rouvrez la décision" in refusal(anne, ImportApplications((make_application("d"),), "replace"))
    assert "rouvrez d'abord" in refusal(anne, SetLock("a", "excluded"))
    done(anne, RemoveApplications(("b",)), PutApplications((make_application("b"),)))
    assert session(anne).scores == {}


@pytest.fixture
def waiting(anne: Hand, make_application: Make) -> Hand:
    """Return a closed session: a and b funded (40 000 of 50 000), then d, c, e on the waiting list."""
    done(anne, SetRules({"sources.fir.notified": 20_000}), PutApplications((make_application("d", score=65),)))
    done(anne, PutApplications((make_application("e", score=50),)))
    done(anne, Decide(("a", "b"), "retained"), Decide(("c", "d", "e"), "waiting"))
    done(anne, FreezeWaitingList(("d", "c", "e")), CloseSession())
    return anne


def test_new_money_serves_the_waiting_list_in_its_order(waiting: Hand) -> None:
    found = waiting.desk.adjustment(waiting.workspace, Adjust("Octobre", "crédits nouveaux", {"fir": 32_000}))
    assert [(one.id, one.amount) for one in found.served] == [("d", 20_000), ("c", 12_000)]
    assert [one.id for one in found.passed] == ["e"]
    assert (found.amount, found.optimum) == (32_000, False)
    before = session(waiting)
    done(waiting, SignDecisions("ARS"), Adjust("Octobre", "crédits nouveaux", {"fir": 32_000}))
    after = session(waiting)
    assert (after.versions[1].kind, after.versions[1].name) == ("waiting_list", "Octobre")
    assert after.versions[1].grants == {"a": 20_000, "b": 20_000, "c": 12_000, "d": 20_000}
    assert sum(after.versions[1].authorities.values()) == 72_000
    assert grants(waiting)["c"] == 12_000
    assert {one: after.decisions[one].amount for one in "ab"} == {one: before.decisions[one].amount for one in "ab"}
    assert (after.stage("a", "ARS"), after.stage("d", "ARS")) == ("decided", "opinion")
    done(waiting, SignDecisions("ARS"))
    assert session(waiting).stage("d", "ARS") == "decided"


def test_the_list_is_not_overtaken_for_want_of_money(waiting: Hand) -> None:
    found = waiting.desk.adjustment(waiting.workspace, Adjust("Octobre", "crédits nouveaux", {"fir": 8_000}))
    assert found.served == ()
    assert [one.id for one in found.passed] == ["d", "c", "e"]
    assert "minimum utile" in found.passed[0].reason
    assert "après d" in found.passed[1].reason


def test_what_no_money_may_pay_is_passed_over(waiting: Hand, make_application: Make) -> None:
    only_304 = (make_application("d", score=65, sources=("304",)), make_application("a", score=90, sources=("304",)))
    done(waiting, ReopenSession("source oubliée"), PutApplications(only_304), CloseSession())
    found = waiting.desk.adjustment(waiting.workspace, Adjust("Octobre", "crédits nouveaux", {"fir": 32_000}))
    assert [one.id for one in found.served] == ["c", "e"]
    assert [(one.id, one.reason) for one in found.passed] == [("d", "aucun des crédits à donner ne peut le financer.")]


def test_a_withdrawal_gives_its_money_to_the_list(waiting: Hand) -> None:
    action = Adjust("Désistement de a", "courrier du porteur", withdrawn=("a",))
    done(waiting, action)
    after = session(waiting)
    assert after.decisions["a"].ruling == "withdrawn"
    assert after.versions[1].grants == {"b": 20_000, "d": 20_000}
    assert after.against_record(after.versions[1]).left[0].id == "a"
    done(waiting, Undo())
    assert len(session(waiting).versions) == 1


def test_a_new_optimum_is_marked_as_such(waiting: Hand) -> None:
    action = Adjust("Octobre", "crédits nouveaux", {"fir": 12_000}, method="optimum")
    found = waiting.desk.adjustment(waiting.workspace, action)
    assert found.optimum
    assert found.amount == 12_000
    done(waiting, action)
    assert session(waiting).versions[1].kind == "optimum"


@pytest.mark.parametrize(
    ("action", "words"),
    [
        (Adjust("x", "y"), "indiquez l'argent"),
        (Adjust("x", " ", {"fir": 1}), "motif"),
        (Adjust("x", "y", {"fir": -1}), "positif"),
        (Adjust("x", "y", {"abc": 1}), "financeur inconnu"),
        (Adjust("x", "y", withdrawn=("z",)), "se désister"),
        (Adjust(" ", "y", {"fir": 1}), "donnez un nom"),
    ],
)
def test_what_cannot_be_adjusted_is_said(waiting: Hand, action: Action, words: str) -> None:
    assert words in refusal(waiting, action)


def test_nothing_is_adjusted_before_the_session_is_closed(anne: Hand) -> None:
    assert "après la clôture" in refusal(anne, Adjust("x", "y", {"fir": 1}))
    assert "après la clôture" in refusal(anne, Decide(("a",), "withdrawn"))
