"""One cell at a time: from what people write to a domain value, and back.

Each reader takes a cell and the call, and returns the value with a warning (empty: none); it
raises ``InvalidInput`` with one French sentence. An empty cell is ``None`` or ``()``: not known.
Each writer returns what the reader reads back as the same value.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, time
from fractions import Fraction
from math import lcm

from aapsim.domain.application import WHOLE_REGION, Shares, equal_shares, normal_id, weighted_shares
from aapsim.domain.call import Call
from aapsim.domain.french import LARGEST_EUR, Amount, exact_text, parse_euros, parse_number
from aapsim.domain.review import FAVOURABLE, OPINION_WORDS, RESERVED, UNFAVOURABLE
from aapsim.files.cells import LONGEST_TEXT, Cell, refusal
from aapsim.files.platform_places import DEPARTMENTS

Output = str | int | Fraction
"""What a writer puts in a cell: a text, or a figure that a spreadsheet can add up."""

LONGEST_ID = 120
_EXACT = re.compile(r"exact ([0-9]{1,40}/[1-9][0-9]{0,39})")
_DAY_FIRST = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})(?:(?: | à |T)([0-9]{1,2})(?:[:hH]| h )([0-9]{2}))?")
_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[T ]([0-9]{2}):([0-9]{2})(?::[0-9]{2}(?:\.0+)?)?)?")
_WEIGHT = re.compile(r"[1-9][0-9]{0,8}")
_SCOPE_EXAMPLE = "écrivez « infraregionale », « regionale » ou « extraregionale »"
_SIRET = re.compile("[0-9]{14}")
_OPINION_SPELLINGS = (
    (re.compile(r"\bd[ée]favorable", re.IGNORECASE), UNFAVOURABLE),
    (re.compile(r"\bréservé", re.IGNORECASE), RESERVED),
    (re.compile(r"\bfavorable", re.IGNORECASE), FAVOURABLE),
)
_SCOPES = ("infraregionale", "regionale", "extraregionale")
OVERRULE_ANSWERS = ("yes", "no", "to_check")
_LAST_EXACT_FLOAT = 10**15
# Overseas territories that are no department, and 99, which stands for abroad.
_CODES = frozenset(DEPARTMENTS.values()) | {"975", "977", "978", "984", "986", "987", "988", "99"}
_NOT_NAME = re.compile(r"[0-9()–]|(?<=[0-9])[ABab]\b")
_LEADING_CODE = re.compile(r"\(?([0-9]{1,3}|2[AB])\b")
_PLACE_EXAMPLE = "par exemple « 34 » ou « Hérault », ou « REG » pour toute la région"
_MARK_EXAMPLE = "une note de 0 à 100, par exemple « 78,5 »"


def _shown(text: str) -> str:
    return f"« {' '.join(text.split())[:40]} »"


def read_id(cell: Cell, _call: Call) -> tuple[str, str]:
    """Read a file number as text, in its one written form: ``00012`` stays ``00012``."""
    text = normal_id(cell.text)
    if not text:
        raise refusal("est vide ; chaque candidature doit avoir son numéro de dossier.")
    if len(text) > LONGEST_ID or "\n" in text:
        raise refusal(f"{_shown(text)} est trop long pour un numéro de dossier ({LONGEST_ID} caractères, une ligne).")
    if cell.number and Fraction(text) >= _LAST_EXACT_FLOAT:
        raise refusal(f"{_shown(text)} a été arrondi par le tableur ; mettez cette colonne au format texte.")
    return text, ""


def read_text(cell: Cell, _call: Call) -> tuple[str, str]:
    """Read a text, trimmed."""
    text = cell.text.strip()
    if len(text) > LONGEST_TEXT:
        raise refusal(f"le texte dépasse {LONGEST_TEXT} caractères ; raccourcissez-le.")
    return text, ""


def plain_key(text: str) -> str:
    """Return a text without accents, capitals or spaces: ``Coût total`` is ``cout_total``."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii")
    return re.sub(r"[^a-z0-9]+", "_", plain.casefold()).strip("_")


def _known_code(text: str, codes: Iterable[str]) -> str:
    """Return the code that a text names, accents, capitals and spaces apart; else the text."""
    key = plain_key(text)
    return next((code for code in codes if plain_key(code) == key), text)


def read_type(cell: Cell, call: Call) -> tuple[str, str]:
    """Read the kind of applicant: a code of the call however it is spelled, or a text kept as it is."""
    text, _ = read_text(cell, call)
    return _known_code(text, call.applicant_types) if text else "", ""


def read_scope(cell: Cell, call: Call) -> tuple[str, str]:
    """Read the scope; ``Extra-régionale`` is the code ``extraregionale``, another text is kept with a warning."""
    text, _ = read_text(cell, call)
    key = plain_key(text).replace("_", "")
    if not text or key in _SCOPES:
        return key if text else "", ""
    return text, f"portée inconnue, gardée telle quelle : {_shown(text)} ; {_SCOPE_EXAMPLE}."


def read_siret(cell: Cell, call: Call) -> tuple[str, str]:
    """Read a SIRET as text; one that is not of fourteen digits is kept with a warning."""
    text, _ = read_text(cell, call)
    sound = not text or _SIRET.fullmatch(re.sub(r"\s", "", text))
    return text, "" if sound else f"{_shown(text)} n'est pas un SIRET de 14 chiffres ; gardé tel quel, à vérifier."


def read_opinion(cell: Cell, call: Call) -> tuple[str, str]:
    """Read the departmental opinion, its words in their one spelling: ``Defavorable`` is ``défavorable``.

    A text around the words is kept; one without any of them is kept with a warning: it has no effect.
    """
    text, _ = read_text(cell, call)
    whole = next((word for word in OPINION_WORDS if plain_key(word) == plain_key(text)), "")
    if whole or not text:
        return whole, ""
    for found, word in _OPINION_SPELLINGS:
        text = found.sub(word, text)
    known = any(word in text for word in OPINION_WORDS)
    return text, "" if known else f"avis non reconnu, gardé sans effet : {_shown(text)}."


def read_amount(cell: Cell, _call: Call) -> tuple[int | None, str]:
    """Read whole euros; cents are dropped with a warning."""
    if not cell.text.strip():
        return None, ""
    amount = _typed_amount(cell) if cell.number else parse_euros(cell.text)
    warning = f"{_shown(cell.text)} : les centimes sont laissés de côté ({amount.euros} €)." if amount.rounded else ""
    return amount.euros, warning


def _typed_amount(cell: Cell) -> Amount:
    value = Fraction(cell.text)
    if value < 0:
        raise refusal(f"{_shown(cell.text)} est négatif ; écrivez un montant positif ou nul.")
    if value > LARGEST_EUR:
        raise refusal(f"{_shown(cell.text)} dépasse mille milliards d'euros ; vérifiez le montant.")
    return Amount(value.__floor__(), rounded=value.denominator != 1)


def write_amount(value: int | None) -> Output:
    """Write whole euros as a figure; not known is an empty cell."""
    return "" if value is None else value


def score_limit(call: Call) -> int | None:
    """Return the highest mark: 100, or ``None`` where marks are votes (a rule ``votes`` in the call)."""
    return None if call.rule("votes").text else 100


def read_score(cell: Cell, call: Call) -> tuple[Fraction | None, str]:
    """Read a mark from 0 to 100, exactly; ``exact 235/3`` is how a mark without finite decimals is written."""
    text = cell.text.strip()
    if not text:
        return None, ""
    exact = _EXACT.fullmatch(text)
    value = Fraction(exact[1]) if exact else Fraction(text) if cell.number else parse_number(text, _MARK_EXAMPLE)
    limit = score_limit(call)
    if value < 0 or (limit is not None and value > limit):
        raise refusal(f"{_shown(text)} n'est pas une note entre 0 et 100.")
    return value, ""


def write_score(value: Fraction | None) -> Output:
    """Write a mark as a figure where its decimals are finite, else ``exact p/q``."""
    if value is None:
        return ""
    return f"exact {exact_text(value)}" if "/" in exact_text(value) else value


def escaped(code: str) -> str:
    """Write a code so that ``|`` and ``:`` inside it do not separate anything."""
    return re.sub(r"([\\|:])", r"\\\1", code)


def _parts(text: str, separator: str) -> list[str]:
    """Cut at a separator, except after a backslash, which stays for the next cut."""
    return re.findall(rf"(?:^|{re.escape(separator)})((?:\\.|[^\\{re.escape(separator)}])*\\?)", text)


def _code(text: str) -> str:
    return normal_id(re.sub(r"\\(.)", r"\1", text))


def read_codes(text: str) -> tuple[str, ...]:
    """Read codes separated by ``|``; empty means none. Raises ``InvalidInput`` for an empty or double code."""
    if not text.strip():
        return ()
    codes = tuple(_code(part) for part in _parts(text, "|"))
    _check_codes(text, codes)
    return codes


def _check_codes(text: str, codes: tuple[str, ...]) -> None:
    if "" in codes:
        raise refusal(f"{_shown(text)} contient un code vide ; séparez les codes par « | », par exemple « 1|4 ».")
    if len(set(codes)) < len(codes):
        raise refusal(f"{_shown(text)} contient deux fois le même code ; gardez-en un.")


def write_codes(codes: tuple[str, ...]) -> Output:
    """Write codes separated by ``|``."""
    return "|".join(escaped(code) for code in codes)


def read_shares(text: str) -> Shares:
    """Read ``1|4`` (equal shares) or ``1:60|4:40`` (positive integers). Raises ``InvalidInput``."""
    if not text.strip():
        return ()
    pairs = [_parts(part, ":") for part in _parts(text, "|")]
    codes = tuple(_code(pair[0]) for pair in pairs)
    _check_codes(text, codes)
    if all(len(pair) == 1 for pair in pairs):
        return equal_shares(codes)
    if not all(len(pair) == 2 and _WEIGHT.fullmatch(pair[1].strip()) for pair in pairs):
        raise refusal(f"{_shown(text)} n'est pas lisible ; écrivez « 1|4 », ou « 1:60|4:40 » en entiers positifs.")
    return weighted_shares([(code, int(pair[1])) for code, pair in zip(codes, pairs, strict=True)])


_PERCENT = 100


def write_shares(shares: Shares) -> Output:
    """Write shares as :func:`read_shares` reads them, in whole percents, else in the smallest integers."""
    if len({share for _, share in shares}) <= 1:
        return write_codes(tuple(code for code, _ in shares))
    smallest = lcm(*(share.denominator for _, share in shares))
    scale = smallest if _PERCENT % smallest else _PERCENT
    return "|".join(f"{escaped(code)}:{int(share * scale)}" for code, share in shares)


def read_axes(cell: Cell, call: Call) -> tuple[Shares, str]:
    """Read the axes with their shares; an axis that the call does not have is refused."""
    shares = read_shares(cell.text)
    known = {axis.code for axis in call.axes}
    for code, _ in shares:
        if code not in known:
            listed = ", ".join(axis.code for axis in call.axes)[:200]
            raise refusal(f"l'axe {_shown(code)} n'existe pas dans cet appel ; axes possibles : {listed}.")
    return shares, ""


def read_departments(cell: Cell, call: Call) -> tuple[Shares, str]:
    """Read the departments with their shares; ``REG`` alone is the whole region.

    A spreadsheet turns ``09`` into ``9``: a code that only misses its zero is given it back. A
    name (``Hérault``, ``34 – Hérault``) is its code. A department outside the territory is kept:
    eligibility judges. A text that names no department is refused, or kept with a warning where
    the call has no territory. Where marks are votes, places are districts: any text is kept.
    """
    shares, districts = read_shares(cell.text), bool(call.rule("votes").text)
    mended = tuple((code if districts else _department(code, call), share) for code, share in shares)
    codes = [code.upper() for code, _ in mended]
    if WHOLE_REGION in codes and len(codes) > 1:
        raise refusal(f"{_shown(cell.text)} mélange la région entière et des départements ; gardez l'un ou l'autre.")
    _check_codes(cell.text, tuple(codes))
    if WHOLE_REGION in codes:
        return ((WHOLE_REGION, Fraction(1)),), ""
    listed = ", ".join(_shown(code) for code, _ in mended if not _is_department(code, call))
    if listed and call.territory:
        raise refusal(f"{listed} n'est pas un département ; écrivez son code ou son nom, {_PLACE_EXAMPLE}.")
    return mended, f"département inconnu, gardé tel quel : {listed}." if listed and not districts else ""


def _is_department(code: str, call: Call) -> bool:
    return code in call.territory or code in _CODES or any(one.code == code for one in call.departments)


def _department(text: str, call: Call) -> str:
    """Return the code that a text names: its own spelling, its zero given back, or its name; else the text."""
    known = {code.upper(): code for code in (*_CODES, WHOLE_REGION, *call.territory)}
    spelled, name = text.upper(), plain_key(_NOT_NAME.sub(" ", text.replace("’", "'")))
    named = WHOLE_REGION if name == "toute_la_region" else DEPARTMENTS.get(name, "")
    first = _LEADING_CODE.match(spelled)
    coded = known.get(first[1], known.get(f"0{first[1]}", "")) if first else ""
    # « 34 – Gard » says two things: it is left as it is, and refused.
    return known.get(spelled) or known.get(f"0{spelled}") or (named if named and coded in ("", named) else text)


def read_sources(cell: Cell, call: Call) -> tuple[tuple[str, ...], str]:
    """Read the sources an application may be paid from; empty means all."""
    codes = read_codes(cell.text)
    known = [source.code for source in call.sources]
    for code in codes:
        if code not in known:
            listed = ", ".join(known)[:200]
            raise refusal(f"le financeur {_shown(code)} n'existe pas dans cet appel ; possibles : {listed}.")
    return codes, ""


def read_publics(cell: Cell, call: Call) -> tuple[tuple[str, ...], str]:
    """Read the priority publics; one that the call does not list is kept, with a warning."""
    known = [public.code for public in call.publics]
    codes = tuple(_known_code(code, known) for code in read_codes(cell.text))
    _check_codes(cell.text, codes)
    unknown = [code for code in codes if code not in known]
    listed = ", ".join(_shown(code) for code in unknown)
    return codes, f"public inconnu de l'appel, gardé sans bonus : {listed}." if unknown else ""


def read_flag(cell: Cell, _call: Call) -> tuple[bool | None, str]:
    """Read ``oui`` or ``non``."""
    text = cell.text.strip().casefold()
    if text in ("", "oui", "non"):
        return (None, "") if not text else (text == "oui", "")
    raise refusal(f"{_shown(cell.text)} n'est pas lisible ; écrivez « oui » ou « non ».")


def write_flag(value: bool | None) -> Output:  # noqa: FBT001 - a column's value, not an option
    """Write ``oui``, ``non`` or nothing."""
    return "" if value is None else "oui" if value else "non"


def read_date(cell: Cell, _call: Call) -> tuple[str | None, str]:
    """Read ``25/07/2021``, ``25/07/2021 23:59`` or ISO as an ISO text to the minute."""
    text = cell.text.strip()
    if not text:
        return None, ""
    found = _ISO.fullmatch(text)
    parts = found.groups() if found else None
    if (french := _DAY_FIRST.fullmatch(text)) is not None:
        day, month, year, hour, minute = french.groups()
        parts = (year, month, day, hour, minute)
    if parts is None or cell.number:
        raise refusal(f"{_shown(text)} n'est pas une date lisible ; écrivez « 25/07/2021 » ou « 25/07/2021 23:59 ».")
    return _iso(text, [int(part) for part in parts if part is not None]), ""


def _iso(text: str, parts: list[int]) -> str:
    try:
        day = date(*parts[:3]).isoformat()
        return f"{day}T{time(hour=parts[3], minute=parts[4]).isoformat('minutes')}" if parts[3:] else day
    except ValueError as error:
        raise refusal(f"{_shown(text)} n'existe pas au calendrier ; écrivez par exemple « 25/07/2021 ».") from error


def write_date(value: str | None) -> Output:
    """Write an ISO text as ``25/07/2021`` or ``25/07/2021 23:59``; another text as it is."""
    found = _ISO.fullmatch(value or "")
    if found is None:
        return value or ""
    year, month, day, hour, minute = found.groups()
    return f"{day}/{month}/{year}" + (f" {hour}:{minute}" if hour else "")


def read_overrules(cell: Cell, call: Call) -> tuple[tuple[tuple[str, str, str], ...], str]:
    """Read the verdicts given by hand: ``deadline:yes:reason|complete:no:reason``. Raises ``InvalidInput``."""
    text = cell.text.strip()
    if not text:
        return (), ""
    found = []
    for part in _parts(text, "|"):
        pieces = tuple(_code(piece) for piece in _parts(part, ":"))
        if len(pieces) != 3 or pieces[1] not in OVERRULE_ANSWERS or not pieces[2]:
            raise refusal(f"{_shown(text)} n'est pas lisible ; écrivez « règle:yes:motif » ou « règle:no:motif ».")
        found.append((pieces[0], pieces[1], pieces[2]))
    known = {rule.key for rule in call.rules}
    unknown = [rule for rule, _, _ in found if rule not in known]
    return tuple(found), f"règle inconnue de l'appel : {', '.join(unknown)[:80]}." if unknown else ""


def write_overrules(overrules: tuple[tuple[str, str, str], ...]) -> Output:
    """Write the verdicts given by hand as :func:`read_overrules` reads them."""
    return "|".join(":".join(escaped(piece) for piece in one) for one in overrules)
