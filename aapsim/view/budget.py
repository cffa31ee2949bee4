"""A budget in sentences: its balances, its rates, what its co-funding leaves in doubt."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from aapsim.domain.application import Application
from aapsim.domain.budget import Budget, Remark, files_the_form, unbalanced
from aapsim.domain.call import Call
from aapsim.domain.french import euros, percent
from aapsim.engine.caps import base_of, cash_of
from aapsim.view.funding import peers
from aapsim.view.tables import Table, framed

KIND_WORDS = {
    "public": "public",
    "private": "privé",
    "state": "autre appel de l'État ou de l'ARS",
    "other": "à préciser",
}


def balance_remarks(budget: Budget, requested: int, applicant_type: str) -> list[Remark]:
    """Say which balances do not hold; where the form is not filed this blocks nothing, and is said."""
    if not budget.filled:
        return []
    names = {
        "cash": ("charges (60 à 69)", "produits (70 à 79, demande comprise)"),
        "in_kind": ("contributions (compte 86)", "contreparties (compte 87)"),
    }
    found = []
    for code, left, right in unbalanced(budget, requested):
        one, other = names[code]
        gap = euros(abs(left - right))
        sentence = f"Déséquilibre : {one} {euros(left)}, {other} {euros(right)}, écart de {gap}."
        if files_the_form(applicant_type):
            found.append(Remark(code, sentence, "wrong"))
        else:
            said = f"{sentence} Ce porteur ne dépose pas le CERFA 12156 : rien n'est bloqué."
            found.append(Remark(code, said))
    return found


def funding_remarks(budget: Budget) -> list[Remark]:
    """Signal double funding and sums only asked for."""
    found = []
    for line in budget.co_funders:
        if line.kind == "state":
            who = f"{line.name or 'cofinanceur'}, {euros(line.amount)}"
            sentence = f"Double financement possible : {who}, est un autre financement de l'État ou de l'ARS."
            found.append(Remark("double", sentence))
    asked = sum(line.amount for line in budget.co_funders if line.status == "asked")
    if asked:
        found.append(Remark("asked", f"{euros(asked)} de cofinancements sont demandés, pas acquis."))
    return found


def rates_sentence(call: Call, one: Application) -> str:
    """Say the rate that the request makes, with and without contributions in kind; empty where it is unknown."""
    cash, base = cash_of(call, one), base_of(call, one)
    if not one.requested or cash <= 0:
        return ""
    with_it = f"{percent(Fraction(one.requested, base), 1)} du coût avec les contributions en nature" if base else ""
    without = f"{percent(Fraction(one.requested, cash), 1)} du coût en argent"
    same = base == cash
    return f"La demande fait {without}." if same else f"La demande fait {without}, {with_it}."


def other_grants(one: Application, applications: Sequence[Application], grants: dict[str, int]) -> Table:
    """Return the same applicant's other applications to this call, with what is proposed for each."""
    rows = [(other.id, other.title, other.requested, grants.get(other.id, 0)) for other in peers(one, applications)
            if other.id != one.id]  # fmt: skip
    return Table(
        "Autres dossiers du même porteur",
        framed(("Dossier", "Projet", "Demandé", "Proposé"), rows),
        {"Demandé": "euros", "Proposé": "euros"},
        empty="Aucun autre dossier de ce porteur dans cet appel.",
    )
