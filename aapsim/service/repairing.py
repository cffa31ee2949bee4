"""The repairs of a contradiction, looked for beside the screen: what contradicts itself is known at once."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, replace

from aapsim.domain.call import Call
from aapsim.domain.explanation import Contradiction, Repair
from aapsim.domain.issues import InvalidInput
from aapsim.engine.asking import Question
from aapsim.engine.case import lock_issues
from aapsim.engine.contradiction import minimal_conflict
from aapsim.engine.removals import rule_names
from aapsim.engine.repairs import contradiction_of, ranked, single_repairs
from aapsim.engine.words import rule_words
from aapsim.service.answers import Answer
from aapsim.service.cache import BoundedCache

_SEARCHES = 64
_FORGOTTEN_S = 20.0
"""A search that no screen asks about any more ends after the rule it is at."""


@dataclass(frozen=True, slots=True)
class Search:
    """How far a search is: ``done`` of ``total`` rules looked at, and the repairs so far, cheapest first."""

    found: Contradiction
    done: int
    total: int

    @property
    def over(self) -> bool:
        """True once every rule has been looked at."""
        return self.done >= self.total


class Repairing:
    """Searches that run, one thread each, and those that are over. Safe between threads."""

    def __init__(self) -> None:
        self._searches: BoundedCache[tuple[str, frozenset[str]], _Running] = BoundedCache(_SEARCHES)

    def search(self, question: Question, answer: Answer, kept: frozenset[str], patience_s: float) -> Search:
        """Return how far the search is, started if need be, or its end if it comes within ``patience_s``.

        No repair touches a decision on one of ``kept``.
        """
        if answer.optimum is None or answer.optimum.status != "infeasible":
            return Search(Contradiction(), 0, 0)
        place = (answer.optimum.fingerprint, kept)
        running = self._searches.get(place, lambda: _Running(question, answer, kept))
        return running.state(patience_s)


class _Running:
    def __init__(self, question: Question, answer: Answer, kept: frozenset[str]) -> None:
        self._guard = threading.Lock()
        self._over = threading.Event()
        self._question, self._kept = question, kept
        known = _at_once(question)
        names = () if known else tuple(named(question, answer))
        found = known or Contradiction(names, tuple(rule_name_words(question.call, name) for name in names))
        self._loose = [name for name in names if name.removeprefix("lock:") not in kept]
        self._state = Search(replace(found, repairs=self._allowed(found)), 0, len(self._loose) + 1 if names else 0)
        self._asked = 0.0
        self._alive = False

    def state(self, patience_s: float) -> Search:
        with self._guard:
            self._asked = time.monotonic()
            if self._state.over:
                return self._state
            if not self._alive:
                self._alive = True
                self._over.clear()
                threading.Thread(target=self._look, name="aapsim-repairs", daemon=True).start()
        self._over.wait(patience_s)
        with self._guard:
            return self._state

    def _allowed(self, found: Contradiction) -> tuple[Repair, ...]:
        return tuple(one for one in found.repairs if self._kept.isdisjoint(name for name, _ in one.locks))

    def _look(self) -> None:
        repairs: list[Repair] = []
        try:
            for done, name in enumerate(self._loose, start=1):
                repairs += single_repairs(self._question, name)
                if not self._keep(repairs, done):
                    return
            # Where no rule is enough alone: all together.
            self._keep(repairs or self._joint(), self._state.total)
        finally:
            with self._guard:
                self._alive = False
            self._over.set()

    def _joint(self) -> list[Repair]:
        return list(self._allowed(contradiction_of(self._question)))

    def _keep(self, repairs: list[Repair], done: int) -> bool:
        known = self._state.found
        found = Contradiction(known.names, known.words, ranked(repairs, self._question.call.envelope))
        with self._guard:
            over = done == self._state.total
            wanted = over or time.monotonic() - self._asked < _FORGOTTEN_S
            # A search given up starts again from the first rule when somebody asks again.
            self._state = Search(found, done if wanted else 0, self._state.total)
            return wanted


def _at_once(question: Question) -> Contradiction | None:
    """Return what is quickly told: unusable rules, and decisions that no rule could make right."""
    try:
        return contradiction_of(question) if lock_issues(question.case()) else None
    except InvalidInput as error:
        return Contradiction(issues=error.issues)


def named(question: Question, answer: Answer) -> list[str]:
    """Return the rules that contradict each other, as the infeasible answer has named them; else look for them."""
    problem = question.case().problem
    known = {*rule_names(problem), "money"}
    for issue in answer.issues:
        names = issue.where.split("+") if issue.code == "contradiction" and issue.where else []
        if names and known.issuperset(names):
            return names
    return minimal_conflict(problem)


def rule_name_words(call: Call, name: str) -> str:
    """Name in French what contradicts itself: a rule by its row name, a decision, or the money."""
    return "les crédits disponibles" if name == "money" else rule_words(call, name)
