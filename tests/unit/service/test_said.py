"""What two officers did to the same thing is said in French, whatever it is."""

from __future__ import annotations

import pytest

from aapsim.domain.call_document import call_from_document
from aapsim.service.said import rule_label, said
from tests.unit.service.hands import CALL

MARK = {"actor": "Anne", "at": "2021-08-30T09:00:00+00:00", "motive": "unanime"}


@pytest.mark.parametrize(
    ("path", "plain", "words"),
    [
        ("decisions.a", {"ruling": "waiting", "amount": 0, **MARK}, "liste complémentaire – unanime"),
        ("scores.a", {"score": "72.5", **MARK}, "note de séance 72,5 – unanime"),
        ("recusals.a", [{"member": "un membre", **MARK}], "déport de un membre"),
        ("waiting", {"ids": ["a", "b"], **MARK}, "liste complémentaire : a, b"),
        ("closing", MARK, "séance close"),
        ("signatures.ARS", {"version": 1, **MARK}, "signé"),
        ("versions.2", {"name": "Arbitrage", **MARK}, "« Arbitrage »"),
        ("base", MARK, "base gelée"),
        ("scenarios.x", {"name": "A", **MARK}, "« A »"),
        ("references.x", {"name": "B", **MARK}, "« B »"),
        ("rules.rate", "0.8", None),
        ("basement", "x", None),
    ],
)
def test_a_value_is_said(path: str, plain: object, words: str | None) -> None:
    assert said(path, plain) == words


def test_a_rule_is_named_by_what_changes_of_what() -> None:
    call = call_from_document(CALL)
    assert rule_label("axes.2.priority", call) == "priorité de l'axe 2"
    assert rule_label("departments.48.ceiling", call) == "plafond du département 48"
    assert rule_label("rate", call) == call.rule("rate").label
