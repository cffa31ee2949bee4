"""What a spreadsheet file really is, judged by its content before anything is unpacked.

Only the directory of the archive is read here: signature, number of entries, announced sizes,
their ratio, the names that betray macros, passwords and other formats.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import Literal

from aapsim.domain.issues import InvalidInput
from aapsim.files.cells import refusal

SheetKind = Literal["xlsx", "ods"]

MOST_ENTRIES = 1_000
MOST_UNPACKED = 60 * 1024 * 1024
MOST_RATIO = 150
_SMALL = 1024 * 1024
"""Below this unpacked size a high ratio is only an empty sheet."""

ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ODS = b"application/vnd.oasis.opendocument.spreadsheet"
_SAVE = "enregistrez-le au format .xlsx, .ods ou .csv"
_COPY = "copiez le tableau dans un fichier neuf"


def check_archive(content: bytes) -> SheetKind:
    """Return the format of a workbook that is safe to unpack.

    Raises ``InvalidInput`` with one French sentence for anything else: another format, a
    password, macros, too many entries, sizes or ratios that only a bomb has.
    """
    if content.startswith(OLE):
        what = "protégé par un mot de passe ou dans l'ancien format .xls"
        raise refusal(f"Ce classeur est {what} ; {_SAVE} sans mot de passe.")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_sizes(archive.infolist(), len(content))
            return _kind(archive)
    except InvalidInput:
        raise
    except (zipfile.BadZipFile, KeyError, OSError, EOFError, RuntimeError, ValueError, zlib.error) as error:
        raise refusal(f"Ce classeur est abîmé et ne s'ouvre pas ; {_SAVE} de nouveau.") from error


def _check_sizes(entries: list[zipfile.ZipInfo], packed: int) -> None:
    names = [entry.filename for entry in entries]
    if len(entries) > MOST_ENTRIES or len(set(names)) < len(names):
        raise refusal(f"Ce classeur a une structure anormale ; ouvrez-le dans un tableur et {_SAVE}.")
    if any(entry.flag_bits & 1 for entry in entries):
        raise refusal(f"Ce classeur est protégé par un mot de passe ; {_SAVE} sans mot de passe.")
    unpacked = sum(entry.file_size for entry in entries)
    bomb = any(entry.file_size > max(_SMALL, MOST_RATIO * entry.compress_size) for entry in entries)
    if unpacked > MOST_UNPACKED or unpacked > max(_SMALL, MOST_RATIO * packed) or bomb:
        raise refusal(f"Ce classeur se déplie en une taille anormale et n'a pas été ouvert ; {_COPY}.")


def _kind(archive: zipfile.ZipFile) -> SheetKind:
    names = set(archive.namelist())
    if any(name.lower().endswith("vbaproject.bin") or name.startswith(("Basic/", "Scripts/")) for name in names):
        raise refusal(f"Ce classeur contient des macros et n'a pas été ouvert ; sans elles, {_SAVE}.")
    if "xl/workbook.bin" in names:
        raise refusal(f"Ce classeur est au format .xlsb, qui n'est pas lu ; {_SAVE}.")
    if "[Content_Types].xml" in names and "xl/workbook.xml" in names:
        return _without_macros(archive)
    if "mimetype" in names and archive.getinfo("mimetype").file_size < 200 and archive.read("mimetype").strip() == _ODS:
        if b"encryption-data" in archive.read("META-INF/manifest.xml")[:_SMALL]:
            raise refusal(f"Ce classeur est protégé par un mot de passe ; {_SAVE} sans mot de passe.")
        return "ods"
    raise refusal(f"Ce fichier est une archive, pas un classeur .xlsx ou .ods ; ouvrez-le et {_SAVE}.")


def _without_macros(archive: zipfile.ZipFile) -> SheetKind:
    if b"macroEnabled" in archive.read("[Content_Types].xml"):
        raise refusal(f"Ce classeur contient des macros et n'a pas été ouvert ; sans elles, {_SAVE}.")
    return "xlsx"
