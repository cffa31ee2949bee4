"""Versions after the session: how one is written, and what new money or a withdrawal changes."""

from __future__ import annotations

from typing import Any

from aapsim.service.paths import CLOSING, DECISIONS, RULES, VERSIONS, State, under
from aapsim.service.planning import Moment, Plan, differences, refused
from aapsim.service.session import decision_of
from aapsim.service.session_actions import Adjust


def version_plain(state: State, moment: Moment, number: int, name: str, kind: str, motive: str) -> dict[str, Any]:
    """Return what is decided in a state as the plain value of a version. Raises ``InvalidInput`` without a name."""
    if not name.strip():
        raise refused("name", "donnez un nom à cette version.")
    decided = {one: decision_of(plain).amount for one, plain in under(state, DECISIONS).items()}
    return {
        "number": number,
        "name": name.strip(),
        "kind": kind,
        "revision": moment.base_revision + 1,
        "grants": {one: amount for one, amount in decided.items() if amount},
        "authorities": dict(moment.totals),
        **moment.mark(motive),
    }


def check_adjust(action: Adjust, state: State) -> None:
    """Raise ``InvalidInput`` for an adjustment that cannot even be computed."""
    if state.get(CLOSING) is None:
        raise refused("open", "un abondement ou un désistement vient après la clôture de la séance.")
    if not action.motive.strip():
        raise refused("motive", "indiquez le motif de cet abondement ou désistement.")
    if not any(action.money.values()) and not action.withdrawn:
        raise refused("money", "indiquez l'argent qui s'ajoute, ou le dossier qui se désiste.")
    if any(isinstance(euros, bool) or not isinstance(euros, int) or euros < 0 for euros in action.money.values()):
        raise refused("money", "l'argent qui s'ajoute doit être un montant positif, en euros entiers.")
    for one in action.withdrawn:
        plain = state.get(DECISIONS + one)
        if plain is None or not (plain["amount"] or plain["ruling"] == "waiting"):
            raise refused("withdrawn", "seul un dossier retenu ou en liste complémentaire peut se désister.", one)


def adjusted(action: Adjust, state: State, mark: dict[str, str], notified: dict[str, int]) -> dict[str, Any]:
    """Return the paths that the new money and the withdrawals settle, before anything is given."""
    after: dict[str, Any] = {
        f"{RULES}sources.{code}.notified": notified[code] + euros for code, euros in action.money.items() if euros
    }
    for one in action.withdrawn:
        proposed = state[DECISIONS + one]["proposed"]
        after[DECISIONS + one] = {"ruling": "withdrawn", "amount": 0, "proposed": proposed, **mark}
    return after


def adjust_plan(action: Adjust, state: State, moment: Moment) -> Plan:
    """Return what an adjustment changes, as computed before (``moment.whole``: values by path)."""
    number = len(under(state, VERSIONS)) + 1
    after = dict(moment.whole)
    decided = {**state, **after}
    after[f"{VERSIONS}{number}"] = version_plain(decided, moment, number, action.name, action.method, action.motive)
    return Plan("adjust", f"abondement ou désistement « {action.name.strip()} »", differences(state, after))
