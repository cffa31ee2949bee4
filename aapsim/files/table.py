"""The native table going out: what it writes, the readers give back as the same applications."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from graphlib import CycleError, TopologicalSorter

from aapsim.domain.application import Application
from aapsim.domain.call import Call
from aapsim.files.columns import NATIVE, NOTE, RARE, Column
from aapsim.files.sheets import Table, TableKind, write_tables
from aapsim.files.values import Output, write_score
from aapsim.files.workbook_child import SHEET


def write_applications(applications: Sequence[Application], call: Call, kind: TableKind) -> bytes:
    """Write the native table of these applications, in their order.

    After the native columns come those of the criteria that hold a mark, then the columns the
    software does not know. No application gives the titles alone. Raises ``InvalidInput``
    for a text that no spreadsheet cell can hold.
    """
    criteria = _criteria(applications, call)
    extra = _merged([name for name, _ in application.extra] for application in applications)
    columns = [one for one in NATIVE if one.header not in RARE or any(getattr(a, one.field) for a in applications)]
    rows: list[Sequence[Output]] = [_titles(columns, criteria, extra)]
    rows.extend(_row(application, columns, criteria, extra) for application in applications)
    return write_tables([Table(SHEET.capitalize(), rows)], kind)


def _criteria(applications: Sequence[Application], call: Call) -> list[str]:
    marked = dict.fromkeys(code for application in applications for code, _ in application.marks)
    known = [criterion.code for criterion in call.criteria if criterion.code in marked]
    return known + [code for code in marked if code not in known]


def _merged(orders: Iterable[list[str]]) -> list[str]:
    """Put the unknown columns in one order that respects each application's own, where there is one."""
    graph: TopologicalSorter[str] = TopologicalSorter()
    seen: dict[str, None] = {}
    for order in orders:
        for before, name in zip([None, *order], order, strict=False):
            seen.setdefault(name)
            graph.add(name, *([] if before is None else [before]))
    try:
        return list(graph.static_order())
    except CycleError:
        return list(seen)


def _titles(columns: list[Column], criteria: list[str], extra: list[str]) -> list[str]:
    titles: list[str] = []
    for column in columns:
        titles.append(column.header)
        if column.header == NOTE:
            titles.extend(criteria)
    return titles + extra


def _row(application: Application, columns: list[Column], criteria: list[str], extra: list[str]) -> list[Output]:
    marks, texts = dict(application.marks), dict(application.extra)
    cells: list[Output] = []
    for column in columns:
        cells.append(column.write(getattr(application, column.field)))
        if column.header == NOTE:
            cells.extend(write_score(marks.get(code)) for code in criteria)
    return cells + [texts.get(name, "") for name in extra]
