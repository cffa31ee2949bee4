"""Checks of each award on its own: cap, floor, score, rank, status, admissible amount, lock."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from aapsim.audit.amounts import Project, admissible
from aapsim.audit.case import Case, amount, dossier, number
from aapsim.audit.reading import Award


def _figures(_case: Case, project: Project, award: Award) -> Iterator[str]:
    where = dossier(project.id)
    cap = max(0, project.cap)
    if award.cap != cap:
        yield f"{where} : le plafond écrit est {amount(award.cap)}, les règles donnent {amount(cap)}."
    if award.floor != project.floor:
        yield f"{where} : le plancher écrit est {amount(award.floor)}, les règles donnent {amount(project.floor)}."
    if award.cap_term != project.cap_term:
        written, due = award.cap_term, project.cap_term
        yield f"{where} : le terme du plafond écrit est « {written} », les règles donnent « {due} »."
    score = project.application.score
    if award.score != score:
        yield f"{where} : la note écrite est {number(award.score)}, les données portent {number(score)}."
    weight, stated = None if score is None else project.weight, award.weighted_score
    if stated != weight:
        yield f"{where} : la note pondérée écrite est {number(stated)}, les règles donnent {number(weight)}."


def _grant(case: Case, project: Project, award: Award) -> Iterator[str]:
    where = dossier(project.id)
    if award.grant > 0 and not project.takes_part:
        yield f"{where} : reçoit {amount(award.grant)} alors qu'il ne participe pas à la répartition."
    elif award.grant > 0 and not project.fundable:
        yield f"{where} : reçoit {amount(award.grant)} mais n'est pas finançable (plancher au-dessus du plafond)."
    elif award.grant > project.cap > 0:
        yield f"{where} : la subvention de {amount(award.grant)} dépasse le plafond de {amount(project.cap)}."
    elif 0 < award.grant < project.floor:
        yield f"{where} : la subvention de {amount(award.grant)} est sous le plancher de {amount(project.floor)}."
    elif not admissible(case.inputs, project, award.grant):
        yield (
            f"{where} : la subvention de {amount(award.grant)} n'est pas admissible "
            f"(ni le plafond, ni un multiple de {amount(case.inputs.step)} permis par la politique de financement)."
        )


def _status(case: Case, project: Project, award: Award) -> Iterator[str]:
    if award.grant > 0:
        allowed = ["funded" if award.grant >= project.cap else "partial"]
    elif project.lock in ("excluded", 0) and project.takes_part:
        allowed = ["excluded"]
    elif project.takes_part:
        allowed = ["waiting", "to_check"]
    else:
        allowed = ["refused", "ineligible", "to_check", "excluded"]
    if award.status not in allowed:
        yield f"{dossier(project.id)} : l'état « {award.status} » ne correspond pas (attendu : {' ou '.join(allowed)})."
    elif award.status == "excluded" and project.lock not in ("excluded", 0):
        yield f"{dossier(project.id)} : l'état « excluded » ne correspond à aucun verrou d'exclusion."
    elif award.status == "refused" and not _below_minimum(case, project):
        yield f"{dossier(project.id)} : l'état « refused » ne correspond pas, la note atteint la note minimale."


def _below_minimum(case: Case, project: Project) -> bool:
    score = project.application.score
    return score is not None and score < case.inputs.minimum_score


def _lock(case: Case, project: Project, award: Award) -> Iterator[str]:
    if case.result.status == "infeasible" or project.lock is None:
        return
    where = dossier(project.id)
    if project.lock == "funded" and award.grant == 0:
        yield f"{where} : le verrou demande de le financer, il ne reçoit rien."
    if project.lock == "excluded" and award.grant > 0:
        yield f"{where} : le verrou l'exclut, il reçoit {amount(award.grant)}."
    if isinstance(project.lock, int) and award.grant != project.lock:
        yield f"{where} : le verrou fixe {amount(project.lock)}, il reçoit {amount(award.grant)}."


def _ranks(case: Case) -> dict[str, int]:
    weights = sorted((p.weight for p in case.projects.values() if p.takes_part), reverse=True)
    place: dict[Fraction, int] = {}
    for position, weight in enumerate(weights, 1):
        place.setdefault(weight, position)
    return {key: place[p.weight] if p.takes_part else 0 for key, p in case.projects.items()}


def check_awards(case: Case) -> Iterator[str]:
    """Yield one sentence per award that does not follow from the inputs."""
    ranks = _ranks(case)
    for key, project in case.projects.items():
        award = case.awards[key]
        if project.takes_part and project.application.score is None:
            yield f"{dossier(key)} : participe sans avoir de note."
        if project.takes_part and _below_minimum(case, project):
            yield f"{dossier(key)} : participe alors que sa note est sous la note minimale."
        for rule in (_figures, _grant, _status, _lock):
            yield from rule(case, project, award)
        if award.rank != ranks[key]:
            yield f"{dossier(key)} : le rang écrit est {award.rank}, les notes pondérées donnent {ranks[key]}."


def check_minimum_agreements(case: Case) -> Iterator[str]:
    """Yield one sentence per award with too many authorities, or with one that pays too little."""
    authority = {source.code: source.authority for source in case.inputs.sources}
    for key, award in case.awards.items():
        paid: dict[str, int] = {}
        for code, euros_paid in award.by_source.items():
            if code in authority and euros_paid:
                paid[authority[code]] = paid.get(authority[code], 0) + euros_paid
        if len(paid) > case.inputs.max_authorities:
            yield f"{dossier(key)} : {len(paid)} autorités paient, {case.inputs.max_authorities} au plus le peuvent."
        for name, total in paid.items():
            if total < case.inputs.minimum_agreement:
                yield (
                    f"{dossier(key)} : l'autorité « {name} » paie {amount(total)}, "
                    f"sous le minimum par convention de {amount(case.inputs.minimum_agreement)}."
                )
