"""A scenario: a small difference over a call's base, and the committee's locks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal

Lock = Literal["funded", "excluded"] | int
"""A decision that binds the optimiser: funded, excluded, or an exact amount in euros."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """What an officer changed over the call file.

    ``overrides`` maps a path of the call document (``rate``, ``axes.2.priority``,
    ``sources.fir.notified``, ``departments.48.ceiling``) to its new plain value; empty means
    the call as shipped. ``locks`` maps application ids to their lock.
    """

    overrides: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    locks: Mapping[str, Lock] = field(default_factory=lambda: MappingProxyType({}))
