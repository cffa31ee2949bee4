"""Why a project is not (fully) funded, in French and in full: the officer's version."""

from __future__ import annotations

from aapsim.domain.explanation import Entries, Forced, Grants, ScoreNeeded, WhyNot
from aapsim.domain.french import decimal, euros, percent, signed_euros
from aapsim.view.words import Known, listed, project_words


def officer_sentences(why: WhyNot, known: Known) -> tuple[str, ...]:
    """Say everything that was computed; empty for a project at its cap."""
    if why.issues:
        return tuple(issue.sentence() for issue in why.issues)
    said = []
    if why.forced is not None:
        said += _forced_sentences(why, why.forced, known)
    if why.score is not None:
        said.append(_score_sentence(why.score))
    if why.entries is not None:
        said += _entries_sentences(why.entries)
    return tuple(said)


def _forced_sentences(why: WhyNot, forced: Forced, known: Known) -> list[str]:
    if not forced.possible:
        rules = listed(list(forced.conflict), 6) or "les règles de l'appel"
        return [f"Impossible de le {_verb(why)} : cela contredit {rules}."]
    moves = moves_words({**forced.before, why.id: 0}, {**forced.after, why.id: 0}, known)
    total = sum(forced.after.values()) - sum(forced.before.values())
    lost = percent(forced.value_lost / forced.value_before, 2) if forced.value_before else percent(0)
    granted = f"total accordé {signed_euros(total)}" if total else "total accordé inchangé"
    cost = f"{granted}, valeur de la répartition −\u202f{lost}"
    if forced.value_lost <= 0:
        cost = f"{granted}, sans perte de valeur"
    return [f"{euros(forced.grant)} pour le {_verb(why)} : {moves} ({cost})."]


def _verb(why: WhyNot) -> str:
    return "porter à son plafond" if why.kind == "partial" else "retenir"


def moves_words(before: Grants, after: Grants, known: Known, most: int = 6) -> str:
    """Say who enters, leaves, gains and loses between two allocations, by name and in euros."""
    said = []
    for one in sorted({*before, *after}, key=lambda key: (after.get(key, 0) - before.get(key, 0), key)):
        old, new = before.get(one, 0), after.get(one, 0)
        name = project_words(known.get(one), one)
        if old == new:
            continue
        if new == 0:
            said.append(f"{name} sort ({euros(old)})")
        elif old == 0:
            said.append(f"{name} entre ({euros(new)})")
        else:
            said.append(f"{name} {'gagne' if new > old else 'perd'} {euros(abs(new - old))}")
    return listed(said, most) if said else "rien d'autre ne change"


def _score_sentence(needed: ScoreNeeded) -> str:
    now = "sans note" if needed.present is None else f"noté {decimal(needed.present, 2)}"
    if needed.score is None:
        return f"Aucune note n'y suffit ({now}) : même à 100, il n'est pas retenu."
    below = needed.score - needed.precision
    return (
        f"Note nécessaire : {decimal(needed.score, 2)} ({now}) ; à {decimal(below, 2)}, il n'est pas retenu, "
        "toutes choses égales par ailleurs."
    )


def _entries_sentences(entries: Entries) -> list[str]:
    tried = (
        f"Essayé tous les {euros(entries.grid)} de {euros(entries.start)} à {euros(entries.top)}, l'argent ajouté "
        f"allant aux financeurs à proportion ; chaque passage est précisé à {euros(entries.step)} près."
    )
    what = "reçoit son plafond" if entries.full else "entre"
    if entries.first is None:
        return [f"Aucune enveloppe essayée ne suffit. {tried}"]
    stretches = [_stretch(first, last, what) for first, last in entries.inside]
    return [f"Enveloppe : {' ; puis '.join(stretches)}. {tried}"]


def _stretch(first: int, last: int | None, what: str) -> str:
    if last is None:
        return f"il {what} à partir de {euros(first)}"
    return f"il {what} de {euros(first)} à {euros(last)}, pas juste au-delà"
