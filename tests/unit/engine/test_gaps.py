"""Departures from the ranking with their one cause, and ties, by hand and against enumeration."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from aapsim.domain.allocation import Allocation, RankGap, Tie
from aapsim.domain.application import Application
from aapsim.domain.call import Axis, DepartmentLimits, Limit, Public
from aapsim.engine import gaps
from aapsim.engine.allocate import allocate
from aapsim.engine.case import Case
from aapsim.engine.gaps import rank_gaps, ties_of, without_for
from aapsim.engine.optimum import Optimum, find_optimum
from aapsim.engine.problem import Candidate, Problem
from tests.reference.gaps import rank_gaps as enumerated
from tests.reference.generator import generate
from tests.reference.problem import Problem as Reference
from tests.unit.engine.makers import a_call, a_case, a_problem, an_application, purse, three_sources

HIGH = an_application("haut", 6_000, 80)
LOW = an_application("bas", 6_000, 40, axis="2")
TINY = replace(LOW, total_cost=2_000, requested=2_000)
FIRST_TO_TWO = replace(three_sources(4_000, 0, 0)[0], axes=("2",))
CAPPED = (Axis("1", "", ceiling=Limit("euros", Fraction(0))), Axis("2", ""))


def ceiling(**limits: Any) -> dict[str, Any]:
    return {"departments": (DepartmentLimits("48", **limits),)}


def in_lozere(application: Application) -> Application:
    return replace(application, departments=(("48", Fraction(1)),))


def answer(
    rules: dict[str, Any], applications: list[Application], locks: Mapping[str, Any] | None = None
) -> Allocation:
    return allocate(a_call(**rules), applications, locks or {})


Given = tuple[dict[str, Any], list[Application], dict[str, Any]]
SMALL_HIGH = replace(HIGH, total_cost=500, requested=500)
HEAD = an_application("tête", 100, 90)
CAUSES: dict[str, tuple[Given, str]] = {
    "sources": (
        ({"sources": (FIRST_TO_TWO, *three_sources(0, 0, 0)[1:])}, [HIGH, LOW], {}),
        " : ses seuls financeurs ouverts (304-17 et 304-19) sont épuisés.",
    ),
    "axis:1:ceiling": (({"axes": CAPPED}, [HIGH, LOW], {}), " : le plafond de l'axe 1 (0\u00a0€)."),
    "department:48:ceiling": (
        (ceiling(ceiling=50), [in_lozere(HIGH), LOW], {}), " : le plafond du département 48 (50\u00a0€)."
    ),
    "department:48:maximum_projects": (
        (ceiling(maximum_projects=0), [in_lozere(HIGH), LOW], {}),
        " : le nombre maximal de projets du département 48 (0).",
    ),
    "floor": (
        ({"sources": purse(4_000)}, [replace(HIGH, own_floor=5_000), LOW], {}),
        " : le montant minimal utile, supérieur à ce qui reste.",
    ),
    "floors": (
        ({"sources": purse(5_000)}, [SMALL_HIGH, replace(LOW, own_floor=5_000)], {}),
        " : les montants minimaux des projets.",
    ),
    "lock:haut": (({}, [HIGH, LOW], {"haut": "excluded"}), " : la décision prise sur haut."),
    "lock:bas": (({"sources": purse(6_000)}, [HIGH, LOW], {"bas": 6_000}), " : la décision prise sur bas."),
    "objective": (({"objective": "needs", "sources": purse(2_000)}, [HIGH, TINY], {}), " : l'objectif choisi."),
    "rounding": (
        ({"sources": purse(50)}, [HIGH, replace(LOW, total_cost=50, requested=50)], {}), " : l'arrondi."
    ),
    "exclusive:0": (
        ({"exclusive": (("haut", "bas"),)}, [SMALL_HIGH, LOW], {}), " : une exclusion mutuelle entre projets."
    ),
    "requires:0": (({"requires": (("haut", "z"),)}, [HIGH, LOW], {}), " : la dépendance à un autre projet."),
    "ranking": (
        ({"ranking": "strict", "requires": (("tête", "z"),)}, [HIGH, LOW, HEAD], {}),
        " : le respect du classement dans chaque axe.",
    ),
    "axis:1:ceiling+department:48:ceiling": (
        ({**ceiling(ceiling=50), "axes": CAPPED}, [in_lozere(HIGH), LOW], {}),
        ", effet conjoint : le plafond de l'axe 1 (0\u00a0€) et le plafond du département 48 (50\u00a0€).",
    ),
}


def test_decisions_explain_what_they_alone_hold_below_before_any_rule() -> None:
    high = replace(HIGH, own_floor=6_000)
    small, large = replace(LOW, total_cost=3_000, requested=3_000), an_application("plus bas", 5_000, 30, axis="2")
    both = answer({"sources": purse(8_000)}, [high, small, large], {"bas": 3_000, "plus bas": 5_000}).gaps
    assert [(gap.id, gap.cause) for gap in both if gap.id == "haut"] == [("haut", "lock:bas+lock:plus bas")]
    # Without the first of these two, the money is there.
    one = answer({"sources": purse(11_000)}, [high, LOW, large], {"bas": 6_000, "plus bas": 5_000}).gaps
    assert [(gap.id, gap.cause) for gap in one if gap.id == "haut"] == [("haut", "lock:bas")]


@pytest.mark.parametrize("cause", CAUSES)
def test_causes_by_hand(cause: str) -> None:
    given, words = CAUSES[cause]
    found = next(gap for gap in answer(*given).gaps if gap.id == "haut")
    assert found == RankGap("haut", ("bas",), cause, f"Écart au classement{words}")


def test_a_project_that_no_source_may_pay() -> None:
    found = answer({"sources": purse(4_000, axes=("2",))}, [HIGH, LOW]).gaps
    assert [(gap.cause, gap.message) for gap in found] == [
        ("sources", "Écart au classement : aucun financeur ouvert.")
    ]


def test_gaps_come_by_rank_with_all_they_outrank() -> None:
    applications = [
        an_application("a", 500, 60, axis="1"), an_application("b", 500, 70, axis="1"),
        an_application("c", 500, 50, axis="2"), an_application("d", 500, 65, axis="2"),
    ]
    found = answer({"axes": CAPPED}, applications).gaps
    assert [(gap.id, gap.below) for gap in found] == [("b", ("c", "d")), ("a", ("c",))]


def test_no_gap_where_the_order_holds() -> None:
    assert answer({}, [HIGH, LOW]).gaps == ()
    assert answer({"sources": purse(0)}, [HIGH, LOW]).gaps == ()


def test_an_excluded_project_that_could_not_be_funded_anyway() -> None:
    rules = {"axes": CAPPED}
    gap = answer(rules, [HIGH, LOW], {"haut": "excluded"}).gaps[0]
    assert gap.cause == "lock:haut+axis:1:ceiling"


def solved(case: Case, gap: Candidate, causes: list[str]) -> Optimum | None:
    problem = case.problem
    for cause in causes:
        problem = without_for(problem, gap, cause)
    return find_optimum(problem)


@pytest.mark.parametrize("seed", [3, 11, 14, 23, 31, 37, 42, 58, 61, 77])
def test_every_gap_is_listed_and_its_cause_confirmed_by_solving_without_it(seed: int) -> None:
    instance = generate(seed, size=8)
    found = allocate(instance.call, instance.applications, instance.locks)
    if found.status == "infeasible":
        assert found.gaps == ()
        return
    grants = {award.id: award.grant for award in found.awards}
    assert {gap.id: set(gap.below) for gap in found.gaps} == enumerated(Reference(instance.inputs()), grants)
    case = a_case(instance.call, instance.applications, instance.locks)
    candidates = {candidate.id: candidate for candidate in (*case.problem.candidates, *case.excluded)}
    for gap in found.gaps:
        freed = solved(case, candidates[gap.id], gap.cause.split("+"))
        assert freed is not None
        outranks = any(
            freed.grants.get(other.id) and other.weight < candidates[gap.id].weight for other in candidates.values()
        )
        assert freed.grants.get(gap.id) or not outranks


def test_what_no_rule_explains_is_left_to_rounding(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gaps, "_is_cured", lambda *_: False)
    case = a_case(a_call(step=1), [HIGH, LOW])
    assert rank_gaps(case, {"bas": 10}, {})[0].cause == "rounding"
    stepped = a_case(a_call(maximum_projects=1), [HIGH, LOW])
    assert rank_gaps(stepped, {"bas": 10}, {})[0].cause == "projects:maximum+rounding"


@pytest.mark.parametrize("stage", ["grants_within_a_step", "bare_optimum"])
def test_a_removal_without_an_answer_cures_nothing(stage: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gaps, stage, lambda _: None)
    case = a_case(a_call(maximum_projects=1, step=1), [HIGH, LOW])
    assert rank_gaps(case, {"bas": 10}, {})[0].cause == "projects:maximum"


def test_a_quick_yes_is_confirmed_by_the_published_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    # Within a step, nobody below may seem funded; the answer that would be published says otherwise.
    monkeypatch.setattr(gaps, "grants_within_a_step", lambda _: {})
    assert [gap.cause for gap in answer({}, [HIGH, LOW], {"bas": 6_000, "haut": "excluded"}).gaps] == ["lock:haut"]
    capped = answer({**ceiling(ceiling=50), "axes": CAPPED}, [in_lozere(HIGH), LOW]).gaps
    assert [gap.cause for gap in capped] == ["axis:1:ceiling+department:48:ceiling"]


def the_ties(rules: dict[str, Any], applications: list[Application], grants: dict[str, int]) -> tuple[Tie, ...]:
    return ties_of(a_problem(a_call(**rules), applications), grants)


EQUAL = [an_application("a", 600), an_application("b", 600), an_application("c", 600)]


@pytest.mark.parametrize(
    ("rules", "applications", "grants", "unfunded"),
    [
        ({"sources": purse(600)}, EQUAL, {"a": 600}, ("b", "c")),
        ({"sources": purse(1_800)}, EQUAL, {"a": 600, "b": 600, "c": 600}, ()),
        ({"sources": purse(0)}, EQUAL, {}, ()),
        ({"sources": purse(600)}, [*EQUAL[:2], replace(EQUAL[2], score=Fraction(51))], {"a": 600}, ("b",)),
        ({"sources": purse(600)}, [*EQUAL[:2], replace(EQUAL[2], total_cost=900, requested=900, own_floor=700)],
         {"a": 600}, ("b",)),
        ({"maximum_projects": 1}, EQUAL, {"a": 600}, ("b", "c")),
        ({"exclusive": (("c", "z"),)}, [*EQUAL, an_application("z", 600, 90)], {"z": 600, "a": 600}, ("b",)),
        ({"ranking": "strict"}, [*EQUAL[:2], replace(EQUAL[2], axes=(("2", Fraction(1)),)),
                                 an_application("z", 600, 90, axis="2")], {"a": 600}, ("b",)),
    ],
)
def test_ties_are_equal_scores_that_could_have_been_funded_instead(
    rules: dict[str, Any], applications: list[Application], grants: dict[str, int], unfunded: tuple[str, ...]
) -> None:
    found = the_ties(rules, applications, grants)
    assert found == ((Tie(Fraction(50), ("a",), unfunded),) if unfunded else ())


def test_locked_projects_take_no_part_in_ties() -> None:
    problem = a_problem(a_call(600), EQUAL, {"a": 600})
    assert ties_of(problem, {"a": 600}) == ()


def test_ties_compare_weighted_scores_from_the_best_down() -> None:
    call = {"publics": (Public("p", "", Fraction(1, 5)),), "sources": purse(1_000)}
    applications = [
        an_application("a", 500, 60), an_application("b", 500, 50, publics=("p",)),
        an_application("c", 500, 40), an_application("d", 500, 40),
    ]
    found = the_ties(call, applications, {"a": 500, "c": 500})
    assert found == (Tie(Fraction(60), ("a",), ("b",)), Tie(Fraction(40), ("c",), ("d",)))


def whole(one: str, amount: int, score: int, axis: str = "1") -> Application:
    return replace(an_application(one, amount, score, axis=axis), own_floor=amount)


def test_a_rule_whose_removal_makes_the_answer_impossible_is_solved_without() -> None:
    # Without its department's ceiling "premier" could be funded by itself: it holds its whole axis back, though
    # the decision on "bas" leaves too little for it. What prices say of the answer no longer holds then.
    applications = [
        in_lozere(whole("premier", 7_000, 80)), whole("deux", 2_000, 60), whole("trois", 2_000, 50),
        whole("quatre", 900, 19), whole("six", 1_950, 41, "2"), whole("écart", 4_000, 30, "2"),
        whole("bas", 2_000, 20, "2"),
    ]
    rules: dict[str, Any] = {
        **ceiling(ceiling=50), "ranking": "strict", "sources": purse(7_950), "objective": "projects",
        "policy": "all-or-nothing",
    }
    found = answer(rules, applications, {"bas": 2_000})
    assert {gap.id: gap.cause for gap in found.gaps}["écart"] == "department:48:ceiling"


def test_what_prices_clear_is_not_cured_by_solving_either(monkeypatch: pytest.MonkeyPatch) -> None:
    cleared: list[bool] = []
    clears = gaps._Removals._stays_out

    def checked(removals: gaps._Removals, lighter: Problem, gap: Candidate, key: tuple[str, ...]) -> bool:
        said = clears(removals, lighter, gap, key)
        if said:
            cleared.append(gaps._is_cured(lighter, gap, gaps._published(lighter)))
        return said

    monkeypatch.setattr(gaps._Removals, "_stays_out", checked)
    for seed in range(40, 52):
        instance = generate(seed, size=8)
        call = replace(instance.call, ranking="strict")
        found = allocate(call, instance.applications, {})
        last = max((award for award in found.awards if award.grant), key=lambda award: award.rank, default=None)
        if last is not None:
            allocate(call, instance.applications, {last.id: "funded"})
    assert cleared
    assert not any(cleared)


def test_past_the_limit_of_work_the_cause_is_said_unsearched(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gaps, "MOST_WORK", -1)
    case = a_case(a_call(maximum_projects=1), [HIGH, LOW])
    found = rank_gaps(case, {"bas": 10}, {})
    assert [gap.cause for gap in found] == ["unsearched"]
    assert "non recherchée" in found[0].message
