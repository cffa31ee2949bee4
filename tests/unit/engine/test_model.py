"""The tight model: boxes, lattice, worth, explicit split."""

from __future__ import annotations

from typing import Any

import pytest

from aapsim.engine.box import Span, full_box
from aapsim.engine.model import build_model, maximise_worth, read_grants, worth_unit
from aapsim.engine.problem import Problem
from aapsim.engine.rows import rows_of
from aapsim.engine.solver import solve
from aapsim.engine.value import total_worth
from tests.unit.engine.makers import a_call, a_problem, an_application, three_sources


def best(problem: Problem, box: tuple[Span, ...] | None = None, *, lattice: bool = True) -> tuple[list[float], float]:
    """Return the amounts and the worth of the best point of a model."""
    spans = full_box(problem) if box is None else box
    model = build_model(
        problem, rows_of(problem), spans, lattice=lattice, explicit_split=problem.needs_explicit_split
    )
    maximise_worth(model)
    answer = solve(model.linear)
    amounts = [round(amount, 6) for amount in model.amounts(answer.point)]
    return amounts, answer.objective * model.unit


@pytest.mark.parametrize(
    ("lock", "span"),
    [
        (None, Span(100, 900)),
        ("funded", Span(100, 900, optional=False)),
        (300, Span(300, 300, optional=False)),
    ],
)
def test_the_full_box_applies_locks(lock: Any, span: Span) -> None:
    locks = {} if lock is None else {"a": lock}
    assert full_box(a_problem(a_call(), [an_application("a", 900)], locks)) == (span,)


def test_what_is_settled() -> None:
    settled = {span.settled for span in (Span(0, 0), Span(5, 5, optional=False))}
    open_still = {span.settled for span in (Span(5, 5), Span(5, 6, optional=False), Span(5, 6))}
    assert (settled, open_still) == ({True}, {False})


@pytest.mark.parametrize(
    ("euros", "lattice", "amounts"),
    [
        (8_250, True, [8_250, 0]),
        (8_249, True, [8_200, 0]),
        (8_249, False, [8_249, 0]),
        (8_400, True, [8_250, 100]),
        (50, True, [0, 0]),
        (50, False, [0, 0]),
        (20_000, True, [8_250, 6_000]),
    ],
)
def test_amounts_lie_on_the_lattice_of_steps_and_caps(euros: int, amounts: list[float], *, lattice: bool) -> None:
    problem = a_problem(a_call(euros), [an_application("a", 8_250, 80), an_application("b", 6_000, 30)])
    assert best(problem, lattice=lattice)[0] == amounts


@pytest.mark.parametrize("objective", ["euros", "needs"])
@pytest.mark.parametrize("curve", ["none", "seed"])
def test_the_worth_of_the_model_is_the_exact_worth(objective: str, curve: str) -> None:
    applications = [an_application("a", 8_250, 80), an_application("b", 6_000, 40), an_application("c", 900, 55)]
    problem = a_problem(a_call(9_000, objective=objective, curve=curve), applications)
    amounts, worth = best(problem)
    grants = {one.id: round(amount) for one, amount in zip(problem.candidates, amounts, strict=True)}
    assert worth == pytest.approx(float(total_worth(problem, grants)))


def test_the_projects_objective_counts_decisions() -> None:
    call = a_call(1_000, objective="projects", minimum_grant=400)
    applications = [an_application("a", 900, 80), an_application("b", 900, 60), an_application("c", 900, 50)]
    amounts, worth = best(a_problem(call, applications))
    assert worth == pytest.approx(140)
    assert [amount > 0 for amount in amounts] == [True, True, False]


def test_a_box_narrows_the_choices() -> None:
    problem = a_problem(a_call(2_000), [an_application("a", 1_500, 80), an_application("b", 1_500, 40)])
    box = (Span(200, 600), Span(300, 1_500, optional=False))
    assert best(problem, box)[0] == [600, 1_400]
    assert best(problem, (Span(0, 0), Span(700, 700)))[0] == [0, 700]


def test_agreements_and_authorities_bind_inside_the_model() -> None:
    sources = three_sources(1_000, 600, 0)
    alone = a_problem(a_call(sources=sources, max_authorities=1), [an_application("a", 1_500)])
    assert best(alone)[0] == [1_000]
    together = a_problem(a_call(sources=sources, minimum_agreement=700), [an_application("a", 1_500)])
    assert best(together)[0] == [1_000]
    shared = a_problem(a_call(sources=sources, minimum_agreement=600), [an_application("a", 1_500)])
    assert best(shared)[0] == [1_500]


def test_reading_rounds_to_the_nearest_admissible_grant() -> None:
    problem = a_problem(a_call(), [an_application("a", 850), an_application("b", 850), an_application("c", 850)])
    box = (Span(100, 850), Span(100, 850), Span(0, 0))
    model = build_model(problem, (), box, lattice=True)
    for column, amount in ((model.funded[0], 1.0), (model.funded[1], 0.2)):
        model.linear.low[column] = model.linear.high[column] = amount
    model.linear.whole = [False] * len(model.linear.whole)
    point = solve(model.linear).point
    point[model.grant[0][1][0]] = 6.3
    assert read_grants(model, point, box) == {"a": 700}
    point[model.grant[0][1][0]] = 7.4
    assert read_grants(model, point, box) == {"a": 850}


def test_the_unit_of_worth_is_that_of_a_step() -> None:
    assert worth_unit(a_problem(a_call(), [an_application("a", 900, 80)])) == 8_000
    assert worth_unit(a_problem(a_call(), [])) == 1
    assert worth_unit(a_problem(a_call(), [an_application("a", 900, 0)])) == 1
