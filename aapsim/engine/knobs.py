"""What can be loosened in a call, by how much and in which words: the numbers that a repair turns."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, TypeVar

from aapsim.domain.call import Call, DepartmentLimits, Limit
from aapsim.domain.explanation import RepairKind
from aapsim.domain.french import euros, exact_text, percent
from aapsim.engine.asking import Question
from aapsim.engine.purses import notified_changes, with_available, with_more
from aapsim.engine.words import source_words

_SHARE_UNIT = Fraction(1, 1000)


@dataclass(frozen=True, slots=True)
class Knob:
    """A number of the call and its way to looser values, in whole units from 1 to ``top``.

    ``call``, ``rules`` and ``words`` say what so many units make of it. ``size`` is one unit in ``unit``.
    """

    kind: RepairKind
    top: int
    call: Callable[[int], Call]
    rules: Callable[[int], Mapping[str, Any]]
    words: Callable[[int], str]
    unit: str = "€"
    size: Fraction = Fraction(1)


T = TypeVar("T")


def _changed(thing: T, **changes: Any) -> T:  # noqa: ANN401  any field of a frozen dataclass
    new: T = replace(thing, **changes)  # type: ignore[type-var]
    return new


def knobs_of(question: Question, name: str) -> Iterator[Knob]:
    """Yield the knobs of a rule named as in a contradiction; none for a decision or a rule without a number."""
    kind, _, rest = name.partition(":")
    call, plenty = question.call, _plenty(question)
    if kind == "axis":
        yield from _axis(call, plenty, *rest.rsplit(":", 1))
    elif kind == "department":
        yield from _department(call, plenty, *rest.rsplit(":", 1))
    elif kind == "applicant":
        present = call.maximum_per_applicant
        yield _plain(call, "maximum_per_applicant", present, plenty, "relever le plafond par porteur")
    elif name == "projects:maximum":
        yield _count(call, "maximum_projects", call.maximum_projects, len(question.applications), "relever", "maximal")
    elif name == "projects:minimum":
        yield _count(call, "minimum_projects", call.minimum_projects, -call.minimum_projects, "abaisser", "minimal")
    elif name == "money":
        yield from _money(call, plenty)
    elif name == "floors":
        yield from _floors(call)
    elif name == "authorities":
        yield from _authorities(call)


def _plenty(question: Question) -> int:
    caps = question.case().caps
    return max(1, sum(cap.amount for cap in caps.values()))


def _plain(call: Call, field: str, present: int, top: int, words: str, sign: int = 1) -> Knob:
    """Turn one number of the call itself, in euros."""
    return Knob(
        "limit",
        top,
        lambda units: _changed(call, **{field: present + sign * units}),
        lambda units: {field: present + sign * units},
        lambda units: f"{words} de {euros(units)}, à {euros(present + sign * units)}",
    )


def _count(call: Call, field: str, present: int, top: int, verb: str, what: str) -> Knob:
    sign = 1 if top > 0 else -1
    return Knob(
        "count",
        abs(top),
        lambda units: _changed(call, **{field: present + sign * units}),
        lambda units: {field: present + sign * units},
        lambda units: f"{verb} le nombre {what} de projets de {units}, à {present + sign * units}",
        unit="projets",
    )


# ------------------------------------------------------------------------------------- an axis
def _axis(call: Call, plenty: int, code: str, side: str) -> Iterator[Knob]:
    axis = next(one for one in call.axes if one.code == code)
    limit = axis.ceiling if side == "ceiling" else axis.floor
    if limit is None:
        return
    sign = 1 if side == "ceiling" else -1
    verb = f"{'relever le plafond' if sign > 0 else 'abaisser le plancher'} de l'axe {code}"

    def changed(new: Limit) -> Call:
        axes = tuple(_changed(one, **{side: new}) if one.code == code else one for one in call.axes)
        return _changed(call, axes=axes)

    if limit.kind == "euros":
        present = int(limit.value) if sign > 0 else -int(-limit.value // 1)
        yield Knob(
            "limit",
            plenty if sign > 0 else present,
            lambda units: changed(Limit("euros", Fraction(present + sign * units))),
            lambda units: {f"axes.{code}.{side}": present + sign * units},
            lambda units: f"{verb} de {euros(units)}, à {euros(present + sign * units)}",
        )
        return
    yield _axis_share(code, side, limit, changed, verb)


def _axis_share(code: str, side: str, limit: Limit, changed: Callable[[Limit], Call], verb: str) -> Knob:
    sign = 1 if side == "ceiling" else -1
    # The first unit reaches a round tenth of a percent, so that what is written is what is meant.
    start = limit.value // _SHARE_UNIT if sign > 0 else -(-limit.value // _SHARE_UNIT)
    tail, of = (" granted", "de ce qui est accordé") if limit.kind == "granted" else ("", "de l'enveloppe")

    def value(units: int) -> Fraction:
        return (start + sign * units) * _SHARE_UNIT

    return Knob(
        "limit",
        int(1000 - start) if sign > 0 else int(start),
        lambda units: changed(Limit(limit.kind, value(units))),
        lambda units: {f"axes.{code}.{side}": f"{exact_text(value(units) * 100)} %{tail}"},
        lambda units: f"{verb} à {percent(value(units))} {of}",
        unit="%",
        size=Fraction(1, 10),
    )


# -------------------------------------------------------------------------------- a department
def _department(call: Call, plenty: int, code: str, side: str) -> Iterator[Knob]:
    limits = next(one for one in call.departments if one.code == code)
    present = getattr(limits, side)
    if present is None:
        return
    sign = 1 if side in ("ceiling", "maximum_projects") else -1
    counted = side.endswith("_projects")
    many = len(call.departments) + plenty if not counted else 1000
    verbs = {
        "ceiling": "relever le plafond",
        "floor": "abaisser le plancher",
        "maximum_projects": "relever le nombre maximal de projets",
        "minimum_projects": "abaisser le nombre minimal de projets",
    }
    yield Knob(
        "count" if counted else "limit",
        many if sign > 0 else present,
        lambda units: _changed(call, departments=_with(call, _changed(limits, **{side: present + sign * units}))),
        lambda units: {f"departments.{code}.{side}": present + sign * units},
        lambda units: f"{verbs[side]} du département {code} "
        + (f"de {units}, à {present + sign * units}" if counted
           else f"de {euros(units)}, à {euros(present + sign * units)}"),
        unit="projets" if counted else "€",
    )  # fmt: skip


def _with(call: Call, limits: DepartmentLimits) -> tuple[DepartmentLimits, ...]:
    return tuple(limits if one.code == limits.code else one for one in call.departments)


# ----------------------------------------------------------------------------------- the money
def _money(call: Call, plenty: int) -> Iterator[Knob]:
    step = call.step
    # By whole steps, which the sources share without ever taking from each other.
    yield Knob(
        "money",
        2 * plenty // step + 1,
        lambda units: with_more(call, units * step),
        lambda units: notified_changes(call, with_more(call, units * step)),
        lambda units: f"augmenter l'enveloppe de {euros(units * step)}, répartis entre les financeurs à proportion",
        size=Fraction(step),
    )
    if len(call.sources) > 1:
        for source in call.sources:
            yield _source(call, source.code, plenty)


def _source(call: Call, code: str, plenty: int) -> Knob:
    present = next(one.available for one in call.sources if one.code == code)

    def changed(units: int) -> Call:
        return with_available(call, {code: present + units})

    return Knob(
        "money",
        2 * plenty,
        changed,
        lambda units: notified_changes(call, changed(units)),
        lambda units: f"augmenter {source_words(call, [code])} de {euros(units)}",
    )


def _floors(call: Call) -> Iterator[Knob]:
    if call.minimum_grant:
        words = "abaisser la subvention minimale"
        yield _plain(call, "minimum_grant", call.minimum_grant, call.minimum_grant, words, -1)
    if call.minimum_share:
        start = -(-call.minimum_share // _SHARE_UNIT)
        yield Knob(
            "limit",
            int(start),
            lambda units: _changed(call, minimum_share=(start - units) * _SHARE_UNIT),
            lambda units: {"minimum_share": exact_text((start - units) * _SHARE_UNIT)},
            lambda units: f"abaisser la part minimale à {percent((start - units) * _SHARE_UNIT)} du plafond",
            unit="%",
            size=Fraction(1, 10),
        )


def _authorities(call: Call) -> Iterator[Knob]:
    if call.minimum_agreement:
        words = "abaisser le minimum par convention"
        yield _plain(call, "minimum_agreement", call.minimum_agreement, call.minimum_agreement, words, -1)
    more = len(call.authorities) - call.max_authorities
    if more > 0:
        yield Knob(
            "count",
            more,
            lambda units: _changed(call, max_authorities=call.max_authorities + units),
            lambda units: {"max_authorities": call.max_authorities + units},
            lambda units: f"permettre {call.max_authorities + units} autorités par projet",
            unit="autorités",
        )
