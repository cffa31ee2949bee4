"""The smallest OpenDocument spreadsheet: a manifest, and a content of texts and figures, never of formulas.

Format: OpenDocument 1.2, part 1, sections 5.1 (text content) and 9 (tables).
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

MIME = "application/vnd.oasis.opendocument.spreadsheet"

OdsCell = str | tuple[str, str]
"""A text, or a figure: its exact value (``12.5``) and the text shown (``12,5``)."""

_NAMES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{prefix}:1.0"' for prefix in ("office", "table", "text")
)
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_MANIFEST = (
    f'{_HEAD}<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"'
    ' manifest:version="1.2">'
    f'<manifest:file-entry manifest:full-path="/" manifest:version="1.2" manifest:media-type="{MIME}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
    "</manifest:manifest>"
)
_SPACES = re.compile(r"\t| {2,}|^ | $")


@dataclass(frozen=True, slots=True)
class Part:
    """One sheet: its name and its rows of cells; an empty text is an empty cell."""

    name: str
    rows: Sequence[Sequence[OdsCell]]


def write_document(parts: Sequence[Part]) -> bytes:
    """Return the file; the same parts always give the same bytes."""
    body = "".join(_table(part) for part in parts)
    content = (
        f'{_HEAD}<office:document-content {_NAMES} office:version="1.2"><office:body><office:spreadsheet>'
        f"{body}</office:spreadsheet></office:body></office:document-content>"
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, text in (("mimetype", MIME), ("META-INF/manifest.xml", _MANIFEST), ("content.xml", content)):
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(entry, text.encode("utf-8"))
    return stream.getvalue()


def _table(part: Part) -> str:
    width = max((len(row) for row in part.rows), default=1)
    rows = "".join(f"<table:table-row>{''.join(_cell(cell) for cell in row)}</table:table-row>" for row in part.rows)
    columns = f'<table:table-column table:number-columns-repeated="{max(1, width)}"/>'
    return f"<table:table table:name={quoteattr(part.name)}>{columns}{rows}</table:table>"


def _cell(cell: OdsCell) -> str:
    if isinstance(cell, tuple):
        value, shown = cell
        return (
            f'<table:table-cell office:value-type="float" office:value="{value}">'
            f"<text:p>{escape(shown)}</text:p></table:table-cell>"
        )
    if not cell:
        return "<table:table-cell/>"
    paragraphs = "".join(f"<text:p>{_paragraph(line)}</text:p>" for line in cell.split("\n"))
    value = quoteattr(cell, {"\n": "&#10;", "\t": "&#9;"})
    return f'<table:table-cell office:value-type="string" office:string-value={value}>{paragraphs}</table:table-cell>'


def _paragraph(line: str) -> str:
    """Write tabs and runs of spaces as elements: a reader of XML would fold them into one space."""
    return _SPACES.sub(_kept, escape(line))


def _kept(found: re.Match[str]) -> str:
    blank = found[0]
    return "<text:tab/>" if blank == "\t" else f'<text:s text:c="{len(blank)}"/>'
