"""The one door for files of applications: judged by their content, never by their name alone."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import PurePath

from aapsim.domain.call import Call
from aapsim.domain.issues import InvalidInput
from aapsim.files.archive import OLE, ZIP
from aapsim.files.cells import MOST_BYTES, Sheet, refusal
from aapsim.files.columns import is_known
from aapsim.files.delimited import read_delimited
from aapsim.files.encoding import decoded
from aapsim.files.native import read_native
from aapsim.files.outcome import Reading, nothing_read
from aapsim.files.pabulib import looks_like_pabulib, read_pabulib
from aapsim.files.platform_mapping import Correspondence
from aapsim.files.platform_reading import read_platform
from aapsim.files.platform_tables import is_platform_column, looks_like_platform, read_export
from aapsim.files.workbook import read_sheets

__all__ = ["Reading", "read_applications"]

_FOREIGN = (
    (b"%PDF", "un document PDF"),
    (b"{\\rtf", "un document de traitement de texte"),
    (b"\x89PNG", "une image"),
    (b"\xff\xd8\xff", "une image"),
    (b"GIF8", "une image"),
    (b"\x1f\x8b", "une archive compressée"),
    (b"7z\xbc\xaf", "une archive compressée"),
    (b"SQLite format 3", "une base de données"),
)
_FOREIGN_TEXT = (("<!doctype html", "une page web"), ("<html", "une page web"), ("<?xml", "un fichier XML"))
_EXPECTED = "attendu : un tableau .csv, .xlsx ou .ods, ou un fichier Pabulib .pb"
_RENAME = "donnez-lui sa vraie extension, ou enregistrez-le de nouveau"
_SPREADSHEETS = (".xlsx", ".ods", ".xls", ".xlsb", ".xlsm")


def read_applications(
    name: str, content: bytes, call: Call, saved: Correspondence | None = None, known: Collection[str] = ()
) -> Reading:
    """Read a file of applications against a call: native table, platform export or Pabulib, by its content.

    ``saved`` is the correspondence kept for the platform's exports of this call; ``known`` the
    applications already there, which a native table may still leave incomplete. ``name`` only
    serves to notice that a file is not what it says. Never raises on bad content: a file of no
    use gives a reading with error issues and no application.
    """
    try:
        _check_size(content)
        suffix = PurePath(name.replace("\\", "/")).suffix.lower()
        if content.startswith((ZIP, OLE, b"PK\x05\x06")):
            _check_name(suffix, workbook=True)
            return _read_table(*read_sheets(content), call, saved, known)
        _check_name(suffix, workbook=False)
        return _read_text(decoded(content), suffix, call, saved, known)
    except InvalidInput as problem:
        return nothing_read(problem)


def _read_table(
    main: Sheet, others: Mapping[str, Sheet], call: Call, saved: Correspondence | None, known: Collection[str]
) -> Reading:
    if not looks_like_platform(main):
        return read_native(main, call, known)
    if any(issue.severity == "error" for issue in main.issues):
        return Reading("platform", issues=main.issues)
    return read_platform(read_export(main, others), call, saved)


def _check_size(content: bytes) -> None:
    if not content.strip():
        raise refusal(f"Le fichier est vide ; {_EXPECTED}.")
    if len(content) > MOST_BYTES:
        raise refusal(f"Le fichier dépasse {MOST_BYTES // 1024**2} Mo ; partagez-le en plusieurs fichiers.")
    for signature, what in _FOREIGN:
        if content.startswith(signature):
            raise refusal(f"Le fichier est {what}, pas un tableau ; {_EXPECTED}.")


def _check_name(suffix: str, *, workbook: bool) -> None:
    if workbook and suffix in (".csv", ".txt", ".pb"):
        raise refusal(f"Le fichier s'appelle {suffix} mais contient un classeur ou une archive ; {_RENAME}.")
    if not workbook and suffix in _SPREADSHEETS:
        raise refusal(f"Le fichier s'appelle {suffix} mais n'est pas un classeur ; {_RENAME}.")


def _read_text(
    text: str, suffix: str, call: Call, saved: Correspondence | None, known: Collection[str]
) -> Reading:
    start = text.lstrip()[:100].lower()
    if not start:
        raise refusal(f"Le fichier est vide ; {_EXPECTED}.")
    for opening, what in _FOREIGN_TEXT:
        if start.startswith(opening):
            raise refusal(f"Le fichier est {what}, pas un tableau ; {_EXPECTED}.")
    if looks_like_pabulib(text):
        return read_pabulib(text)
    if suffix == ".pb":
        raise refusal(f"Le fichier s'appelle .pb mais ne commence pas par la section META ; {_RENAME}.")
    sheet = read_delimited(text, lambda header: is_known(header) or is_platform_column(header))
    return _read_table(sheet, {}, call, saved, known)
