"""What the papers of a session say of each file, from one frozen content."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from aapsim.domain.allocation import Allocation, Award
from aapsim.domain.application import Application
from aapsim.domain.call import Call
from aapsim.domain.french import decimal, euros
from aapsim.service.frozen import Frozen
from aapsim.service.session import Decision
from aapsim.view.committee import RULING_WORDS
from aapsim.view.departments import department_label
from aapsim.view.standing import ranked_awards, split_words
from aapsim.view.words import AUTHORITY_WORDS, STATUS_WORDS, project_words, shares_words, term_words

NOT_FUNDED = ("rejected", "waiting", "postponed")


def ranked(frozen: Frozen) -> tuple[Award, ...]:
    """Return the awards in the committee's order; empty where nothing could be computed."""
    return () if frozen.answer.optimum is None else ranked_awards(frozen.answer.optimum)


def known(frozen: Frozen) -> Mapping[str, Application]:
    """Return the applications by id."""
    return {one.id: one for one in frozen.snapshot.applications}


def name_of(frozen: Frozen, one: str) -> str:
    """Return a project's name for people."""
    return project_words(frozen.snapshot.application(one), one)


def table_row(frozen: Frozen, award: Award) -> list[str]:
    """Return one line of the session table, as texts in the order of :data:`TABLE_HEADERS`."""
    one = frozen.snapshot.application(award.id)
    call = frozen.snapshot.call
    decision = frozen.snapshot.session.decisions.get(award.id)
    return [
        str(award.rank or ""),
        award.id,
        project_words(one, award.id),
        one.applicant if one else "",
        shares_words(one.departments) if one else "",
        shares_words(one.axes) if one else "",
        "" if award.score is None else decimal(award.score),
        one.opinion if one else "",
        "" if one is None or one.requested is None else euros(one.requested),
        euros(award.cap),
        euros(proposed(award, decision)),
        split_words(award, call),
        proposed_words(award, decision),
        decided_words(decision),
        decision.mark.motive if decision is not None else "",
    ]


TABLE_HEADERS = ("Rang", "Dossier", "Projet", "Porteur", "Dép.", "Axe", "Note", "Avis", "Demandé", "Plafond",
                 "Proposé", "Par financeur", "Proposition", "Décision", "Motif")  # fmt: skip
TABLE_WIDTHS = (3, 5, 16, 13, 4, 4, 4, 6, 7, 7, 7, 12, 8, 9, 13)
TABLE_RIGHT = (True, False, False, False, False, False, True, False, True, True, True, False, False, False, False)


def proposed(award: Award, decision: Decision | None) -> int:
    """Return the euros proposed: those of the moment of the decision, once there is one."""
    return award.grant if decision is None or decision.proposed is None else decision.proposed


def proposed_words(award: Award, decision: Decision | None) -> str:
    """Return the state of a proposal without its sign: paper has the words."""
    if decision is not None and decision.proposed is not None:
        amount = decision.proposed
        return "non proposé" if not amount else "proposé" if amount >= award.cap else "proposé en partie"
    words = STATUS_WORDS[award.status].split(" ", 1)[1]
    return {"retenu": "proposé", "retenu en partie": "proposé en partie", "non retenu": "non proposé"}.get(words, words)


def decided_words(decision: Decision | None) -> str:
    """Return a decision in words, empty while there is none."""
    if decision is None:
        return ""
    word = RULING_WORDS[decision.ruling]
    return f"{word} : {euros(decision.amount)}" if decision.amount else word


def money_lines(frozen: Frozen) -> list[list[str]]:
    """Return one line an authority and the total: available, proposed, decided, left."""
    call, optimum = frozen.snapshot.call, frozen.answer.optimum
    rows = []
    totals = [0, 0, 0]
    for authority in call.authorities:
        available = sum(source.available for source in call.sources if source.authority == authority)
        proposed = paid_by(call, optimum, authority, None)
        decided = paid_by(call, optimum, authority, settled(frozen))
        totals = [before + now for before, now in zip(totals, (available, proposed, decided), strict=True)]
        rows.append(_money_line(AUTHORITY_WORDS.get(authority, authority), available, proposed, decided))
    return [*rows, _money_line("Total", *totals)]


def _money_line(name: str, available: int, proposed: int, decided: int) -> list[str]:
    return [name, euros(available), euros(proposed), euros(decided), euros(available - decided)]


STREAMS = {"call": "appel", "scenario": "scénario"}
"""French names of the two streams of the log."""


def settled(frozen: Frozen) -> frozenset[str]:
    """Return the ids that were decided, for or against."""
    return frozenset(one for one, decision in frozen.snapshot.session.decisions.items() if decision.settled)


def paid_by(call: Call, allocation: Allocation | None, authority: str, among: frozenset[str] | None) -> int:
    """Return the euros one authority pays, over all awards or ``among`` some ids."""
    codes = {source.code for source in call.sources if source.authority == authority}
    awards = () if allocation is None else allocation.awards
    return sum(
        amount
        for award in awards
        if among is None or award.id in among
        for code, amount in award.by_source
        if code in codes
    )


def paris(moment: datetime) -> datetime:
    """Return a moment on the clock of the officers' wall; UTC where the zone is not known."""
    try:
        return moment.astimezone(ZoneInfo("Europe/Paris"))
    except ZoneInfoNotFoundError:
        return moment


def day(moment: datetime) -> str:
    """Write a moment: ``30/08/2021 à 14 h 32``."""
    local = paris(moment)
    return f"{local:%d/%m/%Y} à {local:%H}\u00a0h\u00a0{local:%M}"


def foot(frozen: Frozen) -> str:
    """Return what stands at the foot of every page: revision, moment, hash of the content."""
    saved = day(frozen.snapshot.saved_at)
    return f"rév. {frozen.revision} du {saved} · moteur {frozen.engine_version} · {frozen.hash}"


def places(one: Application) -> str:
    """Name the departments of an application."""
    return ", ".join(department_label(code) for code, _ in one.departments) or "non renseigné"


def cap_line(call: Call, award: Award) -> str:
    """Write a cap with the rule that binds it."""
    term = term_words(call, award.cap_term)
    return f"{euros(award.cap)}{f' ({term})' if term else ''}"
