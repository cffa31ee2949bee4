"""Workbooks (XLSX, ODS): checked by content, then opened in a process of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from aapsim.domain.issues import Issue
from aapsim.files.archive import check_archive
from aapsim.files.cells import Cell, Line, Sheet, refusal

TIMEOUT_SECONDS = 60
"""The last resort where the system cannot limit a process (Windows)."""

_ROOT = Path(__file__).resolve().parents[2]
_CHILD = "import sys; sys.path.insert(0, sys.argv[1]); from aapsim.files.workbook_child import main; main()"
_NEEDED = ("SYSTEMROOT", "SYSTEMDRIVE", "TEMP", "TMP", "PATH", "LANG", "LC_ALL")
_SAVE = "enregistrez-le de nouveau depuis un tableur, ou en .csv"
_COPY = "copiez le tableau dans un fichier neuf"
_REFUSALS = {
    "dtd": f"Ce classeur contient des définitions XML interdites et n'a pas été ouvert ; {_COPY}.",
    "depth": f"Ce classeur emboîte ses éléments comme aucun tableur ne le fait et n'a pas été ouvert ; {_COPY}.",
    "extent": f"Ce classeur a trop de lignes ou de colonnes (une cellule loin du tableau ?) ; {_COPY}.",
    "text": f"Ce classeur contient trop de texte et n'a pas été ouvert ; {_COPY}.",
    "xml": f"Ce classeur est abîmé et ne s'ouvre pas ; {_SAVE}.",
}
_DIED = f"Ce classeur n'a pas pu être ouvert sans danger ; {_SAVE}."


def read_workbook(content: bytes) -> Sheet:
    """Return the lines of a workbook's sheet (``Candidatures``, else the first); blank lines are left out.

    Raises ``InvalidInput`` with one French sentence when the file is refused or cannot be read.
    """
    return read_sheets(content)[0]


def read_sheets(content: bytes) -> tuple[Sheet, Mapping[str, Sheet]]:
    """Return the main sheet and, where it is called ``Dossiers``, the others by name.

    Raises ``InvalidInput`` as :func:`read_workbook` does.
    """
    check_archive(content)
    answer = _ask_child(content)
    if "refused" in answer:
        raise refusal(_REFUSALS[answer["refused"]])
    others = {name: Sheet(_lines(rows)) for name, rows in answer["others"].items()}
    return Sheet(_lines(answer["rows"]), _sheets_left(answer["sheets"])), others


def _lines(rows: list[list[str | list[str]]]) -> tuple[Line, ...]:
    lines = (Line(number, tuple(_cell(value) for value in row)) for number, row in enumerate(rows, 1))
    return tuple(line for line in lines if not line.blank)


def _ask_child(content: bytes) -> dict[str, Any]:
    environment = {name: os.environ[name] for name in _NEEDED if name in os.environ}
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter, our own code, the content on its standard input
            [sys.executable, "-I", "-c", _CHILD, str(_ROOT)],
            input=content,
            capture_output=True,
            timeout=TIMEOUT_SECONDS,
            check=True,
            env=environment,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        answer: dict[str, Any] = json.loads(done.stdout)
    except (subprocess.SubprocessError, OSError, ValueError) as error:
        raise refusal(_DIED) from error
    return answer


def _cell(value: str | list[str]) -> Cell:
    return Cell(value) if isinstance(value, str) else Cell(value[0], number=True)


def _sheets_left(names: list[str]) -> tuple[Issue, ...]:
    if not names:
        return ()
    listed = ", ".join(f"« {' '.join(name.split())[:40]} »" for name in names[:10])
    return (Issue("file", f"Autres feuilles du classeur, non lues : {listed}.", "warning"),)


