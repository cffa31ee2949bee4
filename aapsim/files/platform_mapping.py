"""Which column of an export fills which field: proposed by name and by content, kept with the call."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from types import MappingProxyType
from typing import Any

from aapsim.domain.call import Call
from aapsim.domain.issues import InvalidInput
from aapsim.files.cells import Cell
from aapsim.files.platform_fields import BLOCK_ROLES, BY_FIELD, CO_FUNDERS, OWN_COLUMNS, TARGETS, Target
from aapsim.files.platform_tables import Export
from aapsim.files.platform_values import code_for, is_amount, is_moment, options_of, read_departments, read_yes_no
from aapsim.files.values import plain_key

_LOOKED_AT = 200
"""Cells of a column that are enough to judge what it holds."""
_CLOSE = 0.6
SCOPES = {
    "infraregionale": "Infrarégionale", "regionale": "Régionale", "extraregionale": "Extrarégionale",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Correspondence:
    """How an export is read. All of it can be corrected by hand and is saved with the call.

    ``columns`` maps a field to a label, ``zeros`` an amount's label to what 0 means there
    (``zero`` or ``unknown``; absent: not answered yet), ``values`` a field to the code of each
    of its choices, ``block`` the roles of the repeated block of co-funders (``name`` is the
    block's own). ``labels`` are the columns of the export it was made for; ``extras`` those kept as
    they are beside the application: every other column is left behind.
    """

    columns: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    zeros: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    values: Mapping[str, Mapping[str, str]] = field(default_factory=lambda: MappingProxyType({}))
    block: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    labels: tuple[str, ...] = ()
    extras: tuple[str, ...] = ()

    def to_document(self) -> dict[str, Any]:
        """Return plain JSON values. Inverse of :meth:`from_document`."""
        return {
            "columns": dict(self.columns),
            "zeros": dict(self.zeros),
            "values": {name: dict(codes) for name, codes in self.values.items()},
            "block": dict(self.block),
            "labels": list(self.labels),
            "extras": list(self.extras),
        }

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Correspondence:
        """Rebuild what :meth:`to_document` wrote; missing keys are empty."""
        return cls(
            dict(document.get("columns", {})),
            dict(document.get("zeros", {})),
            {name: dict(codes) for name, codes in document.get("values", {}).items()},
            dict(document.get("block", {})),
            tuple(document.get("labels", ())),
            tuple(document.get("extras", ())),
        )


@dataclass(frozen=True, slots=True)
class Changed:
    """A label of the saved correspondence that the export no longer has; ``now`` is the likely new one, or empty."""

    field: str
    before: str
    now: str


def correspondence_for(
    export: Export, call: Call, saved: Correspondence | None
) -> tuple[Correspondence, tuple[Changed, ...]]:
    """Return how to read an export: what was saved, else what its names and contents suggest.

    A saved label that is gone is replaced by the likeliest among the new columns and reported.
    """
    fresh = proposed(export, call)
    if saved is None:
        return fresh, ()
    columns: dict[str, str] = {}
    changed: list[Changed] = []
    for name, label in saved.columns.items():
        if label in export.columns or name not in BY_FIELD:
            columns[name] = label
            continue
        now = _renamed(label, name, fresh, export, saved)
        changed.append(Changed(name, label, now))
        if now:
            columns[name] = now
    columns = {**{name: label for name, label in fresh.columns.items() if label not in saved.labels}, **columns}
    block = saved.block if saved.block.get("name") in export.blocks else fresh.block or saved.block
    extras = tuple(label for label in saved.extras if label in export.columns)
    kept = Correspondence(columns, saved.zeros, saved.values, block, export.columns, extras)
    return with_values(kept, export, call), tuple(changed)


def _renamed(label: str, name: str, fresh: Correspondence, export: Export, saved: Correspondence) -> str:
    new = [one for one in export.columns if one not in saved.labels]
    if fresh.columns.get(name) in new:
        return fresh.columns[name]
    ranked = sorted(new, key=lambda one: SequenceMatcher(None, plain_key(one), plain_key(label)).ratio(), reverse=True)
    near = ranked and SequenceMatcher(None, plain_key(ranked[0]), plain_key(label)).ratio() >= _CLOSE
    return ranked[0] if near else ""


def proposed(export: Export, call: Call) -> Correspondence:
    """Return the likeliest correspondence, from labels and contents alone; each column serves once."""
    samples = {label: export.cells(label)[:_LOOKED_AT] for label in export.columns}
    ranked = sorted(
        (
            (-merit, place, target.field, label)
            for place, target in enumerate(TARGETS)
            for label in export.columns
            if (merit := _merit(target, label, samples[label], call))
        ),
        key=lambda one: one[:2],
    )
    columns: dict[str, str] = {}
    for _, _, name, label in ranked:
        if name not in columns and label not in columns.values():
            columns[name] = label
    made = Correspondence(columns, {}, {}, _block(export), export.columns)
    return with_values(made, export, call)


def _merit(target: Target, label: str, cells: Sequence[Cell], call: Call) -> int:
    """Return how well a column suits a field: 0 for not at all; the name decides, the content may veto."""
    key = plain_key(label)
    place = next((rank for rank, pattern in enumerate(target.names) if re.search(pattern, key)), None)
    exact = place is not None and target.names[place].startswith("^") and target.names[place].endswith("$")
    if place is None or (target.against and re.search(target.against, key)):
        return 0
    if OWN_COLUMNS.match(key) and not exact:
        return 0
    fits = _fits(target, cells, call)
    return 0 if fits is False else 100 - 10 * place + (5 if fits else 0)


def _fits(target: Target, cells: Sequence[Cell], call: Call) -> bool | None:
    """Say whether contents suit a kind; ``None`` where there is nothing to judge by."""
    if not cells:
        return None
    checks: dict[str, Callable[[Cell], bool]] = {
        "amount": is_amount,
        "date": is_moment,
        "flag": _is_flag,
        "departments": lambda cell: bool(read_departments(cell.text, "", call.territory)),
    }
    check = checks.get(target.kind)
    if check is None:
        return None
    return sum(check(cell) for cell in cells) * 10 >= 7 * len(cells)


def _is_flag(cell: Cell) -> bool:
    try:
        return read_yes_no(cell.text) is not None
    except InvalidInput:
        return False


def _block(export: Export) -> dict[str, str]:
    """Return the roles of the block of co-funders: named so, and with a column of amounts."""
    for name, columns in export.blocks.items():
        if not CO_FUNDERS.search(plain_key(name)):
            continue
        roles: dict[str, str] = {}
        for role in ("amount", "kind", "status", "funder"):
            patterns = BLOCK_ROLES[role][1]
            free = [one for one in columns if one not in roles.values()]
            label = next((one for one in free if any(re.search(p, plain_key(one)) for p in patterns)), "")
            if label:
                roles[role] = label
        if "amount" in roles:
            return {"name": name, **roles}
    return {}


def choices_of(export: Export, label: str, known: Sequence[str] = ()) -> tuple[str, ...]:
    """Return the separate choices of a column, labels with commas in one piece; empty for no column."""
    return options_of((cell.text for cell in export.cells(label)), known) if label else ()


def codes_of(name: str, call: Call) -> dict[str, str]:
    """Return the codes that the choices of a field stand for, with their label in the call."""
    return {
        "axes": {axis.code: axis.label for axis in call.axes},
        "publics": {public.code: public.label for public in call.publics},
        "applicant_type": {code: code.replace("_", " ") for code in call.applicant_types},
        "scope": SCOPES,
    }.get(name, {})


def with_values(made: Correspondence, export: Export, call: Call) -> Correspondence:
    """Return a correspondence where each choice of its columns has a code; empty means: not known."""
    values: dict[str, Mapping[str, str]] = {}
    for name in ("axes", "publics", "applicant_type", "scope"):
        label = made.columns.get(name, "")
        if not label:
            continue
        codes, before = codes_of(name, call), made.values.get(name, {})
        options = choices_of(export, label, [*codes.values(), *before])
        values[name] = {one: before[one] if one in before else code_for(one, codes) for one in options}
    return replace(made, values=values)
