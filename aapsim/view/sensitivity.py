"""What each setting weighs: a tornado, a sentence, and the range over which the winners stay."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import altair as alt
import pandas as pd

from aapsim.domain.call import Call
from aapsim.domain.french import NO_BREAK, euros, percent
from aapsim.simulation.difference import Difference
from aapsim.simulation.sensitivity import LADDER, Effect, Side, moved_euros
from aapsim.view.tables import Table, framed
from aapsim.view.theme import ACTION, AXIS_TEXT, TEXT, Drawing, bar_height, dressed, named_rows
from aapsim.view.words import counted, listed

_DOWN = "#009081"
_MOST_ROWS = 20
_PLAIN = {
    "rate": "taux maximal",
    "common_rate": "taux commun",
    "minimum_share": "part minimale",
    "minimum_grant": "montant minimal",
    "maximum_grant": "maximum par projet",
    "maximum_per_applicant": "maximum par porteur",
}
_FIELDS = {"priority": "priorité", "floor": "plancher", "ceiling": "plafond", "weight": "poids"}
_TABLES = {"axes": "axe", "departments": "département", "criteria": "critère"}


def lever_words(path: str, call: Call) -> str:
    """Name a setting: ``axe 2, priorité``."""
    parts = path.split(".")
    if len(parts) == 1:
        rule = call.rule(path)
        return rule.label if rule.label != path else _PLAIN.get(path, path)
    return f"{_TABLES[parts[0]]} {parts[1]}, {_FIELDS[parts[2]]}"


def by_weight(effects: Sequence[Effect]) -> list[Effect]:
    """Return the settings by what ten percent of them moves, the heaviest first, then the least stable."""
    return sorted(effects, key=lambda one: (-_weight(one), min(one.down.stable, one.up.stable), one.lever.path))


def _weight(one: Effect) -> int:
    return max(moved_euros(one.down.usual), moved_euros(one.up.usual))


def sensitivity_sentence(effects: Sequence[Effect], call: Call) -> str:
    """Say which setting weighs most, and how many leave the list alone."""
    if not effects:
        return "Aucun réglage ne peut être déplacé : il n'y a ni priorité, ni poids, ni plafond, ni plancher."
    first = by_weight(effects)[0]
    quiet = sum(one.down.first is None and one.up.first is None for one in effects)
    if not _weight(first):
        said = f"À ± 10{NO_BREAK}%, aucun réglage ne déplace un euro."
    else:
        said = (
            f"Le réglage qui pèse le plus est « {lever_words(first.lever.path, call)} » : à ± 10{NO_BREAK}%, "
            f"jusqu'à {euros(_weight(first))} changent de main."
        )
    if not quiet:
        return f"{said} Chacun peut changer la liste des retenus."
    return f"{said} {counted(quiet, 'réglage ne change', 'réglages ne changent')} la liste à aucun moment."


def tornado_chart(effects: Sequence[Effect], call: Call, *, large: bool = False) -> Drawing:
    """Draw the euros that change hands when each setting moves by ten percent: down to the left, up to the right."""
    size = 20 if large else 13
    height, thick, hang = bar_height(size)
    rows: list[dict[str, Any]] = []
    for place, one in enumerate(by_weight(effects)[:_MOST_ROWS]):
        for side, sign in ((one.down, -1), (one.up, 1)):
            amount = moved_euros(side.usual)
            words = f"{'+' if sign > 0 else '−'} 10{NO_BREAK}% : {euros(amount)}"
            name = lever_words(one.lever.path, call) if sign < 0 else ""
            rows.append({"place": place, "name": name, "at": sign * amount, "zero": 0, "text": words, "sign": sign})
    frame = pd.DataFrame(rows, columns=["place", "name", "at", "zero", "text", "sign"])
    most = max([1, *(abs(row["at"]) for row in rows)])
    # Room for the words beyond the longest bars, on a page zoomed twice too.
    scale = alt.Scale(domain=[-most * 1.9, most * 1.9], nice=False)
    layers: list[alt.Chart] = []
    sides: tuple[tuple[int, str, Any], ...] = ((-1, _DOWN, "right"), (1, ACTION, "left"))
    offset = hang - size * 0.2
    for sign, colour, align in sides:
        base, names = named_rows(frame[frame.sign == sign], size, 40)
        x = alt.X("at:Q", title=None, scale=scale, axis=None)
        bars = base.mark_bar(color=colour, height=thick * 0.8, yOffset=offset).encode(x=x, x2="zero:Q")
        words = base.mark_text(color=AXIS_TEXT, fontSize=size, align=align, dx=sign * size * 0.4, yOffset=offset)
        layers += [bars, words.encode(x=x, text="text:N"), *([names] if sign < 0 else [])]
    middle = alt.Chart(pd.DataFrame({"at": [0]})).mark_rule(color=TEXT).encode(x=alt.X("at:Q", scale=scale))
    return dressed(alt.layer(*layers, middle).properties(height=alt.Step(height), width="container"), size)


def tornado_table(effects: Sequence[Effect], call: Call) -> Table:
    """Return one row a setting: the euros that change hands when it moves by ten percent, down and up."""
    columns = ("Réglage", f"− 10{NO_BREAK}%", f"+ 10{NO_BREAK}%")
    rows = [
        (lever_words(one.lever.path, call), moved_euros(one.down.usual), moved_euros(one.up.usual))
        for one in by_weight(effects)
    ]
    kinds: dict[str, Any] = dict.fromkeys(columns[1:], "euros")
    return Table("Euros qui changent de main", framed(columns, rows), kinds, "Aucun réglage ne peut être déplacé.")


def range_table(effects: Sequence[Effect], call: Call, names: Mapping[str, str]) -> Table:
    """Return one row a setting: over which moves the winners stay, and who moves first beyond."""
    columns = ("Réglage", "Aujourd'hui", "La liste tient de", "à", "En baissant", "En montant")
    rows = [
        (
            lever_words(one.lever.path, call),
            _value_words(one.lever.path, one.lever.value, call),
            _stable_words(one.down, "−"),
            _stable_words(one.up, "+"),
            _first_words(one.down, names),
            _first_words(one.up, names),
        )
        for one in by_weight(effects)
    ]
    return Table("Jusqu'où la liste tient", framed(columns, rows), {}, "Aucun réglage ne peut être déplacé.")


def _value_words(path: str, value: Fraction, call: Call) -> str:
    kind = path.rpartition(".")[2]
    if kind in ("priority", "weight"):
        return f"{float(value):g}".replace(".", ",")
    if path in ("rate", "common_rate", "minimum_share"):
        return percent(value, 1)
    if path.startswith("axes."):
        limit = next(getattr(axis, kind) for axis in call.axes if axis.code == path.split(".")[1])
        return euros(int(value)) if limit is not None and limit.kind == "euros" else percent(value, 1)
    return euros(int(value))


def _stable_words(side: Side, sign: str) -> str:
    if side.first is None:
        return f"{sign}{NO_BREAK}{percent(LADDER[-1], 0)} au moins"
    return f"{sign}{NO_BREAK}{percent(side.stable, 0)}" if side.stable else f"moins de 1{NO_BREAK}%"


def _first_words(side: Side, names: Mapping[str, str]) -> str:
    if side.first is None:
        return "personne ne bouge"
    if side.impossible:
        return "plus de répartition possible"
    return _moves(side.first, names)


def _moves(change: Difference, names: Mapping[str, str]) -> str:
    said = []
    for rows, verb in ((change.entered, "entre"), (change.left, "sort")):
        if rows:
            who = listed([f"«{NO_BREAK}{names.get(one, one)}{NO_BREAK}»" for one, _, _ in rows], 3)
            said.append(f"{who} {verb if len(rows) == 1 else {'entre': 'entrent', 'sort': 'sortent'}[verb]}")
    return " ; ".join(said)
