"""From bytes to text, without ever guessing in silence.

French officers' files are UTF-8 (with or without its mark), cp1252 (Excel's « CSV »), or UTF-16
with its mark (Excel's « Texte Unicode »). Detectors of encodings err on exactly these files, so
the rule is fixed: a mark decides, else strict UTF-8, else cp1252.
"""

from __future__ import annotations

import codecs
import re

from aapsim.files.cells import refusal

_MARKED = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAVE_AGAIN = "enregistrez-le de nouveau en « CSV UTF-8 »"

# What French accents, quotes and the euro sign look like when UTF-8 bytes stand in a cp1252 text:
# é is « Ã© », no-break space « Â  », ’ is « â€™ », € is « â‚¬ ». None of these occurs in French.
_UTF8_INSIDE = re.compile(rb"\xc3[\x80-\xbf]|\xc2[\xa0-\xbf]|\xe2\x80[\x80-\xbf]|\xe2\x82\xac")


def decoded(content: bytes) -> str:
    """Return the text of a file, without its byte order mark.

    Raises ``InvalidInput`` with one French sentence, naming the line, for NUL characters, two
    encodings in one file, or bytes that no encoding explains.
    """
    for mark, encoding in _MARKED:
        if content.startswith(mark):
            return _strictly(content, encoding)
    if b"\x00" in content:
        line = content[: content.index(b"\x00")].count(b"\n") + 1
        raise refusal(
            f"le fichier contient un caractère nul : ce n'est pas un tableau en texte ; {_SAVE_AGAIN}.",
            f"ligne {line}",
            "encoding",
        )
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _western(content)


def _strictly(content: bytes, encoding: str) -> str:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        message = f"Le fichier se dit {encoding.upper()} mais ne l'est pas ; {_SAVE_AGAIN}."
        raise refusal(message, code="encoding") from error
    if "\x00" in text:
        line = text[: text.index("\x00")].count("\n") + 1
        raise refusal(f"le fichier contient un caractère nul ; {_SAVE_AGAIN}.", f"ligne {line}", "encoding")
    return text


def _western(content: bytes) -> str:
    marked = content.startswith(codecs.BOM_UTF8)
    mixed = _UTF8_INSIDE.search(content[3:] if marked else content)
    if marked or mixed:
        line = _first_bad_line(content)
        raise refusal(f"deux encodages sont mélangés dans le fichier ; {_SAVE_AGAIN}.", f"ligne {line}", "encoding")
    try:
        return content.decode("cp1252")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        message = f"un caractère ne se lit dans aucun encodage ; {_SAVE_AGAIN}."
        raise refusal(message, f"ligne {line}", "encoding") from error


def _first_bad_line(content: bytes) -> int:
    """Return the first line that is not UTF-8, the one a person will have to look at."""
    for number, line in enumerate(content.split(b"\n"), 1):
        try:
            line.decode("utf-8")
        except UnicodeDecodeError:
            return number
    return 1
