"""From an export of the platform and its correspondence to applications, with every problem by row and column."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from aapsim.domain.application import WHOLE_REGION, Application, equal_shares
from aapsim.domain.budget import CoFunder, FunderKind, FunderStatus
from aapsim.domain.call import Call
from aapsim.domain.issues import InvalidInput, Issue
from aapsim.files.cells import Cell
from aapsim.files.outcome import Reading
from aapsim.files.platform_fields import BY_FIELD, TARGETS, Target
from aapsim.files.platform_mapping import Changed, Correspondence, codes_of, correspondence_for
from aapsim.files.platform_opinions import opinion_word, read_opinions
from aapsim.files.platform_tables import MOST_BESIDE, NOTHING, Export, Record, in_one_line, key_of, text_of
from aapsim.files.platform_values import (
    is_zero,
    read_departments,
    read_euros,
    read_moment,
    read_siret,
    read_yes_no,
    split_options,
)
from aapsim.files.values import plain_key, read_id, read_score, read_text

FILED = "Déposé le"
STATE = "État du dossier"
_PUBLIC_WORDS = frozenset(
    {"public", "publique", "commune", "mairie", "departement", "departemental", "region", "caf", "europe", "msa"}
)
_OWN = (
    "id", "depose_le", "etat_du_dossier", "association_titre", "association_rna", "entreprise_raison_sociale",
    "entreprise_forme_juridique_code",
)  # fmt: skip
"""Plain keys of the platform's own columns that a reading uses."""
_CLOSED = ("accepte", "refuse", "classe_sans_suite", "sans_suite")


@dataclass(frozen=True, slots=True)
class PlatformReading(Reading):
    """A reading with what lets it be made again under another correspondence.

    ``changed`` are saved labels that the export no longer has; ``questions`` the labels of
    amounts where 0 may mean *not filled in*, with how many; ``co_funders`` the lines of the
    repeated block, by application id; ``opinions`` what the departments answered, by
    application id then by department (empty code: not said); ``fields`` what the export fills.
    """

    export: Export | None = None
    correspondence: Correspondence = field(default_factory=Correspondence)
    changed: tuple[Changed, ...] = ()
    questions: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    co_funders: Mapping[str, tuple[CoFunder, ...]] = field(default_factory=lambda: MappingProxyType({}))
    opinions: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=lambda: MappingProxyType({}))
    fields: tuple[str, ...] = ()


@dataclass(slots=True)
class _Row:
    record: Record
    call: Call
    made: Correspondence
    empty_is_zero: bool
    issues: list[Issue] = field(default_factory=list)

    def cell(self, name: str) -> Cell:
        return self.record.cells.get(self.made.columns.get(name, ""), NOTHING)

    def note(self, label: str, message: str, *, error: bool = False) -> None:
        where = f"ligne {self.record.line}, colonne {label[:60]}"
        self.issues.append(Issue("cell", message, "error" if error else "warning", where, self.record.id))

    @property
    def failed(self) -> bool:
        return any(issue.severity == "error" for issue in self.issues)


def read_platform(export: Export, call: Call, saved: Correspondence | None = None) -> PlatformReading:
    """Read an export under a saved correspondence, completed by what is proposed. Never raises."""
    made, changed = correspondence_for(export, call, saved)
    return read_under(export, call, made, changed)


def read_under(
    export: Export, call: Call, made: Correspondence, changed: tuple[Changed, ...] = ()
) -> PlatformReading:
    """Read an export under exactly this correspondence. A row in error is refused, the others are read."""
    applications: list[Application] = []
    issues = [*export.issues, *_mapping_issues(made, changed)]
    refused: list[dict[str, str]] = []
    co_funders: dict[str, tuple[CoFunder, ...]] = {}
    opinions: dict[str, tuple[tuple[str, str], ...]] = {}
    for record in export.records:
        row = _Row(record, call, made, export.empty_is_zero)
        application = _application(row, co_funders, opinions)
        issues += row.issues
        if row.failed:
            refused.append(_kept(row, export.columns))
            issues += _left_behind(row)
        else:
            applications.append(application)
    questions = _questions(export, made)
    issues += [_question(label, count, made) for label, count in questions.items()]
    if not export.records:
        issues.append(Issue("file", "L'export ne contient aucun dossier ; exportez la liste complète."))
    return PlatformReading(
        "platform",
        tuple(applications),
        None,
        tuple(issues),
        _table(export.columns, refused),
        export,
        made,
        changed,
        questions,
        {one.id: co_funders[one.id] for one in applications if one.id in co_funders},
        {one.id: opinions[one.id] for one in applications if one.id in opinions},
        tuple(name for name, label in made.columns.items() if label),
    )


def _table(columns: Sequence[str], refused: Sequence[Mapping[str, str]]) -> tuple[tuple[str, ...], ...]:
    """Return refused rows under one header, the export's own columns first; empty where there is none."""
    if not refused:
        return ()
    header = tuple(dict.fromkeys([*columns, *(title for row in refused for title in row)]))
    return (header, *(tuple(row.get(title, "") for title in header) for row in refused))


def _kept(row: _Row, columns: Sequence[str]) -> dict[str, str]:
    """Return a refused row, with the cells its reading needs and its rows of other sheets, by title.

    Other personal data is dropped, as for the others.
    """
    labels = [*row.made.columns.values(), *row.made.extras]
    wanted = {*labels, *(f"{label} (Code)" for label in labels)}
    cells = row.record.cells
    named = row.cell("applicant").text.strip() or text_of(cells, "association_titre", "entreprise_raison_sociale")
    keys = _OWN if named else (*_OWN, "prenom", "nom")
    own = {label: cells.get(label, NOTHING).text for label in columns if label in wanted or key_of(label) in keys}
    block = {role: label for role, label in row.made.block.items() if role != "name"}
    return own | in_one_line(row.record, {row.made.block["name"]: block.values()} if block else {})


def _left_behind(row: _Row) -> list[Issue]:
    """Say what a refused row cannot keep in one line: more rows beside it than any applicant files."""
    name = row.made.block.get("name", "")
    many = max(len(row.record.blocks.get(name, ())), len(row.record.opinions))
    if many <= MOST_BESIDE:
        return []
    message = f"seules {MOST_BESIDE} lignes de cofinanceurs et d'avis sont gardées avec ce dossier refusé sur {many}."
    return [Issue("cell", message, "warning", f"ligne {row.record.line}", row.record.id)]


def _mapping_issues(made: Correspondence, changed: tuple[Changed, ...]) -> list[Issue]:
    found = []
    for one in changed:
        words = BY_FIELD[one.field].words
        rest = f"« {one.now} » a été pris à la place ; vérifiez" if one.now else "choisissez une autre colonne"
        message = f"la colonne « {one.before} » ({words}) n'est plus dans l'export ; {rest}."
        found.append(Issue("column", message, "warning", f"correspondance, {words}"))
    for target in TARGETS:
        if target.needed and not made.columns.get(target.field):
            message = "aucune colonne ne remplit ce champ ; choisissez-la, ou saisissez-le dossier par dossier."
            found.append(Issue("column", message, "warning", f"correspondance, {target.words}"))
    for name, options in made.values.items():
        for option, code in options.items():
            if not code and name in ("axes", "applicant_type"):
                message = f"« {option[:80]} » ne se rattache à rien dans l'appel ; choisissez à quoi."
                found.append(Issue("column", message, "warning", f"correspondance, {BY_FIELD[name].words}"))
    return found


def _questions(export: Export, made: Correspondence) -> dict[str, int]:
    """Return the amounts' labels where zeros stand, with their number; none where 0 cannot mean empty."""
    if not export.empty_is_zero:
        return {}
    found: dict[str, int] = {}
    for target in TARGETS:
        label = made.columns.get(target.field, "")
        if target.kind == "amount" and label:
            zeros = sum(is_zero(cell) for cell in export.cells(label))
            if zeros:
                found[label] = zeros
    return found


def _question(label: str, count: int, made: Correspondence) -> Issue:
    said = {
        "zero": "lu comme un vrai zéro, selon votre réponse",
        "unknown": "lu comme « non renseigné », selon votre réponse",
    }.get(made.zeros.get(label, ""), "lu comme « non renseigné » tant que vous n'avez pas répondu")
    message = f"0 dans {count} dossier{'s' if count > 1 else ''} ; la plateforme écrit 0 pour un champ vide : {said}."
    return Issue("zero", message, "warning", f"colonne {label[:60]}")


def _application(
    row: _Row,
    co_funders: dict[str, tuple[CoFunder, ...]],
    opinions: dict[str, tuple[tuple[str, str], ...]],
) -> Application:
    found: dict[str, Any] = {"id": row.record.id}
    try:
        read_id(Cell(row.record.id), row.call)
    except InvalidInput as problem:
        row.note("ID", problem.issues[0].message, error=True)
    for target in TARGETS:
        if row.made.columns.get(target.field):
            value = _value(row, target)
            if value not in (None, "", ()):
                found[target.field] = value
    _filed(row, found)
    _applicant(row, found)
    lines = _co_funders(row)
    if lines:
        co_funders[row.record.id] = lines
        found.setdefault("other_revenue", sum(one.amount for one in lines))
        found.setdefault("other_public", sum(one.amount for one in lines if one.public))
    answers = read_opinions(row.record.opinions, found.get("departments", ()))
    if answers:
        opinions[row.record.id] = answers
        if "opinion" not in found and len({word for _, word in answers}) == 1:
            found["opinion"] = answers[0][1]
    _state(row, found)
    return Application(**found)


def _value(row: _Row, target: Target) -> Any:  # noqa: ANN401 - a field holds any domain value
    label, cell = row.made.columns[target.field], row.cell(target.field)
    if target.kind != "departments" and not cell.text.strip():
        return None
    try:
        return _read(row, target, label, cell)
    except InvalidInput as problem:
        row.note(label, problem.issues[0].message, error=target.kind in ("amount", "text"))
        return None


def _read(row: _Row, target: Target, label: str, cell: Cell) -> Any:  # noqa: ANN401
    readers: Mapping[str, Callable[[], Any]] = {
        "amount": lambda: _amount(row, label, cell),
        "date": lambda: read_moment(cell.text),
        "flag": lambda: read_yes_no(cell.text),
        "siret": lambda: _siret(row, label, cell),
        "departments": lambda: _departments(row, label, cell),
        "choice": lambda: _choice(row, target.field, label, cell),
        "opinion": lambda: opinion_word(cell.text) or cell.text.strip(),
        "score": lambda: read_score(cell, row.call)[0],
    }
    return readers[target.kind]() if target.kind in readers else read_text(cell, row.call)[0]


def _siret(row: _Row, label: str, cell: Cell) -> str:
    text = read_siret(cell)
    if text and not re.fullmatch("[0-9]{14}", text):
        row.note(label, f"« {text[:40]} » n'est pas un SIRET de 14 chiffres ; gardé tel quel, à vérifier.")
    return text


def _amount(row: _Row, label: str, cell: Cell) -> int | None:
    value, rounded = read_euros(cell)
    if rounded:
        row.note(label, f"« {cell.text.strip()[:40]} » : les centimes sont laissés de côté ({value} €).")
    doubtful = row.empty_is_zero and row.made.zeros.get(label) != "zero"
    return None if doubtful and is_zero(cell) else value


def _departments(row: _Row, label: str, cell: Cell) -> Any:  # noqa: ANN401
    coded = row.record.cells.get(f"{label} (Code)", NOTHING).text
    codes = read_departments(cell.text, coded, row.call.territory)
    if not codes:
        if cell.text.strip():
            message = f"« {cell.text.strip()[:40]} » n'est pas un département connu ; écrivez par exemple « 31 »."
            row.note(label, message)
        return None
    return equal_shares((WHOLE_REGION,) if WHOLE_REGION in codes else codes)


def _choice(row: _Row, name: str, label: str, cell: Cell) -> Any:  # noqa: ANN401
    values = row.made.values.get(name, {})
    text = cell.text
    parts = split_options(text.replace(";", ", ") if ", " not in text and name == "axes" else text, values)
    codes = tuple(dict.fromkeys(code for part in parts if (code := values.get(part, ""))))
    unknown = [part for part in parts if not values.get(part, "")]
    if name in ("applicant_type", "scope"):
        return codes[0] if codes else ("" if name == "scope" or not codes_of(name, row.call) else plain_key(text)[:60])
    if unknown:
        row.note(label, f"« {', '.join(unknown)[:80]} » ne se rattache à rien dans l'appel ; choisissez à quoi.")
    return equal_shares(codes) if name == "axes" else codes


def _filed(row: _Row, found: dict[str, Any]) -> None:
    text = text_of(row.record.cells, plain_key(FILED))
    if not text:
        return
    try:
        found["filed_at"] = read_moment(text)
    except InvalidInput as problem:
        row.note(FILED, problem.issues[0].message)


def _applicant(row: _Row, found: dict[str, Any]) -> None:
    """Complete the applicant from what the platform knows of the establishment, or of the person."""
    cells = row.record.cells
    if not found.get("applicant"):
        person = " ".join(part for part in (text_of(cells, "prenom"), text_of(cells, "nom")) if part)
        found["applicant"] = text_of(cells, "association_titre", "entreprise_raison_sociale") or person
    if found.get("applicant_type", "") not in row.call.applicant_types:
        kind = _legal_kind(text_of(cells, "entreprise_forme_juridique_code"), text_of(cells, "association_rna"))
        if kind in row.call.applicant_types:
            found["applicant_type"] = kind


def _legal_kind(code: str, rna: str) -> str:
    """Return what a legal form surely is (Insee's nomenclature); empty where it leaves a doubt."""
    if rna or code in ("9220", "9221", "9222", "9223", "9230", "9260"):
        return "association"
    if code == "7364":
        return "etablissement_sante"
    return "collectivite" if code[:2] == "72" or code in ("7343", "7344", "7346", "7347", "7348") else ""


def _co_funders(row: _Row) -> tuple[CoFunder, ...]:
    block = row.made.block
    lines: list[CoFunder] = []
    for place, cells in enumerate(row.record.blocks.get(block.get("name", ""), ()), 1):
        amount = cells.get(block.get("amount", ""), NOTHING)
        label = f"{block['name']}, ligne {place}"
        if not amount.text.strip():
            continue
        try:
            euros = read_euros(amount)[0]
        except InvalidInput as problem:
            row.note(label, problem.issues[0].message)
            continue
        name = " ".join(cells.get(block.get("funder", ""), NOTHING).text.split())[:200]
        kind = _funder_kind(cells.get(block.get("kind", ""), NOTHING).text, name)
        lines.append(CoFunder(name, euros, kind, _status(cells.get(block.get("status", ""), NOTHING).text)))
    return tuple(lines)


def _funder_kind(text: str, name: str) -> FunderKind:
    key = plain_key(f"{text} {name}")
    words = set(key.split("_"))
    if words & {"etat", "ars", "dreets", "ddets", "drac", "fir", "fdva"} or "autre_appel" in key:
        return "state"
    if words & {"prive", "privee", "fondation", "mecenat"}:
        return "private"
    return "public" if words & _PUBLIC_WORDS else "other"


def _status(text: str) -> FunderStatus:
    key = plain_key(text)
    if key in ("acquis", "acquise", "obtenu", "obtenue", "accorde", "oui", "on", "true", "vrai"):
        return "acquired"
    return "asked" if key else ""


def _state(row: _Row, found: dict[str, Any]) -> None:
    """Keep the platform's own state and the extra columns; a file already closed there is pointed out."""
    state = text_of(row.record.cells, plain_key(STATE))
    kept = [(label, row.record.cells.get(label, NOTHING).text.strip()) for label in row.made.extras]
    found["extra"] = tuple((label, text) for label, text in [(STATE, state), *kept] if text)
    if plain_key(state) in _CLOSED:
        row.note(STATE, f"dossier déjà traité sur la plateforme (« {state[:40]} ») ; vérifiez qu'il est à répartir.")
