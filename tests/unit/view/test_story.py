"""Proof, gaps, ties, changes and reasons in sentences."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from aapsim.domain.allocation import Allocation, Certificate, Reason
from aapsim.domain.call import Call
from aapsim.view import movements, story
from aapsim.view.proof import proof_sentences
from aapsim.view.words import counted, listed, lock_words, shares_words
from tests.unit.view.conftest import Applications


def certified(allocation: Allocation, gap: Fraction) -> Allocation:
    return replace(allocation, certificate=Certificate(Fraction(1), Fraction(1), Fraction(1), gap, {}))


def test_proven_and_rechecked_are_two_sentences(allocation: Allocation) -> None:
    claim, recheck = proof_sentences(allocation)
    assert claim == "Prouvé : aucune répartition admissible ne vaut plus d'un pas de mieux (pas de 100\u00a0€)."
    assert recheck.startswith("Revérifié : les coefficients enregistrés suffisent")


def test_a_wide_bound_does_not_claim_more_than_it_shows(allocation: Allocation) -> None:
    assert "32,8 pas" in proof_sentences(certified(allocation, Fraction("32.8")))[1]
    assert "moins de 0,1 pas" in proof_sentences(certified(allocation, Fraction(1, 1000)))[1]


def test_provisional_infeasible_and_merit_say_what_they_are(allocation: Allocation) -> None:
    assert proof_sentences(replace(allocation, status="feasible"))[0].startswith("Provisoire")
    assert "toutes les règles" in proof_sentences(replace(allocation, status="infeasible", certificate=None))[0]
    merit = proof_sentences(replace(allocation, strategy="merit", missed=("L'axe 1 n'atteint pas son minimum.",)))
    assert merit[1] == "L'axe 1 n'atteint pas son minimum."
    assert proof_sentences(replace(allocation, certificate=None)) == (
        "Cette répartition n'est pas accompagnée d'une preuve.",
    )


def test_gaps_and_ties_name_people_not_codes(disordered: Allocation, applications: Applications) -> None:
    known = story.by_id(applications)
    assert story.gap_sentence(disordered.gaps[0], known) == (
        "Projet 3 n'est pas retenu alors qu'il est mieux classé que Projet 4. Cause : le FIR est épuisé."
    )
    assert story.gaps_sentence(disordered).startswith("1 écart au classement")
    assert "Projet 4 est proposé, Projet 5 ne l’est pas" in story.tie_sentence(disordered.ties[0], known)


def test_no_gap_is_said(allocation: Allocation) -> None:
    assert story.gaps_sentence(allocation).startswith("Aucun écart au classement")


def test_movements_have_four_words(applications: Applications) -> None:
    moves = movements.movements({"A1": 5, "A2": 5, "A3": 5}, {"A2": 7, "A3": 4, "A4": 9})
    assert [(move.word, move.id) for move in moves] == [
        ("entre", "A4"), ("sort", "A1"), ("hausse", "A2"), ("baisse", "A3"),
    ]  # fmt: skip
    said = movements.movements_sentence(moves, story.by_id(applications))
    assert said == (
        "entre : Projet 4 · sort : Projet 1 · 2 autres montants changent · au total +\u00a05\u00a0€."
    )
    table = movements.movements_table(moves, {})
    assert table.texts()[1] == ["sort", "A1", "5\u00a0€", "0\u00a0€", "−\u00a05\u00a0€"]


def test_no_movement_is_said() -> None:
    assert movements.movements_sentence((), {}).startswith("Rien n'a changé")
    assert movements.movements({"A": 1}, {"A": 1}) == ()


def test_the_reason_of_an_amount_holds_cap_reasons_and_lock(
    call: Call, allocation: Allocation, disordered: Allocation
) -> None:
    said = story.amount_sentences(call, allocation, allocation.award("A3"), lock=4_000)
    assert said[0] == "◐ retenu en partie : 4\u202f000\u00a0€ proposés sur un plafond de 10\u202f000\u00a0€."
    assert "Payé par FIR 4\u202f000\u00a0€." in said
    assert "Plafond 10\u202f000\u00a0€, plafonné par le taux de 90\u00a0%." in said
    assert "Décision du comité : montant imposé : 4\u202f000\u00a0€." in said
    assert "Motif de A3." in said
    assert any(one.startswith("Saupoudrage") for one in said)
    gap = story.amount_sentences(call, disordered, disordered.award("A3"))
    assert "Écart au classement : le FIR est épuisé." in gap
    said = replace(disordered.award("A3"), reasons=(Reason("gap", "Écart au classement : le FIR est épuisé."),))
    assert story.amount_sentences(call, disordered, said).count("Écart au classement : le FIR est épuisé.") == 1


def test_the_price_of_the_ranking_is_said_against_its_absence() -> None:
    assert story.price_sentence(-5_000, 1, 2, 1) == (
        "Avec cette règle plutôt que sans : 5\u202f000\u00a0€ de moins, 1 projet de plus ; "
        "2 projets n'entrent que grâce à elle, 1 projet ne sort qu'à cause d'elle."
    )
    assert story.price_sentence(0, 0, 1, 1).startswith("Avec cette règle plutôt que sans : le même total, autant de")


def test_the_cap_keeps_its_own_sentence(call: Call, allocation: Allocation) -> None:
    award = replace(allocation.award("A1"), floor=600)
    assert story.cap_words(call, award, "plafonné par le besoin.") == (
        "Plafond 10\u202f000\u00a0€, plafonné par le besoin ; plancher 600\u00a0€."
    )
    assert story.cap_words(call, replace(award, cap_term="")) == ""


def test_small_words() -> None:
    assert counted(0, "projet") == "0 projet"
    assert counted(2, "projet") == "2 projets"
    assert counted(1000, "essai") == "1\u202f000 essais"
    assert listed(["a", "b", "c"], 2) == "a, b et 1 autre"
    assert listed([]) == ""
    assert lock_words("excluded") == "écarté"
    assert shares_words((("48", Fraction(3, 5)), ("30", Fraction(2, 5)))) == "48 (60\u00a0%) · 30 (40\u00a0%)"
    assert shares_words((("REG", Fraction(1)),)) == "région"
