"""An export of the platform beside what a workspace holds: what is new, what changed field by field, what stays."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from aapsim.domain.application import Application
from aapsim.domain.budget import CoFunder
from aapsim.domain.call import Call
from aapsim.domain.review import Opinion
from aapsim.files.outcome import Reading
from aapsim.files.platform_fields import BLOCK_ROLES, BY_FIELD, TARGETS
from aapsim.files.platform_mapping import Correspondence, choices_of, codes_of, with_values
from aapsim.files.platform_reading import PlatformReading, read_under
from aapsim.files.platform_tables import Export
from aapsim.files.sheets import Table, write_tables
from aapsim.service.review_actions import ImportPlatform
from aapsim.service.snapshots import Snapshot
from aapsim.store.events import same

__all__ = [
    "BLOCK_ROLES", "TARGETS", "Correspondence", "Export", "FieldChange", "PlatformReading", "Update", "choices_of",
    "codes_of", "import_action", "issues_file", "read_again", "update_of",
]  # fmt: skip

_DERIVED = ("filed_at", "applicant", "applicant_type", "other_revenue", "other_public", "opinion", "extra")
"""Fields that an export may fill without a column of its own in the correspondence."""
_LINES = "co_funders"
"""What the last import gave as co-funders stands beside the fields in ``seen``."""
_OTHER_WORDS = {"filed_at": "Déposé le", "extra": "État sur la plateforme", "id": "Dossier"}


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of one application that the export gives another value: plain values before and after."""

    id: str
    field: str
    words: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Update:
    """What an import would do. ``kept`` counts the officers' corrections that the export does not contradict anew.

    ``missing`` are the applications of the workspace that the export does not have: they stay.
    """

    new: tuple[Application, ...]
    changes: tuple[FieldChange, ...]
    unchanged: int
    kept: int
    missing: tuple[str, ...]


def read_again(reading: PlatformReading, made: Correspondence, call: Call) -> PlatformReading:
    """Read the same export under a corrected correspondence."""
    if reading.export is None:
        return reading
    return read_under(reading.export, call, with_values(made, reading.export, call), reading.changed)


def update_of(reading: PlatformReading, here: Snapshot) -> Update:
    """Compare an export with a workspace; fictional applications count for nothing."""
    present = {} if here.demo else {one.id: one for one in here.filed}
    changes: list[FieldChange] = []
    unchanged = kept = 0
    for coming in reading.applications:
        before = present.get(coming.id)
        if before is None:
            continue
        seen = here.prepared.seen.get(coming.id, {})
        found, stays = _changes(coming, before, seen, reading)
        more, still = _line_changes(coming.id, seen, reading, here)
        found, stays = [*found, *more], stays + still
        changes += found
        kept += stays
        unchanged += not found
    coming_ids = {one.id for one in reading.applications}
    new = tuple(one for one in reading.applications if one.id not in present)
    missing = tuple(one for one in present if one not in coming_ids)
    return Update(new, tuple(changes), unchanged, kept, missing)


def _fields(reading: PlatformReading) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*reading.fields, *_DERIVED)))


def _changes(
    coming: Application, before: Application, seen: Mapping[str, Any], reading: PlatformReading
) -> tuple[list[FieldChange], int]:
    theirs, mine = coming.to_document(), before.to_document()
    found: list[FieldChange] = []
    kept = 0
    for name in _fields(reading):
        after = theirs[name]
        if after in (None, "", []) or same(after, mine[name]):
            continue
        if name in seen and same(after, seen[name]):
            kept += 1
            continue
        words = BY_FIELD[name].words if name in BY_FIELD else _OTHER_WORDS.get(name, name)
        found.append(FieldChange(coming.id, name, words, mine[name], after))
    return found, kept


def _lines(lines: Sequence[CoFunder]) -> list[list[Any]]:
    return [[one.name, one.amount, one.kind, one.status] for one in lines]


def _line_changes(
    one: str, seen: Mapping[str, Any], reading: PlatformReading, here: Snapshot
) -> tuple[list[FieldChange], int]:
    """Compare the co-funders of the export with those that officers may have corrected."""
    after, before = _lines(reading.co_funders.get(one, ())), _lines(here.prepared.budget(one).co_funders)
    if not after or after == before:
        return [], 0
    if before and after == seen.get(_LINES):
        return [], 1
    return [FieldChange(one, _LINES, "Cofinanceurs", before, after)], 0


def import_action(
    reading: PlatformReading, here: Snapshot, update: Update, declined: Collection[tuple[str, str]] = ()
) -> ImportPlatform:
    """Return the command that brings an export in, without the changes declined: (application id, field).

    What the export does not fill stays: scores, comments, decisions, corrections.
    """
    present = {} if here.demo else {one.id: one for one in here.filed}
    wanted: dict[str, dict[str, Any]] = {}
    lines = {one.id: found for one in update.new if (found := reading.co_funders.get(one.id))}
    for change in update.changes:
        if (change.id, change.field) in declined:
            continue
        if change.field == _LINES:
            lines[change.id] = reading.co_funders[change.id]
        else:
            wanted.setdefault(change.id, present[change.id].to_document())[change.field] = change.after
    changed = tuple(Application.from_document(document) for document in wanted.values())
    seen = {
        one.id: {name: value for name, value in one.to_document().items() if name in _fields(reading)}
        | ({_LINES: _lines(found)} if (found := reading.co_funders.get(one.id)) else {})
        for one in reading.applications
    }
    opinions = {
        (one, department): Opinion(word) for one, answers in reading.opinions.items() for department, word in answers
    }
    return ImportPlatform(
        (*update.new, *changed),
        _mapping(reading, here),
        seen,
        lines,
        opinions,
        reading.refused,
    )


def _mapping(reading: PlatformReading, here: Snapshot) -> dict[str, Any]:
    """Return the correspondence to save: choices answered before stay, though no dossier of this export makes them."""
    document = reading.correspondence.to_document()
    before: Mapping[str, Mapping[str, str]] = (here.prepared.mapping or {}).get("values", {})
    names = {*before, *document["values"]}
    values = {name: {**before.get(name, {}), **document["values"].get(name, {})} for name in sorted(names)}
    return {**document, "values": values}


def issues_file(reading: Reading) -> bytes:
    """Return the report of a reading as a CSV file: one line per problem, errors first."""
    rows: list[list[str]] = [["gravité", "dossier", "où", "problème"]]
    for severity, issues in (("erreur", reading.errors), ("avertissement", reading.warnings)):
        rows += [[severity, issue.application, issue.where or "fichier", issue.message] for issue in issues]
    return write_tables([Table("Rapport", rows)], "csv")
