"""Where the money goes: by source, by axis, by department, each as a table, a chart and a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import altair as alt
import pandas as pd

from aapsim.domain.allocation import Allocation
from aapsim.domain.application import WHOLE_REGION
from aapsim.domain.call import Call
from aapsim.domain.french import euros, percent
from aapsim.view.departments import department_label
from aapsim.view.tables import Table, framed, whole_euros
from aapsim.view.theme import (
    ACTION,
    CAP_GROUND,
    EURO_FORMAT,
    TEXT,
    Drawing,
    axis_scales,
    axis_style,
    bar_height,
    dressed,
    named_rows,
)
from aapsim.view.words import AUTHORITY_WORDS, counted, listed

_SOURCE_COLUMNS = ("Financeur", "Proposé", "Reste", "À répartir", "Transféré", "Autorité")


def transfers_of(allocation: Allocation, code: str) -> int:
    """Return euros received minus euros sent by one source under fungibility."""
    received = sum(amount for _, to, amount in allocation.transfers if to == code)
    return received - sum(amount for origin, _, amount in allocation.transfers if origin == code)


def source_table(call: Call, allocation: Allocation) -> Table:
    """Return one row per source: its money, what is proposed, what is left."""
    known = {source.code: source for source in call.sources}
    rows = []
    for code, available in allocation.envelope.items():
        source = known.get(code)
        rows.append(
            (
                source.label or code if source else code,
                allocation.granted.get(code, 0),
                allocation.unspent.get(code, 0),
                available,
                transfers_of(allocation, code),
                AUTHORITY_WORDS.get(source.authority, source.authority) if source else "",
            )
        )
    return Table(
        "Montants par financeur",
        framed(_SOURCE_COLUMNS, rows),
        {"À répartir": "euros", "Transféré": "change", "Proposé": "euros", "Reste": "euros"},
    )


def source_sentence(call: Call, allocation: Allocation) -> str:
    """Say how much is distributed and what each source keeps."""
    available, granted = sum(allocation.envelope.values()), allocation.total_granted
    labels = {source.code: source.label or source.code for source in call.sources}
    left = [f"{labels.get(code, code)} {euros(rest)}" for code, rest in allocation.unspent.items() if rest]
    start = f"Sur {euros(available)} à répartir, {euros(granted)} sont proposés"
    return f"{start}\u00a0; il reste {listed(left)}." if left else f"{start}\u00a0; il ne reste rien."


def source_chart(call: Call, allocation: Allocation, size: int = 13) -> Drawing:
    """Draw one bar per source: proposed over what it can pay after transfers."""
    frame = source_table(call, allocation).frame
    rows = [
        {
            "place": place,
            "name": row[0],
            "whole": row[3] + row[4],
            "part": row[1],
            "text": euros(row[1]) + (f" · reste {euros(row[2])}" if row[2] else ""),
        }
        for place, row in enumerate(frame.rows)
    ]
    bars = pd.DataFrame(rows, columns=["place", "name", "whole", "part", "text"])
    return _labelled(bars, size)


def axis_table(call: Call, allocation: Allocation) -> Table:
    """Return one row per axis of the call, then any other code that received money.

    A project of several axes counts in each for its share, so the column sums to the total.
    """
    total = sum(allocation.by_axis.values(), Fraction(0))
    labels = {axis.code: axis.label for axis in call.axes}
    codes = [*labels, *(code for code in allocation.by_axis if code not in labels)]
    rows = [
        (axis_name(call, code), allocation.by_axis.get(code, Fraction(0)), _part(allocation.by_axis.get(code), total))
        for code in codes
    ]
    return Table("Montants par axe", framed(("Axe", "Proposé", "Part"), rows), {"Proposé": "euros", "Part": "percent"})


def axis_name(call: Call, code: str) -> str:
    """Return the symbol, code and label of an axis: ``■ 2 · Prévenir l'isolement…``."""
    for position, axis in enumerate(call.axes):
        if axis.code == code:
            return f"{axis_style(position).symbol} {code}" + (f" · {axis.label}" if axis.label != code else "")
    return code


def _part(amount: Fraction | None, total: Fraction) -> Fraction:
    return amount / total if amount and total else Fraction(0)


def axis_sentence(call: Call, allocation: Allocation) -> str:
    """Say which axis receives most and which receive nothing."""
    total = sum(allocation.by_axis.values(), Fraction(0))
    if not total:
        return "Aucun axe ne reçoit de dotation."
    best = max(allocation.by_axis, key=lambda code: allocation.by_axis[code])
    empty = [axis.code for axis in call.axes if not allocation.by_axis.get(axis.code)]
    start = f"L'axe {best} reçoit le plus : {whole_euros(allocation.by_axis[best])}, soit "
    start += percent(allocation.by_axis[best] / total, 1)
    if not empty:
        return f"{start}\u00a0; chaque axe reçoit une dotation."
    return f"{start}\u00a0; rien pour {'les axes' if len(empty) > 1 else 'l’axe'} {listed(empty)}."


def axis_chart(call: Call, allocation: Allocation, size: int = 13) -> Drawing:
    """Draw one bar per axis in its own style, with its amount and share written on it."""
    frame = axis_table(call, allocation).frame
    rows = [
        {
            "place": place,
            "name": row[0],
            "part": float(row[1]),
            "text": f"{whole_euros(row[1])} · {percent(row[2], 1)}",
            "slot": axis_style(place).slot,
        }
        for place, row in enumerate(frame.rows)
    ]
    bars = pd.DataFrame(rows, columns=["place", "name", "part", "text", "slot"])
    fill, outline, dash = axis_scales()
    _, height, below = bar_height(size)
    base, names = _base(bars, size)
    drawn = base.mark_bar(height=height, yOffset=below, strokeWidth=1.5).encode(
        x=_amount("part:Q", bars, "part"),
        color=alt.Color("slot:N", scale=fill, legend=None),
        stroke=alt.Stroke("slot:N", scale=outline, legend=None),
        strokeDash=alt.StrokeDash("slot:N", scale=dash, legend=None),
    )
    return _drawn([drawn, names, _words(base, "part:Q", size)], size)


def department_table(call: Call, allocation: Allocation) -> Table:
    """Return one row per department of the territory or with money, the best endowed first."""
    amounts = department_amounts(call, allocation)
    total = sum(amounts.values(), Fraction(0))
    rows = [(department_label(code), amount, _part(amount, total)) for code, amount in amounts.items()]
    return Table(
        "Montants par département",
        framed(("Département", "Proposé", "Part"), rows),
        {"Proposé": "euros", "Part": "percent"},
        empty="Aucun département n'est connu.",
    )


def department_amounts(call: Call, allocation: Allocation) -> Mapping[str, Fraction]:
    """Return euros by department, largest first then by code; the call's territory is complete."""
    codes = {*call.territory, *allocation.by_department}
    found = {code: allocation.by_department.get(code, Fraction(0)) for code in codes}
    return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))


def department_sentence(call: Call, allocation: Allocation) -> str:
    """Say how many departments receive something and which receive nothing."""
    amounts = {code: amount for code, amount in department_amounts(call, allocation).items() if code != WHOLE_REGION}
    if not any(amounts.values()):
        return "Aucun département ne reçoit de dotation."
    served = [code for code, amount in amounts.items() if amount]
    empty = [department_label(code) for code, amount in amounts.items() if not amount]
    verb = "reçoivent" if len(served) > 1 else "reçoit"
    start = f"{counted(len(served), 'département')} sur {len(amounts)} {verb} une dotation"
    best = f"le plus doté est {department_label(served[0])}, avec {whole_euros(amounts[served[0]])}"
    return f"{start}\u00a0; {best}\u00a0; rien pour {listed(empty)}." if empty else f"{start}\u00a0; {best}."


def department_chart(call: Call, allocation: Allocation, size: int = 13) -> Drawing:
    """Draw one bar per department, at most thirty (the table holds them all)."""
    amounts = list(department_amounts(call, allocation).items())[:30]
    rows = [
        {"place": place, "name": department_label(code), "part": float(amount), "text": whole_euros(amount)}
        for place, (code, amount) in enumerate(amounts)
    ]
    bars = pd.DataFrame(rows, columns=["place", "name", "part", "text"])
    _, height, below = bar_height(size)
    base, names = _base(bars, size)
    drawn = base.mark_bar(height=height, yOffset=below, color=ACTION).encode(x=_amount("part:Q", bars, "part"))
    return _drawn([drawn, names, _words(base, "part:Q", size)], size)


def _base(bars: pd.DataFrame, size: int) -> tuple[alt.Chart, alt.Chart]:
    base, names = named_rows(bars, size)
    tooltip = [alt.Tooltip("name:N", title="poste"), alt.Tooltip("text:N", title="montant")]
    return base.encode(tooltip=tooltip), names


def _amount(field: str, bars: pd.DataFrame, column: str) -> alt.X:
    # Room to the right of the longest bar for the words written after it.
    largest = float(bars[column].max()) if len(bars) else 0.0
    scale = alt.Scale(domain=[0, (largest or 1_000.0) * 1.6])
    # Ticks closer than one euro would be written alike.
    return alt.X(field, title=None, scale=scale).axis(format=EURO_FORMAT, tickCount=3, tickMinStep=1, grid=False)


def _words(base: alt.Chart, field: str, size: int) -> alt.Chart:
    below = bar_height(size)[2]
    words: alt.Chart = base.mark_text(align="left", dx=6, color=TEXT, fontSize=size, yOffset=below)
    return words.encode(x=alt.X(field), text=alt.Text("text:N"))


def _labelled(bars: pd.DataFrame, size: int) -> Drawing:
    _, height, below = bar_height(size)
    base, names = _base(bars, size)
    ground = base.mark_bar(height=height, yOffset=below, color=CAP_GROUND).encode(x=_amount("whole:Q", bars, "whole"))
    part = base.mark_bar(height=height, yOffset=below, color=ACTION).encode(x=alt.X("part:Q"))
    return _drawn([ground, part, names, _words(base, "whole:Q", size)], size)


def _drawn(layers: list[alt.Chart], size: int) -> Drawing:
    row = bar_height(size)[0]
    return dressed(alt.layer(*layers).properties(height={"step": row}, width="container"), size)
