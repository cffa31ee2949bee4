"""Whatever the document, the checker answers with sentences and never with an exception."""

from __future__ import annotations

import contextlib
import copy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aapsim.audit.checker import check
from tests.unit.audit.documents import put, seal, tampered, valid

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=6)
    | st.sampled_from(["-1", "1/0", "1/3", "9" * 5000, "0.1", "nan", "\ud800", "funded", "a", "fir", "1"])
    | st.sampled_from([10**400, -1, 0, 10**15, 10**15 + 1]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4) | st.integers(), inner, max_size=3),
    max_leaves=6,
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    keys = list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else []
    return [(*path, key) for key in keys] + [place for key in keys for place in places(value[key], (*path, key))]


PLACES = places(valid())


@given(VALUES)
def test_any_value_is_answered_with_sentences(value: Any) -> None:
    sentences = check(value)
    assert sentences
    assert all(isinstance(sentence, str) and sentence for sentence in sentences)


@settings(max_examples=300)
@given(st.lists(st.tuples(st.sampled_from(PLACES), VALUES), min_size=1, max_size=3), st.booleans())
def test_any_value_at_any_place_is_survived(changes: list[tuple[tuple[Any, ...], Any]], resealed: bool) -> None:
    document = valid()
    for (*keys, last), value in changes:
        place: Any = document
        try:
            for key in keys:
                place = place[key]
            place[last] = copy.deepcopy(value)
        except (KeyError, IndexError, TypeError):
            continue
    if resealed:
        with contextlib.suppress(TypeError, ValueError, KeyError):
            seal(document)
    sentences = check(document)
    assert all(isinstance(sentence, str) and sentence for sentence in sentences)


@settings(max_examples=150)
@given(st.sampled_from([path for path in PLACES if path[0] != "ties"]))
def test_any_missing_value_is_noticed(path: tuple[Any, ...]) -> None:
    document = valid()
    *keys, last = path
    place: Any = document
    for key in keys:
        place = place[key]
    del place[last]
    assert check(document), path


@pytest.mark.parametrize(
    ("path", "value", "sentence"),
    [
        (("schema_version",), 2, "schema_version : seule la version 1 est connue."),
        (("status",), "solved", "status : « solved » ne convient pas ; attendu : optimal, feasible, infeasible."),
        (("awards", 0, "grant"), 1.5, "awards[0].grant : un nombre entier, positif ou nul, est attendu."),
        (("awards", 0, "grant"), True, "awards[0].grant : un nombre entier, positif ou nul, est attendu."),
        (("awards", 0, "grant"), -100, "awards[0].grant : un nombre entier, positif ou nul, est attendu."),
        (("awards", 0, "grant"), 10**16, "awards[0].grant : un nombre entier, positif ou nul, est attendu."),
        (("awards",), {}, "awards : une liste est attendue."),
        (("envelope",), [], "envelope : un objet est attendu."),
        (
            ("certificate", "value"),
            "1/0",
            "certificate.value : un nombre exact est attendu, comme « 78.5 » ou « 1/3 ».",
        ),
        (("certificate", "value"), "-1", "certificate.value : un nombre positif ou nul est attendu."),
        (("inputs", "step"), 0, "inputs.step : un nombre entier d'au moins 1 est attendu."),
        (("inputs", "in_kind"), 1, "inputs.in_kind : true ou false est attendu."),
        (("inputs", "sources", 0, "reserve"), "1.1", "inputs.sources[0].reserve : un taux entre 0 et 1 est attendu."),
        (("inputs", "requires"), [["a"]], "inputs.requires[0] : une liste de deux valeurs est attendue."),
        (("inputs", "colour"), 1, "inputs.colour : clé inconnue."),
        (("engine_version",), 1, "engine_version : un texte est attendu."),
        (("engine_version",), "\ud800", "engine_version : le texte contient un caractère illisible."),
    ],
)
def test_wrong_shapes_are_named(path: tuple[Any, ...], value: object, sentence: str) -> None:
    assert check(tampered(put(*path, value)) if value != "\ud800" else {**valid(), path[0]: value}) == [sentence]


def test_missing_keys_are_all_listed() -> None:
    document = valid()
    del document["awards"][0]["cap"]
    del document["inputs"]["rate"]
    assert check(document) == ["awards[0].cap : la clé manque.", "inputs.rate : la clé manque."]
