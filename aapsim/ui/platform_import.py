"""An export of the State's platform: its columns matched, its doubts asked, its changes listed, then accepted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any, cast

import streamlit as st

from aapsim.service import platform
from aapsim.service.platform import Correspondence, PlatformReading, Update
from aapsim.ui import plain_table, session
from aapsim.ui.applications_rows import Reading
from aapsim.ui.text import bullets, figures, hint, plain, say
from aapsim.view.candidates import totals_sentence
from aapsim.view.platform import change_words, changes_table, preview_table
from aapsim.view.tables import Table, framed
from aapsim.view.words import counted

_NONE = ""
_PREVIEW = 5
_EXAMPLES = 3
_ZERO_WORDS = {"": "je ne sais pas encore", "unknown": "non renseigné, à vérifier", "zero": "vraiment zéro"}


def show(key: str, read: PlatformReading, done: Callable[[], None]) -> None:
    """Show an export read but not imported: correspondence, questions, preview, report, changes, acceptance."""
    reading = _current(key, read)
    st.subheader("Export de la plateforme", anchor=False)
    if reading.export is None:
        return
    blocks = "".join(f", bloc « {name} »" for name in reading.export.blocks)
    say(f"Reconnu : {counted(len(reading.export.records), 'dossier')}{blocks}. Lu : "
        f"{totals_sentence(reading.applications)}")  # fmt: skip
    _changed_labels(reading)
    first = session.snapshot().prepared.mapping is None
    with st.expander("Correspondance des colonnes", expanded=first or bool(reading.changed)):
        _columns(key, reading)
    _zeros(key, reading)
    _values(key, reading)
    _report(key, reading)
    _preview(key, reading)
    _accept(key, reading, done)


def report_button(key: str, reading: Reading) -> None:
    """Offer the report of a reading as a file."""
    st.download_button(
        "Télécharger le rapport (CSV)",
        partial(platform.issues_file, cast(Any, reading)),
        file_name="rapport-import.csv",
        mime="text/csv",
        key=f"{key}:download",
        on_click="ignore",
    )


def _current(key: str, read: PlatformReading) -> PlatformReading:
    """Return the reading under what was corrected here, made again only when a correction changed."""
    memory = f"{key}:memory"
    kept: tuple[PlatformReading, PlatformReading] | None = st.session_state.get(memory)
    if kept is None or kept[0] is not read:
        st.session_state[memory] = (read, read)
        return read
    return kept[1]


def _correct(key: str, change: Callable[[Correspondence], Correspondence]) -> None:
    first, now = st.session_state[f"{key}:memory"]
    again = platform.read_again(now, change(now.correspondence), session.snapshot().call)
    st.session_state[f"{key}:memory"] = (first, again)


def _changed_labels(reading: PlatformReading) -> None:
    if reading.changed:
        st.warning(plain("Le formulaire a changé depuis la correspondance enregistrée :"))
        bullets([issue.message for issue in reading.warnings if "n'est plus dans l'export" in issue.message])


def _columns(key: str, reading: PlatformReading) -> None:
    hint("Proposées d'après les titres et le contenu ; corrigez au besoin. Les autres colonnes ne sont pas gardées.")
    export = cast(platform.Export, reading.export)
    options = [_NONE, *export.columns]
    for start in range(0, len(platform.TARGETS), 2):
        for column, target in zip(st.columns(2, gap="medium"), platform.TARGETS[start : start + 2], strict=False):
            with column:
                widget = f"{key}:column:{target.field}"
                st.session_state[widget] = reading.correspondence.columns.get(target.field, _NONE)
                st.selectbox(
                    plain(target.words + (" (nécessaire)" if target.needed else "")),
                    options,
                    key=widget,
                    format_func=lambda one: one or "— aucune colonne —",
                    on_change=_column_chosen,
                    args=(key, target.field),
                )
                _examples(export, st.session_state[widget])


    _extras(key, reading, export)


def _extras(key: str, reading: PlatformReading, export: platform.Export) -> None:
    """Offer to keep other columns as they are: what exists already, what is new, whatever reviewers want to read."""
    taken = {*reading.correspondence.columns.values(), "ID"}
    widget = f"{key}:extras"
    st.session_state[widget] = list(reading.correspondence.extras)
    st.multiselect(
        "Autres colonnes à garder, montrées aux évaluateurs",
        [label for label in export.columns if label not in taken or label in reading.correspondence.extras],
        key=widget,
        on_change=_extras_chosen,
        args=(key,),
        placeholder="Aucune",
        select_all=False,
        filter_mode="contains",
        help="Par exemple ce qui existe déjà et ce qui est nouveau. Ne gardez pas de coordonnées sans besoin.",
    )


def _extras_chosen(key: str) -> None:
    labels = tuple(st.session_state[f"{key}:extras"])
    _correct(key, lambda made: replace(made, extras=labels))


def _examples(export: platform.Export, label: str) -> None:
    texts = list(dict.fromkeys(" ".join(cell.text.split())[:40] for cell in export.cells(label)[:50])) if label else []
    hint(f"Par exemple : {' · '.join(texts[:_EXAMPLES])}" if texts else "Rien dans cette colonne." if label else "—")


def _column_chosen(key: str, name: str) -> None:
    label = st.session_state[f"{key}:column:{name}"]
    _correct(key, lambda made: replace(made, columns={**made.columns, name: label}))


def _zeros(key: str, reading: PlatformReading) -> None:
    if not reading.questions:
        return
    st.markdown("**Que veut dire 0 ?**")
    hint("La plateforme écrit 0 pour un champ numérique laissé vide : elle seule ne permet pas de trancher.")
    for label, count in reading.questions.items():
        widget = f"{key}:zero:{label}"
        st.session_state[widget] = reading.correspondence.zeros.get(label, "")
        st.radio(
            plain(f"« {label} » : 0 dans {counted(count, 'dossier')}"),
            list(_ZERO_WORDS),
            key=widget,
            format_func=lambda one: _ZERO_WORDS[one],
            horizontal=True,
            on_change=_zero_said,
            args=(key, label),
        )


def _zero_said(key: str, label: str) -> None:
    answer = st.session_state[f"{key}:zero:{label}"]
    _correct(key, lambda made: replace(made, zeros={**made.zeros, label: answer}))


def _values(key: str, reading: PlatformReading) -> None:
    """Ask what each choice of the form stands for in the call; open where one stands for nothing."""
    doubtful = [name for name, values in reading.correspondence.values.items() if "" in values.values()]
    with st.expander("Choix du formulaire : à quoi chacun se rattache", expanded=bool(doubtful)):
        for name, values in reading.correspondence.values.items():
            words = next(target.words for target in platform.TARGETS if target.field == name)
            st.markdown(f"**{plain(words)}**")
            codes = platform.codes_of(name, session.snapshot().call)
            for option, code in values.items():
                _value(f"{key}:value:{name}:{option}", key, (name, option, code), codes)


def _value(widget: str, key: str, choice: tuple[str, str, str], codes: Mapping[str, str]) -> None:
    name, option, code = choice
    st.session_state[widget] = code if code in codes else _NONE
    st.selectbox(
        plain(option[:200]),
        [_NONE, *codes],
        key=widget,
        format_func=lambda one: f"{one} – {codes[one]}" if one and codes[one] != one else one or "— à rien —",
        on_change=_value_chosen,
        args=(key, widget, name, option),
    )


def _value_chosen(key: str, widget: str, name: str, option: str) -> None:
    code = st.session_state[widget]

    def change(made: Correspondence) -> Correspondence:
        return replace(made, values={**made.values, name: {**made.values.get(name, {}), option: code}})

    _correct(key, change)


def _report(key: str, reading: PlatformReading) -> None:
    errors, warnings = reading.errors, reading.warnings
    if errors:
        refused = max(0, len(reading.refused) - 1)
        kept = "dossier refusé, gardé pour être corrigé", "dossiers refusés, gardés pour être corrigés"
        st.error(plain(f"{counted(len(errors), 'erreur')} ; {counted(refused, *kept)}."))
        plain_table.show(_issues("Erreurs", errors), f"{key}:errors", height="14rem")
    if warnings:
        with st.expander(counted(len(warnings), "avertissement")):
            plain_table.show(_issues("Avertissements", warnings), f"{key}:warnings", height="14rem")
    if errors or warnings:
        report_button(key, reading)


def _issues(caption: str, issues: tuple[Any, ...]) -> Table:
    rows = [(one.application, one.where or "fichier", one.message) for one in issues]
    return Table(caption, framed(("Dossier", "Où", "Problème"), rows))


def _preview(key: str, reading: PlatformReading) -> None:
    st.markdown("**Aperçu des premiers dossiers**")
    plain_table.show(preview_table(reading.applications[:_PREVIEW]), f"{key}:preview", head=1)


def _accept(key: str, reading: PlatformReading, done: Callable[[], None]) -> None:
    if not reading.applications:
        say("Rien à importer : ce qui était là est conservé.")
        return
    here = session.snapshot()
    update = platform.update_of(reading, here)
    figures([("Nouveaux dossiers", str(len(update.new))),
             ("Dossiers changés", str(len({one.id for one in update.changes}))),
             ("Sans changement", str(update.unchanged))])  # fmt: skip
    if here.demo:
        hint("Les candidatures fictives laissent la place aux vrais dossiers.")
    _changes(key, update)
    arguments = (key, reading, update, done)
    st.button("Accepter et enregistrer", type="primary", key=f"{key}:accept", on_click=_apply, args=arguments)
    hint("Notes, avis, budgets et décisions déjà saisis restent ; la correspondance est gardée avec l'appel.")


def _changes(key: str, update: Update) -> None:
    if update.changes:
        plain_table.show(changes_table(update.changes), f"{key}:changes", height="20rem")
        named = {(one.id, one.field): change_words(one) for one in update.changes}
        widget = f"{key}:declined"
        st.session_state[widget] = [one for one in st.session_state.get(widget, []) if one in named]
        st.multiselect(
            "Changements à ne pas prendre",
            list(named),
            key=widget,
            format_func=lambda one: named.get(one, ""),
            placeholder="Aucun : tout est pris",
        select_all=False,
        filter_mode="contains",
        )
    if update.kept:
        kept = "correction de votre main que l'export ne contredit pas", "corrections de votre main"
        hint(f"{counted(update.kept, *kept)} : elles restent.")
    if update.missing:
        absent = "dossier n'est pas dans l'export", "dossiers ne sont pas dans l'export"
        hint(f"{counted(len(update.missing), *absent)} et restent : {', '.join(update.missing[:8])}"
             f"{'…' if len(update.missing) > 8 else ''}")  # fmt: skip


def _apply(key: str, reading: PlatformReading, update: Update, done: Callable[[], None]) -> None:
    declined = st.session_state.get(f"{key}:declined", [])
    _, now = st.session_state.get(f"{key}:memory", (reading, reading))
    here = session.snapshot()
    # A column chosen in the same gesture as the click is taken: the reading is that of the moment.
    update = update if now is reading else platform.update_of(now, here)
    if session.apply(platform.import_action(now, here, update, declined)):
        done()
