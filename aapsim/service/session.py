"""The committee's session as it stands at one revision: decisions, scores, recusals, versions, signatures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from types import MappingProxyType
from typing import Any, Literal

from aapsim.domain.french import parse_exact
from aapsim.domain.scenario import Lock
from aapsim.service.answers import Answer, Changes, changes_between
from aapsim.service.paths import (
    APPLICATIONS,
    BASE,
    CLOSING,
    DECISIONS,
    RECUSALS,
    SCORES,
    SIGNATURES,
    VERSIONS,
    WAITING,
    State,
    under,
)
from aapsim.service.session_actions import Ruling

Stage = Literal["proposed", "opinion", "decided"]
"""*Proposé* (simulation), *avis du comité*, *décidé* (signed by the authority)."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Who did something, when (UTC), and why (may be empty)."""

    actor: str
    at: datetime
    motive: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision on one file. ``amount`` in euros is 0 where nothing is given, ``None`` for *reporter*.

    ``proposed`` is what the software proposed at that moment, ``None`` where it proposed nothing
    at all (a contradiction).
    """

    ruling: Ruling
    amount: int | None
    proposed: int | None
    mark: Mark

    @property
    def settled(self) -> bool:
        """False for a file that was only put off: it still counts as undecided."""
        return self.ruling != "postponed"

    @property
    def lock(self) -> Lock | None:
        """What binds the optimiser: an exact amount, ``excluded``, or nothing (*reporter*)."""
        if self.ruling == "postponed":
            return None
        return self.amount or "excluded"


@dataclass(frozen=True, slots=True)
class SessionScore:
    """A score revised in session; ``original`` is the one the file had (``None``: no single mark)."""

    score: Fraction
    original: Fraction | None
    mark: Mark


@dataclass(frozen=True, slots=True)
class Recusal:
    """A member who left the room for one file."""

    member: str
    mark: Mark


@dataclass(frozen=True, slots=True)
class Version:
    """What was decided at one moment: number 1 is the session's record.

    ``kind`` is ``session``, ``arbitration``, or for new money and withdrawals ``waiting_list``
    (served in its frozen order) or ``optimum`` (a new optimum). ``grants`` are euros by id, only
    those above 0; ``authorities`` euros by authority.
    """

    number: int
    name: str
    kind: str
    revision: int
    grants: Mapping[str, int]
    authorities: Mapping[str, int]
    mark: Mark


@dataclass(frozen=True, slots=True)
class Signature:
    """An authority made a version its own decision."""

    version: int
    mark: Mark

    @property
    def actor(self) -> str:
        """Who entered the signature."""
        return self.mark.actor

    @property
    def at(self) -> datetime:
        """When it was entered (UTC)."""
        return self.mark.at


@dataclass(frozen=True, slots=True)
class Session:
    """Everything the committee did, by application id where it is about one.

    ``waiting_list`` is ``None`` until it is frozen; ``closed`` and ``base_frozen`` are ``None``
    while the session is open and the applications may change; ``versions`` in order.
    """

    decisions: Mapping[str, Decision] = field(default_factory=lambda: MappingProxyType({}))
    scores: Mapping[str, SessionScore] = field(default_factory=lambda: MappingProxyType({}))
    recusals: Mapping[str, tuple[Recusal, ...]] = field(default_factory=lambda: MappingProxyType({}))
    waiting_list: tuple[str, ...] | None = None
    closed: Mark | None = None
    signatures: Mapping[str, Signature] = field(default_factory=lambda: MappingProxyType({}))
    versions: tuple[Version, ...] = ()
    base_frozen: Mark | None = None

    def stage(self, application_id: str, authority: str) -> Stage:
        """Return how far a file is with one authority: decided once it signed the amount that holds now."""
        decision = self.decisions.get(application_id)
        if decision is None or not decision.settled:
            return "proposed"
        signature = self.signatures.get(authority)
        if signature is None:
            return "opinion"
        signed = self.versions[signature.version - 1].grants.get(application_id, 0)
        return "decided" if signed == (decision.amount or 0) else "opinion"

    def against_record(self, version: Version) -> Changes:
        """Return what a version changes over the session's record (version 1), in euros by file."""
        return changes_between(self.versions[0].grants, version.grants)

    def undecided(self, answer: Answer) -> tuple[str, ...]:
        """Return the files still to be settled, by rank then id: all that are not ineligible."""
        optimum = answer.optimum
        awards = () if optimum is None else optimum.awards
        settled = {one for one, decision in self.decisions.items() if decision.settled}
        open_ = [award for award in awards if award.status != "ineligible" and award.id not in settled]
        return tuple(award.id for award in sorted(open_, key=lambda award: (award.rank or len(awards) + 1, award.id)))


NO_SESSION = Session()
"""Before the committee did anything."""


def session_of(state: State) -> Session:
    """Read the session out of what the paths of a workspace hold."""
    waiting, closed, base = state.get(WAITING), state.get(CLOSING), state.get(BASE)
    versions = sorted((_version(plain) for plain in under(state, VERSIONS).values()), key=lambda one: one.number)
    return Session(
        decisions=MappingProxyType({one: decision_of(plain) for one, plain in under(state, DECISIONS).items()}),
        scores=MappingProxyType({one: _score(one, plain, state) for one, plain in under(state, SCORES).items()}),
        recusals=MappingProxyType(
            {
                one: tuple(Recusal(each["member"], mark_of(each)) for each in plain)
                for one, plain in under(state, RECUSALS).items()
            }
        ),
        waiting_list=None if waiting is None else tuple(waiting["ids"]),
        closed=None if closed is None else mark_of(closed),
        signatures=MappingProxyType(
            {one: Signature(plain["version"], mark_of(plain)) for one, plain in under(state, SIGNATURES).items()}
        ),
        versions=tuple(versions),
        base_frozen=None if base is None else mark_of(base),
    )


def mark_of(plain: Mapping[str, Any]) -> Mark:
    """Read who, when and why out of a plain value that carries them."""
    return Mark(plain["actor"], datetime.fromisoformat(plain["at"]), plain.get("motive", ""))


def decision_of(plain: Mapping[str, Any]) -> Decision:
    """Read one decision."""
    return Decision(plain["ruling"], plain["amount"], plain["proposed"], mark_of(plain))


def _score(one: str, plain: Mapping[str, Any], state: State) -> SessionScore:
    # What was filed is read where it is filed: a later import may have brought another score.
    original = (state.get(APPLICATIONS + one) or {}).get("score")
    before = None if original is None else parse_exact(original)
    return SessionScore(parse_exact(plain["score"]), before, mark_of(plain))


def _version(plain: Mapping[str, Any]) -> Version:
    return Version(
        plain["number"],
        plain["name"],
        plain["kind"],
        plain["revision"],
        MappingProxyType(plain["grants"]),
        MappingProxyType(plain["authorities"]),
        mark_of(plain),
    )


def effective_locks(state: State, locks_prefix: str) -> dict[str, Lock]:
    """Return what binds the optimiser, by id, sorted: the committee's decision where there is one, else the lock.

    The one rule: *retenu*, *autre montant* and *sous réserve* bind to their exact amount,
    *écarté* and *liste complémentaire* exclude, *reporté* and an undecided file bind nothing of
    their own: a lock set while preparing then still holds.
    """
    found: dict[str, Lock] = dict(under(state, locks_prefix))
    for one, plain in under(state, DECISIONS).items():
        lock = decision_of(plain).lock
        if lock is not None:
            found[one] = lock
    return dict(sorted(found.items()))
