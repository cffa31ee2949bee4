"""What applications and locks must obey to enter a workspace; whatever else is for eligibility to judge."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from aapsim.domain.application import Application, Shares, normal_id
from aapsim.domain.call import Call
from aapsim.domain.french import LARGEST_EUR
from aapsim.domain.issues import Issue
from aapsim.domain.scenario import Lock
from aapsim.service.paths import APPLICATIONS, State

_AMOUNTS = {
    "total_cost": "coût total",
    "investment": "investissement",
    "in_kind": "contributions en nature",
    "requested": "montant demandé",
    "other_revenue": "autres produits",
    "other_public": "autres financements publics",
    "own_floor": "plancher",
}
_LONGEST_ID = 200


def application_issues(applications: Sequence[Application], call: Call) -> tuple[Issue, ...]:
    """Return what keeps these applications out of a call, empty if nothing does.

    Ids must be written, in their normal form and unique; amounts whole euros from 0 to the
    largest allowed, or unknown; marks not negative; shares positive and summing to 1; axes
    and sources those of the call.
    """
    issues = [_issue(one, f"le numéro « {one} » apparaît plusieurs fois.") for one in _repeated(applications)]
    for application in applications:
        issues += [_issue(application.id, message) for message in _faults(application, call)]
    return tuple(issues)


def lock_issues(application_id: str, lock: Lock | None, state: State) -> tuple[Issue, ...]:
    """Return what is wrong with a lock, empty if nothing: unknown application or unreadable decision."""
    if lock is not None and APPLICATIONS + application_id not in state:
        return (_issue(application_id, f"le dossier « {application_id} » n'existe pas : choisissez-en un autre."),)
    if lock is None or lock in ("funded", "excluded") or _is_amount(lock):
        return ()
    return (_issue(application_id, "la décision doit être : retenu, écarté, ou un montant en euros entiers."),)


def _issue(application_id: str, message: str) -> Issue:
    return Issue("application", message, where=f"dossier {application_id}", application=application_id)


def _repeated(applications: Sequence[Application]) -> list[str]:
    return [one for one, times in Counter(application.id for application in applications).items() if times > 1]


def _is_amount(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= LARGEST_EUR


def _faults(application: Application, call: Call) -> Iterator[str]:
    if not application.id or application.id != normal_id(application.id) or len(application.id) > _LONGEST_ID:
        yield "le numéro de dossier doit être écrit, sans espace autour, en 200 caractères au plus."
    for name, label in _AMOUNTS.items():
        value = getattr(application, name)
        if value is not None and not _is_amount(value):
            yield f"{label} : attendu un montant positif ou nul, en euros entiers."
    if application.score is not None and application.score < 0:
        yield "la note ne peut pas être négative."
    if any(mark < 0 for _, mark in application.marks):
        yield "une note de critère ne peut pas être négative."
    yield from _share_faults("axes", application.axes)
    yield from _share_faults("départements", application.departments)
    yield from _unknown("l'axe", [code for code, _ in application.axes], [axis.code for axis in call.axes])
    yield from _unknown("le financeur", application.sources, [source.code for source in call.sources])


def _share_faults(what: str, shares: Shares) -> Iterator[str]:
    codes = [code for code, _ in shares]
    if len(set(codes)) < len(codes) or "" in codes:
        yield f"{what} : chaque code doit être écrit une seule fois."
    if shares and (any(share <= 0 for _, share in shares) or sum(share for _, share in shares) != 1):
        yield f"{what} : les parts doivent être positives et faire 100 % ensemble."


def _unknown(what: str, codes: Sequence[str], known: Sequence[str]) -> Iterator[str]:
    for code in codes:
        if code not in known:
            yield f"{what} « {code} » n'existe pas dans cet appel ; attendu : {', '.join(known) or 'aucun'}."
