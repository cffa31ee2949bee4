"""What a committee does with a workspace: decisions, session scores, recusals, closing, signing, the room screen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from types import MappingProxyType
from typing import Literal

Ruling = Literal["retained", "amount", "rejected", "waiting", "conditional", "postponed", "withdrawn"]
"""Retenir, autre montant, écarter, liste complémentaire, sous réserve, reporter, désistement."""
Method = Literal["waiting_list", "optimum"]
"""How money is given after the session: the waiting list in its frozen order, or a new optimum over it."""

RULINGS: dict[Ruling, str] = {
    "retained": "retenu",
    "amount": "autre montant",
    "rejected": "écarté",
    "waiting": "liste complémentaire",
    "conditional": "sous réserve",
    "postponed": "reporté",
    "withdrawn": "désistement",
}
"""French words for the state of a decided file."""


@dataclass(frozen=True, slots=True)
class Decide:
    """The committee's decision on one file, or on several at once; ``ruling`` ``None`` reopens them.

    ``retained`` and ``conditional`` take the amount proposed at the command's base revision
    unless ``amount`` (whole euros) says otherwise; ``amount`` needs it; the others have none.
    One decision can be reopened without touching those taken after it.
    """

    ids: tuple[str, ...]
    ruling: Ruling | None
    amount: int | None = None
    motive: str = ""


@dataclass(frozen=True, slots=True)
class ReviseScore:
    """Give a file a session score out of 100 (``None`` goes back to the filed one, which is always kept)."""

    id: str
    score: Fraction | None
    motive: str = ""


@dataclass(frozen=True, slots=True)
class Recuse:
    """Note that a member leaves the room for one file (*déport*)."""

    id: str
    member: str
    motive: str = ""


@dataclass(frozen=True, slots=True)
class CancelRecusal:
    """Take a recusal back that was noted by mistake."""

    id: str
    member: str


@dataclass(frozen=True, slots=True)
class FreezeWaitingList:
    """Freeze the waiting list in this order; empty means by rank. Closing the session does it by rank."""

    ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class UnfreezeWaitingList:
    """Open the waiting list again, before the session is closed."""


@dataclass(frozen=True, slots=True)
class CloseSession:
    """Close the session: nothing is undecided any more. What was decided becomes version 1, the session's record."""

    name: str = "relevé de la séance"
    motive: str = ""


@dataclass(frozen=True, slots=True)
class ReopenSession:
    """Open a closed session again, as long as no authority has signed; the motive is compulsory."""

    motive: str


@dataclass(frozen=True, slots=True)
class Arbitrate:
    """Decide again after the session: a new version with a name of its own and a compulsory motive."""

    name: str
    decisions: tuple[Decide, ...]
    motive: str


@dataclass(frozen=True, slots=True)
class Adjust:
    """Give new money (*abondement*), or the money of files that withdrew (*désistement*), after the session.

    ``money`` adds euros to the notified amount of sources. Whatever is decided keeps its exact
    amount; ``waiting_list`` serves the frozen list in its order, ``optimum`` seeks the best use
    among the files of that list, and the version says so. A new version with a name of its own.
    """

    name: str
    motive: str
    money: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    withdrawn: tuple[str, ...] = ()
    method: Method = "waiting_list"


@dataclass(frozen=True, slots=True)
class SignDecisions:
    """An authority makes the last version its own decision; this cannot be undone."""

    authority: str
    motive: str = ""


@dataclass(frozen=True, slots=True)
class FreezeBase:
    """Freeze the applications: imports and edits are refused until :class:`UnfreezeBase`."""

    motive: str = ""


@dataclass(frozen=True, slots=True)
class UnfreezeBase:
    """Let applications be imported and edited again."""

    motive: str = ""


@dataclass(frozen=True, slots=True)
class Show:
    """Put a saved revision on the room screen. Leaves the workspace and its revision as they are.

    ``file`` is the application under discussion (empty: none); ``scores`` tells whether the room may read marks.
    """

    revision: int
    file: str = ""
    scores: bool = True


@dataclass(frozen=True, slots=True)
class Blackout:
    """Turn the room screen black, or light it again on the revision it showed."""

    on: bool


SessionAction = (
    Decide
    | ReviseScore
    | Recuse
    | CancelRecusal
    | FreezeWaitingList
    | UnfreezeWaitingList
    | CloseSession
    | ReopenSession
    | Arbitrate
    | Adjust
    | SignDecisions
    | FreezeBase
    | UnfreezeBase
)
RoomAction = Show | Blackout
