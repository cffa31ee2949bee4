"""How long an export of the State's platform takes, from the file to the saved applications.

    PYTHONPATH=. python benchmarks/bench_import.py [NUMBER …]

Goals: 300 dossiers in under 3 s, 5 000 in under 20 s, on a quiet two-core machine. The figures go
to ``docs/mesures-import.md``.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from aapsim.service import platform
from aapsim.service.commands import Command, new_command_id
from aapsim.service.desk import Desk
from aapsim.service.platform import PlatformReading
from aapsim.store.database import Database
from aapsim.store.ledger import Ledger
from tests.unit.files.platform_exports import csv_bytes, filed, ods_bytes, sheets, xlsx_bytes

PAGE = Path(__file__).resolve().parents[1] / "docs" / "mesures-import.md"
GOALS_S = {300: 3.0, 5_000: 20.0}
RUNS = 3
Line = tuple[int, str, float, float, float]


def measure(name: str, content: bytes) -> tuple[float, float, float]:
    """Return the seconds of each step: reading, comparing with what is there, saving."""
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(Ledger(Database(f"sqlite:///{Path(folder) / 'a.db'}")))
        workspace = desk.open_call("occitanie-2021", "Mesure")
        start = time.perf_counter()
        reading = desk.read_file(name, content, workspace)
        read = time.perf_counter()
        assert isinstance(reading, PlatformReading), reading.issues
        here = desk.snapshot(workspace)
        action = platform.import_action(reading, here, platform.update_of(reading, here))
        compared = time.perf_counter()
        outcome = desk.apply(Command(new_command_id(), "mesure", workspace, here.revision, action))
        saved = time.perf_counter()
        assert len(desk.snapshot(workspace).applications) == len(reading.applications), outcome
        desk.close()
    return read - start, compared - read, saved - compared


def lines(count: int) -> Iterator[Line]:
    """Give, for each kind of file, the run of median total among :data:`RUNS`."""
    dossiers = filed(count)
    tables = sheets(dossiers)
    for name, content in (("CSV", csv_bytes(dossiers)), ("XLSX", xlsx_bytes(tables)), ("ODS", ods_bytes(tables))):
        runs = sorted((measure(f"a.{name.lower()}", content) for _ in range(RUNS)), key=sum)
        yield (count, name, *runs[RUNS // 2])


def seconds(value: float) -> str:
    """Write seconds the French way."""
    return f"{value:.1f} s".replace(".", ",")


def page(found: list[Line]) -> str:
    """Return the page of figures, each goal beside its figure, held or not."""
    rows = []
    for count, name, read, compared, saved in found:
        goal, total = GOALS_S.get(count), read + compared + saved
        said = "—" if goal is None else f"{'tenu' if total < goal else 'NON TENU'} (moins de {goal:.0f} s)"
        steps = f"{seconds(read)} | {seconds(compared)} | {seconds(saved)} | **{seconds(total)}**"
        rows.append(f"| {count} | {name} | {steps} | {said} |")
    return "\n".join(
        [
            "# L'import d'un export de la plateforme : temps mesurés",
            "",
            (f"Mesuré le {datetime.now(UTC):%d/%m/%Y} sur {os.cpu_count()} cœurs, Python {sys.version.split()[0]}, "
            f"médiane de {RUNS} essais ; dossiers fictifs, avec avis et cofinanceurs pour XLSX et ODS. "
            "« Lire » comprend le contrôle du fichier et le processus à part qui le lit."),
            "",
            "| dossiers | fichier | lire | comparer | enregistrer | en tout | objectif |",
            "|---:|---|---:|---:|---:|---:|---|",
            *rows,
            "",
            "À refaire : `PYTHONPATH=. python benchmarks/bench_import.py`.",
            "",
        ]
    )


if __name__ == "__main__":
    wanted = [int(number) for number in sys.argv[1:]] or list(GOALS_S)
    made = [line for number in wanted for line in lines(number)]
    sys.stdout.write(page(made))
    if not sys.argv[1:]:
        PAGE.write_text(page(made), encoding="utf-8")
