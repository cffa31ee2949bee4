"""Sources: why one keeps money, and by which rule grants are shared between those who pay."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from aapsim.domain.allocation import Allocation, Award
from aapsim.domain.application import Application
from aapsim.domain.call import SINGLE_SOURCE, Call, Source
from aapsim.domain.french import euros
from aapsim.engine.problem import open_mask
from aapsim.view.standing import ranked_awards
from aapsim.view.words import counted, project_words


def idle_sentences(call: Call, applications: Sequence[Application], allocation: Allocation) -> tuple[str, ...]:
    """Say of every source that keeps at least one rounding step why it does; none for the others."""
    if allocation.status == "infeasible":
        return ()
    known = {one.id: one for one in applications}
    return tuple(
        f"{source.label or source.code} garde {euros(left)} : {_why(call, source, known, allocation)}."
        for source in call.sources
        if (left := allocation.unspent.get(source.code, 0)) >= call.step
    )


def _why(call: Call, source: Source, known: Mapping[str, Application], allocation: Allocation) -> str:
    ranked = [award for award in ranked_awards(allocation) if award.rank and award.cap > 0]
    payable = [award for award in ranked if award.id in known and _may_pay(call, source, known[award.id])]
    if not payable:
        return "aucun projet classé ne peut être payé par ce financeur"
    short = [award for award in payable if award.grant < award.cap]
    if not short:
        return "tous les projets qu'il peut payer reçoivent déjà leur plafond"
    first = short[0]
    name = project_words(known.get(first.id), first.id)
    return f"le mieux classé des projets qu'il pourrait payer encore, {name}, n'a pas plus. {_cause(first)}"


def _cause(award: Award) -> str:
    return award.reasons[0].message.rstrip(".") if award.reasons else "Aucune raison n'est enregistrée"


def _may_pay(call: Call, source: Source, application: Application) -> bool:
    """Whether a source may pay a project, itself or through one that it may send money to."""
    if [one.code for one in call.sources] == [SINGLE_SOURCE]:
        return True
    mask = open_mask(call.sources, application)
    reached = {source.code, *source.fungible_with} if source.transferable else {source.code}
    return any(mask >> place & 1 for place, one in enumerate(call.sources) if one.code in reached)


def split_sentence(call: Call, allocation: Allocation) -> str:
    """State by which rule grants are shared between authorities; empty where there is only one."""
    if len(call.authorities) < 2 or allocation.status == "infeasible":
        return ""
    authority = {source.code: source.authority for source in call.sources}
    both = [
        award
        for award in allocation.awards
        if len({authority.get(code, code) for code, amount in award.by_source if amount}) > 1
    ]
    paid = counted(len(both), "projet payé", "projets payés") if both else "aucun projet payé"
    return (
        f"Qui paie quoi : le moins possible de projets payés par deux autorités ({paid} ainsi ici) ; puis, dans "
        "l'ordre du classement, la première autorité de l'appel paie le plus qu'elle peut, et de même ses financeurs."
    )
