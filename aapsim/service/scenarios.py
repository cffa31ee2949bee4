"""Saved scenarios and frozen references, as frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from aapsim.service.paths import REFERENCES, SCENARIOS, State, under
from aapsim.service.session import Mark, mark_of


@dataclass(frozen=True, slots=True)
class Step:
    """When a difference was made (revision of the workspace) and by which command (French label)."""

    revision: int
    label: str


@dataclass(frozen=True, slots=True)
class SavedScenario:
    """A difference over the call's base, kept under a name.

    ``values`` maps paths (``rules.rate``, ``locks.ID``, ``decisions.ID``, ``scores.ID``) to plain
    values, ``steps`` the same paths to when each was made. ``revision`` is the one it was saved
    from. Mappings must not be written to.
    """

    id: str
    name: str
    archived: bool
    values: Mapping[str, Any]
    steps: Mapping[str, Step]
    revision: int
    mark: Mark


@dataclass(frozen=True, slots=True)
class Reference:
    """A scenario kept whole for ever: ``content`` is what :func:`aapsim.service.frozen.content_of` wrote."""

    id: str
    name: str
    content: Mapping[str, Any]
    mark: Mark

    @property
    def hash(self) -> str:
        """``sha256:…`` of the content."""
        return str(self.content["hash"])


def scenarios_of(state: State) -> tuple[SavedScenario, ...]:
    """Return the saved scenarios, archived ones included, by name then id."""
    found = [_scenario(one, plain) for one, plain in under(state, SCENARIOS).items()]
    return tuple(sorted(found, key=lambda one: (one.name.casefold(), one.id)))


def references_of(state: State) -> tuple[Reference, ...]:
    """Return the frozen references, oldest first."""
    found = [
        Reference(one, plain["name"], MappingProxyType(plain["content"]), mark_of(plain))
        for one, plain in under(state, REFERENCES).items()
    ]
    return tuple(sorted(found, key=lambda one: (one.mark.at, one.id)))


def _scenario(one: str, plain: Mapping[str, Any]) -> SavedScenario:
    steps = {path: Step(step["revision"], step["label"]) for path, step in plain["steps"].items()}
    return SavedScenario(
        one,
        plain["name"],
        plain["archived"],
        MappingProxyType(plain["values"]),
        MappingProxyType(steps),
        plain["revision"],
        mark_of(plain),
    )
