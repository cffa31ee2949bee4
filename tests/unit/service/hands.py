"""One small call, three applications, and somebody who does things with them."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from aapsim.domain.application import Application
from aapsim.service.commands import Action, Command, new_command_id
from aapsim.service.desk import Desk
from aapsim.service.outcomes import Outcome

CALL: dict[str, Any] = {
    "title": "Appel d'essai",
    "rate": "0.90",
    "minimum_share": "0.5",
    "axes": [{"code": "1", "label": "Un"}, {"code": "2", "label": "Deux"}],
    "sources": [
        {"code": "fir", "label": "FIR", "authority": "ARS", "notified": 30_000},
        {"code": "304", "label": "BOP 304", "authority": "Préfet", "notified": 20_000},
    ],
}


def application(name: str, requested: int = 20_000, score: int = 70, **more: Any) -> Application:
    values = {
        "title": f"Projet {name} (fictif)",
        "axes": (("1", Fraction(1)),),
        "departments": (("31", Fraction(1)),),
        "total_cost": 30_000,
        "requested": requested,
        "score": Fraction(score),
        "complete": True,
    }
    return Application(id=name, **(values | more))


APPLICATIONS = (application("a", score=90), application("b", score=80), application("c", score=60))


class Hand:
    """Somebody at a desk: sees the present revision unless told otherwise."""

    def __init__(self, desk: Desk, workspace: str, actor: str) -> None:
        self.desk, self.workspace, self.actor = desk, workspace, actor

    def do(self, action: Action, base: int | None = None, command_id: str = "") -> Outcome:
        revision = self.desk.snapshot(self.workspace).revision if base is None else base
        return self.desk.apply(Command(command_id or new_command_id(), self.actor, self.workspace, revision, action))
