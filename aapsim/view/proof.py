"""What is proven about an allocation, in sentences; what was proven and what was rechecked stay apart."""

from __future__ import annotations

from fractions import Fraction

from aapsim.domain.allocation import Allocation, Certificate
from aapsim.domain.french import decimal, euros
from aapsim.view.strategies import DEFINITIONS, uniform_sentence


def proof_sentences(allocation: Allocation) -> tuple[str, ...]:
    """Return the proof in one to three plain sentences, the claim first.

    For ``infeasible`` the only sentence says so: the reasons are the allocation's issues.
    """
    if allocation.status == "infeasible":
        return ("Aucune répartition ne respecte à la fois toutes les règles et toutes les décisions.",)
    if allocation.strategy != "optimum":
        return (
            DEFINITIONS[allocation.strategy],
            *filter(None, [uniform_sentence(allocation) if allocation.strategy == "prorata" else ""]),
            *allocation.missed,
        )
    certificate = allocation.certificate
    if certificate is None:
        return ("Cette répartition n'est pas accompagnée d'une preuve.",)
    return (_claim(allocation, certificate), _recheck(certificate))


def _step(allocation: Allocation) -> str:
    step = allocation.inputs.get("step")
    return f" (pas de {euros(step)})" if isinstance(step, int) else ""


def _claim(allocation: Allocation, certificate: Certificate) -> str:
    if allocation.status == "optimal":
        step = _step(allocation)
        return f"Prouvé : aucune répartition admissible ne vaut plus d'un pas de mieux{step}."
    return (
        "Provisoire : une meilleure répartition peut exister, d'au plus "
        f"{_steps(certificate.gap_steps)} ; elle ne peut être ni gardée ni exportée."
    )


def _recheck(certificate: Certificate) -> str:
    gap = certificate.gap_steps
    if gap <= 1:
        return (
            "Revérifié : les coefficients enregistrés suffisent à le confirmer, en arithmétique exacte "
            f"(écart : {_steps(gap)})."
        )
    return (
        "Revérifié : les coefficients enregistrés, seuls, laissent un écart d'au plus "
        f"{_steps(gap)} ; le reste de la preuve repose sur le solveur."
    )


def _steps(gap: Fraction) -> str:
    rounded = decimal(gap, 1)
    if gap and rounded == "0":
        rounded = "moins de 0,1"
    return f"{rounded} pas"
