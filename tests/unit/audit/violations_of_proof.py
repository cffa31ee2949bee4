"""Every way to break the certificate or the identities of the valid document, and its sentence."""

from __future__ import annotations

from tests.unit.audit.documents import put
from tests.unit.audit.violations import A, B, C, Change, F, both

PROOF: dict[str, tuple[Change, str]] = {
    "value": (
        put("certificate", "value", "2227501"),
        "certificat : la valeur écrite est 2227501, les subventions donnent 2227500.",
    ),
    "upper bound": (
        put("certificate", "upper_bound", "2234999"),
        "certificat : la borne écrite est 2234999, les multiplicateurs donnent 2235000.",
    ),
    "multiplier changed": (
        put("certificate", "multipliers", "sources:fir+304-17+304-19", "50"),
        "certificat : la borne écrite est 2235000, les multiplicateurs donnent 2290000.",
    ),
    "negative multiplier": (
        put("certificate", "multipliers", "sources:fir", "-1"),
        "certificat : le multiplicateur de « sources:fir » est négatif.",
    ),
    "unknown row": (
        put("certificate", "multipliers", {"axis:1:ceiling": "1"}),
        "certificat : le multiplicateur « axis:1:ceiling » ne désigne aucune règle de ce problème.",
    ),
    "sources out of order": (
        put("certificate", "multipliers", {"sources:304-17+fir": "1"}),
        "certificat : le multiplicateur « sources:304-17+fir » ne désigne aucune règle de ce problème.",
    ),
    "ranking row that is not a rule": (
        put("certificate", "multipliers", {"ranking:c>a": "1"}),
        "certificat : le multiplicateur « ranking:c>a » ne désigne aucune règle de ce problème.",
    ),
    "value above the bound": (
        put("inputs", "sources", 0, "available", 0),
        "certificat : la valeur dépasse la borne recalculée, une règle n'est pas respectée.",
    ),
    "gap": (
        put("certificate", "gap_steps", "0"),
        "certificat : l'écart écrit est 0 pas, le calcul donne 5/6.",
    ),
    "solver bound below the value": (
        put("certificate", "solver_bound", "2227499"),
        "certificat : la borne du solveur est sous la valeur, elle ne borne rien.",
    ),
    "not optimal": (
        put("certificate", "solver_bound", "2236501"),
        "certificat : déclaré optimal, mais la borne du solveur laisse plus d'un pas d'arrondi à gagner.",
    ),
    "not the most projects": (
        both(put("inputs", "objective", "projects"), put("certificate", "solver_bound", "9999999")),
        "certificat : déclaré optimal, mais la borne du solveur laisse quelque chose à gagner.",
    ),
    "no certificate": (put("certificate", None), "certificat : il manque."),
}

IDENTITIES: dict[str, tuple[Change, str]] = {
    "strategy": (put("strategy", "merit"), "stratégie : « merit » est écrit, les données portent « optimum »."),
    "award missing": (lambda d: d["awards"].pop(), "dossier « f » : il manque dans les résultats."),
    "award of an unknown": (put("awards", F, "id", "g"), "dossier « g » : il n'est pas dans les données."),
    "award twice": (
        lambda d: d["awards"].append(d["awards"][F]),
        "awards : dossier « f » est présent plusieurs fois.",
    ),
    "application twice": (
        lambda d: d["inputs"]["applications"].append(d["inputs"]["applications"][F]),
        "inputs.applications : dossier « f » est présent plusieurs fois.",
    ),
    "order of applications": (
        lambda d: d["inputs"]["applications"].reverse(),
        "inputs.applications : les dossiers ne sont pas dans l'ordre de leur numéro.",
    ),
    "order of awards": (
        lambda d: d["awards"].reverse(),
        "awards : les dossiers ne sont pas dans l'ordre de leur numéro.",
    ),
    "form of an id": (
        both(put("awards", F, "id", "f "), put("inputs", "applications", F, "id", "f ")),
        "dossier « f  » : le numéro n'est pas sous sa forme unique (NFC, sans espace autour).",
    ),
    "axis twice": (put("inputs", "axes", 1, "code", "1"), "axe « 1 » : défini plusieurs fois."),
    "source twice": (put("inputs", "sources", 1, "code", "fir"), "financeur « fir » : défini plusieurs fois."),
    "fungible with nothing": (
        put("inputs", "sources", 0, "fungible_with", ["caf"]),
        "financeur « fir » : fongible avec « caf », qui n'existe pas.",
    ),
    "lock on an unknown": (
        put("inputs", "locks", "zz", "funded"),
        "dossier « zz » : un verrou porte sur un dossier inconnu.",
    ),
    "shares": (
        put("inputs", "applications", C, "axes", [["1", "0.5"], ["2", "0.4"]]),
        "dossier « c » : les parts des axes ne font pas 1.",
    ),
    "department shares": (
        put("inputs", "applications", B, "departments", [["48", "0.6"], ["48", "0.4"]]),
        "dossier « b » : « 48 » est présent plusieurs fois dans ses départements.",
    ),
    "unknown axis": (
        put("inputs", "applications", A, "axes", [["9", "1"]]),
        "dossier « a » : l'axe « 9 » n'existe pas dans l'appel.",
    ),
}
