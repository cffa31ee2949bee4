"""Why an amount is what it is under *Réduction uniforme* and *Couverture égale*, in French."""

from __future__ import annotations

from aapsim.domain.allocation import Reason
from aapsim.domain.french import decimal, percent
from aapsim.domain.issues import Issue
from aapsim.engine.case import Case
from aapsim.engine.equity import Equity
from aapsim.engine.prorata import BELOW, Prorata
from aapsim.engine.words import rule_words

NO_SHARE = Issue(
    "prorata",
    "Aucun pourcentage commun ne laisse à la fois chaque part atteindre le plancher de son projet et les plafonds "
    "tenir : relevez la note à partir de laquelle on sert, ou levez une décision.",
)
NO_START = Issue(
    "equity",
    "Même au plus petit montant de chacun, les projets retenus par l'optimum dépassent un plafond exprimé en part de "
    "ce qui est accordé : exprimez-le en euros.",
)

_LEFT = Reason("optimum", "Non retenu par la répartition optimisée, dont ce partage garde les projets.")


def uniform_reasons(case: Case, found: Prorata) -> dict[str, Reason]:
    """Return the reason of every project whose amount follows from the common percentage, or from missing it."""
    share = percent(found.share, 1)
    given = Reason("uniform", f"Réduction uniforme : {share} de son plafond, arrondi au montant admissible inférieur.")
    reasons = {}
    for candidate in case.problem.candidates:
        one = candidate.id
        if one in found.stopped_by:
            reasons[one] = _stopped(case, found, found.stopped_by[one])
        elif not isinstance(candidate.lock, int) and found.grants.get(one, 0) < candidate.cap:
            reasons[one] = given
    return reasons


def _stopped(case: Case, found: Prorata, name: str) -> Reason:
    if name != BELOW:
        return Reason(f"limit:{name}", f"Laissé hors du partage : {rule_words(case.call, name)}.")
    score = decimal(found.threshold, 2)
    return Reason(BELOW, f"Note pondérée inférieure à {score}, à partir de laquelle la réduction uniforme sert.")


def coverage_reasons(case: Case, found: Equity) -> dict[str, Reason]:
    """Return the reason of every project that is short of its cap under equal coverage."""
    reasons = {}
    for candidate in case.problem.candidates:
        one = candidate.id
        if one not in found.grants:
            reasons[one] = _LEFT
        elif one in found.stopped_by:
            words = rule_words(case.call, found.stopped_by[one])
            reasons[one] = Reason(f"limit:{found.stopped_by[one]}", f"Couverture égale, arrêtée par {words}.")
    return reasons
