"""Asking the engine to explain a snapshot: « et si », common rate. One answer a revision and question."""

from __future__ import annotations

from fractions import Fraction

from aapsim.domain.allocation import Allocation
from aapsim.domain.explanation import CommonRate, WhatIf, WhatIfAnswer
from aapsim.domain.issues import InvalidInput, Issue
from aapsim.engine.asking import Question, Reply
from aapsim.engine.common_rate import FINE, common_rate_for
from aapsim.engine.optimum import Undecided
from aapsim.engine.what_if import what_if
from aapsim.service.answers import grants_of
from aapsim.service.snapshots import Snapshot

_UNDECIDED = Issue("undecided", "ce calcul n'a pas abouti : simplifiez une règle ou demandez un autre montant.")


def question_of(snapshot: Snapshot) -> Question:
    """Return what a snapshot asks the engine."""
    return Question(snapshot.call, snapshot.applications, snapshot.scenario.locks)


def reply_of(optimum: Allocation | None) -> Reply | None:
    """Return the present optimum as a reply; ``None`` where there is no allocation to compare with."""
    if optimum is None or optimum.certificate is None or optimum.status == "infeasible":
        return None
    return Reply(grants_of(optimum), optimum.certificate.value)


def what_if_for(snapshot: Snapshot, optimum: Allocation | None, what: WhatIf) -> WhatIfAnswer:
    """Answer one « et si » about a snapshot; what cannot be answered is an answer with issues."""
    try:
        return what_if(question_of(snapshot), reply_of(optimum), what)
    except InvalidInput as error:
        return WhatIfAnswer(what, issues=error.issues)
    except Undecided:
        return WhatIfAnswer(what, issues=(_UNDECIDED,))


def common_rate_of(snapshot: Snapshot, optimum: Allocation | None, score: Fraction) -> CommonRate:
    """Return the common rate that lets every project scored at least ``score`` receive something."""
    try:
        return common_rate_for(question_of(snapshot), reply_of(optimum), score)
    except InvalidInput as error:
        return CommonRate(score, None, FINE, issues=error.issues)
    except Undecided:
        return CommonRate(score, None, FINE, issues=(_UNDECIDED,))
