"""Why a project is not (fully) funded, in one breath: for the room and for the applicant.

At most thirty words: one rule, one figure, one way out; no mark of the project, no other applicant.
Numbers hold no plain space, so that a figure counts as one word. What is said to suffice has been
solved; what is said of the rules follows from them.
"""

from __future__ import annotations

from aapsim.domain.allocation import Allocation, Award
from aapsim.domain.application import Application
from aapsim.domain.call import Call
from aapsim.domain.explanation import WhyNot
from aapsim.domain.french import decimal, euros
from aapsim.view.departments import department_label
from aapsim.view.standing import gap_ids, tie_ids

MOST_WORDS = 30

_ELIGIBILITY = {
    "axes": ("il ne se rattache à aucun axe de l'appel", "Rattaché à l'un des axes, il serait recevable"),
    "territory": ("il dépasse le territoire de l'appel", "Recentré sur la région, il serait recevable"),
    "minimum_cost": ("ses dépenses éligibles sont sous le seuil", "À partir de {minimum}, il serait recevable"),
    "deadline": ("il est arrivé après la date limite", "Déposé à temps, il pourra concourir au prochain appel"),
    "complete": ("son dossier est incomplet", "Complété, il serait recevable"),
    "latest_start": ("il démarre trop tard pour cet appel", "Avancer son démarrage le rendrait recevable"),
    "applicant_types": ("ce type de porteur n'est pas admis", "Porté par un organisme admis, il serait recevable"),
    "cofunding": ("aucun cofinancement n'est prévu", "Avec un cofinancement, il serait recevable"),
}
"""What is wrong and the way out, by the key of the rule that says no."""

_MENDED = "Corrigé, il serait recevable"

_CAUSES = {
    "sources": "Les crédits qui peuvent le financer sont épuisés.",
    "money": "Les crédits sont épuisés.",
    "better_use": "Les crédits servent d'abord l'objectif de l'appel sur d'autres dossiers.",
    "ranking": "Dans son axe, des dossiers mieux classés passent avant lui.",
    "floor": "Il reste moins que son minimum utile.",
    "floors": "Les minimums utiles des dossiers ne tiennent pas tous dans les crédits.",
    "objective": "L'objectif choisi pour l'appel favorise d'autres dossiers.",
    "closed": "Des financeurs sont fermés à certains dossiers.",
    "authorities": "Les conditions de paiement des autorités ne le permettent pas.",
    "applicant": "Le plafond par porteur est atteint.",
    "projects": "Le nombre de dossiers prévu est atteint.",
    "exclusive": "Il ne peut pas être financé avec un dossier déjà retenu.",
    "requires": "Il dépend d'un dossier qui n'est pas retenu.",
    "rounding": "L'arrondi des montants ne laisse pas de quoi le financer.",
    "lock": "Les décisions du comité réservent l'argent autrement.",
}
_IN_ORDER = "Les crédits, attribués dans l'ordre du classement, sont épuisés avant lui."
_TIED = "À égalité, les crédits ne suffisent pas pour tous."
_UNKNOWN = "Les crédits ne suffisent pas pour tous les dossiers."


def room_sentence(
    call: Call, allocation: Allocation, award: Award, application: Application | None, why: WhyNot | None = None
) -> str:
    """Say why in at most thirty words; empty for a project at its cap, or where nothing is possible.

    Without ``why`` (or its envelopes) the way out is a decision of the committee.
    """
    if award.status == "funded" or allocation.status == "infeasible":
        return ""
    code = award.reasons[0].code if award.reasons else ""
    if award.status in ("ineligible", "to_check", "refused", "excluded"):
        return _outside(call, award, application)
    if code == "unfundable":
        return (
            f"Au plus {euros(award.cap)} peuvent lui être accordés, moins que son minimum utile. "
            "Un budget revu le rendrait finançable."
        )
    if code == f"lock:{award.id}":
        return f"Le comité a fixé ce montant : {euros(award.grant)}. Il peut revenir sur sa décision."
    return f"{_rule(allocation, award, code)} {_way_out(award, why)}"


def _outside(call: Call, award: Award, application: Application | None) -> str:
    asked = euros(application.requested or 0) if application is not None else euros(0)
    if award.status == "excluded":
        return f"Le comité a décidé d'écarter ce dossier, qui demandait {asked}. Il peut revenir sur sa décision."
    if award.status == "refused":
        least = decimal(call.minimum_score, 2)
        return f"Sa note n'atteint pas le minimum de l'appel, {least} sur 100. Seule une nouvelle note y changerait."
    code = award.reasons[0].code if award.reasons else ""
    if award.status == "to_check":
        unscored = any(reason.code == "score" for reason in award.reasons)
        missing = "il n'est pas noté" if unscored else "il reste à vérifier"
        return f"Rien n'est proposé sur les {asked} demandés : {missing}. Complété, il entrera dans le classement."
    wrong, mend = _ELIGIBILITY.get(code, ("une condition de l'appel manque", _MENDED))
    if code == "minimum_cost" and not call.minimum_cost:
        mend = _MENDED
    figure = "" if "{minimum}" in mend else f", pour {asked} demandés"
    return f"Irrecevable{figure} : {wrong}. {mend.format(minimum=euros(call.minimum_cost))}."


def _rule(allocation: Allocation, award: Award, code: str) -> str:
    """Name one rule in one short sentence, from the code of the award's own reason."""
    kind, _, rest = code.partition(":")
    cause = rest if kind in ("gap", "limit") else code
    if not cause.startswith(("sources:", "applicant:")):
        cause = cause.split("+")[0]
    name, _, where = cause.partition(":")
    if award.id in tie_ids(allocation) and not award.grant and name in ("sources", "better_use"):
        return _TIED
    if name in ("sources", "better_use", "money") and not award.grant and _in_order(allocation, award):
        return _IN_ORDER
    if name in ("axis", "department"):
        return _limit_rule(name, *where.rsplit(":", 1))
    return _CAUSES.get(name, _UNKNOWN)


def _in_order(allocation: Allocation, award: Award) -> bool:
    """Whether no funded project is ranked below this one."""
    return award.id not in gap_ids(allocation)


def _limit_rule(kind: str, code: str, side: str) -> str:
    department = department_label(code)
    of, to = ("de l'axe", "à l'axe") if kind == "axis" else ("du département", "au département")
    named = code if kind == "axis" else department
    if side == "maximum_projects":
        return f"Le nombre de dossiers {of} {named} est atteint."
    if side == "ceiling":
        return f"Le plafond {of} {named} est atteint."
    return f"Un minimum réservé {to} {named} mobilise des crédits."


def _way_out(award: Award, why: WhyNot | None) -> str:
    result = "il recevrait tout son plafond" if award.grant else "il serait retenu"
    if why is not None and why.entries is not None and why.entries.first is not None:
        more = why.entries.first - why.entries.start
        return f"Avec {euros(more)} de plus dans l'enveloppe, {result}."
    if why is not None and why.forced is not None and why.forced.possible:
        return f"Le comité peut décider de lui accorder {euros(why.forced.grant)}."
    if why is not None and why.forced is not None:
        return f"Pour recevoir ses {euros(award.cap)}, une règle de l'appel devrait être assouplie."
    return f"Le comité peut en décider autrement, jusqu'à {euros(award.cap)}."
