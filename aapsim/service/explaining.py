"""Asking the engine to explain a snapshot: « et si », the four strategies … One answer a revision and question."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import replace
from fractions import Fraction
from types import MappingProxyType
from typing import Any, TypeVar

from aapsim.domain.allocation import Allocation
from aapsim.domain.call import Strategy
from aapsim.domain.explanation import CommonRate, Contradiction, Overrides, WhatIf, WhatIfAnswer, WhyNot
from aapsim.domain.issues import InvalidInput, Issue
from aapsim.engine.allocate import other_ways
from aapsim.engine.asking import Question, Reply
from aapsim.engine.common_rate import FINE, common_rate_for
from aapsim.engine.optimum import Undecided
from aapsim.engine.overrides import overrides_of
from aapsim.engine.repairs import contradiction_of
from aapsim.engine.what_if import what_if
from aapsim.engine.why_not import Envelopes, Progress, entries_of, why_not
from aapsim.service.answers import Answer, grants_of
from aapsim.service.cache import BoundedCache
from aapsim.service.commands import Trial
from aapsim.service.repairing import Repairing, Search
from aapsim.service.snapshots import Snapshot

_UNDECIDED = Issue("undecided", "ce calcul n'a pas abouti : simplifiez une règle ou demandez un autre montant.")

_NOTHING = Issue("why", "Il n'y a pas de répartition à expliquer : levez d'abord ce qui la rend impossible.")
_EXPLANATIONS = 512
Explained = TypeVar("Explained")
Asked = Callable[[str, Trial | None], tuple[Snapshot, Answer]]
"""A workspace, or a trial on it, with its answer."""


class Explanations:
    """What the desk explains of a workspace, each thing computed at most once.

    Every method asks about the present revision, or about a trial, and changes nothing. Raises
    ``KeyError`` for an unknown workspace and ``InvalidInput`` for a trial that cannot be; anything
    else that goes wrong is said in the answer's issues. What is known is kept by the fingerprint of
    the allocation, so that the same question is never computed twice, whatever the revision. What
    needs no cause of a gap in the ranking does not wait for them (``exact``).
    """

    def __init__(self, solved: Asked, exact: Asked) -> None:
        self._solved = solved
        self._exact = exact
        self._known: BoundedCache[Hashable, Any] = BoundedCache(_EXPLANATIONS)
        self._repairing = Repairing()

    def what_if(self, workspace: str, what: WhatIf, trial: Trial | None = None) -> WhatIfAnswer:
        """Answer « et si on mettait N euros de plus sur … ? »."""
        snapshot, answer = self._exact(workspace, trial)
        return self._once(answer, what, lambda: what_if_for(snapshot, answer.optimum, what))

    def common_rate(self, workspace: str, score: Fraction, trial: Trial | None = None) -> CommonRate:
        """Return the largest common cap rate that lets every project scored at least ``score`` in."""
        snapshot, answer = self._exact(workspace, trial)
        return self._once(answer, ("rate", score), lambda: common_rate_of(snapshot, answer.optimum, score))

    def strategies(
        self, workspace: str, threshold: Fraction | None = None, trial: Trial | None = None
    ) -> Mapping[Strategy, Allocation]:
        """Return the answer of each strategy, empty where the input cannot be used.

        ``threshold`` is the weighted score from which *Réduction uniforme* serves (``None``: its own).
        """
        snapshot, answer = self._solved(workspace, trial)
        return self._once(answer, ("ways", threshold), lambda: strategies_for(snapshot, answer, threshold))

    def why_not(
        self, workspace: str, one: str, trial: Trial | None = None, progress: Progress | None = None
    ) -> WhyNot:
        """Explain why one application is not (fully) funded; slow the first time (some dozens of solves).

        ``progress`` is told (done, in all) meanwhile. Raises ``KeyError`` for an unknown application too.
        """
        snapshot, answer = self._solved(workspace, trial)
        if snapshot.application(one) is None:
            raise KeyError(one)
        envelopes = self._once(answer, "envelopes", lambda: Envelopes(question_of(snapshot)))
        return self._once(
            answer, ("why", one), lambda: why_not_for(snapshot, answer.optimum, one, envelopes, progress)
        )

    def why_not_known(self, workspace: str, one: str, trial: Trial | None = None) -> WhyNot | None:
        """Return what :meth:`why_not` has found already, ``None`` where it has not been asked yet."""
        answer = self._exact(workspace, trial)[1]
        found: WhyNot | None = None
        if answer.optimum is not None:
            found = self._known.peek((answer.optimum.fingerprint, ("why", one)))
        return found

    def contradiction(self, workspace: str, trial: Trial | None = None) -> Contradiction:
        """Return what makes every allocation impossible, with its repairs; empty where one is possible."""
        snapshot, answer = self._exact(workspace, trial)
        if answer.optimum is not None and answer.optimum.status != "infeasible":
            return Contradiction()
        return self._once(answer, "contradiction", lambda: contradiction_for(snapshot))

    def repairs(
        self, workspace: str, trial: Trial | None = None, kept: frozenset[str] = frozenset(), patience_s: float = 0.0
    ) -> Search:
        """Return what contradicts itself at once, and how far the search for repairs is, which goes on by itself.

        No repair touches a decision on one of ``kept``. Waits ``patience_s`` at most for the end.
        """
        snapshot, answer = self._exact(workspace, trial)
        return self._repairing.search(question_of(snapshot), answer, kept, patience_s)

    def overrides(self, workspace: str, trial: Trial | None = None) -> Overrides:
        """Return what every decision costs, alone and together."""
        snapshot, answer = self._exact(workspace, trial)
        return self._once(answer, "overrides", lambda: overrides_for(snapshot, answer.optimum))

    def _once(self, answer: Answer, asked: Hashable, make: Callable[[], Explained]) -> Explained:
        if answer.optimum is None:
            return make()
        found: Explained = self._known.get((answer.optimum.fingerprint, asked), make)
        return found


def strategies_for(
    snapshot: Snapshot, answer: Answer, threshold: Fraction | None = None
) -> Mapping[Strategy, Allocation]:
    """Return the four answers about a snapshot, the two known ones as they are."""
    if answer.optimum is None or answer.merit is None:
        return MappingProxyType({})
    uniform, equal = other_ways(
        snapshot.call, snapshot.applications, snapshot.scenario.locks, answer.optimum, threshold
    )
    found: dict[Strategy, Allocation] = {
        "optimum": answer.optimum, "merit": answer.merit, "prorata": uniform, "equity": equal
    }  # fmt: skip
    return MappingProxyType(found)


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


def why_not_for(
    snapshot: Snapshot, optimum: Allocation | None, one: str, envelopes: Envelopes, progress: Progress | None = None
) -> WhyNot:
    """Explain one application of a snapshot, the envelopes it would need included."""
    now = reply_of(optimum)
    if now is None:
        return WhyNot(one, "outside", issues=(_NOTHING,))
    try:
        found = why_not(question_of(snapshot), now, one)
        if found.kind in ("partial", "unfunded") and found.forced is not None:
            full = found.kind == "partial"
            found = replace(found, entries=entries_of(envelopes, one, full=full, progress=progress))
    except InvalidInput as error:
        return WhyNot(one, "outside", issues=error.issues)
    except Undecided:
        return WhyNot(one, "outside", issues=(_UNDECIDED,))
    return found


def contradiction_for(snapshot: Snapshot) -> Contradiction:
    """Return the contradiction in a snapshot with its repairs."""
    try:
        return contradiction_of(question_of(snapshot))
    except InvalidInput as error:
        return Contradiction(issues=error.issues)


def overrides_for(snapshot: Snapshot, optimum: Allocation | None) -> Overrides:
    """Return what every decision of a snapshot costs."""
    now = reply_of(optimum)
    if now is None:
        return Overrides(issues=(_NOTHING,))
    try:
        return overrides_of(question_of(snapshot), now)
    except Undecided:
        return Overrides(issues=(_UNDECIDED,))
