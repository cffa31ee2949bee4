"""Pabulib files (``.pb``): a participatory budget as a call of its own, with its projects.

Sections ``META``, ``PROJECTS`` and ``VOTES``, separated by semicolons, English numbers
(https://pabulib.org/format). A project's cost is its request; its votes are its mark.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from aapsim.domain.application import WHOLE_REGION, Application, equal_shares, normal_id
from aapsim.domain.call import SINGLE_SOURCE
from aapsim.domain.french import LARGEST_EUR
from aapsim.domain.issues import InvalidInput, Issue
from aapsim.files.cells import MOST_LINES, hides_something, refusal, visible
from aapsim.files.outcome import Reading
from aapsim.files.values import LONGEST_ID

NO_CATEGORY = "sans catégorie"
_NUMBER = re.compile(r"[0-9]{1,20}(\.[0-9]{1,20})?")
_USED = {"project_id", "cost", "votes", "score", "name", "category", "district", "subunit", "proposer"}
_AGAIN = "vérifiez le fichier .pb ou téléchargez-le de nouveau"


@dataclass(frozen=True, slots=True)
class _Sections:
    """The two sections that matter: ``meta`` by key, ``projects`` with their line numbers, header first."""

    meta: Mapping[str, str]
    projects: tuple[tuple[int, tuple[str, ...]], ...]


def looks_like_pabulib(text: str) -> bool:
    """Say whether a text starts as a Pabulib file does."""
    return re.match(r"\s*META\s*[\r\n]", text[:200]) is not None


def read_pabulib(text: str) -> Reading:
    """Read a Pabulib file; the reading carries its call document. Never raises."""
    try:
        sections = _sections(text)
        mark = _check_header(sections.projects)
        budget, issues = _budget(sections.meta)
    except InvalidInput as problem:
        return Reading("pabulib", issues=problem.issues)
    names = sections.projects[0][1]
    applications: list[Application] = []
    refused: list[tuple[str, ...]] = []
    seen: dict[str, int] = {}
    for line, cells in sections.projects[1:]:
        try:
            application = _project(dict(zip(names, cells, strict=False)), mark, sections.meta)
            _check_project(application, cells, names, (line, seen))
        except InvalidInput as problem:
            issues.extend(Issue(one.code, one.message, where=f"ligne {line}") for one in problem.issues)
            refused.append(cells)
            continue
        issues.extend(_warnings(cells, line, application.id))
        applications.append(application)
    issues.extend(_count(sections.meta, len(sections.projects) - 1))
    document = _call_document(sections.meta, budget, applications)
    return Reading("pabulib", tuple(applications), document, tuple(issues), (names, *refused) if refused else ())


def _sections(text: str) -> _Sections:
    meta: dict[str, str] = {}
    projects: list[tuple[int, tuple[str, ...]]] = []
    section = ""
    for number, line in enumerate(re.split(r"\r\n|\r|\n", text), 1):
        if line.strip() in ("META", "PROJECTS", "VOTES"):
            section = line.strip()
        elif section == "VOTES":
            break
        elif line.strip():
            cells = _cells(line, number)
            if section == "META" and len(cells) > 1:
                meta[cells[0].strip().casefold()] = visible(cells[1]).strip()
            elif section == "PROJECTS":
                projects.append((number, cells))
        if len(projects) > MOST_LINES:
            raise refusal(f"Le fichier dépasse {MOST_LINES} projets ; partagez-le.")
    if not projects:
        raise refusal(f"Le fichier n'a pas de section PROJECTS ; {_AGAIN}.")
    number, names = projects[0]
    projects[0] = (number, tuple(visible(name).strip().casefold() for name in names))
    return _Sections(meta, tuple(projects))


def _cells(line: str, number: int) -> tuple[str, ...]:
    try:
        return tuple(next(csv.reader([line], delimiter=";"), ()))
    except csv.Error as error:
        raise refusal(f"la ligne ne se lit pas ; {_AGAIN}.", f"ligne {number}") from error


def _check_header(projects: tuple[tuple[int, tuple[str, ...]], ...]) -> str:
    """Return the column that holds the mark: ``votes``, else ``score``."""
    number, names = projects[0]
    for needed in ("project_id", "cost"):
        if needed not in names:
            raise refusal(f"la colonne « {needed} » manque dans la section PROJECTS ; {_AGAIN}.", f"ligne {number}")
    mark = next((name for name in ("votes", "score") if name in names), "")
    if not mark:
        raise refusal(f"ni « votes » ni « score » dans la section PROJECTS ; {_AGAIN}.", f"ligne {number}")
    return mark


def _number(text: str, what: str) -> Fraction:
    if not _NUMBER.fullmatch(text.strip()):
        raise refusal(f"{what} : « {' '.join(text.split())[:40]} » n'est pas un nombre positif écrit comme « 1234.5 ».")
    value = Fraction(text.strip())
    if value > LARGEST_EUR:
        raise refusal(f"{what} : « {text.strip()[:40]} » dépasse mille milliards ; {_AGAIN}.")
    return value


def _budget(meta: Mapping[str, str]) -> tuple[int, list[Issue]]:
    if "budget" not in meta:
        raise refusal(f"la section META n'indique pas de « budget » ; {_AGAIN}.")
    value = _number(meta["budget"], "budget")
    whole = value.__floor__()
    cents = [Issue("cell", "Le budget est arrondi à l'unité inférieure.", "warning")] if whole != value else []
    return whole, cents


def _project(cells: Mapping[str, str], mark: str, meta: Mapping[str, str]) -> Application:
    text = {name: visible(value).strip() for name, value in cells.items()}
    cost = _number(text.get("cost", ""), "cost").__floor__()
    categories = _categories(text.get("category", ""))
    places = (text.get("district"), text.get("subunit"), meta.get("subunit"), meta.get("district"))
    district = next((normal_id(place) for place in places if place), WHOLE_REGION)
    used = _USED - ({"score"} - {mark})
    return Application(
        id=normal_id(text.get("project_id", "")),
        title=text.get("name", ""),
        applicant=text.get("proposer", ""),
        departments=equal_shares([district]),
        axes=equal_shares(categories),
        total_cost=cost,
        investment=0,
        in_kind=0,
        requested=cost,
        other_revenue=0,
        other_public=0,
        complete=True,
        score=_number(text.get(mark, ""), mark),
        extra=tuple((name, value) for name, value in text.items() if name and value and name not in used),
    )


def _categories(text: str) -> list[str]:
    found = [normal_id(part) for part in text.split(",")]
    return list(dict.fromkeys(part for part in found if part)) or [NO_CATEGORY]


def _check_project(
    application: Application, cells: tuple[str, ...], names: tuple[str, ...], where: tuple[int, dict[str, int]]
) -> None:
    line, seen = where
    if not application.id or len(application.id) > LONGEST_ID:
        raise refusal(f"« project_id » est vide ou trop long ; {_AGAIN}.")
    if len(cells) > len(names):
        raise refusal(f"plus de cellules que de titres ; {_AGAIN}.")
    if any("\ufffd" in cell for cell in cells):
        raise refusal("un caractère illisible (�) a remplacé l'original ; corrigez-le dans le fichier.")
    if application.id in seen:
        first = seen[application.id]
        raise refusal(f"le projet « {application.id[:40]} » est déjà à la ligne {first} ; gardez-en un seul.")
    seen[application.id] = line


def _warnings(cells: tuple[str, ...], line: int, application_id: str) -> list[Issue]:
    if not any(hides_something(cell) for cell in cells):
        return []
    return [Issue("cell", "des caractères invisibles ont été retirés.", "warning", f"ligne {line}", application_id)]


def _count(meta: Mapping[str, str], found: int) -> list[Issue]:
    announced = meta.get("num_projects", "")
    if not announced.isdecimal() or int(announced[:9]) == found:
        return []
    return [Issue("file", f"Le fichier annonce {announced[:9]} projets et en contient {found}.", "warning")]


def _call_document(meta: Mapping[str, str], budget: int, applications: list[Application]) -> dict[str, Any]:
    title = " – ".join(part for part in (meta.get("description"), meta.get("unit"), meta.get("instance")) if part)
    axes = dict.fromkeys(code for application in applications for code, _ in application.axes)
    origin = "Fichier Pabulib"
    return {
        "title": title[:200] or "Budget participatif",
        "step": 1,
        "ranking": "free",
        "objective": "euros",
        "policy": "partial",
        "investment": True,
        "in_kind": False,
        "axes": [{"code": code, "label": code} for code in sorted(axes)],
        "sources": [
            {"code": SINGLE_SOURCE, "label": "Enveloppe", "authority": SINGLE_SOURCE, "notified": budget},
        ],
        "rules": {
            "votes": {"label": "Note", "text": "La note d'un projet est le nombre de voix reçues.", "origin": origin},
            "rate": {"label": "Taux maximal", "text": "Un projet peut être financé en entier.", "origin": origin},
            "ranking": {"label": "Classement", "text": "Le classement n'est pas imposé.", "origin": origin},
        },
    }
