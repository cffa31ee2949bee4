"""Contradictions and their repairs, decisions and their cost, « et si » : in French sentences."""

from __future__ import annotations

from collections.abc import Mapping

from aapsim.domain.explanation import Contradiction, Grants, OverrideCost, Overrides, Repair
from aapsim.domain.french import euros, percent, signed_euros
from aapsim.domain.scenario import Lock
from aapsim.view.why_not import moves_words
from aapsim.view.words import Known, lock_words, project_words


def contradiction_sentence(found: Contradiction) -> str:
    """Name what contradicts itself, in one sentence; empty for nothing."""
    if not found.words:
        return ""
    if len(found.words) == 1:
        return f"Aucune répartition ne peut respecter {found.words[0]}."
    return f"Ces règles et décisions ne tiennent pas ensemble : {' ; '.join(found.words)}."


def contradiction_in_short(found: Contradiction, most: int = 3) -> str:
    """Name what contradicts itself for a room: more than ``most`` decisions are counted, not named one by one."""
    decisions = [name for name in found.names if name.startswith("lock:")]
    if len(decisions) <= most:
        return contradiction_sentence(found)
    rules = [words for name, words in zip(found.names, found.words, strict=True) if not name.startswith("lock:")]
    words = (*rules, f"{len(decisions)} des décisions prises")
    return contradiction_sentence(Contradiction(found.names, words))


def repair_sentence(repair: Repair) -> str:
    """Write a repair as a sentence: « Relever le plafond … de 28 100 €, à 128 100 €. »."""
    return f"{repair.words[0].upper()}{repair.words[1:]}."


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
