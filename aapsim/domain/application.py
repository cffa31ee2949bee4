"""An application (candidature): what a lead applicant filed, as one frozen value."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, fields
from fractions import Fraction
from typing import Any

from aapsim.domain.french import exact_text, parse_exact

WHOLE_REGION = "REG"
"""Department code of a project that concerns the whole region."""

Shares = tuple[tuple[str, Fraction], ...]
"""Codes with their share; the shares sum to 1; empty means not known."""


@dataclass(frozen=True, slots=True)
class Application:
    """One application. All amounts are whole euros; ``None`` means *not known* (to be checked).

    ``total_cost`` is the cash charges (accounts 60–69), investment included, in kind apart;
    ``other_revenue`` the other cash revenues without the request and without in kind;
    ``other_public`` the public part of those. ``score`` is the mark out of 100 where one
    mark was given; ``marks`` the marks per criterion. ``sources`` empty means all sources.
    ``filed_at`` and ``start_date`` are ISO texts (``2021-07-25`` or ``2021-07-25T23:59``).
    ``extra`` keeps columns the software does not know, as they came. ``overrules`` are the
    answers that an officer gave in the place of the software: (rule, answer, reason).
    """

    id: str
    title: str = ""
    summary: str = ""
    applicant: str = ""
    siret: str = ""
    applicant_type: str = ""
    departments: Shares = ()
    scope: str = ""
    axes: Shares = ()
    total_cost: int | None = None
    investment: int | None = None
    in_kind: int | None = None
    requested: int | None = None
    other_revenue: int | None = None
    other_public: int | None = None
    own_floor: int | None = None
    filed_at: str | None = None
    start_date: str | None = None
    complete: bool | None = None
    opinion: str = ""
    publics: tuple[str, ...] = ()
    score: Fraction | None = None
    marks: tuple[tuple[str, Fraction], ...] = ()
    sources: tuple[str, ...] = ()
    extra: tuple[tuple[str, str], ...] = ()
    overrules: tuple[tuple[str, str, str], ...] = ()

    @property
    def main_axis(self) -> str:
        """Code of the axis with the largest share, the first listed among equals; empty if none."""
        best = ""
        largest = Fraction(0)
        for code, share in self.axes:
            if share > largest:
                best, largest = code, share
        return best

    def to_document(self) -> dict[str, Any]:
        """Return plain JSON values; rationals as exact texts. Inverse of :meth:`from_document`."""
        document: dict[str, Any] = {}
        for field in fields(self):
            value = getattr(self, field.name)
            if field.name in ("departments", "axes", "marks"):
                value = [[code, exact_text(share)] for code, share in value]
            elif field.name in ("extra", "overrules"):
                value = [list(pair) for pair in value]
            elif isinstance(value, Fraction):
                value = exact_text(value)
            elif isinstance(value, tuple):
                value = list(value)
            document[field.name] = value
        return document

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Application:
        """Rebuild an application written by :meth:`to_document`; missing keys take their default.

        Raises ``KeyError`` or ``ValueError`` on a document that this software did not write.
        """
        values = dict(document)
        for name in ("departments", "axes", "marks"):
            values[name] = tuple((code, parse_exact(share)) for code, share in values.get(name) or ())
        for name in ("extra", "overrules"):
            values[name] = tuple(tuple(one) for one in values.get(name) or ())
        for name in ("publics", "sources"):
            values[name] = tuple(values.get(name) or ())
        if values.get("score") is not None:
            values["score"] = parse_exact(values["score"])
        return cls(**values)


def normal_id(text: str) -> str:
    """Return an id in its one written form: NFC, trimmed. ``00012`` stays ``00012``."""
    return unicodedata.normalize("NFC", text).strip()


def equal_shares(codes: list[str] | tuple[str, ...]) -> Shares:
    """Give every code the same share: ``["1", "4"]`` gives a half each; empty stays empty."""
    return tuple((code, Fraction(1, len(codes))) for code in codes)


def weighted_shares(weights: list[tuple[str, int]]) -> Shares:
    """Turn positive integer weights into shares that sum to 1. Raises ``ValueError`` if none is positive."""
    total = sum(weight for _, weight in weights)
    if total <= 0 or any(weight <= 0 for _, weight in weights):
        raise ValueError("weights must be positive")
    return tuple((code, Fraction(weight, total)) for code, weight in weights)
