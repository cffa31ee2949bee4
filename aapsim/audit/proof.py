"""Checks of the certificate: value, bounds and gap, in exact arithmetic."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from aapsim.audit.amounts import step_worth, worth
from aapsim.audit.bound import UnknownRow, upper_bound
from aapsim.audit.case import Case, number
from aapsim.audit.reading import Certificate


def _value(case: Case) -> Fraction:
    gains = (worth(case.inputs, project, case.awards[key].grant) for key, project in case.projects.items())
    return sum(gains, Fraction(0))


def _bounded(case: Case, certificate: Certificate) -> bool:
    """Say whether the bound of the optimum's problem binds this allocation too.

    The order of the ranking ignores the rule *respect du classement* and may miss minima, so it
    can be worth more than what binds the optimum.
    """
    if case.result.strategy == "optimum":
        return True
    ranked = any(name.startswith("ranking:") and price for name, price in certificate.multipliers.items())
    return not ranked and not case.result.missed


def _upper(case: Case, certificate: Certificate) -> Iterator[str]:
    for name, price in certificate.multipliers.items():
        if price < 0:
            yield f"certificat : le multiplicateur de « {name} » est négatif."
            return
    try:
        upper = upper_bound(case.inputs, case.projects, certificate.multipliers)
    except UnknownRow as unknown:
        yield f"certificat : le multiplicateur « {unknown.name} » ne désigne aucune règle de ce problème."
        return
    if certificate.upper_bound != upper:
        yield (
            f"certificat : la borne écrite est {number(certificate.upper_bound)}, "
            f"les multiplicateurs donnent {number(upper)}."
        )
    if _bounded(case, certificate) and _value(case) > upper:
        yield "certificat : la valeur dépasse la borne recalculée, une règle n'est pas respectée."


def _gap(case: Case, certificate: Certificate) -> Iterator[str]:
    step = step_worth(case.inputs, case.projects)
    gap = (certificate.upper_bound - certificate.value) / step if step else Fraction(0)
    if certificate.gap_steps != gap:
        yield f"certificat : l'écart écrit est {number(certificate.gap_steps)} pas, le calcul donne {number(gap)}."
    if case.result.strategy != "optimum":
        return
    if certificate.solver_bound < certificate.value:
        yield "certificat : la borne du solveur est sous la valeur, elle ne borne rien."
    free = case.inputs.policy == "partial" and case.inputs.objective != "projects"
    if case.result.status == "optimal" and certificate.solver_bound - certificate.value > (step if free else 0):
        most = "plus d'un pas d'arrondi" if free else "quelque chose"
        yield f"certificat : déclaré optimal, mais la borne du solveur laisse {most} à gagner."


def check_certificate(case: Case) -> Iterator[str]:
    """Yield one sentence per part of the certificate that does not hold."""
    certificate = case.result.certificate
    if case.result.status == "infeasible":
        if certificate is not None:
            yield "certificat : une répartition impossible n'en a pas."
        return
    if certificate is None:
        yield "certificat : il manque."
        return
    value = _value(case)
    if certificate.value != value:
        yield f"certificat : la valeur écrite est {number(certificate.value)}, les subventions donnent {number(value)}."
    yield from _upper(case, certificate)
    yield from _gap(case, certificate)
