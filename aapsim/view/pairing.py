"""Two scenarios under the same draws: a picture of the differences, a sentence, a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import altair as alt
import pandas as pd

from aapsim.domain.french import NO_BREAK, decimal, group_digits, percent, signed_euros
from aapsim.simulation.pairing import Gap, PairReport, Shift, by_size
from aapsim.view.tables import Table, framed
from aapsim.view.theme import ACTION, AXIS_TEXT, CAP_GROUND, TEXT, Drawing, bar_height, dressed, named_rows, outline
from aapsim.view.words import counted

_MOST_ROWS = 40
_MINUS = "−"


def points_words(part: float | Fraction) -> str:
    """Write a difference of frequencies in points: ``+27``, ``−3``, ``0``."""
    # A half goes away from zero, as in the percentages beside it.
    exact = Fraction(part) * 100
    points = (abs(exact) + Fraction(1, 2)).__floor__() * (1 if exact >= 0 else -1)
    return f"+{points}" if points > 0 else f"{_MINUS}{-points}" if points else "0"


def shift_words(one: Shift) -> str:
    """Write what happens to one project: ``31 % → 58 %, +27 pts (+22 à +32)``."""
    before, after = (percent(Fraction(count, one.trials), 0) for count in (one.first, one.second))
    between = f"{points_words(one.low)} à {points_words(one.high)}"
    moved = points_words(one.difference)
    unit = "pt" if moved in ("+1", f"{_MINUS}1", "0") else "pts"
    return f"{before} → {after}, {moved}{NO_BREAK}{unit} ({between})"


def pair_sentence(found: PairReport, first: str, second: str) -> str:
    """Say in a few words what the second scenario changes; ``first`` and ``second`` are their names."""
    names = f"«{NO_BREAK}{second}{NO_BREAK}»", f"«{NO_BREAK}{first}{NO_BREAK}»"
    if not found.trials:
        won, lost = (sum(getattr(one, side) for one in found.shifts) for side in ("won", "lost"))
        return (
            f"Aucune incertitude n'est donnée : rien n'est tiré au sort. Aujourd'hui, {names[0]} retient "
            f"{counted(won, 'projet')} que {names[1]} ne retient pas, et {left_words(lost)}."
        )
    partial = f" (résultat partiel, sur {group_digits(found.wanted)} demandés)" if found.trials < found.wanted else ""
    signs = [one.sign for one in found.shifts]
    up, down = signs.count(1), signs.count(-1)
    return (
        f"Sur {counted(found.trials, 'essai')}{partial}, tirés à l'identique pour les deux, {names[0]} retient "
        f"{_mean_words(found.projects)} que {names[1]}. {counted(up, 'projet y est', 'projets y sont')} plus souvent "
        f"{'retenu' if up < 2 else 'retenus'}, {down} moins souvent, "
        f"{counted(len(signs) - up - down, 'ne change pas', 'ne changent pas')} de façon sûre."
    )


def trials_words(count: int) -> str:
    """Write a number of trials: ``1 essai``, ``12 essais``."""
    return counted(count, "essai")


def left_words(count: int) -> str:
    """Say how many projects the other scenario alone funds: ``n'en laisse aucun``, ``en laisse 2``."""
    return f"en laisse {count}" if count else "n'en laisse aucun"


def _mean_words(gap: Gap) -> str:
    mean, half = Fraction(gap.mean), Fraction(gap.half_width) if gap.half_width < float("inf") else None
    if not round(mean * 10) and (half is None or abs(mean) <= half):
        return "autant de projets, en moyenne,"
    word = "plus" if mean > 0 else "moins"
    size = decimal(abs(mean), 1)
    noun = "projets" if abs(mean) >= 2 else "projet"
    between = "" if half is None else f" (de {_signed(mean - half)} à {_signed(mean + half)})"
    return f"en moyenne {size} {noun} de {word}{between}"


def _signed(value: Fraction) -> str:
    text = decimal(abs(value), 1)
    return text if not round(value * 10) else f"+{text}" if value > 0 else f"{_MINUS}{text}"


def pair_chart(shifts: Sequence[Shift], names: Mapping[str, str], *, large: bool = False) -> Drawing:
    """Draw one line a project that moves: its difference as a dot, the interval as a bar, the middle is no change.

    Left of the middle the first scenario funds it more often, right of it the second. No project
    that moves gives an empty chart.
    """
    size = 20 if large else 13
    height, thick, hang = bar_height(size)
    rows = [
        {
            "place": place,
            "name": names.get(one.id, one.id),
            "low": one.low * 100,
            "high": one.high * 100,
            "at": float(one.difference * 100),
            "text": shift_words(one),
        }
        for place, one in enumerate(by_size(shifts)[:_MOST_ROWS])
    ]
    frame = pd.DataFrame(rows, columns=["place", "name", "low", "high", "at", "text"])
    base, names_above = named_rows(frame, size, 26)
    scale, offset = alt.Scale(domain=[-100, 100], nice=False), hang - size * 0.2
    axis: Any = alt.Axis(format=".0f", orient="top", offset=size * 0.7, values=[-100, -50, 0, 50, 100], grid=False)
    low = alt.X("low:Q", title="points de fréquence", scale=scale, axis=axis)
    ground = base.mark_bar(color=CAP_GROUND, height=thick * 0.7, yOffset=offset).encode(x=low, x2="high:Q")
    dots = base.mark_point(color=ACTION, filled=True, size=size * 6, opacity=1, yOffset=offset)
    words = base.mark_text(color=AXIS_TEXT, fontSize=size, align="right", baseline="bottom", yOffset=-size * 0.5)
    nothing = alt.Chart(pd.DataFrame({"at": [0]})).mark_rule(color=TEXT, strokeDash=[4, 4])
    middle = nothing.encode(x=alt.X("at:Q", scale=scale))
    layers = alt.layer(
        middle,
        ground,
        dots.encode(x=alt.X("at:Q", scale=scale)),
        outline(names_above),
        names_above,
        words.encode(x=alt.value("width"), text="text:N"),
    )
    return dressed(layers.properties(height=alt.Step(height), width="container"), size)


def pair_table(found: PairReport, names: Mapping[str, str], first: str, second: str) -> Table:
    """Return one row a project: frequency in each scenario, difference with its interval, mean euros that move."""
    columns = ("Projet", "Dossier", f"1. {first}", f"2. {second}", "Différence", "À 95 %", "Euros en moyenne")
    rows = [
        (
            names.get(one.id, one.id),
            one.id,
            *(percent(Fraction(count, one.trials), 0) if one.trials else "–" for count in (one.first, one.second)),
            f"{points_words(one.difference)} pt",
            f"{points_words(one.low)} à {points_words(one.high)}" if found.trials else "–",
            signed_euros(round(one.euros)),
        )
        for one in sorted(found.shifts, key=lambda one: (-abs(one.difference), one.id))
    ]
    empty = "Aucun projet ne peut être retenu."
    return Table("Chaque projet sous les deux scénarios", framed(columns, rows), {}, empty)
