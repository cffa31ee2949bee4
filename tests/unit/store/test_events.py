"""The event, its canonical writing and its hash."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aapsim.store.events import START_HASH, Changed, Entry, Recorded, canonical, event_hash, fold, same, stream_of

ENTRY = Entry("c1", "Anne", "2021-08-30T09:00:00+00:00", "rules", "modification", "d" * 64)
EVENT = Recorded("w1", "scenario", 1, 2, ENTRY, Changed("rules.rate", "0.9", "0.8"), START_HASH)
VALUES = st.none() | st.integers(0, 3) | st.text(max_size=3)


@pytest.mark.parametrize(
    ("path", "stream"),
    [
        ("document", "call"),
        ("applications.2021-001", "call"),
        ("applications.locks.x", "call"),
        ("refused", "call"),
        ("rules.sources.fir.notified", "scenario"),
        ("locks.2021-001", "scenario"),
        ("kept", "scenario"),
    ],
)
def test_what_applicants_filed_and_what_officers_decide_go_to_two_streams(path: str, stream: str) -> None:
    assert stream_of(path) == stream


def test_a_value_has_one_writing() -> None:
    assert canonical({"b": [1, "é"], "a": None}) == '{"a":null,"b":[1,"é"]}'
    assert canonical({"a": None, "b": (1, "é")}) == canonical({"b": [1, "é"], "a": None})


def test_what_json_cannot_hold_is_refused() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        canonical(float("nan"))
    with pytest.raises(TypeError):
        canonical({1, 2})


def test_true_is_not_one() -> None:
    assert not same(True, 1)
    assert same((1, 2), [1, 2])


@pytest.mark.parametrize(
    "changed",
    [
        replace(EVENT, workspace="w2"),
        replace(EVENT, stream="call"),
        replace(EVENT, seq=2),
        replace(EVENT, revision=3),
        replace(EVENT, previous="1" * 64),
        replace(EVENT, changed=Changed("rules.step", "0.9", "0.8")),
        replace(EVENT, changed=Changed("rules.rate", "0.90", "0.8")),
        replace(EVENT, changed=Changed("rules.rate", "0.9", "0.81")),
        replace(EVENT, entry=replace(ENTRY, actor="Bob")),
        replace(EVENT, entry=replace(ENTRY, at="2021-08-30T09:00:01+00:00")),
        replace(EVENT, entry=replace(ENTRY, label="autre")),
        replace(EVENT, entry=replace(ENTRY, undoes=1)),
    ],
)
def test_the_hash_covers_everything(changed: Recorded) -> None:
    assert event_hash(changed) != event_hash(EVENT)


def test_the_hash_leaves_itself_out() -> None:
    assert event_hash(replace(EVENT, hash="x")) == event_hash(EVENT)


@given(st.dictionaries(st.sampled_from("abc"), VALUES.filter(lambda one: one is not None)), st.data())
def test_the_inverses_in_reverse_order_undo_a_fold(state: dict[str, object], data: st.DataObject) -> None:
    changes = []
    now = dict(state)
    for path in data.draw(st.lists(st.sampled_from("abc"), max_size=6)):
        changes.append(Changed(path, now.get(path), data.draw(VALUES)))
        now = fold(now, changes[-1:])
    assert fold(state, changes) == now
    assert fold(now, [change.inverse for change in reversed(changes)]) == state
