"""Reading a call from its document (the TOML file, or the file under a scenario's differences).

One validator serves both, so a rule changed on a screen obeys what a file must obey.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from fractions import Fraction
from typing import Any, cast

from aapsim.domain.call import (
    Axis,
    Call,
    Criterion,
    DepartmentLimits,
    Limit,
    LimitKind,
    Public,
    RuleText,
    Source,
)
from aapsim.domain.french import LARGEST_EUR
from aapsim.domain.issues import InvalidInput, Issue

Document = Mapping[str, Any]

_CHOICES = {
    "rate_on": ("grant", "public_money"),
    "curve": ("none", "seed"),
    "ranking": ("strict", "free"),
    "objective": ("euros", "needs", "projects"),
    "policy": ("partial", "all-or-nothing"),
    "opinion_effect": ("none", "flag", "malus", "debate"),
}
_SHARE = re.compile(r"([0-9]+(?:[.,][0-9]+)?)\s*%(\s*granted)?")


class _Reader:
    """Reads typed values out of one table and gathers every problem instead of stopping at the first."""

    def __init__(self, table: Document, where: str, issues: list[Issue]) -> None:
        self.table, self.where, self.issues = table, where, issues
        self.seen: set[str] = set()

    def refuse(self, key: str, message: str) -> None:
        place = f"{self.where}.{key}" if self.where else key
        self.issues.append(Issue("call", message, where=place))

    def get(self, key: str, default: Any, check: Callable[[Any], Any], expected: str) -> Any:
        self.seen.add(key)
        if key not in self.table:
            return default
        try:
            return check(self.table[key])
        except (ValueError, TypeError, ArithmeticError):
            self.refuse(key, f"« {str(self.table[key])[:40]} » ne convient pas ; attendu : {expected}.")
            return default

    def text(self, key: str, default: str = "") -> str:
        return cast(str, self.get(key, default, _text, "un texte"))

    def whole(self, key: str, default: int | None = 0) -> Any:
        return self.get(key, default, _whole, "un nombre entier, positif ou nul")

    def exact(self, key: str, default: str | None) -> Any:
        start = None if default is None else Fraction(default)
        return self.get(key, start, _exact, "un nombre positif écrit comme « 0.90 » ou « 1/3 »")

    def rate(self, key: str, default: str | None) -> Any:
        start = None if default is None else Fraction(default)
        return self.get(key, start, _rate, "un taux entre 0 et 1, comme « 0.90 »")

    def flag(self, key: str, default: bool) -> bool:
        return cast(bool, self.get(key, default, _flag, "true ou false"))

    def date(self, key: str) -> str:
        return cast(str, self.get(key, "", _date, "une date comme « 2021-07-25 » ou « 2021-07-25T23:59 »"))

    def texts(self, key: str) -> tuple[str, ...]:
        return cast(tuple[str, ...], self.get(key, (), _texts, "une liste de textes"))

    def limit(self, key: str) -> Limit | None:
        return cast(
            "Limit | None", self.get(key, None, _limit, "des euros, « 20 % » ou « 20 % granted »")
        )

    def choice(self, key: str, default: str) -> Any:
        allowed = _CHOICES[key]
        return self.get(key, default, lambda value: _one_of(value, allowed), " ou ".join(allowed))

    def tables(self, key: str) -> list[_Reader]:
        self.seen.add(key)
        rows = self.table.get(key, [])
        if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
            self.refuse(key, "attendu : une suite de tableaux [[...]].")
            return []
        return [_Reader(row, f"{key}.{row.get('code', n)}", self.issues) for n, row in enumerate(rows, 1)]

    def named(self, key: str) -> list[tuple[str, _Reader]]:
        self.seen.add(key)
        table = self.table.get(key, {})
        if not isinstance(table, Mapping) or not all(isinstance(row, Mapping) for row in table.values()):
            self.refuse(key, "attendu : des tableaux nommés.")
            return []
        return [(name, _Reader(row, f"{key}.{name}", self.issues)) for name, row in table.items()]

    def finish(self) -> None:
        for key in self.table:
            if key not in self.seen:
                self.refuse(key, "règle inconnue ; corrigez son nom ou retirez-la.")


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _date(value: Any) -> str:
    text = _text(value)
    if text and not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2})?", text):
        raise ValueError
    if text:
        datetime.fromisoformat(text)
    return text


def _texts(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list | tuple):
        raise TypeError
    return tuple(_text(item) for item in value)


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= LARGEST_EUR:
        raise ValueError
    return value


def _exact(value: Any) -> Fraction:
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise TypeError
    if isinstance(value, str) and not re.fullmatch(r"[0-9]+(\.[0-9]+|/[0-9]+)?", value):
        raise ValueError
    return Fraction(value)


def _rate(value: Any) -> Fraction:
    exact = _exact(value)
    if exact > 1:
        raise ValueError
    return exact


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError
    return value


def _one_of(value: Any, allowed: tuple[str, ...]) -> str:
    if value not in allowed:
        raise ValueError
    return cast(str, value)


def _limit(value: Any) -> Limit | None:
    if value == "":
        return None
    if isinstance(value, str):
        match = _SHARE.fullmatch(value.strip())
        if match is None:
            raise ValueError
        share = Fraction(match[1].replace(",", ".")) / 100
        if share > 1:
            raise ValueError
        kind: LimitKind = "granted" if match[2] else "envelope"
        return Limit(kind, share)
    return Limit("euros", Fraction(_whole(value)))


def _axis(row: _Reader) -> Axis:
    axis = Axis(
        row.text("code"), row.text("label"), row.exact("priority", "1"), row.limit("floor"), row.limit("ceiling")
    )
    row.finish()
    return axis


def _source(row: _Reader) -> Source:
    source = Source(
        code=row.text("code"),
        label=row.text("label"),
        authority=row.text("authority"),
        notified=row.whole("notified"),
        gross=row.flag("gross", default=False),
        reserve=row.rate("reserve", "0"),
        committed=row.whole("committed"),
        axes=row.texts("axes"),
        fungible_with=row.texts("fungible_with"),
        transfer_limit=row.whole("transfer_limit", None),
    )
    row.finish()
    return source


def _department(code: str, row: _Reader) -> DepartmentLimits:
    limits = DepartmentLimits(
        code,
        row.whole("floor"),
        row.whole("ceiling", None),
        row.whole("minimum_projects"),
        row.whole("maximum_projects", None),
    )
    row.finish()
    return limits


def _criterion(row: _Reader) -> Criterion:
    criterion = Criterion(row.text("code"), row.text("group"), row.text("label"), row.exact("weight", "1"))
    row.finish()
    return criterion


def _public(row: _Reader) -> Public:
    public = Public(row.text("code"), row.text("label"), row.rate("bonus", "0"))
    row.finish()
    return public


def _rule(key: str, row: _Reader) -> RuleText:
    words = RuleText(
        key, row.text("label", key), row.text("text"), row.text("origin"), row.flag("hypothesis", default=False)
    )
    row.finish()
    return words


def _exclusive(row: _Reader) -> tuple[str, ...]:
    ids = row.texts("ids")
    row.finish()
    return ids


def _requires(row: _Reader) -> tuple[str, str]:
    pair = (row.text("id"), row.text("needs"))
    row.finish()
    return pair


def call_from_document(document: Document) -> Call:
    """Build a call from plain values (as ``tomllib`` gives them).

    Raises ``InvalidInput`` with one French sentence per unknown key, wrong value, double code
    or reference to an axis or source that does not exist.
    """
    issues: list[Issue] = []
    top = _Reader(document, "", issues)
    call = Call(
        title=top.text("title"),
        rate=top.rate("rate", "1"),
        rate_on=top.choice("rate_on", "grant"),
        minimum_cost=top.whole("minimum_cost"),
        minimum_grant=top.whole("minimum_grant"),
        maximum_grant=top.whole("maximum_grant"),
        minimum_share=top.rate("minimum_share", "0"),
        minimum_projects=top.whole("minimum_projects"),
        maximum_projects=top.whole("maximum_projects"),
        maximum_per_applicant=top.whole("maximum_per_applicant"),
        in_kind=top.flag("in_kind", default=True),
        investment=top.flag("investment", default=True),
        step=top.whole("step", 100),
        curve=top.choice("curve", "none"),
        ranking=top.choice("ranking", "strict"),
        objective=top.choice("objective", "euros"),
        policy=top.choice("policy", "partial"),
        common_rate=top.rate("common_rate", None),
        max_authorities=top.whole("max_authorities", 2),
        minimum_agreement=top.whole("minimum_agreement"),
        minimum_score=top.exact("minimum_score", "0"),
        cofunding_required=top.flag("cofunding_required", default=False),
        opinion_effect=top.choice("opinion_effect", "none"),
        opinion_malus=top.exact("opinion_malus", "0"),
        deadline=top.date("deadline"),
        latest_start=top.date("latest_start"),
        territory=top.texts("territory"),
        applicant_types=top.texts("applicant_types"),
        axes=tuple(_axis(row) for row in top.tables("axes")),
        sources=tuple(_source(row) for row in top.tables("sources")),
        departments=tuple(_department(code, row) for code, row in top.named("departments")),
        criteria=tuple(_criterion(row) for row in top.tables("criteria")),
        publics=tuple(_public(row) for row in top.tables("publics")),
        exclusive=tuple(_exclusive(row) for row in top.tables("exclusive")),
        requires=tuple(_requires(row) for row in top.tables("requires")),
        rules=tuple(_rule(key, row) for key, row in top.named("rules")),
    )
    top.finish()
    issues.extend(_inconsistencies(call))
    if issues:
        raise InvalidInput(issues)
    return call


def _inconsistencies(call: Call) -> list[Issue]:
    issues: list[Issue] = []
    axes = [axis.code for axis in call.axes]
    sources = [source.code for source in call.sources]
    for what, codes in (("axes", axes), ("sources", sources)):
        if len(set(codes)) < len(codes) or "" in codes:
            issues.append(Issue("call", "chaque code doit être présent et unique.", where=what))
    for source in call.sources:
        for axis in set(source.axes) - set(axes):
            issues.append(Issue("call", f"l'axe « {axis} » n'existe pas.", where=f"sources.{source.code}.axes"))
        for other in set(source.fungible_with) - set(sources):
            place = f"sources.{source.code}.fungible_with"
            issues.append(Issue("call", f"le financeur « {other} » n'existe pas.", where=place))
    if call.step == 0:
        issues.append(Issue("call", "le pas d'arrondi doit valoir au moins 1 €.", where="step"))
    if call.max_authorities == 0:
        issues.append(Issue("call", "il faut au moins une autorité par projet.", where="max_authorities"))
    return issues


def apply_overrides(document: Document, overrides: Mapping[str, Any]) -> dict[str, Any]:
    """Return a copy of a call document with a scenario's differences written over it.

    A path names a key (``rate``), an entry by its code and a key (``axes.2.priority``,
    ``sources.fir.notified``) or a named table and a key (``departments.48.ceiling``). ``None``
    removes the key. Raises ``InvalidInput`` for a path that leads nowhere.
    """
    changed = copy.deepcopy(dict(document))
    for path, value in overrides.items():
        parts = path.split(".")
        table: Any = changed
        if len(parts) == 3:
            table = _entry(changed, parts[0], parts[1])
        if len(parts) not in (1, 3) or table is None:
            raise InvalidInput([Issue("override", f"la règle « {path} » n'existe pas dans cet appel.", where=path)])
        if value is None:
            table.pop(parts[-1], None)
        else:
            table[parts[-1]] = value
    return changed


def _entry(document: dict[str, Any], table: str, code: str) -> dict[str, Any] | None:
    if table == "departments":
        return cast("dict[str, Any]", document.setdefault("departments", {}).setdefault(code, {}))
    for row in document.get(table, ()):
        if isinstance(row, dict) and row.get("code") == code:
            return row
    return None
