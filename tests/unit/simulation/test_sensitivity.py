"""Each setting moved alone: where the list of winners breaks, and who moves first."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from aapsim.domain.call import Axis, Criterion, DepartmentLimits, Limit
from aapsim.domain.french import euros
from aapsim.service.job_kinds import _effect_document, effects_from
from aapsim.simulation.question import found
from aapsim.simulation.sensitivity import Effect, Lever, effects, levers_of, moved_euros, with_lever
from aapsim.view import sensitivity as view
from tests.unit.engine.makers import a_call, an_application
from tests.unit.simulation.makers import asked
from tests.unit.view.conftest import NASTY
from tests.unit.view.test_safety import outside_rows

AXES = (Axis("1", "Éveil", ceiling=Limit("euros", Fraction(10_000))), Axis("2", "Répit"))
APPLICATIONS = (
    an_application("A", 10_000, 80, axis="1"),
    an_application("B", 10_000, 70, axis="2"),
    an_application("C", 10_000, 60, axis="2"),
)
QUESTION = asked(a_call(20_000, policy="all-or-nothing", axes=AXES), APPLICATIONS)


@pytest.fixture(scope="module")
def by_path() -> dict[str, Effect]:
    return {one.lever.path: one for one in effects(QUESTION)}


def test_every_setting_that_is_set_can_be_moved() -> None:
    call = replace(
        QUESTION.call,
        criteria=(Criterion("A1", "A", "Public"),),
        departments=(DepartmentLimits("31", floor=1_000, ceiling=5_000),),
        minimum_share=Fraction(1, 2),
        maximum_grant=9_000,
    )
    marked = replace(APPLICATIONS[0], score=None, marks=(("A1", Fraction(50)),))
    assert [one.path for one in levers_of(asked(call, [marked]))] == [
        "axes.1.priority", "axes.2.priority", "criteria.A1.weight", "axes.1.ceiling",
        "departments.31.floor", "departments.31.ceiling", "rate", "minimum_share", "maximum_grant",
    ]  # fmt: skip
    assert "criteria.A1.weight" not in [one.path for one in levers_of(asked(call, APPLICATIONS))]


def test_the_winners_stay_until_somebody_moves(by_path: dict[str, Effect]) -> None:
    assert {one for one, _ in found(QUESTION).grants} == {"A", "B"}
    priority = by_path["axes.1.priority"]
    # 80 × (1 − x) falls below the 60 of C at a quarter: until 25 % less (a tie still prefers A) nothing moves.
    assert Fraction(24, 100) <= priority.down.stable <= Fraction(25, 100)
    assert priority.down.first is not None
    assert [row[0] for row in priority.down.first.entered] == ["C"]
    assert [row[0] for row in priority.down.first.left] == ["A"]
    assert priority.up.first is None
    assert priority.up.stable == Fraction(9, 10)
    ceiling = by_path["axes.1.ceiling"]
    assert ceiling.down.stable == 0
    assert moved_euros(ceiling.down.usual) == 10_000
    assert moved_euros(ceiling.up.usual) == 0


def test_two_processes_say_the_same(by_path: dict[str, Effect]) -> None:
    assert list(effects(QUESTION, workers=2)) == list(by_path.values())


def test_settings_stay_what_they_are() -> None:
    call = replace(
        QUESTION.call,
        departments=(DepartmentLimits("31", ceiling=5_000),),
        axes=(Axis("1", "", ceiling=Limit("envelope", Fraction(4, 5))),),
        minimum_grant=1_000,
    )
    assert with_lever(call, "departments.31.ceiling", Fraction(5_500)).departments[0].ceiling == 5_500
    assert with_lever(call, "axes.1.ceiling", Fraction(3, 2)).axes[0].ceiling == Limit("envelope", Fraction(1))
    assert with_lever(call, "rate", Fraction(2)).rate == 1
    assert with_lever(call, "minimum_grant", Fraction(1_999, 2)).minimum_grant == 1_000


def test_beyond_the_range_there_may_be_no_allocation() -> None:
    floors = (replace(AXES[1], floor=Limit("euros", Fraction(18_000))), Axis("1", ""))
    only = {one.lever.path: one for one in effects(asked(replace(QUESTION.call, axes=floors), APPLICATIONS))}
    assert only["axes.2.floor"].up.impossible


def test_effects_travel_as_plain_values(by_path: dict[str, Effect]) -> None:
    rows = [_effect_document(one) for one in by_path.values()]
    assert effects_from({"effects": rows}) == tuple(by_path.values())
    assert effects_from(None) == ()


def test_it_is_said_drawn_and_listed(by_path: dict[str, Effect]) -> None:
    found_effects, call = tuple(by_path.values()), QUESTION.call
    assert "« axe 1, plafond »" in view.sensitivity_sentence(found_effects, call)
    assert "Aucun réglage" in view.sensitivity_sentence((), call)
    quiet = replace(found_effects[1], down=found_effects[1].up)
    assert "aucun réglage ne déplace" in view.sensitivity_sentence((quiet,), call)
    rows = view.range_table(found_effects, call, {"C": "Berceuses"}).texts()
    assert rows[0][0] == "axe 1, plafond"
    assert any("Berceuses" in row[4] for row in rows)
    moved = view.tornado_table(found_effects, call)
    assert moved.headers[1:] == ["− 10\u00a0%", "+ 10\u00a0%"]
    one = view.by_weight(found_effects)[0]
    assert moved.texts()[0] == ["axe 1, plafond", *(euros(moved_euros(side.usual)) for side in (one.down, one.up))]
    outside = outside_rows(view.tornado_chart(found_effects, replace(call, title=NASTY), large=True).to_dict())
    assert "expr" not in outside


def test_levers_have_words() -> None:
    call = QUESTION.call
    assert view.lever_words("departments.48.ceiling", call) == "département 48, plafond"
    assert view.lever_words("minimum_share", call) == "part minimale"
    assert Lever("rate", Fraction(1)).path == "rate"
