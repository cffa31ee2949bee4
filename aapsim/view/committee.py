"""The committee's table in words: a file under discussion, its state, who enters and who leaves."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from aapsim.domain.allocation import Allocation, Award
from aapsim.domain.application import Application
from aapsim.domain.call import Call
from aapsim.domain.french import NO_BREAK, decimal, euros, signed_euros
from aapsim.view.departments import department_label
from aapsim.view.movements import Movement
from aapsim.view.room import RoomFile, RoomRow
from aapsim.view.standing import gap_ids, ranked_awards, tie_ids
from aapsim.view.tables import Kind, Table, framed
from aapsim.view.words import codes_words, listed, project_words, term_words

FUNDED, PARTLY, NOT = "●", "◐", "✕"
"""Disc, half disc, cross: the state of a project reads without its colour."""

RULING_WORDS: Mapping[str, str] = {
    "retained": "retenu",
    "amount": "autre montant",
    "rejected": "écarté",
    "waiting": "liste complémentaire",
    "conditional": "sous réserve",
    "postponed": "reporté",
    "withdrawn": "désistement",
}
_UNDECIDED = {
    "refused": "note insuffisante",
    "ineligible": "irrecevable",
    "to_check": "à vérifier",
    "excluded": "écarté avant la séance",
}
_KINDS: Mapping[str, Kind] = {"Rang": "number", "Demandé": "euros", "Proposé": "euros"}
_OPINIONS = {"favorable": "avis favorable", "réservé": "avis réservé", "défavorable": "avis défavorable"}


@dataclass(frozen=True, slots=True)
class Ruled:
    """What the committee decided on one file, for whoever reads it: ``ruling`` code, euros (``None``: put off)."""

    ruling: str
    amount: int | None


@dataclass(frozen=True, slots=True)
class Sitting:
    """Everything the words need about a moment of the session.

    ``ruled`` holds the decided files by id, ``open`` those still to be discussed, ``here`` the
    file under discussion (empty: none). ``scores`` tells whether marks may be written.
    """

    call: Call
    applications: Sequence[Application]
    allocation: Allocation | None
    ruled: Mapping[str, Ruled] = field(default_factory=dict)
    open: tuple[str, ...] = ()
    here: str = ""
    scores: bool = True

    @property
    def known(self) -> dict[str, Application]:
        """Applications by id."""
        return {one.id: one for one in self.applications}


def symbol(grant: int, cap: int) -> str:
    """Return the disc of a grant: whole, half, or a cross."""
    if grant <= 0:
        return NOT
    return FUNDED if grant >= cap else PARTLY


def state_words(award: Award, ruled: Ruled | None, *, open_: bool) -> str:
    """Return the state of a file: what was decided, else what is proposed; the two are never mixed."""
    if ruled is not None and ruled.ruling != "postponed":
        return f"{symbol(ruled.amount or 0, award.cap)} {RULING_WORDS[ruled.ruling]}"
    if ruled is not None:
        return f"{symbol(award.grant, award.cap)} reporté"
    if award.status in _UNDECIDED:
        return f"{NOT} {_UNDECIDED[award.status]}"
    if open_ and award.grant:
        return f"{symbol(award.grant, award.cap)} à débattre"
    return f"{symbol(award.grant, award.cap)} {'proposé' if award.grant else 'non proposé'}"


def marks_words(award: Award, gaps: frozenset[str], ties: frozenset[str]) -> str:
    """Return the marks after a state: a departure from the ranking, a tie."""
    return (" ▲ écart" if award.id in gaps else "") + (" = ex æquo" if award.id in ties else "")


def sitting_table(sitting: Sitting) -> tuple[Table, int | None]:
    """Return the ranking as the committee reads it, and the row (from 0) of the file under discussion."""
    rows = _rows(sitting)
    columns = ["Rang", "Projet", "Dép.", "Note", "Demandé", "Proposé", "Décidé", "État", "Dossier"]
    kinds = dict(_KINDS) | {"Décidé": "euros"}
    frame = framed(tuple(columns), [row for row, _ in rows])
    if not sitting.scores:
        frame = frame.without("Note")
    here = next((place for place, (row, _) in enumerate(rows) if row[-1] == sitting.here), None)
    return Table("Classement, proposé et décidé", frame, kinds, empty="Aucune candidature."), here


def _rows(sitting: Sitting) -> list[tuple[tuple[Any, ...], Award]]:
    if sitting.allocation is None:
        return []
    known, open_ = sitting.known, frozenset(sitting.open)
    gaps, ties = gap_ids(sitting.allocation), tie_ids(sitting.allocation)
    return [
        (_row(sitting, known.get(award.id), award, marks_words(award, gaps, ties), open_=award.id in open_), award)
        for award in ranked_awards(sitting.allocation)
    ]


def _row(sitting: Sitting, one: Application | None, award: Award, marks: str, *, open_: bool) -> tuple[Any, ...]:
    ruled = sitting.ruled.get(award.id)
    settled = ruled is not None and ruled.ruling != "postponed"
    return (
        award.rank or None,
        project_words(one, award.id),
        codes_words(one.departments) if one else "",
        "" if award.score is None else decimal(award.score),
        one.requested if one else None,
        award.grant,
        (ruled.amount or 0) if ruled is not None and settled else None,
        state_words(award, ruled, open_=open_) + ("" if settled else marks),
        award.id,
    )


# ------------------------------------------------------------------------------------ one file
def file_lines(sitting: Sitting, award: Award) -> tuple[str, ...]:
    """Describe the file under discussion in three short lines: where and what, the money, the opinions."""
    one = sitting.known.get(award.id)
    if one is None:
        return ()
    places = ", ".join(department_label(code) for code, _ in one.departments) or "département inconnu"
    axes = " · ".join(f"axe {code}" for code, _ in one.axes)
    opinion = _OPINIONS.get(one.opinion, one.opinion)
    third = [f"note {decimal(award.score)}" if sitting.scores and award.score is not None else "", opinion]
    third += [_public_words(sitting.call, code) for code in one.publics]
    lines = (_joined([one.applicant, places, axes]), money_words(sitting.call, one, award), _joined(third))
    return tuple(line for line in lines if line)


def money_words(call: Call, one: Application, award: Award) -> str:
    """Write what is asked, the cap with what binds it, and the floor."""
    asked = "demande inconnue" if one.requested is None else f"demandé {euros(one.requested)}"
    term = term_words(call, award.cap_term)
    cap = f"plafond {euros(award.cap)}" + (f" ({term.removeprefix('le ').removeprefix('la ')})" if term else "")
    return _joined([asked, cap, f"plancher {euros(award.floor)}" if award.floor else ""])


def revised_words(now: Fraction, filed: Fraction, motive: str, *, scores: bool) -> str:
    """Say that a mark was revised in session, with both marks where marks may be written."""
    marks = f"{NO_BREAK}: {decimal(now)} au lieu de {decimal(filed)}" if scores else ""
    return f"Note révisée en séance{marks}, note déposée conservée. Motif{NO_BREAK}: {motive}"


_OTHERS = re.compile(r" \([^()]* avant [^()]*\)")


def alone(reason: str) -> str:
    """Return a reason without the other files it names: the room hears of one file at a time."""
    return _OTHERS.sub("", reason)


def _public_words(call: Call, code: str) -> str:
    return next((public.label.lower() for public in call.publics if public.code == code), code)


def _joined(parts: Sequence[str]) -> str:
    return " · ".join(part for part in parts if part)


# ----------------------------------------------------------------------------------- movements
_VERBS = (("entre", "Entre"), ("sort", "Sort"), ("hausse", "Monte"), ("baisse", "Baisse"))


def movement_lines(moves: Sequence[Movement], known: Mapping[str, Application], most: int = 6) -> tuple[str, ...]:
    """Say who enters, who leaves, who goes up or down, by name and in euros; one line each, ``—`` for nobody.

    Beyond ``most`` names the rest is counted, but everybody who leaves is named: that is what is asked.
    """
    lines = []
    for word, title in _VERBS:
        names = [_moved(move, known) for move in moves if move.word == word]
        if names or word in ("entre", "sort"):
            named = listed(names, len(names) if word == "sort" else most)
            lines.append(f"{title} : {named or '—'}")
    return tuple(lines)


def _moved(move: Movement, known: Mapping[str, Application]) -> str:
    name = project_words(known.get(move.id), move.id)
    return f"{name} ({signed_euros(move.after - move.before)})"


# ------------------------------------------------------------------------------------ the room
def room_rows(sitting: Sitting) -> tuple[RoomRow, ...]:
    """Return the ranking as the room reads it: no number of file, no mark if so set."""
    rows = []
    for row, award in _rows(sitting):
        rank, name, place, mark, asked, proposed, decided, state, _ = row
        amount = euros(proposed if decided is None else decided)
        cells = [str(rank or ""), name, place, mark, "" if asked is None else euros(asked), amount, state]
        if not sitting.scores:
            del cells[3]
        rows.append(RoomRow(tuple(cells), here=award.id == sitting.here))
    return tuple(rows)


def room_headers(*, scores: bool) -> tuple[tuple[str, ...], tuple[bool, ...]]:
    """Return the titles of the room's columns, and which hold figures."""
    titles = ["Rang", "Projet", "Dép.", "Note", "Demandé", "Montant", "État"]
    right = [True, False, False, True, True, True, False]
    if not scores:
        del titles[3], right[3]
    return tuple(titles), tuple(right)


def room_file(sitting: Sitting, place: str = "", reason: str = "") -> RoomFile | None:
    """Return the file under discussion as the room reads it, ``None`` without one.

    ``reason`` (the room's sentence) is left out of a file that is decided: its motive belongs to the record.
    """
    awards = () if sitting.allocation is None else sitting.allocation.awards
    award = next((one for one in awards if one.id == sitting.here), None)
    one = sitting.known.get(sitting.here)
    if award is None or one is None:
        return None
    lines = file_lines(sitting, award)
    ruled = sitting.ruled.get(one.id)
    said = reason if ruled is None or ruled.ruling == "postponed" else ""
    return RoomFile(place, project_words(one, one.id), lines[0], lines[1], proposal_words(award, sitting), said)


def proposal_words(award: Award, sitting: Sitting) -> str:
    """Say in three words what is proposed or decided: ``PROPOSÉ 18 000 €``, ``DÉCIDÉ 18 000 € (sous réserve)``."""
    ruled = sitting.ruled.get(award.id)
    if ruled is None or ruled.ruling == "postponed":
        return f"proposé {euros(award.grant)}"
    if ruled.ruling in ("retained", "amount"):
        return f"décidé {euros(ruled.amount or 0)}"
    if ruled.ruling == "conditional":
        return f"décidé {euros(ruled.amount or 0)}, sous réserve"
    return f"décidé : {RULING_WORDS[ruled.ruling]}"
