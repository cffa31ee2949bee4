"""What officers type, what the software writes: French figures, exact and never guessed."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aapsim.domain.french import (
    decimal,
    euros,
    exact_text,
    parse_euros,
    parse_exact,
    parse_number,
    parse_rate,
    percent,
    signed_euros,
)
from aapsim.domain.issues import InvalidInput


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("12345", 12345),
        ("12 345", 12345),
        ("12\u202f345", 12345),
        ("12\u00a0345 €", 12345),
        ("12345,67", 12345),
        ("12345.67", 12345),
        ("2 345 678,9", 2345678),
        ("12k", 12000),
        ("12,5 k€", 12500),
        ("1000 EUR", 1000),
        ("7 euros", 7),
        ("0", 0),
        ("1 000 000 000 000", 10**12),
    ],
)
def test_the_documented_forms_are_read(typed: str, expected: int) -> None:
    assert parse_euros(typed).euros == expected


def test_dropped_cents_are_told() -> None:
    assert parse_euros("12,50").rounded
    assert not parse_euros("12,00").rounded


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("", "vide"),
        ("   ", "vide"),
        ("NaN", "lisible"),
        ("nan", "lisible"),
        ("inf", "lisible"),
        ("-inf", "négatif"),
        ("1e309", "lisible"),
        ("1e3", "lisible"),
        ("1_000", "lisible"),
        ("١٢٣", "lisible"),
        ("９９", "lisible"),
        ("TRUE", "lisible"),
        ("VRAI", "lisible"),
        ("-5", "négatif"),
        ("−5", "négatif"),
        ("10^15", "lisible"),
        ("1000000000000000", "mille milliards"),
        ("1.234", "ambigu"),
        ("1,234", "ambigu"),
        ("12.345,67", "lisible"),
        ("1 23", "lisible"),
        ("12 3456", "lisible"),
        ("0x10", "lisible"),
        ("=1+1", "lisible"),
        ("½", "lisible"),
        ("9" * 5000, "trop long"),
    ],
)
def test_anything_else_is_refused_with_one_sentence(typed: str, word: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        parse_euros(typed)
    (issue,) = caught.value.issues
    assert word in issue.message
    assert "\n" not in issue.message
    assert "par exemple" in issue.message


def test_a_rate_of_at_most_one_without_its_sign_is_asked() -> None:
    assert parse_rate("12,5 %") == Fraction(1, 8)
    assert parse_rate("90") == Fraction(9, 10)
    assert parse_rate("0") == 0
    for typed in ("0,9", "1", "101 %", "-3 %", ""):
        with pytest.raises(InvalidInput):
            parse_rate(typed)


def test_figures_are_written_the_french_way() -> None:
    assert euros(12345) == "12\u202f345\u00a0€"
    assert signed_euros(3000) == "+\u00a03\u202f000\u00a0€"
    assert signed_euros(-3000) == "−\u00a03\u202f000\u00a0€"


def test_a_negative_amount_has_a_true_minus_joined_to_its_figure() -> None:
    assert euros(-22_520) == "\u221222\u202f520\u00a0€"
    assert decimal(Fraction(-5, 2)) == "\u22122,5"
    assert decimal(Fraction(-1, 1000)) == "0"
    for typed in ("-5", "\u22125", "\u2212 5 €"):
        with pytest.raises(InvalidInput, match="négatif"):
            parse_euros(typed)
    assert signed_euros(0) == "0\u00a0€"
    assert decimal(Fraction(-1, 1000)) == "0"
    assert decimal(Fraction(5, 2), 0) == "3"
    assert percent(Fraction(1, 8)) == "12,5\u00a0%"


@given(st.integers(0, 10**12))
def test_an_amount_written_is_read_back(value: int) -> None:
    assert parse_euros(euros(value)).euros == value


@given(st.fractions())
def test_an_exact_text_is_read_back(value: Fraction) -> None:
    assert parse_exact(exact_text(value)) == value


@given(st.text(max_size=30))
def test_any_text_is_a_number_or_a_french_refusal(text: str) -> None:
    try:
        value = parse_number(text)
    except InvalidInput as problem:
        value = Fraction(len(problem.issues))
    assert value >= 0


@pytest.mark.parametrize("text", ["1e3", "1.", "/2", "1/0", " 1", "--1", "½"])
def test_only_exact_texts_are_read_as_exact(text: str) -> None:
    with pytest.raises(ValueError, match="not an exact number"):
        parse_exact(text)
