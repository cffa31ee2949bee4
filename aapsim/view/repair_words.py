"""Contradictions and their repairs, decisions and their cost, « et si » : in French sentences."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from aapsim.domain.explanation import Contradiction, Grants, OverrideCost, Overrides, Repair
from aapsim.domain.french import euros, percent, signed_euros
from aapsim.domain.scenario import Lock
from aapsim.view.why_not import moves_words
from aapsim.view.words import Known, lock_words, project_words

_NOBODY: Known = MappingProxyType({})
_LOCK = "lock:"


def contradiction_sentence(found: Contradiction, known: Known = _NOBODY) -> str:
    """Name what contradicts itself, in one sentence; empty for nothing. Files ``known`` are named."""
    pairs = zip(found.names, found.words, strict=True)
    return _together([_named(words, _decided([name]), known) for name, words in pairs])


def _together(words: Sequence[str]) -> str:
    if not words:
        return ""
    if len(words) == 1:
        return f"Aucune répartition ne peut respecter {words[0]}."
    return f"Ces règles et décisions ne tiennent pas ensemble : {' ; '.join(words)}."


def contradiction_in_short(found: Contradiction, known: Known = _NOBODY, most: int = 3) -> str:
    """Name what contradicts itself for a room: more than ``most`` decisions are counted, not named one by one."""
    decisions = _decided(found.names)
    if len(decisions) <= most:
        return contradiction_sentence(found, known)
    rules = [words for name, words in zip(found.names, found.words, strict=True) if not name.startswith(_LOCK)]
    return _together([*rules, f"{len(decisions)} des décisions prises"])


def repair_sentence(repair: Repair, known: Known = _NOBODY) -> str:
    """Write a repair as a sentence: « Relever le plafond … de 28 100 €, à 128 100 €. »; names as above."""
    words = _named(repair.words, [*_decided(repair.names), *(one for one, _ in repair.locks)], known)
    return f"{words[0].upper()}{words[1:]}."


def _decided(names: Sequence[str]) -> list[str]:
    return [name.removeprefix(_LOCK) for name in names if name.startswith(_LOCK)]


def _named(words: str, ids: Sequence[str], known: Known) -> str:
    """Write the project's name beside the number of each of these files: « sur Relais parents (F-014) »."""
    names = {one: project_words(known.get(one), one) for one in ids}
    # The longest first: a number may begin like another. Each once, so that a name is never looked into.
    numbers = sorted((re.escape(one) for one, name in names.items() if name != one), key=len, reverse=True)
    if not numbers:
        return words
    found = re.compile(rf"(sur |à |, )({'|'.join(numbers)})(?![\w-])")
    return found.sub(lambda one: f"{one[1]}{names[one[2]]} ({one[2]})", words)


def repairs_sentence(found: Contradiction) -> str:
    """Introduce the repairs, or say that there is no simple one."""
    if not found.repairs:
        return "Aucune réparation simple n'a été trouvée : revoyez ces règles une à une."
    if len(found.repairs[0].names) > 1:
        return "Aucune règle ne suffit seule ; ensemble, ces changements rendent une répartition possible :"
    return "Chacune de ces réparations suffit, la moins coûteuse d'abord ; elle ne change rien d'autre :"


def override_sentence(cost: OverrideCost, locks: Mapping[str, Lock], known: Known) -> str:
    """Say what one decision, or all together, changes: names and euros, never points alone."""
    if len(cost.ids) == 1:
        one = cost.ids[0]
        name, grant = project_words(known.get(one), one), cost.after.get(one, 0)
        head = f"{euros(grant)} pour {name}" if grant else f"{name} écarté"
        if one in locks and isinstance(locks[one], int):
            head = f"{head} ({lock_words(locks[one])})"
        before, after = {**cost.before, one: 0}, {**cost.after, one: 0}
        own = _own(cost.before.get(one, 0), grant)
    else:
        head, own = f"Les {len(cost.ids)} décisions ensemble", ""
        before, after = dict(cost.before), dict(cost.after)
    if not cost.possible:
        return f"{head} : sans cela, aucune répartition ne serait possible."
    return f"{head}{own} : {_moves(before, after, known)} ({_price(cost)})."


def _own(before: int, after: int) -> str:
    if before == after:
        return ", comme sans la décision"
    return f", au lieu de {euros(before)}" if before or after else ""


def _moves(before: Grants, after: Grants, known: Known) -> str:
    return moves_words(before, after, known, most=8)


def _price(cost: OverrideCost) -> str:
    total = sum(cost.after.values()) - sum(cost.before.values())
    granted = f"total accordé {signed_euros(total)}" if total else "total accordé inchangé"
    if not cost.value_lost or not cost.value_before:
        return f"{granted}, sans perte de valeur"
    sign = "−" if cost.value_lost > 0 else "+"
    return f"{granted}, valeur de la répartition {sign}\u202f{percent(abs(cost.value_lost) / cost.value_before, 2)}"


def overrides_sentences(found: Overrides, locks: Mapping[str, Lock], known: Known) -> tuple[str, ...]:
    """Say what each decision costs alone, then all together where there are several."""
    said = [override_sentence(cost, locks, known) for cost in found.alone]
    if found.together is not None and len(found.together.ids) > 1:
        said.append(override_sentence(found.together, locks, known))
    return tuple(said)
