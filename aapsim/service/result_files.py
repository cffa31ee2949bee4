"""Explaining a result from its file alone: who gets what, and why one project does or does not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from aapsim.audit.checker import check
from aapsim.domain.allocation import Allocation, Award, RankGap, Reason, Tie
from aapsim.domain.application import Application, normal_id
from aapsim.domain.call import Call
from aapsim.domain.explanation import Repair, WhyNot
from aapsim.domain.french import parse_exact
from aapsim.domain.issues import InvalidInput, Issue
from aapsim.engine.asking import Question, Reply, reply_to
from aapsim.engine.from_inputs import application_from, question_from
from aapsim.engine.optimum import Undecided
from aapsim.engine.repairs import contradiction_of
from aapsim.engine.why_not import Envelopes, entries_of, why_not
from aapsim.service.batch import read_result_file

Doc = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ExplainedFile:
    """One project of a result file. ``broken`` lists what the independent checker finds wrong: then nothing else.

    ``why`` is ``None`` where the strategy is not the optimum (only that one is solved again), and
    where the present engine does not give the file's own amounts back (``remarks`` says so).
    """

    allocation: Allocation
    award: Award | None
    call: Call
    application: Application | None = None
    why: WhyNot | None = None
    broken: tuple[str, ...] = ()
    remarks: tuple[Issue, ...] = ()
    repairs: tuple[Repair, ...] = ()


def explain_file(result: Path, one: str) -> ExplainedFile:
    """Explain one application of a RESULT.json.

    Raises ``InvalidInput`` where the file cannot be read or does not hold that application.
    """
    document = read_result_file(result)
    broken = check(document)
    if broken:
        return ExplainedFile(allocation_from({}), None, Call(""), broken=tuple(broken))
    allocation, question = allocation_from(document), question_from(document["inputs"])
    wanted = normal_id(one)
    award = next((award for award in allocation.awards if award.id == wanted), None)
    if award is None:
        message = f"Le dossier « {wanted[:40]} » n'est pas dans ce résultat ; vérifiez son numéro."
        raise InvalidInput([Issue("explain", message)])
    filed = next(one for one in document["inputs"]["applications"] if one["id"] == wanted)
    known = ExplainedFile(allocation, award, question.call, application_from(filed))
    if allocation.status == "infeasible" and allocation.strategy == "optimum":
        return replace(known, repairs=contradiction_of(question).repairs)
    if allocation.status == "infeasible" or not filed["takes_part"] or allocation.strategy != "optimum":
        return known
    return _explained(known, question, document)


def _explained(known: ExplainedFile, question: Question, document: Doc) -> ExplainedFile:
    allocation, one = known.allocation, known.award.id if known.award else ""
    now = Reply({a.id: a.grant for a in allocation.awards if a.grant}, parse_exact(document["certificate"]["value"]))
    try:
        again = reply_to(question)
        if again is None or again.grants != now.grants:
            message = "cette version du logiciel ne redonne pas ces montants : seule la raison du fichier est citée."
            return replace(known, remarks=(Issue("explain", message, "warning"),))
        why = why_not(question, now, one)
        if why.kind in ("partial", "unfunded") and why.forced is not None:
            entries = entries_of(Envelopes(question), one, full=why.kind == "partial")
            why = WhyNot(why.id, why.kind, why.forced, why.score, entries)
    except Undecided:
        return replace(known, remarks=(Issue("explain", "le calcul n'a pas abouti.", "warning"),))
    return replace(known, why=why)


def allocation_from(document: Doc) -> Allocation:
    """Return the part of a checked result that explanations read: awards, gaps, ties, issues; empty for nothing."""
    return Allocation(
        status=document.get("status", "infeasible"),
        strategy=document.get("strategy", "optimum"),
        certificate=None,
        awards=tuple(_award(award) for award in document.get("awards", ())),
        envelope=MappingProxyType(dict(document.get("envelope", {}))),
        granted=MappingProxyType(dict(document.get("granted", {}))),
        unspent=MappingProxyType(dict(document.get("unspent", {}))),
        transfers=(),
        by_axis=MappingProxyType({}),
        by_department=MappingProxyType({}),
        gaps=tuple(
            RankGap(gap["id"], tuple(gap["below"]), gap["cause"], gap["message"])
            for gap in document.get("rank_gaps", ())
        ),
        ties=tuple(
            Tie(parse_exact(tie["score"]), tuple(tie["funded"]), tuple(tie["unfunded"]))
            for tie in document.get("ties", ())
        ),
        missed=tuple(document.get("missed", ())),
        issues=tuple(Issue(**issue) for issue in document.get("issues", ())),
        inputs=document.get("inputs", {}),
        fingerprint=document.get("fingerprint", ""),
        engine_version=document.get("engine_version", ""),
    )


def _award(award: Doc) -> Award:
    exact: dict[str, Any] = {
        name: None if award[name] is None else parse_exact(award[name]) for name in ("score", "weighted_score")
    }
    plain = {name: award[name] for name in ("id", "status", "grant", "cap", "floor", "cap_term", "rank")}
    return Award(
        **plain,
        **exact,
        by_source=tuple(award["by_source"].items()),
        reasons=tuple(Reason(reason["code"], reason["message"]) for reason in award["reasons"]),
    )
