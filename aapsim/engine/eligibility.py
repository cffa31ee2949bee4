"""Eligibility: one verdict a rule and an application, in three values, with its reason in French.

Unknown is never taken for satisfied: a rule that the file does not let one decide answers
``to_check``. Sentences can be sent to the applicant.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal, cast

from aapsim.domain.application import WHOLE_REGION, Application
from aapsim.domain.call import Call
from aapsim.domain.french import euros
from aapsim.engine.caps import cash_of

Answer = Literal["yes", "no", "to_check"]
Overall = Literal["eligible", "ineligible", "to_check"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer of one rule (``rule`` is its key in the call file) and its sentence.

    ``reason`` is what an officer wrote to answer in the place of the software, empty otherwise;
    ``computed`` is then the software's own answer.
    """

    rule: str
    answer: Answer
    sentence: str
    reason: str = ""
    computed: Answer | None = None


def _no(rule: str, sentence: str) -> Verdict:
    return Verdict(rule, "no", sentence)


def _unknown(rule: str, sentence: str) -> Verdict:
    return Verdict(rule, "to_check", sentence)


def listed(codes: Sequence[str]) -> str:
    """Write codes as a French list: ``1, 2 et 4``; empty for none."""
    return " et ".join(part for part in (", ".join(codes[:-1]), *codes[-1:]) if part)


def _axes(call: Call, application: Application) -> Verdict | None:
    if not call.axes:
        return None
    known = {axis.code for axis in call.axes}
    codes = [code for code, _ in application.axes]
    strangers = [code for code in codes if code not in known]
    if not codes:
        return _no("axes", "Le projet ne se rattache à aucun axe de l'appel.")
    if strangers:
        missing = "L'axe « {} » n'existe pas" if len(strangers) == 1 else "Les axes « {} » n'existent pas"
        return _no("axes", f"{missing.format(listed(strangers))} dans cet appel.")
    named = "à l'axe" if len(codes) == 1 else "aux axes"
    return Verdict("axes", "yes", f"Le projet se rattache {named} {listed(codes)} de l'appel.")


def _territory(call: Call, application: Application) -> Verdict | None:
    if not call.territory:
        return None
    if application.scope == "extraregionale":
        return _no("territory", "Le projet est de portée extrarégionale.")
    codes = [code for code, _ in application.departments]
    outside = [code for code in codes if code not in call.territory and code != WHOLE_REGION]
    if outside:
        named = "département" if len(outside) == 1 else "départements"
        return _no("territory", f"Le projet sort de la région : {named} {listed(outside)}.")
    if not codes:
        return _unknown("territory", "Le dossier ne dit pas où se déroule le projet.")
    return Verdict("territory", "yes", "Le projet se déroule uniquement dans la région.")


def _minimum_cost(call: Call, application: Application) -> Verdict | None:
    if not call.minimum_cost:
        return None
    rule, wanted = "minimum_cost", euros(call.minimum_cost)
    if application.total_cost is None:
        return _unknown(rule, f"Le coût du projet est inconnu ; il doit atteindre {wanted}.")
    cash = cash_of(call, application)
    if cash < call.minimum_cost:
        return _no(rule, f"Les dépenses éligibles ({euros(cash)}) sont inférieures au seuil de {wanted}.")
    if application.investment is None and not call.investment:
        return _unknown(rule, f"La part d'investissement n'est pas connue ; hors investissement, il faut {wanted}.")
    return Verdict(rule, "yes", f"Les dépenses éligibles ({euros(cash)}) atteignent le seuil de {wanted}.")


def french_date(iso: str) -> str:
    """Write ``2021-07-25T23:59`` as ``25/07/2021 à 23 h 59`` (a day alone without its hour)."""
    day, _, hour = iso.partition("T")
    year, month, date = day.split("-")
    written = f"{date}/{month}/{year}"
    return f"{written} à {hour[:2]} h {hour[3:5]}" if hour else written


def _deadline(call: Call, application: Application) -> Verdict | None:
    if not call.deadline:
        return None
    limit = french_date(call.deadline)
    if application.filed_at is None:
        return _unknown("deadline", f"La date de dépôt est inconnue ; la limite était le {limit}.")
    filed = application.filed_at
    # A day without an hour meets the deadline of that day; 23 h 59 lasts until its last second.
    written = 16 if "T" in filed and "T" in call.deadline else 10
    late = filed[:written] > call.deadline[:written]
    if late:
        return _no("deadline", f"Le dossier a été déposé le {french_date(filed)}, après la limite du {limit}.")
    return Verdict("deadline", "yes", f"Le dossier a été déposé le {french_date(filed)}, dans les délais.")


def _complete(call: Call, application: Application) -> Verdict | None:
    if not call.deadline:
        return None
    if application.complete is None:
        return _unknown("complete", "La complétude du dossier n'est pas encore vérifiée.")
    if not application.complete:
        return _no("complete", "Le dossier est incomplet.")
    return Verdict("complete", "yes", "Le dossier est complet.")


def _start(call: Call, application: Application) -> Verdict | None:
    if not call.latest_start:
        return None
    limit = french_date(call.latest_start)
    if application.start_date is None:
        return _unknown("latest_start", f"La date de démarrage est inconnue ; au plus tard le {limit}.")
    if application.start_date[:10] > call.latest_start[:10]:
        return _no("latest_start", f"Le projet démarre le {french_date(application.start_date)}, après le {limit}.")
    return Verdict("latest_start", "yes", f"Le projet démarre le {french_date(application.start_date)}.")


def _applicant_type(call: Call, application: Application) -> Verdict | None:
    if not call.applicant_types:
        return None
    kind = application.applicant_type
    if not kind:
        return _unknown("applicant_types", "La nature juridique du porteur est inconnue.")
    if kind not in call.applicant_types:
        return _no("applicant_types", "Ce type de porteur ne peut pas répondre à l'appel.")
    return Verdict("applicant_types", "yes", "Ce type de porteur peut répondre à l'appel.")


def _cofunding(call: Call, application: Application) -> Verdict | None:
    if not call.cofunding_required:
        return None
    if application.other_revenue or application.in_kind:
        return Verdict("cofunding", "yes", "Un cofinancement est prévu.")
    if application.other_revenue is None or application.in_kind is None:
        return _unknown("cofunding", "Le plan de financement ne dit pas si un cofinancement est prévu.")
    return _no("cofunding", "Aucun cofinancement n'est prévu.")


_RULES: tuple[Callable[[Call, Application], Verdict | None], ...] = (
    _axes,
    _territory,
    _applicant_type,
    _minimum_cost,
    _deadline,
    _complete,
    _start,
    _cofunding,
)


def verdicts(call: Call, application: Application) -> tuple[Verdict, ...]:
    """Return one verdict per rule that the call has, in a fixed order; empty for a call without rules."""
    given = {rule: (answer, reason) for rule, answer, reason in application.overrules}
    found = (verdict for rule in _RULES if (verdict := rule(call, application)) is not None)
    return tuple(_overruled(verdict, *given[verdict.rule]) if verdict.rule in given else verdict for verdict in found)


def _overruled(verdict: Verdict, answer: str, reason: str) -> Verdict:
    """Return the officer's answer, with what the software says kept beside it."""
    sentence = f"{reason.strip().rstrip('.')}. (Appréciation de l'instructeur ; le dossier dit : {verdict.sentence})"
    return replace(verdict, answer=cast(Answer, answer), sentence=sentence, reason=reason, computed=verdict.answer)


def overall(answers: Iterable[Verdict]) -> Overall:
    """Combine verdicts: one *no* is ineligible, else one *to check* is to check, else eligible."""
    given = {verdict.answer for verdict in answers}
    if "no" in given:
        return "ineligible"
    return "to_check" if "to_check" in given else "eligible"
