"""Decisions by authority, signatures, the waiting list in its order, versions and arbitration."""

from __future__ import annotations

from typing import Any

import streamlit as st

from aapsim.domain.french import euros, parse_euros
from aapsim.domain.issues import InvalidInput
from aapsim.service.answers import Change
from aapsim.service.session import Session, Version
from aapsim.service.session_actions import (
    Arbitrate,
    Decide,
    FreezeWaitingList,
    Ruling,
    SignDecisions,
    UnfreezeWaitingList,
)
from aapsim.ui import lengths, plain_table, seance_board, session, words
from aapsim.ui.text import bullets, clock, hint, plain, say
from aapsim.view.committee import RULING_WORDS
from aapsim.view.story import by_id
from aapsim.view.tables import Table, framed
from aapsim.view.words import project_words

_STAGES = {"proposed": "proposé", "opinion": "avis du comité", "decided": "décidé"}


def authorities(key: str) -> None:
    """Show the money by authority, how far it is decided, and the button by which an authority signs."""
    snapshot, answer = session.snapshot(), session.answer()
    shares = [one for one in seance_board.shares(snapshot, answer) if one.authority]
    rows = [
        (words.authority(one.authority), one.available, one.decided, one.left, _stage(snapshot.session, one.authority))
        for one in shares
    ]
    plain_table.show(
        Table(
            "Décidé par autorité",
            framed(("Autorité", "À répartir", "Décidé", "Reste", "État"), rows),
            {"À répartir": "euros", "Décidé": "euros", "Reste": "euros"},
            empty="Le partage par autorité attend que les décisions tiennent ensemble.",
        ),
        f"{key}:authorities",
        nowrap=60,
    )
    if snapshot.session.closed is None:
        hint("Les autorités signent après la clôture de la séance.")
        return
    unsigned = [one.authority for one in shares if one.authority not in snapshot.session.signatures]
    with st.container(horizontal=True):
        for authority in unsigned:
            with st.popover(f"{plain(words.authority(authority))} signe…"):
                say("Une décision signée crée des droits : cela ne s'annule pas.")
                st.button(
                    "Confirmer la signature",
                    key=f"{key}:sign:{authority}",
                    on_click=session.act,
                    args=(SignDecisions(authority),),
                    type="primary",
                )


def _stage(now: Session, authority: str) -> str:
    mark = now.signatures.get(authority)
    if mark is not None:
        return f"décidé, signé le {mark.at:%d/%m/%Y} à {clock(mark.at)}"
    return "avis du comité, séance close" if now.closed is not None else "en séance"


def decisions(key: str) -> None:
    """Show every decision with its motive, and how far it is with each authority."""
    snapshot = session.snapshot()
    known = by_id(snapshot.applications)
    rows = [
        (one, project_words(known.get(one), one), RULING_WORDS[each.ruling], each.proposed, each.amount,
         each.mark.motive, _stages(one))
        for one, each in snapshot.session.decisions.items()
    ]  # fmt: skip
    plain_table.show(
        Table(
            "Décisions du comité",
            framed(("Dossier", "Projet", "Décision", "Proposé", "Décidé", "Motif", "Par autorité"), rows),
            {"Proposé": "euros", "Décidé": "euros"},
            empty="Aucune décision : elles se prennent dans « Séance ».",
        ),
        f"{key}:decisions",
        height="24rem",
        head=1,
        nowrap=60,
    )


def _stages(one: str) -> str:
    """Say what each authority pays and how far it is with it; empty where nothing is paid."""
    snapshot = session.snapshot()
    award = seance_board.award_of(session.answer().optimum, one)
    payer = {source.code: source.authority for source in snapshot.call.sources}
    paid: dict[str, int] = {}
    for code, amount in award.by_source if award is not None else ():
        paid[payer[code]] = paid.get(payer[code], 0) + amount
    return " · ".join(
        f"{words.authority(name)} {euros(amount)}, {_STAGES[snapshot.session.stage(one, name)]}"
        for name, amount in paid.items()
    )


def waiting_list(key: str) -> None:
    """Show the waiting list in its order, and the buttons that freeze it or open it again."""
    snapshot = session.snapshot()
    order = snapshot.session.waiting_list
    known = by_id(snapshot.applications)
    waiting = order or tuple(one for one, each in snapshot.session.decisions.items() if each.ruling == "waiting")
    plain_table.show(
        Table(
            "Liste complémentaire",
            framed(
                ("Ordre", "Projet", "Dossier"),
                [(place if order else None, project_words(known.get(one), one), one)
                 for place, one in enumerate(waiting, 1)],
            ),
            {"Ordre": "number"},
            empty="Aucun dossier en liste complémentaire.",
        ),
        f"{key}:waiting",
        height="16rem",
        head=1,
    )  # fmt: skip
    if snapshot.session.closed is None and waiting:
        if order is None:
            st.button("Arrêter l'ordre du classement", key=f"{key}:freeze", on_click=session.act,
                      args=(FreezeWaitingList(),))  # fmt: skip
        else:
            st.button("Rouvrir la liste", key=f"{key}:unfreeze", on_click=session.act, args=(UnfreezeWaitingList(),))


def versions(key: str) -> None:
    """Show each version with its difference to the session's record, and the form of an arbitration."""
    snapshot = session.snapshot()
    found = snapshot.session.versions
    if not found:
        hint("La première version est le relevé de la séance, à la clôture.")
        return
    for version in found:
        st.markdown(f"**{plain(_version_words(version))}**")
        if version.number > 1:
            bullets(_differences(version))
    _arbitration(key)


def _version_words(version: Version) -> str:
    total = euros(sum(version.grants.values()))
    when = f"{version.mark.at:%d/%m/%Y} à {clock(version.mark.at)}"
    return f"{version.number}. {version.name} – {total}, rév. {version.revision}, {version.mark.actor}, {when}"


def _differences(version: Version) -> list[str]:
    snapshot = session.snapshot()
    known = by_id(snapshot.applications)
    changes = snapshot.session.against_record(version)
    kinds = (("entre", changes.entered), ("sort", changes.left), ("monte", changes.more), ("baisse", changes.less))
    lines = [f"{word} : {_moved(one, known)}" for word, many in kinds for one in many]
    return [f"motif : {version.mark.motive}", *(lines or ["mêmes montants que le relevé"])]


def _moved(one: Change, known: dict[str, Any]) -> str:
    return f"{project_words(known.get(one.id), one.id)}, de {euros(one.before)} à {euros(one.after)}"


def _arbitration(key: str) -> None:
    snapshot = session.snapshot()
    if snapshot.session.closed is None or snapshot.session.signatures:
        return
    names = {one.id: f"{project_words(one, one.id)} ({one.id})" for one in snapshot.applications}
    with st.form(f"{key}:arbitration", border=True):
        st.markdown("**Arbitrage après le comité** : une nouvelle version, le relevé reste.")
        st.text_input("Nom de la version", key=f"{key}:arb:name")
        st.selectbox("Dossier", list(names), key=f"{key}:arb:id", format_func=lambda one: names.get(one, one))
        rulings = [one for one in RULING_WORDS if one != "withdrawn"]
        st.selectbox("Décision", rulings, key=f"{key}:arb:ruling", format_func=lambda one: RULING_WORDS[one])
        st.text_input("Montant (€), s'il y en a un", key=f"{key}:arb:amount")
        st.text_input("Motif", key=f"{key}:arb:motive")
        st.form_submit_button("Arbitrer", on_click=_arbitrate, args=(f"{key}:arb",))


def _arbitrate(key: str) -> None:
    value = {name: st.session_state[f"{key}:{name}"] for name in ("name", "id", "ruling", "amount", "motive")}
    if lengths.too_long("nom", str(value["name"]), lengths.NAME):
        return
    if lengths.too_long("motif", str(value["motive"]), lengths.MOTIVE):
        return
    try:
        amount = parse_euros(value["amount"]).euros if str(value["amount"]).strip() else None
    except InvalidInput as refused:
        session.refuse(refused.issues)
        return
    ruling: Ruling = value["ruling"]
    decision = Decide((value["id"],), ruling, amount, value["motive"])
    if session.apply(Arbitrate(value["name"], (decision,), value["motive"])):
        for name in ("name", "amount", "motive"):
            st.session_state[f"{key}:{name}"] = ""
