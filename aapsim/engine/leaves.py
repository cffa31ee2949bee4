"""Prices for one funded set: what is left is to share money between projects that are all funded."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from aapsim.engine.box import Box, Span
from aapsim.engine.solver import LinearModel, solve
from aapsim.engine.tables import Floats, Ints, RowTable, Worths


def leaf_box(box: Box, funded: Mapping[int, bool] | Ints) -> Box:
    """Return a box in which exactly the given candidates are funded."""
    return tuple(
        Span(span.low, span.high, optional=False) if funded[place] and span.high else Span(0, 0)
        for place, span in enumerate(box)
    )


def leaf_prices(rows: RowTable, box: Box, worth: Worths) -> Floats | None:
    """Return the row multipliers of a box whose candidates are funded or not.

    ``None`` when no amounts respect the rows. Prices are per unit of the table's rows.
    """
    places = [place for place, span in enumerate(box) if span.high]
    used = rows.bound - rows.y[:, places].sum(axis=1)
    touched = (rows.x[:, places] != 0).any(axis=1)
    if np.any(used[~touched] < 0):
        return None
    linear, pieces = LinearModel(), []
    for place in places:
        columns = _amount_columns(linear, worth, place, box[place])
        used = used - rows.x[:, place] * box[place].low
        pieces += [(column, place) for column in columns]
    kept = np.flatnonzero(touched)
    scale = np.abs(rows.x[kept]).max(axis=1, initial=1).astype(float)
    if pieces:
        columns, owners = np.array(pieces, dtype=np.int64).T
        linear.at_most(rows.x[np.ix_(kept, owners)] / scale[:, None], columns, used[kept] / scale)
    if not linear.cost:
        return np.zeros(len(rows.names)) if np.all(used >= 0) else None
    answer = solve(linear, relaxed=True, presolve=False)
    if answer.status == "infeasible":
        return None
    found = np.zeros(len(rows.names))
    found[kept] = np.maximum(answer.duals, 0.0) / scale
    return found


def _amount_columns(linear: LinearModel, worth: Worths, place: int, span: Span) -> list[int]:
    """Add what a funded candidate may receive above its least amount, one column a piece of the curve."""
    if span.high == span.low:
        return []
    if worth.per_project:
        return [linear.column(0.0, 0.0, float(span.high - span.low))]
    unit, cap, at, columns = float(worth.unit[place]), float(worth.caps[place]), float(span.low), []
    for end, slope in worth.curve:
        stop = min(float(span.high), end * cap)
        if stop > at:
            columns.append(linear.column(unit * slope, 0.0, stop - at))
            at = stop
    return columns
