"""Reading untrusted JSON values into typed ones, with one French sentence per problem.

A parser takes a value and the place where it stands, returns the typed value or raises
``Malformed``. Nothing else escapes, whatever the value.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import Any, TypeVar

T = TypeVar("T")
K = TypeVar("K")
Parser = Callable[[object, str], T]

_NOTHING: Mapping[str, object] = MappingProxyType({})

LARGEST = 10**15
"""No amount or number of a result is larger; what exceeds it was not written by an engine."""

_EXACT = re.compile(r"-?[0-9]+(\.[0-9]+|/[0-9]+)?", re.ASCII)
_LONGEST_EXACT = 4000


class Malformed(Exception):
    """The document does not have the documented shape; ``sentences`` says where and how."""

    def __init__(self, sentences: list[str]) -> None:
        self.sentences = sentences
        super().__init__("\n".join(sentences))


def shown(value: object) -> str:
    """Write any value on one short line for a sentence."""
    if isinstance(value, int | float | str):
        text = str(value) if not isinstance(value, int) or abs(value) <= LARGEST else "un nombre démesuré"
    else:
        text = type(value).__name__
    return " ".join(text.encode("utf-8", "replace").decode("utf-8").split())[:60]


def refuse(where: str, expected: str) -> Malformed:
    """Build the error of one place: what should stand there."""
    return Malformed([f"{where} : {expected}."])


def whole(value: object, where: str) -> int:
    """Read a whole number between 0 and ``LARGEST`` (a JSON true is not a number)."""
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= LARGEST:
        raise refuse(where, "un nombre entier, positif ou nul, est attendu")
    return value


def text(value: object, where: str) -> str:
    """Read a text that can be written as UTF-8."""
    if not isinstance(value, str):
        raise refuse(where, "un texte est attendu")
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        raise refuse(where, "le texte contient un caractère illisible") from None
    return value


def flag(value: object, where: str) -> bool:
    """Read true or false."""
    if not isinstance(value, bool):
        raise refuse(where, "true ou false est attendu")
    return value


def signed(value: object, where: str) -> Fraction:
    """Read an exact rational: decimal (``78.5``) or ``p/q``."""
    problem = refuse(where, "un nombre exact est attendu, comme « 78.5 » ou « 1/3 »")
    if not isinstance(value, str) or len(value) > _LONGEST_EXACT or not _EXACT.fullmatch(value):
        raise problem
    try:
        return Fraction(value)
    except (ValueError, ZeroDivisionError):
        raise problem from None


def exact(value: object, where: str) -> Fraction:
    """Read an exact rational that is not negative."""
    number = signed(value, where)
    if number < 0:
        raise refuse(where, "un nombre positif ou nul est attendu")
    return number


def one_of(*allowed: str) -> Parser[str]:
    """Read one text among those allowed."""

    def parse(value: object, where: str) -> str:
        if not isinstance(value, str) or value not in allowed:
            raise refuse(where, f"« {shown(value)} » ne convient pas ; attendu : {', '.join(allowed)}")
        return value

    return parse


def optional(parser: Parser[T]) -> Parser[T | None]:
    """Accept null beside what ``parser`` reads."""

    def parse(value: object, where: str) -> T | None:
        return None if value is None else parser(value, where)

    return parse


def _gather(readings: Iterable[tuple[Parser[T], object, str]]) -> tuple[T, ...]:
    """Read every value at its place and raise all their problems together."""
    values: list[T] = []
    sentences: list[str] = []
    for parser, value, where in readings:
        try:
            values.append(parser(value, where))
        except Malformed as problem:
            sentences.extend(problem.sentences)
    if sentences:
        raise Malformed(sentences)
    return tuple(values)


def sequence(parser: Parser[T]) -> Parser[tuple[T, ...]]:
    """Read a list of like values."""

    def parse(value: object, where: str) -> tuple[T, ...]:
        if not isinstance(value, list):
            raise refuse(where, "une liste est attendue")
        return _gather((parser, item, f"{where}[{n}]") for n, item in enumerate(value))

    return parse


def pair(first: Parser[T], second: Parser[K]) -> Parser[tuple[T, K]]:
    """Read a list of two values."""

    def parse(value: object, where: str) -> tuple[T, K]:
        if not isinstance(value, list) or len(value) != 2:
            raise refuse(where, "une liste de deux valeurs est attendue")
        return first(value[0], f"{where}[0]"), second(value[1], f"{where}[1]")

    return parse


def mapping(parser: Parser[T]) -> Parser[dict[str, T]]:
    """Read an object whose keys are free texts and whose values are alike."""

    def parse(value: object, where: str) -> dict[str, T]:
        if not isinstance(value, Mapping):
            raise refuse(where, "un objet est attendu")
        keys = _gather((text, key, where) for key in value)
        entries = _gather((parser, value[key], f"{where}.{shown(key)}") for key in keys)
        return dict(zip(keys, entries, strict=True))

    return parse


def record(
    build: Callable[..., T], parsers: Mapping[str, Parser[Any]], absent: Mapping[str, object] = _NOTHING
) -> Parser[T]:
    """Read an object with exactly the keys of ``parsers`` and hand them to ``build`` by name.

    A key of ``absent`` may be missing: it then has that value. A key that Python reserves
    (``from``) reaches ``build`` with a final underscore.
    """

    def parse(value: object, where: str) -> T:
        if not isinstance(value, Mapping):
            raise refuse(where or "résultat", "un objet est attendu")
        prefix = f"{where}." if where else ""
        missing = [key for key in parsers if key not in value and key not in absent]
        sentences = [f"{prefix}{key} : la clé manque." for key in missing]
        sentences += [f"{prefix}{shown(key)} : clé inconnue." for key in value if key not in parsers]
        values: dict[str, Any] = dict(absent)
        for key in parsers:
            if key in value:
                try:
                    values["from_" if key == "from" else key] = parsers[key](value[key], prefix + key)
                except Malformed as problem:
                    sentences.extend(problem.sentences)
        if sentences:
            raise Malformed(sentences)
        return build(**values)

    return parse
