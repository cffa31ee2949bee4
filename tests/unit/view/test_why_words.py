"""Why not, in words: everything for the officer, thirty words at most for the room."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from aapsim.domain.allocation import Allocation, Award, Reason, Tie
from aapsim.domain.application import Application
from aapsim.domain.call import Call
from aapsim.domain.explanation import Entries, Forced, ScoreNeeded, WhyNot
from aapsim.domain.french import euros
from aapsim.domain.issues import Issue
from aapsim.view.room_words import MOST_WORDS, room_sentence
from aapsim.view.story import by_id
from aapsim.view.why_not import moves_words, officer_sentences

ENTRIES = Entries(30_000, 50_000, 1_000, 100, ((31_200, None),))
FORCED = Forced(
    possible=True,
    grant=4_000,
    value_before=Fraction(100),
    value_lost=Fraction(2),
    before={"A1": 5_000, "A2": 4_000},
    after={"A1": 4_000, "A3": 1_000, "A4": 4_000},
)
WHY = WhyNot("A4", "unfunded", FORCED, ScoreNeeded(Fraction(70), Fraction("72.5"), Fraction(1, 2)), ENTRIES)


def plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def test_the_officer_reads_names_euros_marks_and_envelopes(applications: tuple[Application, ...]) -> None:
    said = [plain(one) for one in officer_sentences(WHY, by_id(applications))]
    assert said[0].startswith("4 000 € pour le retenir : Projet 2 sort (4 000 €), Projet 1 perd 1 000 € et Projet 3")
    assert "Note nécessaire : 72,5 (noté 70) ; à 72, il n'est pas retenu" in said[1]
    assert "il entre à partir de 31 200 €" in said[2]
    assert "Essayé tous les 1 000 €" in said[2]


def test_what_is_not_possible_is_said_too() -> None:
    cannot = replace(FORCED, possible=False, conflict=("le plafond de l'axe 1",))
    never = ScoreNeeded(None, None, Fraction(1))
    nowhere = replace(ENTRIES, inside=())
    said = officer_sentences(replace(WHY, kind="partial", forced=cannot, score=never, entries=nowhere), {})
    assert said[0] == "Impossible de le porter à son plafond : cela contredit le plafond de l'axe 1."
    assert "même à 100" in said[1]
    assert "Aucune enveloppe essayée" in said[2]
    holes = replace(ENTRIES, inside=((31_000, 32_000), (40_000, None)), full=True)
    assert "pas juste au-delà ; puis il reçoit son plafond" in officer_sentences(replace(WHY, entries=holes), {})[2]
    assert officer_sentences(WhyNot("A", "outside", issues=(Issue("x", "Rien."),)), {}) == ("Rien.",)
    free = replace(FORCED, value_lost=Fraction(0), after=FORCED.before)
    assert "sans perte de valeur" in officer_sentences(replace(WHY, forced=free), {})[0]
    assert moves_words({}, {}, {}) == "rien d'autre ne change"


CODES = (
    "gap:floor", "gap:axis:2:ceiling", "gap:sources+floor", "limit:sources:fir", "limit:department:48:ceiling",
    "limit:department:48:maximum_projects", "gap:axis:1:floor", "gap:department:31:minimum_projects", "better_use",
    "gap:lock:A1", "limit:ranking:A1>A2", "gap:objective", "gap:closed", "limit:authorities", "limit:applicant:CAF",
    "limit:projects:maximum", "gap:exclusive:0", "gap:requires:1", "gap:rounding", "gap:unsearched", "gap:floors",
    "unfundable", "autre",
)  # fmt: skip


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("why", [None, WHY, replace(WHY, entries=None), replace(WHY, entries=None, forced=Forced(
    possible=False))])  # fmt: skip
def test_the_room_hears_one_rule_one_figure_one_way_out(
    call: Call, allocation: Allocation, disordered: Allocation, code: str, why: WhyNot | None
) -> None:
    for shown, one in ((allocation, "A4"), (disordered, "A3"), (allocation, "A3")):
        award = replace(shown.award(one), reasons=(Reason(code, "Motif."),))
        said = room_sentence(call, shown, award, None, why)
        assert len(said.split(" ")) <= MOST_WORDS
        assert plain(said).count("€") == 1
        assert said.endswith(".")
        assert "A1" not in said
        assert "note" not in said


@pytest.mark.parametrize("rule", ["axes", "territory", "minimum_cost", "deadline", "complete", "latest_start",
                                  "applicant_types", "cofunding", "autre"])  # fmt: skip
def test_outside_the_room_hears_what_would_let_it_in(
    call: Call, allocation: Allocation, applications: tuple[Application, ...], rule: str
) -> None:
    award = replace(allocation.award("A6"), reasons=(Reason(rule, "Motif."),))
    for asked in (call, replace(call, minimum_cost=10_000)):
        said = room_sentence(asked, allocation, award, applications[5])
        assert len(said.split(" ")) <= MOST_WORDS
        assert said.count("€") == 1


def test_the_other_states(call: Call, allocation: Allocation, applications: tuple[Application, ...]) -> None:
    def said(award: Award) -> str:
        return plain(room_sentence(call, allocation, award, applications[0]))

    assert said(allocation.award("A1")) == ""
    assert "minimum de l'appel" in said(allocation.award("A5"))
    assert "10 001 €" in said(replace(allocation.award("A4"), status="excluded"))
    unscored = replace(allocation.award("A4"), status="to_check", reasons=(Reason("score", "Aucune note."),))
    assert "il n'est pas noté" in said(unscored)
    assert "il reste à vérifier" in said(replace(unscored, reasons=()))
    fixed = replace(allocation.award("A3"), reasons=(Reason("lock:A3", "Motif."),))
    assert said(fixed) == f"Le comité a fixé ce montant : {plain(euros(fixed.grant))}. Il peut revenir sur sa décision."
    nothing = replace(allocation, status="infeasible")
    assert room_sentence(call, nothing, nothing.award("A4"), None) == ""
    tied = replace(allocation, ties=(Tie(Fraction(96), ("A3",), ("A4",)),))
    award = replace(allocation.award("A4"), reasons=(Reason("limit:sources:fir", "Épuisé."),))
    assert "À égalité" in room_sentence(call, tied, award, None)


