"""Turn the figures of a run into a page: ``python benchmarks/report.py figures.json page.md plot.svg``."""

from __future__ import annotations

import json
import math
import statistics
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.instances import FAMILIES  # noqa: E402  (the project is found through its folder)

Figures = dict[str, Any]
NAMES = ("scipy.milp", "highspy", "CP-SAT", "SCIP", "CBC", "pabutools")
COLOURS = ("#000091", "#c9191e", "#18753c", "#b34000", "#6e445a", "#0063cb", "#716043", "#3a3a3a")
GOALS: tuple[tuple[str, tuple[str, ...], int, float, float], ...] = (
    ("axes, départements, trois financeurs", ("sources",), 60, 2, 50),
    ("axes, départements, trois financeurs", ("sources",), 300, 5, 50),
    ("planchers, deux autorités, départements serrés", ("tight",), 60, 15, 200),
    ("planchers, deux autorités, départements serrés", ("tight",), 300, 30, 500),
    ("planchers, deux autorités, plafonds larges", ("payers",), 60, 6, 100),
    ("planchers, deux autorités, plafonds larges", ("payers",), 300, 12, 300),
    ("tout ou rien avec limites", ("whole",), 60, 6, 50),
    ("axes et départements", ("limits",), 20_000, 500, math.inf),
)
"""Family, size, goal of the median and of the maximum in milliseconds (infinite: none)."""
RATIOS: tuple[tuple[str, str, int, str, float], ...] = (
    ("planchers, deux autorités, plafonds larges", "payers", 60, "scipy.milp", 50),
    ("planchers, deux autorités, plafonds larges", "payers", 300, "scipy.milp", 50),
    ("planchers, deux autorités, départements serrés", "tight", 60, "scipy.milp", 50),
    ("planchers, deux autorités, départements serrés", "tight", 300, "scipy.milp", 50),
    ("tout ou rien, une enveloppe", "budget", 60, "pabutools", 1),
    ("tout ou rien, une enveloppe", "budget", 300, "pabutools", 4),
    ("tout ou rien, une enveloppe", "budget", 1_000, "pabutools", 20),
)
"""Family, size, what it is compared with, and how many times longer that should take, by medians."""


def words(cell: Figures | None) -> str:
    """Return « médiane / maximum » in milliseconds, with what was not proved."""
    if cell is None or (not cell["times"] and not cell["failed"]):
        return "–"
    times = cell["times"]
    text = f"{number(statistics.median(times))} / {number(max(times))}" if times else "> limite"
    return f"{text} ({cell['failed']} non prouvé)" if cell["failed"] else text


def number(value: float) -> str:
    """Return a French number with two or three digits that count."""
    return (f"{value:.1f}" if value < 10 else f"{value:,.0f}").replace(",", " ").replace(".", ",")


def table(rows: list[Figures]) -> list[str]:
    """Return the main table as lines of Markdown."""
    lines = ["| famille | dossiers | classement | aapsim | " + " | ".join(NAMES) + " | scipy.milp ÷ aapsim |",
             "|---|--:|---|--:|" + "--:|" * len(NAMES) + "--:|"]
    for row in rows:
        ours, others = row["ours"], row["others"]
        scipy = others.get("scipy.milp", {"times": []})["times"]
        ratio = number(statistics.median(scipy) / statistics.median(ours["times"])) if scipy and ours["times"] else "–"
        label = {"strict": "strict", "free": "libre"}[row["ranking"]]
        cells = " | ".join(words(others.get(name)) for name in NAMES)
        family = FAMILIES.get(row["family"], row["family"])
        lines.append(f"| {family} | {row['size']} | {label} | {words(ours)} | {cells} | {ratio} |")
    return lines


def goals(rows: list[Figures]) -> list[str]:
    """Return the goals beside what was measured, met or not."""
    lines = ["| objectif | dossiers | classement | médiane visée / max | mesuré | atteint |",
             "|---|--:|---|--:|--:|---|"]
    for label, families, size, median, most in GOALS:
        for row in rows:
            times = row["ours"]["times"]
            if row["family"] not in families or row["size"] != size or not times:
                continue
            met = statistics.median(times) <= median and max(times) <= most
            ranking = {"strict": "strict", "free": "libre"}[row["ranking"]]
            aimed = f"{number(median)} / {number(most) if math.isfinite(most) else '–'}"
            lines.append(f"| {label} | {size} | {ranking} | {aimed} | {words(row['ours'])} "
                         f"| {'oui' if met else '**non**'} |")
    return lines


def ratios(rows: list[Figures]) -> list[str]:
    """Return how many times longer another solver takes in the same run, beside what was aimed at."""
    lines = ["| comparé à | famille | dossiers | classement | fois plus long visé | mesuré | atteint |",
             "|---|---|--:|---|--:|--:|---|"]
    for label, family, size, name, aimed in RATIOS:
        for row in rows:
            times, theirs = row["ours"]["times"], row["others"].get(name, {"times": []})["times"]
            if (row["family"], row["size"]) != (family, size) or not times:
                continue
            ranking = {"strict": "strict", "free": "libre"}[row["ranking"]]
            ratio = statistics.median(theirs) / statistics.median(times) if theirs else None
            said = number(ratio) if ratio is not None else "non prouvé par l'autre"
            met = "–" if ratio is None else "oui" if ratio >= aimed else "**non**"
            lines.append(f"| {name} | {label} | {size} | {ranking} | {number(aimed)} | {said} | {met} |")
    return lines


def plot(rows: list[Figures]) -> str:
    """Return the growth with size as SVG: median milliseconds against applications, both in powers of ten."""
    width, height, left, top = 780, 460, 90, 30
    box = f"0 0 {width + 260} {height + 70}"
    lines = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}" font-family="sans-serif" font-size="13">',
             '<rect width="100%" height="100%" fill="white"/>']

    def at(size: float, milliseconds: float) -> tuple[float, float]:
        x = left + (math.log10(size) - 1) / 3.5 * (width - left)
        y = top + height - (math.log10(max(milliseconds, 0.5)) + 0.4) / 5.4 * height
        return x, y

    for power in range(6):
        _, y = at(10, 10**power)
        name = f"{10**power:,} ms".replace(",", " ")
        lines.append(f'<line x1="{left}" x2="{width}" y1="{y:.0f}" y2="{y:.0f}" stroke="#ddd"/>'
                     f'<text x="{left - 8}" y="{y + 4:.0f}" text-anchor="end">{name}</text>')
    for size in (15, 60, 300, 1_000, 5_000, 20_000):
        x, _ = at(size, 1)
        name = f"{size:,}".replace(",", " ")
        lines.append(f'<text x="{x:.0f}" y="{top + height + 20}" text-anchor="middle">{name}</text>')
    lines.append(f'<text x="{width / 2:.0f}" y="{top + height + 45}" text-anchor="middle">dossiers</text>')
    curves = []
    for colour, (family, name) in zip(COLOURS, FAMILIES.items(), strict=True):
        points = [at(row["size"], statistics.median(row["ours"]["times"])) for row in rows
                  if row["family"] == family and row["ranking"] == "free" and row["ours"]["times"]]
        if points:
            curves.append((points, colour, name))
    taken: list[tuple[float, float]] = []
    # From the bottom up, so that labels pushed upwards keep the order of their curves.
    for points, colour, name in sorted(curves, key=lambda curve: -curve[0][-1][1]):
        path = " ".join(f"{x:.0f},{y:.0f}" for x, y in points)
        x, y = points[-1]
        # Only labels that end up side by side have to give way to one another.
        while any(abs(y - other) < 16 and abs(x - there) < 250 for there, other in taken):
            y -= 1
        taken.append((x, y))
        lines.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>'
                     f'<text x="{x + 8:.0f}" y="{y + 4:.0f}" fill="{colour}">{name}</text>')
    return "\n".join([*lines, "</svg>", ""])


def main() -> None:
    """Write the page and the plot."""
    figures, page, image = (Path(name) for name in sys.argv[1:4])
    run = json.loads(figures.read_text(encoding="utf-8"))
    rows, settings = run["rows"], run["settings"]
    once = "" if settings.get("note") else ", en une seule exécution"
    about = (
        f"Écrit par `make bench`{once}. Temps de processeur en millisecondes, « médiane / maximum » "
        f"sur {settings['seeds']} tirages (2 au-delà de 1 000 dossiers). Chaque autre solveur reçoit le modèle des "
        "manuels (une colonne par financeur et par dossier), dans un processus à lui, avec la même preuve à fournir : "
        f"à un pas d'arrondi près, exactement en tout ou rien ; limite {number(settings['seconds'])} s d'horloge "
        f"(la nôtre, à partir de 300 dossiers : {number(settings.get('ours', math.inf))} s). "
        "aapsim rend en plus les montants entiers, exacts, premiers dans l'ordre des ex æquo. Un tiret : non demandé. "
        "Au-delà de 5 000 dossiers le classement strict n'est pas mesuré : les règles "
        "entre notes égales ne tiendraient pas en mémoire. Les objectifs de simulation : mesures-simulation.md."
    )
    note = settings.get("note", "")
    image_line = f"![Temps de calcul médian selon le nombre de dossiers, classement libre]({image.name})"
    text = ["# Mesures", "", about, "", *([note, ""] if note else []),
            *table(rows), "", "## Objectifs", "", *goals(rows), "", *ratios(rows), "",
            "## Croissance", "", image_line, ""]
    page.write_text("\n".join(text), encoding="utf-8")
    image.write_text(plot(rows), encoding="utf-8")


if __name__ == "__main__":
    main()
