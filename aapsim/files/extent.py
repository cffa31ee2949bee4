"""How large the sheets of a workbook are, read in one pass of a streaming XML parser.

A reader of spreadsheets reserves the whole rectangle from the first to the last cell: two cells,
A1 and XFD1048576, are enough to exhaust a machine. This pass counts first, refuses document
types (entities), and stops at the first limit crossed.
"""

from __future__ import annotations

import io
import re
import zipfile
from typing import IO, NoReturn
from xml.parsers import expat

MOST_ROWS = 50_001
MOST_COLUMNS = 500
MOST_CELLS = 2_000_000
"""Cells in the rectangle of one sheet."""
MOST_TEXT = 100_000_000
"""Characters of all texts once shared and repeated ones are written out."""
MOST_DEPTH = 200
"""Elements inside one another: spreadsheets write fewer than forty, with drawings."""

_CHUNK = 65_536
_REFERENCE = re.compile(r"\$?([A-Za-z]{1,7})\$?([0-9]{1,10})")


class TooLarge(Exception):
    """Raised with the code of the limit that was crossed: ``dtd``, ``depth``, ``extent``, ``text`` or ``xml``."""


class _Extent:
    """Last row and column seen in one sheet, and the text it holds."""

    def __init__(self) -> None:
        self.row = self.column = self.text = 0

    def reach(self, row: int, column: int) -> None:
        self.row, self.column = max(self.row, row), max(self.column, column)
        if self.row > MOST_ROWS or self.column > MOST_COLUMNS or self.row * self.column > MOST_CELLS:
            raise TooLarge("extent")

    def write(self, length: int) -> None:
        self.text += length
        if self.text > MOST_TEXT:
            raise TooLarge("text")


def check_extent(content: bytes) -> None:
    """Go through every XML part of a workbook. Raises :class:`TooLarge`, or ``zipfile.BadZipFile``."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        # LibreOffice leaves empty parts behind: nothing to parse there.
        names = [entry.filename for entry in archive.infolist() if entry.file_size and _is_xml(entry.filename)]
        strings = _SharedStrings()
        for name in sorted(names, key=lambda one: "sharedstrings" not in one.lower()):
            with archive.open(name) as part:
                lowered = name.lower()
                if "sharedstrings" in lowered:
                    _parse(part, strings)
                elif lowered == "content.xml":
                    _parse(part, _OpenDocument())
                else:
                    _parse(part, _OfficeSheet(strings.lengths))


def _is_xml(name: str) -> bool:
    return name.lower().endswith((".xml", ".rels", ".rdf"))


class _Handler:
    """Ignores everything; the base of what listens to the parser. Names come without their prefix."""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Enter an element."""

    def end(self, name: str) -> None:
        """Leave an element."""

    def data(self, text: str) -> None:
        """Meet a piece of text."""


def _parse(part: IO[bytes], handler: _Handler) -> None:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _no_doctype
    parser.EntityDeclHandler = _no_doctype
    depth = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > MOST_DEPTH:
            raise TooLarge("depth")
        handler.start(name.rpartition(":")[2], {key.rpartition(":")[2]: value for key, value in attributes.items()})

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        handler.end(name.rpartition(":")[2])

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = handler.data
    try:
        while chunk := part.read(_CHUNK):
            parser.Parse(chunk, False)  # noqa: FBT003 - expat takes no keywords
        parser.Parse(b"", True)  # noqa: FBT003
    except expat.ExpatError as error:
        raise TooLarge("xml") from error


def _no_doctype(*_: object) -> NoReturn:
    raise TooLarge("dtd")


class _SharedStrings(_Handler):
    """Lengths of an XLSX file's shared texts, by index."""

    def __init__(self) -> None:
        self.lengths: list[int] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:  # noqa: ARG002 - the parser's signature
        if name == "si":
            self.lengths.append(0)

    def data(self, text: str) -> None:
        if self.lengths:
            self.lengths[-1] += len(text)


class _OfficeSheet(_Handler):
    """An XLSX sheet: the place of each cell (given or implied) and the texts it refers to."""

    def __init__(self, lengths: list[int]) -> None:
        self.lengths, self.extent = lengths, _Extent()
        self.row = self.column = 0
        self.shared, self.value = False, ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "row":
            self.row, self.column = _whole(attributes.get("r"), self.row + 1), 0
        elif name == "c":
            self._cell(attributes)
        elif name == "dimension":
            for end in attributes.get("ref", "").split(":"):
                self.extent.reach(*_place(end, 0, 0))

    def _cell(self, attributes: dict[str, str]) -> None:
        self.row, self.column = _place(attributes.get("r", ""), self.row, self.column + 1)
        self.extent.reach(self.row, self.column)
        self.shared, self.value = attributes.get("t") == "s", ""

    def data(self, text: str) -> None:
        if self.shared:
            self.value += text[:20]
        else:
            self.extent.write(len(text))

    def end(self, name: str) -> None:
        if name == "c" and self.shared:
            index = _whole(self.value.strip(), -1)
            self.extent.write(self.lengths[index] if 0 <= index < len(self.lengths) else 0)
            self.shared = False


class _OpenDocument(_Handler):
    """An ODS document: repeated rows and cells count as often as they repeat, once they hold something."""

    def __init__(self) -> None:
        self._table()
        self.repeat, self.cells, self.filled = 1, 1, False
        self.length = self.column = self.last = 0

    def _table(self) -> None:
        self.extent, self.row = _Extent(), 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "table":
            self._table()
        elif name == "table-row":
            self.repeat = _whole(attributes.get("number-rows-repeated"), 1)
            self.column = self.last = self.length = 0
        elif name in ("table-cell", "covered-table-cell"):
            self.cells = _whole(attributes.get("number-columns-repeated"), 1)
            self.filled = "value-type" in attributes
            self.length += sum(len(value) for value in attributes.values()) * min(self.cells, MOST_TEXT)
        elif name == "s":
            self.data(" " * min(_whole(attributes.get("c"), 1), _CHUNK))

    def data(self, text: str) -> None:
        self.filled = True
        self.length += len(text) * min(self.cells, MOST_TEXT)

    def end(self, name: str) -> None:
        if name in ("table-cell", "covered-table-cell"):
            self.column += self.cells
            if self.filled:
                self.last = self.column
                self.extent.reach(self.row + 1, self.last)
        elif name == "table-row":
            self.row += self.repeat
            if self.last:
                self.extent.reach(self.row, self.last)
                self.extent.write(self.length * self.repeat)


def _whole(text: str | None, default: int) -> int:
    return int(text) if text is not None and re.fullmatch(r"[0-9]{1,10}", text) else default


def _place(reference: str, row: int, column: int) -> tuple[int, int]:
    """Return row and column of ``B7`` (7, 2); the values given where there is no reference."""
    found = _REFERENCE.fullmatch(reference.strip())
    if found is None:
        return row, column
    number = 0
    for letter in found[1].upper():
        number = number * 26 + ord(letter) - 64
    return int(found[2]), number
