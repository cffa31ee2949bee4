"""Dossiers as the platform's API gives them, turned into the same export that its files make."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from aapsim.files.cells import Cell, visible
from aapsim.files.platform_tables import Export, Record, Row

_STATES = {
    "en_construction": "En construction",
    "en_instruction": "En instruction",
    "accepte": "Accepté",
    "refuse": "Refusé",
    "sans_suite": "Classé sans suite",
}
_NOT_ANSWERS = ("PieceJustificativeChamp", "HeaderSectionChamp", "ExplicationChamp", "CarteChamp")


def export_of(nodes: Sequence[Mapping[str, Any]]) -> Export:
    """Return the export that these dossiers make. Numbers left empty are empty: nothing is asked about zeros."""
    columns: dict[str, None] = {}
    blocks: dict[str, dict[str, None]] = {}
    records: list[Record] = []
    for place, node in enumerate(nodes, 1):
        cells, mine = _cells(node)
        columns.update(dict.fromkeys(cells))
        for name, rows in mine.items():
            blocks.setdefault(name, {}).update(dict.fromkeys(label for row in rows for label in row))
        records.append(Record(cells["ID"].text, place, cells, mine, tuple(_opinions(node))))
    widths = {name: tuple(labels) for name, labels in blocks.items()}
    return Export(tuple(columns), tuple(records), widths, empty_is_zero=False)


def _text(value: Any) -> str:  # noqa: ANN401 - any JSON value
    return "" if value is None else visible(str(value))


def _cells(node: Mapping[str, Any]) -> tuple[dict[str, Cell], dict[str, tuple[Row, ...]]]:
    cells = {label: Cell(text) for label, text in _own(node)}
    blocks: dict[str, tuple[Row, ...]] = {}
    for champ in (*(node.get("champs") or ()), *(node.get("annotations") or ())):
        label = " ".join(_text(champ.get("label")).split())
        kind = str(champ.get("__typename", ""))
        if not label or kind in _NOT_ANSWERS:
            continue
        if kind == "RepetitionChamp":
            blocks[label] = tuple(dict(_block_row(row)) for row in champ.get("rows") or ())
            continue
        cells.update(_answers(_free(label, cells), kind, champ))
    return cells, blocks


def _free(label: str, cells: Mapping[str, Cell]) -> str:
    """Return a label that is not taken yet: labels need not be unique."""
    name, place = label, 1
    while name in cells:
        place += 1
        name = f"{label} (n° {place})"
    return name


def _own(node: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield what the platform itself says of a dossier, under the names of its exports."""
    asker = node.get("demandeur") or {}
    company, body = asker.get("entreprise") or {}, asker.get("association") or {}
    found = {
        "ID": _text(node.get("number")),
        "État du dossier": _STATES.get(str(node.get("state")), _text(node.get("state"))),
        "Déposé le": _text(node.get("dateDepot")),
        "Nom": _text(asker.get("nom")),
        "Prénom": _text(asker.get("prenom")),
        "Établissement SIRET": _text(asker.get("siret")),
        "Entreprise raison sociale": _text(company.get("raisonSociale")),
        "Entreprise forme juridique code": _text(company.get("formeJuridiqueCode")),
        "Association RNA": _text(body.get("rna")),
        "Association titre": _text(body.get("titre")),
    }
    yield "ID", found.pop("ID")
    yield from ((label, text) for label, text in found.items() if text)


def _answers(label: str, kind: str, champ: Mapping[str, Any]) -> Iterator[tuple[str, Cell]]:
    """Yield the cells of one field of the form: one, or two for a department."""
    number = champ.get("decimalNumber", champ.get("integerNumber"))
    if kind in ("DecimalNumberChamp", "IntegerNumberChamp"):
        yield label, Cell(_text(number), number=number is not None)
    elif kind == "CheckboxChamp":
        checked = champ.get("checked")
        yield label, Cell("" if checked is None else "Oui" if checked else "Non")
    elif kind in ("DateChamp", "DatetimeChamp"):
        yield label, Cell(_text(champ.get("date") or champ.get("datetime")))
    elif kind == "MultipleDropDownListChamp":
        yield label, Cell(", ".join(_text(one) for one in champ.get("values") or ()))
    elif kind == "LinkedDropDownListChamp":
        parts = (_text(champ.get("primaryValue")), _text(champ.get("secondaryValue")))
        yield label, Cell(";".join(part for part in parts if part))
    elif kind == "DepartementChamp":
        department = champ.get("departement") or {}
        yield label, Cell(_text(department.get("name") or champ.get("stringValue")))
        yield f"{label} (Code)", Cell(_text(department.get("code")))
    else:
        yield label, Cell(_text(champ.get("stringValue")))


def _block_row(row: Mapping[str, Any]) -> Iterator[tuple[str, Cell]]:
    for champ in row.get("champs") or ():
        label = " ".join(_text(champ.get("label")).split())
        yield from _answers(label, str(champ.get("__typename", "")), champ)


def _opinions(node: Mapping[str, Any]) -> Iterator[Row]:
    for avis in node.get("avis") or ():
        question = _text(avis.get("question") or avis.get("introduction"))
        yield {"Question / Introduction": Cell(question), "Réponse": Cell(_text(avis.get("reponse")))}
