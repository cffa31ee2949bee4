"""The page of Séance's figures: goals beside what was measured, from the measures kept in a JSON file."""

from __future__ import annotations

import json
import statistics
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

DECISION = (350, 350)
GOALS: dict[str, tuple[int, int]] = {
    "retenir (une décision)": DECISION,
    "annuler": DECISION,
    "enregistrer une note de séance": DECISION,
    "montrer, jusque sur l'écran de salle": (1000, 1000),
    "enveloppe tapée, jusqu'au graphique": (200, 350),
    "ouverture, jusqu'au premier écran utile": (2000, 2000),
}
"""Name of an act → goal in milliseconds: median, 95th percentile (for the room: the maximum)."""
WORST = {"montrer, jusque sur l'écran de salle"}
HEAD = """# Mesures de la séance

Écrit par `benchmarks/bench_seance.py` : un vrai serveur, un vrai Chromium (1280×720), les candidatures
fictives de `benchmarks/committee.py`. Chaque durée va de l'appui simulé au texte changé à l'écran, en
millisecondes d'horloge ; l'attente propre au pilote du navigateur (quelques dizaines de millisecondes)
y est comprise. L'objectif est celui de la conception ; un tiret : aucun objectif propre à ce geste.
« non » : objectif non atteint. Une charge supérieure à deux veut dire que la machine faisait autre chose :
ces durées-là ne disent rien d'une machine tranquille.
"""


def keep(path: Path, size: int, part: str, found: dict[str, Any]) -> None:
    """Put what one part measured for one size into the JSON file; what other runs left there stays."""
    everything = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    stamp = f"{datetime.now(UTC):%d/%m/%Y %H:%M} UTC"
    everything.setdefault(str(size), {})[part] = {"le": stamp, **found}
    path.write_text(json.dumps(everything, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def write(path: Path, page: Path) -> None:
    """Write the page from the JSON file."""
    everything = json.loads(path.read_text(encoding="utf-8"))
    lines = [HEAD]
    for size in sorted(everything, key=int):
        parts = everything[size]
        lines += [f"## {size} candidatures", "", *_table(parts), "", *_facts(parts), ""]
    page.write_text("\n".join(lines).rstrip() + "\n", encoding="utf-8")


def _table(parts: dict[str, Any]) -> list[str]:
    lines = ["| geste | fois | médiane | p95 | maximum | objectif (médiane / p95) | atteint |",
             "|---|--:|--:|--:|--:|--:|---|"]  # fmt: skip
    for part in parts.values():
        lines += [_line(name, times) for name, times in part.get("durées", {}).items()]
    return lines


def _line(name: str, times: list[float]) -> str:
    ordered = sorted(times)
    median, p95, worst = statistics.median(times), ordered[min(len(times) - 1, len(times) * 95 // 100)], ordered[-1]
    goal = GOALS.get(name)
    if goal is None:
        asked, reached = "–", "–"
    else:
        high = worst if name in WORST else p95
        asked = f"{goal[0]} / {goal[1]}" + (" (maximum)" if name in WORST else "")
        reached = "oui" if median <= goal[0] and high <= goal[1] else "**non**"
    return f"| {name} | {len(times)} | {median:.0f} | {p95:.0f} | {worst:.0f} | {asked} | {reached} |"


def _facts(parts: dict[str, Any]) -> list[str]:
    lines = [f"- {fact}" for part in parts.values() for fact in part.get("constats", [])]
    when = ", ".join(f"{name} le {part['le']} (charge {part.get('charge', '?')})" for name, part in parts.items())
    return [*lines, f"- Mesuré : {when}. La charge est celle des processus en attente au début, pour deux cœurs."]
