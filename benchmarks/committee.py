"""A larger fictional committee: the Occitanie call with as many invented, eligible applications as asked, seeded."""

from __future__ import annotations

import random
from fractions import Fraction

from aapsim.domain.application import Application, equal_shares
from aapsim.service.commands import Command, SetRules, new_command_id
from aapsim.service.desk import Desk

DEPARTMENTS = ("09", "11", "12", "30", "31", "32", "34", "46", "48", "65", "66", "81", "82")
_FIRST = ("Relais", "Maison", "Atelier", "Jardin", "Passerelle", "Halte", "Réseau", "Bulle", "Chemin", "Escale")
_THEN = ("des parents", "des tout-petits", "du premier lien", "de l'éveil", "des mille jours", "du sommeil",
         "de la naissance", "des comptines", "du répit", "des familles")  # fmt: skip
_OPINIONS = ("favorable",) * 7 + ("réservé", "défavorable", "")


def fictional(size: int, seed: int = 2021) -> tuple[Application, ...]:
    """Return invented applications; some share a mark, so that there are equals to decide between."""
    rng = random.Random(seed)
    return tuple(_one(rng, number) for number in range(1, size + 1))


def _one(rng: random.Random, number: int) -> Application:
    cost = rng.randrange(12_000, 42_000, 500)
    place = rng.choice(DEPARTMENTS)
    return Application(
        f"F-{number:03d}",
        title=f"{rng.choice(_FIRST)} {rng.choice(_THEN)} {number} (fictif)",
        summary="Action inventée pour essayer le logiciel.",
        applicant=f"Association fictive {number}",
        applicant_type="association",
        departments=equal_shares([place]),
        scope="infraregionale",
        axes=equal_shares([str(rng.randint(1, 4))]),
        total_cost=cost,
        investment=0,
        in_kind=0,
        requested=round(cost * rng.uniform(0.55, 0.9)),
        other_revenue=round(cost * 0.1),
        other_public=0,
        filed_at="2021-07-01",
        start_date="2021-09-01",
        complete=True,
        opinion=rng.choice(_OPINIONS),
        score=Fraction(rng.randint(80, 190), 2),
    )


def opened(desk: Desk, size: int) -> str:
    """Open a workspace of ``size`` applications with the money for one in five; return its id."""
    applications = fictional(size)
    workspace = desk.open_call("occitanie-2021", f"Comité d'essai, {size} candidatures (fictif)", applications)
    money = sum(one.requested or 0 for one in applications) // 15
    rules = {f"sources.{code}.notified": money for code in ("fir", "304-17", "304-19")} | {"minimum_share": "0.60"}
    desk.apply(Command(new_command_id(), "essai", workspace, 1, SetRules(rules)))
    return workspace
