"""Checks of the purses: available money, transfers, what each source pays, keeps and received."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from aapsim.audit.amounts import ceiling
from aapsim.audit.case import Case, amount, dossier, number
from aapsim.audit.reading import Source
from aapsim.audit.rows import transferable

UNKNOWN_DEPARTMENT = (("?", Fraction(1)),)
"""Where the money of a project without a department is counted."""


def _purse(code: str) -> str:
    return f"financeur « {code} »"


def _moved(case: Case, code: str) -> tuple[int, int]:
    """Return the euros sent and received by one source."""
    sent = sum(move.amount for move in case.result.transfers if move.from_ == code)
    received = sum(move.amount for move in case.result.transfers if move.to == code)
    return sent, received


def _available(source: Source) -> Iterator[str]:
    reserve = ceiling(source.notified * source.reserve) if source.gross else 0
    available = max(0, source.notified - reserve - source.committed)
    if source.available != available:
        yield (
            f"{_purse(source.code)} : le disponible écrit est {amount(source.available)} ; notifié moins réserve "
            f"moins engagé donne {amount(available)}."
        )


def _transfers(case: Case) -> Iterator[str]:
    sources = {source.code: source for source in case.inputs.sources}
    for move in case.result.transfers:
        if move.from_ not in sources or move.to not in sources:
            yield f"transfert de « {move.from_} » vers « {move.to} » : financeur inconnu."
        elif move.from_ == move.to or move.to not in sources[move.from_].fungible_with:
            yield f"transfert de « {move.from_} » vers « {move.to} » : ces financeurs ne sont pas fongibles."
    for code, source in sources.items():
        sent, _ = _moved(case, code)
        if sent > transferable(source):
            yield (
                f"{_purse(code)} : {amount(sent)} partent en transfert, "
                f"{amount(transferable(source))} au plus le peuvent."
            )


def _totals(case: Case, source: Source) -> Iterator[str]:
    result, code = case.result, source.code
    where = _purse(code)
    paid = sum(award.by_source.get(code, 0) for award in result.awards)
    sent, received = _moved(case, code)
    held = source.available + received - sent
    envelope, granted, unspent = (part.get(code, 0) for part in (result.envelope, result.granted, result.unspent))
    if envelope != source.available:
        yield f"{where} : l'enveloppe écrite est {amount(envelope)}, le disponible est {amount(source.available)}."
    if granted != paid:
        yield f"{where} : le total accordé écrit est {amount(granted)}, les subventions en font {amount(paid)}."
    if paid > held:
        yield f"{where} : {amount(paid)} sont accordés, il n'y a que {amount(held)} après transferts."
    elif unspent != held - paid:
        yield (
            f"{where} : le reliquat écrit est {amount(unspent)} ; notifié = réserve + engagé + accordé + reliquat "
            f"+ transféré − reçu demande {amount(held - paid)}."
        )


def _splits(case: Case) -> Iterator[str]:
    codes = {source.code for source in case.inputs.sources}
    for key, award in case.awards.items():
        for code, paid in award.by_source.items():
            if code not in codes:
                yield f"{dossier(key)} : le financeur « {code} » n'existe pas dans l'appel."
            elif paid == 0:
                yield f"{dossier(key)} : le financeur « {code} » est listé sans rien payer."
            elif code not in case.projects[key].open:
                yield f"{dossier(key)} : le financeur « {code} » paie {amount(paid)} alors qu'il lui est fermé."
        total, grant = sum(award.by_source.values()), award.grant
        if total != grant:
            yield f"{dossier(key)} : les parts des financeurs font {amount(total)}, la subvention est {amount(grant)}."


def _unknown_purses(case: Case) -> Iterator[str]:
    codes = {source.code for source in case.inputs.sources}
    parts = {"envelope": case.result.envelope, "granted": case.result.granted, "unspent": case.result.unspent}
    for name, table in parts.items():
        for code in table:
            if code not in codes:
                yield f"{name} : le financeur « {code} » n'existe pas dans l'appel."
        for code in codes - table.keys():
            yield f"{name} : le financeur « {code} » manque."


def check_money(case: Case) -> Iterator[str]:
    """Yield one sentence per purse, transfer or split that does not add up."""
    for source in case.inputs.sources:
        yield from _available(source)
        yield from _totals(case, source)
    yield from _unknown_purses(case)
    yield from _transfers(case)
    yield from _splits(case)


def _table(case: Case, kind: str, label: str, written: Mapping[str, Fraction]) -> Iterator[str]:
    totals: dict[str, Fraction] = {}
    for key, project in case.projects.items():
        application = project.application
        held = application.axes if kind == "axis" else application.departments or UNKNOWN_DEPARTMENT
        for code, share in held:
            totals[code] = totals.get(code, Fraction(0)) + share * case.awards[key].grant
    for code in dict.fromkeys([*written, *totals]):
        total = totals.get(code, Fraction(0))
        if written.get(code, Fraction(0)) != total:
            yield (
                f"{label} « {code} » : le total écrit est {number(written.get(code))}, "
                f"les subventions en font {number(total)}."
            )


def check_shared_totals(case: Case) -> Iterator[str]:
    """Yield one sentence per axis or department whose total is not what the grants make."""
    yield from _table(case, "axis", "axe", case.result.by_axis)
    yield from _table(case, "department", "département", case.result.by_department)
