"""Where the call stands: money, next step, what is to be checked."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from aapsim.domain.french import euros, group_digits
from aapsim.service.answers import Answer
from aapsim.service.snapshots import Snapshot
from aapsim.ui import front_door, presentation, session, text, words
from aapsim.ui.text import plain

SHOWN_AT_MOST = 8


def show(key: str) -> Answer:
    """Draw the state of the current call; return the answer it is drawn from."""
    shown, answer = session.snapshot(), session.answer()
    if shown.demo and not presentation.active():
        st.info(
            "Ces candidatures sont fictives : elles montrent le logiciel. "
            "Importer vos candidatures les remplace.",
            icon=":material/info:",
        )
    _money(answer)
    _state(shown, answer)
    left, right = st.columns(2, gap="large")
    with left:
        st.subheader("Prochaine étape", anchor=False)
        _next_step(shown, answer)
    with right:
        st.subheader("À vérifier", anchor=False)
        _to_check(shown, answer, key)
    return answer


def _money(answer: Answer) -> None:
    totals = answer.totals
    text.figures(
        [
            ("À répartir", euros(totals.available)),
            ("Proposé", euros(totals.granted)),
            ("Reste", euros(totals.unspent)),
        ]
    )
    text.table(
        [
            {
                "Autorité": words.authority(purse.code),
                "À répartir": euros(purse.available),
                "Proposé": euros(purse.granted),
                "Reste": euros(purse.unspent),
            }
            for purse in totals.authorities
        ],
        "Argent par autorité",
    )


def _state(shown: Snapshot, answer: Answer) -> None:
    received = len(shown.applications)
    if answer.optimum is None:
        for issue in answer.issues:
            st.error(plain(issue.sentence()))
        text.say(f"{_count(received, 'candidature reçue', 'candidatures reçues')}, pas encore de répartition.")
        return
    if answer.optimum.status == "infeasible":
        st.error("\n\n".join(plain(one.message) for one in answer.issues) or "Les règles se contredisent.")
        return
    funded = answer.optimum.funded_count
    text.say(
        f"{_count(received, 'candidature reçue', 'candidatures reçues')}, "
        f"{_count(funded, 'projet retenu', 'projets retenus')} dans la répartition optimisée."
    )


def _next_step(shown: Snapshot, answer: Answer) -> None:
    if shown.call.envelope == 0:
        step = ("Saisir l'enveloppe de chaque financeur.", "enveloppe", "Ouvrir l'enveloppe")
    elif not shown.applications:
        step = ("Importer ou saisir les candidatures.", "candidatures", "Ouvrir les candidatures")
    elif answer.waiting is not None:
        step = ("Attendre la fin du calcul exact.", "repartition", "Ouvrir la répartition")
    elif answer.optimum is None or answer.optimum.status == "infeasible":
        step = ("Corriger ce qui empêche de répartir.", "regles", "Ouvrir les règles")
    elif _unchecked(answer):
        step = ("Compléter les dossiers à vérifier, puis relire.", "candidatures", "Ouvrir les candidatures")
    else:
        step = ("Relire la répartition et la présenter au comité.", "repartition", "Ouvrir la répartition")
    sentence, page, label = step
    text.say(sentence)
    link(page, label)


def link(page: str, label: str) -> None:
    """Draw a link to another page of the menu (nothing while that page does not exist)."""
    if Path(front_door.page_file(page)).is_file():
        st.page_link(front_door.page_file(page), label=label, icon=":material/arrow_forward:")


def _unchecked(answer: Answer) -> list[str]:
    return [one for one, state in answer.eligibility.items() if state == "to_check"]


def _to_check(shown: Snapshot, answer: Answer, key: str) -> None:
    unchecked = _unchecked(answer)
    lines = [_line(shown, answer, one) for one in unchecked]
    lines += [
        f"{issue.application} : {issue.sentence()}" if issue.application else issue.sentence()
        for issue in answer.issues
        if issue.severity == "warning" and issue.application not in unchecked
    ]
    refused = max(0, len(shown.refused_rows) - 1)
    if refused:
        lines.insert(0, f"{_count(refused, 'ligne refusée', 'lignes refusées')} du dernier import à corriger.")
    if not lines:
        text.say("Rien à vérifier.")
        return
    text.say(f"{_count(len(lines), 'point à vérifier', 'points à vérifier')}.")
    text.bullets(lines[:SHOWN_AT_MOST])
    if len(lines) > SHOWN_AT_MOST:
        with st.expander(f"Les {group_digits(len(lines) - SHOWN_AT_MOST)} autres", key=f"{key}:others"):
            text.bullets(lines[SHOWN_AT_MOST:])


def _line(shown: Snapshot, answer: Answer, application_id: str) -> str:
    application = shown.application(application_id)
    title = application.title if application else ""
    reasons = [verdict.sentence for verdict in answer.verdicts.get(application_id, ()) if verdict.answer == "to_check"]
    return f"{application_id} – {title} : {' '.join(reasons)}"


def _count(number: int, one: str, several: str) -> str:
    return f"{group_digits(number)} {one if number < 2 else several}"
