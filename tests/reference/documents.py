"""A generated call as the document that a workspace is opened with."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from fractions import Fraction
from typing import Any

from aapsim.domain.call import Call, Limit
from aapsim.domain.french import exact_text


def document_of(call: Call) -> dict[str, Any]:
    """Return a call as plain values, inverse of ``call_from_document``; what is left out takes its default."""
    document = {field.name: _plain(getattr(call, field.name)) for field in fields(call)}
    document["departments"] = {row.pop("code"): row for row in document["departments"]}
    document["exclusive"] = [{"ids": ids} for ids in document["exclusive"]]
    document["requires"] = [{"id": one, "needs": needed} for one, needed in document["requires"]]
    document["rules"] = {row.pop("key"): row for row in document["rules"]}
    return {key: value for key, value in document.items() if value not in (None, "")}


def _plain(value: Any) -> Any:
    if isinstance(value, Limit):
        unit = {"envelope": " %", "granted": " % granted"}.get(value.kind)
        return int(value.value) if unit is None else f"{exact_text(value.value * 100)}{unit}"
    if isinstance(value, Fraction):
        return exact_text(value)
    if is_dataclass(value):
        named = {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
        return {key: one for key, one in named.items() if one is not None}
    return [_plain(one) for one in value] if isinstance(value, tuple) else value
