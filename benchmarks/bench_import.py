"""How long an export of the State's platform takes, from the file to the saved applications.

    PYTHONPATH=. python benchmarks/bench_import.py [NUMBER …]

Goals: 300 dossiers in under 3 s, 5 000 in under 20 s, on a quiet two-core machine.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from aapsim.service import platform
from aapsim.service.commands import Command, new_command_id
from aapsim.service.desk import Desk
from aapsim.service.platform import PlatformReading
from aapsim.store.database import Database
from aapsim.store.ledger import Ledger
from tests.unit.files.platform_exports import csv_bytes, filed, sheets, xlsx_bytes


def measure(count: int) -> None:
    """Print the time of each step for one number of dossiers, CSV and XLSX."""
    dossiers = filed(count)
    for name, content in (("a.csv", csv_bytes(dossiers)), ("a.xlsx", xlsx_bytes(sheets(dossiers)))):
        with tempfile.TemporaryDirectory() as folder:
            desk = Desk(Ledger(Database(f"sqlite:///{Path(folder) / 'a.db'}")))
            workspace = desk.open_call("occitanie-2021", "Mesure")
            start = time.perf_counter()
            reading = desk.read_file(name, content, workspace)
            read = time.perf_counter()
            assert isinstance(reading, PlatformReading)
            here = desk.snapshot(workspace)
            action = platform.import_action(reading, here, platform.update_of(reading, here))
            compared = time.perf_counter()
            desk.apply(Command(new_command_id(), "mesure", workspace, here.revision, action))
            saved = time.perf_counter()
            desk.close()
        steps = f"lire {read - start:.2f} s, comparer {compared - read:.2f} s, enregistrer {saved - compared:.2f} s"
        print(f"{count} dossiers, {name[2:]} : {saved - start:.2f} s ({steps})")


if __name__ == "__main__":
    for number in sys.argv[1:] or ("300", "5000"):
        measure(int(number))
