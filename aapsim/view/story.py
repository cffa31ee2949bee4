"""What happened and why, in French: departures from the ranking, ties, changes."""

from __future__ import annotations

from collections.abc import Sequence

from aapsim.domain.allocation import Allocation, Award, RankGap, Tie
from aapsim.domain.application import Application
from aapsim.domain.call import Call
from aapsim.domain.french import decimal, euros
from aapsim.domain.scenario import Lock
from aapsim.view.standing import is_crumb, split_words, tie_ids
from aapsim.view.words import (
    Known,
    counted,
    listed,
    lock_words,
    project_words,
    status_words,
    term_words,
)


def by_id(applications: Sequence[Application]) -> dict[str, Application]:
    """Index applications by id."""
    return {one.id: one for one in applications}


def gap_sentence(gap: RankGap, known: Known) -> str:
    """Say one departure from the ranking with its one cause."""
    name = project_words(known.get(gap.id), gap.id)
    below = listed([project_words(known.get(one), one) for one in gap.below], 3)
    return f"{name} n'est pas retenu alors qu'il est mieux classé que {below}. Cause : {gap_cause(gap)}"


def gap_cause(gap: RankGap) -> str:
    """Return the cause alone, for where the words *écart au classement* are already there."""
    return gap.message.removeprefix("Écart au classement : ").removeprefix("Écart au classement, ")


def gaps_sentence(allocation: Allocation) -> str:
    """Count the departures from the ranking in one sentence."""
    count = len(allocation.gaps)
    if not count:
        return "Aucun écart au classement : nul projet écarté n'est mieux classé qu'un projet retenu."
    return f"{counted(count, 'écart')} au classement, chacun avec sa cause :"


def tie_sentence(tie: Tie, known: Known) -> str:
    """Say that equal marks compete for the last money, and that the committee decides."""
    funded = listed([project_words(known.get(one), one) for one in tie.funded])
    unfunded = listed([project_words(known.get(one), one) for one in tie.unfunded])
    return (
        f"Ex æquo à départager, note pondérée {decimal(tie.score)} : {funded} "
        f"{'sont proposés' if len(tie.funded) > 1 else 'est proposé'}, {unfunded} ne "
        f"{'le sont' if len(tie.unfunded) > 1 else 'l’est'} pas ; c'est au comité de décider."
    )


def price_sentence(money: int, projects: int, entering: int, leaving: int) -> str:
    """Say what the ranking rule costs: euros and projects with it minus without it, who enters, who leaves."""
    said = [
        f"{euros(abs(money))} de {'plus' if money > 0 else 'moins'}" if money else "le même total",
        f"{counted(abs(projects), 'projet')} de {'plus' if projects > 0 else 'moins'}" if projects else
        "autant de projets",
    ]
    moves = [
        counted(entering, "projet n'entre que grâce à elle", "projets n'entrent que grâce à elle"),
        counted(leaving, "projet ne sort qu'à cause d'elle", "projets ne sortent qu'à cause d'elle"),
    ]
    return f"Avec cette règle plutôt que sans : {', '.join(said)} ; {', '.join(moves)}."


def amount_sentences(
    call: Call, allocation: Allocation, award: Award, cap_sentence: str = "", lock: Lock | None = None
) -> tuple[str, ...]:
    """Explain one project's amount: state, payers, cap and its term, lock, reasons, gap, tie, scattering.

    ``cap_sentence`` is the cap's own sentence (``plafonné par le taux de 90 %``); without it the
    term's code is put into words.
    """
    found = [f"{status_words(award)} : {euros(award.grant)} proposés sur un plafond de {euros(award.cap)}."]
    paid = split_words(award, call)
    if paid:
        found.append(f"Payé par {paid}.")
    found.append(cap_words(call, award, cap_sentence))
    if lock is not None:
        found.append(f"Décision du comité : {lock_words(lock)}.")
    found.extend(reason.message for reason in award.reasons)
    found.extend(_gap_line(gap) for gap in allocation.gaps if gap.id == award.id)
    if award.id in tie_ids(allocation):
        found.append("Ex æquo : une note égale se dispute les derniers crédits ; le comité départage.")
    if is_crumb(award):
        found.append("Saupoudrage : moins de la moitié du plafond, sans plancher.")
    # The award's own reason may already be the cause of its gap: said once.
    return tuple(dict.fromkeys(one for one in found if one))


def _gap_line(gap: RankGap) -> str:
    return f"Écart au classement : {gap_cause(gap)}"


def cap_words(call: Call, award: Award, cap_sentence: str = "") -> str:
    """Say the cap, its binding term and the floor in one sentence; empty where no cap is known."""
    said = cap_sentence or (f"plafonné par {term_words(call, award.cap_term)}" if award.cap_term else "")
    if not said:
        return ""
    floor = f" ; plancher {euros(award.floor)}" if award.floor else ""
    return f"Plafond {euros(award.cap)}, {said.rstrip('.')}{floor}."
