"""How long an export of the State's platform takes, from the file to the saved applications.

    python benchmarks/bench_import.py [NUMBER …]

Goals: 300 dossiers in under 3 s, 5 000 in under 20 s, on a quiet two-core machine. The figures go
to ``docs/mesures-import.md``.
"""

from __future__ import annotations

import io
import os
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from aapsim.service import platform
from aapsim.service.commands import Command, new_command_id
from aapsim.service.desk import Desk
from aapsim.service.platform import PlatformReading
from aapsim.store.database import Database
from aapsim.store.ledger import Ledger
from tests.unit.files.platform_exports import csv_bytes, filed, sheets, xlsx_bytes

PAGE = Path(__file__).resolve().parents[1] / "docs" / "mesures-import.md"
GOALS_S = {300: 3.0, 5_000: 20.0}
RUNS = 1
Line = tuple[int, str, float, float, float, float]


_SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
)
_ODS = "application/vnd.oasis.opendocument.spreadsheet"


def ods_bytes(tables: dict[str, list[list[Any]]]) -> bytes:
    """Write sheets as an ODS file: the tests' own writer takes minutes for 5 000 rows."""
    parts = [f'<office:document-content {_SPACES} office:version="1.2"><office:body><office:spreadsheet>']
    for name, rows in tables.items():
        parts.append(f"<table:table table:name={quoteattr(name)}>")
        parts += [f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>" for row in rows]
        parts.append("</table:table>")
    parts.append("</office:spreadsheet></office:body></office:document-content>")
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", _ODS, zipfile.ZIP_STORED)
        archive.writestr("content.xml", "".join(parts))
        entry = f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{_ODS}"/>'
        space = 'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"'
        archive.writestr("META-INF/manifest.xml", f"<manifest:manifest {space}>{entry}</manifest:manifest>")
    return stream.getvalue()


def _ods_cell(value: Any) -> str:  # noqa: ANN401 - a text or an integer
    if isinstance(value, int):
        kind = f'office:value-type="float" office:value="{value}"'
        return f"<table:table-cell {kind}><text:p>{value}</text:p></table:table-cell>"
    lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in str(value).split("\n"))
    return f'<table:table-cell office:value-type="string">{lines}</table:table-cell>'


def measure(name: str, content: bytes) -> tuple[float, float, float, float]:
    """Return the seconds of each step (reading, comparing with what is there, saving), then of processor in all."""
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(Ledger(Database(f"sqlite:///{Path(folder) / 'a.db'}")))
        workspace = desk.open_call("occitanie-2021", "Mesure")
        before = os.times()
        start = time.perf_counter()
        reading = desk.read_file(name, content, workspace)
        read = time.perf_counter()
        assert isinstance(reading, PlatformReading), reading.issues
        here = desk.snapshot(workspace)
        action = platform.import_action(reading, here, platform.update_of(reading, here))
        compared = time.perf_counter()
        outcome = desk.apply(Command(new_command_id(), "mesure", workspace, here.revision, action))
        saved, after = time.perf_counter(), os.times()
        assert len(desk.snapshot(workspace).applications) == len(reading.applications), outcome
        desk.close()
    worked = sum(after[:4]) - sum(before[:4])
    return read - start, compared - read, saved - compared, worked


def lines(count: int) -> Iterator[Line]:
    """Give, for each kind of file, the run of median total among :data:`RUNS`."""
    dossiers = filed(count)
    tables = sheets(dossiers)
    for name, content in (("CSV", csv_bytes(dossiers)), ("XLSX", xlsx_bytes(tables)), ("ODS", ods_bytes(tables))):
        runs = sorted((measure(f"a.{name.lower()}", content) for _ in range(RUNS)), key=lambda run: sum(run[:3]))
        yield (count, name, *runs[RUNS // 2])


def seconds(value: float) -> str:
    """Write seconds the French way."""
    return f"{value:.1f} s".replace(".", ",")


def load_words() -> str:
    """Say how busy the machine was: a figure taken on a busy one proves little either way."""
    load = os.getloadavg()[1] if hasattr(os, "getloadavg") else 0.0
    said = f"{load:.1f}".replace(".", ",")
    return f"Charge moyenne de la machine pendant la mesure : {said} (au calme : moins de 1)."


def page(found: list[Line]) -> str:
    """Return the page of figures, each goal beside its figure, held or not."""
    rows = []
    for count, name, read, compared, saved, worked in found:
        goal, total = GOALS_S.get(count), read + compared + saved
        said = "—" if goal is None else f"{'tenu' if total < goal else 'NON TENU'} (moins de {goal:.0f} s)"
        steps = f"{seconds(read)} | {seconds(compared)} | {seconds(saved)} | **{seconds(total)}** | {seconds(worked)}"
        rows.append(f"| {count} | {name} | {steps} | {said} |")
    return "\n".join(
        [
            "# L'import d'un export de la plateforme : temps mesurés",
            "",
            (f"Mesuré le {datetime.now(UTC):%d/%m/%Y} sur {os.cpu_count()} cœurs, Python {sys.version.split()[0]}, "
            f"{RUNS} essai par ligne ; dossiers fictifs, avec avis et cofinanceurs pour XLSX et ODS. "
            "« Lire » comprend le contrôle du fichier et le processus à part qui le lit ; « processeur » est le "
             "temps de calcul, celui de ce processus compris, que d'autres travaux sur la machine n'allongent guère."),
            "",
            "| dossiers | fichier | lire | comparer | enregistrer | en tout | dont processeur | objectif |",
            "|---:|---|---:|---:|---:|---:|---:|---|",
            *rows,
            "",
            load_words(),
            "",
            "À refaire : `python benchmarks/bench_import.py`.",
            "",
        ]
    )


if __name__ == "__main__":
    wanted = [int(number) for number in sys.argv[1:]] or list(GOALS_S)
    made = [line for number in wanted for line in lines(number)]
    sys.stdout.write(page(made))
    if not sys.argv[1:]:
        PAGE.write_text(page(made), encoding="utf-8")
