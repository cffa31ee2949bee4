"""The envelope curve as a picture, a sentence and a table; and what a little more or less money changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any, Literal

import altair as alt
import pandas as pd

from aapsim.domain.french import NO_BREAK, euros, percent
from aapsim.simulation.difference import Difference
from aapsim.simulation.frontier import Against, Point, presences, steps
from aapsim.view.tables import Table, framed
from aapsim.view.theme import ACTION, AXIS_TEXT, EURO_FORMAT, TEXT, Drawing, bar_height, dressed, named_rows, outline
from aapsim.view.words import counted, listed

Measure = Literal["projects", "coverage", "value"]
MEASURES: dict[Measure, str] = {
    "projects": "Projets retenus",
    "coverage": "Demandes couvertes",
    "value": "Valeur",
}
MEASURE_SENTENCES: dict[Measure, str] = {
    "projects": "Nombre de projets qui reçoivent quelque chose.",
    "coverage": "Euros accordés sur le total de ce que les projets pourraient recevoir.",
    "value": "Ce que la répartition maximise, en part de sa valeur d'aujourd'hui.",
}
_EXIT = "#B34000"
_MOST_ROWS = 40
_LOW = 0.25
"""A curve that begins below this part of its height leaves no room for words under it."""


@dataclass(frozen=True, slots=True)
class Here:
    """Where the call stands on a curve: the quantity that moves, and the answer there."""

    at: Fraction
    projects: int
    coverage: Fraction
    value: Fraction

    def measured(self, measure: Measure) -> Fraction:
        """Return a measure at this place; the value is 100 % of itself."""
        if measure == "value":
            return Fraction(1 if self.value else 0)
        return Fraction(self.projects) if measure == "projects" else self.coverage


def amount_words(at: Fraction, against: Against) -> str:
    """Write the quantity that moves: euros, or a rate."""
    return percent(at, 1) if against == "common_rate" else euros(int(at))


def measured(point: Point, measure: Measure, here: Here) -> Fraction:
    """Return what a curve shows of a point; the value is a share of the present one (0 where that is nil)."""
    if measure == "projects":
        return Fraction(point.projects)
    if measure == "coverage":
        return point.coverage
    return point.answer.value / here.value if here.value else Fraction(0)


def measure_words(value: Fraction, measure: Measure) -> str:
    """Write a measure: ``16 projets`` or ``31,4 %``."""
    return counted(int(value), "projet") if measure == "projects" else percent(value, 1)


def curve_chart(
    points: Sequence[Point], measure: Measure, against: Against, here: Here, *, large: bool = False
) -> Drawing:
    """Draw a measure along the curve, the entries and exits on it, and where the call stands today.

    Only numbers and figures made here reach the chart. No point gives an empty chart.
    """
    size = 22 if large else 13
    rows = _curve_rows(points, measure, here)
    x = alt.X("at:Q", title=None).scale(zero=False, nice=False).axis(**_ticks(against))
    y = alt.Y("y:Q", title=None).axis(format=".0f" if measure == "projects" else ".0%", tickCount=5, tickMinStep=1e-9)

    def over(frame: pd.DataFrame) -> alt.Chart:
        chart: alt.Chart = alt.Chart(frame).encode(x=x, y=y)
        return chart

    shape: Any = "step-after" if measure == "projects" else "linear"
    line = over(rows).mark_line(color=ACTION, strokeWidth=size / 5, interpolate=shape)
    enters = over(rows[rows.enters > 0]).mark_point(color=ACTION, filled=True, size=size * 4, opacity=1)
    leaves = over(rows[rows.leaves > 0]).mark_point(
        color=_EXIT, shape="cross", filled=True, size=size * 7, angle=45, opacity=1, yOffset=size
    )
    # A curve of money rises, one of the rate mostly falls: words stand on the side that it leaves free.
    falls = len(rows) > 1 and rows.y.iloc[0] > rows.y.iloc[-1]
    # Under the crosses too, unless there is no room above the axis.
    above = falls or (len(rows) > 0 and rows.y.iloc[0] < rows.y.max() * _LOW)
    sides: tuple[tuple[pd.DataFrame, Any, int], ...] = (
        (rows[:1], "left", -size if above else round(size * 2.6)),
        (rows[1:].tail(1), "right", -size),
    )
    ends = [
        over(side)
        .mark_text(color=AXIS_TEXT, fontSize=size, dx=size * 0.4 if align == "left" else 0, dy=dy, align=align)
        .encode(text="end:N")
        for side, align, dy in sides
    ]
    layers = alt.layer(line, enters, leaves, *ends, *_today(here, measure, against, size, falls=falls))
    return dressed(layers.properties(height=size * 20, width="container"), size)


def _ticks(against: Against) -> dict[str, Any]:
    return {"format": ".0%" if against == "common_rate" else EURO_FORMAT, "tickCount": 6, "grid": False}


def _curve_rows(points: Sequence[Point], measure: Measure, here: Here) -> pd.DataFrame:
    rows = []
    for place, (point, change) in enumerate(zip(points, steps(points), strict=True)):
        value = measured(point, measure, here)
        rows.append(
            {
                "at": float(point.at),
                "y": float(value),
                "enters": len(change.entered) if place else 0,
                "leaves": len(change.left),
                "end": measure_words(value, measure),
            }
        )
    return pd.DataFrame(rows, columns=["at", "y", "enters", "leaves", "end"])


def _today(here: Here, measure: Measure, against: Against, size: int, *, falls: bool) -> list[alt.Chart]:
    value = here.measured(measure)
    words = f"aujourd'hui{NO_BREAK}: {amount_words(here.at, against)}, {measure_words(value, measure)}"
    row = pd.DataFrame([{"at": float(here.at), "y": float(value), "words": words}])
    base = alt.Chart(row).encode(x="at:Q")
    rule: alt.Chart = base.mark_rule(color=TEXT, strokeDash=[4, 4])
    dot: alt.Chart = base.mark_point(color=TEXT, filled=True, size=size * 8, opacity=1).encode(y="y:Q")
    label: alt.Chart = base.mark_text(
        # To the left, above a curve that rises, below one that falls and the crosses under it.
        color=TEXT, fontSize=size, fontWeight="bold", align="right", dx=-size * 0.8, dy=size * (2.6 if falls else -1.3)
    ).encode(y="y:Q", text="words:N")
    return [rule, dot, label]


def curve_sentence(points: Sequence[Point], against: Against, here: Here) -> str:
    """Say in a few words what the curve shows; one of no point says so."""
    if not points:
        return "La courbe n'a pas encore de point."
    first, last = points[0], points[-1]
    what = "le taux commun" if against == "common_rate" else "l'argent"
    rows = presences(points)
    always = sum(len(row.spans) == 1 and row.spans[0] == (first.at, last.at) for row in rows)
    unsteady = sum(not row.steady for row in rows)
    said = (
        f"De {amount_words(first.at, against)} à {amount_words(last.at, against)}, {what} fait passer de "
        f"{first.projects} à {counted(last.projects, 'projet retenu', 'projets retenus')} "
        f"({here.projects} aujourd'hui, à {amount_words(here.at, against)}). "
        f"{counted(always, 'projet est retenu', 'projets sont retenus')} partout"
    )
    if unsteady:
        others = counted(unsteady, "autre sort", "autres sortent")
        return f"{said}{NO_BREAK}; {others} à certains points pour laisser place."
    return f"{said}{NO_BREAK}; aucun ne sort une fois entré."


def curve_table(points: Sequence[Point], against: Against, names: Mapping[str, str], here: Here) -> Table:
    """Return the points as rows: amount, projects, coverage, value, granted, who enters, who leaves."""
    first = "Taux commun" if against == "common_rate" else "Argent"
    columns = (first, "Projets", "Demandes couvertes", "Valeur", "Accordé", "Entrent", "Sortent", "Preuve")
    proof = {"optimal": "prouvé", "feasible": "provisoire", "infeasible": "aucune répartition"}
    rows = [
        (
            amount_words(point.at, against),
            str(point.projects),
            point.coverage,
            measured(point, "value", here),
            point.answer.granted,
            "au départ" if not place else listed(_named(change.entered, names)),
            listed(_named(change.left, names)),
            proof[point.answer.outcome],
        )
        for place, (point, change) in enumerate(zip(points, steps(points), strict=True))
    ]
    kinds: dict[str, Any] = {"Demandes couvertes": "percent", "Valeur": "percent", "Accordé": "euros"}
    return Table("Points de la courbe", framed(columns, rows), kinds, "La courbe n'a pas encore de point.")


def entry_rows(points: Sequence[Point]) -> list[tuple[str, list[tuple[Fraction, Fraction]]]]:
    """Return the projects that are not funded everywhere, in order of entry, with their spans up to the next point."""
    if len(points) < 2:
        return []
    following = {point.at: after.at for point, after in pairwise(points)}
    ends = points[-1].at
    found = []
    for row in presences(points):
        if row.spans != ((points[0].at, ends),):
            # A step holds until the next point: a project funded at one point alone still has a width.
            found.append((row.id, [(low, following.get(high, ends)) for low, high in row.spans]))
    return found


def entries_chart(
    points: Sequence[Point], against: Against, names: Mapping[str, str], here: Here, *, large: bool = False
) -> Drawing:
    """Draw a bar per project over the range in which it is funded, its name above; none for those funded everywhere."""
    size = 20 if large else 13
    height, thick, hang = bar_height(size)
    rows = [
        {"place": place, "low": float(low), "high": float(high), "name": "" if k else name, "text": "" if k else when}
        for place, (one, spans) in enumerate(entry_rows(points)[:_MOST_ROWS])
        for name, when in [(names.get(one, one), _when(spans, points, against))]
        for k, (low, high) in enumerate(spans)
    ]
    frame = pd.DataFrame(rows, columns=["place", "low", "high", "name", "text"])
    base, names_above = named_rows(frame, size, 30)
    low, high = (float(points[0].at), float(points[-1].at)) if points else (0.0, 1.0)
    scale = alt.Scale(domain=[low, high], nice=False, zero=False)
    x = alt.X("low:Q", title=None).scale(scale).axis(orient="top", offset=size * 0.7, **_ticks(against))
    # The outline keeps a project visible that enters at the last point only.
    look: Any = {"color": ACTION, "stroke": ACTION, "strokeWidth": 2, "height": thick * 0.6}
    bars = base.mark_bar(**look, yOffset=hang - size * 0.2).encode(x=x, x2="high:Q")
    mark = pd.DataFrame([{"low": float(here.at)}])
    rule = alt.Chart(mark).mark_rule(color=TEXT, strokeDash=[4, 4]).encode(x=alt.X("low:Q").scale(scale))
    place: Any = {"fontSize": size, "align": "right", "baseline": "bottom", "yOffset": -size * 0.5}
    # A white outline keeps the words apart from today's line.
    both = base.mark_text(**place, color="#FFFFFF", stroke="#FFFFFF", strokeWidth=4), base.mark_text(
        **place, color=AXIS_TEXT
    )
    texts = [one.encode(x=alt.value("width"), text="text:N") for one in both]
    layers = alt.layer(bars, rule, outline(names_above), names_above, *texts)
    return dressed(layers.properties(height=alt.Step(height), width="container"), size)


def _when(spans: Sequence[tuple[Fraction, Fraction]], points: Sequence[Point], against: Against) -> str:
    """Say from where to where a project is funded: ``dès 250 000 €``, ``jusqu'à 85 %``, ``…, par moments``."""
    low, high = spans[0][0], spans[-1][1]
    parts = [f"dès {amount_words(low, against)}"] if low > points[0].at else []
    if high < points[-1].at:
        parts.append(f"jusqu'à {amount_words(high, against)}")
    return ", ".join([*parts, "par moments"] if len(spans) > 1 else parts)


def entries_sentence(points: Sequence[Point], against: Against, here: Here, names: Mapping[str, str]) -> str:
    """Name the next project to enter above today's place, and say what the bars are."""
    rows = entry_rows(points)
    if not rows:
        return "Sur toute la courbe, les mêmes projets sont retenus."
    above = [(min(low for low, _ in spans), one) for one, spans in rows if min(low for low, _ in spans) > here.at]
    what = "taux" if against == "common_rate" else "montant"
    said = f"Chaque barre va du premier au dernier {what} auquel le projet est retenu ; le trait marque aujourd'hui."
    if not above:
        return f"{said} Aucun autre projet n'entre au-delà."
    at, one = min(above)
    name = f"«{NO_BREAK}{names.get(one, one)}{NO_BREAK}»"
    return f"{said} Le prochain à entrer est {name}, à {amount_words(at, against)}."


def _named(changes: Sequence[tuple[str, int, int]], names: Mapping[str, str]) -> list[str]:
    return [names.get(one, one) for one, _, _ in changes]


def change_sentence(lead: str, change: Difference, names: Mapping[str, str]) -> str:
    """Say after ``lead`` what a change of money does: who enters, who leaves, how many get more or less."""
    if not change.any:
        return f"{lead} : rien ne changerait."
    parts = []
    if change.entered:
        verb = "entrerait" if len(change.entered) == 1 else "entreraient"
        parts.append(f"{listed(_quoted(change.entered, names))} {verb}")
    if change.left:
        verb = "sortirait" if len(change.left) == 1 else "sortiraient"
        parts.append(f"{listed(_quoted(change.left, names))} {verb}")
    parts += _moved(change.more, "recevrait", "recevraient", "de plus", names)
    parts += _moved(change.less, "recevrait", "recevraient", "de moins", names)
    return f"{lead} : {' ; '.join(parts)}."


def _moved(
    changes: Sequence[tuple[str, int, int]], one: str, several: str, way: str, names: Mapping[str, str]
) -> list[str]:
    total = sum(abs(after - before) for _, before, after in changes)
    if not changes:
        return []
    if len(changes) == 1:
        return [f"{_quoted(changes, names)[0]} {one} {euros(total)} {way}"]
    return [f"{len(changes)} projets {several} {euros(total)} {way} au total"]


def _quoted(changes: Sequence[tuple[str, int, int]], names: Mapping[str, str]) -> list[str]:
    return [f"«{NO_BREAK}{name}{NO_BREAK}»" for name in _named(changes, names)]
