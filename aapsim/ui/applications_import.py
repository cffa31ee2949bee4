"""A file brought in, or a block pasted: read first, reported by row and column, applied only once accepted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import streamlit as st

from aapsim.domain.issues import InvalidInput, Issue
from aapsim.service.commands import ImportApplications, ImportMode, new_command_id
from aapsim.service.platform import PlatformReading
from aapsim.ui import fields, plain_table, platform_import, platform_pull, saved, session
from aapsim.ui.applications_rows import PASTE_ORDER, Reading, pasted_lines, read_lines
from aapsim.ui.text import hint, plain, say
from aapsim.view.candidates import COLUMN_WORDS, totals_sentence
from aapsim.view.tables import Table, framed
from aapsim.view.words import counted

_MODES: dict[ImportMode, str] = {
    "replace": "Remplacer toutes les candidatures",
    "merge": "Ajouter, et mettre à jour celles qui ont le même numéro",
}
_LARGEST_MB = 20


def show(key: str) -> None:
    """Show the three ways in: a file, a pasted block, the rows that were refused before."""
    file, paste = st.columns(2, gap="large")
    with file:
        _file(key)
    with paste:
        _paste(key)
    _platform(key)
    platform_pull.show(f"{key}:pull", lambda: saved.mark(key))


def _file(key: str) -> None:
    st.subheader("Importer un fichier", anchor=False)
    hint(
        f"Tableau ou export de la plateforme (démarches-simplifiées) en CSV, Excel (xlsx) ou LibreOffice (ods), "
        f"ou Pabulib (pb), {_LARGEST_MB} Mo au plus ; "
        "déposez le fichier dans le cadre ou choisissez-le. Rien n'est changé avant votre accord."
    )
    fields.french_uploader()
    turn = st.session_state.get(f"{key}:turn", 0)
    given = st.file_uploader("Fichier de candidatures", type=["csv", "xlsx", "ods", "pb"], key=f"{key}:file:{turn}")
    saved.show(key)
    if given is None:
        return
    memory = f"{key}:read"
    stamp = (given.file_id, session.snapshot().id, session.snapshot().revision)
    if st.session_state.get(memory, (None, None))[0] != stamp:
        with st.spinner("Lecture du fichier…", show_time=True):
            reading = session.desk().read_file(given.name, given.getvalue(), session.snapshot().id)
        st.session_state[memory] = (stamp, reading)
    reading = st.session_state[memory][1]
    if not isinstance(reading, PlatformReading):
        _report(f"{key}:file-report", reading, lambda: _turn(key), lambda: _same_file(key, turn, given.file_id))


def _same_file(key: str, turn: int, file_id: str) -> bool:
    now = st.session_state.get(f"{key}:file:{turn}")
    return now is not None and now.file_id == file_id


def _platform(key: str) -> None:
    """Show an export of the platform over the whole width: its columns are to be looked at."""
    _, reading = st.session_state.get(f"{key}:read", (None, None))
    given = st.session_state.get(f"{key}:file:{st.session_state.get(f'{key}:turn', 0)}")
    if given is not None and isinstance(reading, PlatformReading):
        platform_import.show(f"{key}:platform", reading, lambda: _turn(key))


def _turn(key: str) -> None:
    """Empty the uploader: it only lets go of its file under another key."""
    st.session_state[f"{key}:turn"] = st.session_state.get(f"{key}:turn", 0) + 1
    saved.mark(key)


def _paste(key: str) -> None:
    st.subheader("Coller un tableau", anchor=False)
    order = ", ".join(COLUMN_WORDS[name] for name in PASTE_ORDER)
    hint(f"Copiez le bloc dans Excel, titres compris. Sans titres, colonnes attendues : {order}.")
    text = st.text_area("Bloc collé", key=f"{key}:paste", height=150)
    st.button("Lire le bloc collé", key=f"{key}:read-paste")
    try:
        lines = pasted_lines(text or "")
    except InvalidInput as problem:
        st.error(plain(problem.issues[0].message))
        return
    if lines:
        still = lambda: st.session_state.get(f"{key}:paste") == text  # noqa: E731
        _report(f"{key}:paste-report", read_lines(lines), lambda: _clear(key), still)


def _clear(key: str) -> None:
    st.session_state[f"{key}:paste"] = ""
    saved.mark(key)


def _report(key: str, reading: Reading, done: Callable[[], None], still: Callable[[], bool]) -> None:
    """Show what a reading holds, errors apart from warnings, and the button that applies it.

    ``still`` says, when the button is pressed, whether what was read is still what is there.
    """
    errors, warnings = reading.errors, reading.warnings
    refused = max(0, len(reading.refused) - 1)
    with st.container(border=True, key=key):
        say(f"Lu : {totals_sentence(reading.applications)}")
        if errors:
            st.error(plain(f"{counted(len(errors), 'erreur')}" + _refused_words(refused)))
            plain_table.show(issues_table("Erreurs", errors), f"{key}:errors", height="14rem")
            platform_import.report_button(f"{key}:report", reading)
        if warnings:
            with st.expander(counted(len(warnings), "avertissement")):
                plain_table.show(issues_table("Avertissements", warnings), f"{key}:warnings", height="14rem")
        if not reading.applications:
            say("Rien à importer : ce qui était là est conservé.")
        elif reading.call_document is not None:
            _open(key, reading, done, still)
        else:
            _accept(key, reading, done, still)


def _refused_words(refused: int) -> str:
    kept = "ligne refusée, gardée pour être corrigée", "lignes refusées, gardées pour être corrigées"
    return f" ; {counted(refused, *kept)}." if refused else "."


def issues_table(caption: str, issues: tuple[Issue, ...]) -> Table:
    """Return issues as a table: where, what and how to mend it."""
    return Table(caption, framed(("Où", "Problème"), [(one.where or "fichier", one.message) for one in issues]))


def _accept(key: str, reading: Reading, done: Callable[[], None], still: Callable[[], bool]) -> None:
    replace: Literal[0, 1] = 0 if session.snapshot().demo else 1
    st.radio(
        "Que faire de ces candidatures ?",
        list(_MODES),
        index=replace,
        format_func=lambda code: _MODES[code],
        key=f"{key}:mode",
    )
    st.button(
        "Accepter et enregistrer",
        type="primary",
        key=f"{key}:accept",
        on_click=_apply,
        args=(key, reading, done, still),
    )


def _same(still: Callable[[], bool]) -> bool:
    """Refuse to apply what was read before a last change that nobody has seen reported yet."""
    if still():
        return True
    message = "Le texte ou le fichier a changé après la lecture ; relisez ce qui suit, puis acceptez de nouveau."
    session.refuse((Issue("import", message),))
    return False


def _apply(key: str, reading: Reading, done: Callable[[], None], still: Callable[[], bool]) -> None:
    if not _same(still):
        return
    # Read when the button is pressed: an argument would hold the choice of the last complete run.
    mode: ImportMode = st.session_state[f"{key}:mode"]
    if session.apply(ImportApplications(reading.applications, mode, reading.refused)):
        done()


def _open(key: str, reading: Reading, done: Callable[[], None], still: Callable[[], bool]) -> None:
    document = reading.call_document or {}
    say(f"Ce fichier apporte son propre appel : « {document.get('title', '')} ».")
    say("Il s'ouvre à part ; l'appel présent n'est pas touché.")
    st.button(
        "Ouvrir cet appel",
        type="primary",
        key=f"{key}:open",
        on_click=_opened,
        args=(reading, new_command_id(), done, still),
    )


def _opened(reading: Reading, command_id: str, done: Callable[[], None], still: Callable[[], bool]) -> None:
    if not _same(still):
        return
    document = reading.call_document or {}
    try:
        workspace = session.desk().open_call(
            document,
            str(document.get("title") or "Appel importé"),
            reading.applications,
            session.actor(),
            refused=reading.refused,
            command_id=command_id,
        )
    except InvalidInput as refused:
        session.refuse(refused.issues)
        return
    done()
    session.open_workspace(workspace)
