"""Every way to break a promise of the valid document, and the sentence that must name it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.unit.audit.documents import Document, put

A, B, C, D, E, F = range(6)
Change = Callable[[Document], Any]


def moved(first: str, then: str, amount: int) -> Change:
    """Move euros of c between two sources, totals following."""

    def change(document: Document) -> None:
        paid = document["awards"][C]["by_source"]
        for code, sign in ((first, -1), (then, 1)):
            paid[code] = paid.get(code, 0) + sign * amount
            document["granted"][code] += sign * amount
            document["unspent"][code] = max(0, document["unspent"][code] - sign * amount)

    return change


def both(*changes: Change) -> Change:
    def change(document: Document) -> None:
        for each in changes:
            each(document)

    return change


AWARDS: dict[str, tuple[Change, str]] = {
    "cap": (
        put("awards", A, "cap", 12100),
        "dossier « a » : le plafond écrit est 12 100 €, les règles donnent 12 000 €.",
    ),
    "cap term": (
        put("awards", C, "cap_term", "need"),
        "dossier « c » : le terme du plafond écrit est « need », les règles donnent « rate ».",
    ),
    "floor": (
        put("awards", D, "floor", 2900),
        "dossier « d » : le plancher écrit est 2 900 €, les règles donnent 3 000 €.",
    ),
    "score": (put("awards", B, "score", "61"), "dossier « b » : la note écrite est 61, les données portent 60."),
    "score of nobody": (
        put("awards", E, "score", "1"),
        "dossier « e » : la note écrite est 1, les données portent rien.",
    ),
    "weighted score": (
        put("awards", C, "weighted_score", "60"),
        "dossier « c » : la note pondérée écrite est 60, les règles donnent 50.",
    ),
    "rank": (put("awards", D, "rank", 4), "dossier « d » : le rang écrit est 4, les notes pondérées donnent 5."),
    "rank of nobody": (
        put("awards", E, "rank", 6),
        "dossier « e » : le rang écrit est 6, les notes pondérées donnent 0.",
    ),
    "funded status": (
        put("awards", C, "status", "funded"),
        "dossier « c » : l'état « funded » ne correspond pas (attendu : partial).",
    ),
    "partial status": (
        put("awards", A, "status", "partial"),
        "dossier « a » : l'état « partial » ne correspond pas (attendu : funded).",
    ),
    "excluded without lock": (
        put("awards", E, "status", "excluded"),
        "dossier « e » : l'état « excluded » ne correspond à aucun verrou d'exclusion.",
    ),
    "refused without reason": (
        put("awards", E, "status", "refused"),
        "dossier « e » : l'état « refused » ne correspond pas, la note atteint la note minimale.",
    ),
    "lock says otherwise": (
        put("awards", F, "status", "waiting"),
        "dossier « f » : l'état « waiting » ne correspond pas (attendu : excluded).",
    ),
    "takes no part": (
        put("awards", E, "grant", 100),
        "dossier « e » : reçoit 100 € alors qu'il ne participe pas à la répartition.",
    ),
    "above the cap": (
        put("awards", A, "grant", 12100),
        "dossier « a » : la subvention de 12 100 € dépasse le plafond de 12 000 €.",
    ),
    "below the floor": (
        put("awards", D, "grant", 2900),
        "dossier « d » : la subvention de 2 900 € est sous le plancher de 3 000 €.",
    ),
    "not a step": (
        put("awards", C, "grant", 8650),
        (
            "dossier « c » : la subvention de 8 650 € n'est pas admissible "
            "(ni le plafond, ni un multiple de 100 € permis par la politique de financement)."
        ),
    ),
    "all or nothing": (
        put("inputs", "policy", "all-or-nothing"),
        (
            "dossier « c » : la subvention de 8 700 € n'est pas admissible "
            "(ni le plafond, ni un multiple de 100 € permis par la politique de financement)."
        ),
    ),
    "not fundable": (
        put("inputs", "applications", D, "own_floor", 11000),
        "dossier « d » : reçoit 3 000 € mais n'est pas finançable (plancher au-dessus du plafond).",
    ),
    "minimum score": (
        put("inputs", "minimum_score", "35"),
        "dossier « d » : participe alors que sa note est sous la note minimale.",
    ),
    "no score": (put("inputs", "applications", A, "score", None), "dossier « a » : participe sans avoir de note."),
    "lock funded": (
        put("inputs", "locks", "f", "funded"),
        "dossier « f » : le verrou demande de le financer, il ne reçoit rien.",
    ),
    "lock excluded": (
        put("inputs", "locks", "d", "excluded"),
        "dossier « d » : le verrou l'exclut, il reçoit 3 000 €.",
    ),
    "lock amount": (
        put("inputs", "locks", "d", 3100),
        "dossier « d » : le verrou fixe 3 100 €, il reçoit 3 000 €.",
    ),
    "too many authorities": (
        put("inputs", "max_authorities", 1),
        "dossier « b » : 2 autorités paient, 1 au plus le peuvent.",
    ),
    "minimum agreement": (
        put("inputs", "minimum_agreement", 2300),
        "dossier « b » : l'autorité « prefet » paie 2 250 €, sous le minimum par convention de 2 300 €.",
    ),
}

MONEY: dict[str, tuple[Change, str]] = {
    "available": (
        put("inputs", "sources", 1, "available", 9500),
        "financeur « 304-17 » : le disponible écrit est 9 500 € ; notifié moins réserve moins engagé donne 9 000 €.",
    ),
    "envelope": (
        put("envelope", "fir", 18100),
        "financeur « fir » : l'enveloppe écrite est 18 100 €, le disponible est 18 000 €.",
    ),
    "granted": (
        put("granted", "fir", 17900),
        "financeur « fir » : le total accordé écrit est 17 900 €, les subventions en font 18 000 €.",
    ),
    "unspent": (
        put("unspent", "304-19", 60),
        (
            "financeur « 304-19 » : le reliquat écrit est 60 € ; notifié = réserve + engagé + accordé + reliquat "
            "+ transféré − reçu demande 50 €."
        ),
    ),
    "more than there is": (
        moved("304-19", "304-17", 100),
        "financeur « 304-17 » : 9 100 € sont accordés, il n'y a que 9 000 € après transferts.",
    ),
    "split": (
        put("awards", A, "by_source", "fir", 11900),
        "dossier « a » : les parts des financeurs font 11 900 €, la subvention est 12 000 €.",
    ),
    "closed source": (
        put("awards", B, "by_source", {"fir": 6000, "304-17": 2250}),
        "dossier « b » : le financeur « 304-17 » paie 2 250 € alors qu'il lui est fermé.",
    ),
    "source closed by the application": (
        put("inputs", "applications", A, "sources", ["304-17"]),
        "dossier « a » : le financeur « fir » paie 12 000 € alors qu'il lui est fermé.",
    ),
    "unknown source": (
        put("awards", A, "by_source", {"caf": 12000}),
        "dossier « a » : le financeur « caf » n'existe pas dans l'appel.",
    ),
    "idle source": (
        put("awards", A, "by_source", "304-19", 0),
        "dossier « a » : le financeur « 304-19 » est listé sans rien payer.",
    ),
    "unknown purse": (put("granted", "caf", 0), "granted : le financeur « caf » n'existe pas dans l'appel."),
    "missing purse": (lambda d: d["unspent"].pop("fir"), "unspent : le financeur « fir » manque."),
    "transfer from nowhere": (
        put("transfers", [{"from": "caf", "to": "fir", "amount": 1}]),
        "transfert de « caf » vers « fir » : financeur inconnu.",
    ),
    "transfer not allowed": (
        put("transfers", [{"from": "304-19", "to": "304-17", "amount": 50}]),
        "transfert de « 304-19 » vers « 304-17 » : ces financeurs ne sont pas fongibles.",
    ),
    "transfer above its limit": (
        put("transfers", [{"from": "304-17", "to": "304-19", "amount": 1100}]),
        "financeur « 304-17 » : 1 100 € partent en transfert, 1 000 € au plus le peuvent.",
    ),
    "axis total": (
        put("by_axis", "1", "19350.5"),
        "axe « 1 » : le total écrit est 19350.5, les subventions en font 19350.",
    ),
    "axis forgotten": (
        lambda d: d["by_axis"].pop("2"),
        "axe « 2 » : le total écrit est rien, les subventions en font 12600.",
    ),
    "department total": (
        put("by_department", "48", "5000"),
        "département « 48 » : le total écrit est 5000, les subventions en font 4950.",
    ),
    "department invented": (
        put("by_department", "65", "1"),
        "département « 65 » : le total écrit est 1, les subventions en font 0.",
    ),
}


def limit(kind: str, value: str) -> dict[str, str]:
    return {"kind": kind, "value": value}


def lozere(**limits: Any) -> Change:
    none = {"floor": 0, "ceiling": None, "minimum_projects": 0, "maximum_projects": None}
    return put("inputs", "departments", "48", {**none, **limits})


def same_applicant(document: Document) -> None:
    for key, name in ((A, " CAF de l\u2019Été"), (D, "caf de l\u2019e\u0301te\u0301")):
        document["inputs"]["applications"][key]["applicant"] = name
    document["inputs"]["maximum_per_applicant"] = 14000


LIMITS: dict[str, tuple[Change, str]] = {
    "axis ceiling": (
        put("inputs", "axes", 0, "ceiling", limit("euros", "19000")),
        "axe « 1 » : 19 350 €, au-dessus du plafond de 19 000 €.",
    ),
    "axis ceiling of the envelope": (
        put("inputs", "axes", 0, "ceiling", limit("envelope", "0.6")),
        "axe « 1 » : 19 350 €, au-dessus du plafond de 19 200 €.",
    ),
    "axis ceiling of the grants": (
        put("inputs", "axes", 0, "ceiling", limit("granted", "0.6")),
        "axe « 1 » : au-dessus du plafond en part des subventions accordées, l'écart est de 180 €.",
    ),
    "axis floor": (
        put("inputs", "axes", 1, "floor", limit("euros", "13000")),
        "axe « 2 » : 12 600 €, sous le plancher de 13 000 €.",
    ),
    "axis floor of the envelope": (
        put("inputs", "axes", 1, "floor", limit("envelope", "0.4")),
        "axe « 2 » : 12 600 €, sous le plancher de 12 800 €.",
    ),
    "axis floor of the grants": (
        put("inputs", "axes", 1, "floor", limit("granted", "0.4")),
        "axe « 2 » : sous le plancher en part des subventions accordées, l'écart est de 180 €.",
    ),
    "department ceiling": (lozere(ceiling=4900), "département « 48 » : 4 950 €, au-dessus du plafond de 4 900 €."),
    "department floor": (lozere(floor=5000), "département « 48 » : 4 950 €, sous le plancher de 5 000 €."),
    "department maximum": (
        lozere(maximum_projects=0),
        "département « 48 » : nombre de projets financés 1, au-dessus du maximum de 0.",
    ),
    "department minimum": (
        lozere(minimum_projects=2),
        "département « 48 » : nombre de projets financés 1, sous le minimum de 2.",
    ),
    "maximum of projects": (
        put("inputs", "maximum_projects", 3),
        "nombre de projets : 4, au-dessus du maximum de 3.",
    ),
    "minimum of projects": (put("inputs", "minimum_projects", 5), "nombre de projets : 4, sous le minimum de 5."),
    "applicant": (
        same_applicant,
        "porteur « caf de l’été » : 15 000 €, au-dessus du maximum par porteur de 14 000 €.",
    ),
    "exclusive": (
        put("inputs", "exclusive", [["a", "zz"], ["f", "b", "c"]]),
        "exclusion mutuelle : dossier « b » et dossier « c » sont financés ensemble.",
    ),
    "requires": (
        put("inputs", "requires", [["a", "b"], ["d", "f"]]),
        "dossier « d » : financé sans le dossier « f » dont il dépend.",
    ),
    "requires an unknown": (
        put("inputs", "requires", [["a", "zz"]]),
        "dossier « a » : financé sans le dossier « zz » dont il dépend.",
    ),
    "ranking": (
        put("inputs", "locks", {}),
        "respect du classement : dossier « a » est financé, dossier « f », mieux noté sur le même axe, ne l'est pas.",
    ),
    "gap forgotten": (put("rank_gaps", []), "dossier « f » : cet écart au classement n'est pas listé."),
    "gap misdescribed": (
        put("rank_gaps", 0, "below", ["a"]),
        "dossier « f » : l'écart au classement listé ne nomme pas les moins bien notés qui sont financés.",
    ),
    "gap of an unknown": (
        put("rank_gaps", [{"id": "zz", "below": [], "cause": "", "message": ""}]),
        "dossier « zz » : un écart au classement est listé pour un dossier inconnu.",
    ),
    "gap twice": (
        lambda d: d["rank_gaps"].append(d["rank_gaps"][0]),
        "écarts au classement : un dossier est listé deux fois.",
    ),
    "tie of unequals": (
        put("ties", 0, "unfunded", ["f", "a"]),
        "dossier « a » : listé ex æquo à 90 sans avoir cette note pondérée.",
    ),
    "tie on the wrong side": (
        put("ties", 0, "unfunded", ["f", "b"]),
        "dossier « b » : listé ex æquo du mauvais côté (financé ou non).",
    ),
    "optimum misses nothing": (
        put("missed", ["…"]),
        "minima manqués : la répartition optimisée n'en manque aucun.",
    ),
}

GROUPS = (AWARDS, MONEY, LIMITS)
