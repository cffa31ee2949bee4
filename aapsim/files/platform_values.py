"""Cells of the platform's exports: its dates, its yes and no, its choices, its two columns for a department."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta, timezone
from fractions import Fraction

from aapsim.domain.french import parse_euros
from aapsim.domain.issues import InvalidInput
from aapsim.files.cells import Cell, refusal
from aapsim.files.platform_places import DEPARTMENTS
from aapsim.files.values import plain_key

_MOMENT = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})[T ]([0-9]{2}):([0-9]{2})(?::[0-9]{2}(?:\.[0-9]+)?)?"
    r"\s*(Z|UTC|[+-][0-9]{2}:?[0-9]{2})?"
)
_FRENCH = re.compile(
    r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})(?:(?: | à |T)([0-9]{1,2})(?:[:hH]| h )([0-9]{2})(?::[0-9]{2})?)?"
)
_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_MONTHS = (
    "janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet", "aout", "septembre", "octobre", "novembre",
    "decembre",
)  # fmt: skip
_SPELLED = re.compile(r"([0-9]{1,2})(?:er)? (\w+) ([0-9]{4})(?: ([0-9]{1,2}):([0-9]{2}))?")
_ROUNDED = re.compile(r"[0-9](?:[.,][0-9]+)?E\+?[0-9]+", re.IGNORECASE)
_YES = frozenset({"oui", "on", "vrai", "true", "1"})
_NO = frozenset({"non", "off", "faux", "false", "0"})
_CODE = re.compile(r"(?:^|[^0-9A-Za-z])(2[AB]|97[1-6]|0?[1-9]|[1-8][0-9]|9[0-5])(?![0-9A-Za-z])", re.IGNORECASE)
_BESIDE_A_CODE = frozenset({"", "departement", "dept", "dep", "dpt", "le", "departement_du", "departement_de"})
_ZERO = re.compile(r"0+(?:[.,]0+)?")
_SURE_DIGITS = 12
REGION_KEYS = ("toute_la_region", "region", "region_entiere", "ensemble_de_la_region", "reg", "regional", "occitanie")


def read_moment(text: str) -> str:
    """Read a date or a moment as an ISO text in Paris time (to the minute, or a day alone).

    Accepted: ``2021-07-25 23:59:00 +0200`` and UTC, ISO, ``25/07/2021 23:59``, ``25 juillet 2021``.
    Raises ``InvalidInput``.
    """
    stripped = " ".join(text.split())
    try:
        return _moment(stripped)
    except ValueError as error:
        message = f"« {stripped[:40]} » n'est pas une date lisible ; écrivez « 25/07/2021 » ou « 25/07/2021 23:59 »."
        raise refusal(message) from error


def _moment(text: str) -> str:
    if (found := _MOMENT.fullmatch(text)) is not None:
        year, month, day, hour, minute = (int(part) for part in found.groups()[:5])
        moment = datetime(year, month, day, hour, minute, tzinfo=UTC)
        zone = found[6]
        return (moment.replace(tzinfo=None) if zone is None else _paris(moment, zone)).isoformat("T", "minutes")
    if (found := _DAY.fullmatch(text)) is not None:
        return _iso(found[3], found[2], found[1])
    if (found := _FRENCH.fullmatch(text)) is not None:
        return _iso(*found.groups())
    found = _SPELLED.fullmatch(text)
    if found is None or plain_key(found[2]) not in _MONTHS:
        raise ValueError(text)
    return _iso(found[1], str(_MONTHS.index(plain_key(found[2])) + 1), *found.groups()[2:])


def _iso(day: str, month: str, year: str, hour: str | None = None, minute: str | None = None) -> str:
    moment = datetime(int(year), int(month), int(day), int(hour or 0), int(minute or 0), tzinfo=UTC)
    return moment.date().isoformat() if hour is None else moment.replace(tzinfo=None).isoformat("T", "minutes")


def _paris(moment: datetime, zone: str) -> datetime:
    """Move a moment to Paris, by the rule in force since 1996: no table of zones is needed."""
    sign = -1 if zone[0] == "-" else 1
    digits = re.sub(r"[^0-9]", "", zone) or "0000"
    offset = sign * timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    utc = moment.replace(tzinfo=timezone(offset)).astimezone(UTC)
    summer = _last_sunday(utc.year, 3) <= utc < _last_sunday(utc.year, 10)
    return (utc + timedelta(hours=2 if summer else 1)).replace(tzinfo=None)


def _last_sunday(year: int, month: int) -> datetime:
    last = datetime(year, month, 31, 1, tzinfo=UTC)
    return last - timedelta(days=(last.weekday() + 1) % 7)


def read_yes_no(text: str) -> bool | None:
    """Read ``Oui``/``Non``, ``on``/``off``, ``VRAI``/``FAUX``, ``1``/``0``; empty is unknown.

    Raises ``InvalidInput``.
    """
    key = text.strip().casefold()
    if not key:
        return None
    if key in _YES or key in _NO:
        return key in _YES
    raise refusal(f"« {text.strip()[:40]} » n'est pas lisible ; attendu : Oui ou Non.")


def is_zero(cell: Cell) -> bool:
    """Say whether a cell holds 0, however it is written."""
    return _ZERO.fullmatch(re.sub(r"\s|€", "", cell.text)) is not None


def read_euros(cell: Cell) -> tuple[int, bool]:
    """Read whole euros; the flag says that cents were dropped. Raises ``InvalidInput``."""
    text = cell.text.strip()
    if text.isascii() and text.isdigit() and len(text) <= _SURE_DIGITS:
        return int(text), False
    if cell.number or re.fullmatch(r"[0-9]+\.[0-9]{1,2}", text):
        value = Fraction(text)
        if value < 0:
            raise refusal(f"« {text[:40]} » est négatif ; écrivez un montant positif ou nul.")
        text = str(value.__floor__())
        return parse_euros(text).euros, value.denominator != 1
    amount = parse_euros(text)
    return amount.euros, amount.rounded


def is_amount(cell: Cell) -> bool:
    """Say whether a cell reads as an amount."""
    try:
        read_euros(cell)
    except InvalidInput:
        return False
    return True


def is_moment(cell: Cell) -> bool:
    """Say whether a cell reads as a date."""
    try:
        read_moment(cell.text)
    except InvalidInput:
        return False
    return True


def read_siret(cell: Cell) -> str:
    """Read a SIRET as text. Raises ``InvalidInput`` where a spreadsheet rounded it (``2,16704E+13``)."""
    text = re.sub(r"\s", "", cell.text)
    if _ROUNDED.fullmatch(text):
        advice = "reprenez l'export d'origine, sans le réenregistrer"
        raise refusal(f"« {text[:40]} » a été arrondi par le tableur ; {advice}.")
    return text


def options_of(cells: Iterable[str], known: Iterable[str] = ()) -> tuple[str, ...]:
    """Return the separate choices behind cells that join several by ``", "``.

    Labels may hold commas themselves: a cell that stands alone, or a ``known`` label, is one
    choice as a whole wherever it comes again. Sorted; empty for no cell.
    """
    options = {" ".join(one.split()) for one in known}
    met: set[str] = set()
    for text in sorted({" ".join(one.split()) for one in cells}, key=lambda one: (len(one), one)):
        parts = split_options(text, options)
        met.update(parts)
        options.update(parts)
    return tuple(sorted(met))


def split_options(text: str, options: Iterable[str]) -> tuple[str, ...]:
    """Cut a cell into its choices, the longest known labels first; what is not known stays in one piece."""
    parts: list[str] = []
    unknown: list[str] = []
    rest = " ".join(text.split())
    longest = sorted(options, key=len, reverse=True)
    while rest:
        found = next((one for one in longest if one and (rest == one or rest.startswith(f"{one}, "))), None)
        if found is None:
            piece, _, rest = rest.partition(", ")
            unknown.append(piece)
            continue
        if unknown:
            parts.append(", ".join(unknown))
            unknown = []
        parts.append(found)
        rest = rest[len(found) :].removeprefix(", ")
    return (*parts, ", ".join(unknown)) if unknown else tuple(parts)


def read_departments(
    text: str, codes: str, territory: Sequence[str], *, anywhere: bool = False
) -> tuple[str, ...]:
    """Return department codes from the label column and its code column, each once; empty if unknown.

    ``31``, ``31 – Haute-Garonne``, ``Haute-Garonne, Gers``, a linked list ``Occitanie;Gers`` and
    codes that lost their zero are understood; ``REG`` for the whole region. ``anywhere`` finds a
    code inside a sentence too, as in a question asked.
    """
    if codes.strip():
        found = [_with_zero(code, territory) for code in re.split(r"[;,|]\s*", codes.strip()) if code]
        return tuple(dict.fromkeys(found))
    parts = [part for part in re.split(r"[;,|\n]\s*", text) if part.strip()]
    known = [code for part in parts if (code := _department(part, territory, anywhere=anywhere))]
    if known:
        return tuple(dict.fromkeys(known))
    return ("REG",) if any(plain_key(part) in REGION_KEYS for part in parts) else ()


def _department(part: str, territory: Sequence[str], *, anywhere: bool) -> str:
    named = DEPARTMENTS.get(plain_key(re.sub(r"[0-9()]", " ", part)))
    coded = _CODE.search(part)
    if named or coded is None:
        return named or ""
    code, rest = _with_zero(coded[1].upper(), territory), plain_key(part.replace(coded[1], " ", 1))
    # A number inside a sentence, « Projet n° 7 », is no department: only its name, or these words, stand beside it.
    by_name = any(rest.endswith(name) for name, of in DEPARTMENTS.items() if of == code)
    return code if anywhere or by_name or rest in _BESIDE_A_CODE else ""


def _with_zero(code: str, territory: Sequence[str]) -> str:
    stripped = code.strip().upper()
    return f"0{stripped}" if f"0{stripped}" in territory or re.fullmatch(r"[1-9]", stripped) else stripped


def code_for(option: str, labels: Mapping[str, str]) -> str:
    """Return the code whose label an option is, or whose number it starts with (``2- …``, ``Axe 2``); else empty."""
    key = plain_key(option)
    for code, label in labels.items():
        if key in (plain_key(code), plain_key(label)):
            return code
    found = re.match(r"(?:axe|theme|thematique|volet|objectif|priorite)?_?n?_?([0-9]+)(?:_|$)", key)
    if found and found[1] in labels:
        return found[1]
    near = [code for code, label in labels.items() if _alike(key, plain_key(label))]
    near = [code for code in near if not any(_within(code, other, labels) for other in near)]
    return near[0] if len(near) == 1 else ""


def _alike(one: str, other: str) -> bool:
    """Say whether nearly all the words of the second label are in the first, plurals apart."""
    mine, theirs = ({word.rstrip("sx") for word in text.split("_") if len(word) > 3} for text in (one, other))
    return bool(theirs) and len(mine & theirs) * 10 >= 6 * len(theirs)


def _within(code: str, other: str, labels: Mapping[str, str]) -> bool:
    """Say whether another label says all that this one says, and more."""
    mine, theirs = (set(plain_key(labels[one]).split("_")) for one in (code, other))
    return mine < theirs
