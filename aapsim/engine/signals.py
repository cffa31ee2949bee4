"""Legal thresholds that a grant passes: signalled, never imposed."""

from __future__ import annotations

from collections.abc import Iterable

from aapsim.domain.allocation import Reason
from aapsim.domain.application import Application
from aapsim.domain.call import Call
from aapsim.domain.french import decimal, euros
from aapsim.domain.review import RESERVED, UNFAVOURABLE
from aapsim.engine.scoring import malus_of

AGREEMENT_ABOVE_EUR = 23_000
"""Above this amount from one authority to a private-law body an agreement is mandatory (loi 2000-321, art. 10)."""

_PUBLIC_LAW = ("collectivite",)
_SURELY_PRIVATE = ("association",)


def agreement_signals(
    call: Call, application: Application, payments: Iterable[tuple[str, int]]
) -> tuple[Reason, ...]:
    """Return one reason per authority that pays more than the threshold; its sources count together.

    ``payments`` are (source code, euros) of one project. Empty for public-law applicants.
    """
    if application.applicant_type in _PUBLIC_LAW:
        return ()
    paid = dict(payments)
    condition = "" if application.applicant_type in _SURELY_PRIVATE else ", si le porteur est de droit privé"
    signals = []
    for authority in call.authorities:
        total = sum(paid.get(source.code, 0) for source in call.sources if source.authority == authority)
        if total > AGREEMENT_ABOVE_EUR:
            sentence = (
                f"Convention obligatoire{condition} : {euros(total)} versés par une même autorité, "
                f"au-delà de {euros(AGREEMENT_ABOVE_EUR)}."
            )
            signals.append(Reason(f"agreement:{authority}", sentence))
    return tuple(signals)


def opinion_signals(call: Call, application: Application) -> tuple[Reason, ...]:
    """Return what an unfavourable or reserved departmental opinion signals, where the call asks for it."""
    word = next((one for one in (UNFAVOURABLE, RESERVED) if one in application.opinion), "")
    if not word or call.opinion_effect == "none":
        return ()
    sentence = {
        "flag": f"Avis départemental {word}.",
        "debate": f"Avis départemental {word} : à débattre en comité.",
        "malus": f"Avis départemental {word} : {decimal(malus_of(call, application))} points en moins.",
    }[call.opinion_effect]
    return (Reason("opinion", sentence),)
