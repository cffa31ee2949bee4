"""One dossier as the platform's API really answers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from aapsim.files.platform_nodes import export_of
from aapsim.files.platform_reading import read_platform
from tests.unit.files.platform_exports import occitanie

SAMPLE = Path(__file__).resolve().parents[3].parent / "shared" / "data" / "demarches" / "dossier_api_sample.json"


@pytest.mark.skipif(not SAMPLE.is_file(), reason="the sample of the API is not here")
def test_the_sample_is_read() -> None:
    node = json.loads(SAMPLE.read_text(encoding="utf-8"), parse_float=str)
    export = export_of([node])
    cells = {label: cell.text for label, cell in export.records[0].cells.items()}
    assert cells["ID"] == "5522885577"
    assert cells["Coût total de l'opération (en euros HT)"] == "256888"
    assert cells["Département du porteur de projet"] == "57 - Moselle;579 - Metz"
    reading = read_platform(export, occitanie())
    (one,) = reading.applications
    assert (one.title, one.total_cost, one.requested) == ("Réfection du toit de l'école", 256_888, 2_349)
    assert (one.siret, one.applicant_type) == ("21670449400014", "collectivite")
    assert (one.filed_at, one.start_date) == ("2024-10-16T10:09", "2025-01-15")
    assert "@" not in repr(one)
