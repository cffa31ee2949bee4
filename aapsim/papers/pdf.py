"""PDF pages in French: texts that are never markup, fonts embedded, the same input always the same bytes."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

import reportlab
from reportlab import rl_config
from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A3, A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import registerFont, registerFontFamily
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate, Paragraph, Spacer, Table

A4_UPRIGHT: tuple[float, float] = A4
A3_LYING: tuple[float, float] = landscape(A3)

# Nothing a document says may make it fetch an address or a file.
rl_config.trustedSchemes = []
rl_config.trustedHosts = []

TEXT, SOFT, ACTION, BORDER, GROUND = (
    HexColor(one) for one in ("#161616", "#3A3A3A", "#000091", "#DDDDDD", "#F6F6F6")
)
_FOLDER = Path(reportlab.__file__).with_name("fonts")
_PLAIN, _BOLD = "Vera", "VeraBd"
_MARGIN = 14 * mm
_DRAFT = "PROVISOIRE"
# Signs of the screens that the font does not hold, in its own.
_SIGNS = str.maketrans({"\u202f": "\u00a0", "\u2009": "\u00a0", "\u2060": "", "\u2011": "-", "→": "-",
                        "●": "•", "◐": "•", "✕": "×", "▲": "^"})  # fmt: skip


def _register() -> frozenset[str]:
    """Register the font that comes with the library; return the characters it holds."""
    plain = TTFont(_PLAIN, str(_FOLDER / "Vera.ttf"))
    registerFont(plain)
    registerFont(TTFont(_BOLD, str(_FOLDER / "VeraBd.ttf")))
    registerFontFamily(_PLAIN, normal=_PLAIN, bold=_BOLD, italic=_PLAIN, boldItalic=_BOLD)
    return frozenset(chr(code) for code in plain.face.charToGlyph)


_HELD = _register()


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands on every page: title, what it comes from, size, and whether it is only a draft."""

    title: str
    foot: str
    size: tuple[float, float] = A4_UPRIGHT
    draft: bool = False


def printable(text: str) -> str:
    """Return a text in characters the font holds: letters without it lose their accent, else become ``?``.

    A narrow no-break space is printed as a no-break space; line ends become spaces.
    """
    signs = unicodedata.normalize("NFC", " ".join(text.splitlines())).translate(_SIGNS)
    return "".join(one if one in _HELD else _nearest(one) for one in signs.replace("\t", " "))


def _nearest(one: str) -> str:
    if unicodedata.category(one) in ("Cc", "Cf", "Mn"):
        return ""
    bare = "".join(part for part in unicodedata.normalize("NFKD", one) if part in _HELD)
    return bare or "?"


def style(size: float = 8.5, *, bold: bool = False, right: bool = False, colour: Any = TEXT) -> ParagraphStyle:  # noqa: ANN401 - reportlab colours have no public type
    """Return a paragraph style; ``size`` in points."""
    name = f"{size}-{bold}-{right}-{colour}"
    return ParagraphStyle(
        name,
        fontName=_BOLD if bold else _PLAIN,
        fontSize=size,
        leading=size * 1.25,
        textColor=colour,
        alignment=TA_RIGHT if right else 0,
        splitLongWords=1,
    )


def paragraph(
    text: str, size: float = 8.5, *, bold: bool = False, right: bool = False, soft: bool = False
) -> Paragraph:
    """Return one paragraph of plain text: data never becomes markup."""
    return Paragraph(
        escape(printable(text), quote=False), style(size, bold=bold, right=right, colour=SOFT if soft else TEXT)
    )


def heading(text: str, size: float = 12) -> Paragraph:
    """Return a title inside the page."""
    return Paragraph(escape(printable(text), quote=False), style(size, bold=True, colour=ACTION))


def gap(height_mm: float = 3) -> Spacer:
    """Return a vertical space."""
    return Spacer(1, height_mm * mm)


def table(
    headers: Sequence[str],
    rows: Sequence[Sequence[str]],
    widths: Sequence[float],
    right: Sequence[bool],
    size: float = 8,
) -> Flowable:
    """Return a table of plain texts, its header repeated on each page.

    ``widths`` are relative: the table fills the page. No row gives a dash under the header.
    """
    total = sum(widths)
    lines = [[paragraph(name, size, bold=True, right=at) for name, at in zip(headers, right, strict=True)]]
    for row in rows or [["–"] + [""] * (len(headers) - 1)]:
        lines.append([paragraph(cell, size, right=at) for cell, at in zip(row, right, strict=True)])
    return Table(
        lines,
        colWidths=[f"{100 * width / total}%" for width in widths],
        repeatRows=1,
        style=[
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("BACKGROUND", (0, 0), (-1, 0), GROUND),
            ("LINEBELOW", (0, 0), (-1, 0), 0.8, SOFT),
            ("LINEBELOW", (0, 1), (-1, -1), 0.3, BORDER),
            ("LEFTPADDING", (0, 0), (-1, -1), 3),
            ("RIGHTPADDING", (0, 0), (-1, -1), 3),
            ("TOPPADDING", (0, 0), (-1, -1), 2),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 2),
        ],
    )


def written(sheet: Sheet, parts: Sequence[Flowable]) -> bytes:
    """Return the PDF of these parts, in order, on as many pages as they need."""
    return counted_pages(sheet, parts)[0]


def counted_pages(sheet: Sheet, parts: Sequence[Flowable]) -> tuple[bytes, int]:
    """Return the same with its number of pages."""
    stream = io.BytesIO()
    width, height = sheet.size
    document = BaseDocTemplate(
        stream,
        pagesize=sheet.size,
        title=printable(sheet.title),
        author="",
        lang="fr-FR",
        invariant=1,
        leftMargin=_MARGIN,
        rightMargin=_MARGIN,
        topMargin=_MARGIN,
        bottomMargin=_MARGIN,
    )
    frame = Frame(_MARGIN, _MARGIN, width - 2 * _MARGIN, height - 2 * _MARGIN - 6 * mm, 0, 0, 0, 0)
    document.addPageTemplates(PageTemplate("page", [frame], onPage=lambda canvas, _: _dress(canvas, sheet)))
    document.build(list(parts))
    return stream.getvalue(), document.page


def _dress(canvas: Canvas, sheet: Sheet) -> None:
    """Write the head and the foot of one page, and across it that a draft is one."""
    width, height = sheet.size
    canvas.saveState()
    if sheet.draft:
        canvas.setFillColor(HexColor("#EFEFEF"))
        canvas.setFont(_BOLD, min(width, height) / 7)
        canvas.translate(width / 2, height / 2)
        canvas.rotate(35)
        canvas.drawCentredString(0, 0, _DRAFT)
        canvas.rotate(-35)
        canvas.translate(-width / 2, -height / 2)
    canvas.setFillColor(SOFT)
    canvas.setFont(_BOLD, 8)
    canvas.drawString(_MARGIN, height - _MARGIN, printable(sheet.title))
    if sheet.draft:
        canvas.drawRightString(width - _MARGIN, height - _MARGIN, f"{_DRAFT} – document de travail")
    canvas.setFont(_PLAIN, 6.5)
    canvas.drawString(_MARGIN, _MARGIN - 5 * mm, printable(sheet.foot))
    canvas.drawRightString(width - _MARGIN, _MARGIN - 5 * mm, f"page {canvas.getPageNumber()}")
    canvas.restoreState()
