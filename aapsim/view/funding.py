"""Public money by applicant: legal thresholds signalled as what they are, and money that may be counted twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from aapsim.domain.allocation import Award
from aapsim.domain.application import Application, normal_id
from aapsim.domain.budget import ACCOUNTS_AUDITED_ABOVE_EUR, Budget, Remark
from aapsim.domain.call import Call
from aapsim.domain.french import euros
from aapsim.engine.signals import AGREEMENT_ABOVE_EUR
from aapsim.view.tables import Table, framed
from aapsim.view.words import AUTHORITY_WORDS, counted, project_words

STATUS_WORDS = {"": "à préciser", "acquired": "acquis", "asked": "demandé"}
_PUBLIC_LAW = "collectivite"
Awards = Mapping[str, Award]


def peers(one: Application, applications: Sequence[Application]) -> list[Application]:
    """Return the applications of the same applicant, this one included: same SIRET, else same name."""
    siret, name = normal_id(one.siret), normal_id(one.applicant).casefold()

    def same(other: Application) -> bool:
        mine = siret and normal_id(other.siret) == siret
        return other.id == one.id or bool(mine or (name and normal_id(other.applicant).casefold() == name))

    return [other for other in applications if same(other)]


def paid_by(call: Call, applications: Sequence[Application], awards: Awards) -> dict[str, int]:
    """Return what each authority would pay to these applications, in euros."""
    authority = {source.code: source.authority for source in call.sources}
    paid = dict.fromkeys(call.authorities, 0)
    for one in applications:
        for source, amount in awards[one.id].by_source if one.id in awards else ():
            paid[authority[source]] += amount
    return paid


def public_money(applications: Sequence[Application], awards: Awards) -> int:
    """Return the public money of these applications: what is proposed (asked for, while nothing is), and the rest."""
    proposed = sum(awards[one.id].grant for one in applications if one.id in awards)
    return sum(one.other_public or 0 for one in applications) + (
        proposed or sum(one.requested or 0 for one in applications)
    )


def threshold_remarks(
    call: Call, one: Application, applications: Sequence[Application], awards: Awards
) -> list[Remark]:
    """Say which legal thresholds an applicant passes, over all its applications to the call; none for public bodies."""
    if one.applicant_type == _PUBLIC_LAW:
        return []
    mine = peers(one, applications)
    condition = "" if one.applicant_type == "association" else ", si le porteur est de droit privé"
    several = f" pour ses {len(mine)} dossiers" if len(mine) > 1 else ""
    found = []
    limit = euros(AGREEMENT_ABOVE_EUR)
    paid = paid_by(call, mine, awards)
    for authority, amount in paid.items():
        if amount > AGREEMENT_ABOVE_EUR:
            who = AUTHORITY_WORDS.get(authority, authority)
            found.append(Remark("agreement", f"Convention obligatoire{condition} : {who} lui verserait {euros(amount)}"
                                f"{several}, au-delà de {limit} par an d'une même autorité."))  # fmt: skip
    asked = sum(other.requested or 0 for other in mine)
    if not any(paid.values()) and asked > AGREEMENT_ABOVE_EUR:
        found.append(Remark("agreement", f"{euros(asked)} demandés{several} : si une même autorité en versait plus de "
                            f"{limit} dans l'année, une convention serait obligatoire{condition}."))  # fmt: skip
    public = public_money(mine, awards)
    if public > ACCOUNTS_AUDITED_ABOVE_EUR:
        found.append(Remark("audited", f"Comptes certifiés et publiés{condition} : {euros(public)} d'argent public"
                            f"{several}, au-delà de {euros(ACCOUNTS_AUDITED_ABOVE_EUR)} par an tous financeurs "
                            "publics réunis (ses autres actions s'y ajoutent)."))  # fmt: skip
    return found


def thresholds_table(call: Call, applications: Sequence[Application], awards: Awards) -> Table:
    """Return one line per applicant that passes a threshold: its applications, its public money, what follows."""
    rows, done = [], set[str]()
    for one in applications:
        remarks = [] if one.id in done else threshold_remarks(call, one, applications, awards)
        if remarks:
            mine = peers(one, applications)
            done.update(other.id for other in mine)
            said = " ".join(remark.sentence for remark in remarks)
            numbers = ", ".join(other.id for other in mine)
            rows.append((one.applicant or one.id, numbers, public_money(mine, awards), said))
    money = "Argent public, demande ou proposition comprise"
    columns = ("Porteur", "Dossiers", money, "Ce qui en découle")
    return Table("Seuils d'argent public, par porteur", framed(columns, rows), {money: "euros"},
                 empty="Aucun porteur au-delà de 23 000 € par autorité ni de 153 000 € d'argent public.")  # fmt: skip


def double_table(applications: Sequence[Application], budgets: Mapping[str, Budget]) -> Table:
    """Return the co-funders that are other money of the State or the ARS: perhaps the same action funded twice."""
    rows = [
        (one.id, project_words(one, one.id), line.name or "cofinanceur", line.amount, STATUS_WORDS[line.status])
        for one in applications
        for line in (budgets[one.id].co_funders if one.id in budgets else ())
        if line.kind == "state"
    ]
    columns = ("Dossier", "Projet", "Autre financement de l'État ou de l'ARS", "Montant", "État")
    return Table("Doubles financements possibles", framed(columns, rows), {"Montant": "euros"},
                 empty="Aucun cofinanceur n'est un autre appel de l'État ou de l'ARS.")  # fmt: skip


def signals_words(table: Table, double: Table) -> str:
    """Say in one line how much is signalled."""
    applicants = counted(len(table.texts()), "porteur") + " au-delà d'un seuil"
    doubles = counted(len(double.texts()), "double financement possible", "doubles financements possibles")
    return f"{applicants}, {doubles}"
