"""Eligibility as work to do: what is to be checked, by rule and by file, and what officers answered themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from aapsim.domain.application import Application
from aapsim.domain.call import Call
from aapsim.engine.eligibility import Verdict
from aapsim.view.tables import Table, framed
from aapsim.view.words import ANSWER_WORDS, project_words

Verdicts = Mapping[str, Sequence[Verdict]]
WORK = ("to_check", "no")


def rules_with(call: Call, verdicts: Verdicts, answers: Sequence[str]) -> dict[str, tuple[str, int]]:
    """Return the rules that have one of these answers somewhere: key → (label, how many), most first."""
    found: dict[str, int] = {}
    for mine in verdicts.values():
        for verdict in mine:
            if verdict.answer in answers:
                found[verdict.rule] = found.get(verdict.rule, 0) + 1
    ordered = sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))
    return {rule: (call.rule(rule).label, count) for rule, count in ordered}


def by_rule_table(call: Call, verdicts: Verdicts) -> Table:
    """Return how many applications each rule leaves to be checked or refuses."""
    checks, refusals = rules_with(call, verdicts, ("to_check",)), rules_with(call, verdicts, ("no",))
    rows = [
        (call.rule(rule).label, checks.get(rule, ("", 0))[1], refusals.get(rule, ("", 0))[1])
        for rule in dict.fromkeys((*checks, *refusals))
    ]
    return Table("À vérifier, par règle", framed(("Règle", "À vérifier", "Non"), rows), empty="Rien à vérifier.")


def by_file_table(call: Call, applications: Sequence[Application], verdicts: Verdicts, rule: str = "") -> Table:
    """Return one line per application and rule to be checked or refused; ``rule`` keeps one rule alone."""
    rows = [
        (one.id, project_words(one, one.id), call.rule(verdict.rule).label, ANSWER_WORDS[verdict.answer],
         verdict.sentence)
        for one in applications
        for verdict in verdicts.get(one.id, ())
        if verdict.answer in WORK and rule in ("", verdict.rule)
    ]  # fmt: skip
    columns = ("Dossier", "Projet", "Règle", "Réponse", "Motif")
    return Table("À vérifier, par dossier", framed(columns, rows), empty="Rien à vérifier.")


def overruled_table(call: Call, applications: Sequence[Application], verdicts: Verdicts) -> Table:
    """Return the answers that officers gave in the place of the software, with the software's own."""
    rows = [
        (one.id, project_words(one, one.id), call.rule(verdict.rule).label, ANSWER_WORDS[verdict.answer],
         ANSWER_WORDS[verdict.computed], verdict.reason)
        for one in applications
        for verdict in verdicts.get(one.id, ())
        if verdict.computed is not None
    ]  # fmt: skip
    columns = ("Dossier", "Projet", "Règle", "Votre réponse", "Réponse calculée", "Raison")
    return Table("Appréciations de l'instructeur", framed(columns, rows), empty="Aucune appréciation.")
