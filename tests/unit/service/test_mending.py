"""A repair applied to a trial: what the trial decides is changed, everything else is added."""

from __future__ import annotations

from fractions import Fraction

from aapsim.domain.explanation import Repair
from aapsim.service.commands import SetLock, SetRules
from aapsim.service.mending import decided_in, mended
from aapsim.service.session_actions import Decide, ReviseScore


def repair(*locks: tuple[str, object], **rules: object) -> Repair:
    return Repair("release", ("lock:a",), "…", rules=rules, locks=locks)  # type: ignore[arg-type]


TRIED = (ReviseScore("z", Fraction(50), "x"), Decide(("a", "b"), "amount", 120_000, "urgence"))


def test_a_decision_on_trial_takes_the_repaired_amount() -> None:
    changed = mended(TRIED, repair(("a", 14_300)))
    left, own = Decide(("b",), "amount", 120_000, "urgence"), Decide(("a",), "amount", 14_300, "urgence")
    assert changed == (TRIED[0], left, own)


def test_a_released_decision_leaves_the_trial() -> None:
    assert mended((Decide(("a",), "amount", 1, "x"),), repair(("a", None))) == ()


def test_other_words_of_a_lock_become_the_committees() -> None:
    one = (Decide(("a",), "conditional", None, "x"),)
    assert mended(one, repair(("a", "excluded"))) == (Decide(("a",), "rejected", None, "x"),)
    assert mended(one, repair(("a", 5_000))) == (Decide(("a",), "conditional", 5_000, "x"),)
    assert mended((Decide(("a",), "rejected"),), repair(("a", "funded"))) == (Decide(("a",), "retained"),)


def test_rules_and_other_files_are_added() -> None:
    changed = mended(TRIED, repair(("c", None), step=1))
    assert changed == (*TRIED, SetRules({"step": 1}), SetLock("c", None))
    assert mended((), repair(("c", 5_000))) == (SetLock("c", 5_000),)


def test_reopening_decides_nothing() -> None:
    reopened = (Decide(("a",), None),)
    assert decided_in(reopened) == frozenset()
    assert decided_in(TRIED) == {"a", "b"}
    assert mended(reopened, repair(("a", None))) == (*reopened, SetLock("a", None))
