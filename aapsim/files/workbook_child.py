"""The process that opens a workbook: it alone touches the content, under limits, and may die of it.

Bytes come on standard input, one JSON line goes out on standard output: ``{"rows": […],
"sheets": […], "others": {…}}`` or ``{"refused": code}``. A figure is a list of one text, any
other cell a text. ``others`` holds the rows of the other sheets by name, and only where the
workbook is an export of the State's platform, whose sheets belong together.
"""

from __future__ import annotations

import io
import json
import sys
import zipfile
from datetime import date, datetime, timedelta
from typing import Any

from aapsim.files.extent import TooLarge, check_extent

MEMORY_BYTES = 1024 * 1024 * 1024
CPU_SECONDS = 15
SHEET = "candidatures"
"""Name of the sheet to read in a workbook of several; otherwise the first one."""
PLATFORM_SHEET = "dossiers"
"""Name of the main sheet in an export of the State's platform."""


def limit_resources() -> None:
    """Bound memory, processor time and files written, where the system knows how (not on Windows)."""
    try:
        import resource  # noqa: PLC0415 - missing on Windows
    except ImportError:
        return
    for which, amount in (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(which, (amount, amount))


def main() -> None:
    """Read standard input, answer on standard output."""
    limit_resources()
    content = sys.stdin.buffer.read()
    try:
        check_extent(content)
        answer = read_rows(content)
    except TooLarge as problem:
        answer = {"refused": str(problem)}
    except zipfile.BadZipFile:
        answer = {"refused": "xml"}
    sys.stdout.buffer.write(json.dumps(answer, ensure_ascii=True).encode("ascii"))


def read_rows(content: bytes) -> dict[str, Any]:
    """Return the rows of the sheet to read, from the first line of the file, and the sheets' names."""
    import python_calamine  # noqa: PLC0415 - only the child loads it

    try:
        workbook = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        names = workbook.sheet_names
        plain = [name.strip().casefold() for name in names]
        chosen = next((plain.index(name) for name in (SHEET, PLATFORM_SHEET) if name in plain), 0)
        left = [place for place in range(len(names)) if place != chosen]
        rows = _rows_of(workbook, chosen) if names else []
        joined = left if names and plain[chosen] == PLATFORM_SHEET else []
        others = {names[place]: _rows_of(workbook, place) for place in joined}
    except (python_calamine.CalamineError, OSError, ValueError, IndexError):
        return {"refused": "xml"}
    return {"rows": rows, "sheets": [names[place] for place in left], "others": others}


def _rows_of(workbook: Any, place: int) -> list[list[str | list[str]]]:  # noqa: ANN401 - a library's own object
    sheet = workbook.get_sheet_by_index(place).to_python(skip_empty_area=False)
    return [[_plain(value) for value in row] for row in sheet]


def _plain(value: Any) -> str | list[str]:  # noqa: ANN401 - whatever the reader of spreadsheets found
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, int | float):
        return [_digits(value)]
    if isinstance(value, datetime):
        rounded = value + timedelta(seconds=30)
        return value.date().isoformat() if value.time().isoformat() == "00:00:00" else rounded.isoformat("T", "minutes")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def _digits(value: float) -> str:
    """Write a figure with the fifteen digits that spreadsheets show, never in powers of ten."""
    if value == int(value):
        return str(int(value))
    whole, _, rest = f"{value:.15g}".partition("e")
    return format(value, ".20f").rstrip("0") if rest else whole
