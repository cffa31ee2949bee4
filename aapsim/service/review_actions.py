"""What officers and reviewers do before the committee: reviews, opinions, budgets, verdicts overruled, exports."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal

from aapsim.domain.application import Application
from aapsim.domain.budget import Budget, CoFunder
from aapsim.domain.review import Opinion, Review, ReviewSettings

Answer = Literal["yes", "no", "to_check"]


@dataclass(frozen=True, slots=True)
class SetReviewer:
    """Add a reviewer under a short code, or give another name; an empty name takes away who reviewed nothing."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class PutReviews:
    """Save one reviewer's reviews, by application id; ``None`` takes one away."""

    reviewer: str
    reviews: Mapping[str, Review | None]


@dataclass(frozen=True, slots=True)
class SetReviewSettings:
    """Change the scale, or which reviews count in the mark."""

    settings: ReviewSettings


@dataclass(frozen=True, slots=True)
class PutOpinions:
    """Ask for or record departmental opinions: (application id, department) → opinion, ``None`` to take away."""

    opinions: Mapping[tuple[str, str], Opinion | None]


@dataclass(frozen=True, slots=True)
class PutBudget:
    """Save the full budget of one application; its quick figures follow from it. ``None`` takes it away."""

    id: str
    budget: Budget | None


@dataclass(frozen=True, slots=True)
class Overrule:
    """Answer a rule in the place of the software, with a reason; ``None`` goes back to the software's answer."""

    ids: tuple[str, ...]
    rule: str
    answer: Answer | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ImportPlatform:
    """Bring in an export of the platform: new applications, and those that changed as they are to be.

    ``seen`` keeps the values that the platform gave, by application id and field: the next import
    tells an officer's correction from a change by the applicant. ``mapping`` is the
    correspondence to be proposed again.
    """

    applications: tuple[Application, ...]
    mapping: Mapping[str, Any]
    seen: Mapping[str, Mapping[str, Any]] = field(default_factory=lambda: MappingProxyType({}))
    co_funders: Mapping[str, tuple[CoFunder, ...]] = field(default_factory=lambda: MappingProxyType({}))
    opinions: Mapping[tuple[str, str], Opinion] = field(default_factory=lambda: MappingProxyType({}))
    refused: tuple[tuple[str, ...], ...] = ()


ReviewAction = SetReviewer | PutReviews | SetReviewSettings | PutOpinions | PutBudget | Overrule | ImportPlatform
