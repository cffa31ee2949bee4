"""French names of the engine's rows and rules, for reasons and contradictions."""

from __future__ import annotations

from aapsim.domain.call import Call, Limit
from aapsim.domain.french import euros, percent


def _limit_words(limit: Limit) -> str:
    if limit.kind == "euros":
        return euros(int(limit.value))
    return f"{percent(limit.value)} {'de l’enveloppe' if limit.kind == 'envelope' else 'de ce qui est accordé'}"


def source_words(call: Call, codes: list[str]) -> str:
    """Name sources by their labels: « FIR », « FIR et 304-17 »."""
    labels = {source.code: source.label or source.code for source in call.sources}
    names = [labels.get(code, code) for code in codes]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} et {names[-1]}" if names else ""


def _axis_words(call: Call, code: str, side: str) -> str:
    axis = next((axis for axis in call.axes if axis.code == code), None)
    limit = None if axis is None else (axis.ceiling if side == "ceiling" else axis.floor)
    value = f" ({_limit_words(limit)})" if limit is not None else ""
    return f"le {'plafond' if side == 'ceiling' else 'plancher'} de l'axe {code}{value}"


def _department_words(call: Call, code: str, side: str) -> str:
    limits = next((one for one in call.departments if one.code == code), None)
    if limits is None:
        return f"une limite du département {code}"
    words = {
        "ceiling": f"le plafond du département {code} ({euros(limits.ceiling or 0)})",
        "floor": f"le plancher du département {code} ({euros(limits.floor)})",
        "maximum_projects": f"le nombre maximal de projets du département {code} ({limits.maximum_projects})",
        "minimum_projects": f"le nombre minimal de projets du département {code} ({limits.minimum_projects})",
    }
    return words[side]


def rule_words(call: Call, name: str) -> str:
    """Name a rule in French from its row name (``axis:2:ceiling``) or its code (``floor``, ``lock:ID``)."""
    kind, _, rest = name.partition(":")
    if kind == "sources":
        return f"les crédits de {source_words(call, rest.split('+'))}" if rest else "l'absence de financeur ouvert"
    if kind == "axis":
        return _axis_words(call, *rest.rsplit(":", 1))
    if kind == "department":
        return _department_words(call, *rest.rsplit(":", 1))
    plain = {
        "projects:maximum": f"le nombre maximal de projets ({call.maximum_projects})",
        "projects:minimum": f"le nombre minimal de projets ({call.minimum_projects})",
        "floor": "le montant minimal utile, supérieur à ce qui reste",
        "floors": "les montants minimaux des projets",
        "objective": "l'objectif choisi",
        "ranking": "le respect du classement dans chaque axe",
        "authorities": "les conditions des autorités (convention minimale, nombre d'autorités)",
        "closed": "la fermeture de financeurs à certains projets",
        "searching": "cause en cours de recherche",
        "unsearched": "non recherchée, ce cas demande trop de calculs",
        "rounding": "l'arrondi",
    }
    if name in plain:
        return plain[name]
    named = {
        "applicant": f"le plafond par porteur ({euros(call.maximum_per_applicant)})",
        "lock": f"la décision prise sur {rest}",
        "exclusive": "une exclusion mutuelle entre projets",
        "requires": "la dépendance à un autre projet",
        "ranking": f"le respect du classement ({rest.replace('>', ' avant ')})",
    }
    return named.get(kind, name)
