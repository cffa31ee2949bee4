"""The paths a workspace is made of, and how their plain values become domain values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aapsim.domain.application import Application

TITLE, DOCUMENT, DEMO, REFUSED, KEPT = "title", "document", "demo", "refused", "kept"
APPLICATIONS, RULES, LOCKS = "applications.", "rules.", "locks."
DECISIONS, SCORES, RECUSALS = "decisions.", "scores.", "recusals."
"""What the committee said of one file."""
WAITING, CLOSING, SIGNATURES, VERSIONS = "waiting", "closing", "signatures.", "versions."
"""The waiting list once frozen, the session once closed, who signed, and what was decided at each closing."""
BASE = "base"
"""There while the applications are frozen."""
SCENARIOS, REFERENCES = "scenarios.", "references."
"""Saved scenarios, and those kept whole for ever."""
ORIGIN = "origin"
"""Which saved scenario was opened last, and at which revision."""
ENVELOPE = "sources"
"""The envelope: two officers may not change it at the same time, whatever the source."""

State = Mapping[str, Any]


def under(state: State, prefix: str) -> dict[str, Any]:
    """Return what a family of paths holds, by the rest of the path, sorted."""
    return {path.removeprefix(prefix): state[path] for path in sorted(state) if path.startswith(prefix)}


def version_of(path: str) -> str:
    """Return what two people may not change at once: the path itself, or the envelope as a whole."""
    return RULES + ENVELOPE if path.startswith(f"{RULES}{ENVELOPE}.") else path


def shown(path: str) -> str:
    """Return a path as screens know it: a rule's own path, ``applications.ID``, ``locks.ID``, ``kept``."""
    return path.removeprefix(RULES)


def value_of(path: str, plain: Any) -> Any:  # noqa: ANN401 - a path holds any plain value
    """Return the domain value of what a path holds; ``None`` stays ``None``."""
    if path.startswith(APPLICATIONS) and plain is not None:
        return Application.from_document(plain)
    if path == KEPT and plain is not None:
        return plain["label"]
    return plain


def base_value(document: Mapping[str, Any], path: str) -> Any:  # noqa: ANN401 - a rule is any plain value
    """Return the call file's own value of a rule, or ``None`` where the file does not set it."""
    parts = path.split(".")
    if len(parts) == 1:
        return document.get(path)
    if len(parts) != 3:
        return None
    table, name, key = document.get(parts[0]), parts[1], parts[2]
    if isinstance(table, Mapping):
        row = table.get(name)
    else:
        rows = table if isinstance(table, list) else []
        row = next((one for one in rows if isinstance(one, Mapping) and one.get("code") == name), None)
    return row.get(key) if isinstance(row, Mapping) else None
