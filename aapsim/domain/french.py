"""French habits for figures: reading what officers type, writing what they read.

Written forms follow the national typographic rules: a narrow no-break space (U+202F)
inside numbers, a no-break space (U+00A0) before ``€`` and ``%``, a decimal comma.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from aapsim.domain.issues import InvalidInput, Issue

NARROW = "\u202f"
NO_BREAK = "\u00a0"
MINUS = "\u2212"
"""The true minus sign: as wide as the plus, and never parted from its figure at the end of a line."""
LARGEST_EUR = 10**12
"""Amounts above one thousand billion euros are refused as typing mistakes."""

_SPACES = re.compile("[ \t\u00a0\u202f\u2009]")
_PLAIN = re.compile(r"[0-9]+(?:[.,][0-9]+)?")
_GROUPED = re.compile("[0-9]{1,3}(?:[ \u00a0\u202f\u2009][0-9]{3})+(?:[.,][0-9]+)?")
_AMBIGUOUS = re.compile(r"[0-9]{1,3}[.,][0-9]{3}")
_LONGEST = 40
"""Characters of the longest number worth reading: beyond, Python itself refuses to convert digits."""
_EXAMPLE = "par exemple « 12 345 », « 12 345,67 € » ou « 12k »"
_RATE_EXAMPLE = "par exemple « 90 % » ou « 12,5 % »"


@dataclass(frozen=True, slots=True)
class Amount:
    """Whole euros read from a text; ``rounded`` says that cents were dropped."""

    euros: int
    rounded: bool = False


def group_digits(value: int) -> str:
    """Write a whole number for reading: narrow no-break spaces between thousands, a true minus (never ``−0``)."""
    return f"{value:,}".replace(",", NARROW).replace("-", MINUS)


def euros(value: int) -> str:
    """Write whole euros: ``12 345 €``, ``−3 000 €``."""
    return f"{group_digits(value)}{NO_BREAK}€"


def decimal(value: Fraction | int, places: int = 2) -> str:
    """Write a number with a decimal comma, at most ``places`` decimals, no trailing zero.

    Halves are rounded away from zero, as on French official papers.
    """
    scale: int = 10**places
    # Whole numbers only: tables write thousands of these.
    above, below = value.numerator, value.denominator
    scaled = (2 * abs(above) * scale + below) // (2 * below)
    whole, rest = divmod(scaled, scale)
    digits = f"{rest:0{places}d}".rstrip("0") if places else ""
    sign = MINUS if above < 0 and scaled else ""
    return f"{sign}{group_digits(whole)}" + (f",{digits}" if digits else "")


def percent(rate: Fraction | int, places: int = 2) -> str:
    """Write a rate stored 0–1 in percent: ``Fraction(1, 8)`` gives ``12,5 %``."""
    return f"{decimal(Fraction(rate) * 100, places)}{NO_BREAK}%"


def signed_euros(value: int) -> str:
    """Write a difference in euros with its sign: ``+ 3 000 €``, ``− 3 000 €``, ``0 €``."""
    if value == 0:
        return euros(0)
    return f"{'+' if value > 0 else MINUS}{NO_BREAK}{euros(abs(value))}"


def _refuse(text: str, why: str, example: str = _EXAMPLE) -> InvalidInput:
    one_line = " ".join(text.split())
    shown = one_line if len(one_line) <= _LONGEST else f"{one_line[: _LONGEST - 1]}…"
    subject = f"« {shown} »" if shown else "Le champ"
    return InvalidInput([Issue("amount", f"{subject} {why} ; écrivez {example}.")])


def parse_number(text: str, example: str = _EXAMPLE) -> Fraction:
    """Read a non-negative number typed the French way, exactly.

    Accepted: ``12345``, ``12 345``, ``12345,67``, ``12345.67`` (any count of decimals but
    three after one to three digits, which could be thousands). Raises ``InvalidInput``, whose
    sentence ends with ``example``.
    """
    stripped = text.strip()
    if not stripped:
        raise _refuse(text, "est vide", example)
    if stripped[0] in f"-{MINUS}":
        raise _refuse(text, "est négatif", example)
    if len(stripped) > _LONGEST:
        raise _refuse(text, "est trop long pour un nombre", example)
    if not (_PLAIN.fullmatch(stripped) or _GROUPED.fullmatch(stripped)):
        raise _refuse(text, "n'est pas un nombre lisible", example)
    if _AMBIGUOUS.fullmatch(stripped):
        raise _refuse(text, "est ambigu (milliers ou décimales ?)", example)
    return Fraction(_SPACES.sub("", stripped).replace(",", "."))


def parse_euros(text: str) -> Amount:
    """Read an amount in euros, rounded down to the euro.

    Accepted: the forms of :func:`parse_number`, followed or not by ``€``, ``EUR`` or
    ``euros``; ``12k`` and ``12,5 k€`` are thousands. Negative, ambiguous, unreadable or
    enormous amounts raise ``InvalidInput`` with one French sentence.
    """
    bare = re.sub(r"(?i)\s*(€|eur|euros?)\s*$", "", text.strip())
    thousands = bool(re.search(r"(?i)[0-9]\s*k$", bare))
    if thousands:
        bare = re.sub(r"(?i)\s*k$", "", bare)
    value = parse_number(bare) * (1000 if thousands else 1)
    if value > LARGEST_EUR:
        raise _refuse(text, "dépasse mille milliards d'euros")
    whole = value.__floor__()
    return Amount(whole, rounded=whole != value)


def parse_rate(text: str) -> Fraction:
    """Read a percentage (``90 %``, ``90``, ``12,5 %``) as a rate stored 0–1.

    A bare number of at most 1 could be a rate or a percentage: it is refused with an
    example. Raises ``InvalidInput``.
    """
    stripped = text.strip()
    marked = stripped.endswith("%")
    value = parse_number(stripped.rstrip("%").strip(), _RATE_EXAMPLE)
    if not marked and 0 < value <= 1:
        raise InvalidInput(
            [Issue("rate", f"« {stripped[:40]} » est ambigu ; écrivez le pourcentage, par exemple « 90 % ».")]
        )
    if value > 100:
        raise InvalidInput([Issue("rate", f"« {stripped[:40]} » dépasse 100 % ; écrivez {_RATE_EXAMPLE}.")])
    return value / 100


def exact_text(value: Fraction | int) -> str:
    """Write an exact rational for files: decimal where finite (``78.5``), else ``p/q``."""
    exact = Fraction(value)
    denominator, twos, fives = exact.denominator, 0, 0
    while denominator % 2 == 0:
        denominator, twos = denominator // 2, twos + 1
    while denominator % 5 == 0:
        denominator, fives = denominator // 5, fives + 1
    if denominator != 1:
        return f"{exact.numerator}/{exact.denominator}"
    places = max(twos, fives)
    if places == 0:
        return str(exact.numerator)
    digits = f"{abs(exact.numerator) * 10**places // exact.denominator:0{places + 1}d}"
    return f"{'-' if exact < 0 else ''}{digits[:-places]}.{digits[-places:]}"


def parse_exact(text: str) -> Fraction:
    """Read back what :func:`exact_text` wrote. Raises ``ValueError`` on anything else."""
    if not re.fullmatch(r"-?[0-9]+(\.[0-9]+|/[1-9][0-9]*)?", text):
        raise ValueError(f"not an exact number: {text!r}")
    return Fraction(text)
