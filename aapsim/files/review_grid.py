"""One reviewer's grid going out as a workbook and coming back: what is in it is checked, never guessed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from aapsim.domain.application import Application, normal_id
from aapsim.domain.call import Call
from aapsim.domain.issues import InvalidInput, Issue
from aapsim.domain.review import Review, ReviewSettings, missing_levels
from aapsim.files.cells import Cell, Line, restored, visible
from aapsim.files.sheets import Table, TableKind, write_tables
from aapsim.files.values import Output, plain_key
from aapsim.files.workbook import read_workbook

SHEET = "Grille"
_WHO, _ID, _TITLE, _APPLICANT = "évaluateur", "dossier", "projet", "porteur"
_DONE, _CONFLICT, _COMMENT = "terminée (oui)", "conflit d'intérêts (oui)", "commentaire"
_LONGEST_COMMENT = 5_000


@dataclass(frozen=True, slots=True)
class GridReading:
    """What a returned grid says: reviews by application id, and every problem by row and column."""

    reviews: Mapping[str, Review] = field(default_factory=lambda: MappingProxyType({}))
    issues: tuple[Issue, ...] = ()


@dataclass(frozen=True, slots=True)
class Grid:
    """What a grid is about: the call, its scale, whose it is, and the applications this reviewer may see."""

    call: Call
    settings: ReviewSettings
    reviewer: str
    applications: Sequence[Application]


def write_grid(grid: Grid, reviews: Mapping[str, Review], kind: TableKind) -> bytes:
    """Write a reviewer's grid: one row an application, one column a criterion, and the scale on a second sheet."""
    codes = [criterion.code for criterion in grid.call.criteria]
    rows: list[Sequence[Output]] = [[_WHO, _ID, _TITLE, _APPLICANT, *codes, _DONE, _CONFLICT, _COMMENT]]
    for one in grid.applications:
        review = reviews.get(one.id, Review())
        levels: list[Output] = [review.levels.get(code, "") for code in codes]
        flags = ["oui" if review.done else "", ""]
        rows.append([grid.reviewer, one.id, one.title, one.applicant, *levels, *flags, review.comment])
    help_rows: list[Sequence[Output]] = [["niveau", "sens"]]
    help_rows += [[level, words] for level, words in enumerate(grid.settings.levels)]
    help_rows += [["critère", "libellé"], *([one.code, one.label] for one in grid.call.criteria)]
    return write_tables([Table(SHEET, rows), Table("Échelle", help_rows)], kind)


def read_grid(content: bytes, grid: Grid) -> GridReading:
    """Read a returned grid. A row in error is left out with its reason, the others are read. Never raises."""
    try:
        sheet = read_workbook(content)
    except InvalidInput as problem:
        return GridReading(issues=problem.issues)
    columns, problems = _header(sheet.lines[0] if sheet.lines else None, grid)
    if problems:
        return GridReading(issues=tuple(problems))
    reviews: dict[str, Review] = {}
    issues: list[Issue] = []
    known = {one.id: one for one in grid.applications}
    for line in sheet.lines[1:]:
        found: list[Issue] = []
        one, review = _row(line, columns, grid, known, found)
        if one in reviews:
            found.append(_issue(line, _ID, f"le dossier « {one[:40]} » est là deux fois ; gardez une ligne.", one))
        issues += found
        if review is not None and not any(issue.severity == "error" for issue in found):
            reviews[one] = review
    return GridReading(MappingProxyType(reviews), tuple(issues))


def _header(line: Line | None, grid: Grid) -> tuple[dict[str, int], list[Issue]]:
    names = [plain_key(restored(text)) for text in line.texts()] if line else []
    wanted = [_WHO, _ID, *(one.code for one in grid.call.criteria), _DONE, _CONFLICT, _COMMENT]
    columns = {name: names.index(plain_key(name)) for name in wanted if plain_key(name) in names}
    missing = [name for name in wanted if name not in columns]
    if not missing:
        return columns, []
    listed = ", ".join(missing[:6])
    message = f"ce n'est pas une grille d'évaluation de cet appel : il manque {listed}. Reprenez la grille envoyée."
    return columns, [Issue("grid", message)]


def _issue(line: Line, column: str, message: str, one: str, *, warning: bool = False) -> Issue:
    place = f"ligne {line.number}, colonne {column}"
    return Issue("grid", message, "warning" if warning else "error", place, one)


def _row(
    line: Line, columns: Mapping[str, int], grid: Grid, known: Mapping[str, Application], found: list[Issue]
) -> tuple[str, Review | None]:
    def cell(name: str) -> Cell:
        place = columns[name]
        return line.cells[place] if place < len(line.cells) else Cell("")

    one, who = normal_id(visible(restored(cell(_ID).text))), cell(_WHO).text.strip()
    if who and who != grid.reviewer:
        found.append(_issue(line, _WHO, f"cette ligne est de « {who[:40]} », pas de « {grid.reviewer} ».", one))
    if one not in known:
        message = f"le dossier « {one[:40]} » n'existe pas, ou n'est pas à évaluer par cette personne."
        found.append(_issue(line, _ID, message, one))
        return one, None
    levels = {
        criterion.code: level
        for criterion in grid.call.criteria
        if (level := _level(line, criterion.code, cell(criterion.code), grid, found)) is not None
    }
    flags = {name: _flag(line, name, cell(name), one, found) for name in (_DONE, _CONFLICT)}
    comment = visible(restored(cell(_COMMENT).text)).strip()[:_LONGEST_COMMENT]
    review = Review(MappingProxyType(levels), comment, done=flags[_DONE])
    if flags[_CONFLICT]:
        if levels:
            found.append(_issue(line, _CONFLICT, "conflit d'intérêts : les notes de cette ligne sont écartées.", one,
                                warning=True))  # fmt: skip
        return one, Review(comment=comment, recused=True)
    wrong = any(issue.severity == "error" for issue in found)
    if review.done and not wrong and (missing := missing_levels(review, grid.call)):
        message = f"dite terminée, mais il manque {', '.join(missing)} : gardée comme inachevée."
        found.append(_issue(line, _DONE, message, one, warning=True))
        review = Review(review.levels, comment)
    return one, review if levels or comment else None


def _level(line: Line, code: str, cell: Cell, grid: Grid, found: list[Issue]) -> int | None:
    text = cell.text.strip()
    if not text:
        return None
    by_words = {plain_key(words): level for level, words in enumerate(grid.settings.levels)}
    if text.isascii() and text.isdigit() and len(text) <= 2 and int(text) < len(grid.settings.levels):
        return int(text)
    if plain_key(text) in by_words:
        return by_words[plain_key(text)]
    message = f"« {text[:40]} » n'est pas un niveau ; écrivez un nombre entier de 0 à {len(grid.settings.levels) - 1}."
    found.append(_issue(line, code, message, ""))
    return None


def _flag(line: Line, name: str, cell: Cell, one: str, found: list[Issue]) -> bool:
    text = cell.text.strip().casefold()
    if text in ("", "non", "oui", "x"):
        return text in ("oui", "x")
    found.append(_issue(line, name, f"« {text[:40]} » n'est pas lisible ; écrivez « oui » ou laissez vide.", one))
    return False
