"""The independent checker: reads a result and verifies every promise of it, without the engine.

It shares no code with the solver, uses plain integers and fractions, and needs nothing but the
file: rules, amounts, purses, limits, ranking and the bound are worked out again from ``inputs``.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from aapsim.audit.awards import check_awards, check_minimum_agreements
from aapsim.audit.case import Case, case_of, dossier
from aapsim.audit.limits import check_gaps, check_limits, check_ranking, check_ties
from aapsim.audit.money import check_money, check_shared_totals
from aapsim.audit.proof import check_certificate
from aapsim.audit.reading import Application, Inputs, Malformed, Result, read_result
from aapsim.audit.strategies import check_definition


def fingerprint(inputs: object, engine_version: str) -> str:
    """Return the fingerprint of a canonical problem as the result's documentation defines it."""
    content = {"engine_version": engine_version, "inputs": inputs}
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return "sha256:" + hashlib.sha256(canonical.encode("utf-8")).hexdigest()


def _doubles(values: Iterable[str]) -> list[str]:
    return [value for value, count in Counter(values).items() if count > 1]


def _identities(result: Result) -> Iterator[str]:
    ids = [application.id for application in result.inputs.applications]
    awarded = [award.id for award in result.awards]
    for place, keys in (("inputs.applications", ids), ("awards", awarded)):
        for key in _doubles(keys):
            yield f"{place} : {dossier(key)} est présent plusieurs fois."
        if keys != sorted(keys):
            yield f"{place} : les dossiers ne sont pas dans l'ordre de leur numéro."
    for key in ids:
        if not key or key != unicodedata.normalize("NFC", key).strip():
            yield f"{dossier(key)} : le numéro n'est pas sous sa forme unique (NFC, sans espace autour)."
    for key in sorted(set(ids) - set(awarded)):
        yield f"{dossier(key)} : il manque dans les résultats."
    for key in sorted(set(awarded) - set(ids)):
        yield f"{dossier(key)} : il n'est pas dans les données."


def _references(inputs: Inputs) -> Iterator[str]:
    axes = [axis.code for axis in inputs.axes]
    sources = [source.code for source in inputs.sources]
    ids = {application.id for application in inputs.applications}
    for label, codes in (("axe", axes), ("financeur", sources)):
        for code in _doubles(codes):
            yield f"{label} « {code} » : défini plusieurs fois."
    for source in inputs.sources:
        for code in source.fungible_with:
            if code not in sources:
                yield f"financeur « {source.code} » : fongible avec « {code} », qui n'existe pas."
    for key in inputs.locks:
        if key not in ids:
            yield f"{dossier(key)} : un verrou porte sur un dossier inconnu."
    for application in inputs.applications:
        if application.takes_part:
            yield from _territory_and_axes(application, axes)


def _territory_and_axes(application: Application, axes: list[str]) -> Iterator[str]:
    yield from _shares(application.id, "axes", application.axes)
    yield from _shares(application.id, "départements", application.departments)
    for code, _ in application.axes:
        if code not in axes:
            yield f"{dossier(application.id)} : l'axe « {code} » n'existe pas dans l'appel."


def _shares(key: str, label: str, shares: tuple[tuple[str, Any], ...]) -> Iterator[str]:
    if shares and sum(share for _, share in shares) != 1:
        yield f"{dossier(key)} : les parts des {label} ne font pas 1."
    for code in _doubles(code for code, _ in shares):
        yield f"{dossier(key)} : « {code} » est présent plusieurs fois dans ses {label}."


def _identity_of_problem(document: Mapping[str, Any], result: Result) -> Iterator[str]:
    if result.fingerprint != fingerprint(document["inputs"], result.engine_version):
        yield "empreinte : elle ne correspond pas aux données, aux règles et à la version du moteur."
    if result.strategy != result.inputs.strategy:
        yield f"stratégie : « {result.strategy} » est écrit, les données portent « {result.inputs.strategy} »."


def _infeasible(case: Case) -> Iterator[str]:
    for key, award in case.awards.items():
        if award.grant > 0:
            yield f"{dossier(key)} : reçoit de l'argent dans une répartition déclarée impossible."
    if case.result.transfers:
        yield "transferts : il y en a dans une répartition déclarée impossible."
    if not case.result.issues:
        yield "répartition impossible : aucune règle en cause n'est citée."


def _rules(case: Case) -> Iterator[str]:
    yield from check_awards(case)
    yield from check_money(case)
    yield from check_shared_totals(case)
    yield from check_certificate(case)
    yield from check_ties(case)
    if case.result.status == "infeasible":
        yield from _infeasible(case)
        return
    yield from check_minimum_agreements(case)
    yield from check_limits(case)
    yield from check_ranking(case)
    yield from check_gaps(case)
    yield from check_definition(case)
    if case.result.strategy == "optimum" and case.result.missed:
        yield "minima manqués : la répartition optimisée n'en manque aucun."


def check(document: Mapping[str, Any]) -> list[str]:
    """Verify RESULT.json from its content alone.

    Returns one French sentence per broken promise, naming the rule and the application, purse,
    axis or department concerned; an empty list when everything holds. A document of another
    shape gives sentences too, never an exception. Rules are only looked at once the shape, then
    the identities (ids, codes, references), are right: there is nothing to verify before.
    """
    try:
        result = read_result(document)
    except Malformed as problem:
        return problem.sentences
    broken = [*_identity_of_problem(document, result), *_identities(result), *_references(result.inputs)]
    if {a.id for a in result.awards} != {a.id for a in result.inputs.applications}:
        return broken
    return [*broken, *_rules(case_of(result))]
