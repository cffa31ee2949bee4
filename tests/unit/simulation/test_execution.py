"""Payments to the euro, those who leave and who follows, the four stress tests."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from aapsim.domain.call import Source
from aapsim.simulation.execution import Payment, Terms, by_source, clawback_draws, payments, replacement
from aapsim.simulation.question import found
from aapsim.simulation.stress import cofunder, costs, department, main_department, october, stresses
from aapsim.view import execution as view
from tests.unit.engine.makers import a_call, an_application, purse, three_sources
from tests.unit.simulation.makers import asked, three
from tests.unit.view.test_robustness import spaces
from tests.unit.view.test_safety import outside_rows

PAID = {"A": (("fir", 10_001),), "B": (("fir", 3_000), ("304-17", 2_000))}
HALF = Terms(Fraction(4, 5), Fraction(1, 2))


def test_everything_spent_pays_everything() -> None:
    made = payments(PAID, Terms())
    assert made[0] == Payment("A", "fir", 10_001, 8_000, 2_001, 0)
    assert sum(one.due for one in made) == 15_001
    assert view.plan_sentence(by_source(a_call(sources=three_sources(1, 1, 1)), made)).endswith("rien ne revient.")


def test_what_is_not_spent_comes_back_source_by_source() -> None:
    made = payments(PAID, HALF)
    assert [(one.source, one.due, one.clawback, one.balance) for one in made] == [
        ("fir", 5_000, 3_000, 0), ("fir", 1_500, 900, 0), ("304-17", 1_000, 600, 0),
    ]  # fmt: skip
    fir, seventeen, nineteen = by_source(a_call(sources=three_sources(1, 1, 1)), made)
    assert (fir.committed, fir.clawback, fir.unused, fir.in_programme) == (13_001, 3_900, 6_501, False)
    assert (seventeen.committed, seventeen.advance, seventeen.in_programme) == (2_000, 1_600, True)
    assert nineteen.committed == 0
    for one in made:
        assert one.advance + one.balance - one.clawback == one.due


def test_one_project_may_spend_otherwise() -> None:
    made = payments(PAID, Terms(), {"A": Fraction(0), "B": Fraction(2)})
    assert made[0].clawback == 8_000
    assert sum(one.due for one in made[1:]) == 5_000


def test_a_distribution_exists_only_with_a_spread() -> None:
    assert clawback_draws(PAID, HALF, Fraction(0), 100, 1) is None
    drawn = clawback_draws(PAID, HALF, Fraction(1, 10), 200, 1)
    assert drawn is not None
    assert drawn.deciles[0] < drawn.deciles[1] < drawn.deciles[2]
    assert abs(drawn.mean - 4_500) < 300
    assert drawn == clawback_draws(PAID, HALF, Fraction(1, 10), 200, 1)
    assert "huit fois sur dix" in view.clawback_sentence(drawn)


def test_the_waiting_list_follows_in_order_and_the_others_keep_theirs() -> None:
    question = three()
    present = dict(found(question).grants)
    after = replacement(question, present, ["A"])
    assert (after.freed, after.reused) == (10_000, 10_000)
    assert [row[0] for row in after.change.entered] == ["C"]
    assert not after.change.more
    said = spaces(view.replacement_sentence(after, {"C": "Berceuses"}))
    assert said == "10 000 € se libèrent. Liste complémentaire : « Berceuses » entrerait."
    both = replacement(question, present, ["A", "B"])
    assert (both.freed, both.reused) == (20_000, 10_000)
    assert spaces(view.replacement_sentence(both, {})).endswith("10 000 € restent sans emploi.")


def test_a_contradiction_is_said() -> None:
    question = replace(three(), call=replace(three().call, minimum_projects=3))
    after = replacement(question, {"A": 10_000, "B": 10_000}, ["A"])
    assert after.missed or after.reused == 10_000


def test_october_takes_ten_percent_of_what_was_notified() -> None:
    source = Source("fir", "FIR", "ars", notified=25_000, committed=5_000)
    question = asked(a_call(sources=(source,), policy="all-or-nothing"), three().applications)
    test = october(question, {"A": 10_000, "B": 10_000})
    assert test.euros == 2_500
    assert test.change is not None
    assert [row[0] for row in test.change.left] == ["B"]


def test_the_largest_cofunding_the_department_and_the_costs() -> None:
    applications = (
        an_application("A", 10_000, 90, departments=(("48", Fraction(1)),), total_cost=30_000, other_revenue=20_000),
        an_application("B", 10_000, 80, departments=(("31", Fraction(1)),)),
        an_application("C", 10_000, 70, departments=(("48", Fraction(1)),)),
        an_application("D", 10_000, 60, departments=(("REG", Fraction(1)),)),
    )
    question = asked(a_call(policy="all-or-nothing", sources=purse(20_000)), applications)
    present = {"A": 10_000, "B": 10_000}
    hit = cofunder(question, present)
    assert hit is not None
    assert (hit.subject, hit.euros, hit.reused) == ("A", 10_000, 10_000)
    where = department(question, present)
    assert where is not None
    assert where.subject == "31"
    dearer = costs(question, present)
    assert dearer.euros == 2_400 + 800
    assert main_department(applications[3]) == ""
    rows = view.stress_rows(stresses(question, present), {"A": "Relais"})
    assert len(rows) == 4
    assert spaces(rows[1][0]) == "Le plus gros cofinancement s'en va : « Relais » est abandonné"
    assert "Haute-Garonne" in rows[2][0]
    assert cofunder(question, {"B": 10_000}) is None
    assert department(question, {}) is None


def test_tables_and_chart() -> None:
    plans = by_source(a_call(sources=three_sources(1, 1, 1)), payments(PAID, HALF))
    rows = [[spaces(cell) for cell in row] for row in view.plan_table(plans).texts()]
    assert rows[-1] == ["Total", "15 001 €", "12 000 €", "0 €", "4 500 €", "7 501 €"]
    credits_rows = [[spaces(cell) for cell in row] for row in view.credits_table(plans, "2021").texts()]
    assert credits_rows[0] == ["304-17", "2 000 €", "1 600 €", "0 €", "0 €", "400 €"]
    assert "FIR" in view.apart_sentence(plans)
    assert view.apart_sentence(plans[1:]) == ""
    assert "à reverser" in view.plan_sentence(plans)
    assert "expr" not in outside_rows(view.plan_chart(plans, large=True).to_dict())
