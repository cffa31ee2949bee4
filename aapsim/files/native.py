"""The native table: from lines of cells to applications."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from aapsim.domain.application import Application, normal_id
from aapsim.domain.call import Call
from aapsim.domain.issues import InvalidInput, Issue
from aapsim.files.cells import Cell, Line, Sheet, hides_something, refusal, restored, visible
from aapsim.files.columns import NATIVE, NOTE, Column, column_for, criterion_for
from aapsim.files.outcome import Reading
from aapsim.files.values import read_score

_REPLACEMENT = "\ufffd"
_MANDATORY = "est vide ; cette colonne est obligatoire."
_TO_COMPLETE = "est vide ; à compléter."


@dataclass(frozen=True, slots=True)
class _Header:
    """What each column of the file is: a native column, a criterion, or one to keep as it is."""

    native: tuple[tuple[int, Column], ...]
    marks: tuple[tuple[int, str], ...]
    extra: tuple[tuple[int, str], ...]
    names: tuple[str, ...]


@dataclass(slots=True)
class _Row:
    """One line being read: its cells cleaned, its problems gathered."""

    number: int
    cells: tuple[Cell, ...]
    issues: list[Issue] = field(default_factory=list)
    known: bool = False

    @property
    def failed(self) -> bool:
        return any(issue.severity == "error" for issue in self.issues)

    def cell(self, index: int) -> Cell:
        return self.cells[index] if index < len(self.cells) else Cell("")

    def error(self, column: str, message: str) -> None:
        self.issues.append(Issue("cell", message, where=_place(self.number, column)))

    def warn(self, column: str, message: str) -> None:
        self.issues.append(Issue("cell", message, "warning", _place(self.number, column)))


def _place(line: int, column: str) -> str:
    return f"ligne {line}, colonne {' '.join(column.split())[:60]}" if column else f"ligne {line}"


def read_native(sheet: Sheet, call: Call, known: Collection[str] = ()) -> Reading:
    """Read a native table against a call: its axes, criteria and sources are those accepted.

    ``known`` are applications that are already there: what they still lack is pointed out, not refused.
    A line in error goes to ``refused`` and the others are read; a missing column or quotes
    that are not closed leave nothing to read. Never raises.
    """
    broken = any(issue.severity == "error" for issue in sheet.issues)
    if broken and not sheet.lines:
        return Reading("native", issues=sheet.issues)
    try:
        header = _header(sheet, call)
    except InvalidInput as problem:
        return Reading("native", issues=problem.issues)
    if broken:
        return Reading("native", issues=sheet.issues)
    return _read_lines(sheet, header, call, frozenset(known))


def _read_lines(sheet: Sheet, header: _Header, call: Call, known: frozenset[str]) -> Reading:
    applications: list[Application] = []
    issues = [*sheet.issues, *_unknown(header)]
    refused: list[tuple[str, ...]] = []
    seen: dict[str, int] = {}
    for line in sheet.lines[1:]:
        row = _cleaned(line, header)
        row.known = bool(known) and _id_of(row, header) in known
        application = _application(row, header, call)
        if application is not None:
            _check_double(row, application.id, seen)
        named = "" if application is None else application.id
        issues.extend(Issue(one.code, one.message, one.severity, one.where, named) for one in row.issues)
        if application is None or row.failed:
            refused.append(line.texts())
        else:
            applications.append(application)
    if not sheet.lines[1:]:
        issues.append(Issue("file", "Le tableau n'a pas de ligne sous ses titres ; ajoutez au moins une candidature."))
    kept = ((header.names, *refused)) if refused else ()
    return Reading("native", tuple(applications), None, tuple(issues), kept)


def _header(sheet: Sheet, call: Call) -> _Header:
    if not sheet.lines:
        raise refusal("Le fichier est vide ; choisissez un tableau de candidatures.")
    native: list[tuple[int, Column]] = []
    marks: list[tuple[int, str]] = []
    extra: list[tuple[int, str]] = []
    names = tuple(visible(restored(text)).strip() for text in sheet.lines[0].texts())
    for index, name in enumerate(names):
        column, criterion = column_for(name), criterion_for(name, call)
        if column is not None:
            native.append((index, column))
        elif criterion is not None:
            marks.append((index, criterion))
        else:
            extra.append((index, name or f"colonne {index + 1}"))
    order = {one.code: place for place, one in enumerate(call.criteria)}
    marks.sort(key=lambda pair: order[pair[1]])
    header = _Header(tuple(native), tuple(marks), tuple(_used(extra, names, sheet.lines)), names)
    if problems := _header_problems(header, sheet.lines[0].number):
        raise InvalidInput(problems)
    return header


def _used(extra: list[tuple[int, str]], names: Sequence[str], lines: Sequence[Line]) -> list[tuple[int, str]]:
    """Leave out columns without a name where nothing stands (a spreadsheet's empty margin)."""
    width = max((len(line.cells) for line in lines if not line.blank), default=0)
    filled = {
        index
        for index in range(min(width, len(names)))
        if not names[index] and any(index < len(line.cells) and line.cells[index].text.strip() for line in lines)
    }
    return [(index, name) for index, name in extra if names[index] or index in filled]


def _header_problems(header: _Header, line: int) -> list[Issue]:
    named = [column.header for _, column in header.native] + [code for _, code in header.marks]
    named += [name for _, name in header.extra]
    doubled = sorted({name for name in named if named.count(name) > 1})
    missing = [column.header for column in NATIVE if column.required and column.header not in named]
    if NOTE not in named and not header.marks:
        missing.append(NOTE)
    messages = [f"la colonne « {name[:60]} » est présente deux fois ; renommez ou retirez l'une." for name in doubled]
    if missing:
        advice = "ajoutez-les, ou vérifiez le séparateur (« ; » ou « , »)"
        messages.append(f"colonnes obligatoires absentes : {', '.join(missing)} ; {advice}.")
    return [Issue("column", message, where=f"ligne {line}") for message in messages]


def _unknown(header: _Header) -> list[Issue]:
    if not header.extra:
        return []
    listed = ", ".join(" ".join(name.split())[:60] for _, name in header.extra)
    return [Issue("column", f"Colonnes inconnues, gardées telles quelles : {listed}.", "warning")]


def _cleaned(line: Line, header: _Header) -> _Row:
    """Take hidden characters out of a line, saying so; a character lost by another software is an error."""
    row = _Row(line.number, tuple(Cell(visible(restored(cell.text)), cell.number) for cell in line.cells))
    for index, cell in enumerate(line.cells):
        name = header.names[index] if index < len(header.names) else ""
        if _REPLACEMENT in cell.text:
            row.error(name, "un caractère illisible (�) a remplacé l'original ; corrigez-le dans le fichier.")
        elif hides_something(cell.text):
            row.warn(name, "des caractères invisibles ont été retirés.")
    if any(cell.text.strip() for cell in line.cells[len(header.names) :]):
        row.error("", "plus de cellules que de titres ; vérifiez les séparateurs et les guillemets.")
    return row


def _application(row: _Row, header: _Header, call: Call) -> Application | None:
    """Read one line. ``None`` when its id cannot be read; otherwise look at ``row.failed``."""
    found: dict[str, Any] = {}
    for index, column in header.native:
        value = _value(row, index, column, call)
        if value not in (None, ()):
            found[column.field] = value
    found["marks"] = tuple(_marks(row, header, call))
    found["extra"] = tuple(
        (name, text) for index, name in header.extra if (text := row.cell(index).text.strip())
    )
    _check_mark(row, found, call)
    _check_amounts(row, found)
    return Application(**found) if "id" in found else None


def _id_of(row: _Row, header: _Header) -> str:
    return next((normal_id(row.cell(index).text) for index, column in header.native if column.field == "id"), "")


def _value(row: _Row, index: int, column: Column, call: Call) -> object:
    cell = row.cell(index)
    if column.required and not cell.text.strip():
        _lacks(row, column.header)
        return None
    try:
        value, warning = column.read(cell, call)
    except InvalidInput as problem:
        row.error(column.header, problem.issues[0].message)
        return None
    if warning:
        row.warn(column.header, warning)
    return value


def _marks(row: _Row, header: _Header, call: Call) -> list[tuple[str, Fraction]]:
    marks: list[tuple[str, Fraction]] = []
    for index, code in header.marks:
        try:
            mark, _ = read_score(row.cell(index), call)
        except InvalidInput as problem:
            row.error(code, problem.issues[0].message)
            continue
        if mark is not None:
            marks.append((code, mark))
    return marks


def _check_mark(row: _Row, found: dict[str, Any], call: Call) -> None:
    if row.failed or "score" in found:
        return
    if not found["marks"]:
        _lacks(row, NOTE)
        return
    given = {code for code, _ in found["marks"]}
    lacking = [one.code for one in call.criteria if one.weight and one.code not in given]
    if lacking:
        row.warn(NOTE, f"note incomplète, à vérifier : il manque {', '.join(lacking)}.")


def _lacks(row: _Row, column: str) -> None:
    if row.known and column != "dossier":
        row.warn(column, _TO_COMPLETE)
    else:
        row.error(column, _MANDATORY)


def _check_amounts(row: _Row, found: dict[str, Any]) -> None:
    if (found.get("investment") or 0) > found.get("total_cost", found.get("investment") or 0):
        row.warn("investissement", "dépasse le coût total ; à vérifier.")
    if (found.get("other_public") or 0) > found.get("other_revenue", found.get("other_public") or 0):
        row.warn("autres_financements_publics", "dépasse les autres produits, dont il est une partie ; à vérifier.")


def _check_double(row: _Row, application_id: str, seen: dict[str, int]) -> None:
    """Refuse an id that an earlier line already has, naming both lines."""
    key = normal_id(application_id)
    if key in seen:
        message = f"le numéro « {key[:40]} » est déjà à la ligne {seen[key]} ; gardez une seule des deux lignes."
        row.error("dossier", message)
    else:
        seen[key] = row.number
