"""A budget in sentences: its balances, its thresholds, the money that may be counted twice."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from aapsim.domain.application import Application, normal_id
from aapsim.domain.budget import ACCOUNTS_AUDITED_ABOVE_EUR, Budget, Remark, files_the_form, unbalanced
from aapsim.domain.call import Call
from aapsim.domain.french import euros, percent
from aapsim.engine.caps import base_of, cash_of
from aapsim.engine.signals import AGREEMENT_ABOVE_EUR
from aapsim.view.tables import Table, framed

KIND_WORDS = {
    "public": "public",
    "private": "privé",
    "state": "autre appel de l'État ou de l'ARS",
    "other": "à préciser",
}
STATUS_WORDS = {"": "à préciser", "acquired": "acquis", "asked": "demandé"}


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


def funding_remarks(budget: Budget, one: Application, grant: int | None) -> list[Remark]:
    """Signal double funding, sums only asked for, and the thresholds that public money passes.

    ``grant`` is what is proposed at present, in euros; ``None`` where nothing is computed.
    """
    found = []
    for line in budget.co_funders:
        if line.kind == "state":
            who = f"{line.name or 'cofinanceur'}, {euros(line.amount)}"
            sentence = f"Double financement possible : {who}, est un autre financement de l'État ou de l'ARS."
            found.append(Remark("double", sentence))
    asked = sum(line.amount for line in budget.co_funders if line.status == "asked")
    if asked:
        found.append(Remark("asked", f"{euros(asked)} de cofinancements sont demandés, pas acquis."))
    public = (one.other_public or 0) + (one.requested or 0 if grant is None else grant)
    what = "avec la demande" if grant is None else "avec la subvention proposée"
    if one.applicant_type != "collectivite" and public > ACCOUNTS_AUDITED_ABOVE_EUR:
        threshold = euros(ACCOUNTS_AUDITED_ABOVE_EUR)
        sentence = f"Argent public {what} : {euros(public)}, au-delà de {threshold} par an."
        found.append(Remark("audited", f"{sentence} Comptes certifiés et publiés (à apprécier sur tous ses projets)."))
    if one.applicant_type != "collectivite" and (one.requested or 0) > AGREEMENT_ABOVE_EUR:
        sentence = f"Au-delà de {euros(AGREEMENT_ABOVE_EUR)} d'une même autorité, une convention est obligatoire."
        found.append(Remark("agreement", sentence))
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
    siret, name = normal_id(one.siret), normal_id(one.applicant).casefold()

    def same(other: Application) -> bool:
        mine = siret and normal_id(other.siret) == siret
        return other.id != one.id and bool(mine or (name and normal_id(other.applicant).casefold() == name))

    rows = [(other.id, other.title, other.requested, grants.get(other.id, 0)) for other in applications if same(other)]
    return Table(
        "Autres dossiers du même porteur",
        framed(("Dossier", "Projet", "Demandé", "Proposé"), rows),
        {"Demandé": "euros", "Proposé": "euros"},
        empty="Aucun autre dossier de ce porteur dans cet appel.",
    )
