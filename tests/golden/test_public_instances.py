"""Public instances with a known or independently proven optimum: Toulouse 2019 and seven OR-Library problems."""

from __future__ import annotations

import copy
import csv
import json
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

from aapsim.audit.checker import check
from aapsim.cli import main
from tests.golden.cases import ROOT, aapsim

SHARED = ROOT.parent / "shared" / "data"
TOULOUSE = SHARED / "pabulib" / "France_Toulouse_2019.pb"
MKNAP = SHARED / "orlib" / "mknap1.txt"
BUDGET = 1_000_000
BEST_VOTES = 3266


# ------------------------------------------------------------------------------------ Toulouse
def _toulouse() -> dict[str, tuple[int, int]]:
    """Return cost and votes by project, read here without the product's reader."""
    lines = TOULOUSE.read_text(encoding="utf-8").splitlines()
    start, end = lines.index("PROJECTS") + 1, lines.index("VOTES")
    rows = csv.DictReader(lines[start:end], delimiter=";")
    return {row["project_id"]: (int(row["cost"]), int(row["votes"])) for row in rows}


@pytest.fixture(scope="module")
def toulouse(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Return the result of the command line for Toulouse, as saved."""
    assert shared_data == SHARED
    output = tmp_path_factory.mktemp("toulouse") / "resultat.json"
    run = aapsim("allocate", TOULOUSE, "--policy", "all-or-nothing", "--objective", "projects", "--output", output)
    assert run.returncode == 0, run.stderr
    accepted = aapsim("check", output)
    assert accepted.returncode == 0, accepted.stderr
    result: dict[str, Any] = json.loads(output.read_text(encoding="utf-8"))
    return result


def test_toulouse_reaches_what_an_independent_solver_proves(toulouse: dict[str, Any]) -> None:
    projects = _toulouse()
    costs, votes = np.array(list(projects.values()), dtype=float).T
    knapsack = LinearConstraint(costs[np.newaxis, :], ub=BUDGET)
    solved = milp(-votes, constraints=knapsack, integrality=np.ones(len(votes)), bounds=Bounds(0, 1))
    assert solved.status == 0
    assert round(-solved.fun) == BEST_VOTES
    assert solved.mip_dual_bound <= -BEST_VOTES + 0.5, "proven: no integer above"
    funded = {award["id"]: award["grant"] for award in toulouse["awards"] if award["grant"]}
    assert {one: projects[one][0] for one in funded} == funded, "whole costs or nothing"
    assert sum(funded.values()) <= BUDGET
    assert sum(projects[one][1] for one in funded) == BEST_VOTES
    assert toulouse["certificate"]["value"] == str(BEST_VOTES)
    assert toulouse["status"] == "optimal"


def _raised(document: dict[str, Any], place: int) -> dict[str, Any]:
    """Return the result with one grant raised beyond what it may be, and every total following.

    A funded project receives one euro more than its cap; another one its whole cap, which the
    budget no longer holds. Only the rule itself is then broken, not the sums.
    """
    forged = copy.deepcopy(document)
    award = forged["awards"][place]
    raised = award["cap"] + 1 if award["grant"] else award["cap"]
    more = raised - award["grant"]
    (purse,) = forged["envelope"]
    award |= {"grant": raised, "by_source": {purse: raised}, "status": "funded"}
    forged["granted"][purse] += more
    forged["unspent"][purse] -= more
    return forged


@pytest.mark.parametrize("place", range(30))
def test_toulouse_with_any_single_amount_raised_is_refused(
    toulouse: dict[str, Any], place: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert len(toulouse["awards"]) == 30
    forged = _raised(toulouse, place)
    path = tmp_path / "faux.json"
    path.write_text(json.dumps(forged), encoding="utf-8")
    assert main(["check", str(path)]) == 1
    said = capsys.readouterr().err
    expected = "enveloppe" if forged["unspent"]["enveloppe"] < 0 else forged["awards"][place]["id"]
    assert expected in said, said


@pytest.mark.parametrize("place", range(30))
def test_toulouse_with_one_amount_changed_alone_is_refused(toulouse: dict[str, Any], place: int) -> None:
    forged = copy.deepcopy(toulouse)
    forged["awards"][place]["grant"] += 1
    assert check(forged)


# ------------------------------------------------------------- OR-Library, multi-dimensional knapsacks
@dataclass(frozen=True)
class Knapsack:
    """Exact numbers of one problem: value by item, weight by row and item, capacity by row."""

    optimum: Fraction
    values: tuple[Fraction, ...]
    weights: tuple[tuple[Fraction, ...], ...]
    capacities: tuple[Fraction, ...]

    def column(self, item: int) -> list[Fraction]:
        return [row[item] for row in self.weights]

    @property
    def weightless(self) -> list[int]:
        """Items that weigh nothing: always taken, but a project without cost cannot be granted anything."""
        return [item for item in range(len(self.values)) if not any(self.column(item))]


def _knapsacks() -> list[Knapsack]:
    numbers = iter([Fraction(word) for word in MKNAP.read_text(encoding="ascii").split()])

    def several(count: int) -> tuple[Fraction, ...]:
        return tuple(next(numbers) for _ in range(count))

    problems = []
    for _ in range(int(next(numbers))):
        items, rows = int(next(numbers)), int(next(numbers))
        optimum, values = next(numbers), several(items)
        weights = tuple(several(items) for _ in range(rows))
        problems.append(Knapsack(optimum, values, weights, several(rows)))
    return problems


def _scale(numbers: list[Fraction]) -> int:
    """Return the least power of ten that makes every number whole."""
    scale = 1
    while any((number * scale).denominator != 1 for number in numbers):
        scale *= 10
    return scale


def _call_file(problem: Knapsack, euros: int) -> str:
    """Write the call: each row of the problem is an axis, its capacity a ceiling in euros; no other rule."""
    total = sum(int(weight * euros) for row in problem.weights for weight in row)
    lines = [
        'title = "Sac à dos"', 'rate = "1"', "in_kind = false", "investment = true", "step = 1", 'ranking = "free"',
        'objective = "projects"', 'policy = "all-or-nothing"', "max_authorities = 1",
        "[[sources]]", 'code = "bourse"', 'label = "Bourse"', 'authority = "prefet"', f"notified = {total}",
    ]  # fmt: skip
    for row, capacity in enumerate(problem.capacities):
        lines += ["[[axes]]", f'code = "r{row}"', f'label = "Ligne {row}"', f"ceiling = {int(capacity * euros)}"]
    return "\n".join(lines) + "\n"


def _table(problem: Knapsack, euros: int, divisor: int) -> str:
    """Write the items: an item costs the sum of its weights, and its shares of the axes are those weights."""
    lines = ["dossier;intitule;axes;cout_total;montant_demande;note"]
    for item, value in enumerate(problem.values):
        if item in problem.weightless:
            continue
        column = [int(weight * euros) for weight in problem.column(item)]
        axes = "|".join(f"r{row}:{weight}" for row, weight in enumerate(column) if weight)
        lines.append(f"i{item:02d};Objet {item};{axes};{sum(column)};{sum(column)};exact {value / divisor}")
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("number", range(7))
def test_recorded_optimum_of_a_multidimensional_knapsack(shared_data: Path, number: int, tmp_path: Path) -> None:
    assert shared_data == SHARED
    problem = _knapsacks()[number]
    assert len(_knapsacks()) == 7
    euros = _scale([*problem.capacities, *(weight for row in problem.weights for weight in row)])
    divisor = 10 ** len(str(int(max(problem.values))))  # below 1: marks are at most 100
    call, table, output = tmp_path / "appel.toml", tmp_path / "objets.csv", tmp_path / "resultat.json"
    call.write_text(_call_file(problem, euros), encoding="utf-8")
    table.write_text(_table(problem, euros, divisor), encoding="utf-8")
    assert main(["allocate", str(table), "--call", str(call), "--output", str(output)]) == 0
    assert main(["check", str(output)]) == 0
    result = json.loads(output.read_text(encoding="utf-8"))
    assert result["status"] == "optimal"
    taken = [int(award["id"][1:]) for award in result["awards"] if award["grant"]] + problem.weightless
    for row, capacity in enumerate(problem.capacities):
        assert sum(problem.weights[row][item] for item in taken) <= capacity
    assert sum(problem.values[item] for item in taken) == problem.optimum
    free = sum((problem.values[item] for item in problem.weightless), Fraction(0))
    assert Fraction(result["certificate"]["value"]) * divisor + free == problem.optimum
