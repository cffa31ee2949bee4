"""Exports of the State's platform, written from its documented columns: every kind of file, of 2021 and of today."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import xlsxwriter
from odfdo import Cell, Document, Row, Table

from aapsim.domain.call import Call
from aapsim.files.calls import load_call, shipped_calls

AXES = {
    "1": "1- Le développement d'actions en promotion de la santé pour les plus petits (nutrition, logement)",
    "2": "2- La prévention de l'isolement et de l'épuisement des parents d'enfants de 0 à 3 ans, notamment des mères",
    "3": "3- L'aménagement des lieux et de l'offre pour favoriser l'éveil culturel et artistique des tout-petits",
    "4": "4- La conciliation des temps de vie professionnelle et parentalité",
}  # fmt: skip
DEPARTMENTS = {"09": "Ariège", "11": "Aude", "31": "Haute-Garonne", "34": "Hérault", "66": "Pyrénées-Orientales"}
TYPES = {
    "association": "Association « loi 1901 »",
    "etablissement_sante": "Établissement de santé",
    "collectivite": "Collectivité locale",
}
PUBLICS = {
    "precarite": "Pauvreté et précarité",
    "monoparentalite": "Monoparentalité",
    "handicap": "Situation de handicap",
}
OPINIONS = ("favorable", "réservé", "défavorable")
BLOCK = "Cofinanceurs du projet"
FORM = (
    "Intitulé du projet", "Résumé du projet", "Nature juridique de la structure", "Département concerné par le projet",
    "Département concerné par le projet (Code)", "Thématiques de l'appel à projets", "Coût total du projet (en euros)",
    "dont dépenses d'investissement", "Contributions volontaires en nature", "Montant de la subvention demandée",
    "Autres recettes du projet", "dont financements publics", "Date de démarrage du projet",
    "Publics prioritaires visés", "Je certifie l'exactitude des informations", "Nom", "Dossier complet",
    "Avis départemental",
)  # fmt: skip


def occitanie() -> Call:
    return load_call(shipped_calls()["occitanie-2021"])


@dataclass
class Filed:
    """One dossier as its applicant filed it."""

    id: str
    values: dict[str, Any]
    funders: list[tuple[str, int, str, str]] = field(default_factory=list)
    opinion: str = ""


def filed(count: int, seed: int = 2021) -> list[Filed]:
    """Return fictional dossiers; figures unknown to the applicant are ``None``."""
    dice = random.Random(seed)
    made = []
    for n in range(count):
        code = dice.choice(list(DEPARTMENTS))
        axes = sorted(dice.sample(list(AXES), dice.choice((1, 1, 2, 3))))
        cost = dice.randrange(12_000, 60_000, 50)
        funders = [
            (dice.choice(("Caf (fictive)", "Commune (fictive)", "Fondation (fictive)")), dice.randrange(500, 4_000, 10),
             dice.choice(("Acquis", "Demandé")), "")
            for _ in range(dice.randrange(4))
        ]  # fmt: skip
        funders = [(*one[:3], "Privé" if "Fondation" in one[0] else "Public") for one in funders]
        kind = dice.choice(list(TYPES))
        made.append(
            Filed(
                str(5_000_000 + n),
                {
                    "title": f"Projet fictif n° {n}, « éveil » – l'été",
                    "summary": f"=Résumé {n}\nsur deux lignes",
                    "applicant": f"Structure fictive {n}",
                    "siret": f"{10_000_000_000_000 + n}",
                    "type": kind,
                    "department": code,
                    "axes": axes,
                    "cost": cost,
                    "investment": dice.choice((None, 1_000)),
                    "in_kind": dice.choice((None, 2_500)),
                    "requested": cost // 2,
                    "other": sum(one[1] for one in funders) or None,
                    "public": sum(one[1] for one in funders if one[3] == "Public") or None,
                    "day": f"2021-07-{dice.randrange(1, 28):02d}",
                    "minute": f"{dice.randrange(8, 20):02d}:{dice.randrange(60):02d}",
                    "start": f"2021-{dice.choice(('09', '10'))}-01",
                    "publics": sorted(dice.sample(list(PUBLICS), dice.randrange(3))),
                    "complete": dice.choice((True, False)),
                },
                funders,
                dice.choice(OPINIONS),
            )
        )
    return made


def head(*, today: bool, wide: bool) -> list[str]:
    """Return the platform's own columns, before those of the form."""
    names = ["ID", "Email"] + (["FranceConnect ?"] if today else [])
    if wide:
        names += ["Établissement SIRET", "Établissement siège social", "Entreprise forme juridique code"]
    names += ["Entreprise raison sociale"]
    names += ["À archiver" if today else "Archivé", "État du dossier", "Dernière mise à jour le"]
    names += ["Dernière mise à jour du dossier le"] if today else []
    return [*names, "Déposé le", "Passé en instruction le", "Traité le", "Motivation de la décision", "Instructeurs"]


def line(one: Filed, *, today: bool, wide: bool, resaved: bool = False) -> list[Any]:
    """Return the row of one dossier; an empty number is a 0, as the platform writes it."""
    v = one.values
    moment = f"{v['day']} {v['minute']}:00 +0200"
    if resaved:
        year, month, day = v["day"].split("-")
        moment = f"{day}/{month}/{year} {v['minute']}"
    own: list[Any] = [one.id, "demandeur@example.net"] + (["false"] if today else [])
    if wide:
        own += [v["siret"], "true", ""]
    own += [v["applicant"], "FAUX" if resaved else "false", "En instruction", moment]
    own += [moment] if today else []
    own += [moment, "", "", "", "agent@example.org"]
    code = v["department"].lstrip("0") if resaved else v["department"]
    start = v["start"] if not resaved else "/".join(reversed(v["start"].split("-")))
    return [
        *own,
        v["title"], v["summary"], TYPES[v["type"]], f"{v['department']} – {DEPARTMENTS[v['department']]}", code,
        ", ".join(AXES[axis] for axis in v["axes"]), v["cost"], v["investment"] or 0, v["in_kind"] or 0, v["requested"],
        v["other"] or 0, v["public"] or 0, start, ", ".join(PUBLICS[public] for public in v["publics"]),
        "on", "Contact fictif", "Oui" if v["complete"] else "Non", one.opinion,
    ]  # fmt: skip


def csv_bytes(dossiers: list[Filed], *, today: bool = True, resaved: bool = False) -> bytes:
    """Return the CSV of the platform, or the same once opened and saved by Excel (``;``, cp1252)."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=";" if resaved else ",", lineterminator="\r\n" if resaved else "\n")
    writer.writerow([*head(today=today, wide=True), *FORM])
    writer.writerows(line(one, today=today, wide=True, resaved=resaved) for one in dossiers)
    return stream.getvalue().encode("cp1252" if resaved else "utf-8")


def sheets(dossiers: list[Filed], *, today: bool = True) -> dict[str, list[list[Any]]]:
    """Return the sheets of an XLSX or ODS export."""
    places: list[list[Any]] = [["Dossier ID", "Champ", "Établissement SIRET", "Entreprise forme juridique code"]]
    places += [[one.id, "Dossier", one.values["siret"], ""] for one in dossiers]
    avis: list[list[Any]] = [
        ["Dossier ID", "Question / Introduction", "Réponse", "Créé le", "Répondu le", "Instructeur", "Expert"]
    ]
    dates = ["2021-08-01", "2021-08-05", "a@example.org", "b@example.org"]
    avis += [[one.id, "Avis du département ?", f"Avis {one.opinion} au projet.", *dates] for one in dossiers]
    block: list[list[Any]] = [["Dossier ID", "Ligne", "Organisme", "Montant", "Acquis ou demandé", "Type de financeur"]]
    block += [[one.id, n, *funder] for one in dossiers for n, funder in enumerate(one.funders, 1)]
    main = [[*head(today=today, wide=False), *FORM], *(line(one, today=today, wide=False) for one in dossiers)]
    return {"Dossiers": main, "Etablissements": places, "Avis": avis, BLOCK: block}


def xlsx_bytes(tables: dict[str, list[list[Any]]]) -> bytes:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False})
    for name, rows in tables.items():
        sheet = book.add_worksheet(name)
        for at, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, int):
                    sheet.write_number(at, column, value)
                else:
                    sheet.write_string(at, column, value)
    book.close()
    return stream.getvalue()


def ods_bytes(tables: dict[str, list[list[Any]]]) -> bytes:
    document = Document("spreadsheet")
    document.body.clear()
    for name, rows in tables.items():
        table = Table(name)
        for row in rows:
            made = Row()
            for value in row:
                kind = "float" if isinstance(value, int) else "string"
                made.append_cell(Cell(value, cell_type=kind), clone=False)
            table.append_row(made, clone=False)
        document.body.append(table)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def variants() -> dict[str, Callable[[list[Filed]], tuple[str, bytes]]]:
    """Return what writes the same dossiers in every kind of export: name of the variant → file name and content."""
    return {
        "csv today": lambda given: ("dossiers.csv", csv_bytes(given)),
        "csv 2021": lambda given: ("dossiers.csv", csv_bytes(given, today=False)),
        "csv today resaved": lambda given: ("dossiers.csv", csv_bytes(given, resaved=True)),
        "csv 2021 resaved": lambda given: ("dossiers.csv", csv_bytes(given, today=False, resaved=True)),
        "xlsx today": lambda given: ("dossiers.xlsx", xlsx_bytes(sheets(given))),
        "xlsx 2021": lambda given: ("dossiers.xlsx", xlsx_bytes(sheets(given, today=False))),
        "ods today": lambda given: ("dossiers.ods", ods_bytes(sheets(given))),
        "ods 2021": lambda given: ("dossiers.ods", ods_bytes(sheets(given, today=False))),
    }
