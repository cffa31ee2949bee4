"""From what is prepared before the committee to the changes it makes: pure functions, nothing is written here."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from aapsim.domain.application import Application
from aapsim.domain.budget import GRANTS, Budget
from aapsim.domain.call import Call
from aapsim.domain.french import LARGEST_EUR, exact_text
from aapsim.domain.review import Opinion, Review, ReviewSettings, mean_marks, missing_levels, opinion_of
from aapsim.files.cells import visible
from aapsim.service.checks import application_issues
from aapsim.service.paths import APPLICATIONS, DECISIONS, DEMO, LOCKS, RECUSALS, REFUSED, SCORES, State, under
from aapsim.service.planning import Plan, call_of, differences, raise_if, refused
from aapsim.service.preparation import (
    BUDGETS,
    GIVEN,
    MAPPING,
    OPINIONS,
    REVIEWERS,
    REVIEWS,
    SEEN,
    SETTINGS,
    grouped,
    opinions_of,
    paths_about,
)
from aapsim.service.review_actions import (
    ImportPlatform,
    Overrule,
    PutBudget,
    PutOpinions,
    PutReviews,
    ReviewAction,
    SetReviewer,
    SetReviewSettings,
)
from aapsim.store.events import Changed, fold

Said = TypeVar("Said", Review, Opinion)

_CODE = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
_FEWEST_LEVELS, _MOST_LEVELS = 2, 11
_LONGEST_LEVEL = 120
_LONGEST_NAME = 80


def review_plan(action: ReviewAction, state: State) -> Plan:
    """Return what an action of the preparation changes. Raises ``InvalidInput`` with the reason it cannot be done."""
    planned: dict[type, Callable[[Any, State], Plan]] = {
        SetReviewer: _set_reviewer,
        PutReviews: _put_reviews,
        SetReviewSettings: _set_settings,
        PutOpinions: _put_opinions,
        PutBudget: _put_budget,
        Overrule: _overrule,
        ImportPlatform: _import,
    }
    return planned[type(action)](action, state)


def reviewed(state: State, ids: Iterable[str] | None = None) -> dict[str, Any]:
    """Return the applications of a state whose marks are to follow from their reviews, by path.

    The first review that counts puts the mark that was there aside; when none counts any more
    it comes back. ``ids`` limits the work; ``None`` is every application.
    """
    call, settings = call_of(state), ReviewSettings.from_document(state.get(SETTINGS))
    reviews = grouped(state, REVIEWS)
    given = under(state, GIVEN)
    after: dict[str, Any] = {}
    for one in {*reviews, *given} if ids is None else ids:
        document = state.get(APPLICATIONS + one)
        if document is None:
            continue
        found = {who: Review.from_document(plain) for who, plain in reviews.get(one, {}).items()}
        marks = [[code, exact_text(mark)] for code, mark in mean_marks(found, call, settings)]
        if marks:
            aside = given.get(one)
            if aside is None or document["score"] is not None:
                after[GIVEN + one] = {"score": document["score"], "marks": document["marks"]}
            after[APPLICATIONS + one] = {**document, "score": None, "marks": marks}
        elif one in given:
            after[APPLICATIONS + one] = {**document, **given[one]}
            after[GIVEN + one] = None
    return after


def _with_marks(state: State, after: Mapping[str, Any], ids: Iterable[str] | None) -> dict[str, Any]:
    changed = fold(state, [Changed(path, None, value) for path, value in after.items()])
    return reviewed(changed, ids)


def _application(state: State, one: str) -> Mapping[str, Any]:
    document: Mapping[str, Any] | None = state.get(APPLICATIONS + one)
    if document is None:
        raise refused("application", f"le dossier « {one} » n'existe pas : choisissez-en un autre.", one)
    return document


# -------------------------------------------------------------------------------------- reviews
def _set_reviewer(action: SetReviewer, state: State) -> Plan:
    if not _CODE.fullmatch(action.code):
        raise refused("reviewer", "donnez à l'évaluateur un nom qui contienne des lettres ou des chiffres.")
    name = " ".join(visible(action.name).split())
    if len(name) > _LONGEST_NAME:
        message = f"le nom d'un évaluateur a {_LONGEST_NAME} caractères au plus : raccourcissez-le."
        raise refused("reviewer", message)
    if not name and any(path.startswith(f"{REVIEWS}{action.code}.") for path in state):
        raise refused("reviewer", "cet évaluateur a déjà évalué : ses évaluations restent, et son nom aussi.")
    before = state.get(REVIEWERS + action.code, action.code)
    label = f"évaluateur {name}" if name else f"retrait de l'évaluateur {before}"
    return Plan("reviewer", label, differences(state, {REVIEWERS + action.code: name or None}))


def _put_reviews(action: PutReviews, state: State) -> Plan:
    who = state.get(REVIEWERS + action.reviewer)
    if who is None:
        raise refused("reviewer", "cet évaluateur n'existe pas : ajoutez-le d'abord.")
    call, settings = call_of(state), ReviewSettings.from_document(state.get(SETTINGS))
    after: dict[str, Any] = {}
    for one, review in action.reviews.items():
        _application(state, one)
        if review is not None:
            _check_review(review, one, call, settings)
        after[f"{REVIEWS}{action.reviewer}.{one}"] = None if review is None else _seen(review).to_document()
    made = _with_marks(state, after, action.reviews)
    ids = list(action.reviews)
    label = f"évaluation de {who}, " + (f"dossier {ids[0]}" if len(ids) == 1 else f"{len(ids)} dossiers")
    return Plan("review", label, differences(state, {**after, **made}), frozenset(made))


def _seen(given: Said) -> Said:
    """Return a review or an opinion without what its comment hides: a grid that comes back has lost it too."""
    return replace(given, comment=visible(given.comment))


def _check_review(review: Review, one: str, call: Call, settings: ReviewSettings) -> None:
    codes = {criterion.code for criterion in call.criteria}
    for code, level in review.levels.items():
        if code not in codes:
            raise refused("review", f"le critère « {code} » n'existe pas dans cet appel.", one)
        if isinstance(level, bool) or not isinstance(level, int) or not 0 <= level < len(settings.levels):
            raise refused("review", f"le niveau de {code} doit aller de 0 à {len(settings.levels) - 1}.", one)
    if review.recused and (review.levels or review.done):
        raise refused("review", "après un conflit d'intérêts, aucune note n'est gardée.", one)
    missing = missing_levels(review, call)
    if review.done and missing:
        raise refused("review", f"évaluation inachevée : il manque {', '.join(missing)}.", one)


def _set_settings(action: SetReviewSettings, state: State) -> Plan:
    levels = tuple(" ".join(one.split()) for one in action.settings.levels)
    if not _FEWEST_LEVELS <= len(levels) <= _MOST_LEVELS or "" in levels or len(set(levels)) < len(levels):
        raise refused("scale", "l'échelle a de 2 à 11 niveaux, chacun avec ses propres mots.")
    if any(len(one) > _LONGEST_LEVEL for one in levels):
        raise refused("scale", f"un niveau de l'échelle a {_LONGEST_LEVEL} caractères au plus : raccourcissez-le.")
    before = ReviewSettings.from_document(state.get(SETTINGS))
    used = any(plain["levels"] for one in grouped(state, REVIEWS).values() for plain in one.values())
    if used and len(levels) != len(before.levels):
        message = "des évaluations existent : le nombre de niveaux ne change plus ; leurs mots, oui."
        raise refused("scale", message)
    after = {SETTINGS: replace(action.settings, levels=levels).to_document()}
    made = _with_marks(state, after, None)
    return Plan("review-settings", "réglages de l'évaluation", differences(state, {**after, **made}), frozenset(made))


def _put_opinions(action: PutOpinions, state: State) -> Plan:
    after: dict[str, Any] = {}
    for (one, department), opinion in action.opinions.items():
        _application(state, one)
        if "." in department:
            raise refused("opinion", "le code du département ne peut pas contenir de point.", one)
        after[f"{OPINIONS}{department}.{one}"] = None if opinion is None else _seen(opinion).to_document()
    made = _opinion_texts(state, after, {one for one, _ in action.opinions})
    count = len(action.opinions)
    label = "avis départemental" if count == 1 else f"{count} avis départementaux"
    return Plan("opinion", label, differences(state, {**after, **made}), frozenset(made))


def _opinion_texts(state: State, after: Mapping[str, Any], ids: Iterable[str]) -> dict[str, Any]:
    changed = fold(state, [Changed(path, None, value) for path, value in after.items()])
    made: dict[str, Any] = {}
    for one in ids:
        document = changed[APPLICATIONS + one]
        word = opinion_of(opinions_of(changed, one), Application.from_document(document))
        made[APPLICATIONS + one] = {**document, "opinion": word}
    return made


# -------------------------------------------------------------------------- budgets, eligibility
def _put_budget(action: PutBudget, state: State) -> Plan:
    document = _application(state, action.id)
    after: dict[str, Any] = {BUDGETS + action.id: None}
    if action.budget is not None:
        _check_budget(action.budget, action.id)
        after[BUDGETS + action.id] = action.budget.to_document()
        after[APPLICATIONS + action.id] = {**document, **figures_of(action.budget, document)}
    return Plan("budget", f"budget du dossier {action.id}", differences(state, after))


def _check_budget(budget: Budget, one: str) -> None:
    amounts = [*budget.accounts.values(), *(line.amount for line in budget.co_funders), budget.investment]
    if any(isinstance(amount, bool) or not 0 <= amount <= LARGEST_EUR for amount in amounts):
        raise refused("budget", "les montants sont des euros entiers, positifs ou nuls.", one)
    if GRANTS in budget.accounts:
        raise refused("budget", "le compte 74 suit la demande et les cofinanceurs : il ne se saisit pas.", one)


def figures_of(budget: Budget, document: Mapping[str, Any]) -> dict[str, Any]:
    """Return the quick figures that follow from a full budget; without accounts, those of the co-funders alone."""
    figures: dict[str, Any] = {}
    if budget.filled:
        figures = {
            "total_cost": budget.charges,
            "investment": budget.investment,
            "in_kind": budget.in_kind,
            "other_revenue": budget.other_products + budget.co_funding,
            "other_public": budget.co_funding_public,
        }
    elif budget.co_funders:
        least = max(document.get("other_revenue") or 0, budget.co_funding)
        figures = {"other_revenue": least, "other_public": budget.co_funding_public}
    return figures


def _overrule(action: Overrule, state: State) -> Plan:
    if action.answer is not None and not action.reason.strip():
        raise refused("reason", "indiquez la raison : elle pourra être envoyée au porteur.")
    after: dict[str, Any] = {}
    for one in action.ids:
        document = _application(state, one)
        others = [list(given) for given in document.get("overrules") or () if given[0] != action.rule]
        mine = [] if action.answer is None else [[action.rule, action.answer, " ".join(visible(action.reason).split())]]
        after[APPLICATIONS + one] = {**document, "overrules": sorted([*others, *mine])}
    verb = "retour au calcul pour" if action.answer is None else "recevabilité appréciée pour"
    count = f"le dossier {action.ids[0]}" if len(action.ids) == 1 else f"{len(action.ids)} dossiers"
    return Plan("overrule", f"{verb} {count}", differences(state, after))


# ----------------------------------------------------------------------------------- the platform
def _import(action: ImportPlatform, state: State) -> Plan:
    raise_if(application_issues(action.applications, call_of(state)))
    after: dict[str, Any] = {APPLICATIONS + one.id: one.to_document() for one in action.applications}
    after.update({SEEN + one: dict(values) for one, values in action.seen.items()})
    after[MAPPING] = dict(action.mapping)
    after[REFUSED] = [list(row) for row in action.refused] or None
    if state.get(DEMO):
        gone = [one for one in under(state, APPLICATIONS) if APPLICATIONS + one not in after]
        said = (APPLICATIONS, LOCKS, DECISIONS, SCORES, RECUSALS)
        after.update({prefix + one: None for one in gone for prefix in said})
        after.update(dict.fromkeys((*paths_about(state, gone), DEMO)))
    for one, lines in action.co_funders.items():
        before = Budget.from_document(state.get(BUDGETS + one, {}))
        after[BUDGETS + one] = replace(before, co_funders=lines).to_document()
    after.update(_new_opinions(action.opinions, state))
    made = _with_marks(state, after, None)
    count = len(action.applications)
    label = f"import de {count} dossier{'s' if count > 1 else ''} de la plateforme"
    return Plan("import", label, differences(state, {**after, **made}), frozenset(set(made) - set(after)))


def _new_opinions(opinions: Mapping[tuple[str, str], Opinion], state: State) -> dict[str, Any]:
    """Return the opinions that nobody entered yet: those already here stay."""
    return {
        path: opinion.to_document()
        for (one, department), opinion in opinions.items()
        if not (state.get(path := f"{OPINIONS}{department}.{one}") or {}).get("word")
    }
