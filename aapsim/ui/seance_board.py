"""What the officer has before them in session: saved state, trial, queue, money. Read once a run."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import streamlit as st

from aapsim.domain.allocation import Allocation, Award
from aapsim.domain.call import Call
from aapsim.service.answers import Answer
from aapsim.service.commands import Trial
from aapsim.service.room import Shown
from aapsim.service.session import Session
from aapsim.service.snapshots import Snapshot
from aapsim.ui import session, trials
from aapsim.view.committee import Ruled, Sitting
from aapsim.view.standing import gap_ids, ranked_awards, tie_ids

FILE_KEY = "dossier"
"""The file under discussion stands in the address: F5 and another computer find it again."""
_STATE = "aapsim:seance:file"
_DOUBTED = ("réservé", "défavorable")
_DEBATED, _AGREED, _PASSED = range(3)


@dataclass(frozen=True, slots=True)
class Share:
    """One authority's money in euros: what it can give, what is decided, what is left of it."""

    authority: str
    available: int
    decided: int

    @property
    def left(self) -> int:
        """Euros not decided yet; below 0 when more was decided than there is."""
        return self.available - self.decided


@dataclass(frozen=True, slots=True)
class Board:
    """One run's view of the session. ``here`` and ``answer`` are those of the trial when there is one.

    ``queue`` holds the files still to be debated, ``agreed`` those nobody has a reason to debate
    and ``passed`` the undecided ones to which nothing is proposed, all in rank order; ``file``
    is the one under discussion, empty without any application.
    """

    saved: Snapshot
    before: Answer
    here: Snapshot
    answer: Answer
    trial: Trial | None
    queue: tuple[str, ...]
    agreed: tuple[str, ...]
    passed: tuple[str, ...]
    file: str
    shown: Shown

    @property
    def award(self) -> Award | None:
        """The award of the file under discussion, ``None`` where nothing could be computed."""
        return award_of(self.answer.optimum, self.file)

    @property
    def provisional(self) -> bool:
        """True while the exact answer is still looked for: nothing is decided, tried or shown to the room then."""
        return self.answer.waiting is not None or self.before.waiting is not None

    @property
    def possible(self) -> bool:
        """False when the rules and decisions contradict each other, or nothing could be computed."""
        return self.answer.optimum is not None and self.answer.optimum.status != "infeasible"


def read() -> Board:
    """Return the board of this run: one read of the desk, whatever the number of components."""
    saved = session.snapshot()
    before = session.answer()
    trial = trials.current(saved)
    here, answer = trials.looked_at(saved, before, trial)
    # A trial must not move the agenda: the queue is that of the saved state.
    queue, agreed, passed = sorted_out(saved, before)
    file, shown = _file(here, answer, queue), session.desk().shown(saved.id)
    return Board(saved, before, here, answer, trial, queue, agreed, passed, file, shown)


def sorted_out(snapshot: Snapshot, answer: Answer) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Return the undecided files in three: to be debated, agreed, passed over; each in rank order.

    *Agreed*: proposed in full, recommended, not among equals. *Passed over*: nothing proposed,
    and no departure from the ranking to be explained. The rest is to be debated, and so is
    whatever was put off or has a recusal.
    """
    found: tuple[list[str], list[str], list[str]] = ([], [], [])
    optimum = answer.optimum
    if optimum is None:
        return (), (), ()
    awards = {award.id: award for award in optimum.awards}
    doubted = {one.id for one in snapshot.applications if one.opinion in _DOUBTED}
    spoken = {*snapshot.session.decisions, *snapshot.session.recusals}
    talked_about = tie_ids(optimum) | gap_ids(optimum) | spoken
    for one in snapshot.session.undecided(answer):
        found[_kind(awards[one], talked_about, doubted)].append(one)
    return tuple(found[0]), tuple(found[1]), tuple(found[2])


def _kind(award: Award, talked_about: AbstractSet[str], doubted: AbstractSet[str]) -> int:
    if award.id in talked_about or award.status == "to_check":
        return _DEBATED
    if not award.grant:
        return _PASSED
    return _DEBATED if award.id in doubted or award.status != "funded" else _AGREED


def _file(here: Snapshot, answer: Answer, queue: tuple[str, ...]) -> str:
    """Return the file under discussion: the one asked for if it is there, else the first of the queue."""
    known = [one.id for one in here.applications]
    asked = (st.session_state.get(_STATE), st.query_params.get(FILE_KEY))
    ranked = [award.id for award in ranked_awards(answer.optimum)] if answer.optimum else known
    found = next((one for one in asked if one in known), next(iter((*queue, *ranked)), ""))
    go_to(found)
    return found


def here() -> str:
    """Return the id of the file under discussion, empty without one."""
    return str(st.session_state.get(_STATE, ""))


def go_to(application_id: str) -> None:
    """Make a file the one under discussion, in the session and in the address."""
    st.session_state[_STATE] = application_id
    if application_id and st.query_params.get(FILE_KEY) != application_id:
        st.query_params[FILE_KEY] = application_id


def award_of(allocation: Allocation | None, application_id: str) -> Award | None:
    """Return one award, ``None`` where there is none."""
    awards = () if allocation is None else allocation.awards
    return next((award for award in awards if award.id == application_id), None)


def ruled(session_now: Session) -> Mapping[str, Ruled]:
    """Return the decisions as the words of the committee want them."""
    return {one: Ruled(decision.ruling, decision.amount) for one, decision in session_now.decisions.items()}


def sitting(snapshot: Snapshot, answer: Answer, file: str, open_: tuple[str, ...], *, scores: bool) -> Sitting:
    """Return a moment of the session for the words of the screen or of the room."""
    return Sitting(
        snapshot.call,
        snapshot.applications,
        answer.optimum,
        ruled(snapshot.session),
        open_,
        file,
        scores,
    )


def shares(snapshot: Snapshot, answer: Answer) -> tuple[Share, ...]:
    """Return the money by authority, in the call's order.

    What is decided is split as the optimum pays it, whose locks are those decisions. Where
    nothing can be computed only the whole is known: one share without a name.
    """
    call, decided = snapshot.call, _settled(snapshot.session)
    optimum = answer.optimum
    if optimum is None or optimum.status == "infeasible":
        return (Share("", call.envelope, sum(decided.values())),)
    paid = dict.fromkeys(call.authorities, 0)
    payer = {source.code: source.authority for source in call.sources}
    for award in optimum.awards:
        if award.id in decided:
            for code, amount in award.by_source:
                paid[payer[code]] += amount
    return tuple(Share(one, _available(call, one), paid[one]) for one in call.authorities)


def _settled(session_now: Session) -> dict[str, int]:
    return {one: decision.amount or 0 for one, decision in session_now.decisions.items() if decision.settled}


def _available(call: Call, authority: str) -> int:
    return sum(source.available for source in call.sources if source.authority == authority)

