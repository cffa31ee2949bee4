"""One reviewer's review of one application: a level per criterion, a comment, a conflict of interest."""

from __future__ import annotations

from types import MappingProxyType

import streamlit as st

from aapsim.domain.application import Application
from aapsim.domain.review import Review, missing_levels, review_score
from aapsim.service import reviewing
from aapsim.service.review_actions import PutReviews, SetReviewer
from aapsim.ui import held, saved, session
from aapsim.ui.text import hint, plain, say
from aapsim.ui.words import department
from aapsim.view.reviews import asked_words, mark_words, shared_words
from aapsim.view.words import project_words

_NO_LEVEL = -1


def reviewer(key: str) -> str:
    """Show who reviews, and how to add somebody; return the chosen reviewer's code, empty if there is none."""
    names = session.snapshot().prepared.reviewers
    widget, kept = f"{key}:reviewer", f"{key}:reviewer-kept"
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if names:
            held.hold(widget, names, kept)
            st.selectbox("Évaluateur", list(names), key=widget, format_func=lambda one: names.get(one, one))
        if not names:
            say("Personne n'évalue encore : ajoutez un évaluateur.")
        # Other keys once somebody is added: the panel closes, and its field is empty when it opens again.
        count = len(names)
        with st.popover("+ Ajouter un évaluateur", key=f"{key}:add:{count}"):
            field = f"{key}:name:{count}"
            st.text_input("Nom ou fonction", key=field, placeholder="par exemple : DREETS, pôle cohésion")
            st.button("Ajouter", key=f"{key}:added", type="primary", on_click=_added, args=(key, field))
    return str(st.session_state.get(widget, "")) if names else ""


def _added(key: str, field: str) -> None:
    name = str(st.session_state.get(field, "")).strip()
    code = reviewing.code_of(name)
    names = session.snapshot().prepared.reviewers
    if code in names and names[code] != name:
        code = reviewing.code_of(f"{code[:36]}-{len(names) + 1}")
    if session.apply(SetReviewer(code, name)):
        st.session_state[f"{key}:reviewer"] = st.session_state[f"{key}:reviewer-kept"] = code


def show(key: str, who: str) -> None:
    """Show the review form of one application for this reviewer; recused applications are not in the list."""
    here = session.snapshot()
    seen = {one.id: one for one in reviewing.visible_to(here, who)}
    if not here.call.criteria:
        hint("Cet appel n'a pas de critères : la note sur 100 se saisit dans Candidatures.")
        return
    if not seen:
        hint("Aucune candidature à évaluer pour cette personne.")
        return
    chosen = _choose(key, who, seen)
    one, review = seen[chosen], reviewing.review_of(here, who, chosen)
    _project(one)
    _follow(key, who, chosen, review)
    with st.form(f"{key}:form"):
        _criteria(key)
        st.text_area("Commentaire", key=f"{key}:comment", height=100)
        st.checkbox("Évaluation terminée : elle compte dans la note", key=f"{key}:done")
        st.form_submit_button("Enregistrer", type="primary", key=f"{key}:save", on_click=_save, args=(key, who))
        saved.show(key)
    _said(review)
    _conflict(key, who)


def _choose(key: str, who: str, seen: dict[str, Application]) -> str:
    here = session.snapshot()

    def words(one: str) -> str:
        review = reviewing.review_of(here, who, one)
        sign = "✔" if review.done else "…" if review.levels else "·"
        return f"{sign} {one} · {project_words(seen.get(one), one)}"

    widget = f"{key}:application"
    held.hold(widget, seen)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox("Dossier (✔ terminé, … commencé)", list(seen), key=widget, format_func=words)
        st.button("◀ Précédent", key=f"{key}:before", on_click=_move, args=(key, list(seen), -1))
        st.button("Suivant ▶", key=f"{key}:after", on_click=_move, args=(key, list(seen), 1))
    return str(st.session_state[widget])


def _move(key: str, ids: list[str], step: int) -> None:
    at = ids.index(held.now(f"{key}:application", ids) or ids[0])
    st.session_state[f"{key}:application"] = ids[(at + step) % len(ids)]


def _shown(key: str) -> str:
    """Return the application on the screen, for a callback."""
    return held.now(f"{key}:application", [one.id for one in session.snapshot().applications])


def _project(one: Application) -> None:
    call = session.snapshot().call
    publics = {public.code: public.label for public in call.publics}
    territory = shared_words(one.departments, department) or "territoire inconnu"
    axes = shared_words(one.axes, {axis.code: f"{axis.code} – {axis.label}" for axis in call.axes}.get)
    listed = ", ".join(publics.get(code, code) for code in one.publics) or "aucun public prioritaire indiqué"
    say(f"{one.applicant or 'Porteur inconnu'} · {territory} · {asked_words(one)}")
    hint(f"Axes : {axes or 'inconnus'}. Publics : {listed}.")
    if one.summary or one.extra:
        with st.expander("Résumé du projet, et ce qu'en dit la plateforme"):
            say(one.summary or "Pas de résumé.")
            for label, text in one.extra:
                st.markdown(f"**{plain(label)}** : {plain(text)}")


def _follow(key: str, who: str, chosen: str, review: Review) -> None:
    """Put the stored review in the fields when it moved, or when the page was left and came back."""
    memory, now = f"{key}:shown", (session.snapshot().id, who, chosen, review)
    if st.session_state.get(memory) == now and f"{key}:comment" in st.session_state:
        return
    st.session_state[memory] = now
    for criterion in session.snapshot().call.criteria:
        st.session_state[f"{key}:level:{criterion.code}"] = review.levels.get(criterion.code, _NO_LEVEL)
    st.session_state[f"{key}:comment"] = review.comment
    st.session_state[f"{key}:done"] = review.done


def _criteria(key: str) -> None:
    here = session.snapshot()
    levels = here.prepared.settings.levels
    words = {_NO_LEVEL: "—"} | {level: f"{level} – {said}" for level, said in enumerate(levels)}
    for group in dict.fromkeys(one.group for one in here.call.criteria):
        st.markdown(f"**{plain(group)}**")
        mine = [one for one in here.call.criteria if one.group == group]
        for start in range(0, len(mine), 2):
            for column, one in zip(st.columns(2, vertical_alignment="bottom"), mine[start : start + 2], strict=False):
                column.selectbox(
                    plain(f"{one.code} – {one.label}"),
                    list(words),
                    key=f"{key}:level:{one.code}",
                    format_func=lambda level: words[level],
                )


def _said(review: Review) -> None:
    here = session.snapshot()
    score = review_score(review, here.call, here.prepared.settings)
    if score is not None:
        say(f"Note de cette évaluation : {mark_words(score)} sur 100"
            + (", comptée." if review.done else ", pas encore comptée : l'évaluation n'est pas terminée."))  # fmt: skip
    elif review.levels:
        hint(f"Il manque : {', '.join(missing_levels(review, here.call))}.")


def _save(key: str, who: str) -> None:
    here = session.snapshot()
    given = {one.code: st.session_state.get(f"{key}:level:{one.code}", _NO_LEVEL) for one in here.call.criteria}
    levels = {code: level for code, level in given.items() if level != _NO_LEVEL}
    comment, done = str(st.session_state.get(f"{key}:comment", "")), bool(st.session_state.get(f"{key}:done"))
    review = Review(MappingProxyType(levels), comment.strip(), done)
    saved.apply(key, PutReviews(who, {_shown(key): review}))


def _conflict(key: str, who: str) -> None:
    with st.popover("Déclarer un conflit d'intérêts…", key=f"{key}:conflict"):
        say("Cette personne ne verra plus ce dossier et ne pourra plus le noter ; ses notes sur lui sont retirées.")
        st.text_input("Motif", key=f"{key}:motive")
        st.button("Déclarer", key=f"{key}:declare", type="primary", on_click=_declare, args=(key, who))
    here = session.snapshot()
    recused = [one.id for one in here.applications if reviewing.review_of(here, who, one.id).recused]
    if recused:
        with st.expander(f"Conflits d'intérêts déclarés : {len(recused)}"):
            for one in recused:
                with st.container(horizontal=True, vertical_alignment="center"):
                    say(f"Dossier {one}")
                    st.button("Lever", key=f"{key}:lift:{one}", on_click=_lift, args=(who, one))


def _declare(key: str, who: str) -> None:
    motive = str(st.session_state.get(f"{key}:motive", "")).strip()
    review = Review(comment=motive, recused=True)
    if session.apply(PutReviews(who, {_shown(key): review})):
        st.session_state[f"{key}:motive"] = ""


def _lift(who: str, one: str) -> None:
    session.apply(PutReviews(who, {one: None}))
