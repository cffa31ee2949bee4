"""Reviews, opinions, verdicts and budgets through the desk: what they change, what they leave, how they are undone."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from aapsim.domain.application import Application, equal_shares
from aapsim.domain.budget import Budget, CoFunder
from aapsim.domain.review import Opinion, Review, ReviewSettings
from aapsim.files.sheets import TableKind
from aapsim.service import reviewing
from aapsim.service.commands import Action, Command, PutApplications, SetRules, Undo, new_command_id
from aapsim.service.desk import Desk
from aapsim.service.outcomes import Accepted, Outcome, Refused
from aapsim.service.review_actions import (
    Overrule,
    PutBudget,
    PutOpinions,
    PutReviews,
    SetReviewer,
    SetReviewSettings,
)
from aapsim.service.snapshots import Snapshot

CODES = ["A1", "A2", "A3", "A4", "B1", "B2", "B3", "B4", "B5", "B6", "B7", "C1", "C2", "C3"]


def application(name: str, **more: object) -> Application:
    values: dict[str, object] = {
        "title": f"Projet {name}", "axes": equal_shares(["1"]), "departments": equal_shares(["31", "48"]),
        "total_cost": 30_000, "requested": 20_000, "score": Fraction(60),
    }  # fmt: skip
    return Application(name, **(values | more))  # type: ignore[arg-type]


class Table:
    """One workspace with two reviewers."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.workspace = desk.open_call("occitanie-2021", "Essai", (application("d.1"), application("d-2")))
        self.do(SetReviewer("zoe", "Zoé"))
        self.do(SetReviewer("ali", "Ali"))

    def outcome(self, action: Action, base: int | None = None) -> Outcome:
        revision = self.here.revision if base is None else base
        return self.desk.apply(Command(new_command_id(), "essai", self.workspace, revision, action))

    def do(self, action: Action, base: int | None = None) -> None:
        outcome = self.outcome(action, base)
        assert isinstance(outcome, Accepted), outcome

    def refused(self, action: Action) -> str:
        outcome = self.outcome(action)
        assert isinstance(outcome, Refused), outcome
        return outcome.sentence()

    @property
    def here(self) -> Snapshot:
        return self.desk.snapshot(self.workspace)

    def one(self, name: str = "d.1") -> Application:
        found = self.here.application(name)
        assert found is not None
        return found


@pytest.fixture
def table(desk: Desk) -> Table:
    return Table(desk)


def full(level: int, *, done: bool = True) -> Review:
    return Review(dict.fromkeys(CODES, level), "vu", done)


def test_two_finished_reviews_make_the_mark_and_undo_gives_the_typed_one_back(table: Table) -> None:
    table.do(PutReviews("zoe", {"d.1": full(4)}))
    table.do(PutReviews("ali", {"d.1": full(2)}))
    assert reviewing.scores(table.here) == {"d.1": Fraction(75), "d-2": Fraction(60)}
    assert reviewing.standings(table.here)["d.1"].spread == 50
    table.do(Undo())
    table.do(Undo())
    assert table.one().score == 60
    assert table.desk.verify(table.workspace) == ()


def test_an_unfinished_review_stays_out_until_the_officer_says_otherwise(table: Table) -> None:
    table.do(PutReviews("zoe", {"d.1": full(4, done=False)}))
    assert table.one().score == 60
    table.do(SetReviewSettings(ReviewSettings(counting="any")))
    assert reviewing.scores(table.here)["d.1"] == 100
    table.do(SetReviewSettings(ReviewSettings(counting="finished")))
    assert table.one().score == 60


def test_a_conflict_of_interest_hides_the_application_and_its_marks(table: Table) -> None:
    table.do(PutReviews("zoe", {"d.1": full(4)}))
    table.do(PutReviews("zoe", {"d.1": Review(comment="parent du porteur", recused=True)}))
    assert [one.id for one in reviewing.visible_to(table.here, "zoe")] == ["d-2"]
    assert [one.id for one in reviewing.visible_to(table.here, "ali")] == ["d-2", "d.1"]
    assert table.one().score == 60
    assert "aucune note" in table.refused(PutReviews("zoe", {"d.1": replace(full(3), recused=True)}))


def test_two_reviewers_do_not_conflict_over_the_mean(table: Table) -> None:
    base = table.here.revision
    table.do(PutReviews("zoe", {"d.1": full(4)}), base)
    table.do(PutReviews("ali", {"d.1": full(0)}), base)
    assert reviewing.scores(table.here)["d.1"] == 50


@pytest.mark.parametrize(
    ("action", "sentence"),
    [
        (PutReviews("personne", {"d.1": full(1)}), "cet évaluateur n'existe pas"),
        (PutReviews("zoe", {"nulle part": full(1)}), "n'existe pas"),
        (PutReviews("zoe", {"d.1": Review({"A1": 5})}), "de 0 à 4"),
        (PutReviews("zoe", {"d.1": Review({"Z9": 1})}), "« Z9 » n'existe pas"),
        (PutReviews("zoe", {"d.1": Review({"A1": 1}, done=True)}), "il manque A2"),
        (SetReviewSettings(ReviewSettings(("seul",))), "de 2 à 11 niveaux"),
        (SetReviewer("", ""), "un nom"),
        (Overrule(("d.1",), "deadline", "yes"), "indiquez la raison"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(table: Table, action: Action, sentence: str) -> None:
    assert sentence in table.refused(action)


def test_the_number_of_levels_is_settled_once_somebody_scored(table: Table) -> None:
    table.do(SetReviewSettings(ReviewSettings(("non", "oui"))))
    table.do(PutReviews("zoe", {"d.1": full(1)}))
    assert reviewing.scores(table.here)["d.1"] == 100
    assert "ne change plus" in table.refused(SetReviewSettings(ReviewSettings(("non", "bof", "oui"))))
    table.do(SetReviewSettings(ReviewSettings(("faible", "fort"))))


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_a_grid_goes_out_and_comes_back_the_same(table: Table, kind: TableKind) -> None:
    table.do(PutReviews("zoe", {"d.1": replace(full(3), comment="=1+1\nbien"), "d-2": full(1, done=False)}))
    content = reviewing.grid_file(table.here, "zoe", kind)
    reading = reviewing.read_returned(table.here, "zoe", content)
    assert (dict(reading.reviews), reading.issues) == ({}, ())
    table.do(PutReviews("zoe", {"d.1": None, "d-2": None}))
    reading = reviewing.read_returned(table.here, "zoe", content)
    assert dict(reading.reviews["d.1"].levels) == dict.fromkeys(CODES, 3)
    assert (reading.reviews["d.1"].comment, reading.reviews["d.1"].done) == ("=1+1\nbien", True)
    assert not reading.reviews["d-2"].done


def test_the_grid_of_another_reviewer_is_refused_row_by_row(table: Table) -> None:
    content = reviewing.grid_file(table.here, "zoe", "xlsx")
    reading = reviewing.read_returned(table.here, "ali", content)
    assert dict(reading.reviews) == {}
    assert {issue.message for issue in reading.issues} == {"cette ligne est de « Zoé », pas de « Ali »."}
    assert "ce n'est pas une grille" in reviewing.read_returned(table.here, "ali", _other_workbook()).issues[0].message


def _other_workbook() -> bytes:
    from aapsim.files.sheets import Table as Rows
    from aapsim.files.sheets import write_tables

    return write_tables([Rows("x", [["a", "b"], ["1", "2"]])], "xlsx")


def test_opinions_fill_the_application_and_may_cost_points(table: Table) -> None:
    table.do(PutOpinions({("d.1", "31"): Opinion("favorable"), ("d.1", "48"): Opinion()}))
    assert table.one().opinion == "31 : favorable"
    table.do(PutOpinions({("d.1", "48"): Opinion("défavorable", "hors projet territorial")}))
    assert table.one().opinion == "31 : favorable ; 48 : défavorable"
    assert reviewing.scores(table.here)["d.1"] == 60
    table.do(SetRules({"opinion_effect": "malus", "opinion_malus": "10"}))
    assert reviewing.scores(table.here)["d.1"] == 50
    table.do(PutOpinions({("d.1", "48"): Opinion("réservé")}))
    assert reviewing.scores(table.here)["d.1"] == 55


def test_an_unfavourable_opinion_is_signalled_where_the_call_says_so(table: Table) -> None:
    table.do(SetRules({"sources.fir.notified": 50_000, "opinion_effect": "debate"}))
    table.do(PutOpinions({("d.1", "31"): Opinion("défavorable"), ("d.1", "48"): Opinion("défavorable")}))
    optimum = table.desk.answer(table.workspace).optimum
    assert optimum is not None
    (award,) = [one for one in optimum.awards if one.id == "d.1"]
    assert "Avis départemental défavorable : à débattre en comité." in [reason.message for reason in award.reasons]


def test_an_overruled_verdict_keeps_its_reason_and_the_software_s_own(table: Table) -> None:
    table.do(PutApplications((application("d.1", filed_at="2021-08-01"),)))
    assert table.desk.answer(table.workspace).eligibility["d.1"] == "ineligible"
    table.do(Overrule(("d.1",), "deadline", "yes", "Panne de la plateforme le jour de la clôture"))
    answer = table.desk.answer(table.workspace)
    (verdict,) = [one for one in answer.verdicts["d.1"] if one.rule == "deadline"]
    assert (verdict.answer, verdict.computed) == ("yes", "no")
    assert verdict.sentence.startswith("Panne de la plateforme le jour de la clôture. (Appréciation de l'instructeur")
    assert answer.eligibility["d.1"] == "to_check"
    table.do(Overrule(("d.1",), "deadline", None))
    assert table.desk.answer(table.workspace).eligibility["d.1"] == "ineligible"


def test_a_full_budget_gives_the_quick_figures(table: Table) -> None:
    funders = (CoFunder("Caf", 4_000, "public", "acquired"), CoFunder("Fondation", 1_000, "private", "asked"))
    budget = Budget({"60": 5_000, "64": 20_000, "70": 500, "86": 2_000, "87": 2_000}, funders, investment=100)
    table.do(PutBudget("d.1", budget))
    one = table.one()
    assert (one.total_cost, one.investment, one.in_kind) == (25_000, 100, 2_000)
    assert (one.other_revenue, one.other_public) == (5_500, 4_000)
    assert table.here.prepared.budget("d.1") == budget
    assert "compte 74" in table.refused(PutBudget("d.1", Budget({"74": 1})))
    table.do(Undo())
    assert table.one().total_cost == 30_000


def test_removing_an_application_takes_its_reviews_away_and_undo_brings_them_back(table: Table) -> None:
    from aapsim.service.commands import RemoveApplications

    table.do(PutReviews("zoe", {"d.1": full(4)}))
    table.do(RemoveApplications(("d.1",)))
    assert table.here.prepared.reviews == {}
    table.do(Undo())
    assert table.here.prepared.reviews["d.1"]["zoe"].done


def test_a_reviewer_s_name_has_eighty_characters_at_most(desk: Desk) -> None:
    workspace = desk.open_call("occitanie-2021", "Essai")
    revision = desk.snapshot(workspace).revision
    outcome = desk.apply(Command(new_command_id(), "essai", workspace, revision, SetReviewer("n", "N" * 81)))
    assert not isinstance(outcome, Accepted)
    assert desk.snapshot(workspace).prepared.reviewers == {}


def test_what_cannot_be_seen_is_taken_out_so_that_a_grid_comes_back_unchanged(table: Table) -> None:
    table.do(SetReviewer("eva", "\u202eÉva"))
    table.do(PutReviews("eva", {"d.1": replace(full(2), comment="\u200bVu\u202e.")}))
    here = table.here
    assert here.prepared.reviewers["eva"] == "Éva"
    assert reviewing.review_of(here, "eva", "d.1").comment == "Vu."
    back = reviewing.read_returned(here, "eva", reviewing.grid_file(here, "eva", "xlsx"))
    assert (dict(back.reviews), back.issues) == ({}, ())
