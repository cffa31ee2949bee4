"""Checks of the rules that bind several projects at once: limits, numbers, decisions, ranking."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from aapsim.audit.case import Case, amount, dossier, number
from aapsim.audit.rows import Ranking, Row, plain_rows

_LABELS = {"axis": "axe", "department": "département", "applicant": "porteur"}


def _reached(row: Row, grants: dict[str, int]) -> Fraction:
    money = sum((per_euro * grants[key] for key, per_euro in row.per_euro.items()), Fraction(0))
    heads = sum((each for key, each in row.per_project.items() if grants[key] > 0), Fraction(0))
    return money + heads


def _limit_sentence(row: Row, reached: Fraction) -> str:
    kind, _, rest = row.name.partition(":")
    code, _, end = rest.rpartition(":")
    if kind == "applicant":
        return f"porteur « {rest} » : {amount(reached)}, au-dessus du maximum par porteur de {amount(row.limit)}."
    if kind == "projects":
        word = "au-dessus du maximum" if rest == "maximum" else "sous le minimum"
        return f"nombre de projets : {abs(reached)}, {word} de {abs(row.limit)}."
    where = f"{_LABELS[kind]} « {code} »"
    if end.endswith("_projects"):
        word = "au-dessus du maximum" if end.startswith("maximum") else "sous le minimum"
        return f"{where} : nombre de projets financés {number(abs(reached))}, {word} de {number(abs(row.limit))}."
    if kind == "axis" and any(per_euro < 0 for per_euro in row.per_euro.values()) and row.limit == 0:
        word = "au-dessus du plafond" if end == "ceiling" else "sous le plancher"
        return f"{where} : {word} en part des subventions accordées, l'écart est de {amount(reached)}."
    word = "au-dessus du plafond" if end == "ceiling" else "sous le plancher"
    return f"{where} : {amount(abs(reached))}, {word} de {amount(abs(row.limit))}."


def _decision_sentence(case: Case, row: Row) -> str:
    kind, _, position = row.name.partition(":")
    if kind == "exclusive":
        funded = [key for key in row.per_project if case.awards[key].grant > 0]
        return f"exclusion mutuelle : {' et '.join(dossier(key) for key in funded)} sont financés ensemble."
    key, needs = case.inputs.requires[int(position)]
    return f"{dossier(key)} : financé sans le dossier « {needs} » dont il dépend."


def check_limits(case: Case) -> Iterator[str]:
    """Yield one sentence per limit, number or decision that the grants do not respect.

    Only the optimum reaches every minimum: the others may miss some, if the file says which in ``missed``.
    """
    forgiven = case.result.strategy != "optimum" and bool(case.result.missed)
    grants = case.grants
    for row in plain_rows(case.inputs, case.projects):
        reached = _reached(row, grants)
        if reached <= row.limit or (forgiven and row.is_minimum):
            continue
        if row.name.startswith(("exclusive:", "requires:")):
            yield _decision_sentence(case, row)
        else:
            yield _limit_sentence(row, reached)


def check_ranking(case: Case) -> Iterator[str]:
    """Yield one sentence per project funded past a better one, where the rule is strict (optimum only)."""
    if case.result.strategy != "optimum":
        return
    for first, then in Ranking(case.inputs, case.projects).broken(case.grants):
        yield (
            f"respect du classement : {dossier(then)} est financé, "
            f"{dossier(first)}, mieux noté sur le même axe, ne l'est pas."
        )


def check_gaps(case: Case) -> Iterator[str]:
    """Yield one sentence per departure from the ranking that the list misses, invents or misdescribes."""
    funded = {key: case.projects[key].weight for key, grant in case.grants.items() if grant > 0}
    written = {gap.id: set(gap.below) for gap in case.result.rank_gaps}
    if len(written) != len(case.result.rank_gaps):
        yield "écarts au classement : un dossier est listé deux fois."
    for key, project in case.projects.items():
        below: set[str] = set()
        if project.takes_part and project.fundable and case.awards[key].grant == 0:
            below = {other for other, weight in funded.items() if weight < project.weight}
        if below and key not in written:
            yield f"{dossier(key)} : cet écart au classement n'est pas listé."
        elif below != written.get(key, set()):
            yield f"{dossier(key)} : l'écart au classement listé ne nomme pas les moins bien notés qui sont financés."
    for key in written.keys() - case.projects.keys():
        yield f"{dossier(key)} : un écart au classement est listé pour un dossier inconnu."


def check_ties(case: Case) -> Iterator[str]:
    """Yield one sentence per *ex æquo* that is not one."""
    for tie in case.result.ties:
        sides = [(key, True) for key in tie.funded] + [(key, False) for key in tie.unfunded]
        for key, funded in sides:
            if key not in case.projects or case.projects[key].weight != tie.score:
                yield f"{dossier(key)} : listé ex æquo à {number(tie.score)} sans avoir cette note pondérée."
            elif (case.awards[key].grant > 0) != funded:
                yield f"{dossier(key)} : listé ex æquo du mauvais côté (financé ou non)."
