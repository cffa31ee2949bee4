"""What was prepared before the committee, as frozen values: reviewers, reviews, opinions, budgets, correspondence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from aapsim.domain.budget import Budget
from aapsim.domain.review import Opinion, Review, ReviewSettings
from aapsim.service.paths import State, under

REVIEWERS, REVIEWS, OPINIONS, BUDGETS, SEEN, GIVEN = (
    "reviewers.", "reviews.", "opinions.", "budgets.", "seen.", "given.",
)  # fmt: skip
"""``reviews.REVIEWER.DOSSIER``, ``opinions.DEPARTMENT.DOSSIER``; the others end with the dossier (or the reviewer).

``seen`` is what the platform gave at the last import, ``given`` the mark there was before any review.
"""
SETTINGS, MAPPING = "review_settings", "mapping"
_BY_APPLICATION = (BUDGETS, SEEN, GIVEN)
_BY_TWO = (REVIEWS, OPINIONS)


def _nothing() -> Mapping[Any, Any]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Prepared:
    """``reviews`` and ``opinions`` are by application id, then by reviewer or department; mappings are read-only."""

    reviewers: Mapping[str, str] = field(default_factory=_nothing)
    reviews: Mapping[str, Mapping[str, Review]] = field(default_factory=_nothing)
    opinions: Mapping[str, Mapping[str, Opinion]] = field(default_factory=_nothing)
    budgets: Mapping[str, Budget] = field(default_factory=_nothing)
    seen: Mapping[str, Mapping[str, Any]] = field(default_factory=_nothing)
    settings: ReviewSettings = field(default_factory=ReviewSettings)
    mapping: Mapping[str, Any] | None = None

    def budget(self, application_id: str) -> Budget:
        """Return the full budget of an application; an empty one if it has none."""
        return self.budgets.get(application_id, Budget())


def prepared_of(state: State) -> Prepared:
    """Read what a workspace holds of the preparation."""
    reviews, opinions = grouped(state, REVIEWS), grouped(state, OPINIONS)
    return Prepared(
        MappingProxyType(under(state, REVIEWERS)),
        MappingProxyType({one: _reviews(found) for one, found in reviews.items()}),
        MappingProxyType({one: _opinions(found) for one, found in opinions.items()}),
        MappingProxyType({one: Budget.from_document(plain) for one, plain in under(state, BUDGETS).items()}),
        MappingProxyType(under(state, SEEN)),
        ReviewSettings.from_document(state.get(SETTINGS)),
        state.get(MAPPING),
    )


def grouped(state: State, prefix: str) -> dict[str, dict[str, Any]]:
    """Return what a family of two codes holds: application id → first code → plain value."""
    found: dict[str, dict[str, Any]] = {}
    for path, plain in under(state, prefix).items():
        code, _, one = path.partition(".")
        found.setdefault(one, {})[code] = plain
    return found


def _reviews(found: Mapping[str, Any]) -> Mapping[str, Review]:
    return MappingProxyType({who: Review.from_document(plain) for who, plain in found.items()})


def _opinions(found: Mapping[str, Any]) -> Mapping[str, Opinion]:
    return MappingProxyType({code: Opinion.from_document(plain) for code, plain in found.items()})


def opinions_of(state: State, application_id: str) -> Mapping[str, Opinion]:
    """Return the opinions on one application, by department (empty: not said)."""
    return _opinions(grouped(state, OPINIONS).get(application_id, {}))


def paths_about(state: State, ids: Iterable[str]) -> tuple[str, ...]:
    """Return every path of the preparation that is about these applications."""
    wanted = set(ids)
    own = [path for path in state if path.startswith(_BY_APPLICATION) and path.partition(".")[2] in wanted]
    return (*own, *(path for path in state if path.startswith(_BY_TWO) and path.split(".", 2)[2] in wanted))
