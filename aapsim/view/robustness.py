"""How sure each project is: a picture, sentences, a table, and the committee's agenda."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import altair as alt
import pandas as pd

from aapsim.domain.french import NO_BREAK, euros, group_digits, percent
from aapsim.simulation.intervals import Verdict
from aapsim.simulation.robustness import Chance, Report, agenda
from aapsim.view.tables import Table, framed
from aapsim.view.theme import ACTION, AXIS_TEXT, CAP_GROUND, Drawing, bar_height, dressed, named_rows
from aapsim.view.words import counted

VERDICTS: Mapping[Verdict, str] = {
    "always": "● retenu dans tous les essais",
    "depends": "◐ dépend des choix",
    "never": "✕ jamais retenu",
}
_ORDER: tuple[Verdict, ...] = ("always", "depends", "never")
_MOST_ROWS = 40


def counts(found: Report) -> dict[Verdict, int]:
    """Return how many projects have each verdict."""
    return {verdict: sum(one.verdict == verdict for one in found.chances) for verdict in _ORDER}


def chance_sentence(found: Report) -> str:
    """Say in a sentence what the draws show."""
    number = counts(found)
    if not found.trials:
        return (
            "Aucune incertitude n'est donnée : rien n'est tiré au sort. "
            f"{counted(number['always'], 'projet est retenu', 'projets sont retenus')} aujourd'hui, "
            f"{counted(number['never'], 'ne l’est pas', 'ne le sont pas')}."
        )
    partial = f" (résultat partiel, sur {group_digits(found.wanted)} demandés)" if found.trials < found.wanted else ""
    impossible = f" Dans {counted(found.impossible, 'essai')}, aucune répartition n'était possible."
    return (
        f"Sur {counted(found.trials, 'essai')}{partial} : "
        f"{counted(number['always'], 'projet retenu', 'projets retenus')} dans tous, "
        f"{counted(number['depends'], 'dépend', 'dépendent')} des choix, "
        f"{counted(number['never'], 'jamais retenu', 'jamais retenus')}."
        + (impossible if found.impossible else "")
    )


def regret_sentence(found: Report) -> str:
    """Say what the present allocation is worth in the drawn worlds; empty where nothing was drawn."""
    if not found.trials:
        return ""
    held = Fraction(found.tenable, found.trials)
    return (
        f"La répartition d'aujourd'hui tient telle quelle dans {percent(held, 0)} des essais ; en moyenne, elle "
        f"laisse échapper {percent(found.regret, 1)} de la valeur du meilleur choix de chaque essai."
    )


def frequency_words(one: Chance) -> str:
    """Write a frequency with its interval: ``72 % (68 à 76 %)``."""
    low, high = (percent(Fraction(bound), 0).removesuffix(f"{NO_BREAK}%") for bound in (one.low, one.high))
    return f"{percent(one.frequency, 0)} ({low} à {high}{NO_BREAK}%)"


def drawn(found: Report) -> list[Chance]:
    """Return the projects that the chart shows: those in question first, then the rest by frequency."""
    by_frequency = sorted(found.chances, key=lambda one: (-one.frequency, one.id))
    if len(by_frequency) <= _MOST_ROWS:
        return by_frequency
    open_ones = {one.id for one in by_frequency if one.verdict == "depends"}
    return [one for one in by_frequency if one.id in open_ones][:_MOST_ROWS]


def chance_chart(found: Report, names: Mapping[str, str], *, large: bool = False) -> Drawing:
    """Draw one line a project: its frequency as a dot, the interval as a bar, both written beside the name.

    The bounds of the verdicts are drawn at 5 and 95 %. No project gives an empty chart.
    """
    size = 20 if large else 13
    height, thick, hang = bar_height(size)
    rows = [
        {
            "place": place,
            "name": f"{names.get(one.id, one.id)}",
            "low": one.low,
            "high": one.high,
            "at": float(one.frequency),
            "text": frequency_words(one),
        }
        for place, one in enumerate(drawn(found))
    ]
    frame = pd.DataFrame(rows, columns=["place", "name", "low", "high", "at", "text"])
    base, names_above = named_rows(frame, size, 34)
    scale = alt.Scale(domain=[0, 1], nice=False)
    axis: Any = alt.Axis(format=".0%", orient="top", offset=size * 0.7, values=[0, 0.25, 0.5, 0.75, 1], grid=False)
    low = alt.X("low:Q", title=None, scale=scale, axis=axis)
    offset = hang - size * 0.2
    ground = base.mark_bar(color=CAP_GROUND, height=thick * 0.7, yOffset=offset).encode(x=low, x2="high:Q")
    dots = base.mark_point(color=ACTION, filled=True, size=size * 6, opacity=1, yOffset=offset)
    words = base.mark_text(color=AXIS_TEXT, fontSize=size, align="right", baseline="bottom", yOffset=-size * 0.5)
    # Beside each bar alone: a line across the rows would have to be too pale to see, or run through the words.
    look: Any = {"color": AXIS_TEXT, "thickness": 1, "size": thick, "yOffset": offset}
    bounds = [base.mark_tick(**look).encode(x=alt.XDatum(bound, scale=scale)) for bound in (0.05, 0.95)]
    layers = alt.layer(
        ground,
        *bounds,
        dots.encode(x=alt.X("at:Q", scale=scale)),
        names_above,
        words.encode(x=alt.value("width"), text="text:N"),
    )
    return dressed(layers.properties(height=alt.Step(height), width="container"), size)


def chance_table(found: Report, names: Mapping[str, str]) -> Table:
    """Return one row a project: verdict, frequency and interval, distribution of its grant."""
    columns = ("Projet", "Dossier", "Verdict", "Fréquence", "Moyenne", "1 fois sur 10 au plus", "Médiane", "Au plus")
    rows = [
        (
            names.get(one.id, one.id),
            one.id,
            VERDICTS[one.verdict],
            frequency_words(one) if found.trials else "–",
            round(one.mean),
            one.deciles[1],
            one.deciles[2],
            one.deciles[4],
        )
        for one in sorted(found.chances, key=lambda one: (-one.frequency, one.id))
    ]
    kinds: dict[str, Any] = dict.fromkeys(columns[4:], "euros")
    return Table("Solidité de chaque projet", framed(columns, rows), kinds, "Aucun projet ne peut être retenu.")


def agenda_lines(found: Report, names: Mapping[str, str], present: Mapping[str, int]) -> list[str]:
    """Return the committee's agenda: the projects that depend on its choices, the most open first."""
    lines = []
    for one in agenda(found.chances):
        now = present.get(one.id, 0)
        state = f"proposé aujourd'hui : {euros(now)}" if now else "non retenu aujourd'hui"
        lines.append(f"{names.get(one.id, one.id)} ({one.id}) : retenu dans {frequency_words(one)}, {state}")
    return lines
