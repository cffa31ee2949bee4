"""Opening a workspace: a call, its applications, and the first allocation as the first kept state."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from aapsim.domain.allocation import Allocation
from aapsim.domain.application import Application
from aapsim.domain.call_document import apply_overrides, call_from_document
from aapsim.domain.issues import InvalidInput, Issue
from aapsim.files.calls import load_document, shipped_calls
from aapsim.service.answers import grants_of
from aapsim.service.applying import now_text
from aapsim.service.checks import application_issues
from aapsim.service.commands import Rows
from aapsim.service.paths import APPLICATIONS, DEMO, DOCUMENT, KEPT, REFUSED, RULES, TITLE
from aapsim.service.planning import raise_if
from aapsim.service.solving import first_allocation
from aapsim.store.events import Changed, Entry, canonical
from aapsim.store.ledger import Ledger
from aapsim.store.queries import OPENING

PROJECT_ACTOR = "aapsim"
FIRST_LABEL = "première répartition"


@dataclass(frozen=True, slots=True)
class Opening:
    """What a new workspace starts with. ``overrides`` are rules changed from the first revision on.

    ``demo`` marks fictional applications. With a ``command_id`` the same opening happens once.
    """

    title: str
    document: Mapping[str, Any]
    applications: tuple[Application, ...] = ()
    actor: str = PROJECT_ACTOR
    overrides: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    refused: Rows = ()
    demo: bool = False
    command_id: str = ""


def open_workspace(ledger: Ledger, opening: Opening) -> str:
    """Write the first revision of a new workspace and return its opaque id.

    Raises ``InvalidInput`` when the call or an application does not hold and
    ``NotSavedError`` when the database cannot write.
    """
    at = now_text()
    changes = _first_changes(opening, at)
    try:
        digest = hashlib.sha256(canonical([change.after for change in changes]).encode()).hexdigest()
    except (TypeError, ValueError) as error:
        raise InvalidInput([Issue("call", "l'appel contient une valeur qui ne peut pas être enregistrée.")]) from error
    command_id = opening.command_id or secrets.token_hex(16)
    entry = Entry(command_id, opening.actor, at, OPENING, f"ouverture : {opening.title}", digest)
    return ledger.open(secrets.token_urlsafe(9), opening.title, entry, changes)


def kept_document(allocation: Allocation, revision: int) -> dict[str, Any]:
    """Return the plain value that remembers an allocation, but for whose it is and when."""
    return {"revision": revision, "grants": grants_of(allocation), "fingerprint": allocation.fingerprint}


def shipped_document(name: str) -> dict[str, Any]:
    """Return the document of a shipped call. Raises ``InvalidInput`` for an unknown name."""
    calls = shipped_calls()
    if name not in calls:
        message = f"l'appel « {name} » n'est pas fourni ; choisissez parmi : {', '.join(calls)}."
        raise InvalidInput([Issue("call", message)])
    return load_document(calls[name])


def shipped_titles() -> dict[str, str]:
    """Return the shipped calls: name → title, sorted by name."""
    return {name: str(shipped_document(name)["title"]) for name in sorted(shipped_calls())}


def _first_changes(opening: Opening, at: str) -> tuple[Changed, ...]:
    call = call_from_document(apply_overrides(opening.document, opening.overrides))
    raise_if(application_issues(opening.applications, call))
    values: dict[str, Any] = {
        TITLE: opening.title,
        DOCUMENT: dict(opening.document),
        DEMO: opening.demo or None,
        REFUSED: [list(row) for row in opening.refused] or None,
    }
    values.update({RULES + path: value for path, value in opening.overrides.items()})
    values.update({APPLICATIONS + one.id: one.to_document() for one in opening.applications})
    allocation = first_allocation(call, opening.applications)
    if allocation is not None:
        remembered = {"label": FIRST_LABEL, "actor": opening.actor, "at": at}
        values[KEPT] = {**kept_document(allocation, 1), **remembered}
    return tuple(Changed(path, None, value) for path, value in sorted(values.items()) if value is not None)
