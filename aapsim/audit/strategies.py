"""Checks of the definitions of *Réduction uniforme* and *Couverture égale*, from the file alone.

Whether a raise is possible is looked for in the rows (limits and money); where agreements or the
number of authorities bind too, it is not claimed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from aapsim.audit.amounts import Project, admissible
from aapsim.audit.case import Case, dossier, number
from aapsim.audit.rows import plain_rows, source_row, source_sets


def check_definition(case: Case) -> Iterator[str]:
    """Yield one sentence per way in which the grants are not what their strategy says."""
    if case.result.strategy == "prorata":
        yield from _uniform(case)
    if case.result.strategy == "equity":
        yield from _equal(case)


def _shared(case: Case) -> dict[str, Project]:
    """Return the funded projects whose amount no decision fixes."""
    return {
        key: project
        for key, project in case.projects.items()
        if case.awards[key].grant > 0 and not isinstance(project.lock, int)
    }


def _next(case: Case, project: Project, grant: int) -> int:
    """Return the next admissible amount; the grant itself at the cap."""
    step = case.inputs.step
    higher = max((grant // step + 1) * step, project.smallest)
    return higher if higher < project.cap and admissible(case.inputs, project, higher) else project.cap


def _uniform(case: Case) -> Iterator[str]:
    shared = _shared(case)
    free = [project for project in shared.values() if project.lock is None]
    least = min((project.weight for project in free), default=None)
    threshold = case.inputs.threshold
    if threshold is not None and least is not None and least < threshold:
        yield f"réduction uniforme : un dossier noté {number(least)} est servi, le seuil est {number(threshold)}."
    start = threshold if threshold is not None else least
    if start is not None:
        yield from _left_out(case, start)
    low = max((Fraction(case.awards[key].grant, project.cap) for key, project in shared.items()), default=Fraction(0))
    short = {key: p for key, p in shared.items() if case.awards[key].grant < p.cap}
    nexts = [Fraction(_next(case, p, case.awards[key].grant), p.cap) for key, p in short.items()]
    if not nexts:
        return
    if low >= min(nexts):
        yield "réduction uniforme : aucun pourcentage commun des plafonds ne donne ces montants."
        return
    raised = {key: _at(case, project, min(nexts)) for key, project in shared.items()}
    if _possible(case, {**case.grants, **raised}):
        yield f"réduction uniforme : un pourcentage plus grand tient aussi ({number(min(nexts))} du plafond)."


def _at(case: Case, project: Project, share: Fraction) -> int:
    """Return a share of a cap, rounded down to an admissible amount."""
    step, due = case.inputs.step, share * project.cap
    return project.cap if due >= project.cap else int(due // step) * step


def _left_out(case: Case, start: Fraction) -> Iterator[str]:
    funded = {key for key, grant in case.grants.items() if grant > 0}
    for key, project in case.projects.items():
        able = project.takes_part and project.fundable and project.lock is None
        if key in funded or not able or project.weight < start:
            continue
        rival = any(key in ids and funded.intersection(ids) for ids in case.inputs.exclusive)
        alone = any(key == one and needed not in funded for one, needed in case.inputs.requires)
        if not (rival or alone):
            yield f"{dossier(key)} : noté {number(project.weight)}, il devrait être servi par la réduction uniforme."


def _equal(case: Case) -> Iterator[str]:
    if any(axis.ceiling is not None and axis.ceiling.kind == "granted" for axis in case.inputs.axes):
        return
    for key, project in _shared(case).items():
        grant = case.awards[key].grant
        if grant < project.cap and _possible(case, {**case.grants, key: _next(case, project, grant)}):
            yield f"{dossier(key)} : la couverture égale peut encore l'augmenter."


def _possible(case: Case, grants: Mapping[str, int]) -> bool:
    """Say whether grants respect every ceiling and the money; no where agreements could forbid them."""
    authorities = len({source.authority for source in case.inputs.sources})
    if authorities > 1 and (case.inputs.minimum_agreement or case.inputs.max_authorities < authorities):
        return False
    rows = [row for row in plain_rows(case.inputs, case.projects) if not row.is_minimum]
    for codes in source_sets(case.inputs):
        row = source_row(case.inputs, case.projects, "sources:" + "+".join(codes))
        rows += [row] if row is not None else []
    for row in rows:
        money = sum((part * grants[key] for key, part in row.per_euro.items()), Fraction(0))
        if money + sum((part for key, part in row.per_project.items() if grants[key]), Fraction(0)) > row.limit:
            return False
    return True
