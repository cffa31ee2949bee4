"""When nothing is possible: a minimal set of rules and decisions that contradict each other."""

from __future__ import annotations

from aapsim.domain.call import Call
from aapsim.domain.issues import Issue
from aapsim.engine.box import full_box
from aapsim.engine.model import build_model
from aapsim.engine.problem import Problem
from aapsim.engine.removals import rule_names, without
from aapsim.engine.rows import rows_of
from aapsim.engine.solver import solve
from aapsim.engine.words import rule_words

_NODES = 5_000


def is_feasible(problem: Problem) -> bool:
    """Whether some admissible allocation respects every rule of a problem."""
    model = build_model(
        problem, rows_of(problem), full_box(problem), lattice=True, explicit_split=problem.needs_explicit_split
    )
    return solve(model.linear, nodes=_NODES).status != "infeasible"


def minimal_conflict(problem: Problem) -> list[str]:
    """Return the names of rules that contradict each other; removing any one of them lifts the contradiction.

    A deletion filter: each rule is dropped for good when the rest still contradicts itself. It is
    run again on what is left until all of it is needed: without a ceiling the ranking may bind one
    project more, so that a rule which was needed at first need not be in the end.
    ``money`` stands for the sources' amounts. Empty when no removable rule is at fault.
    """
    names = [*rule_names(problem), "money"]
    while True:
        kept, problem = _filtered(problem, names)
        if len(kept) == len(names):
            return kept
        names = kept


def _filtered(problem: Problem, names: list[str]) -> tuple[list[str], Problem]:
    """Drop each rule in turn where the rest still contradicts itself; return those kept and what is left."""
    kept = []
    for name in names:
        lighter = without(problem, name)
        if is_feasible(lighter):
            kept.append(name)
        else:
            problem = lighter
    return kept, problem


def contradiction(call: Call, problem: Problem) -> list[Issue]:
    """Explain an infeasible problem in one French sentence that names the rules at fault."""
    names = minimal_conflict(problem)
    if not names:
        return [Issue("contradiction", "Aucune répartition n'est possible avec ces règles.")]
    words = " ; ".join("les crédits disponibles" if name == "money" else rule_words(call, name) for name in names)
    message = f"Ces règles se contredisent : {words}. Assouplissez l'une d'elles."
    if len(names) == 1:
        remedy = "Levez-la" if names[0].startswith("lock:") else "Assouplissez cette règle"
        message = f"Aucune répartition ne peut respecter {words}. {remedy}."
    return [Issue("contradiction", message, where="+".join(names))]
