"""The one-page record at the close of the session: totals by authority, names, signatures, hash of the log."""

from __future__ import annotations

from reportlab.platypus import Flowable

from aapsim.domain.french import euros
from aapsim.papers import lines, pdf
from aapsim.service.frozen import Frozen
from aapsim.view.words import AUTHORITY_WORDS, counted

_SIZES = (8.5, 7.5, 6.5, 5.5, 4.8)
"""Sizes tried, in points, until the record fits on its page."""


def record(frozen: Frozen) -> bytes:
    """Return the record as a PDF of one page; in very small type, or on a second page, beyond a hundred awards."""
    sheet = pdf.Sheet(f"{frozen.snapshot.title} – relevé de décisions", lines.foot(frozen), draft=frozen.provisional)
    content = b""
    for size in _SIZES:
        content, pages = pdf.counted_pages(sheet, _parts(frozen, size))
        if pages == 1:
            break
    return content


def _parts(frozen: Frozen, size: float) -> list[Flowable]:
    return [
        *_opening(frozen, size),
        pdf.gap(2),
        pdf.table(
            ("Autorité", "À répartir", "Décidé", "Reste"),
            [[line[0], line[1], line[3], line[4]] for line in lines.money_lines(frozen)],
            (3, 2, 2, 2),
            (False, True, True, True),
            size,
        ),
        pdf.gap(2),
        *_funded(frozen, size),
        pdf.gap(2),
        *_others(frozen, size),
        pdf.gap(3),
        *_signatures(frozen, size),
    ]


def _opening(frozen: Frozen, size: float) -> list[Flowable]:
    session = frozen.snapshot.session
    name = session.versions[-1].name if session.versions else "relevé provisoire"
    closed = session.closed
    moment = "Séance non close : document provisoire."
    if closed is not None:
        moment = f"Clos le {lines.day(closed.at)} par {closed.actor}."
    decided = [one for one in session.decisions.values() if one.settled]
    return [
        pdf.heading(name[:1].upper() + name[1:], 13),
        pdf.paragraph(f"{moment} {counted(len(decided), 'dossier tranché', 'dossiers tranchés')}.", size),
        # CRPA L311-3-1: a decision taken even partly with an algorithm says so.
        pdf.paragraph(
            "Décisions préparées à l'aide d'un traitement algorithmique ; chaque porteur peut en demander les règles "
            "et les principales caractéristiques appliquées à son dossier (CRPA, art. L. 311-3-1).",
            size - 0.5,
            soft=True,
        ),
    ]


def _funded(frozen: Frozen, size: float) -> list[Flowable]:
    decisions = frozen.snapshot.session.decisions
    rows = []
    for award in lines.ranked(frozen):
        decision = decisions.get(award.id)
        if decision is None or not decision.amount:
            continue
        note = f"sous réserve : {decision.mark.motive}" if decision.ruling == "conditional" else decision.mark.motive
        one = frozen.snapshot.application(award.id)
        rows.append(
            [award.id, lines.name_of(frozen, award.id), one.applicant if one else "", euros(decision.amount), note]
        )
    count = counted(len(rows), "projet retenu", "projets retenus")
    headers = ("Dossier", count, "Porteur", "Décidé", "Motif, réserve")
    return [pdf.table(headers, rows, (2, 6, 5, 2.4, 4), (False, False, False, True, False), size)]


def _others(frozen: Frozen, size: float) -> list[Flowable]:
    session = frozen.snapshot.session
    order = session.waiting_list
    waiting = order or tuple(one for one, each in session.decisions.items() if each.ruling == "waiting")
    names = "; ".join(f"{place}. {lines.name_of(frozen, one)}" for place, one in enumerate(waiting, 1))
    rejected = [one for one, each in session.decisions.items() if each.ruling == "rejected"]
    recusals = "; ".join(
        f"{one.member} ({lines.name_of(frozen, each)})" for each, many in session.recusals.items() for one in many
    )
    scores = len(session.scores)
    said = [
        f"Liste complémentaire{', dans cet ordre' if order is not None else ''} : {names or 'néant'}.",
        f"Écartés : {counted(len(rejected), 'dossier')}{f' ({_few(frozen, rejected)})' if rejected else ''}.",
        f"Déports : {recusals or 'aucun'}. Notes révisées en séance : {scores}.",
    ]
    return [pdf.paragraph(line, size) for line in said]


def _few(frozen: Frozen, ids: list[str]) -> str:
    shown = "; ".join(lines.name_of(frozen, one) for one in ids[:40])
    return shown + ("; …" if len(ids) > 40 else "")


def _signatures(frozen: Frozen, size: float) -> list[Flowable]:
    signed = frozen.snapshot.session.signatures
    cells = []
    for authority in frozen.snapshot.call.authorities:
        mark = signed.get(authority)
        when = f"signé le {lines.day(mark.at)}" if mark else "date et signature :"
        cells.append([AUTHORITY_WORDS.get(authority, authority), when, ""])
    heads = ", ".join(f"{lines.STREAMS.get(stream, stream)} {value}" for stream, value in sorted(frozen.heads.items()))
    return [
        pdf.table(("Décision", "", ""), cells, (2, 3, 4), (False, False, False), size),
        pdf.gap(2),
        pdf.paragraph(f"Empreinte du journal : {heads}.", max(5.5, size - 2), soft=True),
    ]
