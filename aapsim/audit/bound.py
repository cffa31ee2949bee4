"""The upper bound, recomputed from the multipliers of the file in exact arithmetic."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from aapsim.audit.amounts import Project, corners, worth
from aapsim.audit.reading import Inputs
from aapsim.audit.rows import Ranking, Row, plain_rows, source_row


class UnknownRow(Exception):
    """A multiplier is named after a row that the inputs do not have; ``name`` is that name."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(name)


def _rows_of(inputs: Inputs, projects: Mapping[str, Project], names: list[str]) -> list[Row]:
    plain = {row.name: row for row in plain_rows(inputs, projects)}
    ranking = Ranking(inputs, projects)
    rows: list[Row] = []
    for name in names:
        row = plain.get(name)
        if row is None and name.startswith("sources:"):
            row = source_row(inputs, projects, name)
        elif row is None and name.startswith("ranking:"):
            row = ranking.row(name)
        if row is None:
            raise UnknownRow(name)
        rows.append(row)
    return rows


def _best(inputs: Inputs, project: Project, per_euro: Fraction, per_project: Fraction) -> Fraction:
    """Return the most one project can bring once every row has taken its price."""
    choices = [worth(inputs, project, x) - per_euro * x - per_project for x in corners(inputs, project)]
    if not choices or project.lock is None:
        choices.append(Fraction(0))
    return max(choices)


def upper_bound(inputs: Inputs, projects: Mapping[str, Project], multipliers: Mapping[str, Fraction]) -> Fraction:
    """Return ``Σ λ × right side + Σ_projects max(value − Σ λ × coefficients)``.

    Valid for any non-negative multipliers, whatever they are worth. Raises ``UnknownRow``.
    """
    total = Fraction(0)
    per_euro: dict[str, Fraction] = {}
    per_project: dict[str, Fraction] = {}
    for row in _rows_of(inputs, projects, list(multipliers)):
        price = multipliers[row.name]
        total += price * row.limit
        for prices, coefficients in ((per_euro, row.per_euro), (per_project, row.per_project)):
            for key, coefficient in coefficients.items():
                prices[key] = prices.get(key, Fraction(0)) + price * coefficient
    none = Fraction(0)
    for key, project in projects.items():
        total += _best(inputs, project, per_euro.get(key, none), per_project.get(key, none))
    return total
