"""Caps, floors, values and the bound, against figures worked out by hand."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from aapsim.audit.amounts import Project, admissible, corners, project_of, step_worth, worth
from aapsim.audit.bound import UnknownRow, upper_bound
from aapsim.audit.reading import Inputs, read_result
from aapsim.audit.rows import Ranking, payable, source_row, source_sets
from tests.unit.audit.documents import put, tampered

NO_LIMIT = {"floor": 0, "ceiling": None, "minimum_projects": 0, "maximum_projects": None}


def inputs_with(**changes: Any) -> Inputs:
    def change(document: dict[str, Any]) -> None:
        document["inputs"].update(changes)

    return read_result(tampered(change)).inputs


def project_with(application: dict[str, Any], **changes: Any) -> Project:
    def change(document: dict[str, Any]) -> None:
        document["inputs"].update(changes)
        document["inputs"]["applications"][0].update(application)

    inputs = read_result(tampered(change)).inputs
    return project_of(inputs, inputs.applications[0])


@pytest.mark.parametrize(
    ("application", "rules", "cap", "term"),
    [
        ({"requested": 18000}, {}, 18000, "requested"),
        ({"requested": 18001}, {}, 18000, "rate"),
        ({"requested": 30000, "total_cost": 11111}, {}, 9999, "rate"),
        ({"requested": 30000, "investment": 5000}, {}, 13500, "rate"),
        ({"requested": 30000, "investment": 5000}, {"investment": True}, 18000, "rate"),
        ({"requested": 30000, "in_kind": 5000}, {}, 20000, "need"),
        ({"requested": 30000, "in_kind": 5000}, {"in_kind": False}, 18000, "rate"),
        ({"requested": 30000, "other_revenue": 2500}, {}, 17500, "need"),
        ({"requested": 30000, "other_public": 2500}, {}, 18000, "rate"),
        ({"requested": 30000, "other_public": 2500}, {"rate_on": "public_money"}, 15500, "rate"),
        ({"requested": 12000}, {"maximum_grant": 8000}, 8000, "ceiling"),
        ({"requested": 12000}, {"common_rate": "0.55"}, 11000, "common_rate"),
        ({"requested": None}, {}, 0, ""),
        ({"requested": 500, "other_revenue": 20100}, {}, -100, "need"),
    ],
)
def test_caps(application: dict[str, Any], rules: dict[str, Any], cap: int, term: str) -> None:
    project = project_with(application, **rules)
    assert (project.cap, project.cap_term) == (cap, term)


@pytest.mark.parametrize(
    ("application", "rules", "floor", "smallest"),
    [
        ({}, {}, 3600, 3600),
        ({"own_floor": 3601}, {}, 3700, 3700),
        ({}, {"minimum_grant": 11950}, 12000, 12000),
        ({"requested": 11980}, {"minimum_grant": 11950}, 11980, 11980),
        ({}, {"minimum_grant": 12001}, 12001, 0),
        ({}, {"minimum_agreement": 4001}, 4100, 4100),
        ({}, {"minimum_share": "0"}, 0, 100),
        ({"requested": 60}, {"minimum_share": "0"}, 0, 60),
        ({}, {"policy": "all-or-nothing"}, 3600, 12000),
        ({"requested": 0}, {}, 0, 0),
    ],
)
def test_floors(application: dict[str, Any], rules: dict[str, Any], floor: int, smallest: int) -> None:
    project = project_with(application, **rules)
    assert (project.floor, project.smallest, project.fundable) == (floor, smallest, smallest > 0)


def test_weights_count_shares_priorities_and_publics() -> None:
    changed = {"axes": [["1", "0.5"], ["2", "0.5"]], "publics": ["poverty", "unknown"]}
    assert project_with(changed, publics={"poverty": "0.1"}).weight == Fraction("110")


def test_a_call_without_axes_weighs_the_score_alone() -> None:
    assert project_with({"axes": []}, axes=[]).weight == 80
    assert project_with({"axes": []}).weight == 0


def test_the_main_axis_is_the_largest_share_then_the_first_listed() -> None:
    assert project_with({"axes": [["1", "0.4"], ["2", "0.6"]]}).main_axis == "2"
    assert project_with({"axes": [["2", "0.5"], ["1", "0.5"]]}).main_axis == "2"
    assert project_with({"axes": []}).main_axis == ""


@pytest.mark.parametrize(
    ("rules", "grant", "value"),
    [
        ({}, 6000, "480000"),
        ({"objective": "needs"}, 6000, "40"),
        ({"objective": "projects"}, 6000, "80"),
        ({"curve": "seed"}, 6000, "480000"),
        ({"curve": "seed"}, 9600, "681600"),
        ({"curve": "seed", "objective": "needs"}, 12000, "63.2"),
        ({"curve": "seed", "objective": "projects"}, 12000, "80"),
        ({}, 0, "0"),
    ],
)
def test_values(rules: dict[str, Any], grant: int, value: str) -> None:
    inputs = inputs_with(**rules)
    assert worth(inputs, project_of(inputs, inputs.applications[0]), grant) == Fraction(value)


def test_corners_are_the_ends_the_knees_or_the_lock() -> None:
    inputs = inputs_with(curve="seed", locks={"b": 8250, "c": "excluded", "d": 0})
    found = [corners(inputs, project_of(inputs, application)) for application in inputs.applications]
    assert found == [[3600, 12000, 6000, 9600], [8250], [], [], [], [1500, 5000, 2500, 4000]]


def test_one_step_is_worth_at_most_its_euros_or_the_cap() -> None:
    inputs = inputs_with(objective="needs")
    projects = {a.id: project_of(inputs, a) for a in inputs.applications}
    assert step_worth(inputs, projects) == Fraction(90 * 100, 5000)
    assert step_worth(inputs, {}) == 0


def test_admissible_grants() -> None:
    inputs = inputs_with()
    project = project_of(inputs, inputs.applications[1])
    assert [admissible(inputs, project, grant) for grant in (0, 2400, 2500, 2550, 8200, 8250, 8300)] == [
        True,
        False,
        True,
        False,
        True,
        True,
        False,
    ]


def test_sets_of_sources_count_what_may_come_in() -> None:
    inputs = inputs_with()
    assert [payable(inputs, frozenset(codes)) for codes in source_sets(inputs)] == [
        18000,
        9000,
        6000,
        27000,
        24000,
        14000,
        32000,
    ]


def test_source_codes_may_hold_a_plus_sign() -> None:
    inputs = read_result(tampered(put("inputs", "sources", 1, "code", "fir+"))).inputs
    row = source_row(inputs, {}, "sources:fir+fir++304-19")
    assert row is not None
    assert row.limit == 32000


def priced(**multipliers: str) -> Fraction:
    inputs = inputs_with(
        axes=[
            {"code": "1", "priority": "1", "floor": None, "ceiling": {"kind": "granted", "value": "0.5"}},
            {"code": "2", "priority": "1.5", "floor": {"kind": "euros", "value": "20000"}, "ceiling": None},
        ],
        maximum_projects=3,
        minimum_projects=2,
        locks={"a": "funded"},
        exclusive=[["b", "f"]],
        requires=[["d", "c"]],
    )
    projects = {a.id: project_of(inputs, a) for a in inputs.applications}
    prices = {name.replace("_", ":"): Fraction(price) for name, price in multipliers.items()}
    return upper_bound(inputs, projects, prices)


def test_bounds_by_hand() -> None:
    full = 80 * 12000 + 90 * 8250 + 50 * 9000 + 30 * 10000 + 90 * 5000
    assert priced() == full
    assert priced(projects_maximum="1000") == full - 2000
    assert priced(projects_minimum="1000") == full + 3000
    assert priced(exclusive_0="450000") == full - 450000
    assert priced(requires_0="1000") == full
    assert priced(requires_0="300000") == full
    assert priced(requires_0="400000") == full + 100000
    # every euro outside the axis earns half a price, every euro inside costs half a price
    assert priced(axis_1_ceiling="10") == 75 * 12000 + 95 * 8250 + 50 * 9000 + 25 * 10000 + 85 * 5000
    assert priced(axis_2_floor="10") == 80 * 12000 + 100 * 8250 + 55 * 9000 + 30 * 10000 + 90 * 5000 - 200000
    # locked in, a is kept at its smallest grant when money is dear
    assert priced(**{"sources_fir+304-17+304-19": "100"}) == 32000 * 100 - 20 * 3600


def test_a_bound_refuses_rows_that_are_not_rules() -> None:
    with pytest.raises(UnknownRow, match="projects:median"):
        priced(projects_median="1")


@pytest.mark.parametrize(
    ("change", "before"),
    [
        (put("inputs", "locks", {}), True),
        (put("inputs", "locks", {"d": "funded"}), False),
        (put("inputs", "locks", {"a": "funded"}), False),
        (put("inputs", "ranking", "free"), False),
        (put("inputs", "applications", 0, "axes", [["2", "1"]]), False),
        (put("inputs", "applications", 0, "score", "30"), False),
        (put("inputs", "applications", 3, "sources", ["fir"]), False),
        (put("inputs", "applications", 0, "takes_part", False), False),
        (put("inputs", "applications", 3, "takes_part", False), False),
        (put("inputs", "applications", 0, "own_floor", 13000), False),
        (put("inputs", "departments", {"31": {**NO_LIMIT, "ceiling": 3599}}), False),
        (put("inputs", "departments", {"31": {**NO_LIMIT, "ceiling": 3600}}), True),
        (put("inputs", "axes", 0, "ceiling", {"kind": "envelope", "value": "0.1"}), False),
        (put("inputs", "axes", 0, "ceiling", {"kind": "granted", "value": "0.1"}), True),
        (put("inputs", "sources", 0, "available", 0), True),
    ],
)
def test_who_must_be_funded_before_whom(change: Any, before: bool) -> None:
    def free(document: dict[str, Any]) -> None:
        document["inputs"]["locks"] = {}
        change(document)

    inputs = read_result(tampered(free)).inputs
    projects = {a.id: project_of(inputs, a) for a in inputs.applications}
    assert Ranking(inputs, projects).before("a", "d") is before
