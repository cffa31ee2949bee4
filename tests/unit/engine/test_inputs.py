"""The canonical problem and its fingerprint do not depend on the order or the form of what was given."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from fractions import Fraction

from aapsim.domain.call import Axis, DepartmentLimits, Limit, Public
from aapsim.engine.allocate import allocate
from aapsim.engine.case import prepare
from aapsim.engine.inputs import canonical_inputs, fingerprint_of
from tests.reference.generator import generate
from tests.unit.engine.makers import a_call, an_application


def test_inputs_equal_those_written_from_the_documentation() -> None:
    for seed in range(12):
        instance = generate(seed, size=6)
        case = prepare(instance.call, instance.applications, instance.locks)
        found = canonical_inputs(case.call, case.applications, case.taking_part, case.locks, "optimum")
        assert found == instance.inputs()


def test_every_row_order_gives_the_same_bytes() -> None:
    for seed in range(4):
        instance = generate(seed, size=7)
        first = json.dumps(allocate(instance.call, instance.applications, instance.locks).to_document())
        shuffled = list(instance.applications)
        random.Random(seed).shuffle(shuffled)
        locks = dict(reversed(instance.locks.items()))
        assert json.dumps(allocate(instance.call, shuffled, locks).to_document()) == first


def test_texts_are_composed_and_numbers_exact() -> None:
    call = a_call(
        axes=(Axis("1", "", Fraction(1, 3), Limit("granted", Fraction(1, 8)), None), Axis("2", "")),
        departments=(DepartmentLimits("48", ceiling=900),),
        publics=(Public("p", "", Fraction(1, 10)),),
        common_rate=Fraction(39, 50),
    )
    accented = an_application("e\u0301", 900, "78.5", applicant="Cre\u0300che")
    unscored = replace(an_application("a", 900), score=None)
    inputs = canonical_inputs(call, [accented, unscored], {"e\u0301": True, "a": False}, {"a": 0}, "merit")
    assert [application["id"] for application in inputs["applications"]] == ["a", "é"]
    assert [application["score"] for application in inputs["applications"]] == [None, "78.5"]
    assert inputs["applications"][1]["applicant"] == "Crèche"
    assert inputs["axes"][0] == {
        "code": "1", "priority": "1/3", "floor": {"kind": "granted", "value": "0.125"}, "ceiling": None
    }
    assert (inputs["common_rate"], inputs["publics"], inputs["strategy"]) == ("0.78", {"p": "0.1"}, "merit")
    assert inputs["departments"] == {
        "48": {"floor": 0, "ceiling": 900, "minimum_projects": 0, "maximum_projects": None}
    }


def test_the_fingerprint_follows_inputs_and_engine() -> None:
    assert fingerprint_of({"a": 1, "b": "é"}, "1") == fingerprint_of({"b": "é", "a": 1}, "1")
    assert fingerprint_of({"a": 1}, "1") != fingerprint_of({"a": 2}, "1")
    assert fingerprint_of({"a": 1}, "1") != fingerprint_of({"a": 1}, "2")
    assert fingerprint_of({}, "1").startswith("sha256:")
    assert len(fingerprint_of({}, "1")) == 7 + 64
