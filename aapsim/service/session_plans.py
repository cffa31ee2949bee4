"""From what a committee does to the changes it makes: pure functions, nothing is written here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from typing import Any

from aapsim.domain.french import LARGEST_EUR, decimal, exact_text
from aapsim.service.adjust_plans import adjust_plan, version_plain
from aapsim.service.paths import (
    APPLICATIONS,
    BASE,
    CLOSING,
    DECISIONS,
    RECUSALS,
    SCORES,
    SIGNATURES,
    VERSIONS,
    WAITING,
    State,
    under,
)
from aapsim.service.planning import Moment, Plan, call_of, differences, refused
from aapsim.service.session import session_of
from aapsim.service.session_actions import (
    RULINGS,
    Adjust,
    Arbitrate,
    CancelRecusal,
    CloseSession,
    Decide,
    FreezeBase,
    FreezeWaitingList,
    Recuse,
    ReopenSession,
    ReviseScore,
    SessionAction,
    SignDecisions,
    UnfreezeBase,
    UnfreezeWaitingList,
)
from aapsim.store.events import fold

_WITH_AMOUNT = ("retained", "amount", "conditional")
_HIGHEST = Fraction(100)
SIGNING = "sign"
"""Kind of the command that cannot be undone: a signed award creates rights."""


def session_plan(action: SessionAction, state: State, moment: Moment) -> Plan:
    """Return what a committee's action changes. Raises ``InvalidInput`` with the reason it cannot be done."""
    planned: dict[type, Callable[[Any, State, Moment], Plan]] = {
        Decide: _decide,
        ReviseScore: _revise,
        Recuse: _recuse,
        CancelRecusal: _cancel_recusal,
        FreezeWaitingList: _freeze_waiting_list,
        UnfreezeWaitingList: _unfreeze_waiting_list,
        CloseSession: _close,
        ReopenSession: _reopen,
        Arbitrate: _arbitrate,
        Adjust: adjust_plan,
        SignDecisions: _sign,
        FreezeBase: _freeze_base,
        UnfreezeBase: _unfreeze_base,
    }
    return planned[type(action)](action, state, moment)


def needs_answer(action: object) -> bool:
    """Tell whether an action is planned with what the engine proposes at its base revision."""
    if isinstance(action, Decide):
        return action.ruling is not None
    return isinstance(action, Arbitrate | Adjust | CloseSession | FreezeWaitingList)


# ------------------------------------------------------------------------------------- decisions
def _decide(action: Decide, state: State, moment: Moment) -> Plan:
    ids = tuple(dict.fromkeys(action.ids))
    if not ids:
        raise refused("decision", "choisissez au moins un dossier.")
    for one in ids:
        _known(one, state)
    if action.ruling is None:
        after: dict[str, Any] = {DECISIONS + one: None for one in ids}
        return Plan("reopen", f"réouverture {_of(ids)}", differences(state, after))
    if action.ruling not in RULINGS:
        raise refused("decision", f"décision inconnue ; possibles : {', '.join(RULINGS.values())}.")
    proposed = _proposed(moment)
    after = {DECISIONS + one: _decision(action, one, proposed, moment) for one in ids}
    kept = {path: plain for path, plain in after.items() if not _same_decision(state.get(path), plain)}
    return Plan("decide", f"décision {_of(ids)} : {RULINGS[action.ruling]}", differences(state, kept))


def _proposed(moment: Moment) -> Mapping[str, int] | None:
    """Return the euros proposed by id, ``None`` where the rules contradict each other."""
    optimum = None if moment.answer is None else moment.answer.optimum
    if optimum is None or optimum.status == "infeasible":
        return None
    return {award.id: award.grant for award in optimum.awards}


def _decision(action: Decide, one: str, proposed: Mapping[str, int] | None, moment: Moment) -> dict[str, Any]:
    offer = None if proposed is None else proposed.get(one, 0)
    amount: int | None = 0
    if action.ruling == "postponed":
        amount = None
    elif action.ruling in _WITH_AMOUNT:
        amount = _amount(action, one, offer)
    return {"ruling": action.ruling, "amount": amount, "proposed": offer, **moment.mark(action.motive)}


def _amount(action: Decide, one: str, offer: int | None) -> int:
    amount = action.amount if action.amount is not None else None if action.ruling == "amount" else offer
    if amount is None or isinstance(amount, bool) or not isinstance(amount, int):
        raise refused("decision", "indiquez le montant décidé, en euros entiers.", one)
    if not 0 < amount <= LARGEST_EUR:
        message = "rien ne lui est proposé : donnez un autre montant, ou écartez-le."
        if action.amount is not None:
            message = "le montant décidé doit être positif ; pour ne rien donner, écartez le dossier."
        raise refused("decision", message, one)
    return amount


def _same_decision(before: Mapping[str, Any] | None, after: Mapping[str, Any]) -> bool:
    """Tell whether the same thing was already decided for the same motive: accepting it again is no change."""
    return before is not None and all(before[name] == after[name] for name in ("ruling", "amount", "motive"))


def _of(ids: Iterable[str]) -> str:
    names = tuple(ids)
    return f"du dossier {names[0]}" if len(names) == 1 else f"de {len(names)} dossiers"


def _known(one: str, state: State) -> None:
    if APPLICATIONS + one not in state:
        raise refused("application", f"le dossier « {one} » n'existe pas : choisissez-en un autre.", one)


# ------------------------------------------------------------------------------ scores, recusals
def _revise(action: ReviseScore, state: State, moment: Moment) -> Plan:
    _known(action.id, state)
    path = SCORES + action.id
    if action.score is None:
        return Plan("score", f"retour à la note déposée du dossier {action.id}", differences(state, {path: None}))
    score = Fraction(action.score)
    if not 0 <= score <= _HIGHEST:
        raise refused("score", "la note doit être comprise entre 0 et 100.", action.id)
    if not action.motive.strip():
        raise refused("motive", "indiquez le motif de la nouvelle note : elle sera au relevé.", action.id)
    plain = {"score": exact_text(score), **moment.mark(action.motive)}
    label = f"note du dossier {action.id} révisée à {decimal(score)}"
    return Plan("score", label, differences(state, {path: plain}))


def _recuse(action: Recuse, state: State, moment: Moment) -> Plan:
    _known(action.id, state)
    member = action.member.strip()
    if not member:
        raise refused("member", "indiquez qui se retire.", action.id)
    present = state.get(RECUSALS + action.id, [])
    others = [one for one in present if one["member"] != member]
    after = [*others, {"member": member, **moment.mark(action.motive)}]
    label = f"déport de {member} sur le dossier {action.id}"
    return Plan("recusal", label, differences(state, {RECUSALS + action.id: after}))


def _cancel_recusal(action: CancelRecusal, state: State, _moment: Moment) -> Plan:
    left = [one for one in state.get(RECUSALS + action.id, []) if one["member"] != action.member.strip()]
    label = f"déport de {action.member.strip()} retiré sur le dossier {action.id}"
    return Plan("recusal", label, differences(state, {RECUSALS + action.id: left or None}))


# ----------------------------------------------------------------------------- the waiting list
def waiting_ids(state: State) -> tuple[str, ...]:
    """Return the files that a decision put on the waiting list, by id."""
    return tuple(one for one, plain in under(state, DECISIONS).items() if plain["ruling"] == "waiting")


def _freeze_waiting_list(action: FreezeWaitingList, state: State, moment: Moment) -> Plan:
    ids = action.ids or _by_rank(waiting_ids(state), moment)
    if Counter(ids) != Counter(waiting_ids(state)):
        message = "l'ordre doit reprendre, une fois chacun, les dossiers mis en liste complémentaire."
        raise refused("waiting", message)
    plain = {"ids": list(ids), **moment.mark("")}
    return Plan("waiting", "liste complémentaire arrêtée", differences(state, {WAITING: plain}))


def _by_rank(ids: Iterable[str], moment: Moment) -> tuple[str, ...]:
    optimum = None if moment.answer is None else moment.answer.optimum
    awards = () if optimum is None else optimum.awards
    ranks = {award.id: award.rank or len(awards) + 1 for award in awards}
    return tuple(sorted(ids, key=lambda one: (ranks.get(one, len(awards) + 1), one)))


def _unfreeze_waiting_list(_action: UnfreezeWaitingList, state: State, _moment: Moment) -> Plan:
    return Plan("waiting", "liste complémentaire rouverte", differences(state, {WAITING: None}))


# ---------------------------------------------------------------- closing, arbitration, signature
def _close(action: CloseSession, state: State, moment: Moment) -> Plan:
    if state.get(CLOSING) is not None:
        raise refused("closed", "la séance est déjà close.")
    _all_settled(state, moment)
    waiting = state.get(WAITING) or {"ids": list(_by_rank(waiting_ids(state), moment)), **moment.mark("")}
    version = version_plain(state, moment, 1, action.name, "session", action.motive)
    after = {CLOSING: moment.mark(action.motive), WAITING: waiting, VERSIONS + "1": version}
    return Plan("close", "clôture de la séance", differences(state, after))


def _all_settled(state: State, moment: Moment) -> None:
    answer = moment.answer
    if answer is None or answer.optimum is None or answer.optimum.status != "optimal":
        raise refused("close", "les décisions ne tiennent pas ensemble : levez d'abord la contradiction.")
    undecided = session_of(state).undecided(answer)
    if undecided:
        few = ", ".join(undecided[:5]) + ("…" if len(undecided) > 5 else "")
        count = f"{len(undecided)} dossiers restent" if len(undecided) > 1 else "un dossier reste"
        raise refused("undecided", f"{count} à trancher ({few}) : décidez-les, puis closez la séance.")


def _reopen(action: ReopenSession, state: State, moment: Moment) -> Plan:  # noqa: ARG001 - one shape for every plan
    if state.get(CLOSING) is None:
        raise refused("open", "la séance n'est pas close.")
    if not action.motive.strip():
        raise refused("motive", "indiquez pourquoi la séance est rouverte.")
    if under(state, SIGNATURES) or len(under(state, VERSIONS)) > 1:
        message = "des décisions ont été signées ou arbitrées depuis : passez par un arbitrage, qui garde le relevé."
        raise refused("signed", message)
    return Plan("reopen-session", "réouverture de la séance", differences(state, {CLOSING: None, VERSIONS + "1": None}))


def _arbitrate(action: Arbitrate, state: State, moment: Moment) -> Plan:
    if state.get(CLOSING) is None:
        raise refused("open", "un arbitrage vient après la clôture : décidez directement en séance.")
    if not action.motive.strip():
        raise refused("motive", "indiquez le motif de l'arbitrage.")
    after, changes = state, list[Any]()
    for decision in action.decisions:
        made = _decide(decision, after, moment).changes
        changes += made
        after = fold(after, made)
    if not changes:
        raise refused("arbitration", "cet arbitrage ne change aucune décision.")
    number = len(under(state, VERSIONS)) + 1
    version = version_plain(after, moment, number, action.name, "arbitration", action.motive)
    wanted = {change.path: after.get(change.path) for change in changes} | {f"{VERSIONS}{number}": version}
    return Plan("arbitrate", f"arbitrage « {action.name.strip()} »", differences(state, wanted))


def _sign(action: SignDecisions, state: State, moment: Moment) -> Plan:
    authorities = call_of(state).authorities
    if action.authority not in authorities:
        raise refused("authority", f"autorité inconnue ; possibles : {', '.join(authorities)}.")
    if state.get(CLOSING) is None:
        raise refused("open", "clôturez d'abord la séance : une autorité signe après l'avis du comité.")
    path, last = SIGNATURES + action.authority, len(under(state, VERSIONS))
    if (state.get(path) or {}).get("version") == last:
        raise refused("signed", f"{action.authority} a déjà signé.")
    signed = differences(state, {path: {"version": last, **moment.mark(action.motive)}})
    return Plan(SIGNING, f"décisions signées : {action.authority}", signed)


# -------------------------------------------------------------------------------------- the base
def _freeze_base(action: FreezeBase, state: State, moment: Moment) -> Plan:
    if state.get(BASE) is not None:
        return Plan("base", "base gelée", ())
    return Plan("base", "base gelée", differences(state, {BASE: moment.mark(action.motive)}))


def _unfreeze_base(_action: UnfreezeBase, state: State, _moment: Moment) -> Plan:
    return Plan("base", "base dégelée", differences(state, {BASE: None}))

