"""The papers of the evening before: the A3 table, one sheet a project, and the same as a workbook."""

from __future__ import annotations

from reportlab.platypus import Flowable, PageBreak

from aapsim.domain.allocation import Award
from aapsim.domain.application import Application
from aapsim.domain.french import decimal, euros
from aapsim.files.sheets import Table, write_tables
from aapsim.papers import lines, pdf
from aapsim.service.frozen import Frozen

_MONEY_HEADERS = ("Autorité", "À répartir", "Proposé", "Décidé", "Reste à décider")
_MONEY_RIGHT = (False, True, True, True, True)
_NO = ("no", "to_check")


def session_table(frozen: Frozen) -> bytes:
    """Return the A3 table of every application in the committee's order, as a PDF."""
    sheet = pdf.Sheet(f"{frozen.snapshot.title} – tableau de séance", lines.foot(frozen), pdf.A3_LYING,
                      frozen.provisional)  # fmt: skip
    rows = [lines.table_row(frozen, award) for award in lines.ranked(frozen)]
    parts = [
        pdf.table(_MONEY_HEADERS, lines.money_lines(frozen), (3, 2, 2, 2, 2), _MONEY_RIGHT, 8),
        pdf.gap(),
        pdf.table(lines.TABLE_HEADERS, rows, lines.TABLE_WIDTHS, lines.TABLE_RIGHT, 7),
    ]
    return pdf.written(sheet, parts)


def project_sheets(frozen: Frozen) -> bytes:
    """Return one A4 page a project, in the committee's order, with room for the decision, as a PDF."""
    sheet = pdf.Sheet(f"{frozen.snapshot.title} – fiches de séance", lines.foot(frozen), draft=frozen.provisional)
    parts: list[Flowable] = []
    for award in lines.ranked(frozen):
        one = frozen.snapshot.application(award.id)
        if one is not None:
            parts += [*([PageBreak()] if parts else []), *_sheet(frozen, award, one)]
    return pdf.written(sheet, parts or [pdf.paragraph("Aucune candidature.")])


def _sheet(frozen: Frozen, award: Award, one: Application) -> list[Flowable]:
    rank = f"Rang {award.rank}" if award.rank else "Hors classement"
    publics = ", ".join(
        next((public.label for public in frozen.snapshot.call.publics if public.code == code), code)
        for code in one.publics
    )
    about = [
        ["Porteur", f"{one.applicant} ({one.applicant_type})" if one.applicant_type else one.applicant],
        ["Territoire", lines.places(one)],
        ["Axes", _axes(frozen, one)],
        ["Publics prioritaires", publics or "non renseigné"],
        ["Note", "" if award.score is None else decimal(award.score)],
        ["Avis départemental", one.opinion or "non rendu"],
    ]
    return [
        pdf.paragraph(f"{rank} · dossier {one.id}", 9, soft=True),
        pdf.heading(lines.name_of(frozen, one.id), 16),
        pdf.gap(2),
        pdf.paragraph(one.summary[:900], 9.5),
        pdf.gap(),
        pdf.table(("", ""), about, (2, 5), (False, False), 9),
        pdf.gap(),
        pdf.table(("Budget et proposition", "Montant"), _money(frozen, award, one), (4, 3), (False, True), 9),
        pdf.gap(),
        *_reasons(frozen, award),
        pdf.gap(4),
        *_decision(frozen, award.id),
    ]


def _axes(frozen: Frozen, one: Application) -> str:
    labels = {axis.code: axis.label for axis in frozen.snapshot.call.axes}
    return ", ".join(f"{code} – {labels.get(code, '')}".rstrip(" –") for code, _ in one.axes)


def _money(frozen: Frozen, award: Award, one: Application) -> list[list[str]]:
    amounts = (
        ("Coût total de l'action", one.total_cost),
        ("dont investissement", one.investment),
        ("Contributions en nature", one.in_kind),
        ("Autres produits", one.other_revenue),
        ("Montant demandé", one.requested),
    )
    rows = [[name, "à vérifier" if amount is None else euros(amount)] for name, amount in amounts]
    rows.append(["Plafond", lines.cap_line(frozen.snapshot.call, award)])
    if award.floor:
        rows.append(["Plancher", euros(award.floor)])
    rows.append(["Montant proposé", euros(award.grant)])
    labels = {source.code: source.label for source in frozen.snapshot.call.sources}
    return rows + [[f"dont {labels.get(code) or code}", euros(amount)] for code, amount in award.by_source if amount]


def _reasons(frozen: Frozen, award: Award) -> list[Flowable]:
    decision = frozen.snapshot.session.decisions.get(award.id)
    said = [f"Proposition : {lines.proposed_words(award, decision)}. {' '.join(one.message for one in award.reasons)}"]
    verdicts = frozen.answer.verdicts.get(award.id, ())
    said += [f"{frozen.snapshot.call.rule(one.rule).label} : {one.sentence}" for one in verdicts if one.answer in _NO]
    return [pdf.paragraph(line, 9) for line in said]


def _decision(frozen: Frozen, one: str) -> list[Flowable]:
    session = frozen.snapshot.session
    recusals = ", ".join(each.member for each in session.recusals.get(one, ()))
    decision = session.decisions.get(one)
    line = " . " * 40
    rows = [
        ["Décision", lines.decided_words(decision) or line],
        ["Motif", (decision.mark.motive if decision is not None else "") or line],
        ["Déports", recusals or line],
    ]
    return [pdf.table(("Comité", ""), rows, (1, 5), (False, False), 9)]


def session_workbook(frozen: Frozen) -> bytes:
    """Return the table and the money as a workbook (xlsx), for whoever cannot print A3."""
    head = [*lines.TABLE_HEADERS]
    rows = [lines.table_row(frozen, award) for award in lines.ranked(frozen)]
    mark = [["Document", "PROVISOIRE" if frozen.provisional else "définitif"], ["Révision", str(frozen.revision)],
            ["Empreinte", frozen.hash]]  # fmt: skip
    tables = [
        Table("Séance", [head, *rows]),
        Table("Enveloppe", [list(_MONEY_HEADERS), *lines.money_lines(frozen)]),
        Table("Origine", [["Titre", frozen.snapshot.title], *mark]),
    ]
    return write_tables(tables, "xlsx")
