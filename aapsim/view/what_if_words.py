"""« Et si » in French: what the target really receives, who enters, who leaves, who loses how much."""

from __future__ import annotations

from aapsim.domain.call import Call
from aapsim.domain.explanation import CommonRate, WhatIf, WhatIfAnswer
from aapsim.domain.french import decimal, euros, percent
from aapsim.view.departments import department_label
from aapsim.view.tables import whole_euros
from aapsim.view.why_not import moves_words
from aapsim.view.words import Known, counted, listed, project_words


def target_words(call: Call, what: WhatIf) -> str:
    """Name what the money is for: a department, an axis, a source, the envelope."""
    if what.kind == "department":
        return department_label(what.code)
    if what.kind == "axis":
        label = next((axis.label for axis in call.axes if axis.code == what.code), "")
        return f"l'axe {what.code}" + (f" ({label})" if label else "")
    if what.kind == "source":
        return next((source.label or source.code for source in call.sources if source.code == what.code), what.code)
    return "l'enveloppe"


def headline(call: Call, answer: WhatIfAnswer) -> str:
    """Say what the target can really receive, in one sentence."""
    what, target = answer.what, target_words(call, answer.what)
    reading = "pris ailleurs" if what.taken else "en plus de l'enveloppe"
    if answer.issues:
        return answer.issues[0].sentence()
    if what.kind in ("department", "axis") and answer.added < what.euros:
        limit = f" ; ce qui arrête : {listed(list(answer.limits), 3)}" if answer.limits else ""
        if not answer.added:
            return f"{target} ne peut rien recevoir de plus{limit}."
        return f"{target} ne peut recevoir que {euros(answer.added)} de plus sur {euros(what.euros)}, {reading}{limit}."
    if what.kind == "source" and answer.received < what.euros:
        return f"{target} ne paierait que {whole_euros(answer.received)} de plus sur {euros(what.euros)}, {reading}."
    if what.kind == "envelope":
        return f"{euros(what.euros)} de plus dans l'enveloppe : {whole_euros(answer.received)} de plus sont accordés."
    return f"{target} : {whole_euros(answer.received)} de plus, {reading}."


def counts_sentence(answer: WhatIfAnswer) -> str:
    """Count who enters and who leaves: « + 1 projet retenu, aucun ne sort. »."""
    entered = [one for one in answer.after if not answer.before.get(one)]
    left = [one for one in answer.before if not answer.after.get(one)]
    first = f"+\u202f{counted(len(entered), 'projet retenu', 'projets retenus')}" if entered else "aucun projet n'entre"
    second = counted(len(left), "sort", "sortent") if left else "aucun ne sort"
    return f"{first}, {second}."


def moves_sentence(answer: WhatIfAnswer, known: Known) -> str:
    """Name everybody whose grant changes, and those who enter past the ranking."""
    moves = moves_words(answer.before, answer.after, known, most=12)
    past = [project_words(known.get(one), one) for one in answer.past_ranking]
    tail = f" Hors classement, par décision : {listed(past)}." if past else ""
    return f"{moves[:1].upper()}{moves[1:]}.{tail}"


def rate_sentence(found: CommonRate, known: Known) -> str:
    """Say the common rate that lets every project above a mark in: « À 78 %, 21 projets entrent »."""
    if found.issues:
        return found.issues[0].sentence()
    score = decimal(found.score, 2)
    if found.rate is None:
        return f"Aucun taux commun ne laisse entrer tous les projets notés au moins {score}."
    inside = found.projects - len(found.ruled_out)
    said = (
        f"À {percent(found.rate, 1)}, les {counted(inside, 'projet noté', 'projets notés')} au moins {score} "
        "entrent ; "
        f"{counted(len(found.after), 'projet reçoit', 'projets reçoivent')} "
        f"{euros(sum(found.after.values()))} au total."
    )
    if found.ruled_out:
        names = listed([project_words(known.get(one), one) for one in found.ruled_out])
        said += f" Leur minimum utile dépasse ce plafond abaissé : {names}."
    return said
