"""Exports of the State's platform as tables: recognised by their columns, their sheets joined by dossier.

CSV is one table. XLSX and ODS have the sheets ``Dossiers``, ``Etablissements``, ``Avis``, then
one per repeated block, joined by ``Dossier ID``. Nothing is understood here beyond that.

A refused dossier is kept as one line: its rows of other sheets are columns there, titled
``Cofinanceurs › 2 › Montant``, and are rows again when the line is read once more.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType

from aapsim.domain.application import normal_id
from aapsim.domain.issues import Issue
from aapsim.files.cells import Cell, Line, Sheet, hides_something, restored, visible
from aapsim.files.values import plain_key

NOTHING = Cell("")
_ID, _JOIN, _LINE = "id", "dossier_id", "ligne"
_SIGNS = frozenset(
    {
        "etat_du_dossier", "depose_le", "a_archiver", "archive", "derniere_mise_a_jour_le",
        "passe_en_instruction_le", "traite_le", "motivation_de_la_decision",
    }
)  # fmt: skip
_MANY = 2
_BESIDE = re.compile(r"(?P<sheet>.+) › (?P<row>[0-9]{1,4}) › (?P<label>.+)")
_OPINIONS = "Avis"
MOST_BESIDE = 50
"""Rows of another sheet that are kept in one line with their dossier: a table has a limit of columns."""
_LOST = "\ufffd"
_ASKED = ("question", "introduction", "reponse")
"""How the columns of an opinion begin, without the names and addresses of who asked and answered."""
Row = Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class Record:
    """One dossier: its cells by column, its rows of each repeated block, its opinions, its line in the file."""

    id: str
    line: int
    cells: Row
    blocks: Mapping[str, tuple[Row, ...]] = field(default_factory=lambda: MappingProxyType({}))
    opinions: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True)
class Export:
    """An export as it came. ``columns`` are the labels of the dossiers, each once, in order.

    ``blocks`` gives the columns of each repeated block. ``empty_is_zero`` says that an empty
    number may stand as 0, which holds for files and not for the API.
    """

    columns: tuple[str, ...]
    records: tuple[Record, ...]
    blocks: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    issues: tuple[Issue, ...] = ()
    empty_is_zero: bool = True

    def cells(self, label: str) -> list[Cell]:
        """Return the cells of one column that hold something."""
        found = (record.cells.get(label, NOTHING) for record in self.records)
        return [cell for cell in found if cell.text.strip()]


def is_platform_column(name: str) -> bool:
    """Say whether a header is one of the platform's own."""
    return plain_key(name) in _SIGNS


def looks_like_platform(sheet: Sheet) -> bool:
    """Say whether a table is an export of the platform: an ``ID`` and at least two of its own columns."""
    if not sheet.lines:
        return False
    keys = [plain_key(text) for text in sheet.lines[0].texts()]
    return _ID in keys and len(_SIGNS.intersection(keys)) >= _MANY


def read_export(main: Sheet, others: Mapping[str, Sheet]) -> Export:
    """Join the sheets of an export. A dossier without a number, or twice, is left out with an issue."""
    titles = _columns(main)
    columns = tuple(label for label in titles if not _BESIDE.fullmatch(label))
    establishments = _by_dossier(_sheet(others, "etablissements"))
    opinions = _by_dossier(_sheet(others, "avis"))
    blocks = {name: sheet for name, sheet in others.items() if plain_key(name) not in ("etablissements", "avis")}
    beside = _widths(titles)
    rows = {name: _by_dossier(sheet) for name, sheet in blocks.items()}
    added = tuple(label for label in _columns(_sheet(others, "etablissements")) if label not in columns)
    issues = list(main.issues) if not others else []
    records: list[Record] = []
    number = next(name for name in columns if plain_key(name) == _ID)
    seen: dict[str, int] = {}
    for line in main.lines[1:]:
        cells, more = _apart(_cells(line, titles, issues))
        one = normal_id(cells.get(number, NOTHING).text)
        if not _new(one, line.number, seen, issues):
            continue
        joined = {**_establishment(establishments.get(one, ())), **cells}
        mine = {name: found for name, by_id in rows.items() if (found := by_id.get(one, ()))} | more
        answers = (*opinions.get(one, ()), *mine.pop(_OPINIONS, ()))
        records.append(Record(one, line.number, joined, mine, answers))
    own = tuple(label for label in added if plain_key(label) not in (_JOIN, "champ"))
    widths = {name: tuple(one for one in _columns(sheet) if plain_key(one) not in (_JOIN, _LINE))
              for name, sheet in blocks.items()}  # fmt: skip
    widths |= beside
    return Export((*columns, *own), tuple(records), widths, tuple(issues))


def in_one_line(record: Record, wanted: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """Return the rows of a dossier in its blocks and opinions as cells of one line, by title.

    ``wanted`` gives the labels to keep of each block; of opinions only question and answer are kept.
    At most :data:`MOST_BESIDE` rows of each.
    """
    told = [{label: cell for label, cell in row.items() if key_of(label).startswith(_ASKED)} for row in record.opinions]
    sheets: dict[str, Sequence[Row]] = {name: record.blocks.get(name, ()) for name in wanted} | {_OPINIONS: told}
    labels = {name: set(kept) for name, kept in wanted.items()}
    return {
        f"{name} › {place} › {label}": cell.text
        for name, rows in sheets.items()
        for place, row in enumerate(rows[:MOST_BESIDE], 1)
        for label, cell in row.items()
        if label in labels.get(name, row)
    }


def _widths(titles: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Return the labels of each block that stands in one line with its dossier."""
    found: dict[str, dict[str, None]] = {}
    for title in titles:
        match = _BESIDE.fullmatch(title)
        if match and match["sheet"] != _OPINIONS:
            found.setdefault(match["sheet"], {})[match["label"]] = None
    return {name: tuple(labels) for name, labels in found.items()}


def _apart(cells: Mapping[str, Cell]) -> tuple[dict[str, Cell], dict[str, tuple[Row, ...]]]:
    """Return a dossier's own cells, and the rows of other sheets that stand in the same line."""
    own: dict[str, Cell] = {}
    rows: dict[str, dict[int, dict[str, Cell]]] = {}
    for title, cell in cells.items():
        match = _BESIDE.fullmatch(title)
        if match:
            rows.setdefault(match["sheet"], {}).setdefault(int(match["row"]), {})[match["label"]] = cell
        else:
            own[title] = cell
    return own, {name: tuple(by_place[at] for at in sorted(by_place)) for name, by_place in rows.items()}


def _new(one: str, line: int, seen: dict[str, int], issues: list[Issue]) -> bool:
    where = f"ligne {line}, colonne ID"
    if not one:
        issues.append(Issue("cell", "est vide ; chaque dossier doit avoir son numéro.", where=where))
        return False
    if one in seen:
        message = f"le numéro « {one[:40]} » est déjà à la ligne {seen[one]} ; gardez une seule des deux lignes."
        issues.append(Issue("cell", message, where=where, application=one))
        return False
    seen[one] = line
    return True


def _sheet(others: Mapping[str, Sheet], name: str) -> Sheet:
    return next((sheet for found, sheet in others.items() if plain_key(found) == name), Sheet(()))


def _columns(sheet: Sheet) -> tuple[str, ...]:
    """Return the labels of a sheet; one that comes again gets a number: labels need not be unique."""
    if not sheet.lines:
        return ()
    names: list[str] = []
    for place, text in enumerate(sheet.lines[0].texts(), 1):
        label = " ".join(visible(restored(text)).split()) or f"colonne {place}"
        again = sum(one == label or one.startswith(f"{label} (n° ") for one in names)
        names.append(f"{label} (n° {again + 1})" if again else label)
    return tuple(names)


def _cells(line: Line, columns: Sequence[str], issues: list[Issue]) -> dict[str, Cell]:
    cells: dict[str, Cell] = {}
    for label, cell in zip(columns, line.cells, strict=False):
        if not cell.text or (cell.text.isascii() and cell.text.isprintable() and cell.text[0] != "'"):
            if cell.text.strip():
                cells[label] = cell
            continue
        where = f"ligne {line.number}, colonne {label[:60]}"
        if _LOST in cell.text:
            issues.append(Issue("cell", "un caractère illisible (�) a remplacé l'original.", "warning", where))
        elif hides_something(cell.text):
            issues.append(Issue("cell", "des caractères invisibles ont été retirés.", "warning", where))
        text = visible(restored(cell.text))
        if text.strip():
            cells[label] = Cell(text, cell.number)
    if any(cell.text.strip() for cell in line.cells[len(columns) :]):
        message = "plus de cellules que de titres ; vérifiez les séparateurs et les guillemets."
        issues.append(Issue("cell", message, where=f"ligne {line.number}"))
    return cells


def _by_dossier(sheet: Sheet) -> dict[str, tuple[Row, ...]]:
    columns = _columns(sheet)
    join = next((label for label in columns if plain_key(label) == _JOIN), None)
    if join is None:
        return {}
    found: dict[str, list[Row]] = {}
    for line in sheet.lines[1:]:
        cells = _cells(line, columns, [])
        found.setdefault(normal_id(cells.get(join, NOTHING).text), []).append(cells)
    return {one: tuple(rows) for one, rows in found.items()}


def _establishment(rows: Sequence[Row]) -> Row:
    """Return the applicant's own establishment; others belong to fields of the form."""
    own = [row for row in rows if key_of(_text(row, "champ")) in ("", "dossier")]
    return next(iter([*own, *rows]), {})


def _text(row: Row, key: str) -> str:
    return next((cell.text for label, cell in row.items() if key_of(label) == key), "")


@lru_cache(maxsize=4096)
def key_of(label: str) -> str:
    """Return the plain key of a label, which comes again with every row."""
    return plain_key(label)


def text_of(row: Row, *keys: str) -> str:
    """Return the text of the first column of a row whose plain key is one of ``keys``; empty if none."""
    return next((text for key in keys if (text := _text(row, key).strip())), "")
